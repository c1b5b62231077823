#pragma once
/* sha256 -- the checksum of delivered files. */
#include "base/text.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 64 };

struct sha256 {
    unsigned char bytes[SHA256_BYTES];
};

struct sha256 sha256_of(struct text bytes);
bool sha256_equal(struct sha256 a, struct sha256 b);

/* Exactly 64 lower-case hexadecimal digits; false otherwise. */
bool sha256_parse(struct text hex, struct sha256 *ret_sum);

struct sha256_text {
    char text[SHA256_HEX + 1];
};
struct sha256_text sha256_format(struct sha256 sum);
