#include "db/condition.h"

#include "db/condition_field.h"

struct writing {
    struct statement statement;
    const struct condition_of *of;
    int standing; /* how many conditions stand for one another here */
};

static const struct catalogue_field *field_of(const struct cond_ref *ref)
{
    return &customer_fields[ref->field];
}

/* Texts compare by bytes. */
static const char *value(struct writing *w, const struct cond_ref *ref)
{
    const char *v = condition_value(&w->statement, w->of, ref);
    return field_of(ref)->type == OF_TEXT ? arena_printf(w->statement.arena, "%s collate \"C\"", v)
                                          : v;
}

/* ---- constants ---- */

static enum db_type type_of(const struct cond_value *v)
{
    switch (v->kind) {
    case A_DAY:
    case A_DAY_AGO:
    case A_MONTHS_AGO:
        return DB_DATE;
    case A_TEXT:
        return DB_TEXT;
    case A_NUMBER:
    case A_CODE:
    case A_DAYS:
    case A_MOMENT:
    case A_NAME:
    case VALUE_KINDS:
        return DB_INT8;
    }
    return DB_INT8;
}

static int64_t number_of(const struct cond_value *v)
{
    return v->kind == A_NAME ? v->id : v->number;
}

static int arg_of(struct writing *w, const struct cond_value *v)
{
    enum db_type type = type_of(v);
    if (type == DB_DATE)
        return statement_arg(&w->statement, type, arg_date(cond_day(v, w->of->day)));
    if (type == DB_TEXT)
        return statement_arg(&w->statement, type, arg_text(v->text));
    return statement_arg(&w->statement, type, arg_int8(number_of(v)));
}

static int day_arg(struct writing *w, int64_t d)
{
    return statement_arg(&w->statement, DB_DATE, arg_date((day)d));
}

/* What a list is in a parameter: what COPY has before it is its length. */
static struct arg array_arg(const unsigned char *bytes, const unsigned char *end)
{
    const size_t head = sizeof(uint32_t);
    return (struct arg){.outside = bytes + head, .len = (size_t)(end - bytes) - head};
}

static struct arg numbers(struct writing *w, const struct cond_test *t)
{
    struct arena *a = w->statement.arena;
    int64_t *items = arena_alloc(a, t->len * sizeof *items);
    for (size_t i = 0; i < t->len; i++)
        items[i] = number_of(&t->values[i]);
    struct int8s list = {items, t->len};
    unsigned char *bytes = arena_alloc(a, size_int8s(list));
    return array_arg(bytes, put_int8s(bytes, list));
}

static int numbers_arg(struct writing *w, const struct cond_test *t)
{
    return statement_arg(&w->statement, DB_INT8S, numbers(w, t));
}

static int texts_arg(struct writing *w, const struct cond_test *t)
{
    struct arena *a = w->statement.arena;
    struct text *items = arena_alloc(a, t->len * sizeof *items);
    for (size_t i = 0; i < t->len; i++)
        items[i] = t->values[i].text;
    struct texts list = {items, t->len};
    unsigned char *bytes = arena_alloc(a, size_texts(list));
    return statement_arg(&w->statement, DB_TEXTS, array_arg(bytes, put_texts(bytes, list)));
}

static int days_arg(struct writing *w, const struct cond_test *t)
{
    struct arena *a = w->statement.arena;
    day *items = arena_alloc(a, t->len * sizeof *items);
    for (size_t i = 0; i < t->len; i++)
        items[i] = cond_day(&t->values[i], w->of->day);
    struct days list = {items, t->len};
    unsigned char *bytes = arena_alloc(a, size_dates(list));
    return statement_arg(&w->statement, DB_DATES, array_arg(bytes, put_dates(bytes, list)));
}

static int list_arg(struct writing *w, const struct cond_test *t)
{
    enum db_type type = type_of(&t->values[0]);
    return type == DB_TEXT ? texts_arg(w, t) : type == DB_DATE ? days_arg(w, t) : numbers_arg(w, t);
}

/* ---- tests ---- */

/* Numbers beside each other are exact whatever their size: numeric. */
static const char *compare_refs(struct writing *w, const struct cond_test *t, const char *op)
{
    const char *left = value(w, &t->left), *right = value(w, t->than);
    if (t->factor == BASIS_POINTS || t->factor == 0)
        return arena_printf(w->statement.arena, "%s %s %s", left, op, right);
    int whole = statement_arg(&w->statement, DB_INT8, arg_int8(BASIS_POINTS));
    int factor = statement_arg(&w->statement, DB_INT8, arg_int8(t->factor));
    return arena_printf(w->statement.arena, "%s::numeric * $%d %s %s::numeric * $%d", left, whole,
                        op, right, factor);
}

static const char *compare(struct writing *w, const struct cond_test *t, const char *op)
{
    if (t->than)
        return compare_refs(w, t, op);
    const char *left = value(w, &t->left);
    return arena_printf(w->statement.arena, "%s %s $%d", left, op, arg_of(w, &t->values[0]));
}

static const char *between(struct writing *w, const struct cond_test *t)
{
    const char *left = value(w, &t->left);
    int least = arg_of(w, &t->values[0]), most = arg_of(w, &t->values[1]);
    return arena_printf(w->statement.arena, "%s between $%d and $%d", left, least, most);
}

static const char *among(struct writing *w, const struct cond_test *t)
{
    const char *left = value(w, &t->left);
    if (field_of(&t->left)->several)
        return arena_printf(w->statement.arena, "%s && $%d::int4[]", left, numbers_arg(w, t));
    return arena_printf(w->statement.arena, "%s = any($%d)", left, list_arg(w, t));
}

static const char *begins(struct writing *w, const struct cond_test *t)
{
    const char *left = value(w, &t->left);
    return arena_printf(w->statement.arena, "starts_with(%s, $%d)", left, arg_of(w, &t->values[0]));
}

/* A day of every year is asked by the days until it comes next. */
static const char *within(struct writing *w, const struct cond_test *t, int64_t from, int64_t until)
{
    const char *left = value(w, &t->left);
    if (field_of(&t->left)->type == OF_YEARLY) {
        int most = statement_arg(&w->statement, DB_INT8, arg_int8(t->values[0].number));
        return arena_printf(w->statement.arena, "%s <= $%d", left, most);
    }
    int first = day_arg(w, from), last = day_arg(w, until);
    return arena_printf(w->statement.arena, "%s between $%d and $%d", left, first, last);
}

static const char *is_empty(struct writing *w, const struct cond_test *t)
{
    const char *left = value(w, &t->left);
    return arena_printf(w->statement.arena,
                        field_of(&t->left)->several ? "coalesce(%s, '{}') = '{}'" : "%s is null",
                        left);
}

static const char *test(struct writing *w, const struct cond_test *t)
{
    day d = w->of->day;
    switch (t->op) {
    case OP_HOLDS:
        return value(w, &t->left);
    case OP_EQ:
        return field_of(&t->left)->several ? among(w, t) : compare(w, t, "=");
    case OP_NE:
        return compare(w, t, "<>");
    case OP_LT:
        return compare(w, t, "<");
    case OP_LE:
        return compare(w, t, "<=");
    case OP_GT:
        return compare(w, t, ">");
    case OP_GE:
        return compare(w, t, ">=");
    case OP_BETWEEN:
        return between(w, t);
    case OP_IN:
        return among(w, t);
    case OP_BEGINS:
        return begins(w, t);
    case OP_UNDER:
        return condition_under(&w->statement, w->of, numbers(w, t));
    case OP_LAST:
        return within(w, t, d - t->values[0].number + 1, d);
    case OP_NEXT:
        return within(w, t, d, d + t->values[0].number);
    case OP_EMPTY:
        return is_empty(w, t);
    case COND_OPS:
        break;
    }
    assert(false && "an operator that cond_check lets pass");
    return "false";
}

/* ---- the tree ---- */

static rc write_cond(struct writing *w, const struct cond *c);

/* NULL: the test is what it says. */
static rc find_other(struct writing *w, const struct cond_test *t, const struct cond **ret)
{
    static const enum name_kind kinds[ARG_KINDS] = {
        [ARG_TAG] = NAMED_TAG, [ARG_LIST] = NAMED_LIST, [ARG_AUDIENCE] = NAMED_AUDIENCE};
    const struct cond_ref *ref = &t->left;
    enum arg_kind kind = ref->args_len ? ref->args[0].kind : ARG_END;
    bool may = kind == ARG_TAG || kind == ARG_LIST || kind == ARG_AUDIENCE;
    *ret = NULL;
    if (!may || !w->of->stands_for)
        return OK;
    rc r =
        w->of->stands_for(w->of->with, kinds[kind], ref->args[0].value.id, w->statement.arena, ret);
    return r == E_NOT_FOUND ? OK : r;
}

/* A test is true or false, whatever is not known. */
static rc write_test(struct writing *w, const struct cond_test *t)
{
    const struct cond *other;
    TRY(find_other(w, t, &other));
    if (!other) {
        buf_printf(&w->statement.where, "coalesce(%s, false)", test(w, t));
        return OK;
    }
    if (w->standing == COND_DEPTH_MOST)
        return E_REFUSED;
    w->standing++;
    rc r = write_cond(w, other);
    w->standing--;
    return r;
}

static rc write_parts(struct writing *w, const struct cond *c)
{
    struct buf *to = &w->statement.where;
    buf_add_text(to, c->kind == COND_NOT ? "not (" : "(");
    for (size_t i = 0; i < c->len; i++) {
        if (i)
            buf_add_text(to, c->kind == COND_AND ? " and " : " or ");
        TRY(write_cond(w, c->parts[i]));
    }
    buf_add_char(to, ')');
    return OK;
}

static rc write_cond(struct writing *w, const struct cond *c)
{
    return c->kind == COND_TEST ? write_test(w, &c->test) : write_parts(w, c);
}

/* The customers who have come are what everything else is joined to. */
static rc write(struct writing *w, const struct cond *c, const struct condition_of *of,
                struct arena *a)
{
    *w = (struct writing){.of = of};
    statement_init(&w->statement, a);
    condition_begin(&w->statement, of);
    return write_cond(w, c);
}

rc condition_customers(struct db *db, const struct cond *c, const struct condition_of *of,
                       struct arena *a, struct int8s *ret_customers)
{
    struct writing w;
    rc r = write(&w, c, of, a);
    if (r == OK)
        r = statement_run(&w.statement, db, ret_customers);
    statement_release(&w.statement);
    return r;
}

rc condition_sql(const struct cond *c, const struct condition_of *of, struct arena *a,
                 struct text *ret_sql)
{
    struct writing w;
    rc r = write(&w, c, of, a);
    if (r == OK)
        *ret_sql = statement_text(&w.statement);
    statement_release(&w.statement);
    return r;
}
