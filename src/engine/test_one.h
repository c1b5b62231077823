#pragma once
/* test_one -- one customer with one demand account, over days.  Only for tests.
 *
 *   struct one o = open_on(on(2026, 1, 31), YUAN(200000));
 *   bank_value(&bank);
 *   change_on(o, on(2026, 2, 1), 0);
 *   check_standing(o, TIER_GOLD, 0, STANDING_NORMAL); */
#include "engine/figures.h"
#include "engine/test_bank.h"

static struct bank bank;

/* A bank that begins on this day with one customer who has so much in a demand account. */
struct one {
    uint32_t customer, account;
};

UNUSED static struct one open_on(day d, fen balance)
{
    struct one o;
    bank_open(&bank);
    bank_begin(&bank, d);
    o.customer = add_customer(&bank);
    o.account = add_account(&bank, o.customer, CLASS_DEMAND, balance);
    return o;
}

/* The account's balance from this day on; valued. */
UNUSED static void change_on(struct one o, day d, fen balance)
{
    bank_rest(&bank, d - 1);
    bank_begin(&bank, d);
    set_balance(&bank, o.account, balance);
    bank_value(&bank);
}

UNUSED static struct verdict verdict(struct one o)
{
    return bank.book.customers.verdict[o.customer];
}

UNUSED static void check_stage(struct one o, enum stage wanted)
{
    CHECK_TEXT(stage_names[verdict(o).stage], stage_names[wanted]);
}

UNUSED static void check_tier(struct one o, enum tier wanted)
{
    CHECK_TEXT(tier_names[verdict(o).tier], tier_names[wanted]);
}

UNUSED static void check_standing(struct one o, enum tier ref, int below, enum standing standing)
{
    CHECK_TEXT(tier_names[verdict(o).ref], tier_names[ref]);
    CHECK_INT(verdict(o).below, below);
    CHECK_TEXT(standing_names[verdict(o).standing], standing_names[standing]);
}

UNUSED static fen fa_avg(struct one o)
{
    return daily_average(bank.book.customers.fa_ytd[o.customer], bank.book.today);
}

UNUSED static int alerts_of(struct one o, enum alert_kind kind)
{
    return count_alerts(&bank.run.alerts, o.customer, kind);
}

UNUSED static bool listed(const struct vec *rows, struct one o)
{
    for (size_t i = 0; i < rows->len; i++)
        if (*(uint32_t *)vec_at(rows, i) == o.customer)
            return true;
    return false;
}
