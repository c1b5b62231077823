#pragma once
/* take_block -- private to cif/intake/take*.c: what rows refer to, one by one and by blocks.
 *
 * A look-up in the index of a large bank waits for memory; a block of rows waits once.  So rows are
 * taken by blocks: all split, all found in the book, what will be changed fetched, then applied. */
#include "cif/intake/take_inside.h"

struct block {
    struct scan_rows scan;
    struct row rows[SCAN_ROWS_MOST];
    int unknown[SCAN_ROWS_MOST]; /* first column whose reference is unknown, or NO_COLUMN */
};

/* Fills row->refs; gives the first column whose reference is unknown, or NO_COLUMN. */
int refs_find(const struct taking *t, enum dayfile file, struct row *row);

/* The next rows of b->scan with their references and their own rows in the book. */
MUST_USE rc block_next(struct block *b, const struct taking *t, enum dayfile file,
                       const struct taker *taker, struct why *why);
