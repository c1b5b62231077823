#include "engine/level_rule.h"

#include "base/say.h"
#include "cond/words.h"

/* ---- what the night knows of a customer ---- */

static const struct {
    enum customer_field field;
    enum figure figure;
    int window; /* FIGURE_AUM_MAX */
} known[] = {
    {FIELD_AUM, FIGURE_AUM, 0},
    {FIELD_AUM_MAX6, FIGURE_AUM_MAX, 6},
    {FIELD_AUM_MAX12, FIGURE_AUM_MAX, 12},
    {FIELD_FA, FIGURE_FA, 0},
    {FIELD_FA_AVG, FIGURE_FA_AVG, 0},
    {FIELD_CC_SPEND, FIGURE_CC_SPEND, 0},
    {FIELD_MORTGAGE, FIGURE_MORTGAGE, 0},
    {FIELD_CREDIT_LOAN, FIGURE_CREDIT_LOAN, 0},
    {FIELD_CC_GRADE, FIGURE_CC_GRADE, 0},
    {FIELD_PRODUCT_KINDS, FIGURE_KINDS, 0},
    {FIELD_STAGE, FIGURE_STAGE, 0},
    {FIELD_ACTIVE, FIGURE_ACTIVE, 0},
};

static bool find_figure(const struct cond_ref *ref, struct test *ret_test)
{
    const struct cond_value *window = cond_arg(ref, ARG_WINDOW);
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (known[i].field == ref->field) {
            *ret_test = (struct test){
                .figure = known[i].figure,
                .window = window ? (int)window->number : known[i].window,
            };
            return true;
        }
    return false;
}

bool level_rule_knows(enum customer_field field)
{
    return find_figure(&(struct cond_ref){.field = field}, &(struct test){.window = 0});
}

static rc fault_at(struct level_fault *fault, enum level_fault_kind kind, const struct cond *c)
{
    *fault = (struct level_fault){.kind = kind, .place = c->place};
    return E_INVALID;
}

/* ---- one test ---- */

/* The codes are the highest of the list, without a gap: the least of them. */
static bool least_of_codes(const struct cond_test *t, const struct words *words, int64_t *ret_least)
{
    uint32_t named = 0;
    for (size_t i = 0; i < t->len; i++)
        named |= UINT32_C(1) << t->values[i].number;
    int least = __builtin_ctz(named);
    *ret_least = least;
    return named >> least == (UINT32_C(1) << (words->len - (size_t)least)) - 1;
}

static bool least_of(const struct cond_test *t, int64_t *ret_least)
{
    const struct words *words = customer_fields[t->left.field].words;
    switch ((int)t->op) {
    case OP_HOLDS:
        *ret_least = 1;
        return true;
    case OP_GE:
        *ret_least = t->values[0].number;
        return true;
    case OP_GT:
        *ret_least = t->values[0].number + 1;
        return true;
    case OP_EQ:
    case OP_IN:
        return words && least_of_codes(t, words, ret_least);
    default:
        return false;
    }
}

static rc make_test(const struct cond *c, struct test *ret_test, struct level_fault *fault)
{
    const struct cond_test *t = &c->test;
    if (t->left.field == FIELD_LEVEL || t->left.field == FIELD_TIER || t->left.field == FIELD_REF)
        return fault_at(fault, LEVEL_ASKS_LEVEL, c);
    if (!find_figure(&t->left, ret_test))
        return fault_at(fault, LEVEL_UNKNOWN_FIGURE, c);
    if (t->than || t->left.moment != MOMENT_TODAY)
        return fault_at(fault, LEVEL_NOT_A_NUMBER, c);
    if (!least_of(t, &ret_test->at_least))
        return fault_at(fault, LEVEL_NOT_AT_LEAST, c);
    return OK;
}

/* ---- alternatives ---- */

struct clauses {
    struct clause at[LEVEL_CLAUSES];
    size_t count;
};

/* Of two tests of one figure the stricter one says all. */
static bool add_test(struct clause *c, const struct test *t)
{
    for (size_t i = 0; i < c->test_count; i++)
        if (c->tests[i].figure == t->figure && c->tests[i].window == t->window) {
            if (t->at_least > c->tests[i].at_least)
                c->tests[i].at_least = t->at_least;
            return true;
        }
    if (c->test_count == CLAUSE_TESTS)
        return false;
    c->tests[c->test_count++] = *t;
    return true;
}

static bool add_alternative(struct clauses *all, const struct clause *c)
{
    if (all->count == LEVEL_CLAUSES)
        return false;
    all->at[all->count++] = *c;
    return true;
}

/* Each alternative of the one with each of the other. */
static bool both_of(const struct clauses *a, const struct clauses *b, struct clauses *ret)
{
    *ret = (struct clauses){.count = 0};
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            struct clause c = a->at[i];
            for (size_t t = 0; t < b->at[k].test_count; t++)
                if (!add_test(&c, &b->at[k].tests[t]))
                    return false;
            if (!add_alternative(ret, &c))
                return false;
        }
    return true;
}

static bool either_of(struct clauses *a, const struct clauses *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (!add_alternative(a, &b->at[i]))
            return false;
    return true;
}

static rc make(const struct cond *c, struct clauses *ret, struct level_fault *fault);

static rc make_group(const struct cond *c, struct clauses *ret, struct level_fault *fault)
{
    TRY(make(c->parts[0], ret, fault));
    for (size_t i = 1; i < c->len; i++) {
        struct clauses part, joined;
        TRY(make(c->parts[i], &part, fault));
        bool fits = c->kind == COND_OR ? either_of(ret, &part) : both_of(ret, &part, &joined);
        if (!fits)
            return fault_at(fault, LEVEL_TOO_MANY, c->parts[i]);
        if (c->kind == COND_AND)
            *ret = joined;
    }
    return OK;
}

static rc make(const struct cond *c, struct clauses *ret, struct level_fault *fault)
{
    switch (c->kind) {
    case COND_NOT:
        return fault_at(fault, LEVEL_NOT_AT_LEAST, c);
    case COND_AND:
    case COND_OR:
        return make_group(c, ret, fault);
    case COND_TEST:
        break;
    }
    *ret = (struct clauses){.at = {{.test_count = 1}}, .count = 1};
    return make_test(c, &ret->at[0].tests[0], fault);
}

rc level_rule_make(const struct cond *c, struct level *ret_level, struct level_fault *fault)
{
    struct clauses all;
    TRY(make(c, &all, fault));
    memcpy(ret_level->clauses, all.at, sizeof all.at);
    ret_level->clause_count = all.count;
    return OK;
}

/* ---- as a sentence ---- */

/* clang-format off */
static const char *const sentences[] = {
    [LEVEL_FAULTLESS]      = N_("nothing is wrong"),
    [LEVEL_UNKNOWN_FIGURE] = N_("\"{found}\" is not known to the night: a level may ask {known}"),
    [LEVEL_ASKS_LEVEL]     = N_("\"{found}\": a level asks for no level, neither of its own scheme nor of another: schemes that ask for each other would go round in a circle. Ask for the figures that the other level asks for"),
    [LEVEL_NOT_AT_LEAST]   = N_("\"{found}\": a level asks for at least so much (>=). The highest level that holds wins; an upper limit would leave a gap or overlap the next level"),
    [LEVEL_NOT_A_NUMBER]   = N_("\"{found}\": a level compares a figure of the day with a fixed value"),
    [LEVEL_TOO_MANY]       = N_("too much in one level: at most {most} alternatives of {tests} tests each"),
};
/* clang-format on */

static struct text known_said(struct arena *a, enum tongue tongue)
{
    const char *said = "";
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        const struct catalogue_field *f = &customer_fields[known[i].field];
        said = arena_printf(a, "%s%s%s%s", said, i > 0 ? in_tongue(tongue, N_(", ")) : "", f->name,
                            known[i].field == FIELD_ACTIVE ? "(30d)" : "");
    }
    return text_of(said);
}

static size_t bytes_of(struct text t, size_t characters)
{
    size_t at = 0;
    for (; at < t.len && characters > 0; characters--)
        do
            at++;
        while (at < t.len && ((unsigned char)t.ptr[at] & 0xC0) == 0x80);
    return at;
}

/* The part of the condition that stands there. */
static struct text part_at(struct text condition, struct cond_place place)
{
    size_t from = bytes_of(condition, place.at);
    struct text rest = {condition.ptr + from, condition.len - from};
    return (struct text){rest.ptr, bytes_of(rest, place.len)};
}

void level_fault_say(const struct level_fault *fault, struct text condition, const char *limit,
                     enum tongue tongue, struct why *why)
{
    static const char limited[] =
        N_("\"{found}\": {limit}. Leave the upper limit out: the highest level that holds wins");
    struct arena a;
    arena_init(&a);
    const struct place places[] = {
        {"found", part_at(condition, fault->place)},
        {"known", known_said(&a, tongue)},
        {"most", text_of(arena_printf(&a, "%d", LEVEL_CLAUSES))},
        {"tests", text_of(arena_printf(&a, "%d", CLAUSE_TESTS))},
        {"limit", text_of(limit ? limit : "")},
    };
    const char *what = say(&a, tongue, limit ? limited : sentences[fault->kind],
                           ARRAY_LEN(places), places);
    const struct place whole[] = {
        {"where", text_of(say_number(&a, tongue, N_("character {n}"), fault->place.at + 1))},
        {"what", text_of(what)},
    };
    why_say(why, E_INVALID, "%s", say(&a, tongue, N_("{where}: {what}"), ARRAY_LEN(whole), whole));
    arena_release(&a);
}

/* ---- who can be given a level ---- */

/* Whoever meets 'have' meets 'asked'. */
static bool test_implies(const struct test *have, const struct test *asked)
{
    bool later = have->figure == asked->figure && have->window <= asked->window;
    bool same = have->figure == asked->figure && have->window == asked->window;
    bool more = have->figure == FIGURE_AUM && asked->figure == FIGURE_AUM_MAX;
    bool wide = asked->figure == FIGURE_AUM_MAX || asked->figure == FIGURE_ACTIVE;
    return have->at_least >= asked->at_least && (same || more || (wide && later));
}

/* Codes and numbers of kinds are never below 0. */
static bool test_always(const struct test *t)
{
    return t->figure >= FIGURE_CC_GRADE && t->at_least <= 0;
}

static bool clause_implies(const struct clause *have, const struct clause *asked)
{
    for (size_t i = 0; i < asked->test_count; i++) {
        bool met = test_always(&asked->tests[i]);
        for (size_t k = 0; k < have->test_count; k++)
            met |= test_implies(&have->tests[k], &asked->tests[i]);
        if (!met)
            return false;
    }
    return true;
}

static bool is_within_level(const struct clause *c, const struct level *l)
{
    for (size_t i = 0; i < l->clause_count; i++)
        if (clause_implies(c, &l->clauses[i]))
            return true;
    return false;
}

/* Every test is "at least": who meets a clause just so meets a higher level, or nobody does. */
bool level_reachable(const struct scheme *s, size_t level, size_t *ret_by)
{
    const struct level *l = &s->levels[level - 1];
    for (size_t i = 0; i < l->clause_count; i++) {
        size_t higher = level + 1;
        while (higher <= s->level_count && !is_within_level(&l->clauses[i], &s->levels[higher - 1]))
            higher++;
        if (higher > s->level_count)
            return true;
        *ret_by = higher;
    }
    return false;
}
