#pragma once
/* value -- a row of customers valued for one day, by one thread; run.h is the way in.
 *
 * Most customers have nothing delivered and stand far from every limit: on an ordinary day only
 * fa_ytd, reached_on and over_on go on for them, in one plain loop.  It lists the others, which are
 * looked at one by one under all the rules; at month ends that is everybody. */
#include "engine/plan.h"
#include "engine/run.h"

/* Values customers 'from' up to, not including, 'to', and adds to the lists of 'out'. */
void value_customers(struct book *b, const struct plan *p, uint32_t from, uint32_t to,
                     struct run *out);
