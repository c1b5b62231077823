#include "base/test.h"

#include "cif/intake/decode.h"

static void check_in(enum charset charset, unsigned threads, struct text bytes, struct text wanted)
{
    struct decoded d;
    CHECK_OK(decode(bytes, charset, threads, &d, NULL));
    CHECK(text_equal(d.text, wanted));
    decode_release(&d);
}

static void check_gb(struct text bytes, struct text wanted)
{
    check_in(CHARSET_GB18030, 1, bytes, wanted);
    check_in(CHARSET_GB18030, 2, bytes, wanted);
}

TEST(utf8_stays_where_it_lies)
{
    static const char text[] = "客户\xFF\n";
    struct decoded d;
    CHECK_OK(decode((struct text){text, sizeof text - 1}, CHARSET_UTF8, 2, &d, NULL));
    CHECK(d.text.ptr == text && d.text.len == sizeof text - 1);
    decode_release(&d);
    check_in(CHARSET_UTF8, 1,
             TEXT("\xEF\xBB\xBF"
                  "a"),
             TEXT("a"));
    check_in(CHARSET_UTF8, 1, TEXT("\xEF\xBB\xBF\xEF\xBB\xBF"), TEXT("\xEF\xBB\xBF"));
    check_in(CHARSET_UTF8, 1, (struct text){"", 0}, (struct text){"", 0});
}

TEST(gb18030_becomes_utf8)
{
    check_gb(TEXT("\xBF\xCD\xBB\xA7\n\xBF\xCD\n"), TEXT("客户\n客\n"));
    check_gb(TEXT("\x82\x7C|\x81\x5C"), TEXT("倈|乗"));
    check_gb(TEXT("\x94\x39\xDA\x33\n"), TEXT("\xF0\x9F\x92\xA9\n")); /* four bytes */
    check_gb(TEXT("\x84\x31\x95\x33"
                  "a"),
             TEXT("\xEF\xBB\xBF"
                  "a"));
    check_gb((struct text){"", 0}, (struct text){"", 0});
    check_gb((struct text){"a\0b", 3}, (struct text){"a\0b", 3});
}

TEST(what_is_no_character_becomes_a_byte_that_is_none_either)
{
    check_gb(TEXT("a\xFF"
                  "b"),
             TEXT("a\xFF"
                  "b"));
    check_gb(TEXT("\x81,\xBF\xCD"), TEXT("\xFF,客"));
    check_gb(TEXT("\x81\n\x81\n"), TEXT("\xFF\n\xFF\n"));
    check_gb(TEXT("a\x81"), TEXT("a\xFF"));
    check_gb(TEXT("\x81\x30"), TEXT("\xFF"
                                    "0"));
    check_gb(TEXT("\x81\x30\x81"), TEXT("\xFF"
                                        "0\xFF"));
}

/* Random bytes, cut at any line end: both halves together are the whole. */
TEST(two_threads_decode_what_one_does)
{
    static const char usual[] = "\n\n,ab1\x81\x30\x39\xBF\xCD\xFE\x7C\xFF\x80";
    uint64_t seed = 5;
    for (int i = 0; i < 3000; i++) {
        char bytes[200];
        size_t len = (size_t)i % sizeof bytes;
        for (size_t k = 0; k < len; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            bytes[k] = seed >> 61 ? usual[(seed >> 40) % (sizeof usual - 1)] : (char)(seed >> 50);
        }
        struct decoded one, two;
        CHECK_OK(decode((struct text){bytes, len}, CHARSET_GB18030, 1, &one, NULL));
        CHECK_OK(decode((struct text){bytes, len}, CHARSET_GB18030, 2, &two, NULL));
        CHECK(text_equal(one.text, two.text));
        decode_release(&one);
        decode_release(&two);
    }
}

TESTS(CASE(utf8_stays_where_it_lies), CASE(gb18030_becomes_utf8),
      CASE(what_is_no_character_becomes_a_byte_that_is_none_either),
      CASE(two_threads_decode_what_one_does))
