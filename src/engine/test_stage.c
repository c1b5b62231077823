#include "engine/stage.h"
#include "engine/test_bank.h"

/* An ordinary day in the middle of a month; nothing ever reached a limit. */
static struct stage_facts facts(enum stage stage)
{
    return (struct stage_facts){.stage = stage,
                                .today = on(2026, 5, 14),
                                .reached_on = NO_DAY,
                                .over_on = NO_DAY,
                                .hold = NO_DAY,
                                .month_seen = true};
}

/* The last day of April 2026. */
static struct stage_facts month_end(enum stage stage)
{
    struct stage_facts f = facts(stage);
    f.today = on(2026, 4, 30);
    f.month_end = true;
    return f;
}

static void check_stage(struct stage_facts f, enum stage wanted)
{
    struct rules r = rules_default();
    CHECK_TEXT(stage_names[stage_next(&r, &f)], stage_names[wanted]);
}

/* ---- 1: retained -> potential ---- */

TEST(an_account_above_ten_thousand_makes_potential)
{
    struct stage_facts f = facts(STAGE_RETAINED);
    f.acct_max = YUAN(10000) + 1;
    check_stage(f, STAGE_POTENTIAL);
}

TEST(exactly_ten_thousand_does_not_enter)
{
    struct stage_facts f = facts(STAGE_RETAINED);
    f.acct_max = YUAN(10000);
    check_stage(f, STAGE_RETAINED);
    f.acct_max = YUAN(10000) - 1;
    check_stage(f, STAGE_RETAINED);
}

TEST(assets_in_small_accounts_do_not_enter)
{
    struct stage_facts f = facts(STAGE_RETAINED);
    f.acct_max = YUAN(9999);
    f.fa = f.fa_avg = YUAN(5000000);
    f.reached_on = f.today;
    check_stage(f, STAGE_RETAINED);
}

/* ---- 2: potential -> target ---- */

TEST(assets_of_a_hundred_thousand_make_target)
{
    struct stage_facts f = facts(STAGE_POTENTIAL);
    f.fa = YUAN(100000);
    check_stage(f, STAGE_TARGET);
    f.fa = YUAN(100000) - 1;
    check_stage(f, STAGE_POTENTIAL);
}

TEST(an_average_of_a_hundred_thousand_makes_target)
{
    struct stage_facts f = facts(STAGE_POTENTIAL);
    f.fa_avg = YUAN(100000);
    check_stage(f, STAGE_TARGET);
    f.fa_avg = YUAN(100000) - 1;
    check_stage(f, STAGE_POTENTIAL);
}

TEST(both_steps_can_happen_on_one_day)
{
    struct stage_facts f = facts(STAGE_RETAINED);
    f.acct_max = f.fa = YUAN(100000);
    check_stage(f, STAGE_TARGET);
    f.fa = 0;
    f.fa_avg = YUAN(100000);
    check_stage(f, STAGE_TARGET);
}

TEST(potential_stays_potential_within_the_month)
{
    check_stage(facts(STAGE_POTENTIAL), STAGE_POTENTIAL);
}

/* ---- 3: target -> leaves ---- */

/* Six months after 14 November 2025; poor. */
static struct stage_facts leaving(void)
{
    struct stage_facts f = facts(STAGE_TARGET);
    f.reached_on = on(2025, 11, 14);
    return f;
}

TEST(a_target_leaves_after_six_months_and_not_a_day_before)
{
    struct stage_facts f = leaving();
    check_stage(f, STAGE_RETAINED);
    f.today = on(2026, 5, 13);
    check_stage(f, STAGE_TARGET);
    f.today = on(2026, 5, 15);
    check_stage(f, STAGE_RETAINED);
}

TEST(a_target_stays_while_assets_or_average_reach_the_limit)
{
    struct stage_facts f = leaving();
    f.fa = YUAN(100000);
    check_stage(f, STAGE_TARGET);
    f.fa = YUAN(100000) - 1;
    check_stage(f, STAGE_RETAINED);
    f.fa_avg = YUAN(100000);
    check_stage(f, STAGE_TARGET);
    f.fa_avg = YUAN(100000) - 1;
    check_stage(f, STAGE_POTENTIAL);
}

static void check_leaves(day reached, day last_as_target)
{
    struct stage_facts f = facts(STAGE_TARGET);
    f.reached_on = reached;
    f.today = last_as_target;
    check_stage(f, STAGE_TARGET);
    f.today++;
    check_stage(f, STAGE_RETAINED);
}

TEST(six_months_keep_the_day_or_the_end_of_the_month)
{
    check_leaves(on(2026, 8, 31), on(2027, 2, 27)); /* leaves on 28 February */
    check_leaves(on(2027, 8, 31), on(2028, 2, 28)); /* a leap year: on 29 February */
    check_leaves(on(2027, 8, 29), on(2028, 2, 28));
    check_leaves(on(2026, 8, 29), on(2027, 2, 27));
    check_leaves(on(2026, 8, 28), on(2027, 2, 27));
    check_leaves(on(2026, 12, 31), on(2027, 6, 29)); /* on 30 June */
    check_leaves(on(2024, 2, 29), on(2024, 8, 28));  /* on 29 August */
    check_leaves(on(2025, 2, 28), on(2025, 8, 27));
    check_leaves(on(2026, 9, 30), on(2027, 3, 29)); /* 30 March, not the 31st */
}

TEST(who_leaves_with_an_account_above_ten_thousand_is_potential)
{
    struct stage_facts f = leaving();
    f.acct_max = YUAN(10000) + 1;
    check_stage(f, STAGE_POTENTIAL);
    f.acct_max = YUAN(10000);
    check_stage(f, STAGE_RETAINED);
}

TEST(who_leaves_with_an_average_of_ten_thousand_is_potential)
{
    struct stage_facts f = leaving();
    f.fa_avg = YUAN(10000);
    check_stage(f, STAGE_POTENTIAL);
    f.fa_avg = YUAN(10000) - 1;
    check_stage(f, STAGE_RETAINED);
}

/* 30 April, six months after 30 October: the fourth step looks at whom the third left potential. */
TEST(leaving_at_a_month_end_as_potential_is_not_falling_back)
{
    struct stage_facts f = month_end(STAGE_TARGET);
    f.reached_on = on(2025, 10, 30);
    f.acct_max = YUAN(10000) + 1;
    f.over_on = f.today;
    check_stage(f, STAGE_POTENTIAL);
    f.acct_max = 0;
    f.over_on = NO_DAY;
    f.fa_avg = YUAN(10000);
    check_stage(f, STAGE_POTENTIAL);
}

/* ---- 4: potential -> retained ---- */

TEST(a_whole_month_under_ten_thousand_makes_retained_at_its_end)
{
    struct stage_facts f = month_end(STAGE_POTENTIAL);
    f.over_on = on(2026, 3, 31);
    f.acct_max = YUAN(10000) - 1;
    f.fa_avg = YUAN(10000) - 1;
    check_stage(f, STAGE_RETAINED);
    f.over_on = NO_DAY;
    check_stage(f, STAGE_RETAINED);
}

TEST(one_day_of_the_month_not_under_ten_thousand_keeps_potential)
{
    struct stage_facts f = month_end(STAGE_POTENTIAL);
    f.over_on = on(2026, 4, 1);
    check_stage(f, STAGE_POTENTIAL);
    f.over_on = on(2026, 4, 30);
    f.acct_max = YUAN(10000); /* exactly does not leave */
    check_stage(f, STAGE_POTENTIAL);
}

TEST(an_average_of_ten_thousand_keeps_potential)
{
    struct stage_facts f = month_end(STAGE_POTENTIAL);
    f.fa_avg = YUAN(10000);
    check_stage(f, STAGE_POTENTIAL);
    f.fa_avg = YUAN(10000) - 1;
    check_stage(f, STAGE_RETAINED);
}

TEST(falling_back_happens_on_the_last_day_only)
{
    struct stage_facts f = month_end(STAGE_POTENTIAL);
    f.today = on(2026, 4, 29);
    f.month_end = false;
    check_stage(f, STAGE_POTENTIAL);
}

TEST(a_month_that_was_not_seen_whole_does_not_count)
{
    struct stage_facts f = month_end(STAGE_POTENTIAL);
    f.month_seen = false;
    check_stage(f, STAGE_POTENTIAL);
}

TEST(retained_stays_retained_at_a_month_end)
{
    check_stage(month_end(STAGE_RETAINED), STAGE_RETAINED);
}

TEST(a_target_does_not_fall_back_by_the_fourth_step)
{
    struct stage_facts f = month_end(STAGE_TARGET);
    f.reached_on = on(2026, 4, 1);
    check_stage(f, STAGE_TARGET);
}

/* ---- by hand ---- */

TEST(a_target_by_hand_is_target_whatever_he_has)
{
    struct stage_facts f = facts(STAGE_RETAINED);
    f.hold = on(2026, 12, 31);
    f.reached_on = f.today;
    check_stage(f, STAGE_TARGET);
    f.stage = STAGE_POTENTIAL;
    check_stage(f, STAGE_TARGET);
}

TEST(a_target_by_hand_stays_up_to_and_including_the_end)
{
    struct stage_facts f = leaving();
    f.reached_on = on(2020, 1, 1);
    f.hold = f.today;
    check_stage(f, STAGE_TARGET);
    f.today++;
    check_stage(f, STAGE_RETAINED);
}

TEST(after_the_end_the_six_months_still_have_to_pass)
{
    struct stage_facts f = facts(STAGE_TARGET);
    f.reached_on = on(2026, 2, 1); /* the day of entry */
    f.hold = on(2026, 3, 31);
    f.today = on(2026, 4, 1);
    check_stage(f, STAGE_TARGET);
    f.today = on(2026, 7, 31);
    check_stage(f, STAGE_TARGET);
    f.today = on(2026, 8, 1);
    check_stage(f, STAGE_RETAINED);
}

/* ---- the numbers are parameters ---- */

TEST(limits_and_months_come_from_the_rules)
{
    struct rules r = rules_default();
    struct stage_facts f = facts(STAGE_RETAINED);
    r.potential_limit = 500;
    r.target_limit = 700;
    r.target_keep_months = 2;
    f.acct_max = 501;
    f.fa = 699;
    CHECK_INT(stage_next(&r, &f), STAGE_POTENTIAL);
    f.fa = 700;
    CHECK_INT(stage_next(&r, &f), STAGE_TARGET);

    struct stage_facts t = facts(STAGE_TARGET);
    t.reached_on = on(2026, 3, 14);
    CHECK_INT(stage_next(&r, &t), STAGE_RETAINED);
    t.reached_on = on(2026, 3, 15);
    CHECK_INT(stage_next(&r, &t), STAGE_TARGET);
}

/* ---- stage_settled ---- */

static fen near(uint64_t *seed, fen limit)
{
    return limit + between(seed, -1, 1);
}

TEST(a_settled_stage_stays_whatever_else_is_true)
{
    struct rules r = rules_default();
    uint64_t seed = first_seed();
    int settled = 0;
    for (int i = 0; i < 100000; i++) {
        struct stage_facts f = facts((enum stage)between(&seed, 0, STAGE_TARGET));
        f.acct_max = near(&seed, r.potential_limit);
        f.fa = near(&seed, r.target_limit);
        f.fa_avg = near(&seed, one_in(&seed, 2) ? r.potential_limit : r.target_limit);
        f.reached_on = f.today - (day)between(&seed, 0, 200);
        f.over_on = f.today - (day)between(&seed, 0, 40);
        bool reaches = f.fa >= r.target_limit || f.fa_avg >= r.target_limit;
        if (!stage_settled(&r, (uint8_t)f.stage, reaches, f.acct_max))
            continue;
        CHECK_INT(stage_next(&r, &f), f.stage);
        settled++;
    }
    CHECK(settled > 10000);
}

TESTS(CASE(an_account_above_ten_thousand_makes_potential),
      CASE(exactly_ten_thousand_does_not_enter), CASE(assets_in_small_accounts_do_not_enter),
      CASE(assets_of_a_hundred_thousand_make_target),
      CASE(an_average_of_a_hundred_thousand_makes_target), CASE(both_steps_can_happen_on_one_day),
      CASE(potential_stays_potential_within_the_month),
      CASE(a_target_leaves_after_six_months_and_not_a_day_before),
      CASE(a_target_stays_while_assets_or_average_reach_the_limit),
      CASE(six_months_keep_the_day_or_the_end_of_the_month),
      CASE(who_leaves_with_an_account_above_ten_thousand_is_potential),
      CASE(who_leaves_with_an_average_of_ten_thousand_is_potential),
      CASE(leaving_at_a_month_end_as_potential_is_not_falling_back),
      CASE(a_whole_month_under_ten_thousand_makes_retained_at_its_end),
      CASE(one_day_of_the_month_not_under_ten_thousand_keeps_potential),
      CASE(an_average_of_ten_thousand_keeps_potential),
      CASE(falling_back_happens_on_the_last_day_only),
      CASE(a_month_that_was_not_seen_whole_does_not_count),
      CASE(retained_stays_retained_at_a_month_end),
      CASE(a_target_does_not_fall_back_by_the_fourth_step),
      CASE(a_target_by_hand_is_target_whatever_he_has),
      CASE(a_target_by_hand_stays_up_to_and_including_the_end),
      CASE(after_the_end_the_six_months_still_have_to_pass),
      CASE(limits_and_months_come_from_the_rules),
      CASE(a_settled_stage_stays_whatever_else_is_true))
