#pragma once
/* key_index -- from a key's fingerprint to its row: the index of every kind of record in the books.
 *
 * Rows are numbered densely from 0 in the order of coming; a key never leaves.  An open-addressing
 * table of row numbers over the array of fingerprints, at most half full; look-ups by many threads
 * at once are fine while nobody adds. */
#include "base/base.h"
#include "base/hash.h"

#define NO_ROW UINT32_MAX

struct key_index {
    struct hash128 *hashes; /* by row */
    uint32_t count;
    uint32_t room;
    bool mapped;     /* the fingerprints, and columns beside them, are of a file (large_map) */
    uint32_t *slots; /* row + 1, 0 is free; 'mask' + 1 of them */
    uint64_t mask;
};

void key_index_init(struct key_index *k);
void key_index_release(struct key_index *k);

uint32_t key_find(const struct key_index *k, struct hash128 hash); /* NO_ROW: not known */

/* key_find of many, into ret_rows: several times faster in a large index, as the memory is asked
 * for all of some dozen of them before the first is looked at. */
void key_find_many(const struct key_index *k, const struct hash128 *hashes, size_t count,
                   uint32_t *ret_rows);
uint32_t key_add(struct key_index *k, struct hash128 hash); /* must not be known; its new row */

/* Bulk loading: keys in any order of rows, found only after key_index_build.  A row that is left
 * out has a fingerprint of zeros. */
void key_place(struct key_index *k, uint32_t row, struct hash128 hash);
void key_index_build(struct key_index *k);
