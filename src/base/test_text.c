#include "base/test.h"

#include "base/text.h"

TEST(texts_compare_by_bytes)
{
    CHECK(text_is(TEXT("abc"), "abc"));
    CHECK(!text_is(TEXT("abc"), "ab"));
    CHECK(text_is((struct text){NULL, 0}, ""));
    CHECK(text_equal(text_of(NULL), TEXT("")));
    CHECK(!text_equal((struct text){"a\0b", 3}, (struct text){"a\0c", 3}));
    CHECK(text_order(TEXT("a"), TEXT("b")) < 0);
    CHECK(text_order(TEXT("b"), TEXT("a")) > 0);
    CHECK(text_order(TEXT("ab"), TEXT("abc")) < 0);
    CHECK(text_order(TEXT("abc"), TEXT("ab")) > 0);
    CHECK_INT(text_order(TEXT("abc"), TEXT("abc")), 0);
    CHECK(text_order((struct text){NULL, 0}, TEXT("a")) < 0);
    CHECK(text_order(TEXT("\x7f"), TEXT("\x80")) < 0); /* bytes have no sign */
}

static size_t encode(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3F));
    to[2] = (char)(0x80 | (c >> 6 & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

TEST(every_character_is_utf8_and_nothing_else)
{
    CHECK(!text_is_utf8((struct text){"\0", 1}));
    for (uint32_t c = 1; c < 0x110100; c++) {
        char bytes[4];
        bool character = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
        size_t len = encode(c, bytes);
        if (text_is_utf8((struct text){bytes, len}) != character)
            fail_msg("U+%04X", c);
        for (size_t cut = 1; cut < len; cut++)
            if (text_is_utf8((struct text){bytes, cut}))
                fail_msg("U+%04X cut to %zu bytes", c, cut);
    }
}

/* Bytes of the character at 'p', found by encoding again what was decoded; 0: there is none. */
static size_t naive_character(const unsigned char *p, size_t len)
{
    size_t size = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = size == 1 ? p[0] : p[0] & (0xFFu >> (size + 1));
    char again[4];
    if (size > len || p[0] == 0 || (p[0] >= 0x80 && p[0] < 0xC0) || p[0] >= 0xF8)
        return 0;
    for (size_t i = 1; i < size; i++)
        c = c << 6 | (p[i] & 0x3F);
    bool character = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
    return character && encode(c, again) == size && memcmp(again, p, size) == 0 ? size : 0;
}

static bool naive_utf8(const unsigned char *p, size_t len)
{
    while (len > 0) {
        size_t size = naive_character(p, len);
        if (size == 0)
            return false;
        p += size;
        len -= size;
    }
    return true;
}

/* Nearly all strings of three bytes, alone and within a longer text. */
TEST(three_bytes_agree_with_decoding)
{
    char around[50];
    memset(around, 'a', sizeof around);
    for (uint32_t n = 0; n < 1u << 24; n += n % 5 ? 1 : 3) {
        unsigned char b[3] = {(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n};
        memcpy(around + 31, b, sizeof b);
        if (text_is_utf8((struct text){(char *)b, 3}) != naive_utf8(b, 3) ||
            text_is_utf8((struct text){around, sizeof around}) != naive_utf8(b, 3))
            fail_msg("%02x %02x %02x", b[0], b[1], b[2]);
    }
}

/* Long texts of pieces right and wrong, at every place of what is looked at together. */
TEST(long_texts_agree_with_decoding)
{
    static const char *const pieces[] = {
        "a",
        "bcdefgh",
        "\xC2\x80",
        "\xE5\xB7\xA5",
        "\xED\x9F\xBF",
        "\xF4\x8F\xBF\xBF",
        "\xC1",
        "\xE0\x9F\x80",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80",
        "\x80",
        "\xF4\x90\x80\x80",
        "\xE5",
        "\xF1\x80\x80",
    };
    enum { RIGHT = 6, ROUNDS = 300000 };
    uint32_t random = 1;
    for (int round = 0; round < ROUNDS; round++) {
        struct buf b;
        buf_init(&b);
        size_t most = 20 + (size_t)round % 120;
        while (b.len < most) {
            random = random * 1664525 + 1013904223;
            bool any = random >> 24 == 0;
            buf_add_text(&b, pieces[(random >> 8) % (any ? ARRAY_LEN(pieces) : RIGHT)]);
        }
        if (round % 64 == 0)
            b.bytes[b.len / 2] = 0;
        for (size_t cut = b.len; cut + 5 > b.len; cut--)
            if (text_is_utf8((struct text){b.bytes, cut}) !=
                naive_utf8((unsigned char *)b.bytes, cut))
                fail_msg("round %d, %zu bytes", round, cut);
        buf_release(&b);
    }
}

TEST(a_buffer_keeps_what_it_is_given)
{
    struct buf b;
    buf_init(&b);
    buf_add(&b, NULL, 0);
    CHECK_INT(buf_text(&b).len, 0);
    for (int i = 0; i < 3000; i++) {
        buf_printf(&b, "%d", i % 10);
        buf_add_char(&b, ' ');
    }
    CHECK_INT(b.len, 6000);
    for (size_t i = 0; i < b.len; i++)
        CHECK_INT(b.bytes[i], i % 2 ? ' ' : (char)('0' + i / 2 % 10));
    size_t room = b.room;
    buf_clear(&b);
    CHECK_INT(b.len, 0);
    CHECK_INT(b.room, room);
    buf_add_text(&b, "abc");
    CHECK(text_is(buf_text(&b), "abc"));
    buf_release(&b);
    CHECK_INT(b.len, 0);
    buf_add_text(&b, "usable again");
    CHECK_INT(b.len, 12);
    buf_release(&b);
}

TEST(a_buffer_grows_to_any_size_at_once)
{
    struct buf b;
    buf_init(&b);
    buf_add_char(&b, 'x');
    memset(buf_grow(&b, 1000000), 'y', 1000000);
    b.len += 1000000;
    CHECK(b.room >= b.len);
    CHECK_INT(b.bytes[0], 'x');
    buf_release(&b);
}

TEST(a_vector_keeps_its_items_and_zeroes_new_ones)
{
    struct item {
        int64_t a;
        char b;
    };
    struct vec v;
    vec_init(&v, sizeof(struct item));
    for (int i = 0; i < 1000; i++) {
        struct item *item = vec_add(&v);
        CHECK_INT(item->a, 0);
        CHECK_INT(item->b, 0);
        *item = (struct item){i, 'x'};
    }
    for (size_t i = 0; i < v.len; i++)
        CHECK_INT(((struct item *)vec_at(&v, i))->a, i);
    vec_clear(&v);
    CHECK_INT(v.len, 0);
    CHECK_INT(((struct item *)vec_add(&v))->b, 0);
    vec_release(&v);
    CHECK_INT(v.size, sizeof(struct item));
    vec_add(&v);
    vec_release(&v);
}

TEST(a_vec_grows_for_many_and_takes_in_another)
{
    struct vec v, more;
    vec_init(&v, sizeof(int));
    vec_init(&more, sizeof(int));
    vec_append(&v, &more);
    CHECK_INT(v.len, 0);
    for (int i = 0; i < 100; i++)
        *(int *)vec_add(i < 3 ? &v : &more) = i;
    vec_append(&v, &more);
    CHECK_INT(v.len, 100);
    for (int i = 0; i < 100; i++)
        CHECK_INT(*(int *)vec_at(&v, (size_t)i), i);
    int *room = vec_grow(&v, 1000);
    CHECK(room == (int *)v.items + 100 && v.room >= 1100);
    CHECK_INT(v.len, 100);
    vec_release(&v);
    vec_release(&more);
}

/* What lies beside a text in memory says nothing about it. */
TEST(bytes_around_a_text_do_not_matter)
{
    static const char *const beside[] = {"\xF0\x9F\x98", "\xE5\xAE", "\xF4", "\xBF\xBF\xBF"};
    char bytes[128];
    for (size_t i = 0; i < ARRAY_LEN(beside); i++)
        for (size_t len = 1; len <= 100; len++) {
            size_t before = strlen(beside[i]);
            memset(bytes, 'a', sizeof bytes);
            memcpy(bytes + 8 - before, beside[i], before);
            memcpy(bytes + 8 + len, beside[i], before);
            if (!text_is_utf8((struct text){bytes + 8, len}))
                fail_msg("%zu bytes beside %zu", len, i);
        }
}

TESTS(CASE(texts_compare_by_bytes), CASE(bytes_around_a_text_do_not_matter),
      CASE(every_character_is_utf8_and_nothing_else), CASE(three_bytes_agree_with_decoding),
      CASE(long_texts_agree_with_decoding), CASE(a_buffer_keeps_what_it_is_given),
      CASE(a_buffer_grows_to_any_size_at_once), CASE(a_vector_keeps_its_items_and_zeroes_new_ones),
      CASE(a_vec_grows_for_many_and_takes_in_another))
