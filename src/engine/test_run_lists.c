/* What changes a customer's figures on a day, and whom the day's run then lists to be written. */
#include "engine/test_one.h"

/* ---- what changes figures ---- */

TEST(a_new_rate_values_foreign_accounts_anew)
{
    struct one o = open_on(on(2026, 5, 14), YUAN(1000));
    struct hash128 key = new_key(&bank);
    struct account_facts f = facts_of(&bank, o.account);
    f.currency = book_take_currency(&bank.book, key, 700000000);
    book_set_account(&bank.book, o.account, &f);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[o.customer], YUAN(7000));
    bank_begin(&bank, on(2026, 5, 15));
    book_take_currency(&bank.book, key, 710000000);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[o.customer], YUAN(7100));
    CHECK(listed(&bank.run.changed, o));
    bank_rest(&bank, on(2026, 5, 16));
    CHECK_INT(bank.book.customers.fa[o.customer], YUAN(7100));
    CHECK(!listed(&bank.run.changed, o));
    bank_close(&bank);
}

TEST(a_card_counts_on_its_last_day_and_is_gone_the_day_after)
{
    struct one o = open_on(on(2026, 5, 14), 0);
    add_card(&bank, (struct card_facts){.customer = o.customer,
                                        .kind = CARD_CREDIT,
                                        .grade = GRADE_DIAMOND,
                                        .expires_on = on(2026, 5, 20)});
    bank_value(&bank);
    bank_rest(&bank, on(2026, 5, 20));
    CHECK_INT(bank.book.customers.cc_grade[o.customer], GRADE_DIAMOND);
    CHECK_INT(bank.book.customers.kinds[o.customer], 1);
    CHECK(!listed(&bank.run.changed, o));
    bank_rest(&bank, on(2026, 5, 21));
    CHECK_INT(bank.book.customers.cc_grade[o.customer], GRADE_NONE);
    CHECK_INT(bank.book.customers.kinds[o.customer], 0);
    CHECK(listed(&bank.run.changed, o));
    CHECK_INT(bank.run.alerts.len, 0); /* expired is not cancelled */
    bank_close(&bank);
}

TEST(a_changed_class_counts_from_that_day_on)
{
    struct one o = open_on(on(2026, 5, 14), YUAN(1000));
    struct hash128 key = new_key(&bank);
    bank.products[CLASS_DEMAND] = book_take_product(&bank.book, key, CLASS_DEMAND);
    uint32_t account = add_account(&bank, o.customer, CLASS_DEMAND, YUAN(500));
    bank_value(&bank);
    CHECK_INT(bank.book.customers.aum[o.customer], YUAN(1500));
    bank_begin(&bank, on(2026, 5, 15));
    book_take_product(&bank.book, key, CLASS_MORTGAGE);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.aum[o.customer], YUAN(1000));
    CHECK_INT(bank.book.customers.fa[o.customer], YUAN(1250));
    CHECK_INT(bank.book.customers.fa_ytd[o.customer], YUAN(2750));
    CHECK_INT(bank.book.accounts.at[account].balance, YUAN(500));
    bank_close(&bank);
}

TEST(an_account_that_moves_is_valued_for_both_customers)
{
    struct one li = open_on(on(2026, 5, 14), YUAN(80000));
    struct one wang = {.customer = add_customer(&bank), .account = li.account};
    bank_value(&bank);
    bank_begin(&bank, on(2026, 5, 15));
    struct account_facts f = facts_of(&bank, li.account);
    f.customer = wang.customer;
    book_set_account(&bank.book, li.account, &f);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[li.customer], 0);
    CHECK_INT(bank.book.customers.fa[wang.customer], YUAN(80000));
    CHECK_INT(only_alert(&bank.run.alerts, li.customer, ALERT_ASSETS_FELL).amount, YUAN(80000));
    CHECK_INT(only_alert(&bank.run.alerts, wang.customer, ALERT_ASSETS_ROSE).amount, YUAN(80000));
    bank_close(&bank);
}

TEST(a_gone_customer_goes_on_with_nothing_but_card_spend)
{
    struct one o = open_on(on(2026, 1, 31), YUAN(600000));
    add_spend(&bank, o.customer, on(2026, 1, 31), YUAN(70000));
    bank_value(&bank);
    bank_begin(&bank, on(2026, 2, 1));
    book_customer_gone(&bank.book, o.customer);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[o.customer], 0);
    CHECK_INT(bank.book.customers.cc_spend[o.customer], YUAN(70000));
    CHECK_INT(alerts_of(o, ALERT_ACCOUNT_CLOSED), 1);
    CHECK_INT(alerts_of(o, ALERT_ASSETS_FELL), 1);
    bank_rest(&bank, on(2026, 2, 28));
    check_tier(o, TIER_PLATINUM); /* by the month end before */
    check_standing(o, TIER_PLATINUM, 1, STANDING_WATCH);
    check_stage(o, STAGE_TARGET);
    bank_close(&bank);
}

/* New rules: everybody is looked at again, also who has not changed. */
TEST(new_rules_value_everybody_anew)
{
    struct one o = open_on(on(2026, 5, 14), 0);
    add_account(&bank, o.customer, CLASS_GOLD, YUAN(1000));
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[o.customer], 0);
    bank.rules.weights[CLASS_GOLD] = 10000;
    bank_begin(&bank, on(2026, 5, 15));
    book_touch_all(&bank.book, TOUCH_SUMS | TOUCH_WRITE);
    bank_value(&bank);
    CHECK_INT(bank.book.customers.fa[o.customer], YUAN(1000));
    CHECK(listed(&bank.run.changed, o));
    bank_close(&bank);
}

/* ---- what is handed out ---- */

TEST(only_who_changed_is_listed)
{
    struct one o = open_on(on(2026, 5, 14), YUAN(100));
    struct one other = {.customer = add_customer(&bank)};
    bank_value(&bank);
    CHECK_INT(bank.run.changed.len, 2);
    bank_rest(&bank, on(2026, 5, 15));
    CHECK_INT(bank.run.changed.len, 0);
    change_on(o, on(2026, 5, 16), YUAN(200));
    CHECK(listed(&bank.run.changed, o));
    CHECK(!listed(&bank.run.changed, other));
    change_on(o, on(2026, 5, 17), YUAN(200)); /* delivered again, the same */
    CHECK_INT(bank.run.changed.len, 0);
    bank_close(&bank);
}

/* 50 and 50 become 100 and 0: all sums stay, the largest account does not. */
TEST(a_change_of_the_largest_account_alone_is_listed)
{
    struct one o = open_on(on(2026, 5, 14), 50);
    uint32_t second = add_account(&bank, o.customer, CLASS_DEMAND, 50);
    bank_value(&bank);
    bank_begin(&bank, on(2026, 5, 15));
    set_balance(&bank, o.account, 100);
    set_balance(&bank, second, 0);
    bank_value(&bank);
    CHECK(listed(&bank.run.changed, o));
    CHECK_INT(bank.book.customers.acct_max[o.customer], 100);
    bank_close(&bank);
}

TEST(card_spend_that_comes_and_goes_is_listed)
{
    struct one o = open_on(on(2025, 5, 14), 0);
    bank_value(&bank);
    bank_begin(&bank, on(2025, 5, 15));
    add_spend(&bank, o.customer, on(2025, 5, 15), 500);
    bank_value(&bank);
    CHECK(listed(&bank.run.changed, o));
    bank_rest(&bank, on(2026, 5, 14));
    CHECK(!listed(&bank.run.changed, o));
    CHECK_INT(bank.book.customers.cc_spend[o.customer], 500);
    bank_rest(&bank, on(2026, 5, 15));
    CHECK(listed(&bank.run.changed, o));
    CHECK_INT(bank.book.customers.cc_spend[o.customer], 0);
    bank_close(&bank);
}

TEST(aum_is_listed_at_month_ends_where_it_differs)
{
    struct one o = open_on(on(2026, 1, 15), YUAN(100));
    bank_value(&bank);
    CHECK_INT(bank.run.aum_changed.len, 0);
    bank_rest(&bank, on(2026, 1, 31));
    CHECK(listed(&bank.run.aum_changed, o));
    bank_rest(&bank, on(2026, 2, 1));
    CHECK_INT(bank.run.aum_changed.len, 0);
    bank_rest(&bank, on(2026, 2, 28));
    CHECK_INT(bank.run.aum_changed.len, 0);
    change_on(o, on(2026, 3, 31), YUAN(101));
    CHECK(listed(&bank.run.aum_changed, o));
    bank_close(&bank);
}

TEST(side_levels_move_at_month_ends_and_are_listed_then)
{
    struct one o = open_on(on(2026, 1, 1), YUAN(500000));
    bank_value(&bank);
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_CARD), 0);
    bank_rest(&bank, on(2026, 1, 31));
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_CARD), 2);
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_MASS), 2);
    CHECK(listed(&bank.run.levels_changed, o));
    CHECK_INT(only_alert(&bank.run.alerts, o.customer, ALERT_CARD_MISSING).from, GRADE_PLATINUM);
    bank_rest(&bank, on(2026, 2, 28));
    CHECK_INT(bank.run.levels_changed.len, 0);
    CHECK_INT(alerts_of(o, ALERT_CARD_MISSING), 1); /* every month end that it is missing */
    bank_close(&bank);
}

/* First the card level goes alone: the average sinks with the new year; then mass alone. */
TEST(each_side_level_is_listed_by_itself)
{
    struct one o = open_on(on(2026, 12, 31), 0);
    bank.book.customers.levels[o.customer] = 1 << 4 * SIDE_CARD | 1 << 4 * SIDE_MASS;
    bank_value(&bank);
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_CARD), 0);
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_MASS), 1);
    CHECK(listed(&bank.run.levels_changed, o));
    bank_begin(&bank, on(2027, 1, 1));
    add_account(&bank, o.customer, CLASS_INSURANCE, YUAN(500000)); /* aum, but no fa */
    bank_value(&bank);
    bank_rest(&bank, on(2027, 1, 31));
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_CARD), 0);
    CHECK_INT(side_level(bank.book.customers.levels[o.customer], SIDE_MASS), 2);
    CHECK(listed(&bank.run.levels_changed, o));
    bank_close(&bank);
}

TEST(the_last_day_not_under_ten_thousand_is_the_day_of_exactly_ten_thousand)
{
    struct one o = open_on(on(2026, 5, 14), YUAN(10000));
    bank_value(&bank);
    CHECK_INT(bank.book.customers.over_on[o.customer], on(2026, 5, 14));
    bank_rest(&bank, on(2026, 5, 15));
    CHECK_INT(bank.book.customers.over_on[o.customer], on(2026, 5, 15));
    change_on(o, on(2026, 5, 16), YUAN(10000) - 1);
    CHECK_INT(bank.book.customers.over_on[o.customer], on(2026, 5, 15));
    bank_close(&bank);
}

/* A second credit card changes the grade, and nothing else. */
TEST(a_change_of_the_card_grade_alone_is_listed)
{
    struct one o = open_on(on(2026, 5, 14), YUAN(100));
    struct card_facts f = {
        .customer = o.customer, .kind = CARD_CREDIT, .grade = GRADE_ORDINARY, .expires_on = NO_DAY};
    add_card(&bank, f);
    bank_value(&bank);
    bank_begin(&bank, on(2026, 5, 15));
    f.grade = GRADE_GOLD;
    add_card(&bank, f);
    bank_value(&bank);
    CHECK(listed(&bank.run.changed, o));
    CHECK_INT(bank.book.customers.cc_grade[o.customer], GRADE_GOLD);
    bank_close(&bank);
}

TEST(the_lists_are_emptied_before_each_day)
{
    struct one o = open_on(on(2026, 1, 30), YUAN(500000));
    bank_value(&bank);
    change_on(o, on(2026, 1, 31), 0);
    CHECK(bank.run.alerts.len > 0);
    bank_rest(&bank, on(2026, 2, 1));
    CHECK_INT(bank.run.changed.len, 0);
    CHECK_INT(bank.run.aum_changed.len, 0);
    CHECK_INT(bank.run.levels_changed.len, 0);
    CHECK_INT(bank.run.alerts.len, 0);
    bank_close(&bank);
}

/* Fewer customers than threads: some have nothing to do, and the order stays. */
TEST(more_threads_than_customers_value_each_once)
{
    for (unsigned threads = 1; threads <= 20; threads++) {
        bank_open(&bank);
        bank_begin(&bank, on(2026, 5, 14));
        for (int i = 0; i < 5; i++)
            add_account(&bank, add_customer(&bank), CLASS_DEMAND, 100 + i);
        run_day(&bank.run, &bank.book, &bank.rules, threads);
        CHECK_INT(bank.run.changed.len, 5);
        for (uint32_t i = 0; i < 5; i++) {
            CHECK_INT(*(uint32_t *)vec_at(&bank.run.changed, i), i);
            CHECK_INT(bank.book.customers.fa_ytd[i], 100 + i);
        }
        bank_close(&bank);
    }
}

TESTS(CASE(a_new_rate_values_foreign_accounts_anew),
      CASE(a_card_counts_on_its_last_day_and_is_gone_the_day_after),
      CASE(a_changed_class_counts_from_that_day_on),
      CASE(an_account_that_moves_is_valued_for_both_customers),
      CASE(a_gone_customer_goes_on_with_nothing_but_card_spend),
      CASE(new_rules_value_everybody_anew), CASE(only_who_changed_is_listed),
      CASE(a_change_of_the_largest_account_alone_is_listed),
      CASE(card_spend_that_comes_and_goes_is_listed),
      CASE(aum_is_listed_at_month_ends_where_it_differs),
      CASE(side_levels_move_at_month_ends_and_are_listed_then),
      CASE(each_side_level_is_listed_by_itself),
      CASE(the_last_day_not_under_ten_thousand_is_the_day_of_exactly_ten_thousand),
      CASE(a_change_of_the_card_grade_alone_is_listed), CASE(the_lists_are_emptied_before_each_day),
      CASE(more_threads_than_customers_value_each_once))
