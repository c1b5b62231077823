#include "base/test.h"

#include "base/nfc.h"

static void check_nfc(const char *given, const char *wanted)
{
    struct arena a;
    arena_init(&a);
    struct text got = text_nfc(&a, text_of(given));
    CHECK(text_is(got, wanted));
    arena_release(&a);
}

TEST(what_looks_alike_becomes_alike)
{
    check_nfc("Cafe\xCC\x81", "Caf\xC3\xA9"); /* e and an accent of its own */
    check_nfc("\xE2\x84\xAB", "\xC3\x85");    /* the sign of angstrom */
    check_nfc("\xEF\xA8\x91\xE5\xB4\x8E", "\xEF\xA8\x91\xE5\xB4\x8E"); /* 﨑 stays what it is */
    check_nfc("\xE1\x84\x92\xE1\x85\xA1", "\xED\x95\x98");             /* two jamo, a syllable */
}

TEST(what_is_composed_stays_where_it_is)
{
    struct arena a;
    arena_init(&a);
    struct text same[] = {TEXT(""), TEXT("plain"), TEXT("房贷客户"), TEXT("👩‍👩‍👧")};
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        CHECK(text_nfc(&a, same[i]).ptr == same[i].ptr);
    arena_release(&a);
}

TESTS(CASE(what_looks_alike_becomes_alike), CASE(what_is_composed_stays_where_it_is))
