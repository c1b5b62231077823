#include "engine/test_bank.h"

#include "engine/figures.h"

/* One bank a test, on an ordinary day, with one customer. */
struct one {
    struct bank bank;
    uint32_t customer;
};

static struct one *open_one(void)
{
    static struct one one;
    bank_open(&one.bank);
    bank_begin(&one.bank, on(2026, 5, 14));
    one.customer = add_customer(&one.bank);
    return &one;
}

static struct holdings held_on(const struct one *o, day d)
{
    struct holdings h;
    holdings_of(&o->bank.book, &o->customer, 1, d, &h);
    return h;
}

static struct holdings held(const struct one *o)
{
    return held_on(o, o->bank.book.today);
}

static uint32_t foreign_account(struct one *o, enum product_class class, fen balance,
                                uint32_t currency)
{
    uint32_t account = add_account(&o->bank, o->customer, class, balance);
    struct account_facts f = facts_of(&o->bank, account);
    f.currency = currency;
    book_set_account(&o->bank.book, account, &f);
    return account;
}

static fen fa_of(const struct sums *s)
{
    struct rules r = rules_default();
    return financial_assets(&r, s);
}

/* ---- sums ---- */

TEST(each_class_is_summed_by_itself)
{
    struct one *o = open_one();
    for (int class = 0; class < CLASS_COUNT; class ++) {
        add_account(&o->bank, o->customer, (enum product_class) class, 100 + class);
        add_account(&o->bank, o->customer, (enum product_class) class, 1000);
    }
    struct holdings h = held(o);
    for (int class = 0; class < CLASS_SUMS; class ++)
        CHECK_INT(h.sums.v[class], 1100 + class);
    bank_close(&o->bank);
}

TEST(a_customer_without_accounts_has_nothing)
{
    struct one *o = open_one();
    struct holdings h = held(o);
    for (int class = 0; class < CLASS_SUMS; class ++)
        CHECK_INT(h.sums.v[class], 0);
    CHECK_INT(h.acct_max, 0);
    CHECK_INT(h.kinds, 0);
    CHECK_INT(h.cc_grade, GRADE_NONE);
    CHECK_INT(h.vip_grade, GRADE_NONE);
    bank_close(&o->bank);
}

TEST(frozen_accounts_count_and_closed_ones_do_not)
{
    struct one *o = open_one();
    uint32_t open = add_account(&o->bank, o->customer, CLASS_TIME, 1);
    uint32_t frozen = add_account(&o->bank, o->customer, CLASS_TIME, 20);
    uint32_t closed = add_account(&o->bank, o->customer, CLASS_TIME, 300);
    set_status(&o->bank, frozen, ACCOUNT_FROZEN);
    set_status(&o->bank, closed, ACCOUNT_CLOSED);
    CHECK_INT(held(o).sums.v[CLASS_TIME], 21);
    CHECK_INT(held(o).acct_max, 20);
    set_status(&o->bank, open, ACCOUNT_MOVED);
    CHECK_INT(held(o).sums.v[CLASS_TIME], 20);
    bank_close(&o->bank);
}

TEST(negative_balances_take_away_from_their_class)
{
    struct one *o = open_one();
    add_account(&o->bank, o->customer, CLASS_DEMAND, YUAN(100));
    add_account(&o->bank, o->customer, CLASS_DEMAND, -YUAN(300));
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], -YUAN(200));
    CHECK_INT(held(o).acct_max, YUAN(100));
    bank_close(&o->bank);
}

TEST(another_customers_accounts_do_not_count)
{
    struct one *o = open_one();
    uint32_t other = add_customer(&o->bank);
    add_account(&o->bank, other, CLASS_DEMAND, YUAN(100));
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], 0);
    bank_close(&o->bank);
}

/* ---- foreign currency ---- */

/* 1.05 at 7.30 is 7.665: 7.67 each, so two of them are 15.34, and not 15.33 as from the sum. */
TEST(each_foreign_account_is_rounded_before_it_is_added)
{
    struct one *o = open_one();
    uint32_t usd = book_take_currency(&o->bank.book, new_key(&o->bank), 730000000);
    foreign_account(o, CLASS_DEMAND, 105, usd);
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], 767);
    foreign_account(o, CLASS_DEMAND, 105, usd);
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], 1534);
    bank_close(&o->bank);
}

/* -1.05 at 7.30 is -7.665: away from zero. */
TEST(a_foreign_overdraft_is_rounded_away_from_zero)
{
    struct one *o = open_one();
    uint32_t usd = book_take_currency(&o->bank.book, new_key(&o->bank), 730000000);
    foreign_account(o, CLASS_DEMAND, -105, usd);
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], -767);
    bank_close(&o->bank);
}

TEST(foreign_and_own_money_are_added_in_base_currency)
{
    struct one *o = open_one();
    uint32_t jpy = book_take_currency(&o->bank.book, new_key(&o->bank), 4830000); /* 0.0483 */
    uint32_t usd = book_take_currency(&o->bank.book, new_key(&o->bank), 712345678);
    foreign_account(o, CLASS_FUND, YUAN(1000000), jpy); /* 48,300.00 */
    foreign_account(o, CLASS_FUND, YUAN(1000), usd);    /* 7,123.45678 */
    add_account(&o->bank, o->customer, CLASS_FUND, 1);
    CHECK_INT(held(o).sums.v[CLASS_FUND], YUAN(48300) + 712346 + 1);
    CHECK_INT(held(o).acct_max, YUAN(48300));
    bank_close(&o->bank);
}

/* 9,999,999,999,999.99 at 99.99999999 needs more than 64 bits on the way. */
TEST(large_balances_are_converted_without_overflow)
{
    struct one *o = open_one();
    uint32_t dear = book_take_currency(&o->bank.book, new_key(&o->bank), INT64_C(9999999999));
    foreign_account(o, CLASS_DEMAND, INT64_C(999999999999999), dear);
    /* 999,999,999,999,999 x 99.99999999 = 99,999,999,989,999,900.00000001 */
    CHECK_EQ(held(o).sums.v[CLASS_DEMAND], INT64_C(99999999989999900));
    bank_close(&o->bank);
}

TEST(a_new_rate_counts_for_the_same_balance)
{
    struct one *o = open_one();
    struct hash128 key = new_key(&o->bank);
    uint32_t usd = book_take_currency(&o->bank.book, key, 700000000);
    foreign_account(o, CLASS_TIME, 1000, usd);
    CHECK_INT(held(o).sums.v[CLASS_TIME], 7000);
    CHECK_INT(book_take_currency(&o->bank.book, key, 800000000), usd);
    CHECK_INT(held(o).sums.v[CLASS_TIME], 8000);
    bank_close(&o->bank);
}

/* ---- fa and aum ---- */

TEST(financial_assets_weigh_deposits_funds_bonds_and_wealth_whole_and_loans_half)
{
    struct sums s = {{0}};
    for (int class = 0; class < CLASS_SUMS; class ++)
        s.v[class] = INT64_C(1) << (2 * class + 1);
    fen whole = 2 + 8 + 2048 + 8192 + 32768; /* demand, time, fund, bond, wealth */
    fen loans = 32 + 128 + 512;
    CHECK_INT(s.v[CLASS_FUND], 2048);
    CHECK_INT(s.v[CLASS_OTHER_LOAN], 512);
    CHECK_INT(fa_of(&s), whole + loans / 2);
}

TEST(insurance_securities_and_gold_are_not_financial_assets)
{
    struct sums s = {.v = {[CLASS_INSURANCE] = 7, [CLASS_SECURITIES] = 70, [CLASS_GOLD] = 700}};
    CHECK_INT(fa_of(&s), 0);
    CHECK_INT(assets_under_management(&s), 777);
}

TEST(half_a_fen_of_loans_is_rounded_away_from_zero)
{
    struct sums s = {.v = {[CLASS_MORTGAGE] = 1}};
    CHECK_INT(fa_of(&s), 1);
    s.v[CLASS_MORTGAGE] = 3;
    CHECK_INT(fa_of(&s), 2);
    s.v[CLASS_MORTGAGE] = -1;
    CHECK_INT(fa_of(&s), -1);
    s.v[CLASS_MORTGAGE] = -3;
    CHECK_INT(fa_of(&s), -2);
}

/* 1 + 1 fen of two loans is one whole fen; rounded each by itself it would be two. */
TEST(loans_are_rounded_once_after_adding)
{
    struct sums s = {.v = {[CLASS_MORTGAGE] = 1, [CLASS_CREDIT_LOAN] = 1}};
    CHECK_INT(fa_of(&s), 1);
    s.v[CLASS_OTHER_LOAN] = 1;
    CHECK_INT(fa_of(&s), 2);
}

/* Half of 19.97 less 10.00 is -0.015: -0.02. */
TEST(negative_assets_are_rounded_away_from_zero)
{
    struct sums s = {.v = {[CLASS_DEMAND] = -1000, [CLASS_CREDIT_LOAN] = 1997}};
    CHECK_INT(fa_of(&s), -2);
    s = (struct sums){.v = {[CLASS_DEMAND] = -1, [CLASS_CREDIT_LOAN] = 1}};
    CHECK_INT(fa_of(&s), -1);
    s = (struct sums){.v = {[CLASS_DEMAND] = 1, [CLASS_CREDIT_LOAN] = -1}};
    CHECK_INT(fa_of(&s), 1);
}

TEST(weights_are_parameters_in_basis_points)
{
    struct rules r = rules_default();
    struct sums s = {.v = {[CLASS_GOLD] = 9999}};
    r.weights[CLASS_GOLD] = 1; /* 0.9999 */
    CHECK_INT(financial_assets(&r, &s), 1);
    s.v[CLASS_GOLD] = 4999;
    CHECK_INT(financial_assets(&r, &s), 0);
    s.v[CLASS_GOLD] = 5000;
    CHECK_INT(financial_assets(&r, &s), 1);
}

TEST(aum_is_everything_but_loans)
{
    struct sums s = {{0}};
    for (int class = 0; class < CLASS_SUMS; class ++)
        s.v[class] = INT64_C(1) << class;
    CHECK_INT(assets_under_management(&s), (1 << CLASS_SUMS) - 1 - 4 - 8 - 16);
    s = (struct sums){.v = {[CLASS_DEMAND] = -5}};
    CHECK_INT(assets_under_management(&s), -5);
}

TEST(huge_sums_do_not_wrap)
{
    struct sums s = {.v = {[CLASS_DEMAND] = INT64_MAX, [CLASS_TIME] = INT64_MAX}};
    CHECK_EQ(fa_of(&s), INT64_MAX);
    CHECK_EQ(assets_under_management(&s), INT64_MAX);
}

/* ---- acct_max ---- */

TEST(the_largest_account_is_never_below_zero)
{
    struct one *o = open_one();
    add_account(&o->bank, o->customer, CLASS_DEMAND, -1);
    CHECK_INT(held(o).acct_max, 0);
    bank_close(&o->bank);
}

TEST(the_largest_account_is_measured_in_base_currency)
{
    struct one *o = open_one();
    uint32_t usd = book_take_currency(&o->bank.book, new_key(&o->bank), 700000000);
    uint32_t jpy = book_take_currency(&o->bank.book, new_key(&o->bank), 5000000);
    add_account(&o->bank, o->customer, CLASS_DEMAND, 6999);
    foreign_account(o, CLASS_DEMAND, 1000, usd);
    foreign_account(o, CLASS_DEMAND, 99999, jpy); /* 4,999.95 */
    CHECK_INT(held(o).acct_max, 7000);
    bank_close(&o->bank);
}

TEST(each_of_the_eleven_classes_can_hold_the_largest_account)
{
    for (int class = 0; class < CLASS_COUNT; class ++) {
        struct one *o = open_one();
        add_account(&o->bank, o->customer, (enum product_class) class, 555);
        CHECK_INT(held(o).acct_max, class < 11 ? 555 : 0);
        bank_close(&o->bank);
    }
}

/* ---- product kinds and cards ---- */

TEST(a_class_is_held_with_a_balance_above_zero)
{
    for (int class = 0; class < CLASS_COUNT; class ++) {
        bool always = class == CLASS_SETTLEMENT || class == CLASS_CHANNEL;
        struct one *o = open_one();
        uint32_t account = add_account(&o->bank, o->customer, (enum product_class) class, 0);
        CHECK_INT(held(o).kinds, always);
        set_balance(&o->bank, account, 1);
        CHECK_INT(held(o).kinds, 1);
        set_balance(&o->bank, account, -1);
        CHECK_INT(held(o).kinds, always);
        set_status(&o->bank, account, ACCOUNT_FROZEN);
        CHECK_INT(held(o).kinds, always);
        set_balance(&o->bank, account, 1);
        CHECK_INT(held(o).kinds, 1);
        set_status(&o->bank, account, ACCOUNT_CLOSED);
        CHECK_INT(held(o).kinds, 0);
        bank_close(&o->bank);
    }
}

TEST(a_class_is_counted_once)
{
    struct one *o = open_one();
    add_account(&o->bank, o->customer, CLASS_FUND, 1);
    add_account(&o->bank, o->customer, CLASS_FUND, 1);
    add_account(&o->bank, o->customer, CLASS_GOLD, 1);
    CHECK_INT(held(o).kinds, 2);
    bank_close(&o->bank);
}

/* 0.01 yen is worth less than half a fen, and is held all the same. */
TEST(a_balance_is_above_zero_in_its_own_currency)
{
    struct one *o = open_one();
    uint32_t jpy = book_take_currency(&o->bank.book, new_key(&o->bank), 5000000);
    foreign_account(o, CLASS_DEMAND, 1, jpy);
    CHECK_INT(held(o).sums.v[CLASS_DEMAND], 0);
    CHECK_INT(held(o).kinds, 1);
    bank_close(&o->bank);
}

static struct card_facts card_of(const struct one *o, enum card_kind kind, enum grade grade,
                                 day expires_on)
{
    return (struct card_facts){
        .customer = o->customer, .kind = kind, .grade = grade, .expires_on = expires_on};
}

TEST(a_card_is_valid_on_its_last_day_and_not_the_day_after)
{
    struct one *o = open_one();
    day today = o->bank.book.today;
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_GOLD, today));
    CHECK_INT(held(o).kinds, 1);
    CHECK_INT(held(o).cc_grade, GRADE_GOLD);
    struct holdings h = held_on(o, today + 1);
    CHECK_INT(h.kinds, 0);
    CHECK_INT(h.cc_grade, GRADE_NONE);
    bank_close(&o->bank);
}

TEST(a_card_without_a_date_does_not_expire)
{
    struct one *o = open_one();
    add_card(&o->bank, card_of(o, CARD_DEBIT, GRADE_ORDINARY, NO_DAY));
    CHECK_INT(held(o).kinds, 1);
    CHECK_INT(held_on(o, on(9999, 12, 31)).kinds, 1);
    bank_close(&o->bank);
}

TEST(a_cancelled_card_counts_nothing)
{
    struct one *o = open_one();
    struct card_facts f = card_of(o, CARD_CREDIT, GRADE_DIAMOND, NO_DAY);
    f.status = CARD_CANCELLED;
    f.vip = true;
    add_card(&o->bank, f);
    CHECK_INT(held(o).kinds, 0);
    CHECK_INT(held(o).cc_grade, GRADE_NONE);
    CHECK_INT(held(o).vip_grade, GRADE_NONE);
    bank_close(&o->bank);
}

TEST(debit_and_credit_cards_are_two_kinds)
{
    struct one *o = open_one();
    add_card(&o->bank, card_of(o, CARD_DEBIT, GRADE_ORDINARY, NO_DAY));
    add_card(&o->bank, card_of(o, CARD_DEBIT, GRADE_ORDINARY, NO_DAY));
    CHECK_INT(held(o).kinds, 1);
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_ORDINARY, NO_DAY));
    CHECK_INT(held(o).kinds, 2);
    bank_close(&o->bank);
}

/* The account of a credit card (an overpaid one) and the card itself are one kind. */
TEST(a_card_and_an_account_of_its_class_are_one_kind)
{
    struct one *o = open_one();
    add_account(&o->bank, o->customer, CLASS_CREDIT_CARD, 500);
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_ORDINARY, NO_DAY));
    CHECK_INT(held(o).kinds, 1);
    add_account(&o->bank, o->customer, CLASS_DEBIT_CARD, 500);
    CHECK_INT(held(o).kinds, 2);
    bank_close(&o->bank);
}

TEST(fifteen_kinds_are_the_most)
{
    struct one *o = open_one();
    for (int class = 0; class < CLASS_COUNT; class ++)
        add_account(&o->bank, o->customer, (enum product_class) class, 1);
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_ORDINARY, NO_DAY));
    add_card(&o->bank, card_of(o, CARD_DEBIT, GRADE_ORDINARY, NO_DAY));
    CHECK_INT(held(o).kinds, 15);
    bank_close(&o->bank);
}

TEST(the_best_valid_credit_card_gives_the_grade)
{
    struct one *o = open_one();
    day today = o->bank.book.today;
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_PLATINUM, today));
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_ORDINARY, NO_DAY));
    add_card(&o->bank, card_of(o, CARD_DEBIT, GRADE_DIAMOND, NO_DAY));
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_DIAMOND, today - 1));
    CHECK_INT(held(o).cc_grade, GRADE_PLATINUM);
    CHECK_INT(held_on(o, today + 1).cc_grade, GRADE_ORDINARY);
    bank_close(&o->bank);
}

TEST(vip_cards_of_both_kinds_give_the_vip_grade)
{
    struct one *o = open_one();
    struct card_facts f = card_of(o, CARD_DEBIT, GRADE_GOLD, NO_DAY);
    add_card(&o->bank, card_of(o, CARD_CREDIT, GRADE_DIAMOND, NO_DAY));
    CHECK_INT(held(o).vip_grade, GRADE_NONE);
    f.vip = true;
    add_card(&o->bank, f);
    CHECK_INT(held(o).vip_grade, GRADE_GOLD);
    f.kind = CARD_CREDIT;
    f.grade = GRADE_PLATINUM;
    add_card(&o->bank, f);
    CHECK_INT(held(o).vip_grade, GRADE_PLATINUM);
    bank_close(&o->bank);
}

/* ---- averages and month ends ---- */

TEST(the_average_is_rounded_half_away_from_zero)
{
    CHECK_INT(daily_average(7, on(2026, 1, 1)), 7);
    CHECK_INT(daily_average(7, on(2026, 1, 2)), 4);   /* 3.5 */
    CHECK_INT(daily_average(-7, on(2026, 1, 2)), -4); /* -3.5 */
    CHECK_INT(daily_average(10, on(2026, 1, 3)), 3);
    CHECK_INT(daily_average(11, on(2026, 1, 3)), 4); /* 3.67 */
    CHECK_INT(daily_average(-11, on(2026, 1, 3)), -4);
    CHECK_INT(daily_average(0, on(2026, 12, 31)), 0);
}

TEST(a_leap_year_divides_by_366)
{
    CHECK_INT(daily_average(366, on(2024, 12, 31)), 1);
    CHECK_INT(daily_average(183, on(2024, 12, 31)), 1); /* a half */
    CHECK_INT(daily_average(182, on(2024, 12, 31)), 0);
    CHECK_INT(daily_average(182, on(2026, 12, 31)), 0); /* 182 / 365 */
    CHECK_INT(daily_average(183, on(2026, 12, 31)), 1);
    CHECK_INT(daily_average(6000, on(2024, 2, 29)), 100);
    CHECK_INT(daily_average(6000, on(2026, 3, 1)), 100);
}

TEST(aum_max_looks_at_the_day_and_so_many_month_ends)
{
    struct months m = {{1, 2, 3, 4, 5, 6, 70, 8, 9, 10, 11, 120}};
    CHECK_INT(aum_max(0, &m, 1), 1);
    CHECK_INT(aum_max(0, &m, 6), 6);
    CHECK_INT(aum_max(7, &m, 6), 7);
    CHECK_INT(aum_max(0, &m, 7), 70);
    CHECK_INT(aum_max(0, &m, 11), 70);
    CHECK_INT(aum_max(0, &m, 12), 120);
    CHECK_INT(aum_max(121, &m, 12), 121);
}

TEST(aum_max_can_be_negative)
{
    struct months m;
    for (int i = 0; i < AUM_MONTHS; i++)
        m.v[i] = -10 - i;
    CHECK_INT(aum_max(-50, &m, 12), -10);
    CHECK_INT(aum_max(-5, &m, 12), -5);
}

TEST(a_month_row_holds_until_the_next_one)
{
    struct months m = {{0}};
    day newest = on(2026, 5, 31);
    months_carry(&m, newest, on(2026, 1, 31), 100);
    months_carry(&m, newest, on(2026, 4, 30), 7);
    CHECK_INT(m.v[0], 7);
    CHECK_INT(m.v[1], 7);
    CHECK_INT(m.v[2], 100);
    CHECK_INT(m.v[3], 100);
    CHECK_INT(m.v[4], 100);
    CHECK_INT(m.v[5], 0);
}

TEST(a_month_row_older_than_twelve_months_holds_for_all)
{
    struct months m = {{0}};
    months_carry(&m, on(2026, 5, 31), on(2023, 2, 28), 9);
    for (int i = 0; i < AUM_MONTHS; i++)
        CHECK_INT(m.v[i], 9);
    months_carry(&m, on(2026, 5, 31), on(2026, 5, 31), 4);
    CHECK_INT(m.v[0], 4);
    CHECK_INT(m.v[1], 9);
}

TEST(a_month_row_after_the_newest_changes_nothing)
{
    struct months m = {{3}};
    months_carry(&m, on(2026, 5, 31), on(2026, 6, 30), 9);
    CHECK_INT(m.v[0], 3);
}

/* ---- standing still ---- */

/* A day after the other, as the rules say it. */
static struct standstill walk(const struct rules *r, struct standstill s, day until)
{
    while (s.on < until) {
        s.on++;
        struct ymd d = day_ymd(s.on);
        s.fa_ytd = (d.month == 1 && d.day == 1 ? 0 : s.fa_ytd) + s.fa;
        int days = s.on - day_of((struct ymd){d.year, 1, 1}) + 1;
        fen size = s.fa_ytd < 0 ? -s.fa_ytd : s.fa_ytd;
        fen average = size / days + (size % days * 2 >= days);
        if (s.fa_ytd < 0)
            average = -average;
        if (s.fa >= r->target_limit || average >= r->target_limit)
            s.reached_on = s.on;
        if (s.acct_max >= r->potential_limit)
            s.over_on = s.on;
    }
    return s;
}

static void check_same(struct standstill a, struct standstill b, struct standstill from)
{
    if (a.on != b.on || a.fa != b.fa || a.fa_ytd != b.fa_ytd || a.acct_max != b.acct_max ||
        a.reached_on != b.reached_on || a.over_on != b.over_on)
        fail_msg("from %s to %s with fa %" PRId64 ", fa_ytd %" PRId64 ": fa_ytd %" PRId64
                 " and %" PRId64 ", reached on %s and %s",
                 day_format(from.on).text, day_format(b.on).text, from.fa, from.fa_ytd, a.fa_ytd,
                 b.fa_ytd, day_format(a.reached_on).text, day_format(b.reached_on).text);
}

/* A row as a day's run leaves it, its average somewhere around the limit. */
static struct standstill random_row(const struct rules *r, uint64_t *seed)
{
    static const fen near[] = {-1, 0, 1};
    struct standstill s = {.on = on(2019, 1, 1) + (day)between(seed, 0, 3000)};
    fen limit = r->target_limit;
    int days = day_of_year(s.on);
    switch (between(seed, 0, 4)) {
    case 0:
        s.fa = limit + near[between(seed, 0, 2)];
        break;
    case 1:
        s.fa = between(seed, -2 * limit, -1);
        break;
    default:
        s.fa = between(seed, 0, limit + limit / 10);
        break;
    }
    s.fa_ytd = one_in(seed, 3) ? limit * days + between(seed, -days, days)
                               : between(seed, -limit, 3 * limit) * days;
    s.acct_max = r->potential_limit + between(seed, -1, 1);
    s.reached_on = s.over_on = one_in(seed, 2) ? NO_DAY : s.on - (day)between(seed, 1, 400);
    if (s.fa >= limit || daily_average(s.fa_ytd, s.on) >= limit)
        s.reached_on = s.on;
    if (s.acct_max >= r->potential_limit)
        s.over_on = s.on;
    return s;
}

TEST(standing_still_agrees_with_a_walk_day_by_day)
{
    struct rules r = rules_default();
    uint64_t seed = first_seed();
    for (int i = 0; i < 20000; i++) {
        struct standstill from = random_row(&r, &seed);
        day until = from.on + (day)between(&seed, 0, one_in(&seed, 4) ? 1500 : 200);
        check_same(standstill_until(&r, from, until), walk(&r, from, until), from);
    }
}

TEST(standing_still_ends_right_around_the_turn_of_the_year)
{
    struct rules r = rules_default();
    uint64_t seed = first_seed() + 1;
    for (int year = 2020; year <= 2025; year++)
        for (int i = 0; i < 300; i++) {
            struct standstill from = random_row(&r, &seed);
            from.fa_ytd = between(&seed, 0, 2 * YUAN(100000)) * 366;
            from.on = on(year, 12, 29) + (day)between(&seed, 0, 4);
            if (day_ymd(from.on).month == 1)
                from.fa_ytd = from.fa * day_of_year(from.on);
            bool reached =
                from.fa >= r.target_limit || daily_average(from.fa_ytd, from.on) >= r.target_limit;
            from.reached_on = reached ? from.on : NO_DAY;
            from.over_on = from.acct_max >= r.potential_limit ? from.on : NO_DAY;
            for (day until = from.on; until <= from.on + 6; until++)
                check_same(standstill_until(&r, from, until), walk(&r, from, until), from);
        }
}

/* 300,000 on 1 January, nothing after: 300,000 / 3 on the third, 75,000 on the fourth. */
TEST(an_average_sinks_under_the_limit_on_a_day_that_can_be_counted)
{
    struct rules r = rules_default();
    struct standstill s = {.on = on(2026, 1, 2),
                           .fa_ytd = YUAN(300000),
                           .reached_on = on(2026, 1, 2),
                           .over_on = NO_DAY};
    CHECK_INT(standstill_until(&r, s, on(2026, 1, 3)).reached_on, on(2026, 1, 3));
    CHECK_INT(standstill_until(&r, s, on(2026, 1, 4)).reached_on, on(2026, 1, 3));
    CHECK_INT(standstill_until(&r, s, on(2027, 8, 4)).reached_on, on(2026, 1, 3));
    CHECK_INT(standstill_until(&r, s, on(2026, 12, 31)).fa_ytd, YUAN(300000));
    CHECK_INT(standstill_until(&r, s, on(2027, 1, 1)).fa_ytd, 0);
}

TEST(standing_still_over_a_leap_year_counts_its_days)
{
    struct rules r = rules_default();
    struct standstill s = {
        .on = on(2023, 12, 30), .fa = 100, .fa_ytd = 5, .reached_on = NO_DAY, .over_on = NO_DAY};
    CHECK_INT(standstill_until(&r, s, on(2023, 12, 31)).fa_ytd, 105);
    CHECK_INT(standstill_until(&r, s, on(2024, 1, 1)).fa_ytd, 100);
    CHECK_INT(standstill_until(&r, s, on(2024, 2, 29)).fa_ytd, 6000);
    CHECK_INT(standstill_until(&r, s, on(2024, 12, 31)).fa_ytd, 36600);
    CHECK_INT(standstill_until(&r, s, on(2025, 12, 31)).fa_ytd, 36500);
    CHECK_INT(standstill_until(&r, s, s.on).fa_ytd, 5);
}

TESTS(CASE(each_class_is_summed_by_itself), CASE(a_customer_without_accounts_has_nothing),
      CASE(frozen_accounts_count_and_closed_ones_do_not),
      CASE(negative_balances_take_away_from_their_class),
      CASE(another_customers_accounts_do_not_count),
      CASE(each_foreign_account_is_rounded_before_it_is_added),
      CASE(a_foreign_overdraft_is_rounded_away_from_zero),
      CASE(foreign_and_own_money_are_added_in_base_currency),
      CASE(large_balances_are_converted_without_overflow),
      CASE(a_new_rate_counts_for_the_same_balance),
      CASE(financial_assets_weigh_deposits_funds_bonds_and_wealth_whole_and_loans_half),
      CASE(insurance_securities_and_gold_are_not_financial_assets),
      CASE(half_a_fen_of_loans_is_rounded_away_from_zero),
      CASE(loans_are_rounded_once_after_adding), CASE(negative_assets_are_rounded_away_from_zero),
      CASE(weights_are_parameters_in_basis_points), CASE(aum_is_everything_but_loans),
      CASE(huge_sums_do_not_wrap), CASE(the_largest_account_is_never_below_zero),
      CASE(the_largest_account_is_measured_in_base_currency),
      CASE(each_of_the_eleven_classes_can_hold_the_largest_account),
      CASE(a_class_is_held_with_a_balance_above_zero), CASE(a_class_is_counted_once),
      CASE(a_balance_is_above_zero_in_its_own_currency),
      CASE(a_card_is_valid_on_its_last_day_and_not_the_day_after),
      CASE(a_card_without_a_date_does_not_expire), CASE(a_cancelled_card_counts_nothing),
      CASE(debit_and_credit_cards_are_two_kinds),
      CASE(a_card_and_an_account_of_its_class_are_one_kind), CASE(fifteen_kinds_are_the_most),
      CASE(the_best_valid_credit_card_gives_the_grade),
      CASE(vip_cards_of_both_kinds_give_the_vip_grade),
      CASE(the_average_is_rounded_half_away_from_zero), CASE(a_leap_year_divides_by_366),
      CASE(aum_max_looks_at_the_day_and_so_many_month_ends), CASE(aum_max_can_be_negative),
      CASE(a_month_row_holds_until_the_next_one),
      CASE(a_month_row_older_than_twelve_months_holds_for_all),
      CASE(a_month_row_after_the_newest_changes_nothing),
      CASE(standing_still_agrees_with_a_walk_day_by_day),
      CASE(standing_still_ends_right_around_the_turn_of_the_year),
      CASE(an_average_sinks_under_the_limit_on_a_day_that_can_be_counted),
      CASE(standing_still_over_a_leap_year_counts_its_days))
