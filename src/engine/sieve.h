#pragma once
/* sieve -- a condition as the machine likes it: sets and ranges of columns under and, or and not.
 *
 * It knows nothing of fields and their meaning; evaluate.h makes it of a condition.  Run over all
 * rows, it takes a strip of 16,384 of them at a time, whose bits stay in the nearest memory
 * while part after part takes rows out; nothing of the size of all rows is written but the answer.
 * Under an 'and' the parts stand in the order in which the fewest steps are taken: what is cheap
 * and leaves few comes first, and what comes later looks only at those who are left.
 *
 * Everything it is made of must outlive it; it never changes and is for any number of threads. */
#include "engine/set.h"

/* Nothing is known of the row: it lies in no range, and every comparison with it is false. */
#define UNKNOWN INT64_MIN

struct coarse;

/* Values by row. */
enum column_kind { COLUMN_INT64, COLUMN_INT32, COLUMN_UINT16, COLUMN_UINT8, COLUMN_READ };
struct column {
    enum column_kind kind;
    const void *values; /* of the kind's type */
    int64_t unknown;    /* what stands for it there, below all others or, above 0, above them;
                           UNKNOWN: everything is known */
    const struct coarse *coarse; /* of COLUMN_INT64, in steps: ranges need it alone; or NULL */
    /* COLUMN_READ: 'len' values, up to 64, from 'row' on, worked out of whatever 'values' is. */
    void (*read)(const void *values, uint32_t row, uint32_t len, int64_t *ret);
    bool in_bulk; /* many at once cost no more than some of them */
};
int64_t column_value(const struct column *c, uint32_t row);

/* left (times its factor) compared with right (times its factor), exactly; unknown: no. */
enum compare { COMPARE_EQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST };
struct comparison {
    struct column left, right;
    int64_t left_factor, right_factor; /* both above 0; 1 and 1 is plain */
    enum compare compare;
};
bool compare_exactly(int64_t left, int64_t left_factor, enum compare compare, int64_t right,
                     int64_t right_factor);

struct sieve;

const struct sieve *sieve_constant(struct arena *a, bool value);
const struct sieve *sieve_set(struct arena *a, const struct set *set);
/* least <= value <= most, and known */
const struct sieve *sieve_range(struct arena *a, uint32_t rows, const struct column *column,
                                int64_t least, int64_t most);
const struct sieve *sieve_unknown(struct arena *a, uint32_t rows, const struct column *column);
const struct sieve *sieve_compare(struct arena *a, uint32_t rows,
                                  const struct comparison *comparison);
/* Over no part at all 'and' is true, 'or' false. */
const struct sieve *sieve_and(struct arena *a, const struct sieve *const *parts, size_t len);
const struct sieve *sieve_or(struct arena *a, const struct sieve *const *parts, size_t len);
const struct sieve *sieve_not(struct arena *a, const struct sieve *part);

bool sieve_holds(const struct sieve *s, uint32_t row);
/* Who of 'among' (not NULL), as a bit vector (set_end_passing). */
const struct set *sieve_run(const struct sieve *s, const struct set *among, struct arena *a);
uint32_t sieve_count(const struct sieve *s, const struct set *among);
