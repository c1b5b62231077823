#include "random_condition.h"

#include "cond/words.h"

struct throwing {
    struct arena *arena;
    struct die *die;
    const struct topics *of;
};

static size_t below(struct throwing *t, size_t limit)
{
    return (size_t)throw_below(t->die, limit);
}

static bool one_in(struct throwing *t, size_t n)
{
    return below(t, n) == 0;
}

/* ---- values ---- */

static struct cond_value number(int64_t n)
{
    return (struct cond_value){.kind = A_NUMBER, .number = n};
}

static fen random_amount(struct throwing *t)
{
    static const fen round[] = {0, 1, YUAN(10000), YUAN(100000), YUAN(500000), YUAN(5000000)};
    bool is_round = t->of->amounts_len == 0 || one_in(t, 4);
    fen x =
        is_round ? round[below(t, ARRAY_LEN(round))] : t->of->amounts[below(t, t->of->amounts_len)];
    return fen_add(x, (fen)below(t, 3) - 1);
}

static struct cond_value random_name(struct throwing *t, const struct bank_words *words)
{
    const struct bank_word *w = &words->items[below(t, words->len)];
    return (struct cond_value){.kind = A_NAME, .text = w->name, .id = w->id};
}

static struct cond_value random_code(struct throwing *t, const struct words *words)
{
    return (struct cond_value){.kind = A_CODE, .number = words->items[below(t, words->len)].code};
}

static struct cond_value random_text(struct throwing *t)
{
    return (struct cond_value){.kind = A_TEXT,
                               .text = t->of->texts_len ? t->of->texts[below(t, t->of->texts_len)]
                                                        : TEXT("?")};
}

static struct cond_value random_day(struct throwing *t)
{
    switch (below(t, 4)) {
    case 0:
        return (struct cond_value){.kind = A_DAY_AGO, .number = (int64_t)below(t, 400)};
    case 1:
        return (struct cond_value){.kind = A_MONTHS_AGO, .number = (int64_t)below(t, 14)};
    default:
        return (struct cond_value){.kind = A_DAY,
                                   .number = t->of->day - (int64_t)below(t, 500) + 10};
    }
}

static struct cond_value random_days(struct throwing *t)
{
    static const int some[] = {1, 1, 2, 7, 30, 31, 90, 365, 366};
    int n = one_in(t, 3) ? 1 + (int)below(t, WINDOW_DAYS_MOST) : some[below(t, ARRAY_LEN(some))];
    return (struct cond_value){.kind = A_DAYS, .number = n};
}

/* Counts are small, but for years of age. */
static struct cond_value random_count(struct throwing *t, enum customer_field field)
{
    return number((int64_t)(field == FIELD_AGE ? 10 + below(t, 85) : below(t, 6)));
}

/* A bank has the shipped schemes at least. */
static struct cond_value random_scheme(struct throwing *t)
{
    for (;;) {
        size_t side = below(t, SIDES_MOST);
        if (schemes_has(t->of->schemes, side))
            return (struct cond_value){.kind = A_NAME,
                                       .text = text_of(t->of->schemes->at[side].is.name),
                                       .id = (int64_t)side};
    }
}

static struct cond_value random_level(struct throwing *t, int64_t side)
{
    const struct scheme_named *s = &t->of->schemes->at[side];
    size_t level = below(t, s->level_count + 1);
    return (struct cond_value){.kind = A_NAME,
                               .text = text_of(level ? s->levels[level - 1].name : "none"),
                               .id = (int64_t)level};
}

static struct cond_value random_value(struct throwing *t, const struct cond_ref *ref)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    switch (f->type) {
    case OF_MONEY:
        return number(random_amount(t));
    case OF_COUNT:
        return random_count(t, ref->field);
    case OF_SHARE:
        return number((int64_t)below(t, 11) * BASIS_POINTS / 10);
    case OF_CODE:
        return random_code(t, f->words);
    case OF_DATE:
        return random_day(t);
    case OF_TEXT:
        return random_text(t);
    case OF_ORG:
        return random_name(t, &t->of->orgs);
    case OF_STAFF:
        return random_name(t, &t->of->staff);
    case OF_LEVEL:
        return random_level(t, cond_arg(ref, ARG_SCHEME)->id);
    case OF_FLAG:
    case OF_YEARLY:
    case CATALOGUE_TYPES:
        break;
    }
    return number(0);
}

/* ---- references ---- */

static enum moment random_moment(struct throwing *t, unsigned allowed)
{
    for (;;) {
        unsigned m = (unsigned)below(t, MOMENTS);
        if (allowed & (1U << m))
            return (enum moment)m;
    }
}

static struct cond_value random_product(struct throwing *t)
{
    return t->of->products.len == 0 || one_in(t, 2) ? random_code(t, &class_words)
                                                    : random_name(t, &t->of->products);
}

static struct cond_value random_argument(struct throwing *t, const struct catalogue_arg *arg)
{
    switch (arg->kind) {
    case ARG_CODE:
        return random_code(t, arg->words);
    case ARG_PRODUCT:
        return random_product(t);
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
        return random_name(t, &t->of->sets[arg->kind - ARG_TAG]);
    case ARG_SCHEME:
        return random_scheme(t);
    case ARG_TEXT:
        return random_text(t);
    case ARG_WINDOW:
        return random_days(t);
    case ARG_PERCENT:
        return number((int64_t)below(t, BASIS_POINTS) + 1);
    case ARG_SINCE:
        return (struct cond_value){
            .kind = A_MOMENT,
            .number = random_moment(t, ((1U << MOMENTS) - 1) & ~(1U << MOMENT_TODAY))};
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    return number(0);
}

/* Has the bank what the field is about? */
static bool has_topic(const struct throwing *t, enum customer_field field)
{
    const struct catalogue_field *f = &customer_fields[field];
    enum arg_kind first = f->args[0].kind;
    if (first == ARG_TAG || first == ARG_LIST || first == ARG_AUDIENCE)
        return t->of->sets[first - ARG_TAG].len > 0;
    return f->type == OF_STAFF ? t->of->staff.len > 0 : true;
}

static struct cond_ref random_ref(struct throwing *t, enum customer_field field)
{
    const struct catalogue_field *f = &customer_fields[field];
    struct cond_ref ref = {.field = field};
    if (f->moments && one_in(t, 2))
        ref.moment = random_moment(t, f->moments);
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++)
        if (!f->args[i].optional || one_in(t, 2))
            ref.args[ref.args_len++] =
                (struct cond_arg){f->args[i].kind, random_argument(t, &f->args[i])};
    return ref;
}

static enum customer_field random_field(struct throwing *t)
{
    for (;;) {
        enum customer_field field = (enum customer_field)below(t, CUSTOMER_FIELDS);
        if (has_topic(t, field))
            return field;
    }
}

/* ---- tests ---- */

static enum cond_op random_op(struct throwing *t, const struct catalogue_field *f)
{
    for (;;) {
        enum cond_op op = (enum cond_op)below(t, COND_OPS);
        if (op_suits(f, op))
            return op;
    }
}

/* Another figure of the same type: amounts beside amounts, counts beside counts. */
static const struct cond_ref *random_other(struct throwing *t, enum customer_field field)
{
    const struct catalogue_field *f = &customer_fields[field];
    for (;;) {
        enum customer_field other = random_field(t);
        if (customer_fields[other].type == f->type && customer_fields[other].words == f->words) {
            struct cond_ref ref = random_ref(t, other);
            return arena_copy(t->arena, &ref, sizeof ref);
        }
    }
}

static void order(struct cond_value *v, day on)
{
    bool are_days = v[0].kind == A_DAY || v[0].kind == A_DAY_AGO || v[0].kind == A_MONTHS_AGO;
    int64_t a = are_days ? cond_day(&v[0], on) : v[0].number;
    int64_t b = are_days ? cond_day(&v[1], on) : v[1].number;
    struct cond_value first = v[0];
    if (a > b) {
        v[0] = v[1];
        v[1] = first;
    }
}

static size_t values_of(struct throwing *t, enum cond_op op)
{
    switch (op) {
    case OP_HOLDS:
    case OP_EMPTY:
        return 0;
    case OP_BETWEEN:
        return 2;
    case OP_IN:
    case OP_UNDER:
        return 1 + below(t, 3);
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_BEGINS:
    case OP_LAST:
    case OP_NEXT:
    case COND_OPS:
        break;
    }
    return 1;
}

/* At least one character of it. */
static void cut(struct throwing *t, struct text *x)
{
    size_t len = 1 + below(t, x->len ? x->len : 1);
    while (len < x->len && ((unsigned char)x->ptr[len] & 0xC0) == 0x80)
        len++;
    x->len = len < x->len ? len : x->len;
}

static void throw_values(struct throwing *t, struct cond_test *test)
{
    size_t len = values_of(t, test->op);
    struct cond_value *v = arena_alloc(t->arena, len * sizeof *v);
    bool is_length = test->op == OP_LAST || test->op == OP_NEXT;
    for (size_t i = 0; i < len; i++)
        v[i] = is_length ? random_days(t) : random_value(t, &test->left);
    if (test->op == OP_BETWEEN)
        order(v, t->of->day);
    if (test->op == OP_BEGINS)
        cut(t, &v[0].text);
    test->values = v;
    test->len = len;
}

static bool may_be_compared(const struct catalogue_field *f, enum cond_op op)
{
    bool suits = f->type == OF_MONEY || f->type == OF_COUNT || f->type == OF_CODE;
    return suits && !f->several && op >= OP_EQ && op <= OP_GE;
}

static int64_t random_factor(struct throwing *t, const struct catalogue_field *f)
{
    return f->type == OF_CODE || one_in(t, 2) ? BASIS_POINTS : 1 + (int64_t)below(t, 30000);
}

static struct cond_test random_test(struct throwing *t, enum customer_field field)
{
    struct cond_test test = {.left = random_ref(t, field)};
    const struct catalogue_field *f = &customer_fields[test.left.field];
    test.op = random_op(t, f);
    if (!may_be_compared(f, test.op) || one_in(t, 2)) {
        throw_values(t, &test);
        return test;
    }
    test.than = random_other(t, test.left.field);
    test.factor = random_factor(t, f);
    return test;
}

/* ---- the tree ---- */

static const struct cond *throw_cond(struct throwing *t, int depth)
{
    struct cond *c = arena_alloc(t->arena, sizeof *c);
    size_t what = depth > 0 ? below(t, 10) : 9;
    c->kind = what < 3 ? COND_AND : what < 6 ? COND_OR : what < 7 ? COND_NOT : COND_TEST;
    if (c->kind == COND_TEST) {
        c->test = random_test(t, random_field(t));
        return c;
    }
    c->len = c->kind == COND_NOT ? 1 : 2 + below(t, 3);
    const struct cond **parts = arena_alloc(t->arena, c->len * sizeof *parts);
    for (size_t i = 0; i < c->len; i++)
        parts[i] = throw_cond(t, depth - 1);
    c->parts = parts;
    return c;
}

const struct cond *throw_condition(struct arena *a, struct die *die, const struct topics *of)
{
    struct throwing t = {a, die, of};
    return throw_cond(&t, (int)below(&t, 4));
}

const struct cond *throw_about(struct arena *a, struct die *die, const struct topics *of,
                               enum customer_field field)
{
    struct throwing t = {a, die, of};
    struct cond *c = arena_alloc(a, sizeof *c);
    if (!has_topic(&t, field))
        return NULL;
    c->kind = COND_TEST;
    do
        c->test = random_test(&t, field);
    while (c->test.than);
    return c;
}
