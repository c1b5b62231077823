#include "base/sha256.h"

#include <nettle/sha2.h>

static const char hex_digits[] = "0123456789abcdef";

struct sha256 sha256_of(struct text bytes)
{
    struct sha256_ctx context;
    struct sha256 sum;
    sha256_init(&context);
    if (bytes.len)
        sha256_update(&context, bytes.len, (const uint8_t *)bytes.ptr);
    sha256_digest(&context, sizeof sum.bytes, sum.bytes);
    return sum;
}

bool sha256_equal(struct sha256 a, struct sha256 b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static int hex_value(char c)
{
    const char *at = c ? strchr(hex_digits, c) : NULL;
    return at ? (int)(at - hex_digits) : -1;
}

bool sha256_parse(struct text hex, struct sha256 *ret_sum)
{
    struct sha256 sum;
    if (hex.len != SHA256_HEX)
        return false;
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        int high = hex_value(hex.ptr[2 * i]);
        int low = hex_value(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        sum.bytes[i] = (unsigned char)(high << 4 | low);
    }
    *ret_sum = sum;
    return true;
}

struct sha256_text sha256_format(struct sha256 sum)
{
    struct sha256_text out = {""};
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        out.text[2 * i] = hex_digits[sum.bytes[i] >> 4];
        out.text[2 * i + 1] = hex_digits[sum.bytes[i] & 15];
    }
    return out;
}
