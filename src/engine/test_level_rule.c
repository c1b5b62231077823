/* What a level asks, from the condition language: the shipped schemes, and what is refused. */
#include "base/test.h"
#include "engine/level_rule.h"
#include "test_rules.h"

static rc read_rule(const char *text, struct level *ret, struct why *why)
{
    struct arena a;
    const struct cond *c;
    struct cond_fault fault;
    struct level_fault refused;
    arena_init(&a);
    rc r = cond_parse(&a, text_of(text), &c, &fault);
    if (r == OK && (r = level_rule_make(c, ret, &refused)) != OK)
        level_fault_say(&refused, text_of(text), NULL, ENGLISH, why);
    arena_release(&a);
    return r;
}

static void check_same(const char *text, const struct level *as)
{
    struct level l = {.clause_count = 0};
    struct why why = {""};
    CHECK_INT(read_rule(text, &l, &why), OK);
    CHECK_INT(l.clause_count, as->clause_count);
    for (size_t i = 0; i < as->clause_count; i++) {
        const struct clause *have = &l.clauses[i], *want = &as->clauses[i];
        CHECK_INT(have->test_count, want->test_count);
        for (size_t k = 0; k < want->test_count; k++) {
            CHECK_INT(have->tests[k].figure, want->tests[k].figure);
            CHECK_INT(have->tests[k].window, want->tests[k].window);
            CHECK_INT(have->tests[k].at_least, want->tests[k].at_least);
        }
    }
}

TEST(the_levels_of_rules_md_as_conditions)
{
    struct rules r = rules_default();
    check_same("stage >= potential", &r.value.levels[0]);
    check_same("aum_max6 >= 200000 or credit_loan >= 300000", &r.value.levels[1]);
    check_same("aum_max6 >= 50万 or cc_spend >= 10万 or mortgage >= 150万 or credit_loan >= 60万",
               &r.value.levels[2]);
    check_same(
        "aum_max12 >= 5000000 or cc_spend >= 500000 or mortgage >= 5000000 or cc_grade = diamond",
        &r.value.levels[3]);
    check_same("stage = target and fa_avg >= 100000", &r.sides[SIDE_CARD].levels[0]);
    check_same("aum >= 1000000 or aum >= 500000 and product_kinds >= 4 and active(30d)",
               &r.sides[SIDE_MASS].levels[2]);
}

TEST(alternatives_within_an_and_are_multiplied_out)
{
    struct level l = {.clause_count = 0}, as = {.clause_count = 0};
    struct why why = {""};
    add_clause(&as, with(when(FIGURE_STAGE, STAGE_POTENTIAL), FIGURE_AUM, 0, YUAN(5)));
    add_clause(&as, with(when(FIGURE_STAGE, STAGE_POTENTIAL), FIGURE_FA, 0, YUAN(7) + 1));
    check_same("stage in (target, potential) and (aum >= 5 or fa > 7)", &as);
    CHECK_INT(read_rule("aum >= 5 and aum >= 6", &l, &why), OK);
    CHECK_INT(l.clauses[0].test_count, 1);
    CHECK_INT(l.clauses[0].tests[0].at_least, YUAN(6));
}

static void check_refused(const char *text, const char *said)
{
    struct level l;
    struct why why = {""};
    CHECK_INT(read_rule(text, &l, &why), E_INVALID);
    if (strstr(why.text, said) == NULL)
        print_error("%s\n", why.text);
    CHECK(strstr(why.text, said) != NULL);
}

TEST(what_the_night_cannot_decide_is_refused_at_its_place)
{
    check_refused("aum >= 5 and age >= 60",
                  "character 14: \"age >= 60\" is not known to the night");
    check_refused("aum < 5", "character 1: \"aum < 5\": a level asks for at least so much");
    check_refused("aum between 5 and 6", "a gap or overlap");
    check_refused("fa >= 1 and not active(30d)", "character 13: \"not active(30d)\"");
    check_refused("stage in (retained, target)", "a level asks for at least");
    check_refused("stage = potential", "a level asks for at least");
    check_refused("aum(yesterday) >= 5", "a figure of the day with a fixed value");
    check_refused("aum >= 2 * fa", "a figure of the day with a fixed value");
    check_refused("tier >= gold", "is not known to the night: a level may ask aum, aum_max6");
    check_refused(
        "(aum>=1 or fa>=1) and (aum_max6>=1 or fa_avg>=1) and (mortgage>=1 or credit_loan>=1) "
        "and (cc_spend>=1 or product_kinds>=1)",
        "at most 12 alternatives of 6 tests each");
}

static void check_reach(const char *low, const char *high, size_t by)
{
    struct scheme s = {.level_count = 2};
    struct why why = {""};
    size_t found = 0;
    CHECK_INT(read_rule(low, &s.levels[0], &why), OK);
    CHECK_INT(read_rule(high, &s.levels[1], &why), OK);
    bool reachable = level_reachable(&s, 1, &found);
    CHECK(reachable == (by == 0));
    CHECK(reachable || found == by);
    CHECK(level_reachable(&s, 2, &found));
}

TEST(a_level_that_a_higher_one_swallows_is_found)
{
    check_reach("aum >= 5", "aum >= 6", 0);
    check_reach("aum >= 6", "aum >= 5", 2);
    check_reach("aum >= 6", "aum_max6 >= 5", 2);
    check_reach("aum_max6 >= 6", "aum >= 5", 0);
    check_reach("aum_max6 >= 6", "aum_max12 >= 6", 2);
    check_reach("aum_max12 >= 6", "aum_max6 >= 6", 0);
    check_reach("aum >= 5 or fa >= 5", "aum >= 5", 0);
    check_reach("active(30d) and aum >= 5", "active(60d)", 2);
    check_reach("stage = target", "product_kinds >= 0", 2);
}

TESTS(CASE(the_levels_of_rules_md_as_conditions),
      CASE(alternatives_within_an_and_are_multiplied_out),
      CASE(what_the_night_cannot_decide_is_refused_at_its_place),
      CASE(a_level_that_a_higher_one_swallows_is_found))
