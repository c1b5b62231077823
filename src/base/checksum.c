#include "base/checksum.h"

/* Odd, so that each step is a bijection of the lane: a single changed word is always found. */
#define FACTOR UINT64_C(0x9e3779b97f4a7c15)
enum { LANES = 4, STRIPE = LANES * sizeof(uint64_t) };

static inline uint64_t step(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * FACTOR;
    return lane ^ (lane >> 29);
}

static inline uint64_t word_at(const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

uint64_t checksum64(const void *bytes, size_t len, uint64_t seed)
{
    const unsigned char *at = bytes;
    uint64_t a = seed + 1, b = seed + 2, c = seed + 3, d = seed + 4, last = 0;
    size_t left = len;
    for (; left >= STRIPE; at += STRIPE, left -= STRIPE) {
        a = step(a, word_at(at));
        b = step(b, word_at(at + 8));
        c = step(c, word_at(at + 16));
        d = step(d, word_at(at + 24));
    }
    for (; left >= sizeof last; at += sizeof last, left -= sizeof last)
        a = step(a, word_at(at));
    if (left)
        memcpy(&last, at, left);
    a = step(a, last);
    uint64_t sum = step(step(step(step(len, a), b), c), d);
    return (sum ^ (sum >> 32)) * FACTOR;
}
