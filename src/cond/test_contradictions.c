#include "base/test.h"

#include "cond/contradictions.h"
#include "cond/test_random_condition.h"

struct fixture {
    struct arena arena;
    const struct cond_finding *findings;
    size_t len;
};

static void survey(struct fixture *f, const char *text, const struct cond_facts *facts)
{
    const struct cond *c = NULL;
    struct cond_fault fault;
    arena_init(&f->arena);
    if (cond_parse(&f->arena, text_of(text), &c, &fault) != OK)
        fail_msg("%s: %d", text, fault.place.at);
    f->len = cond_contradictions(&f->arena, c, facts, &f->findings);
}

static void check_finding(const struct fixture *f, size_t i, const char *wanted)
{
    struct why why;
    CHECK(i < f->len);
    cond_finding_say(&f->findings[i], ENGLISH, &why);
    CHECK_TEXT(why.text, wanted);
}

static void check_good(const char *text)
{
    struct fixture f;
    struct why why;
    survey(&f, text, NULL);
    if (f.len > 0) {
        cond_finding_say(&f.findings[0], ENGLISH, &why);
        fail_msg("%s: %s", text, why.text);
    }
    arena_release(&f.arena);
}

static void check_found(const char *text, const char *wanted)
{
    struct fixture f;
    survey(&f, text, NULL);
    if (f.len != 1)
        fail_msg("%s: %zu findings", text, f.len);
    check_finding(&f, 0, wanted);
    arena_release(&f.arena);
}

TEST(ranges_of_one_figure_clash)
{
    check_found("aum >= 500000 and aum < 100000",
                "nobody can meet both “assets under management is at least 500,000 yuan” "
                "(character 1) and “assets under management is below 100,000 yuan” (character 19)");
    check_found("age between 30 and 40 and dnd and age in (20, 50)",
                "nobody can meet both “age is between 30 and 40” (character 1) and “age is 20 or "
                "50” (character 35)");
    check_found("came < 2026-01-01 and came >= 2026-02-01",
                "nobody can meet both “first delivery is before 2026-01-01” (character 1) and "
                "“first delivery is 2026-02-01 or later” (character 23)");
    check_found("came within the last 30d and came < 60 days ago",
                "nobody can meet both “first delivery is within the last 30 days” (character 1) "
                "and “first delivery is before 60 days ago” (character 30)");
    check_good("aum >= 500000 and aum(yesterday) < 100000");
    check_good("logins(30d) >= 1 and logins(7d) = 0");
    check_good("came < 2026-01-01 and came >= 10 days ago");
    check_good("aum >= 100000 and aum < 500000");
}

TEST(three_that_clash_only_together_are_found)
{
    check_found("age >= 18 and age <= 18 and age != 18",
                "nobody is left for “age is at least 18; age is at most 18, and age is not 18” "
                "(character 1), with what is asked around it");
}

TEST(words_of_closed_lists_clash)
{
    check_found("tier in (gold, platinum) and tier = core",
                "nobody can meet both “tier is Gold or Platinum” (character 1) and “tier is Core” "
                "(character 30)");
    check_found("tier >= growth and tier < gold",
                "nobody can meet both “tier is Growth or higher” (character 1) and “tier is below "
                "Gold” (character 20)");
    check_found("gender = male and not gender is empty",
                "“not so: gender is not known” (character 23) adds nothing: “gender is Male” "
                "(character 1) asks for as much or more");
    check_found("stage in (retained, potential, target)",
                "everybody meets “stage is Retained customer, Potential customer or Target "
                "customer” (character 1)");
    check_good("not gender = male and not gender = female"); /* unknown */
}

TEST(flags_and_their_opposites_clash)
{
    check_found("dnd and vip and not dnd",
                "nobody can meet both “wants no calls and messages” (character 1) and “may be "
                "called and written to” (character 21)");
    check_found("tag(\"a\") and not (tag(\"b\") or tag(\"a\"))",
                "nobody can meet both “has the tag “a”” (character 1) and “does not have the tag "
                "“a”” (character 31)");
    check_found("purchase(wealth, 30d) and no purchase(wealth, 90d)",
                "nobody can meet both “bought a product in 30 days (Wealth product)” (character 1) "
                "and “bought no product in 90 days (Wealth product)” (character 30)");
    check_good("purchase(wealth, 90d) and no purchase(wealth, 30d)");
    check_good("tag(\"a\") and not tag(\"b\")");
    check_found("random 10% and not random 20%",
                "nobody can meet both “is among a random 10%” (character 1) and “is not among a "
                "random 20%” (character 20)");
}

TEST(texts_clash)
{
    check_found("name begins with \"王\" and name = \"李四\"",
                "nobody can meet both “name begins with “王”” (character 1) and “name is “李四”” "
                "(character 26)");
    check_found("occupation = \"a\" and occupation is empty",
                "nobody can meet both “occupation is “a”” (character 1) and “occupation is not "
                "known” (character 22)");
    check_good("name begins with \"王\" and name != \"王五\"");
    check_good("org = \"a\" and org = \"b\""); /* a name and a number of the same, perhaps */
    check_found("org under \"a\" and not org under \"a\"",
                "nobody can meet both “home organisation is “a” or below it” (character 1) and "
                "“not so: home organisation is “a” or below it” (character 23)");
    check_found("org = \"a\" and not org under (\"a\", \"b\")",
                "nobody can meet both “home organisation is “a”” (character 1) and “not so: home "
                "organisation is “a” or “b” or below it” (character 19)");
    check_good("co_manager = \"1\" and co_manager = \"2\"");
}

TEST(comparisons_of_figures_clash)
{
    check_found("aum < 0.8 * aum(yesterday) and aum >= 0.8 * aum(yesterday)",
                "nobody can meet both “assets under management is below 80% of assets under "
                "management yesterday” (character 1) and “assets under management is at least 80% "
                "of assets under management yesterday” (character 32)");
    check_found(
        "aum < aum",
        "nobody can meet “assets under management is below assets under management” (character 1)");
    check_good("aum < 0.8 * aum(yesterday) and aum >= 0.7 * aum(yesterday)");
    check_found("not aum < aum(yesterday) or aum < aum(yesterday)",
                "everybody meets “not so: assets under management is below assets under management "
                "yesterday” (character 5) or “assets under management is below assets under "
                "management yesterday” (character 29)");
}

TEST(dead_choices_are_found_under_what_is_asked_around_them)
{
    check_found("aum >= 500000 and (vip or (aum < 1000 and dnd))",
                "nobody can meet both “assets under management is at least 500,000 yuan” "
                "(character 1) and “assets under management is below 1,000 yuan” (character 28)");
    check_found("aum >= 500000 and (aum >= 1000 or dnd)",
                "“assets under management is at least 1,000 yuan, or wants no calls and messages” "
                "(character 20) adds nothing: “assets under management is at least 500,000 yuan” "
                "(character 1) asks for as much or more");
    struct fixture f;
    survey(&f, "tier = gold and (tier = core or tier = growth)", NULL);
    CHECK_INT(f.len, 3);
    check_finding(&f, 2,
                  "nobody is left for “tier is Core, or tier is Growth” (character 18), with what "
                  "is asked around it");
    arena_release(&f.arena);
    check_good("tier = gold or (tier = core and dnd)");
}

TEST(what_adds_nothing_is_named)
{
    check_found(
        "aum > 0 and dnd and aum >= 500000",
        "“assets under management is above 0 yuan” (character 1) adds nothing: “assets under "
        "management is at least 500,000 yuan” (character 21) asks for as much or more");
    check_found(
        "aum >= 500000 or aum >= 600000 or dnd",
        "“assets under management is at least 600,000 yuan” (character 18) adds nothing: “assets "
        "under management is at least 500,000 yuan” (character 1) takes in as many or more");
    check_found("dnd or dnd", "“wants no calls and messages” (character 8) adds nothing: “wants no "
                              "calls and messages” (character 1) takes in as many or more");
    check_found("age between 0 and 200 and logins(30d) >= 0",
                "everybody meets “sign-ins in 30 days is at least 0” (character 27)");
    check_found("dnd or not dnd", "everybody meets “wants no calls and messages” (character 1) or "
                                  "“may be called and written to” (character 12)");
    check_good("age < 30 or age >= 20"); /* not those whose age is unknown */
}

TEST(opposites_of_groups_are_looked_into)
{
    check_found("not (dnd or not dnd)",
                "nobody can meet both “may be called and written to” (character 6) and “wants no "
                "calls and messages” (character 17)");
    check_found("not not (aum > 5 and aum < 3)",
                "nobody can meet both “assets under management is above 5 yuan” (character 10) and "
                "“assets under management is below 3 yuan” (character 22)");
    check_found("not (aum > 5 and aum < 3)",
                "everybody meets “not so: assets under management is above 5 yuan” (character 6) "
                "or “not so: assets under management is below 3 yuan” (character 18)");
}

static bool nobody(void *with, const struct cond *a, const struct cond *b)
{
    ++*(int *)with;
    return a->test.left.field == FIELD_AUM && b->test.left.field == FIELD_TAG;
}

static bool somebody(UNUSED void *with, UNUSED const struct cond *a)
{
    return false;
}

static bool nobody_has_the_tag(UNUSED void *with, const struct cond *a)
{
    return a->kind == COND_TEST && a->test.left.field == FIELD_TAG;
}

TEST(facts_are_asked_where_logic_says_nothing)
{
    int asked = 0;
    const struct cond_facts facts = {&asked, somebody, nobody};
    struct fixture f;
    survey(&f, "aum >= 500000 and dnd and tag(\"学生\")", &facts);
    CHECK_INT(f.len, 1);
    CHECK_INT(asked, 3);
    check_finding(&f, 0,
                  "no customer has both “assets under management is at least 500,000 yuan” "
                  "(character 1) and “has the tag “学生”” (character 27)");
    struct why why;
    cond_finding_say(&f.findings[0], CHINESE, &why);
    CHECK_TEXT(why.text, "没有客户同时符合【AUM余额不低于50万元】（第 1 个字符）和"
                         "【有标签“学生”】（第 27 个字符）");
    arena_release(&f.arena);
}

TEST(the_part_that_nobody_meets_is_blamed_alone)
{
    int asked = 0;
    const struct cond_facts facts = {&asked, nobody_has_the_tag, nobody};
    struct fixture f;
    survey(&f, "aum >= 500000 and dnd and tag(\"学生\")", &facts);
    CHECK_INT(f.len, 1);
    CHECK_INT(asked, 1); /* the pair of the other two */
    check_finding(&f, 0, "no customer meets “has the tag “学生”” (character 27) today");
    arena_release(&f.arena);
}

TEST(however_many_parts_the_findings_are_bounded)
{
    struct buf b;
    struct fixture f;
    buf_init(&b);
    buf_add_text(&b, "dnd");
    for (int i = 0; i < 450; i++)
        buf_add_text(&b, " or dnd");
    buf_add_char(&b, 0);
    survey(&f, b.bytes, NULL);
    CHECK_INT(f.len, FINDINGS_MOST);
    arena_release(&f.arena);
    buf_release(&b);
}

/* ---- against plain customers ----------------------------------------------------------------- */

/* -1 is unknown. */
struct somebody {
    int64_t number[CUSTOMER_FIELDS];
    const char *occupation;
};

static const char *const occupations[] = {"医生", "医师", "教师", "gold", NULL};

static struct somebody random_somebody(struct random_conditions *r)
{
    struct somebody who = {.occupation = occupations[random_below(r, ARRAY_LEN(occupations))]};
    who.number[FIELD_AGE] = (int64_t)random_below(r, 82) - 1;
    who.number[FIELD_GENDER] = (int64_t)random_below(r, 3) - 1;
    who.number[FIELD_TIER] = (int64_t)random_below(r, 6);
    who.number[FIELD_REF] = (int64_t)random_below(r, 6);
    who.number[FIELD_DND] = (int64_t)random_below(r, 2);
    who.number[FIELD_RANDOM] = (int64_t)random_below(r, BASIS_POINTS);
    return who;
}

static bool may_ask(enum customer_field field, enum cond_op op)
{
    static const enum customer_field fields[] = {
        FIELD_AGE, FIELD_GENDER, FIELD_TIER, FIELD_REF, FIELD_DND, FIELD_RANDOM, FIELD_OCCUPATION};
    (void)op;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (field == fields[i])
            return true;
    return false;
}

static bool compares(enum cond_op op, int64_t a, int64_t b)
{
    return op == OP_EQ || op == OP_IN ? a == b
           : op == OP_NE              ? a != b
           : op == OP_LT              ? a < b
           : op == OP_LE              ? a <= b
           : op == OP_GT              ? a > b
                                      : a >= b;
}

static bool text_holds(const struct somebody *who, const struct cond_test *t)
{
    struct text own = text_of(who->occupation);
    if (!who->occupation || t->op == OP_EMPTY)
        return !who->occupation && t->op == OP_EMPTY;
    for (size_t i = 0; i < t->len; i++) {
        struct text v = t->values[i].text;
        bool same = text_equal(own, v);
        bool begun = own.len >= v.len && memcmp(own.ptr, v.ptr, v.len) == 0;
        if (t->op == OP_NE ? !same : t->op == OP_BEGINS ? begun : same)
            return true;
    }
    return false;
}

static bool number_holds(const struct somebody *who, const struct cond_test *t)
{
    int64_t own = who->number[t->left.field];
    if (own < 0 || t->op == OP_EMPTY)
        return own < 0 && t->op == OP_EMPTY;
    if (t->than)
        return who->number[t->than->field] >= 0 &&
               compares(t->op, own * BASIS_POINTS, who->number[t->than->field] * t->factor);
    if (t->op == OP_BETWEEN)
        return own >= t->values[0].number && own <= t->values[1].number;
    for (size_t i = 0; i < t->len; i++)
        if (compares(t->op, own, t->values[i].number))
            return true;
    return false;
}

static bool holds(const struct somebody *who, const struct cond *c)
{
    const struct cond_test *t = &c->test;
    switch (c->kind) {
    case COND_AND:
    case COND_OR:
        for (size_t i = 0; i < c->len; i++)
            if (holds(who, c->parts[i]) == (c->kind == COND_OR))
                return c->kind == COND_OR;
        return c->kind == COND_AND;
    case COND_NOT:
        return !holds(who, c->parts[0]);
    case COND_TEST:
        break;
    }
    if (t->left.field == FIELD_DND)
        return who->number[FIELD_DND];
    if (t->left.field == FIELD_RANDOM)
        return who->number[FIELD_RANDOM] < cond_arg(&t->left, ARG_PERCENT)->number;
    return t->left.field == FIELD_OCCUPATION ? text_holds(who, t) : number_holds(who, t);
}

static bool side_holds(const struct somebody *who, struct cond_side side)
{
    return holds(who, side.cond) != side.opposite;
}

/* Is what the finding says true of this one? */
static bool is_true(const struct somebody *who, const struct cond_finding *f)
{
    bool part = side_holds(who, f->part), other = f->other.cond && side_holds(who, f->other);
    switch (f->kind) {
    case FINDING_NEVER:
        return f->part.cond->kind != COND_TEST || !part;
    case FINDING_CLASH:
        return !part || !other;
    case FINDING_ALWAYS:
        return part || other;
    case FINDING_IMPLIED:
        return part || !other;
    case FINDING_COVERED:
        return !part || other;
    case FINDING_NOBODY:
    case FINDING_EMPTY:
        break;
    }
    return false;
}

TEST(no_customer_belies_a_finding)
{
    size_t found = 0;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct arena a;
        arena_init(&a);
        struct random_conditions r = {
            .arena = &a, .seed = seed, .depth = 3, .texts = occupations, .may_ask = may_ask};
        const struct cond *c = random_condition(&r);
        const struct cond_finding *findings;
        size_t len = cond_contradictions(&a, c, NULL, &findings);
        for (size_t i = 0; i < len * 200; i++) {
            struct somebody who = random_somebody(&r);
            if (!is_true(&who, &findings[i / 200])) {
                struct why why;
                cond_finding_say(&findings[i / 200], ENGLISH, &why);
                fail_msg("seed %u: %s\n%s", (unsigned)seed, cond_text(&a, c).ptr, why.text);
            }
        }
        found += len;
        arena_release(&a);
    }
    CHECK(found > 1000);
}

/* Both ask about the same, of which all values can be tried. */
static bool can_be_tried(const struct cond_test *x, const struct cond_test *y)
{
    enum customer_field f = x->left.field;
    return f == y->left.field && f != FIELD_OCCUPATION && f != FIELD_RANDOM && !x->than && !y->than;
}

static bool somebody_meets(struct random_conditions *r, const struct cond *c,
                           enum customer_field asked)
{
    for (int i = 0; i < 500; i++) {
        struct somebody who = random_somebody(r);
        if (asked == FIELD_AGE)
            who.number[asked] = i % 85 - 1;
        if (holds(&who, c))
            return true;
    }
    return false;
}

static bool is_found_impossible(struct arena *a, const struct cond *c)
{
    const struct cond_finding *findings;
    size_t len = cond_contradictions(a, c, NULL, &findings);
    for (size_t i = 0; i < len; i++)
        if (findings[i].kind <= FINDING_CLASH)
            return true;
    return false;
}

TEST(what_nobody_meets_is_found)
{
    size_t empty = 0;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct arena a;
        arena_init(&a);
        struct random_conditions r = {.arena = &a, .seed = seed, .may_ask = may_ask};
        const struct cond *parts[2] = {random_test(&r), random_test(&r)};
        const struct cond c = {.kind = COND_AND, .parts = parts, .len = 2};
        if (can_be_tried(&parts[0]->test, &parts[1]->test) &&
            !somebody_meets(&r, &c, parts[0]->test.left.field)) {
            if (!is_found_impossible(&a, &c))
                fail_msg("%s", cond_text(&a, &c).ptr);
            empty++;
        }
        arena_release(&a);
    }
    CHECK(empty > 20);
}

TESTS(CASE(no_customer_belies_a_finding), CASE(what_nobody_meets_is_found),
      CASE(ranges_of_one_figure_clash), CASE(three_that_clash_only_together_are_found),
      CASE(words_of_closed_lists_clash), CASE(flags_and_their_opposites_clash), CASE(texts_clash),
      CASE(comparisons_of_figures_clash),
      CASE(dead_choices_are_found_under_what_is_asked_around_them),
      CASE(what_adds_nothing_is_named), CASE(opposites_of_groups_are_looked_into),
      CASE(facts_are_asked_where_logic_says_nothing),
      CASE(the_part_that_nobody_meets_is_blamed_alone),
      CASE(however_many_parts_the_findings_are_bounded))
