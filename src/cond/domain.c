#include "cond/domain.h"

/* ---- intervals ------------------------------------------------------------------------------- */

static int by_begin(const void *a, const void *b)
{
    const struct interval *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Sorts them, joins those that meet. */
static size_t tidy(struct interval *items, size_t len)
{
    size_t kept = 0;
    qsort(items, len, sizeof *items, by_begin);
    for (size_t i = 0; i < len; i++) {
        struct interval *last = kept > 0 ? &items[kept - 1] : NULL;
        if (last && (last->to == INT64_MAX || items[i].from <= last->to + 1)) {
            if (items[i].to > last->to)
                last->to = items[i].to;
        } else {
            items[kept++] = items[i];
        }
    }
    return kept;
}

/* The rest of the universe. */
static void set_opposite(struct arena *a, struct domain *d)
{
    struct interval *rest = arena_alloc(a, (d->len + 1) * sizeof *rest);
    size_t len = 0;
    int64_t from = d->universe.from;
    bool open = true; /* is anything left behind the last one? */
    for (size_t i = 0; i < d->len && open; i++) {
        if (d->items[i].from > from)
            rest[len++] = (struct interval){from, d->items[i].from - 1};
        open = d->items[i].to < d->universe.to;
        from = open ? d->items[i].to + 1 : from;
    }
    if (open)
        rest[len++] = (struct interval){from, d->universe.to};
    d->items = rest;
    d->len = len;
}

static void add_interval(struct domain *d, int64_t from, int64_t to)
{
    from = from > d->universe.from ? from : d->universe.from;
    to = to < d->universe.to ? to : d->universe.to;
    if (from <= to)
        d->items[d->len++] = (struct interval){from, to};
}

static void add_op(struct domain *d, enum cond_op op, int64_t number)
{
    if (op == OP_LT || op == OP_NE)
        add_interval(d, INT64_MIN, number - 1);
    if (op == OP_GT || op == OP_NE)
        add_interval(d, number + 1, INT64_MAX);
    if (op == OP_LE)
        add_interval(d, INT64_MIN, number);
    if (op == OP_GE)
        add_interval(d, number, INT64_MAX);
    if (op == OP_EQ || op == OP_IN)
        add_interval(d, number, number);
}

/* ---- of a test ------------------------------------------------------------------------------- */

static struct interval universe_of(const struct catalogue_field *f)
{
    switch (f->type) {
    case OF_COUNT:
        return (struct interval){0, INT64_MAX};
    case OF_SHARE:
        return (struct interval){0, BASIS_POINTS};
    case OF_CODE:
        return (struct interval){0, (int64_t)f->words->len - 1};
    case OF_YEARLY:
        return (struct interval){0, WINDOW_DAYS_MOST};
    case OF_FLAG:
        return (struct interval){0, 1};
    default:
        return (struct interval){INT64_MIN, INT64_MAX};
    }
}

/* Later days are greater numbers. */
static int64_t number_of(const struct cond_value *v)
{
    return v->kind == A_DAY_AGO || v->kind == A_MONTHS_AGO ? -v->number : v->number;
}

/* A flag over a window is a question about one number: how far away is the first that counts?
 * Likewise a random share. */
static const struct cond_value *measure_of(const struct cond_ref *ref)
{
    const struct cond_value *window = cond_arg(ref, ARG_WINDOW);
    return window ? window : cond_arg(ref, ARG_PERCENT);
}

static void fill_flag(struct domain *d)
{
    const struct cond_value *measure = measure_of(&d->test->left);
    if (!measure) {
        add_interval(d, 1, 1);
        return;
    }
    d->universe = (struct interval){1, measure->kind == A_DAYS ? INT64_MAX : BASIS_POINTS};
    add_interval(d, 1, measure->number);
}

static void fill_numbers(struct domain *d)
{
    const struct cond_test *t = d->test;
    if (t->op == OP_LAST)
        add_interval(d, 1 - t->values[0].number, 0);
    else if (t->op == OP_NEXT)
        add_interval(d, 0, t->values[0].number);
    else if (t->op == OP_BETWEEN)
        add_interval(d, number_of(&t->values[0]), number_of(&t->values[1]));
    else
        for (size_t i = 0; i < t->len; i++)
            add_op(d, t->op, number_of(&t->values[i]));
    d->len = tidy(d->items, d->len);
}

/* The kind of the days that the test speaks of; false: they are of several kinds. */
static bool space_of(const struct cond_test *t, enum value_kind *ret_space)
{
    *ret_space = VALUE_KINDS;
    if (customer_fields[t->left.field].type != OF_DATE || t->op == OP_EMPTY)
        return true;
    *ret_space = t->values[0].kind == A_DAYS ? A_DAY_AGO : t->values[0].kind;
    for (size_t i = 1; i < t->len; i++)
        if (t->values[i].kind != t->values[0].kind)
            return false;
    return true;
}

static void fill_texts(struct domain *d)
{
    static const enum text_set sets[COND_OPS] = {
        [OP_EQ] = TEXTS_THESE,     [OP_IN] = TEXTS_THESE,    [OP_NE] = TEXTS_OTHERS,
        [OP_BEGINS] = TEXTS_BEGIN, [OP_UNDER] = TEXTS_UNDER, [OP_EMPTY] = TEXTS_NONE,
    };
    d->set = sets[d->test->op];
    d->texts = d->test->values;
    d->texts_len = d->test->len;
}

static void fill_sign(struct domain *d)
{
    bool itself = d->test->factor == BASIS_POINTS && cond_ref_equal(&d->test->left, d->test->than);
    d->universe = itself ? (struct interval){0, 0} : (struct interval){-1, 1};
    add_op(d, d->test->op, 0);
}

static void fill_truth(struct domain *d)
{
    d->universe = (struct interval){0, 1};
    d->nullable = d->unknown = false;
    add_interval(d, 1, 1);
}

static enum about about_of(const struct cond_test *t, enum value_kind *ret_space)
{
    enum catalogue_type type = customer_fields[t->left.field].type;
    *ret_space = VALUE_KINDS;
    if (t->than)
        return ABOUT_SIGN;
    if (type == OF_LEVEL) /* which is above which, only the bank knows */
        return ABOUT_TRUTH;
    if (type == OF_TEXT || type == OF_ORG || type == OF_STAFF)
        return ABOUT_TEXT;
    return space_of(t, ret_space) ? ABOUT_NUMBER : ABOUT_TRUTH;
}

/* What is asked of an earlier day is unknown where the bank had no figures yet. */
static bool may_be_unknown(const struct cond_ref *ref)
{
    return customer_fields[ref->field].nullable || ref->moment != MOMENT_TODAY ||
           cond_arg(ref, ARG_SINCE);
}

struct domain domain_of(struct arena *a, const struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    struct domain d = {
        .test = t,
        .universe = universe_of(f),
        .unknown = t->op == OP_EMPTY,
        .nullable = may_be_unknown(&t->left) || (t->than && may_be_unknown(t->than)),
        .items = arena_alloc(a, 2 * (t->len + 1) * sizeof(struct interval)),
        .aliased = f->type == OF_ORG || f->type == OF_STAFF || f->several,
    };
    d.about = about_of(t, &d.space);
    if (d.about == ABOUT_SIGN)
        fill_sign(&d);
    else if (d.about == ABOUT_TEXT)
        fill_texts(&d);
    else if (d.about == ABOUT_TRUTH)
        fill_truth(&d);
    else if (f->type == OF_FLAG)
        fill_flag(&d);
    else
        fill_numbers(&d);
    return d;
}

static enum text_set text_opposite(enum text_set set)
{
    static const enum text_set opposites[] = {
        [TEXTS_NONE] = TEXTS_ALL,        [TEXTS_ALL] = TEXTS_NONE,
        [TEXTS_THESE] = TEXTS_OTHERS,    [TEXTS_OTHERS] = TEXTS_THESE,
        [TEXTS_BEGIN] = TEXTS_BEGIN_NOT, [TEXTS_BEGIN_NOT] = TEXTS_BEGIN,
        [TEXTS_UNDER] = TEXTS_UNDER_NOT, [TEXTS_UNDER_NOT] = TEXTS_UNDER,
    };
    return opposites[set];
}

struct domain domain_opposite(struct arena *a, const struct domain *d)
{
    struct domain o = *d;
    o.unknown = d->nullable && !d->unknown;
    if (o.about == ABOUT_TEXT)
        o.set = text_opposite(d->set);
    else
        set_opposite(a, &o);
    return o;
}

/* ---- compared -------------------------------------------------------------------------------- */

/* The same flag, whatever its window or share. */
static struct cond_ref without_measure(const struct cond_ref *ref)
{
    struct cond_ref bare = *ref;
    for (size_t i = 0; i < bare.args_len; i++)
        if (bare.args[i].kind == ARG_WINDOW || bare.args[i].kind == ARG_PERCENT)
            bare.args[i].value.number = 0;
    return bare;
}

static bool same_asked(const struct cond_ref *a, const struct cond_ref *b)
{
    if (customer_fields[a->field].type != OF_FLAG)
        return cond_ref_equal(a, b);
    struct cond_ref x = without_measure(a), y = without_measure(b);
    return cond_ref_equal(&x, &y);
}

bool domain_same_subject(const struct domain *a, const struct domain *b)
{
    const struct cond_test *x = a->test, *y = b->test;
    if (a->about != b->about)
        return false;
    switch (a->about) {
    case ABOUT_TRUTH:
        return cond_test_equal(x, y);
    case ABOUT_SIGN:
        return cond_ref_equal(&x->left, &y->left) && cond_ref_equal(x->than, y->than) &&
               x->factor == y->factor;
    case ABOUT_TEXT:
    case ABOUT_NUMBER:
        break;
    }
    bool space = a->space == b->space || a->space == VALUE_KINDS || b->space == VALUE_KINDS;
    return space && same_asked(&x->left, &y->left);
}

static bool begins(struct text t, struct text with)
{
    return t.len >= with.len && memcmp(t.ptr, with.ptr, with.len) == 0;
}

static bool has_text(const struct domain *d, struct text t)
{
    for (size_t i = 0; i < d->texts_len; i++)
        if (text_equal(d->texts[i].text, t))
            return true;
    return false;
}

/* May the domain let pass this text? */
static bool may_pass(const struct domain *d, struct text t)
{
    switch (d->set) {
    case TEXTS_NONE:
        return false;
    case TEXTS_ALL:
    case TEXTS_UNDER:
        return true;
    case TEXTS_THESE:
        return d->aliased || has_text(d, t);
    case TEXTS_OTHERS:
    case TEXTS_UNDER_NOT:
        return !has_text(d, t);
    case TEXTS_BEGIN:
        return begins(t, d->texts[0].text);
    case TEXTS_BEGIN_NOT:
        return !begins(t, d->texts[0].text);
    }
    return true;
}

/* 'a' names what it lets pass. */
static bool texts_apart(const struct domain *a, const struct domain *b)
{
    bool below = a->set == TEXTS_UNDER && b->set == TEXTS_UNDER_NOT;
    if (a->set == TEXTS_NONE)
        return true;
    if (a->set == TEXTS_BEGIN && b->set == TEXTS_BEGIN)
        return !may_pass(a, b->texts[0].text) && !may_pass(b, a->texts[0].text);
    if (a->set == TEXTS_BEGIN && b->set == TEXTS_BEGIN_NOT)
        return begins(a->texts[0].text, b->texts[0].text);
    if (a->set != TEXTS_THESE && !below)
        return false;
    for (size_t i = 0; i < a->texts_len; i++)
        if (may_pass(b, a->texts[i].text))
            return false;
    return true;
}

static bool numbers_apart(const struct domain *a, const struct domain *b)
{
    for (size_t i = 0; i < a->len; i++)
        for (size_t j = 0; j < b->len; j++)
            if (a->items[i].from <= b->items[j].to && b->items[j].from <= a->items[i].to)
                return false;
    return true;
}

bool domain_disjoint(const struct domain *a, const struct domain *b)
{
    if (a->unknown && b->unknown)
        return false;
    if (a->about == ABOUT_TEXT)
        return texts_apart(a, b) || texts_apart(b, a);
    return numbers_apart(a, b);
}

bool domain_within(struct arena *arena, const struct domain *a, const struct domain *b)
{
    struct domain rest = domain_opposite(arena, b);
    return domain_disjoint(a, &rest);
}

bool domain_never(const struct domain *d)
{
    if (d->unknown)
        return false;
    return d->about == ABOUT_TEXT ? d->set == TEXTS_NONE : d->len == 0;
}

bool domain_always(struct arena *a, const struct domain *d)
{
    struct domain rest = domain_opposite(a, d);
    return domain_never(&rest);
}

struct domain domain_both(struct arena *arena, const struct domain *a, const struct domain *b)
{
    struct domain both = *a;
    both.unknown = a->unknown && b->unknown;
    both.items = arena_alloc(arena, (a->len * b->len + 1) * sizeof *both.items);
    both.len = 0;
    for (size_t i = 0; i < a->len; i++)
        for (size_t j = 0; j < b->len; j++) {
            struct interval x = a->items[i], y = b->items[j];
            struct interval z = {x.from > y.from ? x.from : y.from, x.to < y.to ? x.to : y.to};
            if (z.from <= z.to)
                both.items[both.len++] = z;
        }
    return both;
}
