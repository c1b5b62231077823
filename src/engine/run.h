#pragma once
/* run -- values one day: figures, stage, tier, standing and alerts of every customer (rules.md).
 *
 * Called once for each calendar day in order, after the day's rows are in the book.  Works in place
 * on the book; what has to be written to the database is handed out as lists of rows. */
#include "engine/alert.h"
#include "engine/book.h"
#include "engine/rules.h"

struct run {
    struct vec changed;     /* uint32_t: customers whose row of the day differs from their last */
    struct vec aum_changed; /* uint32_t: month end, aum differs from the month end before */
    struct vec levels_changed; /* uint32_t: customers whose side levels changed */
    struct vec alerts;         /* struct alert; none on the first day */
};

void run_init(struct run *run);
void run_release(struct run *run);

/* Values b->today.  'threads' share the customers; the outcome does not depend on their number.
 * The lists are emptied first. */
void run_day(struct run *run, struct book *b, const struct rules *r, unsigned threads);
