#include "cif/customer/typed.h"

#include "engine/called.h"

enum { PHONE_LEN = 11 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_plain(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

struct text typed_trimmed(struct text t)
{
    size_t size;
    while (t.len && name_character(t, 0, &size) == ' ')
        t.ptr += size, t.len -= size;
    while (t.len && (unsigned char)t.ptr[t.len - 1] <= ' ')
        t.len--;
    return t;
}

/* Fullwidth forms as ASCII, in the case that was typed. */
static uint32_t character_at(struct text t, size_t at, size_t *ret_size)
{
    uint32_t c = name_character(t, at, ret_size);
    bool is_small = c >= 'a' && c <= 'z';
    unsigned char first = (unsigned char)t.ptr[at];
    if (is_small && *ret_size == 1)
        return first;
    bool is_wide_capital = is_small && *ret_size == 3 && first == 0xEF && t.ptr[at + 1] == '\xBC';
    return is_wide_capital ? c - ('a' - 'A') : c;
}

/* Without what stands between its groups; empty where it is no number. */
struct text typed_number(struct arena *a, struct text typed)
{
    char *out = arena_alloc(a, TYPED_NUMBER_MOST + 1);
    size_t len = 0, digits = 0;
    for (size_t at = 0, size; at < typed.len; at += size) {
        uint32_t c = character_at(typed, at, &size);
        if (c == 0 || c == ' ' || (c == '+' && len == 0))
            continue;
        if (!is_plain(c) || len == TYPED_NUMBER_MOST)
            return (struct text){NULL, 0};
        out[len++] = (char)c;
        digits += is_digit((char)c);
    }
    return (struct text){out, digits ? len : 0};
}

struct text typed_capitals(struct arena *a, struct text t)
{
    char *out = arena_text(a, t.ptr, t.len);
    for (size_t i = 0; i < t.len; i++)
        if (out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - ('a' - 'A'));
    return (struct text){out, t.len};
}

/* "+8613800001234" and "008613800001234" are calls to the same phone. */
struct text typed_phone(struct text number)
{
    static const char *const prefixes[] = {"0086", "86"};
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        size_t len = strlen(prefixes[i]);
        if (number.len == len + PHONE_LEN && memcmp(number.ptr, prefixes[i], len) == 0 &&
            number.ptr[len] == '1')
            return (struct text){number.ptr + len, PHONE_LEN};
    }
    return number;
}
