/* A condition bound to a snapshot, and asked of everybody. */
#include "engine/evaluate_inside.h"

#include "engine/bits.h"
#include "engine/coarse.h"
#include "engine/kept.h"
#include "engine/snapshot_parts.h"

/* ---- bound ---- */

struct binding {
    struct arena *arena;
    const struct snapshot *s;
    const struct evaluate_bank *bank;
    struct why *why;
    unsigned depth; /* of conditions that stand for names */
};

static rc bind_part(struct binding *b, const struct cond *c, const struct bound **ret);

/* An organisation is its place; -1: it has none, and nobody is at home there. */
static int64_t value_of(const struct binding *b, const struct catalogue_field *field,
                        const struct cond_value *v)
{
    switch (v->kind) {
    case A_DAY:
    case A_DAY_AGO:
    case A_MONTHS_AGO:
        return cond_day(v, b->s->day);
    case A_NAME:
        if (field->type != OF_ORG)
            return v->id;
        uint32_t place = snapshot_place(b->s, (int32_t)v->id);
        return place ? (int64_t)place : -1;
    case A_NUMBER:
    case A_CODE:
    case A_DAYS:
    case A_MOMENT:
    case A_TEXT:
    case VALUE_KINDS:
        break;
    }
    return v->number;
}

static void bind_values(struct binding *b, const struct cond_test *t, struct bound *p)
{
    int64_t *values = arena_alloc(b->arena, (t->len + 1) * sizeof *values);
    for (size_t i = 0; i < t->len; i++)
        values[i] = value_of(b, &customer_fields[t->left.field], &t->values[i]);
    p->values = values;
    p->values_len = t->len;
}

/* A system tag, a daily audience: the condition that it stands for hangs below the test. */
static rc bind_stands_for(struct binding *b, struct bound *p)
{
    static const struct {
        enum customer_field field;
        enum arg_kind arg;
        enum name_kind kind;
    } named[] = {{FIELD_TAG, ARG_TAG, NAMED_TAG},
                 {FIELD_LIST, ARG_LIST, NAMED_LIST},
                 {FIELD_AUDIENCE, ARG_AUDIENCE, NAMED_AUDIENCE}};
    const struct cond_ref *ref = &p->cond->test.left;
    const struct cond *c = NULL;
    for (size_t i = 0; i < ARRAY_LEN(named); i++) {
        if (ref->field != named[i].field || !b->bank->stands_for || p->left.members)
            continue;
        rc found = b->bank->stands_for(b->bank->with, named[i].kind,
                                       cond_arg(ref, named[i].arg)->id, b->arena, &c);
        if (found != OK && found != E_NOT_FOUND)
            return why_say(b->why, found, "the condition of %s could not be had",
                           customer_fields[ref->field].name);
    }
    if (!c)
        return OK;
    if (b->depth == COND_DEPTH_MOST)
        return why_say(b->why, E_REFUSED,
                       "audiences and tags lead to each other, more than %d deep: "
                       "take one of them out of the other's condition",
                       COND_DEPTH_MOST);
    b->depth++;
    p->parts = arena_alloc(b->arena, sizeof(const struct bound *));
    p->len = 1;
    TRY(bind_part(b, c, &p->parts[0]));
    b->depth--;
    return OK;
}

static rc bind_test(struct binding *b, struct bound *p)
{
    const struct cond_test *t = &p->cond->test;
    if (!reading_is_known(t->left.field) || (t->than && !reading_is_known(t->than->field)))
        return found_bind(b->arena, b->s, p->cond, b->bank, &p->left, b->why);
    TRY(reading_bind(b->arena, b->s, &t->left, b->bank, &p->left, b->why));
    bind_values(b, t, p);
    if (p->left.way == WAY_MEMBERS)
        return bind_stands_for(b, p);
    if (!t->than)
        return OK;
    struct reading *than = arena_alloc(b->arena, sizeof *than);
    TRY(reading_bind(b->arena, b->s, t->than, b->bank, than, b->why));
    p->than = than;
    return OK;
}

static rc bind_part(struct binding *b, const struct cond *c, const struct bound **ret)
{
    struct bound *p = arena_alloc(b->arena, sizeof *p);
    p->cond = c;
    *ret = p;
    if (c->kind == COND_TEST)
        return bind_test(b, p);
    p->len = c->len;
    p->parts = arena_alloc(b->arena, c->len * sizeof(const struct bound *) + 1);
    for (size_t i = 0; i < c->len; i++)
        TRY(bind_part(b, c->parts[i], &p->parts[i]));
    return OK;
}

rc evaluation_new(struct arena *a, const struct snapshot *s, const struct cond *c,
                  const struct evaluate_bank *bank, const struct evaluation **ret, struct why *why)
{
    static const struct evaluate_bank knows_nothing = {0};
    struct binding b = {.arena = a, .s = s, .bank = bank ? bank : &knows_nothing, .why = why};
    struct evaluation *e = arena_alloc(a, sizeof *e);
    e->s = s;
    TRY(bind_part(&b, c, &e->root));
    *ret = e;
    return OK;
}

/* ---- sets that are kept with the day ---- */

struct making {
    const struct reading *f;
    const struct column *column;
    int64_t least, most;
};

static const struct set *make_range(const void *with, struct arena *a)
{
    const struct making *m = with;
    uint32_t rows = m->f->s->count;
    const struct sieve *s = sieve_range(a, rows, m->column, m->least, m->most);
    return sieve_run(s, set_all(a, rows), a);
}

static const struct set *of_day(const struct snapshot *s, const struct kept_key *key,
                                const struct set *(*make)(const void *with, struct arena *a),
                                const void *with)
{
    return kept_get(&s->parts->day->kept, key, s->count, make, with);
}

/* What is asked of one field with one window, product, card, ... and one range is one set. */
static struct kept_key key_of(const struct reading *f, int64_t least, int64_t most)
{
    int64_t window = (int64_t)f->window.mask << 32 | (int64_t)f->window.what << 16 | f->window.days;
    return (struct kept_key){.of = &customer_fields[f->ref->field],
                             .asked = {least, most, f->asked, window, f->classes}};
}

/* A family's products are not part of a key. */
static bool may_be_kept(const struct reading *f)
{
    return f->products.items == NULL;
}

static const struct sieve *kept_range(const struct reading *f, const struct column *column,
                                      int64_t least, int64_t most, struct arena *a)
{
    struct kept_key key = key_of(f, least, most);
    struct making m = {f, column, least, most};
    const struct set *kept = may_be_kept(f) ? of_day(f->s, &key, make_range, &m) : NULL;
    return kept ? sieve_set(a, kept) : sieve_range(a, f->s->count, column, least, most);
}

static const struct set *make_members(const void *with, struct arena *a)
{
    const struct reading *f = with;
    return set_of_rows(a, f->s->count, f->members->rows, f->members->len);
}

/* Kept with the members themselves: they go on from snapshot to snapshot as long as nobody changes
 * them, each with its rows. */
static const struct sieve *members_sieve(const struct reading *f, struct arena *a)
{
    if (!f->members)
        return sieve_constant(a, false);
    struct kept_key key = {.asked = {f->s->count}};
    const struct set *kept = kept_get(f->members->kept, &key, f->s->count, make_members, f);
    return sieve_set(a, kept ? kept : make_members(f, a));
}

/* ---- windows: everybody's figures, worked out in one pass over the events ---- */

static void free_values(void *values)
{
    free(values);
}

/* Counts stay below 2^31: there are fewer events. */
static struct column window_column(const struct reading *f, struct arena *a)
{
    uint32_t rows = f->s->count;
    void *values = mem_alloc(rows * (f->is_sum ? sizeof(fen) : sizeof(uint32_t)));
    arena_defer(a, free_values, values);
    if (f->is_sum)
        window_sum(f->s->events, &f->window, values);
    else
        window_count(f->s->events, &f->window, values);
    return (struct column){
        .kind = f->is_sum ? COLUMN_INT64 : COLUMN_INT32, .values = values, .unknown = UNKNOWN};
}

/* A flag is whether there is any. */
static const struct set *make_window(const void *with, struct arena *a)
{
    const struct making *m = with;
    const struct reading *f = m->f;
    bool is_flag = customer_fields[f->ref->field].type == OF_FLAG;
    struct column column = window_column(f, a);
    struct making of_column = {
        .f = f, .column = &column, .least = m->least, .most = is_flag ? INT64_MAX : m->most};
    return make_range(&of_column, a);
}

static const struct sieve *window_sieve(const struct reading *f, int64_t least, int64_t most,
                                        struct arena *a)
{
    struct kept_key key = key_of(f, least, most);
    struct making m = {.f = f, .least = least, .most = most};
    const struct set *kept = of_day(f->s, &key, make_window, &m);
    return sieve_set(a, kept ? kept : make_window(&m, a));
}

/* ---- tests as sieves ---- */

/* A range of amounts is looked for in their steps, which are made when one is first asked for. */
static const struct sieve *amounts_sieve(const struct reading *f, int64_t least, int64_t most,
                                         struct arena *a)
{
    struct column column = f->column;
    if (column.kind == COLUMN_INT64)
        column.coarse = coarse_get(&f->s->parts->day->coarse, column.values, f->s->count);
    return sieve_range(a, f->s->count, &column, least, most);
}

static const struct sieve *codes_sieve(const struct reading *f, int64_t least, int64_t most,
                                       struct arena *a)
{
    enum { CODES_MOST = 32 };
    const struct words *words = customer_fields[f->ref->field].words;
    const struct sieve *parts[CODES_MOST];
    size_t len = 0, codes = words ? words->len : 2; /* a flag */
    assert(codes <= CODES_MOST);
    for (size_t i = 0; i < codes; i++) {
        int64_t code = words ? words->items[i].code : (int64_t)i;
        if (code >= least && code <= most)
            parts[len++] = kept_range(f, &f->column, code, code, a);
    }
    return sieve_or(a, parts, len);
}

static const struct sieve *born_sieve(const struct reading *f, int64_t least, int64_t most,
                                      struct arena *a)
{
    const struct column born = {
        .kind = COLUMN_INT32, .values = f->s->profile.born, .unknown = NO_DAY};
    day last, first = born_within(f->s->day, least, most, &last);
    return kept_range(f, &born, first, last, a);
}

static const struct sieve *others_sieve(const struct reading *f, int64_t staff_id, struct arena *a)
{
    struct reach r = reach_co_managed(f->s, (int32_t)staff_id);
    return sieve_set(a, set_of_rows(a, f->s->count, r.rows, r.len));
}

/* A manager's customers stand in a list. */
static const struct sieve *managed_sieve(const struct reading *f, int64_t least, int64_t most,
                                         struct arena *a)
{
    if (least != most)
        return sieve_range(a, f->s->count, &f->column, least, most);
    struct reach r = reach_managed(f->s, (int32_t)least);
    return sieve_set(a, set_of_rows(a, f->s->count, r.rows, r.len));
}

/* Places first .. last, which there are. */
struct homes {
    const struct snapshot *s;
    uint32_t first, last;
};

static struct set_making rows_at_home(const struct homes *h)
{
    const struct snapshot *s = h->s;
    struct set_making m = set_begin(s->count);
    memset(m.words, 0, set_words(s->count) * sizeof *m.words);
    for (uint32_t i = s->first_in_place[h->first]; i < s->first_in_place[h->last + 1]; i++)
        m.words[s->by_place[i] / SET_WORD] |= UINT64_C(1) << s->by_place[i] % SET_WORD;
    return m;
}

static const struct set *make_at_home(const void *with, struct arena *a)
{
    struct set_making m = rows_at_home(with);
    return set_end(&m, a);
}

/* Those of large organisations are kept; of the many small ones they are soon put together. */
static const struct set *at_home(const struct snapshot *s, uint32_t first, uint32_t last,
                                 struct arena *a)
{
    const struct homes homes = {s, first, last};
    uint64_t count = s->first_in_place[last + 1] - s->first_in_place[first];
    struct kept_key key = {.of = s->places, .asked = {first, last}};
    const struct set *kept =
        count * SET_DENSE > s->count ? of_day(s, &key, make_at_home, &homes) : NULL;
    if (kept)
        return kept;
    struct set_making m = rows_at_home(&homes);
    return set_end_passing(&m, a);
}

static const struct sieve *home_sieve(const struct reading *f, int64_t least, int64_t most,
                                      struct arena *a)
{
    bool are_places = least > 0 && most <= f->s->place_count;
    if (are_places)
        return sieve_set(a, at_home(f->s, (uint32_t)least, (uint32_t)most, a));
    return sieve_range(a, f->s->count, &f->column, least, most);
}

static const struct sieve *range_sieve(const struct reading *f, int64_t least, int64_t most,
                                       struct arena *a)
{
    if (least > most)
        return sieve_constant(a, false);
    switch (f->way) {
    case WAY_COLUMN:
        return amounts_sieve(f, least, most, a);
    case WAY_TERMS:
        return sieve_range(a, f->s->count, &f->column, least, most);
    case WAY_CODES:
        return codes_sieve(f, least, most, a);
    case WAY_KEPT:
        return kept_range(f, &f->column, least, most, a);
    case WAY_BORN:
        return born_sieve(f, least, most, a);
    case WAY_MEMBERS:
        return members_sieve(f, a);
    case WAY_OTHERS:
        return others_sieve(f, least, a);
    case WAY_MANAGER:
        return managed_sieve(f, least, most, a);
    case WAY_HOME:
        return home_sieve(f, least, most, a);
    case WAY_WINDOW:
        return window_sieve(f, least, most, a);
    case WAY_FOUND:
        return sieve_set(a, f->found);
    }
    return sieve_constant(a, false);
}

static const struct sieve *without(const struct reading *f, int64_t value, struct arena *a)
{
    const struct sieve *sides[] = {range_sieve(f, UNKNOWN + 1, value - 1, a),
                                   range_sieve(f, value + 1, INT64_MAX, a)};
    return sieve_or(a, sides, ARRAY_LEN(sides));
}

/* The organisation's place and all below it. */
static const struct sieve *under(const struct reading *f, int64_t place, struct arena *a)
{
    return place < 0 ? sieve_constant(a, false)
                     : range_sieve(f, place, f->s->places[place].last, a);
}

/* A test with one of its values; those with several are any of them, or a range. */
static const struct sieve *value_sieve(const struct bound *p, int64_t v, struct arena *a)
{
    const struct reading *f = &p->left;
    day today = f->s->day;
    bool yearly = customer_fields[f->ref->field].type == OF_YEARLY;
    switch (p->cond->test.op) {
    case OP_EQ:
    case OP_IN:
        return range_sieve(f, v, v, a);
    case OP_NE:
        return without(f, v, a);
    case OP_LT:
        return range_sieve(f, UNKNOWN + 1, v - 1, a);
    case OP_LE:
        return range_sieve(f, UNKNOWN + 1, v, a);
    case OP_GT:
        return range_sieve(f, v + 1, INT64_MAX, a);
    case OP_GE:
        return range_sieve(f, v, INT64_MAX, a);
    case OP_UNDER:
        return under(f, v, a);
    case OP_LAST:
        return yearly ? range_sieve(f, 0, v, a) : range_sieve(f, today - v + 1, today, a);
    case OP_NEXT:
        return yearly ? range_sieve(f, 0, v, a) : range_sieve(f, today, today + v, a);
    case OP_HOLDS:
    case OP_BETWEEN:
    case OP_BEGINS:
    case OP_EMPTY:
    case COND_OPS:
        break;
    }
    return sieve_constant(a, false);
}

static const struct sieve *any_value_sieve(const struct bound *p, struct arena *a)
{
    const struct sieve **parts = arena_alloc(a, (p->values_len + 1) * sizeof(const struct sieve *));
    for (size_t i = 0; i < p->values_len; i++)
        parts[i] = value_sieve(p, p->values[i], a);
    return sieve_or(a, parts, p->values_len);
}

bool text_meets(const struct cond_test *t, struct text text)
{
    bool meets = t->op == OP_NE;
    for (size_t i = 0; i < t->len; i++) {
        struct text v = t->values[i].text;
        if (t->op == OP_BEGINS)
            meets |= text.len >= v.len && memcmp(text.ptr, v.ptr, v.len) == 0;
        else if (t->op == OP_NE)
            meets &= !text_equal(text, v);
        else
            meets |= text_equal(text, v);
    }
    return meets;
}

/* Which of the texts meet it; neighbours among their numbers are one range. */
static const struct sieve *terms_sieve(const struct bound *p, struct arena *a)
{
    uint32_t count = terms_count(p->left.terms), first = 0;
    const struct sieve **parts = arena_alloc(a, (count + 1) * sizeof(const struct sieve *));
    size_t len = 0;
    for (uint32_t id = 1; id <= count + 1; id++) {
        bool meets = id <= count && text_meets(&p->cond->test, terms_text(p->left.terms, id));
        if (!meets && first)
            parts[len++] = range_sieve(&p->left, first, id - 1, a);
        first = !meets ? 0 : first ? first : id;
    }
    return sieve_or(a, parts, len);
}

static const struct set *make_unknown(const void *with, struct arena *a)
{
    const struct making *m = with;
    uint32_t rows = m->f->s->count;
    return sieve_run(sieve_unknown(a, rows, m->column), set_all(a, rows), a);
}

/* No range begins at what is unknown: the key is its own. */
static const struct sieve *kept_unknown(const struct reading *f, const struct column *column,
                                        struct arena *a)
{
    struct kept_key key = key_of(f, UNKNOWN, UNKNOWN);
    struct making m = {.f = f, .column = column};
    const struct set *kept = may_be_kept(f) ? of_day(f->s, &key, make_unknown, &m) : NULL;
    return kept ? sieve_set(a, kept) : sieve_unknown(a, f->s->count, column);
}

/* As long as nobody changes who manages whom. */
static const struct sieve *unmanaged_sieve(const struct reading *f, struct arena *a)
{
    struct kept_key key = {.asked = {f->s->count}};
    struct making m = {.f = f, .column = &f->column};
    const struct set *kept =
        kept_get(&f->s->parts->managers->kept, &key, f->s->count, make_unknown, &m);
    return sieve_set(a, kept ? kept : make_unknown(&m, a));
}

static const struct sieve *unknown_sieve(const struct reading *f, struct arena *a)
{
    const struct managers *m = f->s->parts->managers;
    if (f->way == WAY_MANAGER)
        return unmanaged_sieve(f, a);
    if (f->way == WAY_BORN) {
        const struct column born = {
            .kind = COLUMN_INT32, .values = f->s->profile.born, .unknown = NO_DAY};
        return kept_unknown(f, &born, a);
    }
    if (f->way == WAY_KEPT || f->way == WAY_CODES || f->way == WAY_TERMS)
        return kept_unknown(f, &f->column, a);
    if (f->way != WAY_OTHERS)
        return sieve_unknown(a, f->s->count, &f->column);
    uint32_t *rows = arena_alloc(a, m->co_len * sizeof *rows + 1);
    size_t len = 0;
    for (size_t i = 0; i < m->co_len; i++)
        if (m->co[i].row < f->s->count)
            rows[len++] = m->co[i].row;
    return sieve_not(a, sieve_set(a, set_of_any(a, f->s->count, rows, len)));
}

static struct column values_of(const struct reading *f, struct arena *a)
{
    return f->way == WAY_WINDOW ? window_column(f, a) : f->column;
}

static const struct sieve *than_sieve(const struct bound *p, struct arena *a)
{
    static const enum compare compares[] = {[OP_EQ] = COMPARE_EQUAL,
                                            [OP_LT] = COMPARE_LESS,
                                            [OP_LE] = COMPARE_AT_MOST,
                                            [OP_GT] = COMPARE_MORE,
                                            [OP_GE] = COMPARE_AT_LEAST};
    const struct cond_test *t = &p->cond->test;
    struct comparison c = {.left = values_of(&p->left, a),
                           .right = values_of(p->than, a),
                           .left_factor = BASIS_POINTS,
                           .right_factor = t->factor};
    uint32_t rows = p->left.s->count;
    if (t->op != OP_NE) {
        c.compare = compares[t->op];
        return sieve_compare(a, rows, &c);
    }
    const struct sieve *sides[2];
    c.compare = COMPARE_LESS;
    sides[0] = sieve_compare(a, rows, &c);
    c.compare = COMPARE_MORE;
    sides[1] = sieve_compare(a, rows, &c);
    return sieve_or(a, sides, ARRAY_LEN(sides));
}

static const struct sieve *test_sieve(const struct bound *p, struct arena *a)
{
    enum cond_op op = p->cond->test.op;
    if (p->len)
        return bound_sieve(p->parts[0], a);
    if (p->left.way == WAY_FOUND)
        return sieve_set(a, p->left.found);
    if (p->than)
        return than_sieve(p, a);
    if (op == OP_EMPTY)
        return unknown_sieve(&p->left, a);
    if (op == OP_HOLDS)
        return range_sieve(&p->left, 1, 1, a);
    if (op == OP_BETWEEN)
        return range_sieve(&p->left, p->values[0], p->values[1], a);
    return p->left.way == WAY_TERMS ? terms_sieve(p, a) : any_value_sieve(p, a);
}

const struct sieve *bound_sieve(const struct bound *p, struct arena *a)
{
    if (p->cond->kind == COND_TEST)
        return test_sieve(p, a);
    const struct sieve **parts = arena_alloc(a, (p->len + 1) * sizeof(const struct sieve *));
    for (size_t i = 0; i < p->len; i++)
        parts[i] = bound_sieve(p->parts[i], a);
    if (p->cond->kind == COND_NOT)
        return sieve_not(a, parts[0]);
    return p->cond->kind == COND_AND ? sieve_and(a, parts, p->len) : sieve_or(a, parts, p->len);
}

/* ---- asked of everybody ---- */

static const struct set *make_everybody(const void *with, struct arena *a)
{
    const struct snapshot *s = with;
    struct set_making m = set_begin(s->count);
    memset(m.words, 0, set_words(s->count) * sizeof *m.words);
    for (uint32_t row = 0; row < s->count; row++)
        m.words[row / SET_WORD] |= (uint64_t)(s->came[row] != NO_DAY) << row % SET_WORD;
    return set_end(&m, a);
}

const struct set *everybody(const struct snapshot *s, struct arena *a)
{
    struct kept_key key = {.of = s->came};
    const struct set *kept = of_day(s, &key, make_everybody, s);
    return kept ? kept : make_everybody(s, a);
}

const struct set *set_of_reach(const struct snapshot *s, const struct reach *reach, struct arena *a)
{
    switch (reach->kind) {
    case REACH_ALL:
        return everybody(s, a);
    case REACH_ROWS:
        return set_of_rows(a, s->count, reach->rows, reach->len);
    case REACH_PLACES:
        return set_and(a, at_home(s, reach->first, reach->last, a), everybody(s, a));
    }
    return set_none(a, s->count);
}

static const struct set *among(const struct evaluation *e, const struct set *within,
                               struct arena *a)
{
    return within ? within : everybody(e->s, a);
}

const struct set *evaluate(const struct evaluation *e, const struct set *within, struct arena *a)
{
    return sieve_run(bound_sieve(e->root, a), among(e, within, a), a);
}

uint32_t evaluate_count(const struct evaluation *e, const struct set *within)
{
    struct arena own;
    arena_init(&own);
    uint32_t count = sieve_count(bound_sieve(e->root, &own), among(e, within, &own));
    arena_release(&own);
    return count;
}
