/* The customers behind a figure, and their condition. */
#include "analysis/report/plan.h"
#include "base/say.h"

struct cell {
    const struct report_cell *asked;
    bool is_all;
    uint32_t parts[REPORT_DIMS_MOST];
    size_t point;
};

/* ---- which cell ---- */

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static struct text read_key(struct inquiry *q, struct text t)
{
    char *to = arena_alloc(q->a, t.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < t.len; i++) {
        bool is_code = t.ptr[i] == '%' && i + 2 < t.len && hex_of(t.ptr[i + 1]) >= 0 &&
                       hex_of(t.ptr[i + 2]) >= 0;
        to[len++] = is_code ? (char)(hex_of(t.ptr[i + 1]) * 16 + hex_of(t.ptr[i + 2])) : t.ptr[i];
        i += is_code ? 2 : 0;
    }
    return (struct text){to, len};
}

static rc no_cell(struct plan *p, struct text what)
{
    const struct place places[] = {{"found", what}};
    return inquiry_refuse(p->q, N_("the report has no \"{found}\": open it anew and choose again"),
                          ARRAY_LEN(places), places);
}

static rc find_parts(struct plan *p, struct cell *c)
{
    struct text rest = c->asked->cell;
    c->is_all = rest.len == 0;
    for (size_t i = 0; !c->is_all && i < p->axes_len; i++) {
        const char *end = rest.len ? memchr(rest.ptr, '~', rest.len) : NULL;
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        struct text key = read_key(p->q, (struct text){rest.ptr, len});
        if (!axis_part(&p->axes[i], key, &c->parts[i]) || (end == NULL) != (i + 1 == p->axes_len))
            return no_cell(p, c->asked->cell);
        rest = end ? (struct text){end + 1, rest.len - len - 1} : TEXT("");
    }
    return OK;
}

static rc find_point(struct plan *p, struct cell *c)
{
    c->point = p->points_len - 1;
    if (c->asked->measure < 0 || (size_t)c->asked->measure >= p->q->r->measures_len)
        return no_cell(p, text_of(arena_printf(p->q->a, "%d", c->asked->measure)));
    if (c->asked->point.len == 0)
        return OK;
    for (size_t i = 0; i < p->points_len; i++)
        if (text_equal(p->points[i].key, c->asked->point)) {
            c->point = i;
            return OK;
        }
    return no_cell(p, c->asked->point);
}

/* ---- who ---- */

static rc members_at(struct plan *p, const struct cell *c, const struct time_asked *t,
                     const struct set **ret)
{
    struct query_made made;
    struct why why = {""};
    uint32_t parts[REPORT_DIMS_MOST + 1] = {0};
    size_t len = 0;
    int several = c->is_all || p->several < 0 ? -1 : (int)c->parts[p->several];
    if (!t->knows_counts)
        return inquiry_refuse(p->q, N_("the customers of that day are not known: it is not held"),
                              0, NULL);
    TRY(report_plan_query(p, t, several, c->is_all, &made));
    for (size_t i = 0; i < p->axes_len; i++)
        if ((int)i != p->several)
            parts[len++] = c->parts[i];
    rc r = cube_members(p->q->s, &p->q->reach, &made.query, c->is_all ? NULL : parts, p->q->a, ret,
                        &why);
    return r == E_INVALID ? inquiry_refuse(p->q, N_("too many groups"), 0, NULL) : r;
}

static rc members_of(struct plan *p, const struct cell *c, const struct set **ret)
{
    struct figure_at now = p->now[c->point][c->asked->measure];
    struct figure_at then = p->then[c->point][c->asked->measure];
    const struct set *before;
    TRY(members_at(p, c, &p->times[now.time], ret));
    if (then.time < 0)
        return OK;
    TRY(members_at(p, c, &p->times[then.time], &before));
    *ret = set_or(p->q->a, *ret, before);
    return OK;
}

/* ---- in words ---- */

static struct text label_of(struct plan *p, const struct cell *c)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; !c->is_all && i < p->axes_len; i++) {
        struct text label = p->axes[i].shown.parts[c->parts[i]].label;
        buf_add_text(&b, b.len ? " · " : "");
        buf_add(&b, label.ptr, label.len);
    }
    if (c->point + 1 < p->points_len || p->q->r->at.kind != REPORT_TODAY)
        buf_printf(&b, "%s%s", b.len ? " · " : "", p->points[c->point].key.ptr);
    struct text t = {arena_text(p->q->a, b.len ? b.bytes : "", b.len), b.len};
    buf_release(&b);
    return t;
}

/* ---- as a condition of today ---- */

/* NULL: a part of it cannot be said. */
static const char *test_of_band(struct inquiry *q, const struct axis *x, uint32_t part)
{
    const char *name = customer_fields[x->dim->field].name;
    bool last = part + 1 == x->shown.len;
    const char *from = part ? fen_format(x->bands[part]).text : "";
    from = arena_text(q->a, from, strlen(from));
    const char *until = last ? "" : fen_format(x->bands[part + 1]).text;
    until = arena_text(q->a, until, strlen(until));
    if (part == 0)
        return arena_printf(q->a, "%s < %s", name, until);
    if (last)
        return arena_printf(q->a, "%s >= %s", name, from);
    return arena_printf(q->a, "%s >= %s and %s < %s", name, from, name, until);
}

static const char *test_of_years(struct inquiry *q, const struct axis *x, uint32_t part)
{
    uint32_t bands = x->shown.len - 1;
    if (part == bands)
        return "age is empty";
    if (part == 0)
        return arena_printf(q->a, "age < %" PRId64, x->bands[1]);
    if (part + 1 == bands)
        return arena_printf(q->a, "age >= %" PRId64, x->bands[part]);
    return arena_printf(q->a, "age >= %" PRId64 " and age < %" PRId64, x->bands[part],
                        x->bands[part + 1]);
}

static const char *test_of_code(struct inquiry *q, const struct axis *x, uint32_t part)
{
    const struct catalogue_field *f = &customer_fields[x->dim->field];
    struct text key = x->shown.parts[part].key;
    if (f->type == OF_FLAG)
        return part ? f->name : arena_printf(q->a, "not %s", f->name);
    if (x->rest && part + 1 == x->shown.len)
        return arena_printf(q->a, "%s is empty", f->name);
    return arena_printf(q->a, "%s = %.*s", f->name, (int)key.len, key.ptr);
}

static const char *quoted(struct inquiry *q, struct text t)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < t.len; i++) {
        if (strchr("\"\\", t.ptr[i]))
            buf_add_char(&b, '\\');
        buf_add_char(&b, t.ptr[i]);
    }
    const char *said = arena_printf(q->a, "\"%.*s\"", (int)b.len, b.len ? b.bytes : "");
    buf_release(&b);
    return said;
}

/* An organisation that is divided further has only those who are at home in it itself. */
static const char *test_of_org(struct inquiry *q, const struct axis *x, uint32_t part)
{
    struct text key = x->shown.parts[part].key;
    uint32_t last = x->shown.len - 1, own = 0, places = 0;
    for (uint32_t p = 1; p <= q->s->place_count; p++)
        if (x->part_of_place[p] == part) {
            own = own ? own : p;
            places++;
        }
    if (part == last || !own)
        return NULL;
    bool whole = q->s->places[own].last - own + 1 == places;
    return arena_printf(q->a, "org %s %s", whole ? "under" : "=", quoted(q, key));
}

static const char *test_of(struct inquiry *q, const struct axis *x, uint32_t part)
{
    struct text key = x->shown.parts[part].key;
    bool is_rest = text_is(key, "-");
    const char *name = customer_fields[x->dim->field].name;
    switch (x->dim->kind) {
    case DIM_ORG:
        return test_of_org(q, x, part);
    case DIM_MANAGER:
        return is_rest ? "manager is empty" : arena_printf(q->a, "manager = %s", quoted(q, key));
    case DIM_CODE:
        return test_of_code(q, x, part);
    case DIM_LEVEL:
        return arena_printf(q->a, "level(%s) = %s", quoted(q, x->dim->names[0]), quoted(q, key));
    case DIM_BANDS:
        return test_of_band(q, x, part);
    case DIM_YEARS:
        return test_of_years(q, x, part);
    case DIM_TERM:
        return is_rest ? arena_printf(q->a, "%s is empty", name)
                       : arena_printf(q->a, "%s = %s", name, quoted(q, key));
    case DIM_HOLDS:
        return arena_printf(q->a, "holds(%.*s)", (int)key.len, key.ptr);
    case DIM_TAG:
        return arena_printf(q->a, "tag(%s)", quoted(q, key));
    case DIM_MONTH:
    case DIM_KINDS:
        break;
    }
    return NULL;
}

static struct text join_tests(struct plan *p, const struct cell *c)
{
    struct inquiry *q = p->q;
    const char *all = "not gone";
    if (q->r->where.len)
        all = arena_printf(q->a, "(%.*s) and not gone", (int)q->r->where.len, q->r->where.ptr);
    for (size_t i = 0; i < p->axes_len; i++) {
        const char *test = p->axes[i].dim->is_past ? NULL : test_of(q, &p->axes[i], c->parts[i]);
        if (!test)
            return (struct text){NULL, 0};
        all = arena_printf(q->a, "%s and %s", all, test);
    }
    if (q->r->org.len)
        all = arena_printf(q->a, "%s and org under %s", all, quoted(q, q->r->org));
    return text_of(all);
}

/* As the language writes it, where it can be read and is about today alone. */
static struct text condition_of(struct plan *p, const struct cell *c)
{
    const struct cond *cond;
    struct cond_fault fault;
    bool of_today = p->times[p->now[c->point][c->asked->measure].time].source.at == AT_DAY &&
                    p->then[c->point][c->asked->measure].time < 0;
    struct text said = {NULL, 0};
    if (of_today && !(c->is_all && p->several >= 0))
        said = c->is_all && p->axes_len ? (struct text){NULL, 0} : join_tests(p, c);
    if (said.len && cond_parse(p->q->a, said, &cond, &fault) == OK)
        return cond_text(p->q->a, cond);
    return (struct text){NULL, 0};
}

static rc behind(struct inquiry *q, const struct asker *k, const struct report *r,
                 const struct report_cell *cell, struct report_behind *ret)
{
    struct plan *p = arena_alloc(k->arena, sizeof *p);
    struct cell c = {.asked = cell};
    TRY(inquiry_begin(k, r, q));
    TRY(report_plan_make(q, p));
    TRY(find_parts(p, &c));
    TRY(find_point(p, &c));
    TRY(members_of(p, &c, &ret->rows));
    ret->label = label_of(p, &c);
    ret->condition = condition_of(p, &c);
    return OK;
}

rc report_behind(const struct asker *k, const struct report *r, const struct report_cell *cell,
                 struct report_behind *ret, const char **ret_said)
{
    struct inquiry q;
    *ret = (struct report_behind){.rows = NULL};
    rc done = behind(&q, k, r, cell, ret);
    *ret_said = done == E_REFUSED ? q.said : NULL;
    return done == E_REFUSED ? OK : done;
}
