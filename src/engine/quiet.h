#pragma once
/* quiet -- who at a month end needs no look: customers for whom no scheme can say anything new.
 *
 * Every clause of the schemes that tests more than the stage has one test that guards it: below the
 * least number asked of that figure the clause cannot hold.  With all such figures below, the
 * levels follow from the stage alone; a customer who has them already, is held to nothing and gives
 * no cause for an alert is quiet.  Plain loops over the columns find out. */
#include "engine/figures.h"
#include "engine/plan.h"

struct quiet {
    struct {
        uint8_t place;
        int64_t floor; /* the figure must be below */
    } guards[FIGURE_PLACES];
    size_t guard_count;
    struct {
        bool possible;
        uint8_t tier;
        uint64_t levels; /* of the sides; no VIP card goes with them */
    } stages[STAGE_COUNT];
    day month_start;
};

void quiet_make(struct quiet *q, const struct plan *p);

/* Customers 'from' up to, not including, 'to', HOLDINGS_MOST at most, with the largest aum of their
 * past month ends by plan->windows. */
struct quiet_rows {
    uint32_t from, to;
    fen (*most)[HOLDINGS_MOST];
};

/* Marks those that are not quiet with TOUCH_LOOK.  What carry_on (value.c) looks at on any day is
 * not looked at here. */
void quiet_mark_others(const struct quiet *q, const struct plan *p, struct customers *c,
                       const struct quiet_rows *rows);
