#pragma once
/* keyed -- a column of keys by row, and the rows that have a key.
 *
 * Keys are fingerprints: any bits of them tell rows apart.  16 bytes a row, about.  Zeroed it is
 * empty and belongs to whoever has it; rows are found newest put first. */
#include "base/base.h"

#define KEYED_NONE UINT32_MAX

struct keyed {
    uint64_t *keys; /* 0: none */
    uint32_t *next; /* the row behind it in its chain, or KEYED_NONE */
    uint32_t *first;
    uint32_t room; /* rows, and chains */
};

/* Makes room for so many rows, a power of two and never less than before; the new ones have no key.
 */
void keyed_resize(struct keyed *k, uint32_t room);
void keyed_release(struct keyed *k);
void keyed_put(struct keyed *k, uint32_t row, uint64_t key);

/* for (row = keyed_first(k, key); row != KEYED_NONE; row = keyed_next(k, row)) */
uint32_t keyed_first(const struct keyed *k, uint64_t key); /* nobody has the key 0 */
uint32_t keyed_next(const struct keyed *k, uint32_t row);
