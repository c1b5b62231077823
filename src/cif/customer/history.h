#pragma once
/* history -- private to cif/customer: what one customer had on any day of the last year and more.
 *
 * A row of customer_day holds until the next one; what the calendar alone moves is carried on as
 * the batch does it (engine/figures.h), so that a page says what `guanhu values` prints. */
#include "cif/customer/history.sql.h"
#include "engine/figures.h"
#include "web/request.h"

enum { HISTORY_MONTHS = 13, HISTORY_DAYS = 30 };

struct history {
    day today;
    struct q_customer_days_row *rows;
    size_t len;
    struct q_customer_beginning_row
        beginning; /* before its day only aum at month ends may be known */
};

struct history_day {
    struct sums sums;
    fen fa, aum, fa_avg, acct_max, cc_spend;
    int16_t cc_grade, product_kinds;
};

/* With the next query (db_ahead); it must stay where it is until then. */
MUST_USE rc history_ask(struct req *r, int64_t customer_id, struct history *ret_history);

/* False: the bank has no figures of that day.  Who had not come yet has zeros. */
bool history_at(const struct history *h, day d, struct history_day *ret_day);

/* Also of the month ends before the first day that opening.csv told of. */
bool history_aum_at(const struct history *h, day d, fen *ret_aum);

/* The days that figures are compared with; each may be one of which nothing is known. */
struct history_marks {
    day yesterday, month_end, year_end;
};
struct history_marks history_marks(day today);
