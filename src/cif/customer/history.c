#include "cif/customer/history.h"

struct history_marks history_marks(day today)
{
    return (struct history_marks){.yesterday = today - 1,
                                  .month_end = day_month_end_before(today, 1),
                                  .year_end = day_year_start(today) - 1};
}

rc history_ask(struct req *r, int64_t customer_id, struct history *ret)
{
    *ret = (struct history){.today = r->who->published.day};
    day since = day_month_end_before(ret->today, HISTORY_MONTHS);
    db_ahead(r->db);
    TRY(q_customer_beginning(r->db, r->arena, customer_id, ret->today, &ret->beginning));
    db_ahead(r->db);
    return q_customer_days(r->db, r->arena, customer_id, since, ret->today, &ret->rows, &ret->len);
}

/* The row that holds on the day; NULL: the customer had not come yet. */
static const struct q_customer_days_row *row_on(const struct history *h, day d)
{
    const struct q_customer_days_row *found = NULL;
    for (size_t i = 0; i < h->len && h->rows[i].day_ <= d; i++)
        found = &h->rows[i];
    return found;
}

static struct sums sums_of(const struct q_customer_days_row *row)
{
    return (struct sums){{
        [CLASS_DEMAND] = row->demand,
        [CLASS_TIME] = row->time,
        [CLASS_MORTGAGE] = row->mortgage,
        [CLASS_CREDIT_LOAN] = row->credit_loan,
        [CLASS_OTHER_LOAN] = row->other_loan,
        [CLASS_FUND] = row->fund,
        [CLASS_BOND] = row->bond,
        [CLASS_WEALTH] = row->wealth,
        [CLASS_INSURANCE] = row->insurance,
        [CLASS_SECURITIES] = row->securities,
        [CLASS_GOLD] = row->gold,
    }};
}

bool history_at(const struct history *h, day d, struct history_day *ret_day)
{
    day first = h->beginning.first_day;
    if (first == NO_DAY || d < first || d > h->today)
        return false;
    const struct q_customer_days_row *row = row_on(h, d);
    *ret_day = (struct history_day){0};
    if (!row)
        return true;
    *ret_day = (struct history_day){
        .sums = sums_of(row),
        .fa = row->fa,
        .fa_avg =
            daily_average(fa_ytd_until(row->fa, row->fa_ytd, row->day_, d, day_year_start(d)), d),
        .acct_max = row->acct_max,
        .cc_spend = row->cc_spend,
        .cc_grade = row->cc_grade,
        .product_kinds = row->product_kinds,
    };
    ret_day->aum = assets_under_management(&ret_day->sums);
    return true;
}

bool history_aum_at(const struct history *h, day d, fen *ret_aum)
{
    struct history_day known;
    day first = h->beginning.first_day;
    if (history_at(h, d, &known)) {
        *ret_aum = known.aum;
        return true;
    }
    for (size_t i = 0; first != NO_DAY && i < h->beginning.months.len; i++)
        if (day_month_end_before(first, (int)i + 1) == d) {
            *ret_aum = h->beginning.months.items[i];
            return true;
        }
    return false;
}
