#include "base/hash.h"

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

/* Words are read as little-endian numbers, whatever the machine. */
static inline uint64_t read_word(const unsigned char *p, size_t len)
{
    uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, p, len);
#else
    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)p[i] << (8 * i);
#endif
    return word;
}

struct hash128 hash128_of(const struct hash_key *key, const void *bytes, size_t len)
{
    struct sip s = {
        .v0 = key->k0 ^ UINT64_C(0x736f6d6570736575),
        .v1 = key->k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
        .v2 = key->k0 ^ UINT64_C(0x6c7967656e657261),
        .v3 = key->k1 ^ UINT64_C(0x7465646279746573),
    };
    const unsigned char *p = bytes;
    size_t left = len;
    for (; left >= 8; left -= 8, p += 8)
        sip_word(&s, read_word(p, 8));
    sip_word(&s, (uint64_t)len << 56 | (left ? read_word(p, left) : 0));

    struct hash128 out;
    s.v2 ^= 0xee;
    out.low = sip_finish(&s);
    s.v1 ^= 0xdd;
    out.high = sip_finish(&s);
    return out;
}
