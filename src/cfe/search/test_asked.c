#include "base/test.h"

#include "cfe/search/asked.h"

#include "cif/intake/certificate.h"

static struct bank bank;
static struct arena arena;

static struct search_asked ask(const char *typed)
{
    return search_asked(&bank, &arena, text_of(typed));
}

static int make_keys(UNUSED void **state)
{
    static char dir[] = "/tmp/guanhu-asked-XXXXXX";
    struct why why = {""};
    arena_init(&arena);
    char path[60];
    if (!mkdtemp(dir))
        return 1;
    snprintf(path, sizeof path, "%s/keys", dir);
    return keys_open(path, &bank.keys, &why) != OK;
}

static int drop_keys(UNUSED void **state)
{
    bank.keys = keys_close(bank.keys);
    arena_release(&arena);
    return 0;
}

static bool is_among(struct hashes list, struct text value)
{
    struct hash128 hash = bank_hash(&bank, value);
    for (size_t i = 0; i < list.len; i++)
        if (hash128_equal(list.items[i], hash))
            return true;
    return false;
}

TEST(what_is_typed_decides_which_ways_are_tried)
{
    static const struct {
        const char *typed;
        bool name, number, tail;
    } cases[] = {
        {"张伟", true, false, false},        {"zhangwei", true, false, false},
        {"zw", true, false, false},          {"z", false, false, false},
        {"单", true, false, false},          {"1234", false, true, true},
        {"123X", false, true, true},         {"１２３４", false, true, true},
        {"12345", false, true, false},       {"C0000692", false, true, false},
        {"13800001234", false, true, false}, {"138 0000 1234", false, true, false},
        {"", false, false, false},           {"   \t", false, false, false},
        {"　", false, false, false},         {"%", false, false, false},
        {"_", false, false, false},          {"*", false, false, false},
        {"😀", true, false, false},           {"' or 1=1 --", true, false, false},
        {"12%4", false, false, false},       {"张伟 1234", true, false, false},
        {"ab12", true, true, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct search_asked q = ask(cases[i].typed);
        if (q.by_name != cases[i].name || q.by_number != cases[i].number ||
            q.by_tail != cases[i].tail)
            fail_msg("%s: %d %d %d", cases[i].typed, q.by_name, q.by_number, q.by_tail);
    }
}

TEST(numbers_are_normalised)
{
    CHECK(is_among(ask("138-0000-1234").phones, TEXT("13800001234")));
    CHECK(is_among(ask("+86 138 0000 1234").phones, TEXT("13800001234")));
    CHECK(is_among(ask("008613800001234").phones, TEXT("13800001234")));
    CHECK(is_among(ask("6222 0212 3456 7890 123").hashes, TEXT("6222021234567890123")));
    CHECK(is_among(ask("a0000576").hashes, TEXT("A0000576")));
    CHECK(is_among(ask("Ａ０００").hashes, TEXT("A000")));
}

TEST(certificates_are_compared_as_intake_does)
{
    const struct text old = TEXT("110101900101123");
    struct text key = certificate_key(&arena, CERT_ID, old);
    struct text modern = {key.ptr + 2, key.len - 2};
    CHECK_INT(modern.len, 18);
    CHECK(is_among(ask(arena_text(&arena, old.ptr, old.len)).certificates, key));
    CHECK(is_among(ask(arena_text(&arena, modern.ptr, modern.len)).certificates, key));
    CHECK(is_among(ask("g1234567x").certificates, TEXT("1|G1234567X")));
    CHECK(is_among(ask("11010119900101123x").certificates, TEXT("0|11010119900101123X")));
}

TEST(what_is_too_long_is_no_number)
{
    char longest[10001];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CHECK(!ask(longest).by_number);
    memset(longest, 'a', sizeof longest - 1);
    CHECK(ask(longest).by_name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_typed_decides_which_ways_are_tried), CASE(numbers_are_normalised),
        CASE(certificates_are_compared_as_intake_does), CASE(what_is_too_long_is_no_number)};
    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
