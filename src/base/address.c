#include "base/address.h"

#include <arpa/inet.h>

enum { ADDRESS_TEXT_MOST = 45, V4_BITS = 96 };

static bool parse_address(struct text t, struct address_range *ret)
{
    static const unsigned char v4_before[12] = {[10] = 0xFF, [11] = 0xFF};
    char copy[ADDRESS_TEXT_MOST + 1];
    struct in_addr v4;
    if (t.len == 0 || t.len > ADDRESS_TEXT_MOST || memchr(t.ptr, '\0', t.len))
        return false;
    memcpy(copy, t.ptr, t.len);
    copy[t.len] = '\0';
    ret->bits = 128;
    if (inet_pton(AF_INET, copy, &v4) != 1)
        return inet_pton(AF_INET6, copy, ret->bytes) == 1;
    memcpy(ret->bytes, v4_before, sizeof v4_before);
    memcpy(ret->bytes + sizeof v4_before, &v4, sizeof v4);
    return true;
}

static bool parse_bits(struct text t, int most, int *ret_bits)
{
    int bits = 0;
    if (t.len == 0 || t.len > 3)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        bits = bits * 10 + (t.ptr[i] - '0');
    }
    *ret_bits = bits;
    return bits <= most;
}

static bool bit(const unsigned char *bytes, int at)
{
    return bytes[at / 8] >> (7 - at % 8) & 1;
}

static bool is_zero_from(const unsigned char *bytes, int from)
{
    for (int i = from; i < 128; i++)
        if (bit(bytes, i))
            return false;
    return true;
}

static bool parse_range(struct text t, struct address_range *ret)
{
    const char *slash = t.len ? memchr(t.ptr, '/', t.len) : NULL;
    size_t len = slash ? (size_t)(slash - t.ptr) : t.len;
    bool v4 = len > 0 && !memchr(t.ptr, ':', len);
    int bits;
    if (!parse_address((struct text){t.ptr, len}, ret))
        return false;
    if (!slash)
        return true;
    if (!parse_bits((struct text){slash + 1, t.len - len - 1}, v4 ? 32 : 128, &bits))
        return false;
    ret->bits = bits + (v4 ? V4_BITS : 0);
    return is_zero_from(ret->bytes, ret->bits);
}

static struct text trimmed(struct text t)
{
    while (t.len && *t.ptr == ' ')
        t.ptr++, t.len--;
    while (t.len && t.ptr[t.len - 1] == ' ')
        t.len--;
    return t;
}

static size_t commas(struct text t)
{
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += t.ptr[i] == ',';
    return n;
}

bool address_ranges_parse(struct arena *a, struct text list, struct address_ranges *ret_ranges)
{
    struct address_ranges ranges = {NULL, 0};
    size_t begin = 0;
    list = trimmed(list);
    if (a)
        ranges.items = arena_alloc(a, (commas(list) + 1) * sizeof *ranges.items);
    for (size_t i = 0; i <= list.len && list.len > 0; i++) {
        struct address_range range;
        if (i < list.len && list.ptr[i] != ',')
            continue;
        if (!parse_range(trimmed((struct text){list.ptr + begin, i - begin}), &range))
            return false;
        if (a)
            ranges.items[ranges.len++] = range;
        begin = i + 1;
    }
    *ret_ranges = ranges;
    return true;
}

static bool is_within(const struct address_range *range, const struct address_range *address)
{
    for (int i = 0; i < range->bits; i++)
        if (bit(range->bytes, i) != bit(address->bytes, i))
            return false;
    return true;
}

bool address_allowed(const struct address_ranges *ranges, struct text address)
{
    struct address_range at;
    if (ranges->len == 0)
        return true;
    if (!parse_address(address, &at))
        return false;
    for (size_t i = 0; i < ranges->len; i++)
        if (is_within(&ranges->items[i], &at))
            return true;
    return false;
}
