#include "base/hash.h"

#include "base/word.h"

static inline uint64_t rotate(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

static inline void sip_word(struct sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    sip_round(s);
    s->v0 ^= word;
}

static inline uint64_t sip_finish(struct sip *s)
{
    for (int i = 0; i < 4; i++)
        sip_round(s);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static inline struct sip sip_start(const struct hash_key *key)
{
    return (struct sip){
        .v0 = key->k0 ^ UINT64_C(0x736f6d6570736575),
        .v1 = key->k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
        .v2 = key->k0 ^ UINT64_C(0x6c7967656e657261),
        .v3 = key->k1 ^ UINT64_C(0x7465646279746573),
    };
}

/* The rest of the bytes after the last whole word, and the length. */
static inline uint64_t last_word(const char *p, size_t len)
{
    size_t left = len % 8;
    return (uint64_t)len << 56 | (left ? word_of(p + len - left, left) : 0);
}

struct hash128 hash128_of(const struct hash_key *key, const void *bytes, size_t len)
{
    struct sip s = sip_start(key);
    const char *p = bytes;
    for (size_t at = 0; at + 8 <= len; at += 8)
        sip_word(&s, word_at(p + at));
    sip_word(&s, last_word(p, len));

    struct hash128 out;
    s.v2 ^= 0xee;
    out.low = sip_finish(&s);
    s.v1 ^= 0xdd;
    out.high = sip_finish(&s);
    return out;
}

#if defined(__x86_64__)

/* Four side by side in one register each of v0 to v3: the same steps as above, twice as fast as one
 * after the other.  Found out at run time, as the program may run on older machines. */
#define WIDE __attribute__((target("avx2")))
typedef uint64_t four __attribute__((vector_size(32)));

struct sip_four {
    four v0, v1, v2, v3;
};

WIDE static inline void sip_rounds_four(struct sip_four *s, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        s->v0 += s->v1;
        s->v2 += s->v3;
        s->v1 = (s->v1 << 13 | s->v1 >> 51) ^ s->v0;
        s->v3 = (s->v3 << 16 | s->v3 >> 48) ^ s->v2;
        s->v0 = s->v0 << 32 | s->v0 >> 32;
        s->v2 += s->v1;
        s->v0 += s->v3;
        s->v1 = (s->v1 << 17 | s->v1 >> 47) ^ s->v2;
        s->v3 = (s->v3 << 21 | s->v3 >> 43) ^ s->v0;
        s->v2 = s->v2 << 32 | s->v2 >> 32;
    }
}

/* The four have the same number of whole words. */
WIDE static void hash_four(const struct hash_key *key, const struct text *t,
                           struct hash128 *ret_hashes)
{
    const struct sip one = sip_start(key);
    const four zero = {0, 0, 0, 0};
    struct sip_four s = {zero + one.v0, zero + one.v1, zero + one.v2, zero + one.v3};
    for (size_t at = 0; at <= t[0].len; at += 8) {
        bool whole = at + 8 <= t[0].len;
        four words = whole ? (four){word_at(t[0].ptr + at), word_at(t[1].ptr + at),
                                    word_at(t[2].ptr + at), word_at(t[3].ptr + at)}
                           : (four){last_word(t[0].ptr, t[0].len), last_word(t[1].ptr, t[1].len),
                                    last_word(t[2].ptr, t[2].len), last_word(t[3].ptr, t[3].len)};
        s.v3 ^= words;
        sip_rounds_four(&s, 2);
        s.v0 ^= words;
    }
    s.v2 ^= 0xee;
    sip_rounds_four(&s, 4);
    four low = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
    s.v1 ^= 0xdd;
    sip_rounds_four(&s, 4);
    four high = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
    for (int i = 0; i < 4; i++)
        ret_hashes[i] = (struct hash128){.low = low[i], .high = high[i]};
}

static bool have_four(void)
{
    return __builtin_cpu_supports("avx2");
}

#else

static void hash_four(const struct hash_key *key, const struct text *t, struct hash128 *ret_hashes)
{
    for (int i = 0; i < 4; i++)
        ret_hashes[i] = hash128_of(key, t[i].ptr, t[i].len);
}

static bool have_four(void)
{
    return false;
}

#endif

void hash128_of_many(const struct hash_key *key, const struct text *texts, size_t count,
                     struct hash128 *ret_hashes)
{
    const bool wide = have_four();
    size_t i = 0;
    while (i < count) {
        const struct text *t = texts + i;
        size_t words = t->len / 8;
        if (wide && count - i >= 4 && t[1].len / 8 == words && t[2].len / 8 == words &&
            t[3].len / 8 == words) {
            hash_four(key, t, ret_hashes + i);
            i += 4;
        } else {
            ret_hashes[i++] = hash128_of(key, t->ptr, t->len);
        }
    }
}
