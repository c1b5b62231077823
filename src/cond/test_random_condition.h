#pragma once
/* random conditions -- for tests: any tree that the rules allow, the same again from the same seed.
 *
 *     struct random_conditions r = {.arena = &a, .seed = 7, .texts = {...}};
 *     const struct cond *c = random_condition(&r);
 *
 * Only for test_*.c. */
#include "cond/condition.h"
#include "cond/words.h"

struct random_conditions {
    struct arena *arena;
    uint64_t seed;
    unsigned depth; /* of groups, at most; 0: 4 */
    /* What is named: ended by NULL; a NULL pointer: some names of our own. */
    const char *const *texts, *const *names[NAME_KINDS];
    day today;                                          /* days are near it; 0: 2026-01-31 */
    bool (*may_ask)(enum customer_field, enum cond_op); /* NULL: everything */
};

/* A number from 0 to below 'most' (splitmix64). */
static inline uint64_t random_below(struct random_conditions *r, uint64_t most)
{
    uint64_t z = r->seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (z ^ (z >> 31)) % most;
}

static inline struct text random_name(struct random_conditions *r, const char *const *names)
{
    static const char *const own[] = {"房贷客户",
                                      "王",
                                      "a \"quoted\" name",
                                      "back\\slash",
                                      "👩‍👩‍👧 家",
                                      "gold",
                                      "30d",
                                      "and",
                                      NULL};
    const char *const *from = names ? names : own;
    size_t len = 0;
    while (from[len])
        len++;
    return text_of(from[random_below(r, len)]);
}

static inline struct cond_value random_code(struct random_conditions *r, const struct words *words)
{
    return (struct cond_value){.kind = A_CODE,
                               .number = words->items[random_below(r, words->len)].code};
}

static inline struct cond_value random_named(struct random_conditions *r, enum name_kind kind)
{
    return (struct cond_value){.kind = A_NAME, .text = random_name(r, r->names[kind])};
}

static inline struct cond_value random_window(struct random_conditions *r)
{
    static const int16_t days[] = {1, 7, 30, 90, 365, WINDOW_DAYS_MOST};
    return (struct cond_value){.kind = A_DAYS, .number = days[random_below(r, ARRAY_LEN(days))]};
}

static inline struct cond_value random_arg(struct random_conditions *r,
                                           const struct catalogue_arg *arg)
{
    switch (arg->kind) {
    case ARG_CODE:
        return random_code(r, arg->words);
    case ARG_PRODUCT:
        return random_below(r, 3) ? random_code(r, &class_words) : random_named(r, NAMED_PRODUCT);
    case ARG_TAG:
        return random_named(r, NAMED_TAG);
    case ARG_LIST:
        return random_named(r, NAMED_LIST);
    case ARG_AUDIENCE:
        return random_named(r, NAMED_AUDIENCE);
    case ARG_SCHEME:
        return random_named(r, NAMED_SCHEME);
    case ARG_TEXT:
        return (struct cond_value){.kind = A_TEXT, .text = random_name(r, r->texts)};
    case ARG_WINDOW:
        return random_window(r);
    case ARG_PERCENT:
        return (struct cond_value){.kind = A_NUMBER, .number = 1 + random_below(r, BASIS_POINTS)};
    case ARG_SINCE:
        return (struct cond_value){.kind = A_MOMENT, .number = 1 + random_below(r, MOMENTS - 1)};
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    assert(false);
    return (struct cond_value){0};
}

static inline struct cond_ref random_ref(struct random_conditions *r, enum customer_field field)
{
    const struct catalogue_field *f = &customer_fields[field];
    struct cond_ref ref = {.field = field};
    enum moment m = (enum moment)random_below(r, MOMENTS);
    if (f->moments >> m & 1)
        ref.moment = m;
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++) {
        if (f->args[i].optional && random_below(r, 2))
            continue;
        ref.args[ref.args_len].kind = f->args[i].kind;
        ref.args[ref.args_len++].value = random_arg(r, &f->args[i]);
    }
    return ref;
}

/* Small, round and odd amounts, some below zero. */
static inline int64_t random_amount(struct random_conditions *r)
{
    int64_t amount = (int64_t)random_below(r, 100);
    for (uint64_t zeros = random_below(r, 8); zeros > 0; zeros--)
        amount *= 10;
    return random_below(r, 5) ? amount : -amount;
}

static inline struct cond_value random_day(struct random_conditions *r)
{
    day today = r->today ? r->today : day_of((struct ymd){2026, 1, 31});
    int64_t apart = (int64_t)random_below(r, 800) - 100;
    switch (random_below(r, 3)) {
    case 0:
        return (struct cond_value){.kind = A_DAY, .number = today - apart};
    case 1:
        return (struct cond_value){.kind = A_DAY_AGO, .number = apart};
    default:
        return (struct cond_value){.kind = A_MONTHS_AGO, .number = apart / 30};
    }
}

static inline struct cond_value random_value(struct random_conditions *r,
                                             const struct catalogue_field *f, enum cond_op op)
{
    if (op == OP_LAST || op == OP_NEXT)
        return random_window(r);
    switch (f->type) {
    case OF_MONEY:
        return (struct cond_value){.kind = A_NUMBER, .number = random_amount(r)};
    case OF_COUNT:
        return (struct cond_value){.kind = A_NUMBER, .number = random_below(r, 80)};
    case OF_SHARE:
        return (struct cond_value){.kind = A_NUMBER, .number = random_below(r, BASIS_POINTS + 1)};
    case OF_CODE:
        return random_code(r, f->words);
    case OF_DATE:
        return random_day(r);
    case OF_TEXT:
        return (struct cond_value){.kind = A_TEXT, .text = random_name(r, r->texts)};
    case OF_ORG:
        return random_named(r, NAMED_ORG);
    case OF_STAFF:
        return random_named(r, NAMED_STAFF);
    case OF_LEVEL:
        return random_named(r, NAMED_LEVEL);
    case OF_FLAG:
    case OF_YEARLY:
    case CATALOGUE_TYPES:
        break;
    }
    assert(false);
    return (struct cond_value){0};
}

static inline void random_than(struct random_conditions *r, struct cond_test *t,
                               enum customer_field than)
{
    bool figure = customer_fields[than].type == OF_MONEY || customer_fields[than].type == OF_COUNT;
    struct cond_ref ref = random_ref(r, than);
    t->than = arena_copy(r->arena, &ref, sizeof ref);
    t->factor = figure && random_below(r, 2) ? 1 + (int64_t)random_below(r, 30000) : BASIS_POINTS;
}

static inline void random_values(struct random_conditions *r, struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    if (t->op == OP_HOLDS || t->op == OP_EMPTY)
        return;
    t->len = t->op == OP_BETWEEN                   ? 2
             : t->op == OP_IN || t->op == OP_UNDER ? 1 + random_below(r, 4)
                                                   : 1;
    struct cond_value *values = arena_alloc(r->arena, t->len * sizeof *values);
    for (size_t i = 0; i < t->len; i++)
        values[i] = random_value(r, f, t->op);
    t->values = values;
}

static inline struct cond_test random_try(struct random_conditions *r)
{
    struct cond_test t = {.left =
                              random_ref(r, (enum customer_field)random_below(r, CUSTOMER_FIELDS))};
    do
        t.op = (enum cond_op)random_below(r, COND_OPS);
    while (!op_suits(&customer_fields[t.left.field], t.op));
    if (t.op >= OP_EQ && t.op <= OP_GE && random_below(r, 4) == 0)
        random_than(r, &t, (enum customer_field)random_below(r, CUSTOMER_FIELDS));
    else
        random_values(r, &t);
    return t;
}

/* Tries until the rules allow it: between in order, fields that can be compared. */
static inline const struct cond *random_test(struct random_conditions *r)
{
    struct cond *c = arena_alloc(r->arena, sizeof *c);
    struct cond_fault fault;
    c->kind = COND_TEST;
    do
        c->test = random_try(r);
    while ((r->may_ask && !r->may_ask(c->test.left.field, c->test.op)) ||
           (r->may_ask && c->test.than && !r->may_ask(c->test.than->field, c->test.op)) ||
           cond_check(c, &fault) != OK);
    return c;
}

static inline const struct cond *random_node(struct random_conditions *r, unsigned depth)
{
    enum cond_kind kind = (enum cond_kind)random_below(r, COND_TEST + 1);
    if (depth == 0 || kind == COND_TEST)
        return random_test(r);
    struct cond *c = arena_alloc(r->arena, sizeof *c);
    c->kind = kind;
    c->len = kind == COND_NOT ? 1 : 2 + random_below(r, 2);
    const struct cond **parts = arena_alloc(r->arena, c->len * sizeof *parts);
    for (size_t i = 0; i < c->len; i++)
        parts[i] = random_node(r, depth - 1);
    c->parts = parts;
    return c;
}

/* Its places are not known. */
static inline const struct cond *random_condition(struct random_conditions *r)
{
    struct cond_fault fault;
    const struct cond *c;
    do
        c = random_node(r, r->depth ? r->depth : 4);
    while (cond_check(c, &fault) != OK);
    return c;
}
