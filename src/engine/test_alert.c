#include "engine/test_bank.h"

static const struct part whole = {0, 1};

/* ---- what changed for a customer ---- */

static struct customer_change quiet(void)
{
    return (struct customer_change){.customer = 5};
}

static struct vec raised(struct customer_change c)
{
    struct rules r = rules_default();
    struct vec out;
    vec_init(&out, sizeof(struct alert));
    alerts_of_change(&r, &c, &out);
    return out;
}

/* The only alert, or ALERT_COUNT for none. */
static struct alert raised_only(struct customer_change c)
{
    struct vec out = raised(c);
    struct alert a = {.kind = ALERT_COUNT};
    if (out.len > 1)
        fail_msg("%zu alerts", out.len);
    if (out.len == 1)
        a = *(struct alert *)vec_at(&out, 0);
    vec_release(&out);
    return a;
}

static void check_raised(struct customer_change c, enum alert_kind kind, int64_t from, int64_t to)
{
    struct alert a = raised_only(c);
    CHECK_INT(a.kind, kind);
    CHECK_INT(a.from, from);
    CHECK_INT(a.to, to);
    CHECK_INT(a.customer, 5);
    CHECK_EQ(a.object, NO_ROW);
    CHECK_INT(a.amount, 0);
}

TEST(nothing_changed_raises_nothing)
{
    CHECK_INT(raised_only(quiet()).kind, ALERT_COUNT);
}

TEST(every_change_of_stage_is_up_or_down)
{
    for (int from = 0; from < STAGE_COUNT; from++)
        for (int to = 0; to < STAGE_COUNT; to++) {
            struct customer_change c = quiet();
            c.before.stage = (uint8_t)from;
            c.now.stage = (uint8_t)to;
            if (from != to)
                check_raised(c, to > from ? ALERT_STAGE_UP : ALERT_STAGE_DOWN, from, to);
        }
}

TEST(every_change_of_tier_is_up_or_down_to_and_from_none_too)
{
    for (int from = 0; from < TIER_COUNT; from++)
        for (int to = 0; to < TIER_COUNT; to++) {
            struct customer_change c = quiet();
            c.before.tier = (uint8_t)from;
            c.now.tier = (uint8_t)to;
            if (from != to)
                check_raised(c, to > from ? ALERT_TIER_UP : ALERT_TIER_DOWN, from, to);
        }
}

/* The computed tier behind one by hand, the reference and the count are nobody's alert. */
TEST(only_the_tier_in_force_raises)
{
    struct customer_change c = quiet();
    c.now.own_tier = TIER_CORE;
    c.now.ref = TIER_GOLD;
    c.now.below = 3;
    CHECK_INT(raised_only(c).kind, ALERT_COUNT);
}

TEST(each_standing_that_is_entered_raises)
{
    static const enum alert_kind kinds[] = {ALERT_COUNT, ALERT_ENTERED_WATCH,
                                            ALERT_ENTERED_ATTENTION, ALERT_ENTERED_CHURNED};
    for (int from = 0; from < STANDING_COUNT; from++)
        for (int to = STANDING_WATCH; to < STANDING_COUNT; to++) {
            struct customer_change c = quiet();
            c.before.standing = (uint8_t)from;
            c.now.standing = (uint8_t)to;
            if (from != to)
                check_raised(c, kinds[to], from, to);
        }
}

TEST(won_back_is_from_churned_to_normal_only)
{
    struct customer_change c = quiet();
    c.before.standing = STANDING_CHURNED;
    check_raised(c, ALERT_WON_BACK, STANDING_CHURNED, STANDING_NORMAL);
    c.before.standing = STANDING_ATTENTION;
    CHECK_INT(raised_only(c).kind, ALERT_COUNT);
    c.before.standing = STANDING_WATCH;
    CHECK_INT(raised_only(c).kind, ALERT_COUNT);
}

TEST(giving_the_reference_up_is_not_won_back)
{
    struct customer_change c = quiet();
    c.before.standing = STANDING_CHURNED;
    c.gave_up = true;
    CHECK_INT(raised_only(c).kind, ALERT_COUNT);
}

TEST(stage_tier_and_standing_raise_side_by_side)
{
    struct customer_change c = quiet();
    c.now = (struct verdict){.stage = STAGE_TARGET, .tier = TIER_GOLD};
    c.before = (struct verdict){.standing = STANDING_CHURNED};
    c.fa = YUAN(200000);
    struct vec out = raised(c);
    CHECK_INT(out.len, 4);
    CHECK_INT(count_alerts(&out, 5, ALERT_STAGE_UP), 1);
    CHECK_INT(count_alerts(&out, 5, ALERT_TIER_UP), 1);
    CHECK_INT(count_alerts(&out, 5, ALERT_WON_BACK), 1);
    CHECK_INT(count_alerts(&out, 5, ALERT_ASSETS_ROSE), 1);
    vec_release(&out);
}

/* ---- assets ---- */

static void check_assets(fen before, fen now, enum alert_kind kind)
{
    struct customer_change c = quiet();
    c.fa_before = before;
    c.fa = now;
    struct alert a = raised_only(c);
    if (a.kind != kind)
        fail_msg("%s to %s", fen_format(before).text, fen_format(now).text);
    if (kind == ALERT_COUNT)
        return;
    CHECK_INT(a.from, before);
    CHECK_INT(a.to, now);
    CHECK_INT(a.amount, now > before ? now - before : before - now);
    CHECK_EQ(a.object, NO_ROW);
}

TEST(assets_move_from_a_fifth_on)
{
    check_assets(YUAN(1000000), YUAN(800000), ALERT_ASSETS_FELL);
    check_assets(YUAN(1000000), YUAN(800000) + 1, ALERT_COUNT);
    check_assets(YUAN(1000000), YUAN(1200000), ALERT_ASSETS_ROSE);
    check_assets(YUAN(1000000), YUAN(1200000) - 1, ALERT_COUNT);
}

/* 5 x 200,000.00 is one fen short of 1,000,000.01. */
TEST(a_fifth_is_not_rounded)
{
    check_assets(YUAN(1000000) + 1, YUAN(800000) + 1, ALERT_COUNT);
    check_assets(YUAN(1000000) + 1, YUAN(800000), ALERT_ASSETS_FELL);
    check_assets(YUAN(1000000) + 4, YUAN(800000) + 4, ALERT_COUNT);
    check_assets(YUAN(1000000) + 5, YUAN(800000) + 4, ALERT_ASSETS_FELL);
}

TEST(assets_move_from_fifty_thousand_on)
{
    check_assets(YUAN(100000), YUAN(50000), ALERT_ASSETS_FELL);
    check_assets(YUAN(100000), YUAN(50000) + 1, ALERT_COUNT);
    check_assets(YUAN(100000), YUAN(150000), ALERT_ASSETS_ROSE);
    check_assets(YUAN(100000), YUAN(150000) - 1, ALERT_COUNT);
    check_assets(YUAN(250000), YUAN(200000), ALERT_ASSETS_FELL); /* both limits at once */
}

TEST(from_nothing_or_less_any_large_move_counts)
{
    check_assets(0, YUAN(50000), ALERT_ASSETS_ROSE);
    check_assets(0, YUAN(50000) - 1, ALERT_COUNT);
    check_assets(0, -YUAN(50000), ALERT_ASSETS_FELL);
    check_assets(-YUAN(1000000), -YUAN(950000), ALERT_ASSETS_ROSE);
    check_assets(-YUAN(1000000), -YUAN(1050000), ALERT_ASSETS_FELL);
    check_assets(-YUAN(1000000), -YUAN(1050000) + 1, ALERT_COUNT);
    check_assets(0, 0, ALERT_COUNT);
}

TEST(who_came_today_has_no_asset_alert)
{
    struct customer_change c = quiet();
    c.came = true;
    c.fa = YUAN(1000000);
    CHECK_INT(raised_only(c).kind, ALERT_COUNT);
}

/* ---- month ends ---- */

struct month_end {
    struct bank bank;
    uint32_t customer;
    struct vec out;
};

static struct month_end *open_month_end(enum tier tier, fen aum, struct months m)
{
    static struct month_end e;
    bank_open(&e.bank);
    bank_begin(&e.bank, on(2026, 4, 30));
    e.customer = add_customer(&e.bank);
    e.bank.book.customers.verdict[e.customer].tier = (uint8_t)tier;
    e.bank.book.customers.aum[e.customer] = aum;
    months_set(&e.bank.book.customers, e.customer, &m);
    vec_init(&e.out, sizeof(struct alert));
    return &e;
}

static void raise_month_end(struct month_end *e)
{
    vec_clear(&e->out);
    alerts_of_month_end(&e->bank.book, &e->bank.rules, e->customer, &e->out);
}

static void close_month_end(struct month_end *e)
{
    vec_release(&e->out);
    bank_close(&e->bank);
}

static void check_churning(enum tier tier, fen aum, struct months m, bool wanted)
{
    struct month_end *e = open_month_end(tier, aum, m);
    raise_month_end(e);
    CHECK_INT(e->out.len, wanted);
    if (wanted) {
        struct alert a = only_alert(&e->out, e->customer, ALERT_CHURNING);
        CHECK_INT(a.from, m.v[2]);
        CHECK_INT(a.to, aum);
        CHECK_INT(a.amount, m.v[2] - aum);
        CHECK_EQ(a.object, NO_ROW);
    }
    close_month_end(e);
}

TEST(churning_needs_four_falling_month_ends)
{
    check_churning(TIER_PLATINUM, 1, (struct months){{2, 3, 4}}, true);
    check_churning(TIER_PLATINUM, 2, (struct months){{2, 3, 4}}, false);
    check_churning(TIER_PLATINUM, 1, (struct months){{3, 3, 4}}, false);
    check_churning(TIER_PLATINUM, 1, (struct months){{2, 4, 4}}, false);
    check_churning(TIER_PLATINUM, 1, (struct months){{2, 3, 0}}, false);
    check_churning(TIER_PLATINUM, -4, (struct months){{-3, -2, -1}}, true);
}

/* What came before the four does not matter. */
TEST(churning_does_not_look_further_back)
{
    check_churning(TIER_PLATINUM, 1, (struct months){{2, 3, 4, 0, 9}}, true);
}

TEST(churning_is_for_platinum_and_above)
{
    for (int tier = 0; tier < TIER_COUNT; tier++)
        check_churning((enum tier)tier, 1, (struct months){{2, 3, 4}}, tier >= TIER_PLATINUM);
}

static void check_cards(int level, enum grade held, enum alert_kind kind, enum grade from)
{
    struct month_end *e = open_month_end(TIER_NONE, 0, (struct months){{0}});
    e->bank.book.customers.levels[e->customer] = side_level_put(0, SIDE_CARD, (uint8_t)level);
    e->bank.book.customers.vip_grade[e->customer] = (uint8_t)held;
    raise_month_end(e);
    CHECK_INT(e->out.len, kind != ALERT_COUNT);
    if (kind != ALERT_COUNT) {
        struct alert a = only_alert(&e->out, e->customer, kind);
        CHECK_INT(a.from, from);
        CHECK_INT(a.to, 0);
        CHECK_INT(a.amount, 0);
    }
    close_month_end(e);
}

TEST(a_card_is_missing_below_the_level)
{
    check_cards(1, GRADE_NONE, ALERT_CARD_MISSING, GRADE_GOLD);
    check_cards(1, GRADE_ORDINARY, ALERT_CARD_MISSING, GRADE_GOLD);
    check_cards(2, GRADE_GOLD, ALERT_CARD_MISSING, GRADE_PLATINUM);
    check_cards(3, GRADE_PLATINUM, ALERT_CARD_MISSING, GRADE_DIAMOND);
}

TEST(a_card_of_the_level_raises_nothing)
{
    check_cards(0, GRADE_NONE, ALERT_COUNT, GRADE_NONE);
    check_cards(1, GRADE_GOLD, ALERT_COUNT, GRADE_NONE);
    check_cards(2, GRADE_PLATINUM, ALERT_COUNT, GRADE_NONE);
    check_cards(3, GRADE_DIAMOND, ALERT_COUNT, GRADE_NONE);
}

TEST(a_card_above_the_level_is_below_its_standard)
{
    check_cards(0, GRADE_GOLD, ALERT_CARD_BELOW, GRADE_GOLD);
    check_cards(0, GRADE_ORDINARY, ALERT_COUNT, GRADE_NONE); /* no level is below ordinary */
    check_cards(1, GRADE_PLATINUM, ALERT_CARD_BELOW, GRADE_PLATINUM);
    check_cards(2, GRADE_DIAMOND, ALERT_CARD_BELOW, GRADE_DIAMOND);
}

/* ---- birthdays ---- */

static int birthdays(day today, day born, bool gone)
{
    struct bank bank;
    struct vec out;
    bank_open(&bank);
    bank_begin(&bank, today);
    uint32_t customer = add_customer(&bank);
    bank.book.customers.birthday[customer] = birthday_of(born);
    bank.book.customers.gone[customer] = gone;
    vec_init(&out, sizeof(struct alert));
    alerts_of_birthdays(&bank.book, &bank.rules, whole, &out);
    int count = (int)out.len;
    if (count == 1) {
        struct alert a = only_alert(&out, customer, ALERT_BIRTHDAY);
        CHECK_INT(a.from, today + 7);
        CHECK_INT(a.to, 0);
    }
    vec_release(&out);
    bank_close(&bank);
    return count;
}

TEST(a_birthday_is_told_seven_days_ahead)
{
    CHECK_INT(birthdays(on(2026, 5, 14), on(1980, 5, 21), false), 1);
    CHECK_INT(birthdays(on(2026, 5, 13), on(1980, 5, 21), false), 0);
    CHECK_INT(birthdays(on(2026, 5, 15), on(1980, 5, 21), false), 0);
    CHECK_INT(birthdays(on(2026, 5, 14), on(1980, 6, 21), false), 0);
}

TEST(a_birthday_in_january_is_told_in_december)
{
    CHECK_INT(birthdays(on(2026, 12, 26), on(1999, 1, 2), false), 1);
    CHECK_INT(birthdays(on(2026, 12, 25), on(1999, 1, 1), false), 1);
}

TEST(who_was_born_on_29_february_has_his_birthday_on_the_28th_in_other_years)
{
    day born = on(2000, 2, 29);
    CHECK_INT(birthdays(on(2026, 2, 21), born, false), 1);
    CHECK_INT(birthdays(on(2026, 2, 22), born, false), 0);
    CHECK_INT(birthdays(on(2024, 2, 21), born, false), 0);
    CHECK_INT(birthdays(on(2024, 2, 22), born, false), 1);
    CHECK_INT(birthdays(on(2100, 2, 21), born, false), 1); /* 2100 is no leap year */
}

TEST(who_was_born_on_28_february_has_it_then_in_every_year)
{
    day born = on(1999, 2, 28);
    CHECK_INT(birthdays(on(2026, 2, 21), born, false), 1);
    CHECK_INT(birthdays(on(2024, 2, 21), born, false), 1);
    CHECK_INT(birthdays(on(2024, 2, 22), born, false), 0);
}

TEST(gone_customers_and_unknown_dates_have_no_birthday)
{
    CHECK_INT(birthdays(on(2026, 5, 14), on(1980, 5, 21), true), 0);
    for (day d = on(2024, 1, 1); d < on(2025, 1, 1); d++)
        CHECK_INT(birthdays(d, NO_DAY, false), 0);
}

/* ---- accounts ---- */

/* A bank on its second day: what is delivered now is compared with the day before. */
struct second {
    struct bank bank;
    uint32_t li, wang;
    struct vec out;
};

static struct second *open_first(void)
{
    static struct second s;
    bank_open(&s.bank);
    bank_begin(&s.bank, on(2026, 5, 14));
    s.li = add_customer(&s.bank);
    s.wang = add_customer(&s.bank);
    vec_init(&s.out, sizeof(struct alert));
    return &s;
}

static void next_day(struct second *s)
{
    bank_begin(&s->bank, s->bank.book.today + 1);
}

static const struct vec *raise_accounts(struct second *s)
{
    vec_clear(&s->out);
    alerts_of_maturities(&s->bank.book, &s->bank.rules, whole, &s->out);
    alerts_of_accounts_before(&s->bank.book, &s->bank.rules, whole, &s->out);
    return &s->out;
}

static const struct vec *raise_cards(struct second *s)
{
    vec_clear(&s->out);
    alerts_of_expiring_cards(&s->bank.book, &s->bank.rules, whole, &s->out);
    alerts_of_cards_before(&s->bank.book, &s->bank.rules, whole, &s->out);
    return &s->out;
}

static void close_second(struct second *s)
{
    vec_release(&s->out);
    bank_close(&s->bank);
}

static uint32_t maturing(struct second *s, day matures_on, fen balance)
{
    uint32_t account = add_account(&s->bank, s->li, CLASS_TIME, balance);
    struct account_facts f = facts_of(&s->bank, account);
    f.matures_on = matures_on;
    book_set_account(&s->bank.book, account, &f);
    return account;
}

TEST(products_mature_in_thirty_seven_one_and_no_days)
{
    for (int ahead = -3; ahead <= 40; ahead++) {
        bool told = ahead == 30 || ahead == 7 || ahead == 1 || ahead == 0;
        struct second *s = open_first();
        uint32_t account = maturing(s, s->bank.book.today + ahead, 1);
        CHECK_INT(raise_accounts(s)->len, told);
        if (told) {
            struct alert a = only_alert(&s->out, s->li, ALERT_PRODUCT_MATURING);
            CHECK_INT(a.object, account);
            CHECK_INT(a.to, s->bank.book.today + ahead);
            CHECK_INT(a.amount, 1);
        }
        close_second(s);
    }
}

TEST(only_what_is_open_and_has_a_balance_matures)
{
    struct second *s = open_first();
    day today = s->bank.book.today;
    maturing(s, today, 0);
    maturing(s, today, -1);
    maturing(s, NO_DAY, 1);
    set_status(&s->bank, maturing(s, today, 1), ACCOUNT_CLOSED);
    CHECK_INT(raise_accounts(s)->len, 0);
    set_status(&s->bank, maturing(s, today, 1), ACCOUNT_FROZEN);
    CHECK_INT(raise_accounts(s)->len, 1);
    close_second(s);
}

TEST(each_maturing_account_is_told_once)
{
    struct second *s = open_first();
    maturing(s, s->bank.book.today + 7, 5);
    maturing(s, s->bank.book.today + 7, 6);
    CHECK_INT(raise_accounts(s)->len, 2);
    CHECK_INT(count_alerts(&s->out, s->li, ALERT_PRODUCT_MATURING), 2);
    close_second(s);
}

static void check_closed(struct second *s, uint32_t customer, uint32_t account, fen balance)
{
    CHECK_INT(raise_accounts(s)->len, 1);
    struct alert a = only_alert(&s->out, customer, ALERT_ACCOUNT_CLOSED);
    CHECK_INT(a.object, account);
    CHECK_INT(a.amount, balance);
}

TEST(a_closed_demand_account_is_told_with_the_balance_of_the_day_before)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    set_balance(&s->bank, account, 0);
    set_status(&s->bank, account, ACCOUNT_CLOSED);
    check_closed(s, s->li, account, 700);
    close_second(s);
}

TEST(a_demand_account_closed_by_absence_is_told_too)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    set_status(&s->bank, account, ACCOUNT_FROZEN);
    next_day(s);
    book_close_account(&s->bank.book, account);
    check_closed(s, s->li, account, 700);
    close_second(s);
}

TEST(a_gone_customers_demand_accounts_are_told)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    book_customer_gone(&s->bank.book, s->li);
    check_closed(s, s->li, account, 700);
    close_second(s);
}

TEST(an_account_that_moves_and_closes_is_told_to_who_had_it)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    struct account_facts f = facts_of(&s->bank, account);
    f.customer = s->wang;
    f.status = ACCOUNT_CLOSED;
    book_set_account(&s->bank.book, account, &f);
    check_closed(s, s->li, account, 700);
    close_second(s);
}

TEST(an_account_that_only_moves_is_not_closed)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    struct account_facts f = facts_of(&s->bank, account);
    f.customer = s->wang;
    book_set_account(&s->bank.book, account, &f);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

TEST(closing_is_told_for_demand_accounts_that_were_open)
{
    struct second *s = open_first();
    uint32_t time = add_account(&s->bank, s->li, CLASS_TIME, 700);
    uint32_t closed = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    set_status(&s->bank, closed, ACCOUNT_CLOSED);
    next_day(s);
    book_close_account(&s->bank.book, time);
    set_status(&s->bank, closed, ACCOUNT_CLOSED);
    uint32_t newcomer = add_account(&s->bank, s->li, CLASS_DEMAND, 700); /* never seen open */
    set_status(&s->bank, newcomer, ACCOUNT_CLOSED);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

/* What it was at the end of the day before counts, not what its product has become. */
TEST(the_class_of_the_day_before_says_what_a_demand_account_is)
{
    struct second *s = open_first();
    struct hash128 key = new_key(&s->bank);
    s->bank.products[CLASS_DEMAND] = book_take_product(&s->bank.book, key, CLASS_DEMAND);
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    book_take_product(&s->bank.book, key, CLASS_TIME);
    book_close_account(&s->bank.book, account);
    check_closed(s, s->li, account, 700);
    close_second(s);

    s = open_first();
    key = new_key(&s->bank);
    s->bank.products[CLASS_DEMAND] = book_take_product(&s->bank.book, key, CLASS_TIME);
    account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    next_day(s);
    book_take_product(&s->bank.book, key, CLASS_DEMAND);
    book_close_account(&s->bank.book, account);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

TEST(an_account_closed_and_delivered_open_the_same_day_is_not_closed)
{
    struct second *s = open_first();
    uint32_t account = add_account(&s->bank, s->li, CLASS_DEMAND, 700);
    struct account_facts f = facts_of(&s->bank, account);
    next_day(s);
    book_close_account(&s->bank.book, account);
    book_set_account(&s->bank.book, account, &f);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

/* ---- holdings ---- */

static struct second *open_holding(enum product_class class, fen cost, fen balance,
                                   uint32_t *ret_account)
{
    struct second *s = open_first();
    *ret_account = add_account(&s->bank, s->li, class, balance);
    struct account_facts f = facts_of(&s->bank, *ret_account);
    f.cost = cost;
    book_set_account(&s->bank.book, *ret_account, &f);
    next_day(s);
    return s;
}

static void check_holding(fen was, fen now, enum alert_kind kind)
{
    uint32_t account;
    struct second *s = open_holding(CLASS_FUND, 1000, was, &account);
    set_balance(&s->bank, account, now);
    CHECK_INT(raise_accounts(s)->len, kind != ALERT_COUNT);
    if (kind != ALERT_COUNT) {
        struct alert a = only_alert(&s->out, s->li, kind);
        CHECK_INT(a.from, 1000);
        CHECK_INT(a.to, now);
        CHECK_INT(a.amount, now > 1000 ? now - 1000 : 1000 - now);
    }
    close_second(s);
}

TEST(a_holding_crosses_a_tenth_of_its_cost)
{
    check_holding(1099, 1100, ALERT_HOLDING_GAIN);
    check_holding(1000, 1099, ALERT_COUNT);
    check_holding(901, 900, ALERT_HOLDING_LOSS);
    check_holding(1000, 901, ALERT_COUNT);
    check_holding(1100, 900, ALERT_HOLDING_LOSS);
    check_holding(900, 1100, ALERT_HOLDING_GAIN);
}

TEST(a_holding_that_stays_beyond_or_comes_back_is_not_told)
{
    check_holding(1100, 1500, ALERT_COUNT);
    check_holding(900, 10, ALERT_COUNT);
    check_holding(1100, 1099, ALERT_COUNT);
    check_holding(900, 901, ALERT_COUNT);
}

TEST(funds_and_wealth_are_holdings)
{
    for (int class = 0; class < CLASS_COUNT; class ++) {
        uint32_t account;
        struct second *s = open_holding((enum product_class) class, 1000, 1000, &account);
        set_balance(&s->bank, account, 1100);
        CHECK_INT(raise_accounts(s)->len, class == CLASS_FUND || class == CLASS_WEALTH);
        close_second(s);
    }
}

TEST(a_holding_without_cost_is_not_measured)
{
    uint32_t account;
    struct second *s = open_holding(CLASS_FUND, NO_COST, 1000, &account);
    set_balance(&s->bank, account, 5000);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

TEST(a_closed_holding_is_not_told)
{
    uint32_t account;
    struct second *s = open_holding(CLASS_WEALTH, 1000, 1000, &account);
    set_balance(&s->bank, account, 0);
    set_status(&s->bank, account, ACCOUNT_CLOSED);
    CHECK_INT(raise_accounts(s)->len, 0);
    close_second(s);
}

/* ---- cards ---- */

static uint32_t card_until(struct second *s, day expires_on)
{
    return add_card(
        &s->bank,
        (struct card_facts){.customer = s->li, .grade = GRADE_ORDINARY, .expires_on = expires_on});
}

TEST(a_card_expires_in_sixty_days)
{
    for (int ahead = 58; ahead <= 62; ahead++) {
        struct second *s = open_first();
        uint32_t card = card_until(s, s->bank.book.today + ahead);
        CHECK_INT(raise_cards(s)->len, ahead == 60);
        if (ahead == 60) {
            struct alert a = only_alert(&s->out, s->li, ALERT_CARD_EXPIRING);
            CHECK_INT(a.object, card);
            CHECK_INT(a.to, s->bank.book.today + 60);
        }
        close_second(s);
    }
}

TEST(a_cancelled_card_does_not_expire)
{
    struct second *s = open_first();
    book_cancel_card(&s->bank.book, card_until(s, s->bank.book.today + 60));
    card_until(s, NO_DAY);
    CHECK_INT(count_alerts(raise_cards(s), s->li, ALERT_CARD_EXPIRING), 0);
    close_second(s);
}

static void check_cancelled(struct second *s, uint32_t customer, uint32_t card)
{
    CHECK_INT(raise_cards(s)->len, 1);
    CHECK_INT(only_alert(&s->out, customer, ALERT_CARD_CANCELLED).object, card);
}

TEST(a_cancelled_card_is_told_by_row_and_by_absence)
{
    struct second *s = open_first();
    uint32_t card = card_until(s, NO_DAY);
    next_day(s);
    book_cancel_card(&s->bank.book, card);
    check_cancelled(s, s->li, card);
    close_second(s);

    s = open_first();
    card = card_until(s, NO_DAY);
    next_day(s);
    book_set_card(
        &s->bank.book, card,
        &(struct card_facts){.customer = s->li, .status = CARD_CANCELLED, .expires_on = NO_DAY});
    check_cancelled(s, s->li, card);
    close_second(s);
}

TEST(a_gone_customers_cards_and_moved_cards_are_told_to_who_had_them)
{
    struct second *s = open_first();
    uint32_t card = card_until(s, NO_DAY);
    next_day(s);
    book_customer_gone(&s->bank.book, s->li);
    check_cancelled(s, s->li, card);
    close_second(s);

    s = open_first();
    card = card_until(s, NO_DAY);
    next_day(s);
    book_set_card(
        &s->bank.book, card,
        &(struct card_facts){.customer = s->wang, .status = CARD_CANCELLED, .expires_on = NO_DAY});
    check_cancelled(s, s->li, card);
    close_second(s);
}

TEST(a_card_that_came_cancelled_or_was_so_is_not_told)
{
    struct second *s = open_first();
    uint32_t was = card_until(s, NO_DAY);
    book_cancel_card(&s->bank.book, was);
    next_day(s);
    book_cancel_card(&s->bank.book, was);
    book_cancel_card(&s->bank.book, card_until(s, NO_DAY));
    CHECK_INT(raise_cards(s)->len, 0);
    close_second(s);
}

/* An expired card is still cancelled one day. */
TEST(an_expired_card_that_is_cancelled_is_told)
{
    struct second *s = open_first();
    uint32_t card = card_until(s, s->bank.book.today - 30);
    next_day(s);
    book_cancel_card(&s->bank.book, card);
    check_cancelled(s, s->li, card);
    close_second(s);
}

TESTS(CASE(nothing_changed_raises_nothing), CASE(every_change_of_stage_is_up_or_down),
      CASE(every_change_of_tier_is_up_or_down_to_and_from_none_too),
      CASE(only_the_tier_in_force_raises), CASE(each_standing_that_is_entered_raises),
      CASE(won_back_is_from_churned_to_normal_only), CASE(giving_the_reference_up_is_not_won_back),
      CASE(stage_tier_and_standing_raise_side_by_side), CASE(assets_move_from_a_fifth_on),
      CASE(a_fifth_is_not_rounded), CASE(assets_move_from_fifty_thousand_on),
      CASE(from_nothing_or_less_any_large_move_counts), CASE(who_came_today_has_no_asset_alert),
      CASE(churning_needs_four_falling_month_ends), CASE(churning_does_not_look_further_back),
      CASE(churning_is_for_platinum_and_above), CASE(a_card_is_missing_below_the_level),
      CASE(a_card_of_the_level_raises_nothing), CASE(a_card_above_the_level_is_below_its_standard),
      CASE(a_birthday_is_told_seven_days_ahead), CASE(a_birthday_in_january_is_told_in_december),
      CASE(who_was_born_on_29_february_has_his_birthday_on_the_28th_in_other_years),
      CASE(who_was_born_on_28_february_has_it_then_in_every_year),
      CASE(gone_customers_and_unknown_dates_have_no_birthday),
      CASE(products_mature_in_thirty_seven_one_and_no_days),
      CASE(only_what_is_open_and_has_a_balance_matures), CASE(each_maturing_account_is_told_once),
      CASE(a_closed_demand_account_is_told_with_the_balance_of_the_day_before),
      CASE(a_demand_account_closed_by_absence_is_told_too),
      CASE(a_gone_customers_demand_accounts_are_told),
      CASE(an_account_that_moves_and_closes_is_told_to_who_had_it),
      CASE(an_account_that_only_moves_is_not_closed),
      CASE(closing_is_told_for_demand_accounts_that_were_open),
      CASE(the_class_of_the_day_before_says_what_a_demand_account_is),
      CASE(an_account_closed_and_delivered_open_the_same_day_is_not_closed),
      CASE(a_holding_crosses_a_tenth_of_its_cost),
      CASE(a_holding_that_stays_beyond_or_comes_back_is_not_told),
      CASE(funds_and_wealth_are_holdings), CASE(a_holding_without_cost_is_not_measured),
      CASE(a_closed_holding_is_not_told), CASE(a_card_expires_in_sixty_days),
      CASE(a_cancelled_card_does_not_expire), CASE(a_cancelled_card_is_told_by_row_and_by_absence),
      CASE(a_gone_customers_cards_and_moved_cards_are_told_to_who_had_them),
      CASE(a_card_that_came_cancelled_or_was_so_is_not_told),
      CASE(an_expired_card_that_is_cancelled_is_told))
