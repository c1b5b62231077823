/* Tree to text: one way to write each tree, which cond_parse reads back as it was. */
#include "cond/print.h"

#include "cond/words.h"

static void print_quoted(struct buf *b, struct text t)
{
    buf_add_char(b, '"');
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"' || t.ptr[i] == '\\')
            buf_add_char(b, '\\');
        buf_add_char(b, t.ptr[i]);
    }
    buf_add_char(b, '"');
}

/* 'number' / 10^decimals, without zeros at the end. */
static void print_decimal(struct buf *b, int64_t number, unsigned decimals)
{
    int64_t one = 1;
    for (unsigned i = 0; i < decimals; i++)
        one *= 10;
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    uint64_t rest = size % (uint64_t)one;
    buf_printf(b, "%s%" PRIu64, number < 0 ? "-" : "", size / (uint64_t)one);
    if (rest == 0)
        return;
    while (rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    buf_printf(b, ".%0*" PRIu64, (int)decimals, rest);
}

static void print_number(struct buf *b, enum catalogue_type type, int64_t number)
{
    print_decimal(b, number, type == OF_COUNT ? 0 : 2);
    if (type == OF_SHARE)
        buf_add_char(b, '%');
}

static void print_ago(struct buf *b, int64_t number, const char *unit)
{
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    buf_printf(b, "%" PRIu64 " %s%s %s", size, unit, size == 1 ? "" : "s",
               number < 0 ? "ahead" : "ago");
}

/* A code, as schemes and levels have one: written without quotes. */
static bool is_word(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        bool letter = t.ptr[i] >= 'a' && t.ptr[i] <= 'z';
        bool inner = t.ptr[i] == '_' || (t.ptr[i] >= '0' && t.ptr[i] <= '9');
        if (!letter && (i == 0 || !inner))
            return false;
    }
    return t.len > 0;
}

void print_value(struct buf *b, const struct words *words, enum catalogue_type type,
                 const struct cond_value *v, bool bare)
{
    switch (v->kind) {
    case A_NUMBER:
        print_number(b, type, v->number);
        return;
    case A_CODE:
        buf_add_text(b, word_of_code(words, (int16_t)v->number)->name);
        return;
    case A_DAYS:
        buf_printf(b, "%" PRId64 "d", v->number);
        return;
    case A_DAY:
        buf_add_text(b, day_format((day)v->number).text);
        return;
    case A_DAY_AGO:
        if (v->number == 0)
            buf_add_text(b, "today");
        else
            print_ago(b, v->number, "day");
        return;
    case A_MONTHS_AGO:
        print_ago(b, v->number, "month");
        return;
    case A_MOMENT:
        buf_add_text(b, cond_moments[v->number].text);
        return;
    case A_TEXT:
    case A_NAME:
        if (bare || (type == OF_LEVEL && is_word(v->text)))
            buf_add(b, v->text.ptr, v->text.len);
        else
            print_quoted(b, v->text);
        return;
    case VALUE_KINDS:
        break;
    }
    assert(false);
}

static const struct catalogue_arg *arg_of_kind(const struct catalogue_field *f, enum arg_kind kind)
{
    const struct catalogue_arg *arg = f->args;
    while (arg->kind != kind)
        arg++;
    return arg;
}

void print_arg(struct buf *b, const struct catalogue_field *f, const struct cond_arg *arg,
               bool bare)
{
    const struct words *words =
        arg->kind == ARG_PRODUCT ? &class_words : arg_of_kind(f, arg->kind)->words;
    print_value(b, words, arg->kind == ARG_SCHEME ? OF_LEVEL : OF_SHARE, &arg->value, bare);
}

static void print_ref(struct buf *b, const struct cond_ref *ref)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    buf_add_text(b, f->name);
    if (ref->moment != MOMENT_TODAY)
        buf_printf(b, "(%s)", cond_moments[ref->moment].text);
    for (size_t i = 0; i < ref->args_len; i++) {
        buf_add_text(b, i == 0 ? "(" : ", ");
        print_arg(b, f, &ref->args[i], false);
    }
    if (ref->args_len > 0)
        buf_add_char(b, ')');
}

void print_factor(struct buf *b, int64_t factor)
{
    print_decimal(b, factor, 4);
}

static void print_than(struct buf *b, const struct cond_test *t)
{
    if (t->factor != BASIS_POINTS) {
        print_factor(b, t->factor);
        buf_add_text(b, " * ");
    }
    print_ref(b, t->than);
}

static void print_right(struct buf *b, const struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    bool list = t->op == OP_IN || t->len > 2 || (t->op == OP_UNDER && t->len > 1);
    for (size_t i = 0; i < t->len; i++) {
        if (i > 0)
            buf_add_text(b, t->op == OP_BETWEEN ? " and " : ", ");
        else if (list)
            buf_add_char(b, '(');
        print_value(b, f->words, f->type, &t->values[i], false);
    }
    if (list)
        buf_add_char(b, ')');
}

static void print_test(struct buf *b, const struct cond_test *t)
{
    print_ref(b, &t->left);
    if (t->op == OP_HOLDS)
        return;
    buf_printf(b, " %s", cond_ops[t->op].text);
    if (t->op == OP_EMPTY)
        return;
    buf_add_char(b, ' ');
    if (t->than)
        print_than(b, t);
    else
        print_right(b, t);
}

static void print_cond(struct buf *b, const struct cond *c);

/* A group within another part stands in parentheses: nobody must know which binds closer. */
static void print_part(struct buf *b, const struct cond *c)
{
    bool group = c->kind == COND_AND || c->kind == COND_OR;
    if (group)
        buf_add_char(b, '(');
    print_cond(b, c);
    if (group)
        buf_add_char(b, ')');
}

static void print_cond(struct buf *b, const struct cond *c)
{
    if (c->kind == COND_TEST) {
        print_test(b, &c->test);
        return;
    }
    if (c->kind == COND_NOT)
        buf_add_text(b, "not ");
    for (size_t i = 0; i < c->len; i++) {
        if (i > 0)
            buf_add_text(b, c->kind == COND_AND ? " and " : " or ");
        print_part(b, c->parts[i]);
    }
}

struct text cond_text(struct arena *a, const struct cond *c)
{
    struct buf b;
    buf_init(&b);
    print_cond(&b, c);
    struct text text = {arena_text(a, b.bytes, b.len), b.len};
    buf_release(&b);
    return text;
}
