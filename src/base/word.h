#pragma once
/* word -- eight bytes of text as one number, for readers that look at many characters at once.
 *
 * The first character is the lowest byte, on every machine.  Nothing outside of the given bytes is
 * read. */
#include "base/base.h"

static inline uint64_t word_at(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline uint32_t word_half_at(const char *p)
{
    uint32_t half;
    memcpy(&half, p, sizeof half);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    half = __builtin_bswap32(half);
#endif
    return half;
}

/* 1 to 8 bytes; above them are zeros.  Short ones are put together from loads that overlap. */
static inline uint64_t word_of(const char *p, size_t len)
{
    if (len == 8)
        return word_at(p);
    if (len >= 4)
        return word_half_at(p) | (uint64_t)word_half_at(p + len - 4) << (8 * (len - 4));
    return (unsigned char)p[0] | (uint64_t)(unsigned char)p[len / 2] << (8 * (len / 2)) |
           (uint64_t)(unsigned char)p[len - 1] << (8 * (len - 1));
}

/* The same where eight bytes may be read from p on, whatever the length: nothing to be guessed. */
static inline uint64_t word_of_roomy(const char *p, size_t len)
{
    size_t shift = len < 8 ? 64 - 8 * len : 0;
    return word_at(p) & UINT64_MAX >> shift;
}

/* Are all eight ASCII, and none NUL? */
static inline bool word_is_plain(uint64_t word)
{
    return ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

#define WORD_ZEROS UINT64_C(0x3030303030303030) /* "00000000" */

/* Are all eight decimal digits? */
static inline bool word_is_digits(uint64_t word)
{
    const uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0);
    return ((word & high) | ((word + UINT64_C(0x0606060606060606)) & high) >> 4) ==
           UINT64_C(0x3333333333333333);
}

/* The four numbers of two digits each, 16 bits for one, the first in the lowest; of digits only. */
static inline uint64_t word_pairs(uint64_t digits)
{
    digits &= UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
}

/* The number that eight digits are. */
static inline uint64_t word_number(uint64_t digits)
{
    uint64_t pairs = word_pairs(digits);
    uint64_t fours = (pairs * 100 + (pairs >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (fours * 10000 + (fours >> 32)) & UINT64_C(0xFFFFFFFF);
}
