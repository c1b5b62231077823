#include "invent/die.h"

/* The finaliser of splitmix64: two multiplications. */
uint64_t die_mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

struct die die_of(uint64_t kind, uint64_t number)
{
    return (struct die){die_mix(kind * DIE_GOLDEN) ^ die_mix(number + DIE_GOLDEN)};
}

uint64_t throw_die(struct die *d)
{
    d->state += DIE_GOLDEN;
    return die_mix(d->state);
}

uint64_t throw_below(struct die *d, uint64_t limit)
{
    return (uint64_t)((uint128_t)throw_die(d) * limit >> 64);
}

uint64_t throw_between(struct die *d, uint64_t a, uint64_t b)
{
    return a + throw_below(d, b - a + 1);
}

/* x * x keeps close to the lower end. */
fen throw_spread(struct die *d, fen least, fen most)
{
    uint64_t x = throw_below(d, 1 << 20);
    uint64_t share = x * x >> 20; /* of 2^20 */
    return least + (fen)((uint128_t)(uint64_t)(most - least) * share >> 20);
}
