/* Whole small banks over days, worked out by hand; test_agree.c has the large random ones. */
#include "engine/test_one.h"

/* ---- the first day ---- */

TEST(the_first_day_values_but_raises_no_alerts)
{
    struct one o = open_on(on(2026, 4, 30), YUAN(500000));
    add_card(&bank, (struct card_facts){.customer = o.customer,
                                        .vip = true,
                                        .grade = GRADE_DIAMOND,
                                        .expires_on = on(2026, 6, 29)});
    bank.book.customers.birthday[o.customer] = birthday_of(on(1980, 5, 7));
    struct account_facts f = facts_of(&bank, o.account);
    f.matures_on = bank.book.today;
    book_set_account(&bank.book, o.account, &f);
    bank_value(&bank);
    check_stage(o, STAGE_TARGET);
    check_tier(o, TIER_PLATINUM);
    check_standing(o, TIER_PLATINUM, 0, STANDING_NORMAL);
    CHECK_INT(bank.run.alerts.len, 0);
    CHECK(listed(&bank.run.changed, o));
    CHECK(listed(&bank.run.aum_changed, o));
    CHECK(listed(&bank.run.levels_changed, o));
    bank_close(&bank);
}

TEST(a_bank_without_customers_can_be_valued)
{
    bank_open(&bank);
    bank_begin(&bank, on(2026, 4, 30));
    bank_value(&bank);
    run_day(&bank.run, &bank.book, &bank.rules, 16);
    CHECK_INT(bank.run.changed.len, 0);
    CHECK_INT(bank.run.alerts.len, 0);
    bank_close(&bank);
}

/* Begun on the last day of April: April was not seen whole, May was. */
TEST(the_first_month_counts_only_if_it_was_seen_whole)
{
    struct one o = open_on(on(2026, 4, 30), 0);
    bank.book.customers.verdict[o.customer].stage = STAGE_POTENTIAL;
    bank_value(&bank);
    check_stage(o, STAGE_POTENTIAL);
    bank_rest(&bank, on(2026, 5, 30));
    check_stage(o, STAGE_POTENTIAL);
    bank_rest(&bank, on(2026, 5, 31));
    check_stage(o, STAGE_RETAINED);
    bank_close(&bank);

    o = open_on(on(2026, 4, 1), 0);
    bank.book.customers.verdict[o.customer].stage = STAGE_POTENTIAL;
    bank_value(&bank);
    bank_rest(&bank, on(2026, 4, 30));
    check_stage(o, STAGE_RETAINED);
    bank_close(&bank);
}

TEST(the_opening_sum_goes_on_within_the_year)
{
    struct one o = open_on(on(2026, 7, 1), YUAN(1000)); /* day 182 */
    bank.book.customers.fa_ytd[o.customer] = YUAN(181000);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa_ytd[o.customer], YUAN(182000));
    CHECK_INT(fa_avg(o), YUAN(1000));
    bank_close(&bank);
}

TEST(the_opening_sum_is_not_used_on_new_years_day)
{
    struct one o = open_on(on(2026, 1, 1), YUAN(1000));
    bank.book.customers.fa_ytd[o.customer] = YUAN(999999);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa_ytd[o.customer], YUAN(1000));
    bank_close(&bank);
}

/* ---- the year ---- */

TEST(the_sum_of_the_year_starts_anew_on_new_years_day)
{
    struct one o = open_on(on(2025, 12, 30), YUAN(300));
    bank_value(&bank);
    CHECK_INT(fa_avg(o), 82); /* 300.00 / 364 */
    bank_rest(&bank, on(2025, 12, 31));
    CHECK_INT(fa_avg(o), 164); /* 600.00 / 365 is 1.6438 */
    bank_rest(&bank, on(2026, 1, 1));
    CHECK_INT(fa_avg(o), YUAN(300));
    change_on(o, on(2026, 1, 2), YUAN(100));
    CHECK_INT(fa_avg(o), YUAN(200));
    bank_close(&bank);
}

TEST(a_leap_day_is_the_sixtieth_day_and_the_year_has_366)
{
    struct one o = open_on(on(2024, 2, 28), YUAN(6000));
    bank_value(&bank);
    bank_rest(&bank, on(2024, 2, 29));
    CHECK_INT(bank.book.customers.fa_ytd[o.customer], YUAN(12000));
    CHECK_INT(fa_avg(o), YUAN(200)); /* 12,000 / 60 */
    bank_rest(&bank, on(2024, 12, 31));
    CHECK_INT(bank.book.customers.fa_ytd[o.customer], YUAN(6000) * 308);
    CHECK_INT(fa_avg(o), 504918); /* 1,848,000 / 366 is 5,049.1803 */
    bank_close(&bank);
}

/* ---- coming ---- */

TEST(who_comes_during_the_year_is_divided_by_the_same_days)
{
    struct one first = open_on(on(2026, 1, 1), 0), o;
    bank_value(&bank);
    bank_rest(&bank, on(2026, 1, 9));
    bank_begin(&bank, on(2026, 1, 10));
    o.customer = add_customer(&bank);
    o.account = add_account(&bank, o.customer, CLASS_DEMAND, YUAN(5000));
    bank_value(&bank);
    CHECK_INT(fa_avg(o), YUAN(500));
    CHECK_INT(fa_avg(first), 0);
    bank_close(&bank);
}

TEST(who_comes_is_compared_with_nobody)
{
    open_on(on(2026, 1, 29), 0);
    bank_value(&bank);
    bank_begin(&bank, on(2026, 1, 30));
    struct one o = {.customer = add_customer(&bank)};
    o.account = add_account(&bank, o.customer, CLASS_DEMAND, YUAN(900000));
    bank_value(&bank);
    struct alert a = only_alert(&bank.run.alerts, o.customer, ALERT_STAGE_UP);
    CHECK_INT(a.from, STAGE_RETAINED);
    CHECK_INT(a.to, STAGE_TARGET);
    CHECK_INT(bank.run.alerts.len, 1); /* no asset alert */
    bank_rest(&bank, on(2026, 1, 31));
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_TIER_UP).to, TIER_PLATINUM);
    CHECK_INT(alerts_of(o, ALERT_STAGE_UP), 0);
    bank_close(&bank);
}

/* A row of opening.csv can have had to wait for its customer. */
TEST(who_comes_with_a_history_is_compared_with_nobody_too)
{
    open_on(on(2026, 1, 10), 0);
    bank_value(&bank);
    bank_begin(&bank, on(2026, 1, 11));
    struct one o = {.customer = add_customer(&bank)};
    o.account = add_account(&bank, o.customer, CLASS_DEMAND, YUAN(900000));
    bank.book.customers.verdict[o.customer] = (struct verdict){
        .stage = STAGE_TARGET, .tier = TIER_GOLD, .own_tier = TIER_GOLD, .ref = TIER_GOLD};
    bank_value(&bank);
    struct alert a = only_alert(&bank.run.alerts, o.customer, ALERT_STAGE_UP);
    CHECK_INT(a.from, STAGE_RETAINED);
    CHECK_INT(a.to, STAGE_TARGET);
    a = only_alert(&bank.run.alerts, o.customer, ALERT_TIER_UP);
    CHECK_INT(a.from, TIER_NONE);
    CHECK_INT(a.to, TIER_GOLD);
    CHECK_INT(bank.run.alerts.len, 2);
    bank_close(&bank);
}

TEST(who_comes_at_a_month_end_has_stage_and_tier_at_once)
{
    open_on(on(2026, 1, 30), 0);
    bank_value(&bank);
    bank_begin(&bank, on(2026, 1, 31));
    struct one o = {.customer = add_customer(&bank)};
    o.account = add_account(&bank, o.customer, CLASS_DEMAND, YUAN(200000));
    bank_value(&bank);
    CHECK_INT(alerts_of(o, ALERT_STAGE_UP), 1);
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_TIER_UP).from, TIER_NONE);
    CHECK_INT(bank.run.alerts.len, 2); /* no VIP card is missing: the average is 200,000 / 31 */
    bank_close(&bank);
}

/* ---- stage over days ---- */

/* 100,000.00 and not a fen more: the average reaches it on no later day. */
TEST(a_target_leaves_six_months_after_the_last_day_that_reached)
{
    struct one o = open_on(on(2026, 8, 31), YUAN(100000));
    bank_value(&bank);
    check_stage(o, STAGE_TARGET);
    change_on(o, on(2026, 9, 1), YUAN(9000));
    bank_rest(&bank, on(2027, 2, 27));
    check_stage(o, STAGE_TARGET);
    bank_rest(&bank, on(2027, 2, 28));
    check_stage(o, STAGE_RETAINED); /* 9,000 since January: average and account under 10,000 */
    struct alert a = only_alert(&bank.run.alerts, o.customer, ALERT_STAGE_DOWN);
    CHECK_INT(a.from, STAGE_TARGET);
    CHECK_INT(a.to, STAGE_RETAINED);
    bank_close(&bank);
}

/* One day with 36,500,000 gives an average above 100,000 until the end of the year. */
TEST(an_average_holds_a_target_until_the_new_year)
{
    struct one o = open_on(on(2026, 5, 1), YUAN(36500000));
    bank_value(&bank);
    change_on(o, on(2026, 5, 2), 0);
    bank_rest(&bank, on(2026, 12, 31));
    CHECK_INT(fa_avg(o), YUAN(100000));
    bank_rest(&bank, on(2027, 6, 29));
    check_stage(o, STAGE_TARGET);
    bank_rest(&bank, on(2027, 6, 30));
    check_stage(o, STAGE_RETAINED);
    bank_close(&bank);
}

TEST(potential_falls_back_after_a_whole_month_under_ten_thousand)
{
    struct one o = open_on(on(2026, 1, 1), YUAN(10000) + 1);
    bank_value(&bank);
    check_stage(o, STAGE_POTENTIAL);
    change_on(o, on(2026, 2, 1), YUAN(10000)); /* exactly does not leave */
    bank_rest(&bank, on(2026, 3, 1));
    check_stage(o, STAGE_POTENTIAL);
    change_on(o, on(2026, 3, 2), YUAN(10000) - 1); /* the first of March was not under */
    bank_rest(&bank, on(2026, 3, 31));
    check_stage(o, STAGE_POTENTIAL);
    change_on(o, on(2026, 4, 1), 0);
    bank_rest(&bank, on(2026, 4, 29));
    check_stage(o, STAGE_POTENTIAL);
    bank_rest(&bank, on(2026, 4, 30)); /* average of the year: about 7,500 */
    check_stage(o, STAGE_RETAINED);
    CHECK_INT(alerts_of(o, ALERT_STAGE_DOWN), 1);
    bank_close(&bank);
}

TEST(who_came_within_the_month_was_under_before)
{
    open_on(on(2026, 1, 1), 0);
    bank_value(&bank);
    bank_rest(&bank, on(2026, 2, 19));
    bank_begin(&bank, on(2026, 2, 20));
    struct one o = {.customer = add_customer(&bank)};
    bank.book.customers.verdict[o.customer].stage = STAGE_POTENTIAL;
    bank_value(&bank);
    bank_rest(&bank, on(2026, 2, 28));
    check_stage(o, STAGE_RETAINED);
    bank_close(&bank);
}

/* ---- tier and standing over months ---- */

TEST(a_tier_moves_at_month_ends_only)
{
    struct one o = open_on(on(2026, 1, 30), YUAN(200000));
    bank_value(&bank);
    check_tier(o, TIER_NONE);
    bank_rest(&bank, on(2026, 1, 31));
    check_tier(o, TIER_GOLD);
    change_on(o, on(2026, 2, 1), YUAN(600000));
    bank_rest(&bank, on(2026, 2, 27));
    check_tier(o, TIER_GOLD);
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_PLATINUM);
    bank_close(&bank);
}

TEST(becoming_retained_does_not_move_the_tier)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(10000) + 1);
    bank_value(&bank);
    check_tier(o, TIER_POTENTIAL);
    change_on(o, on(2026, 2, 1), 0);
    bank.book.customers.verdict[o.customer].stage = STAGE_RETAINED;
    bank_rest(&bank, on(2026, 2, 27));
    check_tier(o, TIER_POTENTIAL);
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_NONE);
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_TIER_DOWN).from, TIER_POTENTIAL);
    bank_close(&bank);
}

/* Month ends are counted from the one after the last with money. */
static void check_month_end(struct one o, int month, enum tier tier, enum tier ref, int below,
                            enum standing standing)
{
    bank_rest(&bank, day_add_months(on(2026, 2, 1), month) - 1);
    CHECK(day_is_month_end(bank.book.today));
    check_tier(o, tier);
    check_standing(o, ref, below, standing);
}

/* The remark in rules.md: the tier goes in the month that churns; then a year until giving up. */
TEST(gold_by_aum_is_lost_when_its_holder_has_churned)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank_value(&bank);
    check_standing(o, TIER_GOLD, 0, STANDING_NORMAL);
    change_on(o, on(2026, 2, 1), YUAN(20000));
    check_month_end(o, 1, TIER_GOLD, TIER_GOLD, 1, STANDING_WATCH);
    CHECK_INT(alerts_of(o, ALERT_ENTERED_WATCH), 1);
    check_month_end(o, 3, TIER_GOLD, TIER_GOLD, 3, STANDING_WATCH);
    CHECK_INT(alerts_of(o, ALERT_ENTERED_WATCH), 0);
    check_month_end(o, 4, TIER_GOLD, TIER_GOLD, 4, STANDING_ATTENTION);
    CHECK_INT(alerts_of(o, ALERT_ENTERED_ATTENTION), 1);
    check_month_end(o, 6, TIER_GOLD, TIER_GOLD, 6, STANDING_ATTENTION);
    check_month_end(o, 7, TIER_POTENTIAL, TIER_GOLD, 7, STANDING_CHURNED);
    CHECK_INT(alerts_of(o, ALERT_ENTERED_CHURNED), 1);
    CHECK_INT(alerts_of(o, ALERT_TIER_DOWN), 1);
    check_month_end(o, 18, TIER_POTENTIAL, TIER_GOLD, 18, STANDING_CHURNED);
    check_month_end(o, 19, TIER_POTENTIAL, TIER_NONE, 0, STANDING_NORMAL);
    CHECK_INT(bank.run.alerts.len, 0); /* giving up is nobody's return */
    check_month_end(o, 20, TIER_POTENTIAL, TIER_NONE, 0, STANDING_NORMAL);
    bank_close(&bank);
}

TEST(core_by_aum_is_lost_when_its_holder_has_churned)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(10000000));
    bank_value(&bank);
    change_on(o, on(2026, 2, 1), YUAN(300000));
    check_month_end(o, 6, TIER_CORE, TIER_CORE, 6, STANDING_WATCH);
    check_month_end(o, 7, TIER_CORE, TIER_CORE, 7, STANDING_ATTENTION);
    check_month_end(o, 12, TIER_CORE, TIER_CORE, 12, STANDING_ATTENTION);
    check_month_end(o, 13, TIER_GOLD, TIER_CORE, 13, STANDING_CHURNED);
    check_month_end(o, 24, TIER_GOLD, TIER_CORE, 24, STANDING_CHURNED);
    check_month_end(o, 25, TIER_GOLD, TIER_GOLD, 0, STANDING_NORMAL);
    CHECK_INT(alerts_of(o, ALERT_WON_BACK), 0);
    bank_close(&bank);
}

TEST(who_comes_back_to_the_line_is_won_back)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank_value(&bank);
    change_on(o, on(2026, 2, 1), 0);
    check_month_end(o, 7, TIER_NONE, TIER_GOLD, 7, STANDING_CHURNED);
    change_on(o, on(2026, 9, 1), YUAN(200000));
    check_standing(o, TIER_GOLD, 7, STANDING_CHURNED); /* until the month ends */
    check_month_end(o, 8, TIER_GOLD, TIER_GOLD, 0, STANDING_NORMAL);
    struct alert a = only_alert(&bank.run.alerts, o.customer, ALERT_WON_BACK);
    CHECK_INT(a.from, STANDING_CHURNED);
    CHECK_INT(a.to, STANDING_NORMAL);
    bank_close(&bank);
}

TEST(the_twelve_month_ends_are_the_newest_first)
{
    struct one o = open_on(on(2026, 1, 1), 0);
    for (int month = 1; month <= 14; month++) {
        day first = day_add_months(on(2026, 1, 1), month - 1);
        if (month == 1) {
            set_balance(&bank, o.account, 1);
            bank_value(&bank);
        } else {
            change_on(o, first, month);
        }
        bank_rest(&bank, day_add_months(first, 1) - 1);
    }
    for (int k = 0; k < AUM_MONTHS; k++)
        CHECK_INT(month_column(&bank.book.customers, k)[o.customer], 14 - k);
    bank_close(&bank);
}

TEST(churning_is_told_at_the_fourth_falling_month_end)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(900000));
    bank_value(&bank);
    change_on(o, on(2026, 2, 10), YUAN(890000));
    change_on(o, on(2026, 3, 10), YUAN(880000));
    bank_rest(&bank, on(2026, 3, 31));
    CHECK_INT(alerts_of(o, ALERT_CHURNING), 0);
    change_on(o, on(2026, 4, 10), YUAN(870000));
    CHECK_INT(alerts_of(o, ALERT_CHURNING), 0);
    bank_rest(&bank, on(2026, 4, 30));
    struct alert a = only_alert(&bank.run.alerts, o.customer, ALERT_CHURNING);
    CHECK_INT(a.from, YUAN(900000));
    CHECK_INT(a.to, YUAN(870000));
    CHECK_INT(a.amount, YUAN(30000));
    bank_close(&bank);
}

/* ---- upgrades every day ---- */

TEST(daily_upgrades_raise_the_tier_within_the_month_and_nothing_else)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank.rules.upgrade_daily = true;
    bank_value(&bank);
    check_standing(o, TIER_GOLD, 0, STANDING_NORMAL);
    change_on(o, on(2026, 2, 10), YUAN(500000));
    check_tier(o, TIER_PLATINUM);
    CHECK_INT(alerts_of(o, ALERT_TIER_UP), 1);
    check_standing(o, TIER_GOLD, 0, STANDING_NORMAL); /* the reference waits for the month end */
    change_on(o, on(2026, 2, 11), YUAN(1000));
    check_tier(o, TIER_PLATINUM); /* and so does the way down */
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_GOLD);
    check_standing(o, TIER_GOLD, 1, STANDING_WATCH);
    bank_close(&bank);
}

/* ---- by hand ---- */

static void hand_tier(struct one o, day d, enum tier tier, day until)
{
    bank_rest(&bank, d - 1);
    bank_begin(&bank, d);
    book_set_tier_by_hand(&bank.book, o.customer, tier, until);
    bank_value(&bank);
}

TEST(a_tier_by_hand_stands_from_its_day_up_to_and_including_its_end)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank_value(&bank);
    hand_tier(o, on(2026, 2, 10), TIER_CORE, on(2026, 2, 20));
    check_tier(o, TIER_CORE);
    CHECK_INT(verdict(o).own_tier, TIER_GOLD);
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_TIER_UP).to, TIER_CORE);
    check_standing(o, TIER_GOLD, 0, STANDING_NORMAL);
    bank_rest(&bank, on(2026, 2, 20));
    check_tier(o, TIER_CORE);
    bank_rest(&bank, on(2026, 2, 21));
    check_tier(o, TIER_GOLD);
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_TIER_DOWN).from, TIER_CORE);
    bank_close(&bank);
}

TEST(a_tier_by_hand_counts_for_standing_at_the_month_end)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank_value(&bank);
    hand_tier(o, on(2026, 2, 10), TIER_PLATINUM, on(2026, 3, 15));
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_PLATINUM);
    check_standing(o, TIER_PLATINUM, 0, STANDING_NORMAL);
    bank_rest(&bank, on(2026, 3, 31));
    check_tier(o, TIER_GOLD);
    check_standing(o, TIER_PLATINUM, 1, STANDING_WATCH);
    bank_close(&bank);
}

TEST(a_tier_by_hand_can_be_lower_while_the_computed_one_moves)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(200000));
    bank_value(&bank);
    hand_tier(o, on(2026, 2, 10), TIER_POTENTIAL, on(2026, 12, 31));
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_POTENTIAL);
    change_on(o, on(2026, 3, 1), YUAN(5000000));
    bank_rest(&bank, on(2026, 3, 31));
    check_tier(o, TIER_POTENTIAL);
    CHECK_INT(verdict(o).own_tier, TIER_GROWTH);
    CHECK(listed(&bank.run.changed, o)); /* both are kept */
    check_standing(o, TIER_GOLD, 0, STANDING_NORMAL);
    bank_close(&bank);
}

TEST(a_target_by_hand_enters_at_once_and_leaves_by_the_third_step)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(5000));
    bank_value(&bank);
    check_stage(o, STAGE_RETAINED);
    bank_begin(&bank, on(2026, 2, 1));
    book_set_target_by_hand(&bank.book, o.customer, on(2026, 2, 1), on(2026, 9, 30));
    bank_value(&bank);
    check_stage(o, STAGE_TARGET);
    CHECK_INT(alerts_of(o, ALERT_STAGE_UP), 1);
    bank_rest(&bank, on(2026, 9, 30)); /* six months after entry are over since August */
    check_stage(o, STAGE_TARGET);
    bank_rest(&bank, on(2026, 10, 1));
    check_stage(o, STAGE_RETAINED);
    CHECK_INT(alerts_of(o, ALERT_STAGE_DOWN), 1);
    bank_close(&bank);
}

TEST(a_short_target_by_hand_stays_six_months_from_entry)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(5000));
    bank_value(&bank);
    bank_begin(&bank, on(2026, 2, 1));
    book_set_target_by_hand(&bank.book, o.customer, on(2026, 2, 1), on(2026, 2, 15));
    bank_value(&bank);
    bank_rest(&bank, on(2026, 7, 31));
    check_stage(o, STAGE_TARGET);
    bank_rest(&bank, on(2026, 8, 1));
    check_stage(o, STAGE_RETAINED);
    bank_close(&bank);
}

/* As after loading: nothing in memory says any more that the tier was set by hand. */
TEST(a_tier_by_hand_ends_for_a_book_that_was_loaded_too)
{
    struct one o = open_on(on(2026, 2, 1), 0);
    bank_value(&bank);
    bank.book.customers.verdict[o.customer].tier = TIER_CORE;
    bank_rest(&bank, on(2026, 2, 2));
    check_tier(o, TIER_NONE);
    CHECK(listed(&bank.run.changed, o));
    CHECK_INT(alerts_of(o, ALERT_TIER_DOWN), 1);
    bank_close(&bank);
}

TEST(the_sum_of_the_year_saturates_for_customers_who_only_wait)
{
    struct one o = open_on(on(2026, 2, 1), 0);
    bank_value(&bank);
    struct customers *c = &bank.book.customers;
    c->fa[o.customer] = INT64_MAX / 4;
    c->fa_ytd[o.customer] = INT64_MAX - INT64_MAX / 4 - 1;
    bank_rest(&bank, on(2026, 2, 2));
    CHECK_EQ(c->fa_ytd[o.customer], INT64_MAX - 1);
    bank_rest(&bank, on(2026, 2, 4));
    CHECK_EQ(c->fa_ytd[o.customer], INT64_MAX);
    c->fa[o.customer] = INT64_MIN;
    bank_rest(&bank, on(2026, 2, 6));
    CHECK_EQ(c->fa_ytd[o.customer], INT64_MIN);
    bank_close(&bank);
}

TEST(a_rate_that_moved_is_counted_for_who_has_a_foreign_account)
{
    struct one o = open_on(on(2026, 2, 1), 0);
    struct hash128 euro = new_key(&bank);
    struct account_facts f = facts_of(&bank, o.account);
    f.currency = book_take_currency(&bank.book, euro, RATE_ONE * 7);
    f.balance = YUAN(100);
    book_set_account(&bank.book, o.account, &f);
    bank_value(&bank);
    CHECK_EQ(bank.book.customers.fa[o.customer], YUAN(700));
    bank_begin(&bank, on(2026, 2, 2));
    book_take_currency(&bank.book, euro, RATE_ONE * 8);
    bank_value(&bank);
    CHECK_EQ(bank.book.customers.fa[o.customer], YUAN(800));
    CHECK(listed(&bank.run.changed, o));
    bank_close(&bank);
}

TESTS(CASE(the_first_day_values_but_raises_no_alerts), CASE(a_bank_without_customers_can_be_valued),
      CASE(the_first_month_counts_only_if_it_was_seen_whole),
      CASE(the_opening_sum_goes_on_within_the_year),
      CASE(the_opening_sum_is_not_used_on_new_years_day),
      CASE(the_sum_of_the_year_starts_anew_on_new_years_day),
      CASE(a_leap_day_is_the_sixtieth_day_and_the_year_has_366),
      CASE(who_comes_during_the_year_is_divided_by_the_same_days),
      CASE(who_comes_is_compared_with_nobody),
      CASE(who_comes_with_a_history_is_compared_with_nobody_too),
      CASE(who_comes_at_a_month_end_has_stage_and_tier_at_once),
      CASE(a_target_leaves_six_months_after_the_last_day_that_reached),
      CASE(an_average_holds_a_target_until_the_new_year),
      CASE(potential_falls_back_after_a_whole_month_under_ten_thousand),
      CASE(who_came_within_the_month_was_under_before), CASE(a_tier_moves_at_month_ends_only),
      CASE(becoming_retained_does_not_move_the_tier),
      CASE(gold_by_aum_is_lost_when_its_holder_has_churned),
      CASE(core_by_aum_is_lost_when_its_holder_has_churned),
      CASE(who_comes_back_to_the_line_is_won_back),
      CASE(the_twelve_month_ends_are_the_newest_first),
      CASE(churning_is_told_at_the_fourth_falling_month_end),
      CASE(daily_upgrades_raise_the_tier_within_the_month_and_nothing_else),
      CASE(a_tier_by_hand_stands_from_its_day_up_to_and_including_its_end),
      CASE(a_tier_by_hand_counts_for_standing_at_the_month_end),
      CASE(a_tier_by_hand_can_be_lower_while_the_computed_one_moves),
      CASE(a_target_by_hand_enters_at_once_and_leaves_by_the_third_step),
      CASE(a_short_target_by_hand_stays_six_months_from_entry),
      CASE(a_tier_by_hand_ends_for_a_book_that_was_loaded_too),
      CASE(the_sum_of_the_year_saturates_for_customers_who_only_wait),
      CASE(a_rate_that_moved_is_counted_for_who_has_a_foreign_account))
