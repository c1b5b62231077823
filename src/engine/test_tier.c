#include "engine/test_bank.h"
#include "engine/test_plain_tier.h"

static struct plain_figures nothing(void)
{
    return (struct plain_figures){.active_on = NO_DAY, .today = 20000};
}

static uint8_t tier_of(struct plain_figures f)
{
    struct rules r = rules_default();
    return level_of(&r.value, &f);
}

static void check_tier(struct plain_figures f, enum tier wanted)
{
    CHECK_TEXT(tier_names[tier_of(f)], tier_names[wanted]);
}

/* ---- the table, each line at its limit and one fen below ---- */

static void check_aum(fen aum, enum tier at, enum tier below)
{
    struct plain_figures f = nothing();
    f.aum = aum;
    check_tier(f, at);
    f.aum = aum - 1;
    check_tier(f, below);
}

TEST(aum_on_the_day_gives_the_tiers)
{
    check_aum(YUAN(10000000), TIER_CORE, TIER_GROWTH);
    check_aum(YUAN(5000000), TIER_GROWTH, TIER_PLATINUM);
    check_aum(YUAN(500000), TIER_PLATINUM, TIER_GOLD);
    check_aum(YUAN(200000), TIER_GOLD, TIER_NONE);
}

static void check_past_aum(int month, fen aum, enum tier at, enum tier below)
{
    struct plain_figures f = nothing();
    f.aum_m.v[month - 1] = aum;
    check_tier(f, at);
    f.aum_m.v[month - 1] = aum - 1;
    check_tier(f, below);
}

TEST(core_and_growth_look_twelve_month_ends_back)
{
    check_past_aum(1, YUAN(10000000), TIER_CORE, TIER_GROWTH);
    check_past_aum(12, YUAN(10000000), TIER_CORE, TIER_GROWTH);
    check_past_aum(12, YUAN(5000000), TIER_GROWTH, TIER_NONE);
    check_past_aum(7, YUAN(5000000), TIER_GROWTH, TIER_NONE);
    check_past_aum(6, YUAN(5000000), TIER_GROWTH, TIER_PLATINUM);
}

TEST(platinum_and_gold_look_six_month_ends_back)
{
    check_past_aum(6, YUAN(500000), TIER_PLATINUM, TIER_GOLD);
    check_past_aum(7, YUAN(500000), TIER_NONE, TIER_NONE);
    check_past_aum(6, YUAN(200000), TIER_GOLD, TIER_NONE);
    check_past_aum(1, YUAN(200000), TIER_GOLD, TIER_NONE);
    check_past_aum(7, YUAN(200000), TIER_NONE, TIER_NONE);
}

TEST(card_spend_gives_growth_and_platinum)
{
    struct plain_figures f = nothing();
    f.cc_spend = YUAN(500000);
    check_tier(f, TIER_GROWTH);
    f.cc_spend = YUAN(500000) - 1;
    check_tier(f, TIER_PLATINUM);
    f.cc_spend = YUAN(100000);
    check_tier(f, TIER_PLATINUM);
    f.cc_spend = YUAN(100000) - 1;
    check_tier(f, TIER_NONE);
}

TEST(a_mortgage_gives_growth_and_platinum)
{
    struct plain_figures f = nothing();
    f.mortgage = YUAN(5000000);
    check_tier(f, TIER_GROWTH);
    f.mortgage = YUAN(5000000) - 1;
    check_tier(f, TIER_PLATINUM);
    f.mortgage = YUAN(1500000);
    check_tier(f, TIER_PLATINUM);
    f.mortgage = YUAN(1500000) - 1;
    check_tier(f, TIER_NONE);
}

TEST(a_credit_loan_gives_platinum_and_gold)
{
    struct plain_figures f = nothing();
    f.credit_loan = YUAN(100000000);
    check_tier(f, TIER_PLATINUM);
    f.credit_loan = YUAN(600000);
    check_tier(f, TIER_PLATINUM);
    f.credit_loan = YUAN(600000) - 1;
    check_tier(f, TIER_GOLD);
    f.credit_loan = YUAN(300000);
    check_tier(f, TIER_GOLD);
    f.credit_loan = YUAN(300000) - 1;
    check_tier(f, TIER_NONE);
}

TEST(a_diamond_card_gives_growth)
{
    struct plain_figures f = nothing();
    f.cc_grade = GRADE_DIAMOND;
    check_tier(f, TIER_GROWTH);
    f.cc_grade = GRADE_PLATINUM;
    check_tier(f, TIER_NONE);
}

TEST(potential_is_for_potential_and_target_only)
{
    struct plain_figures f = nothing();
    f.stage = STAGE_RETAINED;
    check_tier(f, TIER_NONE);
    f.stage = STAGE_POTENTIAL;
    check_tier(f, TIER_POTENTIAL);
    f.stage = STAGE_TARGET;
    check_tier(f, TIER_POTENTIAL);
}

TEST(a_retained_customer_can_have_any_higher_tier)
{
    struct plain_figures f = nothing();
    f.stage = STAGE_RETAINED;
    f.aum = YUAN(200000);
    check_tier(f, TIER_GOLD);
    f.aum = YUAN(10000000);
    check_tier(f, TIER_CORE);
}

TEST(the_highest_tier_that_holds_wins)
{
    struct plain_figures f = nothing();
    f.stage = STAGE_TARGET;
    f.credit_loan = YUAN(300000);
    check_tier(f, TIER_GOLD);
    f.aum = YUAN(10000000);
    check_tier(f, TIER_CORE);
    f.aum = 0;
    f.cc_grade = GRADE_DIAMOND;
    check_tier(f, TIER_GROWTH);
}

/* ---- standing ---- */

/* n month ends in a row with the same figures and tier. */
static struct standing_state later(struct standing_state s, struct plain_figures f, enum tier tier,
                                   int n)
{
    struct rules r = rules_default();
    struct planned p;
    const struct plan_scheme *scheme = plan_scheme(&p, &r.value, f.today);
    struct figures figures = planned_figures(&p, &f);
    while (n-- > 0)
        s = standing_next(scheme, &figures, (uint8_t)tier, s);
    return s;
}

static struct standing_state held(enum tier ref, int below, enum standing standing)
{
    return (struct standing_state){
        .ref = (uint8_t)ref, .below = (uint8_t)below, .standing = (uint8_t)standing};
}

static void check_standing(struct standing_state s, enum tier ref, int below,
                           enum standing standing)
{
    CHECK_TEXT(tier_names[s.ref], tier_names[ref]);
    CHECK_INT(s.below, below);
    CHECK_TEXT(standing_names[s.standing], standing_names[standing]);
    CHECK(!s.given_up);
}

TEST(without_reference_a_tier_below_gold_changes_nothing)
{
    check_standing(later(held(0, 0, 0), nothing(), TIER_NONE, 1), TIER_NONE, 0, STANDING_NORMAL);
    check_standing(later(held(0, 0, 0), nothing(), TIER_POTENTIAL, 30), TIER_NONE, 0,
                   STANDING_NORMAL);
}

TEST(gold_or_above_becomes_the_first_reference)
{
    for (int tier = TIER_GOLD; tier <= TIER_CORE; tier++)
        check_standing(later(held(0, 0, 0), nothing(), (enum tier)tier, 1), (enum tier)tier, 0,
                       STANDING_NORMAL);
}

TEST(a_higher_tier_raises_the_reference_and_clears_the_count)
{
    check_standing(later(held(TIER_GOLD, 9, STANDING_CHURNED), nothing(), TIER_PLATINUM, 1),
                   TIER_PLATINUM, 0, STANDING_NORMAL);
    check_standing(later(held(TIER_GROWTH, 2, STANDING_WATCH), nothing(), TIER_CORE, 1), TIER_CORE,
                   0, STANDING_NORMAL);
}

TEST(a_lower_tier_does_not_lower_the_reference)
{
    check_standing(later(held(TIER_CORE, 0, 0), nothing(), TIER_GOLD, 1), TIER_CORE, 1,
                   STANDING_WATCH);
    check_standing(later(held(TIER_GOLD, 0, 0), nothing(), TIER_NONE, 1), TIER_GOLD, 1,
                   STANDING_WATCH);
}

TEST(the_same_tier_by_past_aum_alone_is_below)
{
    check_standing(later(held(TIER_GOLD, 0, 0), nothing(), TIER_GOLD, 1), TIER_GOLD, 1,
                   STANDING_WATCH);
}

static void check_reached(enum tier ref, struct plain_figures f, bool reached)
{
    struct standing_state s = later(held(ref, 5, STANDING_ATTENTION), f, TIER_POTENTIAL, 1);
    CHECK_INT(s.below, reached ? 0 : 6);
    CHECK_INT(s.ref, ref);
    CHECK_EQ(s.standing == STANDING_NORMAL, reached);
}

static void check_line(enum tier ref, fen line)
{
    struct plain_figures f = nothing();
    f.aum = line;
    check_reached(ref, f, true);
    f.aum = line - 1;
    check_reached(ref, f, false);
}

TEST(aum_on_the_day_reaches_the_line)
{
    check_line(TIER_GOLD, YUAN(200000));
    check_line(TIER_PLATINUM, YUAN(500000));
    check_line(TIER_GROWTH, YUAN(5000000));
    check_line(TIER_CORE, YUAN(10000000));
}

TEST(past_aum_does_not_reach_the_line)
{
    struct plain_figures f = nothing();
    f.aum_m = (struct months){{YUAN(20000000), YUAN(20000000)}};
    for (int ref = TIER_GOLD; ref <= TIER_CORE; ref++)
        check_reached((enum tier)ref, f, false);
}

TEST(the_other_criteria_of_the_reference_reach_it)
{
    struct plain_figures f = nothing();
    f.credit_loan = YUAN(300000);
    check_reached(TIER_GOLD, f, true);
    check_reached(TIER_PLATINUM, f, false);
    f.credit_loan = YUAN(600000);
    check_reached(TIER_PLATINUM, f, true);

    f = nothing();
    f.cc_spend = YUAN(100000);
    check_reached(TIER_PLATINUM, f, true);
    check_reached(TIER_GROWTH, f, false);
    f.cc_spend = YUAN(500000);
    check_reached(TIER_GROWTH, f, true);

    f = nothing();
    f.mortgage = YUAN(1500000);
    check_reached(TIER_PLATINUM, f, true);
    check_reached(TIER_GROWTH, f, false);
    f.mortgage = YUAN(5000000);
    check_reached(TIER_GROWTH, f, true);

    f = nothing();
    f.cc_grade = GRADE_DIAMOND;
    check_reached(TIER_GROWTH, f, true);
}

/* A diamond card is growth's criterion: it reaches neither gold nor core. */
TEST(criteria_of_other_tiers_do_not_reach_the_reference)
{
    struct plain_figures f = nothing();
    f.cc_grade = GRADE_DIAMOND;
    f.mortgage = YUAN(90000000);
    f.cc_spend = YUAN(90000000);
    check_reached(TIER_GOLD, f, false);
    f.credit_loan = YUAN(90000000);
    check_reached(TIER_CORE, f, false);
    check_reached(TIER_GOLD, f, true);
}

static void check_months(enum tier ref, int watch, int attention, int churned)
{
    struct standing_state s = held(ref, 0, 0);
    for (int below = 1; below <= churned; below++) {
        s = later(s, nothing(), TIER_POTENTIAL, 1);
        check_standing(s, ref, below,
                       below <= watch       ? STANDING_WATCH
                       : below <= attention ? STANDING_ATTENTION
                                            : STANDING_CHURNED);
    }
}

TEST(gold_and_platinum_watch_three_months_then_three_attention_then_twelve_churned)
{
    check_months(TIER_GOLD, 3, 6, 18);
    check_months(TIER_PLATINUM, 3, 6, 18);
}

TEST(growth_and_core_watch_six_months_then_six_attention_then_twelve_churned)
{
    check_months(TIER_GROWTH, 6, 12, 24);
    check_months(TIER_CORE, 6, 12, 24);
}

static void check_given_up(enum tier ref, int below, enum tier tier, enum tier new_ref)
{
    struct standing_state s = later(held(ref, below - 1, STANDING_CHURNED), nothing(), tier, 1);
    check_standing(s, ref, below, STANDING_CHURNED);
    s = later(s, nothing(), tier, 1);
    CHECK(s.given_up);
    s.given_up = false;
    check_standing(s, new_ref, 0, STANDING_NORMAL);
}

TEST(the_reference_is_given_up_after_twelve_months_churned)
{
    check_given_up(TIER_GOLD, 18, TIER_POTENTIAL, TIER_NONE);
    check_given_up(TIER_GOLD, 18, TIER_NONE, TIER_NONE);
    check_given_up(TIER_PLATINUM, 18, TIER_POTENTIAL, TIER_NONE);
    check_given_up(TIER_GROWTH, 24, TIER_NONE, TIER_NONE);
    check_given_up(TIER_CORE, 24, TIER_POTENTIAL, TIER_NONE);
}

TEST(the_reference_is_given_up_to_the_tier_in_force)
{
    check_given_up(TIER_PLATINUM, 18, TIER_GOLD, TIER_GOLD);
    check_given_up(TIER_CORE, 24, TIER_GROWTH, TIER_GROWTH);
    check_given_up(TIER_CORE, 24, TIER_GOLD, TIER_GOLD);
    check_given_up(TIER_GOLD, 18, TIER_GOLD, TIER_GOLD);
}

TEST(reaching_the_line_as_churned_is_no_giving_up)
{
    struct plain_figures f = nothing();
    f.aum = YUAN(200000);
    check_standing(later(held(TIER_GOLD, 18, STANDING_CHURNED), f, TIER_GOLD, 1), TIER_GOLD, 0,
                   STANDING_NORMAL);
}

/* ---- the other schemes ---- */

static int card_level(enum stage stage, fen fa_avg)
{
    struct rules r = rules_default();
    struct plain_figures f = nothing();
    f.stage = stage;
    f.fa_ytd = fa_avg * day_of_year(f.today);
    f.fa = f.aum = YUAN(90000000); /* counts for nothing here */
    return level_of(&r.sides[SIDE_CARD], &f);
}

TEST(card_levels_are_for_targets_by_their_average)
{
    CHECK_INT(card_level(STAGE_TARGET, YUAN(100000) - 1), 0);
    CHECK_INT(card_level(STAGE_TARGET, YUAN(100000)), 1);
    CHECK_INT(card_level(STAGE_TARGET, YUAN(500000) - 1), 1);
    CHECK_INT(card_level(STAGE_TARGET, YUAN(500000)), 2);
    CHECK_INT(card_level(STAGE_TARGET, YUAN(5000000) - 1), 2);
    CHECK_INT(card_level(STAGE_TARGET, YUAN(5000000)), 3);
    CHECK_INT(card_level(STAGE_POTENTIAL, YUAN(5000000)), 0);
    CHECK_INT(card_level(STAGE_RETAINED, YUAN(5000000)), 0);
}

static int mass_level(fen aum, int kinds, int days_since_active)
{
    struct rules r = rules_default();
    struct plain_figures f = nothing();
    f.aum = aum;
    f.kinds = kinds;
    f.active_on = days_since_active < 0 ? NO_DAY : f.today - days_since_active;
    return level_of(&r.sides[SIDE_MASS], &f);
}

TEST(mass_levels_are_by_assets)
{
    CHECK_INT(mass_level(0, 0, -1), 1);
    CHECK_INT(mass_level(-YUAN(5), 0, -1), 1);
    CHECK_INT(mass_level(YUAN(500000) - 1, 0, -1), 1);
    CHECK_INT(mass_level(YUAN(500000), 0, -1), 2);
    CHECK_INT(mass_level(YUAN(1000000), 0, -1), 3);
    CHECK_INT(mass_level(YUAN(6000000) - 1, 15, 0), 3);
    CHECK_INT(mass_level(YUAN(6000000), 0, -1), 4);
}

TEST(kinds_and_activity_must_both_be_there)
{
    CHECK_INT(mass_level(YUAN(50000), 3, 0), 2);
    CHECK_INT(mass_level(YUAN(50000) - 1, 3, 0), 1);
    CHECK_INT(mass_level(YUAN(50000), 2, 0), 1);
    CHECK_INT(mass_level(YUAN(50000), 3, -1), 1);
    CHECK_INT(mass_level(YUAN(500000), 4, 0), 3);
    CHECK_INT(mass_level(YUAN(500000), 3, 0), 2);
}

TEST(activity_counts_for_thirty_days_with_the_day)
{
    CHECK_INT(mass_level(YUAN(50000), 3, 29), 2);
    CHECK_INT(mass_level(YUAN(50000), 3, 30), 1);
}

/* ---- schemes in general ---- */

TEST(a_clause_without_tests_never_holds)
{
    struct scheme s = {.level_count = 1, .levels = {{.clause_count = 1}}};
    struct plain_figures f = nothing();
    CHECK_INT(level_of(&s, &f), 0);
}

TEST(a_scheme_without_levels_is_none)
{
    struct scheme s = {.level_count = 0};
    struct plain_figures f = nothing();
    CHECK_INT(level_of(&s, &f), 0);
}

/* A level that does not build on those below it still ranks by its place. */
TEST(a_level_holds_without_those_below_it)
{
    struct scheme s = {0};
    struct plain_figures f = nothing();
    add_clause(add_level(&s, "low"), when(FIGURE_AUM, 100));
    add_clause(add_level(&s, "high"), when(FIGURE_KINDS, 2));
    f.kinds = 2;
    CHECK_INT(level_of(&s, &f), 2);
    f.kinds = 1;
    CHECK_INT(level_of(&s, &f), 0);
    f.aum = 100;
    CHECK_INT(level_of(&s, &f), 1);
}

/* Alone in a scheme: holds at the wanted number, not one above. */
static void check_test(const struct plain_figures *f, enum figure figure, int window,
                       int64_t wanted)
{
    struct scheme s = {
        .level_count = 1,
        .levels = {{.clauses = {{.tests = {{figure, window, wanted}}, .test_count = 1}},
                    .clause_count = 1}}};
    CHECK_INT(level_of(&s, f), 1);
    s.levels[0].clauses[0].tests[0].at_least++;
    CHECK_INT(level_of(&s, f), 0);
}

TEST(every_figure_can_be_tested)
{
    struct plain_figures f = {.aum = 11,
                              .fa = 12,
                              .fa_ytd = 13 * (20000 - 19723 + 1),
                              .cc_spend = 14,
                              .mortgage = 15,
                              .credit_loan = 16,
                              .aum_m = {{1, 2, 30}},
                              .cc_grade = GRADE_GOLD,
                              .kinds = 5,
                              .stage = STAGE_TARGET,
                              .active_on = 20000,
                              .today = 20000};
    static const int64_t wanted[FIGURE_COUNT] = {
        [FIGURE_AUM] = 11,         [FIGURE_AUM_MAX] = 30,
        [FIGURE_FA] = 12,          [FIGURE_FA_AVG] = 13,
        [FIGURE_CC_SPEND] = 14,    [FIGURE_MORTGAGE] = 15,
        [FIGURE_CREDIT_LOAN] = 16, [FIGURE_CC_GRADE] = GRADE_GOLD,
        [FIGURE_KINDS] = 5,        [FIGURE_STAGE] = STAGE_TARGET,
        [FIGURE_ACTIVE] = 1,
    };
    for (int figure = 0; figure < FIGURE_COUNT; figure++) {
        check_test(&f, (enum figure)figure, 3, wanted[figure]);
        CHECK(figure_names[figure][0] != '\0');
    }
    check_test(&f, FIGURE_AUM_MAX, 2, 11);
    check_test(&f, FIGURE_AUM_MAX, 0, 11);
    check_test(&f, FIGURE_ACTIVE, 0, 0);
    f.active_on = NO_DAY;
    check_test(&f, FIGURE_ACTIVE, 366, 0);
}

/* ---- random schemes and figures, small numbers: both ways say the same ---- */

static struct test any_test(uint64_t *seed)
{
    struct test t = {.figure = (enum figure)between(seed, 0, FIGURE_COUNT - 1)};
    if (t.figure == FIGURE_AUM_MAX || t.figure == FIGURE_ACTIVE)
        t.window = (int)between(seed, 0, AUM_MONTHS);
    t.at_least =
        between(seed, t.figure == FIGURE_ACTIVE ? 0 : -3, t.figure == FIGURE_ACTIVE ? 2 : 6);
    return t;
}

static struct scheme any_scheme(uint64_t *seed)
{
    struct scheme s = {.level_count = (size_t)between(seed, 0, SCHEME_LEVELS)};
    for (size_t i = 0; i < s.level_count; i++) {
        struct level *l = &s.levels[i];
        l->line = between(seed, -2, 6);
        l->clause_count = (size_t)between(seed, 0, LEVEL_CLAUSES);
        for (size_t k = 0; k < l->clause_count; k++) {
            l->clauses[k].test_count = (size_t)between(seed, 0, CLAUSE_TESTS);
            for (size_t n = 0; n < l->clauses[k].test_count; n++)
                l->clauses[k].tests[n] = any_test(seed);
        }
    }
    return s;
}

static struct plain_figures any_figures(uint64_t *seed)
{
    struct plain_figures f = nothing();
    f.today += (day)between(seed, 0, 800);
    f.aum = between(seed, -4, 5);
    f.fa = between(seed, -4, 5);
    f.fa_ytd = between(seed, -4 * 366, 5 * 366);
    f.cc_spend = between(seed, -4, 5);
    f.mortgage = between(seed, -4, 5);
    f.credit_loan = between(seed, -4, 5);
    f.cc_grade = (int)between(seed, 0, GRADE_DIAMOND);
    f.kinds = (int)between(seed, 0, 5);
    f.stage = (int)between(seed, 0, STAGE_TARGET);
    if (one_in(seed, 2))
        f.active_on = f.today - (day)between(seed, 0, AUM_MONTHS + 1);
    for (int k = 0; k < AUM_MONTHS; k++)
        f.aum_m.v[k] = between(seed, -4, one_in(seed, 4) ? 6 : 0);
    return f;
}

TEST(random_schemes_say_the_same_as_test_by_test)
{
    uint64_t seed = first_seed();
    int seen[SCHEME_LEVELS + 1] = {0}, reached[2] = {0};
    for (int n = 0; n < 20000; n++) {
        struct scheme s = any_scheme(&seed);
        struct plain_figures f = any_figures(&seed);
        struct planned p;
        seen[level_of(&s, &f)]++;
        const struct plan_scheme *scheme = plan_scheme(&p, &s, f.today);
        struct figures figures = planned_figures(&p, &f);
        for (size_t i = 0; i < s.level_count; i++) {
            bool plain = plain_reached(&s.levels[i], &f);
            CHECK_INT(level_reached(scheme, (uint8_t)(i + 1), &figures), plain);
            reached[plain]++;
        }
    }
    for (int level = 0; level <= SCHEME_LEVELS; level++)
        CHECK(seen[level] > 100);
    CHECK(reached[0] > 100 && reached[1] > 100);
}

TEST(an_average_reaches_a_limit_where_the_sum_reaches_it)
{
    static const day lasts[] = {0, 1, 2, 3, 6, 7, 211, 364};
    day new_year = day_of((struct ymd){2026, 1, 1});
    for (size_t k = 0; k < ARRAY_LEN(lasts); k++)
        for (fen limit = -3; limit <= 3; limit++) {
            day today = new_year + lasts[k];
            fen least = ytd_reaching(limit, lasts[k] + 1);
            CHECK(daily_average(least, today) >= limit);
            CHECK(daily_average(least - 1, today) < limit);
        }
}

TESTS(CASE(aum_on_the_day_gives_the_tiers), CASE(core_and_growth_look_twelve_month_ends_back),
      CASE(platinum_and_gold_look_six_month_ends_back), CASE(card_spend_gives_growth_and_platinum),
      CASE(a_mortgage_gives_growth_and_platinum), CASE(a_credit_loan_gives_platinum_and_gold),
      CASE(a_diamond_card_gives_growth), CASE(potential_is_for_potential_and_target_only),
      CASE(a_retained_customer_can_have_any_higher_tier), CASE(the_highest_tier_that_holds_wins),
      CASE(without_reference_a_tier_below_gold_changes_nothing),
      CASE(gold_or_above_becomes_the_first_reference),
      CASE(a_higher_tier_raises_the_reference_and_clears_the_count),
      CASE(a_lower_tier_does_not_lower_the_reference),
      CASE(the_same_tier_by_past_aum_alone_is_below), CASE(aum_on_the_day_reaches_the_line),
      CASE(past_aum_does_not_reach_the_line), CASE(the_other_criteria_of_the_reference_reach_it),
      CASE(criteria_of_other_tiers_do_not_reach_the_reference),
      CASE(gold_and_platinum_watch_three_months_then_three_attention_then_twelve_churned),
      CASE(growth_and_core_watch_six_months_then_six_attention_then_twelve_churned),
      CASE(the_reference_is_given_up_after_twelve_months_churned),
      CASE(the_reference_is_given_up_to_the_tier_in_force),
      CASE(reaching_the_line_as_churned_is_no_giving_up),
      CASE(card_levels_are_for_targets_by_their_average), CASE(mass_levels_are_by_assets),
      CASE(kinds_and_activity_must_both_be_there),
      CASE(activity_counts_for_thirty_days_with_the_day), CASE(a_clause_without_tests_never_holds),
      CASE(a_scheme_without_levels_is_none), CASE(a_level_holds_without_those_below_it),
      CASE(every_figure_can_be_tested), CASE(random_schemes_say_the_same_as_test_by_test),
      CASE(an_average_reaches_a_limit_where_the_sum_reaches_it))
