#pragma once
/* hash -- keyed 128-bit fingerprints of keys and sensitive values (SipHash-2-4-128).
 *
 * With the bank's secret key they find a value without storing it; whoever lacks the key learns
 * nothing from them.  Two values with one fingerprint are not expected in the life of a bank
 * (2^-74 for 10^8 keys). */
#include "base/text.h"

struct hash128 {
    uint64_t low;
    uint64_t high;
};
struct hash_key {
    uint64_t k0;
    uint64_t k1;
};

struct hash128 hash128_of(const struct hash_key *key, const void *bytes, size_t len);

/* The same of many texts; neighbours of about one length are done side by side where the
 * machine can, which is twice as fast. */
void hash128_of_many(const struct hash_key *key, const struct text *texts, size_t count,
                     struct hash128 *ret_hashes);

static inline bool hash128_equal(struct hash128 a, struct hash128 b)
{
    return a.low == b.low && a.high == b.high;
}
