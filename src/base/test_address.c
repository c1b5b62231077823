#include "base/address.h"
#include "base/test.h"

static bool allows(const char *list, const char *address)
{
    struct address_ranges ranges;
    struct arena a;
    arena_init(&a);
    CHECK(address_ranges_parse(&a, text_of(list), &ranges));
    bool allowed = address_allowed(&ranges, text_of(address));
    arena_release(&a);
    return allowed;
}

TEST(an_address_lies_in_a_range)
{
    CHECK(allows("10.0.0.0/8", "10.255.1.2") && !allows("10.0.0.0/8", "11.0.0.1"));
    CHECK(allows("192.168.1.7", "192.168.1.7") && !allows("192.168.1.7", "192.168.1.8"));
    CHECK(allows("192.168.1.128/25", "192.168.1.129") &&
          !allows("192.168.1.128/25", "192.168.1.1"));
    CHECK(allows("fd00::/8, 10.0.0.0/8", "fd12::1") && !allows("fd00::/8", "fe80::1"));
    CHECK(allows("::1", "0:0::1") && allows("0.0.0.0/0", "1.2.3.4") && !allows("0.0.0.0/0", "::1"));
    CHECK(allows("::/0", "1.2.3.4") && allows("10.0.0.0/8", "::ffff:10.1.1.1"));
}

TEST(an_empty_list_lets_everybody_in)
{
    CHECK(allows("", "1.2.3.4") && allows("  ", "") && allows("", "not an address"));
    CHECK(!allows("10.0.0.0/8", "") && !allows("10.0.0.0/8", "10.0.0"));
}

TEST(what_is_no_list)
{
    static const char *const bad[] = {
        ",",           "10.0.0.0/8,", "10.0.0.0/33", "10.0.0.0/",   "10.0.0.1/8",
        "10.0.0",      "fd00::/129",  "fd00::1/8",   "10.0.0.0/-1", "10.0.0.0 10.0.0.1",
        "example.com", "/8",          "10.0.0.0/8/9"};
    struct address_ranges ranges;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (address_ranges_parse(NULL, text_of(bad[i]), &ranges))
            fail_msg("%s is no list", bad[i]);
}

TESTS(CASE(an_address_lies_in_a_range), CASE(an_empty_list_lets_everybody_in),
      CASE(what_is_no_list))
