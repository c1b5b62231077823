/* What a customer had on a day: rows that hold until the next, and what the calendar moves. */
#include "base/test.h"

#include "cif/customer/change.h"
#include "cif/customer/history.h"
#include "cif/customer/holdings.h"

static day on(int year, int month, int day_of_month)
{
    return day_of((struct ymd){year, month, day_of_month});
}

/* 100.00 on demand from 30 January, 400.00 from 2 February; the bank's first day was the 28th. */
static struct q_customer_days_row rows[2];
static const int64_t opened[12] = {YUAN(70), YUAN(60)};

static struct history sample(void)
{
    rows[0] = (struct q_customer_days_row){.day_ = on(2026, 1, 30),
                                           .demand = YUAN(100),
                                           .mortgage = YUAN(50),
                                           .fa = YUAN(125),
                                           .fa_ytd = YUAN(1000),
                                           .product_kinds = 2};
    rows[1] = (struct q_customer_days_row){
        .day_ = on(2026, 2, 2), .demand = YUAN(400), .fa = YUAN(400), .fa_ytd = YUAN(1650)};
    return (struct history){.today = on(2026, 2, 3),
                            .rows = rows,
                            .len = 2,
                            .beginning = {.first_day = on(2026, 1, 28), .months = {opened, 12}}};
}

TEST(a_row_holds_until_the_next)
{
    struct history h = sample();
    struct history_day d;
    CHECK(history_at(&h, on(2026, 2, 1), &d));
    CHECK_INT(d.aum, YUAN(100));
    CHECK_INT(d.sums.v[CLASS_MORTGAGE], YUAN(50));
    CHECK_INT(d.product_kinds, 2);
    CHECK_INT(d.fa_avg, divide_half_up(YUAN(1000) + 2 * YUAN(125), 32));
    CHECK(history_at(&h, on(2026, 2, 3), &d));
    CHECK_INT(d.aum, YUAN(400));
    CHECK_INT(d.fa_avg, divide_half_up(YUAN(1650) + YUAN(400), 34));
}

TEST(before_the_customer_came_there_is_nothing)
{
    struct history h = sample();
    struct history_day d;
    CHECK(history_at(&h, on(2026, 1, 29), &d));
    CHECK_INT(d.aum, 0);
    CHECK_INT(d.fa_avg, 0);
}

TEST(before_the_bank_began_nothing_is_known_but_what_the_opening_told)
{
    struct history h = sample();
    struct history_day d;
    fen aum = 0;
    CHECK(!history_at(&h, on(2026, 1, 27), &d));
    CHECK(!history_at(&h, on(2026, 2, 4), &d));
    CHECK(history_aum_at(&h, on(2025, 12, 31), &aum));
    CHECK_INT(aum, YUAN(70));
    CHECK(history_aum_at(&h, on(2025, 11, 30), &aum));
    CHECK_INT(aum, YUAN(60));
    CHECK(!history_aum_at(&h, on(2025, 12, 30), &aum));
    h.beginning.first_day = NO_DAY;
    CHECK(!history_aum_at(&h, on(2025, 12, 31), &aum));
}

TEST(days_are_compared_with_the_day_before_and_the_ends_of_month_and_year)
{
    struct history_marks m = history_marks(on(2026, 1, 31));
    CHECK_INT(m.yesterday, on(2026, 1, 30));
    CHECK_INT(m.month_end, on(2025, 12, 31));
    CHECK_INT(m.year_end, on(2025, 12, 31));
}

TEST(a_change_has_a_sign_a_size_and_a_direction)
{
    CHECK_INT(change_of(5, true, 8).by.value, -3);
    CHECK_INT(change_of(5, true, 8).size, 3);
    CHECK(text_is(change_of(5, true, 8).direction, "fall"));
    CHECK(text_is(change_of(8, true, 5).direction, "rise"));
    CHECK_INT((int64_t)change_of(5, true, 5).direction.len, 0);
    CHECK(!change_of(5, false, 0).by.known);
    CHECK_INT(change_of(INT64_MAX, true, INT64_MIN).by.value, INT64_MAX);
}

TEST(each_class_of_products_is_in_one_of_the_groups)
{
    CHECK_INT(group_of_class(CLASS_TIME), GROUP_DEPOSIT);
    CHECK_INT(group_of_class(CLASS_GOLD), GROUP_WEALTH);
    CHECK_INT(group_of_class(CLASS_OTHER_LOAN), GROUP_LOAN);
    CHECK_INT(group_of_class(CLASS_SETTLEMENT), GROUP_SETTLEMENT);
    CHECK_INT(group_of_class(CLASS_CHANNEL), GROUP_CHANNEL);
    CHECK_INT(group_of_class(CLASS_DEBIT_CARD), GROUP_CARD);
}

TESTS(CASE(a_row_holds_until_the_next), CASE(before_the_customer_came_there_is_nothing),
      CASE(before_the_bank_began_nothing_is_known_but_what_the_opening_told),
      CASE(days_are_compared_with_the_day_before_and_the_ends_of_month_and_year),
      CASE(a_change_has_a_sign_a_size_and_a_direction),
      CASE(each_class_of_products_is_in_one_of_the_groups))
