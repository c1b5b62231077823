#pragma once
/* test_rules -- the rules with the numbers of rules.md, for the tests of this room.
 *
 * The product reads its numbers from the rule set in the database; a test changes what it is about:
 *   struct rules r = rules_default();
 *   r.upgrade_daily = true; */
#include "engine/rules.h"

UNUSED static struct clause when(enum figure figure, int64_t at_least)
{
    return (struct clause){.tests = {{.figure = figure, .at_least = at_least}}, .test_count = 1};
}

UNUSED static struct clause when_aum_max(int window, fen at_least)
{
    struct clause c = when(FIGURE_AUM_MAX, at_least);
    c.tests[0].window = window;
    return c;
}

/* Both must hold. */
UNUSED static struct clause with(struct clause c, enum figure figure, int window, int64_t at_least)
{
    c.tests[c.test_count++] =
        (struct test){.figure = figure, .window = window, .at_least = at_least};
    return c;
}

UNUSED static struct level *add_level(struct scheme *s, const char *name)
{
    struct level *l = &s->levels[s->level_count++];
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

UNUSED static void add_clause(struct level *l, struct clause c)
{
    l->clauses[l->clause_count++] = c;
}

UNUSED static void hold_to(struct level *l, fen line, bool long_patience)
{
    l->line = line;
    l->watch_months = long_patience ? 6 : 3;
    l->attention_months = long_patience ? 12 : 6;
    l->give_up_months = long_patience ? 24 : 18;
}

UNUSED static void add_value_scheme(struct scheme *s)
{
    struct level *l = add_level(s, "potential");
    add_clause(l, when(FIGURE_STAGE, STAGE_POTENTIAL));

    l = add_level(s, "gold");
    hold_to(l, YUAN(200000), false);
    add_clause(l, when_aum_max(6, YUAN(200000)));
    add_clause(l, when(FIGURE_CREDIT_LOAN, YUAN(300000)));

    l = add_level(s, "platinum");
    hold_to(l, YUAN(500000), false);
    add_clause(l, when_aum_max(6, YUAN(500000)));
    add_clause(l, when(FIGURE_CC_SPEND, YUAN(100000)));
    add_clause(l, when(FIGURE_MORTGAGE, YUAN(1500000)));
    add_clause(l, when(FIGURE_CREDIT_LOAN, YUAN(600000)));

    l = add_level(s, "growth");
    hold_to(l, YUAN(5000000), true);
    add_clause(l, when_aum_max(12, YUAN(5000000)));
    add_clause(l, when(FIGURE_CC_SPEND, YUAN(500000)));
    add_clause(l, when(FIGURE_MORTGAGE, YUAN(5000000)));
    add_clause(l, when(FIGURE_CC_GRADE, GRADE_DIAMOND));

    l = add_level(s, "core");
    hold_to(l, YUAN(10000000), true);
    add_clause(l, when_aum_max(12, YUAN(10000000)));
}

/* For targets, by the annual daily average of financial assets. */
UNUSED static void add_card_scheme(struct scheme *s)
{
    struct clause target = when(FIGURE_STAGE, STAGE_TARGET);
    add_clause(add_level(s, "gold"), with(target, FIGURE_FA_AVG, 0, YUAN(100000)));
    add_clause(add_level(s, "platinum"), with(target, FIGURE_FA_AVG, 0, YUAN(500000)));
    add_clause(add_level(s, "diamond"), with(target, FIGURE_FA_AVG, 0, YUAN(5000000)));
}

/* An AUM that does with so many kinds of products and activity within 30 days. */
UNUSED static struct clause busy(fen aum, int kinds)
{
    return with(with(when(FIGURE_AUM, aum), FIGURE_KINDS, 0, kinds), FIGURE_ACTIVE, 30, 1);
}

UNUSED static void add_mass_scheme(struct scheme *s)
{
    add_clause(add_level(s, "mass"), when(FIGURE_KINDS, 0));

    struct level *l = add_level(s, "affluent_potential");
    add_clause(l, when(FIGURE_AUM, YUAN(500000)));
    add_clause(l, busy(YUAN(50000), 3));

    l = add_level(s, "affluent");
    add_clause(l, when(FIGURE_AUM, YUAN(1000000)));
    add_clause(l, busy(YUAN(500000), 4));

    add_clause(add_level(s, "private"), when(FIGURE_AUM, YUAN(6000000)));
}

/* A scheme as a bank makes one, far from the others. */
enum { SIDE_OWN = 9 };
UNUSED static void add_own_scheme(struct scheme *s)
{
    add_clause(add_level(s, "several"), when(FIGURE_KINDS, 2));

    struct level *l = add_level(s, "wealthy");
    add_clause(l, when(FIGURE_FA, YUAN(30000)));
    add_clause(l, when_aum_max(3, YUAN(200000)));
}

UNUSED static struct rules rules_default(void)
{
    struct rules r = {
        .version = 1,
        .weights = {[CLASS_DEMAND] = 10000,
                    [CLASS_TIME] = 10000,
                    [CLASS_MORTGAGE] = 5000,
                    [CLASS_CREDIT_LOAN] = 5000,
                    [CLASS_OTHER_LOAN] = 5000,
                    [CLASS_FUND] = 10000,
                    [CLASS_BOND] = 10000,
                    [CLASS_WEALTH] = 10000},
        .potential_limit = YUAN(10000),
        .target_limit = YUAN(100000),
        .target_keep_months = 6,
        .spend_days = 365,
        .assets_moved_from = YUAN(50000),
        .assets_moved_share = 5,
        .large_movement_from = YUAN(200000),
        .maturing_days = {30, 7, 1, 0},
        .maturing_count = 4,
        .card_expiring_days = 60,
        .birthday_days = 7,
        .holding_moved_bp = 1000,
        .churning_from = TIER_PLATINUM,
        .value = {.name = "value"},
        .sides = {[SIDE_CARD] = {.name = "card"},
                  [SIDE_MASS] = {.name = "mass"},
                  [SIDE_OWN] = {.name = "own"}},
    };
    add_value_scheme(&r.value);
    add_card_scheme(&r.sides[SIDE_CARD]);
    add_mass_scheme(&r.sides[SIDE_MASS]);
    add_own_scheme(&r.sides[SIDE_OWN]);
    return r;
}
