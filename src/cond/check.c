/* What every condition must keep to, whoever made it. */
#include "cond/check.h"

#include "cond/fault.h"
#include "cond/parse.h"
#include "cond/print.h"
#include "cond/words.h"

enum { YUAN_DIGITS_MOST = 13, DAYS_MOST = 36600, MONTHS_MOST = 1200, COUNT_MOST = 1000000000 };
#define MONEY_MOST INT64_C(1000000000000000) /* fen of so many digits */
#define FACTOR_MOST (1000 * (int64_t)BASIS_POINTS)

/* ---- values ---------------------------------------------------------------------------------- */

static bool within(int64_t number, int64_t least, int64_t most)
{
    return number >= least && number <= most;
}

static bool number_in_range(enum catalogue_type type, int64_t number)
{
    if (type == OF_MONEY)
        return within(number, -MONEY_MOST, MONEY_MOST);
    return within(number, 0, type == OF_SHARE ? BASIS_POINTS : COUNT_MOST);
}

static bool text_is_good(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] < ' ' || t.ptr[i] == 0x7F)
            return false;
    return t.len > 0 && text_is_utf8(t);
}

/* Is it in range for what it is?  Lengths and arguments have bounds of their own. */
static bool value_in_range(const struct catalogue_field *f, const struct cond_value *v)
{
    switch (v->kind) {
    case A_NUMBER:
        return number_in_range(f->type, v->number);
    case A_CODE:
        return within(v->number, INT16_MIN, INT16_MAX) &&
               word_of_code(f->words, (int16_t)v->number);
    case A_DAYS:
        return within(v->number, 1, f->type == OF_YEARLY ? WINDOW_DAYS_MOST : DAYS_MOST);
    case A_DAY:
        return within(v->number, day_of((struct ymd){1, 1, 1}), day_of((struct ymd){9999, 12, 31}));
    case A_DAY_AGO:
        return within(v->number, -DAYS_MOST, DAYS_MOST);
    case A_MONTHS_AGO:
        return within(v->number, -MONTHS_MOST, MONTHS_MOST);
    case A_TEXT:
    case A_NAME:
        return text_is_good(v->text);
    case A_MOMENT:
    case VALUE_KINDS:
        break;
    }
    return false;
}

static bool kind_suits(const struct catalogue_field *f, enum cond_op op, enum value_kind kind)
{
    if (op == OP_LAST || op == OP_NEXT)
        return kind == A_DAYS;
    switch (f->type) {
    case OF_MONEY:
    case OF_COUNT:
    case OF_SHARE:
        return kind == A_NUMBER;
    case OF_CODE:
        return kind == A_CODE;
    case OF_DATE:
        return kind == A_DAY || kind == A_DAY_AGO || kind == A_MONTHS_AGO;
    case OF_TEXT:
        return kind == A_TEXT;
    case OF_ORG:
    case OF_STAFF:
    case OF_LEVEL:
        return kind == A_NAME;
    case OF_FLAG:
    case OF_YEARLY:
    case CATALOGUE_TYPES:
        break;
    }
    return false;
}

static rc out_of_range(const char *hint, const struct words *words, enum catalogue_type type,
                       const struct cond_value *v, struct cond_fault *fault)
{
    struct buf b;
    buf_init(&b);
    bool printable = v->kind != A_CODE || word_of_code(words, (int16_t)v->number);
    if (printable)
        print_value(&b, words, type, v, true);
    fault_near(fault, COND_OUT_OF_RANGE, v->place, buf_text(&b), NULL);
    fault->expected = hint;
    buf_release(&b);
    return E_INVALID;
}

static const char *range_hint(const struct catalogue_field *f, enum cond_op op)
{
    if (op == OP_LAST || op == OP_NEXT)
        return f->type == OF_YEARLY ? N_("1 to 366 days") : N_("1 to 36600 days");
    switch (f->type) {
    case OF_MONEY:
        return N_("at most 10,000,000,000,000 yuan");
    case OF_COUNT:
        return N_("0 to 1,000,000,000");
    case OF_SHARE:
        return N_("0% to 100%");
    case OF_DATE:
        return N_("at most 100 years from now");
    default:
        return value_hint(f, op);
    }
}

rc check_value(const struct cond_test *t, const struct cond_value *v, struct cond_fault *fault)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    if (!kind_suits(f, t->op, v->kind) || !value_in_range(f, v))
        return out_of_range(range_hint(f, t->op), f->words, f->type, v, fault);
    return OK;
}

static size_t values_least(enum cond_op op)
{
    return op == OP_HOLDS || op == OP_EMPTY ? 0 : op == OP_BETWEEN ? 2 : 1;
}

static size_t values_most(enum cond_op op)
{
    return op == OP_IN || op == OP_UNDER ? COND_VALUES_MOST : values_least(op);
}

/* Days of one kind can be told apart; of months ago, fewer are later. */
static bool is_below(const struct cond_value *a, const struct cond_value *b)
{
    if (a->kind != b->kind)
        return false;
    bool backwards = a->kind == A_DAY_AGO || a->kind == A_MONTHS_AGO;
    return backwards ? a->number > b->number : a->number < b->number;
}

rc check_values(const struct cond_test *t, struct cond_fault *fault)
{
    if (t->len < values_least(t->op) || t->len > values_most(t->op))
        return fault_expected(fault, N_("as many values as the operator takes"),
                              &(struct token){.place = t->left.place});
    for (size_t i = 0; i < t->len; i++)
        TRY(check_value(t, &t->values[i], fault));
    if (t->op == OP_BETWEEN && is_below(&t->values[1], &t->values[0]))
        return fault_limit(fault, COND_WRONG_ORDER, t->values[1].place, 0);
    return OK;
}

/* ---- references ------------------------------------------------------------------------------ */

static bool arg_in_range(const struct catalogue_arg *arg, const struct cond_value *v)
{
    switch (arg->kind) {
    case ARG_CODE:
        return v->kind == A_CODE && word_of_code(arg->words, (int16_t)v->number);
    case ARG_PRODUCT:
        return v->kind == A_NAME
                   ? text_is_good(v->text)
                   : v->kind == A_CODE && word_of_code(&class_words, (int16_t)v->number);
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
    case ARG_SCHEME:
        return v->kind == A_NAME && text_is_good(v->text);
    case ARG_TEXT:
        return v->kind == A_TEXT && text_is_good(v->text);
    case ARG_WINDOW:
        return v->kind == A_DAYS && within(v->number, 1, WINDOW_DAYS_MOST);
    case ARG_PERCENT:
        return v->kind == A_NUMBER && within(v->number, 1, BASIS_POINTS);
    case ARG_SINCE:
        return v->kind == A_MOMENT && within(v->number, MOMENT_TODAY + 1, MOMENTS - 1);
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    return false;
}

static const char *arg_range_hint(const struct catalogue_arg *arg)
{
    if (arg->kind == ARG_WINDOW)
        return N_("1 to 366 days");
    if (arg->kind == ARG_PERCENT)
        return N_("0.01% to 100%");
    return arg_hint(arg);
}

rc check_arg(const struct catalogue_arg *arg, const struct cond_value *v, struct cond_fault *fault)
{
    if (arg_in_range(arg, v))
        return OK;
    return out_of_range(arg_range_hint(arg), arg->words, OF_SHARE, v, fault);
}

/* The arguments are those of the catalogue in its order; optional ones may be left out. */
rc check_args(const struct cond_ref *ref, struct cond_fault *fault)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    const struct token name = {.bytes = text_of(f->name), .place = ref->place};
    size_t given = 0;
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++) {
        const struct catalogue_arg *arg = &f->args[i];
        bool there = given < ref->args_len && ref->args[given].kind == arg->kind;
        if (there)
            TRY(check_arg(arg, &ref->args[given++].value, fault));
        else if (!arg->optional)
            return fault_expected(fault, arg_hint(arg), &name);
    }
    return given == ref->args_len ? OK : fault_expected(fault, N_("fewer arguments"), &name);
}

rc check_moment(const struct cond_ref *ref, struct cond_fault *fault)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    if (ref->moment == MOMENT_TODAY || f->moments >> ref->moment & 1)
        return OK;
    return fault_near(fault, COND_WRONG_MOMENT, ref->place, text_of(f->name), NULL);
}

static rc check_ref(const struct cond_ref *ref, struct cond_fault *fault)
{
    assert(ref->field < CUSTOMER_FIELDS && ref->moment < MOMENTS);
    TRY(check_moment(ref, fault));
    return check_args(ref, fault);
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* clang-format off */
static const char *const op_hints[CATALOGUE_TYPES] = {
    [OF_MONEY]  = N_("=, !=, <, <=, >, >=, between or in"),
    [OF_COUNT]  = N_("=, !=, <, <=, >, >=, between or in"),
    [OF_CODE]   = N_("=, != or in"),
    [OF_FLAG]   = N_("nothing behind it; \"not\" before it is the opposite"),
    [OF_DATE]   = N_("=, !=, <, <=, >, >=, between, in, within or within the last"),
    [OF_YEARLY] = N_("within, as in: within 7d"),
    [OF_TEXT]   = N_("=, !=, in or begins with"),
    [OF_ORG]    = N_("=, !=, in or under"),
    [OF_STAFF]  = N_("=, != or in"),
    [OF_SHARE]  = N_("=, !=, <, <=, >, >=, between or in"),
    [OF_LEVEL]  = N_("=, !=, <, <=, >, >=, between or in"),
};
/* clang-format on */

static const char *op_hint(const struct catalogue_field *f)
{
    if (f->ranked)
        return op_hints[OF_COUNT];
    return f->several ? N_("= or in") : op_hints[f->type];
}

rc check_op(const struct cond_ref *left, enum cond_op op, struct cond_place place,
            struct cond_fault *fault)
{
    const struct catalogue_field *f = &customer_fields[left->field];
    if (op_suits(f, op))
        return OK;
    if (op == OP_EMPTY)
        return fault_near(fault, COND_NEVER_EMPTY, place, text_of(f->name), NULL);
    fault_near(fault, COND_WRONG_OPERATOR, place, text_of(f->name), NULL);
    fault->expected = op_hint(f);
    return E_INVALID;
}

/* Fields of one type compare, codes where they are of one list; only figures can be multiplied. */
static bool may_compare(const struct cond_test *t)
{
    const struct catalogue_field *left = &customer_fields[t->left.field];
    const struct catalogue_field *right = &customer_fields[t->than->field];
    bool multiplied = t->factor != BASIS_POINTS;
    bool figure = left->type == OF_MONEY || left->type == OF_COUNT;
    bool comparable = figure || left->type == OF_CODE || left->type == OF_DATE;
    return t->op >= OP_EQ && t->op <= OP_GE && comparable && left->type == right->type &&
           left->words == right->words && (figure || !multiplied);
}

rc check_than(const struct cond_test *t, struct cond_fault *fault)
{
    TRY(check_ref(t->than, fault));
    if (!may_compare(t))
        return fault_near(fault, COND_INCOMPARABLE, t->than->place,
                          text_of(customer_fields[t->than->field].name), NULL);
    if (within(t->factor, 1, FACTOR_MOST))
        return OK;
    struct buf b;
    buf_init(&b);
    print_factor(&b, t->factor);
    fault_near(fault, COND_OUT_OF_RANGE, t->than->place, buf_text(&b), NULL);
    fault->expected = N_("a factor from 0.0001 to 1000");
    buf_release(&b);
    return E_INVALID;
}

rc check_test(const struct cond_test *t, struct cond_fault *fault)
{
    TRY(check_ref(&t->left, fault));
    TRY(check_op(&t->left, t->op, t->left.place, fault));
    return t->than ? check_than(t, fault) : check_values(t, fault);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static rc check_tree(const struct cond *c, unsigned depth, struct cond_fault *fault)
{
    if (c->kind == COND_TEST)
        return check_test(&c->test, fault);
    if (depth == COND_DEPTH_MOST)
        return fault_limit(fault, COND_TOO_DEEP, c->place, COND_DEPTH_MOST);
    assert(c->kind == COND_NOT ? c->len == 1 : c->len >= 2);
    for (size_t i = 0; i < c->len; i++)
        TRY(check_tree(c->parts[i], depth + 1, fault));
    return OK;
}

static size_t canonical_bytes(const struct cond *c)
{
    struct arena a;
    arena_init(&a);
    size_t len = cond_text(&a, c).len;
    arena_release(&a);
    return len;
}

rc cond_check(const struct cond *c, struct cond_fault *fault)
{
    TRY(check_tree(c, 0, fault));
    if (cond_nodes(c) > COND_NODES_MOST)
        return fault_limit(fault, COND_TOO_MANY_PARTS, c->place, COND_NODES_MOST);
    if (canonical_bytes(c) > COND_BYTES_MOST)
        return fault_limit(fault, COND_TOO_LONG, c->place, COND_BYTES_MOST);
    return OK;
}
