#include "engine/bits.h"

#include "engine/fast.h"

/* ---- words with words ---- */

FAST uint32_t bits_count(const uint64_t *words, size_t len)
{
    uint64_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += (uint64_t)__builtin_popcountll(words[i]);
    return (uint32_t)count;
}

FAST uint32_t bits_common(const uint64_t *x, const uint64_t *y, size_t len)
{
    uint64_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += (uint64_t)__builtin_popcountll(x[i] & y[i]);
    return (uint32_t)count;
}

FAST bool bits_any(const uint64_t *words, size_t len)
{
    uint64_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= words[i];
    return any != 0;
}

FAST bool bits_and(uint64_t *restrict words, const uint64_t *restrict with, size_t len)
{
    uint64_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= words[i] &= with[i];
    return any != 0;
}

FAST void bits_or(uint64_t *restrict words, const uint64_t *restrict with, size_t len)
{
    for (size_t i = 0; i < len; i++)
        words[i] |= with[i];
}

FAST bool bits_andnot(uint64_t *restrict words, const uint64_t *restrict without, size_t len)
{
    uint64_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= words[i] &= ~without[i];
    return any != 0;
}

/* ---- values to a word ----
 *
 * Written with the compilers' vectors, of 16 bytes as every machine has them: of plain loops they
 * make none here.  A comparison gives a lane all ones or 0. */

#define VECTOR __attribute__((vector_size(16)))
typedef int64_t VECTOR two_int64;
typedef uint64_t VECTOR two_uint64;
typedef int32_t VECTOR four_int32;
typedef uint32_t VECTOR four_uint32;
typedef uint8_t VECTOR sixteen_uint8;

/* Lane k gathers rows k, k + 2, k + 4, ...; in the end no two lanes have the same bit. */
FAST uint64_t bits_of_int64(const int64_t *values, int64_t least, int64_t most)
{
    const two_int64 low = least - (two_int64){0}, high = most - (two_int64){0};
    two_uint64 gathered = {0}, bits = {1, 2};
    for (unsigned i = 0; i < WORD_ROWS; i += 2, bits <<= 2) {
        two_int64 v;
        memcpy(&v, values + i, sizeof v);
        gathered |= (two_uint64)((v >= low) & (v <= high)) & bits;
    }
    return gathered[0] | gathered[1];
}

/* The same for 32 rows at a time. */
FAST uint64_t bits_of_int32(const int32_t *values, int32_t least, int32_t most)
{
    const four_int32 low = least - (four_int32){0}, high = most - (four_int32){0};
    four_uint32 gathered[2] = {{0}};
    for (unsigned half = 0; half < 2; half++) {
        four_uint32 bits = {1, 2, 4, 8};
        for (unsigned i = 0; i < WORD_ROWS / 2; i += 4, bits <<= 4) {
            four_int32 v;
            memcpy(&v, values + half * WORD_ROWS / 2 + i, sizeof v);
            gathered[half] |= (four_uint32)((v >= low) & (v <= high)) & bits;
        }
    }
    four_uint32 a = gathered[0], b = gathered[1];
    return (a[0] | a[1] | a[2] | a[3]) | (uint64_t)(b[0] | b[1] | b[2] | b[3]) << 32;
}

/* A bit of each of 16 bytes that are all ones or 0.  Else than by the instruction that there is for
 * it, eight flags meet in the topmost byte of a multiplication. */
static inline uint64_t sixteen_bits(sixteen_uint8 lanes)
{
#ifdef __SSE2__
    typedef char VECTOR sixteen_char;
    return (uint16_t)__builtin_ia32_pmovmskb128((sixteen_char)lanes);
#else
    two_uint64 flags = (two_uint64)(lanes & 1);
    return flags[0] * UINT64_C(0x0102040810204080) >> 56 |
           (flags[1] * UINT64_C(0x0102040810204080) >> 56) << 8;
#endif
}

FAST uint64_t bits_of_uint8(const uint8_t *values, uint8_t least, uint8_t most)
{
    const sixteen_uint8 low = least - (sixteen_uint8){0}, high = most - (sixteen_uint8){0};
    uint64_t word = 0;
    for (unsigned i = 0; i < WORD_ROWS; i += 16) {
        sixteen_uint8 v;
        memcpy(&v, values + i, sizeof v);
        word |= sixteen_bits((sixteen_uint8)((v >= low) & (v <= high))) << i;
    }
    return word;
}

uint64_t bits_of_uint16(const uint16_t *values, uint16_t least, uint16_t most)
{
    int32_t wide[WORD_ROWS];
    for (unsigned i = 0; i < WORD_ROWS; i++)
        wide[i] = values[i];
    return bits_of_int32(wide, least, most);
}

/* ---- values of those who are left ---- */

enum {
    FEW = 6,   /* so many rows are looked at one by one faster than their whole word */
    AHEAD = 24 /* words whose values are fetched before they are needed */
};

#define DEFINE_KEEP(name, type, of_word)                                                           \
    static inline void name##_fetch(uint64_t word, const type *values)                             \
    {                                                                                              \
        for (uint64_t rest = __builtin_popcountll(word) > FEW ? 0 : word; rest; rest &= rest - 1)  \
            __builtin_prefetch(&values[__builtin_ctzll(rest)]);                                    \
    }                                                                                              \
    static inline uint64_t name##_few(uint64_t word, const type *values, type least, type most)    \
    {                                                                                              \
        uint64_t kept = word;                                                                      \
        for (uint64_t rest = word; rest; rest &= rest - 1) {                                       \
            type v = values[__builtin_ctzll(rest)];                                                \
            kept ^= v >= least && v <= most ? 0 : rest & -rest;                                    \
        }                                                                                          \
        return kept;                                                                               \
    }                                                                                              \
    FAST bool name(uint64_t *words, const type *values, uint32_t rows, type least, type most)      \
    {                                                                                              \
        uint64_t any = 0;                                                                          \
        for (uint32_t i = 0; i * WORD_ROWS < rows; i++) {                                          \
            const type *own = values + i * WORD_ROWS;                                              \
            uint64_t word = words[i];                                                              \
            if ((i + AHEAD) * WORD_ROWS < rows)                                                    \
                name##_fetch(words[i + AHEAD], own + AHEAD * WORD_ROWS);                           \
            bool is_whole = rows - i * WORD_ROWS >= WORD_ROWS;                                     \
            if (is_whole && __builtin_popcountll(word) > FEW)                                      \
                word &= of_word(own, least, most);                                                 \
            else if (word)                                                                         \
                word = name##_few(word, own, least, most);                                         \
            any |= words[i] = word;                                                                \
        }                                                                                          \
        return any != 0;                                                                           \
    }

DEFINE_KEEP(bits_keep_int64, int64_t, bits_of_int64)
DEFINE_KEEP(bits_keep_int32, int32_t, bits_of_int32)
DEFINE_KEEP(bits_keep_uint16, uint16_t, bits_of_uint16)
DEFINE_KEEP(bits_keep_uint8, uint8_t, bits_of_uint8)
