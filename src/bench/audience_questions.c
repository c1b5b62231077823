#include "bench/audience_questions.h"

#include "engine/figures.h"

/* Organisations that are asked for exist in the smallest bank, too. */
enum { ASKED_BRANCH = 7, ASKED_CENTRE = 11 };

static bool has(const struct invented *c, unsigned tag)
{
    return c->tags >> tag & 1;
}

static int age_of(const struct audience_bank *b, const struct invented *c)
{
    struct ymd born = day_ymd(c->born), now = day_ymd(b->day);
    bool before = now.month < born.month || (now.month == born.month && now.day < born.day);
    return now.year - born.year - before;
}

static fen deposits_of(const struct invented *c)
{
    return c->sums.v[CLASS_DEMAND] + c->sums.v[CLASS_TIME];
}

/* ---- the queries of the trial ---- */

#define Q1U "tag(\"t30\") and last_login within the last 30d and not dnd"
static bool q1u(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return has(c, 30) && c->login < 30 && !c->dnd;
}

#define Q1 "tier in (gold, platinum) and " Q1U
static bool q1(const struct audience_bank *b, const struct invented *c)
{
    return (c->tier == TIER_GOLD || c->tier == TIER_PLATINUM) && q1u(b, c);
}

#define Q2T                                                                                        \
    "(tag(\"t50\") and tag(\"t45\") or tag(\"t48\") and tag(\"t40\") and not (tag(\"t55\") or "    \
    "tag(\"t52\")))"
static bool q2t(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return (has(c, 50) && has(c, 45)) || (has(c, 48) && has(c, 40) && !(has(c, 55) || has(c, 52)));
}

#define RANGE " and aum between 100000 and 500000"
static bool q2(const struct audience_bank *b, const struct invented *c)
{
    return q2t(b, c) && c->aum >= YUAN(100000) && c->aum <= YUAN(500000);
}

static bool q6(const struct audience_bank *b, const struct invented *c)
{
    return q2(b, c) && !c->gone;
}

#define IN_BRANCH " and org under \"branch 7\""
static bool q3t(const struct audience_bank *b, const struct invented *c)
{
    return q2t(b, c) && branch_of(b, c->outlet) == ASKED_BRANCH;
}

static bool q3(const struct audience_bank *b, const struct invented *c)
{
    return q2(b, c) && branch_of(b, c->outlet) == ASKED_BRANCH;
}

static bool in_centre(const struct audience_bank *b, const struct invented *c)
{
    return !c->gone && centre_of(b, c->outlet) == ASKED_CENTRE;
}

static bool q7(const struct audience_bank *b, const struct invented *c)
{
    int age = age_of(b, c);
    return c->gender == 1 && age >= 30 && age <= 50 && c->aum >= YUAN(5000) && c->risk_level >= 2 &&
           has(c, 56) && c->came >= day_of((struct ymd){2018, 1, 1});
}

static bool is_here(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return !c->gone;
}

static bool may_be_told(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return !c->gone && !c->dnd;
}

/* ---- twenty more ---- */

static bool rich(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return !c->gone && c->aum >= YUAN(500000);
}

static bool unmanaged(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->stage == STAGE_TARGET && c->staff_id == 0 && !c->gone;
}

static bool women_of_an_age(const struct audience_bank *b, const struct invented *c)
{
    int age = age_of(b, c);
    return c->gender == 1 && age >= 30 && age <= 45 && c->aum >= YUAN(50000);
}

static bool newcomers(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->came >= day_of((struct ymd){2024, 1, 1}) && !c->gone;
}

static bool birthdays(const struct audience_bank *b, const struct invented *c)
{
    struct ymd born = day_ymd(c->born), now = day_ymd(b->day);
    day next = day_of(
        (struct ymd){now.year, born.month, born.month == 2 && born.day == 29 ? 28 : born.day});
    return next >= b->day && next <= b->day + 7;
}

static bool any_of_eight(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return has(c, 1) || has(c, 5) || has(c, 9) || has(c, 13) || has(c, 17) || has(c, 21) ||
           has(c, 25) || has(c, 29);
}

static bool all_of_six(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return has(c, 59) && has(c, 58) && has(c, 57) && has(c, 56) && has(c, 55) && has(c, 54);
}

static bool untagged_gold(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return !(has(c, 58) || has(c, 59)) && c->tier >= TIER_GOLD;
}

static bool few_deposits(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return 2 * deposits_of(c) < c->aum && c->aum >= YUAN(10000);
}

static bool invested(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->sums.v[CLASS_WEALTH] >= YUAN(100000) || c->sums.v[CLASS_FUND] >= YUAN(100000);
}

static bool many_kinds(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->kinds >= 4 && !c->dnd;
}

static bool at_random(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return bucket_of((int64_t)c->number + 1) < 1000;
}

static bool best_of_branch(const struct audience_bank *b, const struct invented *c)
{
    return branch_of(b, c->outlet) == ASKED_BRANCH &&
           (c->tier == TIER_GROWTH || c->tier == TIER_CORE);
}

static bool lately_in(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->login < 7 && !c->dnd;
}

static bool silent_and_rich(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->login == LOGIN_DAYS && c->aum >= YUAN(100000);
}

static bool falling(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->standing != STANDING_NORMAL && c->below >= 3;
}

static bool venturesome(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->risk_level >= 3 && (c->sums.v[CLASS_WEALTH] > 0 || c->sums.v[CLASS_FUND] > 0);
}

static bool spenders(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->cc_spend >= YUAN(10000) && c->cc_grade >= GRADE_GOLD;
}

static bool owners(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->sums.v[CLASS_MORTGAGE] > 0 && c->aum >= YUAN(200000) && !(has(c, 50) || has(c, 51));
}

static bool average_rich(const struct audience_bank *b, const struct invented *c)
{
    return daily_average(c->fa_ytd, b->day) >= YUAN(10000);
}

static bool one_account(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return (int128_t)10 * c->acct_max >= (int128_t)9 * c->aum && c->aum > 0;
}

static bool nested(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return c->tier == TIER_CORE ||
           (c->tier == TIER_GROWTH && !(c->dnd || (c->gone && has(c, 59)))) ||
           (c->tier == TIER_PLATINUM && has(c, 53) && c->login < 14);
}

static bool many(const struct audience_bank *b UNUSED, const struct invented *c)
{
    return has(c, 56) && !c->gone && !c->dnd;
}

/* clang-format off */
const struct question audience_questions[] = {
    {"Q1", ASK_COUNT, Q1, q1},
    {"Q1u", ASK_COUNT, Q1U, q1u},
    {"Q2", ASK_COUNT, Q2T RANGE, q2},
    {"Q2t", ASK_COUNT, Q2T, q2t},
    {"Q3", ASK_COUNT, Q2T RANGE IN_BRANCH, q3},
    {"Q3t", ASK_COUNT, Q2T IN_BRANCH, q3t},
    {"Q4", ASK_GROUPS, NULL, is_here},
    {"Q5", ASK_PAGE, "org under \"centre 11\" and not gone", in_centre, 0, 100},
    {"Q6", ASK_PAGE, Q2T RANGE " and not gone", q6, 1000, 2000},
    {"Q7", ASK_COUNT, "gender = female and age between 30 and 50 and aum >= 5000 and risk_level in (C3, C4, C5) and tag(\"t56\") and came >= 2018-01-01", q7},
    {"Q8", ASK_LIST, Q2T, q2t},
    {"rich", ASK_COUNT, "not gone and aum >= 500000", rich},
    {"unmanaged", ASK_COUNT, "stage = target and manager is empty and not gone", unmanaged},
    {"women of an age", ASK_COUNT, "gender = female and age between 30 and 45 and aum >= 50000", women_of_an_age},
    {"newcomers", ASK_COUNT, "came >= 2024-01-01 and not gone", newcomers},
    {"birthdays", ASK_COUNT, "birthday within 7d", birthdays},
    {"any of eight", ASK_COUNT, "tag(\"t01\") or tag(\"t05\") or tag(\"t09\") or tag(\"t13\") or tag(\"t17\") or tag(\"t21\") or tag(\"t25\") or tag(\"t29\")", any_of_eight},
    {"all of six", ASK_COUNT, "tag(\"t59\") and tag(\"t58\") and tag(\"t57\") and tag(\"t56\") and tag(\"t55\") and tag(\"t54\")", all_of_six},
    {"untagged gold", ASK_COUNT, "not (tag(\"t58\") or tag(\"t59\")) and tier >= gold", untagged_gold},
    {"few deposits", ASK_COUNT, "deposits < 0.5 * aum and aum >= 10000", few_deposits},
    {"invested", ASK_COUNT, "wealth >= 100000 or funds >= 100000", invested},
    {"many kinds", ASK_COUNT, "product_kinds >= 4 and not dnd", many_kinds},
    {"at random", ASK_COUNT, "random 10%", at_random},
    {"best of a branch", ASK_COUNT, "org under \"branch 7\" and tier in (growth, core)", best_of_branch},
    {"lately in", ASK_COUNT, "last_login within the last 7d and not dnd", lately_in},
    {"silent and rich", ASK_COUNT, "last_login is empty and aum >= 100000", silent_and_rich},
    {"falling", ASK_COUNT, "standing != normal and below >= 3", falling},
    {"venturesome", ASK_COUNT, "risk_level in (C4, C5) and (wealth > 0 or funds > 0)", venturesome},
    {"spenders", ASK_COUNT, "cc_spend >= 10000 and cc_grade >= gold", spenders},
    {"owners", ASK_COUNT, "mortgage > 0 and aum >= 200000 and not (tag(\"t50\") or tag(\"t51\"))", owners},
    {"rich over the year", ASK_COUNT, "fa_avg >= 10000", average_rich},
    {"one account", ASK_COUNT, "acct_max >= 0.9 * aum and aum > 0", one_account},
    {"nested", ASK_COUNT, "tier = core or tier = growth and not (dnd or gone and tag(\"t59\")) or tier = platinum and tag(\"t53\") and last_login within the last 14d", nested},
    {"groups of a set", ASK_GROUPS, "not dnd", may_be_told},
    {"a thousand of many", ASK_PAGE, "tag(\"t56\") and not gone and not dnd", many, 0, 1000},
};
/* clang-format on */
const size_t audience_questions_len = ARRAY_LEN(audience_questions);
