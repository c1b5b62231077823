#pragma once
/* die -- dice for invented banks: the same number throws the same sequence, on any machine.
 *
 * A die belongs to a thing of a kind: what is thrown for customer 17 does not depend on customer
 * 16, so that any row can be made without the rows before it, by any thread. */
#include "base/money.h"

struct die {
    uint64_t state;
};
#define DIE_GOLDEN UINT64_C(0x9E3779B97F4A7C15)
struct die die_of(uint64_t kind, uint64_t number);

uint64_t die_mix(uint64_t x); /* well mixed, invertible */
uint64_t throw_die(struct die *d);
uint64_t throw_below(struct die *d, uint64_t limit);           /* 0 to limit - 1 */
uint64_t throw_between(struct die *d, uint64_t a, uint64_t b); /* both possible */

/* From 'least' to below 'most', small ones more often. */
fen throw_spread(struct die *d, fen least, fen most);
