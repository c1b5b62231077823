#pragma once
/* Private to this room: coarse -- a column of amounts once more, in steps of a byte each.
 *
 * A range of the column is decided by its steps alone, an eighth of the bytes, for all rows but
 * those of the two steps that its ends cut; of these the amounts themselves are looked at, so the
 * answer is exact.  Steps begin at round amounts, as people ask for them, and between those where
 * equal shares of a sample lie.  It never changes; the column must outlive it. */
#include "base/arena.h"
#include "engine/made.h"

enum { COARSE_STEPS = 256 };

struct coarse {
    struct made made;
    const int64_t *values;
    uint32_t rows;
    unsigned steps;
    int64_t from[COARSE_STEPS]; /* where each begins, ascending; the first: INT64_MIN */
    uint8_t step[];             /* by row */
};
struct coarse *coarse_make(const int64_t *values, uint32_t rows); /* the caller's: free */

/* Takes out of 'words', those of 'rows' rows from 'first' on (a multiple of 64), the rows whose
 * value does not lie between.  False: nothing is left. */
bool coarse_keep(const struct coarse *c, uint32_t first, uint32_t rows, uint64_t *words,
                 int64_t least, int64_t most);

/* Those of a day, each made by who asks for it first.  NULL: there are too many of them already. */
const struct coarse *coarse_get(struct made_list *l, const int64_t *values, uint32_t rows);
made_free coarse_free;
