/* Words of comparisons against plain loops, at the edges of the types and between. */
#include "base/test.h"

#include "engine/bits.h"
#include "engine/test_bank.h"

enum { RUNS = 2000 };

static int64_t some_int64(uint64_t *seed)
{
    static const int64_t edges[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    return one_in(seed, 4) ? edges[between(seed, 0, 6)] : between(seed, -50, 50);
}

#define CHECK_BITS(type, call, make)                                                               \
    for (int run = 0; run < RUNS; run++) {                                                         \
        type values[WORD_ROWS], least = (type)(make), most = (type)(make);                         \
        uint64_t wanted = 0;                                                                       \
        for (unsigned i = 0; i < WORD_ROWS; i++) {                                                 \
            values[i] = (type)(make);                                                              \
            wanted |= (uint64_t)(values[i] >= least && values[i] <= most) << i;                    \
        }                                                                                          \
        CHECK_EQ(call(values, least, most), wanted);                                               \
    }

TEST(words_of_values_agree_with_plain_loops)
{
    uint64_t seed = 11;
    CHECK_BITS(int64_t, bits_of_int64, some_int64(&seed))
    CHECK_BITS(int32_t, bits_of_int32, some_int64(&seed))
    CHECK_BITS(uint16_t, bits_of_uint16, some_int64(&seed))
    CHECK_BITS(uint8_t, bits_of_uint8, some_int64(&seed))
}

static uint64_t some_word(uint64_t *seed)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < WORD_ROWS; i++)
        word |= (uint64_t)one_in(seed, 3) << i;
    return one_in(seed, 3) ? 0 : word;
}

TEST(words_of_words_agree_with_plain_loops)
{
    enum { LEN = 77 };
    uint64_t seed = 5, x[LEN], y[LEN], z[LEN];
    for (int run = 0; run < 50; run++) {
        size_t len = (size_t)between(&seed, 0, LEN);
        uint32_t in_x = 0, in_both = 0;
        for (size_t i = 0; i < LEN; i++) {
            x[i] = some_word(&seed);
            y[i] = some_word(&seed);
            z[i] = x[i];
            for (unsigned k = 0; i < len && k < WORD_ROWS; k++) {
                in_x += (uint32_t)(x[i] >> k & 1);
                in_both += (uint32_t)(x[i] >> k & y[i] >> k & 1);
            }
        }
        CHECK_INT(bits_count(x, len), in_x);
        CHECK_INT(bits_any(x, len), in_x > 0);
        CHECK_INT(bits_common(x, y, len), in_both);
        bits_and(z, y, len);
        for (size_t i = 0; i < LEN; i++)
            CHECK_EQ(z[i], i < len ? x[i] & y[i] : x[i]);
        bits_or(z, x, LEN);
        CHECK(memcmp(z, x, sizeof z) == 0);
        bits_andnot(z, y, len);
        for (size_t i = 0; i < LEN; i++)
            CHECK_EQ(z[i], i < len ? x[i] & ~y[i] : x[i]);
    }
}

TESTS(CASE(words_of_values_agree_with_plain_loops), CASE(words_of_words_agree_with_plain_loops))
