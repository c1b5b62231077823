/* What matures, and what became of it: read whole, and gone on to day by day. */
#include "base/test.h"

#include "engine/reach.h"
#include "engine/snapshot_make.h"
#include "engine/test_bank.h"
#include "engine/totals.h"
#include "engine/worth.h"

/* The accounts of one customer, 1 to 8; product 1 is in the base currency, currency 2 worth 7. */
#define DUE ((day)20522) /* 2026-03-10 */
#define FIRST (DUE - 9)

static const struct account_fact versions[] = {
    /* 1: stands until it matures, and after */
    {1, 1, 100, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    /* 2: is paid out on the day */
    {1, 2, 200, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    {1, 2, 0, .day = DUE, .matures_on = DUE, .product_id = 1, .currency_id = 1,
     .status = ACCOUNT_CLOSED},
    /* 3: runs on, told a day later; foreign */
    {1, 3, 300, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 2},
    {1, 3, 310, .day = DUE + 1, .matures_on = DUE + 30, .product_id = 1, .currency_id = 2},
    /* 4: closed before */
    {1, 4, 400, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    {1, 4, 0, .day = DUE - 1, .matures_on = DUE, .product_id = 1, .currency_id = 1,
     .status = ACCOUNT_CLOSED},
    /* 5: the date was corrected before; then the amount */
    {1, 5, 500, .day = FIRST, .matures_on = DUE - 2, .product_id = 1, .currency_id = 1},
    {1, 5, 500, .day = FIRST + 1, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    {1, 5, 555, .day = DUE - 1, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    /* 6: comes with a date that has passed */
    {1, 6, 600, .day = DUE, .matures_on = DUE - 5, .product_id = 1, .currency_id = 1},
    /* 7: nothing on it */
    {1, 7, 0, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    /* 8: goes over to another customer after it matured */
    {1, 8, 800, .day = FIRST, .matures_on = DUE, .product_id = 1, .currency_id = 1},
    {1, 8, 800, .day = DUE + 2, .matures_on = DUE, .product_id = 1, .currency_id = 1,
     .status = ACCOUNT_MOVED},
    {2, 8, 800, .day = DUE + 2, .matures_on = DUE, .product_id = 1, .currency_id = 1},
};

static void feed(struct maker *m, day d, bool whole)
{
    CHECK(maker_product(m, 1, CLASS_TIME));
    CHECK(maker_rate(m, 2, 7 * RATE_ONE));
    for (int64_t id = 1; id <= 2; id++)
        CHECK(maker_customer(m, id, FIRST));
    for (size_t i = 0; i < ARRAY_LEN(versions); i++)
        if (whole ? versions[i].day <= d : versions[i].day == d)
            CHECK(maker_account(m, &versions[i]));
}

static struct snapshot *make(day d, const struct snapshot *before)
{
    const struct snapshot_of of = {.day = d, .at = d, .first_day = FIRST, .customers = 2};
    struct maker *m = maker_new(&of, before);
    feed(m, d, !before);
    return maker_snapshot(m, managers_made(managers_maker_new(2)), NULL);
}

/* "3 on +0 for 21.00, moved; " of all, by account; days counted from DUE. */
static const char *told(const struct snapshot *s)
{
    static const char *const states[] = {"comes", "held", "moved", "ended"};
    static char text[1024];
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < s->maturities_len; i++) {
        const struct maturity *x = &s->maturities[i];
        len += (size_t)snprintf(text + len, sizeof text - len, "%u on %+d for %s, %s; ",
                                x->account + 1, x->on - DUE, fen_format(x->amount).text,
                                states[x->state]);
    }
    return text;
}

TEST(an_account_matures_as_it_was_the_day_before)
{
    struct snapshot *s = make(DUE - 3, NULL);
    CHECK_TEXT(told(s),
               "1 on +0 for 1.00, comes; 2 on +0 for 2.00, comes; 3 on +0 for 21.00, comes; "
               "4 on +0 for 4.00, comes; 5 on +0 for 5.00, comes; 8 on +0 for 8.00, comes; ");
    snapshot_unref(s);
    s = make(DUE, NULL);
    CHECK_TEXT(told(s),
               "6 on -5 for 6.00, held; 1 on +0 for 1.00, comes; 2 on +0 for 2.00, ended; "
               "3 on +0 for 21.00, comes; 5 on +0 for 5.55, comes; 8 on +0 for 8.00, comes; ");
    snapshot_unref(s);
    s = make(DUE + 3, NULL);
    CHECK_TEXT(told(s),
               "6 on -5 for 6.00, held; 1 on +0 for 1.00, held; 2 on +0 for 2.00, ended; "
               "3 on +0 for 21.00, moved; 5 on +0 for 5.55, held; 8 on +0 for 8.00, ended; "
               "3 on +30 for 21.70, comes; ");
    snapshot_unref(s);
}

TEST(going_on_tells_the_same_as_reading_whole)
{
    struct snapshot *s = make(FIRST, NULL);
    for (day d = FIRST + 1; d < DUE + 40 + MATURITY_DAYS; d++) {
        struct snapshot *next = make(d, s), *whole = make(d, NULL);
        char wanted[1024];
        snprintf(wanted, sizeof wanted, "%s", told(whole));
        CHECK_TEXT(told(next), wanted);
        CHECK_INT(next->first_holding[1], whole->first_holding[1]);
        CHECK_INT(next->first_holding[2], whole->first_holding[2]);
        snapshot_unref(whole);
        snapshot_unref(s);
        s = next;
    }
    CHECK_TEXT(told(s), ""); /* nothing within MATURITY_DAYS */
    snapshot_unref(s);
}

TEST(an_alert_is_worth_the_money_at_stake)
{
    const fen aum = YUAN(1000000);
    CHECK_INT(alert_worth(ALERT_ASSETS_FELL, 0, 0, YUAN(60000), aum), YUAN(60000));
    CHECK_INT(alert_worth(ALERT_ASSETS_ROSE, 0, 0, YUAN(60000), aum), YUAN(30000));
    CHECK_INT(alert_worth(ALERT_LARGE_MOVEMENT, 0, 1, YUAN(200000), aum), YUAN(200000));
    CHECK_INT(alert_worth(ALERT_LARGE_MOVEMENT, 0, 0, YUAN(200000), aum), YUAN(100000));
    CHECK_INT(alert_worth(ALERT_TIER_DOWN, 0, 0, 0, aum), aum);
    CHECK_INT(alert_worth(ALERT_BIRTHDAY, 0, 0, 0, aum), YUAN(10000));
    CHECK_INT(alert_worth(ALERT_TIER_DOWN, 0, 0, 0, -5), 0);
    for (int kind = 0; kind < ALERT_COUNT; kind++)
        CHECK(alert_worth((enum alert_kind)kind, 100, 1, 100, aum) >= 0);
}

TESTS(CASE(an_account_matures_as_it_was_the_day_before),
      CASE(going_on_tells_the_same_as_reading_whole), CASE(an_alert_is_worth_the_money_at_stake))
