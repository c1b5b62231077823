#pragma once
/* figures -- what one customer has on a day (rules.md, "Figures of a customer on D"). */
#include "engine/book.h"
#include "engine/rules.h"

/* What the accounts and cards of a customer add up to. */
struct holdings {
    struct sums sums;
    fen acct_max;  /* largest balance of one counting account, never below 0 */
    uint32_t held; /* product classes held, one bit each */
    uint8_t cc_grade;
    uint8_t vip_grade; /* best grade among valid VIP cards */
    uint8_t kinds;
};

/* Of many customers at once, up to HOLDINGS_MOST: their accounts lie scattered. */
enum { HOLDINGS_MOST = 1024 };
void holdings_of(const struct book *b, const uint32_t *customers, size_t count, day d,
                 struct holdings *ret);

struct kept_sums sums_keep(const struct sums *s); /* of zeros: zeros */
fen financial_assets(const struct rules *r, const struct sums *s);
fen assets_under_management(const struct sums *s);

/* fa_ytd over the days of the year so far, rounded. */
fen daily_average(fen fa_ytd, day d);
fen average_over(fen sum, int days); /* the same, the days counted already */

/* The largest of aum and its last 'window' month ends. */
fen aum_max(fen aum, const struct months *m, int window);

/* Takes in one stored row of aum at month ends, which holds until the next one; rows come oldest
 * first.  newest: the month end of m->v[0]. */
void months_carry(struct months *m, day newest, day month_end, fen aum);

/* Takes in what opening.csv says of the twelve month ends before the bank's first day (newest
 * first), which holds on until later ends come in; where its row had to wait until the day 'taken',
 * the month ends between were empty.  newest: as above. */
void months_open(struct months *m, day newest, const fen *opening, day first_day, day taken);

/* fa_ytd of a day, brought on to a later one up to which fa stood still.  year_start: that of
 * 'until', for callers with many. */
fen fa_ytd_until(fen fa, fen fa_ytd, day on, day until, day year_start);

/* A stored row of a customer, brought from the day it was written to a later day on which nothing
 * but the calendar moved.  Used to read past days and to load the books. */
struct standstill {
    day on;
    fen fa, fa_ytd, acct_max;
    day reached_on, over_on;
};
struct standstill standstill_until(const struct rules *r, struct standstill s, day until);
