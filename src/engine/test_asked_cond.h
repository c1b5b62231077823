#pragma once
/* asked_cond -- random conditions over an asked bank: every field, every operator that suits it,
 * trees of any shape. */
#include "engine/test_asked_bank.h"

UNUSED static struct cond_value asked_arg(uint64_t *seed, const struct catalogue_arg *arg)
{
    static const int64_t moments[] = {MOMENT_YESTERDAY, MOMENT_MONTH_END, MOMENT_THREE_MONTHS,
                                      MOMENT_YEAR_BEGIN};
    struct cond_value v = {.kind = A_NAME, .id = between(seed, 1, ASKED_TAGS)};
    switch (arg->kind) {
    case ARG_CODE:
        v.kind = A_CODE;
        v.number = arg->words->items[between(seed, 0, (int64_t)arg->words->len - 1)].code;
        break;
    case ARG_PRODUCT:
        v.kind = one_in(seed, 2) ? A_CODE : A_NAME;
        v.number = between(seed, 0, CLASS_COUNT - 1);
        v.id = one_in(seed, 3) ? ASKED_FAMILY : between(seed, 1, MADE_PRODUCTS);
        break;
    case ARG_TEXT:
        v.kind = A_TEXT;
        v.text = asked_object(between(seed, 0, ASKED_OBJECTS - 1));
        break;
    case ARG_WINDOW:
        v = (struct cond_value){.kind = A_DAYS, .number = between(seed, 1, 60)};
        break;
    case ARG_PERCENT:
        v = (struct cond_value){.kind = A_NUMBER, .number = between(seed, 0, BASIS_POINTS)};
        break;
    case ARG_SINCE:
        v = (struct cond_value){.kind = A_MOMENT, .number = moments[between(seed, 0, 3)]};
        break;
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    return v;
}

UNUSED static struct cond_ref asked_ref(uint64_t *seed, enum customer_field field)
{
    const struct catalogue_field *c = &customer_fields[field];
    struct cond_ref r = {.field = field};
    int moment = (int)between(seed, 0, MOMENTS - 1);
    r.moment = c->moments >> moment & 1 ? (enum moment)moment : MOMENT_TODAY;
    for (int i = 0; i < CATALOGUE_ARGS_MOST && c->args[i].kind != ARG_END; i++) {
        if (c->args[i].optional && one_in(seed, 2))
            continue;
        r.args[r.args_len].kind = c->args[i].kind;
        r.args[r.args_len++].value = asked_arg(seed, &c->args[i]);
    }
    return r;
}

UNUSED static struct cond_value asked_value(uint64_t *seed, const struct catalogue_field *c)
{
    struct cond_value v = {.kind = A_NUMBER};
    switch (c->type) {
    case OF_MONEY:
        v.number = made_amount(seed);
        break;
    case OF_COUNT:
        v.number = between(seed, -1, one_in(seed, 2) ? 5 : 90);
        break;
    case OF_SHARE:
        v.number = between(seed, 0, BASIS_POINTS);
        break;
    case OF_CODE:
        v.kind = A_CODE;
        v.number = c->words->items[between(seed, 0, (int64_t)c->words->len - 1)].code;
        break;
    case OF_DATE:
        v.kind = one_in(seed, 2) ? A_DAY : A_DAY_AGO;
        v.number = v.kind == A_DAY ? MADE_DAY - between(seed, 0, 300) : between(seed, -3, 300);
        break;
    case OF_TEXT:
        v.kind = A_TEXT;
        v.text = asked_word(between(seed, 0, ASKED_WORDS - 2));
        break;
    case OF_ORG:
        v.kind = A_NAME;
        v.id = between(seed, 1, MADE_NOWHERE + 2);
        break;
    case OF_STAFF:
        v.kind = A_NAME;
        v.id = between(seed, 1, MADE_STAFF);
        break;
    case OF_FLAG:
    case OF_YEARLY:
    case CATALOGUE_TYPES:
        break;
    }
    return v;
}

/* Which operators a type has here; the language's own rules are cond_check's. */
UNUSED static uint32_t asked_ops(const struct catalogue_field *c)
{
    const uint32_t equal = 1u << OP_EQ | 1u << OP_NE | 1u << OP_IN;
    const uint32_t ranks = 1u << OP_LT | 1u << OP_LE | 1u << OP_GT | 1u << OP_GE | 1u << OP_BETWEEN;
    const uint32_t empty = c->nullable ? 1u << OP_EMPTY : 0;
    switch (c->type) {
    case OF_FLAG:
        return 1u << OP_HOLDS;
    case OF_CODE:
        return equal | empty | (c->ranked ? ranks : 0);
    case OF_DATE:
        return equal | ranks | empty | 1u << OP_LAST | 1u << OP_NEXT;
    case OF_YEARLY:
        return empty | 1u << OP_NEXT | 1u << OP_LAST;
    case OF_TEXT:
        return equal | empty | 1u << OP_BEGINS;
    case OF_ORG:
        return equal | empty | 1u << OP_UNDER;
    case OF_STAFF:
        return c->several ? 1u << OP_EQ | 1u << OP_IN | empty : equal | empty;
    case OF_MONEY:
    case OF_COUNT:
    case OF_SHARE:
    case CATALOGUE_TYPES:
        break;
    }
    return equal | ranks | empty;
}

UNUSED static size_t asked_count(uint64_t *seed, enum cond_op op)
{
    if (op == OP_HOLDS || op == OP_EMPTY)
        return 0;
    if (op == OP_BETWEEN)
        return 2;
    return op == OP_IN || op == OP_UNDER || op == OP_BEGINS ? (size_t)between(seed, 1, 3) : 1;
}

/* Another figure of the same type. */
UNUSED static const struct cond_ref *asked_than(uint64_t *seed, struct arena *a,
                                                enum catalogue_type type)
{
    enum customer_field field = FIELD_STAGE;
    do
        field = (enum customer_field)between(seed, 0, CUSTOMER_FIELDS - 1);
    while (customer_fields[field].type != type);
    struct cond_ref *than = arena_alloc(a, sizeof *than);
    *than = asked_ref(seed, field);
    return than;
}

UNUSED static struct cond_test asked_test(uint64_t *seed, struct arena *a)
{
    struct cond_test t = {
        .left = asked_ref(seed, (enum customer_field)between(seed, 0, CUSTOMER_FIELDS - 1))};
    const struct catalogue_field *c = &customer_fields[t.left.field];
    do
        t.op = (enum cond_op)between(seed, 0, COND_OPS - 1);
    while (!(asked_ops(c) >> t.op & 1));
    bool is_size = c->type == OF_MONEY || c->type == OF_COUNT;
    if (is_size && t.op >= OP_EQ && t.op <= OP_GE && one_in(seed, 3)) {
        t.than = asked_than(seed, a, c->type);
        t.factor = one_in(seed, 2) ? BASIS_POINTS : between(seed, 1, 3 * BASIS_POINTS);
        return t;
    }
    t.len = asked_count(seed, t.op);
    struct cond_value *values = arena_alloc(a, (t.len + 1) * sizeof *values);
    for (size_t i = 0; i < t.len; i++)
        values[i] = asked_value(seed, c);
    if (t.op == OP_LAST || t.op == OP_NEXT)
        values[0] = (struct cond_value){.kind = A_DAYS, .number = between(seed, 1, 40)};
    t.values = values;
    return t;
}

UNUSED static const struct cond *asked_cond(uint64_t *seed, struct arena *a, int depth)
{
    struct cond *c = arena_alloc(a, sizeof *c);
    c->kind = depth == 0 || one_in(seed, 4) ? COND_TEST : (enum cond_kind)between(seed, 0, 3);
    if (c->kind == COND_TEST) {
        c->test = asked_test(seed, a);
        return c;
    }
    c->len = c->kind == COND_NOT ? 1 : (size_t)between(seed, 2, 4);
    const struct cond **parts = arena_alloc(a, c->len * sizeof *parts);
    for (size_t i = 0; i < c->len; i++)
        parts[i] = asked_cond(seed, a, depth - 1);
    c->parts = parts;
    return c;
}
