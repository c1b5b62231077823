/* Which days, which figures of them; the cubes. */
#include "analysis/report/plan.h"

#include "base/say.h"

enum { GROUPS_LOOKED_AT = 200000 }; /* of one day */

/* ---- who ---- */

rc inquiry_begin(const struct asker *k, const struct report *r, struct inquiry *ret)
{
    const struct who *who;
    *ret = (struct inquiry){.k = k, .a = k->arena, .s = k->s, .r = r};
    if (k->s->day == NO_DAY)
        return inquiry_refuse(ret, N_("no day was published yet"), 0, NULL);
    ret->day = report_moment_day(r->at, k->s->day);
    if (ret->day > k->s->day) {
        const struct place places[] = {
            {"day", text_of(arena_printf(ret->a, "%s", day_format(k->s->day).text))}};
        return inquiry_refuse(ret, N_("that day lies ahead: the newest is {day}"),
                              ARRAY_LEN(places), places);
    }
    ret->reach = asker_reach(k);
    TRY(who_ask(k, r->where, &who, &ret->said));
    if (ret->said)
        return E_REFUSED;
    ret->members = who ? evaluate(who->evaluation, NULL, ret->a) : NULL;
    return OK;
}

/* ---- days ---- */

static int time_of(struct plan *p, day d)
{
    for (size_t i = 0; i < p->times_len; i++)
        if (p->times[i].source.day == d)
            return (int)i;
    assert(p->times_len < TIMES_MOST);
    p->times[p->times_len].source = source_of(p->q->s, p->q->k->sheets, d);
    return (int)p->times_len++;
}

/* The end of the ten days before those of a day. */
static day ten_before(day d)
{
    struct ymd at = day_ymd(d);
    if (at.day > 20)
        return d - (at.day - 20);
    return at.day > 10 ? d - (at.day - 10) : day_month_start(d) - 1;
}

static day point_before(const struct report *r, day d)
{
    switch (r->over) {
    case OVER_MONTHS:
        return day_month_end_before(d, 1);
    case OVER_TENS:
        return ten_before(d);
    case OVER_DAYS:
    case OVER_NOTHING:
        break;
    }
    return d - 1;
}

static void make_points(struct plan *p)
{
    struct inquiry *q = p->q;
    day d = q->day;
    p->points_len = (size_t)q->r->points;
    p->points = arena_alloc(q->a, p->points_len * sizeof *p->points);
    for (size_t i = p->points_len; i-- > 0; d = point_before(q->r, d)) {
        struct text on = text_of(arena_printf(q->a, "%s", day_format(d).text));
        p->points[i] = (struct report_point){.day = d, .key = on, .label = on};
    }
}

/* ---- wishes ---- */

static enum cube_what cube_what_of(enum report_what what)
{
    return what == SHOW_MEDIAN ? CUBE_MEDIAN : what == SHOW_TOP ? CUBE_TOP : CUBE_SUM;
}

static bool is_known(const struct time_asked *t, struct wish *w)
{
    if (w->basis)
        return source_average(&t->source, w->field, w->basis, &w->figure, &w->days);
    return source_figure(&t->source, w->field, &w->figure);
}

static int wish_of(struct time_asked *t, const struct report_measure *m)
{
    struct wish w = {.what = cube_what_of(m->what),
                     .field = m->field,
                     .basis = m->basis,
                     .top = m->top,
                     .days = 1};
    if (m->what == SHOW_CUSTOMERS || m->what == SHOW_COUNT_SHARE)
        return NO_WISH;
    for (size_t i = 0; i < t->len; i++)
        if (t->wishes[i].what == w.what && t->wishes[i].field == w.field &&
            t->wishes[i].basis == w.basis && t->wishes[i].top == w.top)
            return (int)i;
    w.known = is_known(t, &w);
    assert(t->len < WISHES_MOST);
    t->wishes[t->len] = w;
    return (int)t->len++;
}

static struct figure_at figure_of(struct plan *p, day d, const struct report_measure *m)
{
    int time = time_of(p, d);
    return (struct figure_at){time, wish_of(&p->times[time], m)};
}

static void make_wishes(struct plan *p)
{
    const struct report *r = p->q->r;
    for (size_t i = 0; i < p->points_len; i++)
        for (size_t m = 0; m < r->measures_len; m++) {
            const struct report_measure *measure = &r->measures[m];
            day before = point_before(r, p->points[i].day);
            day since = report_moment_day(measure->since, p->points[i].day);
            p->now[i][m] = figure_of(p, p->points[i].day, measure);
            p->then[i][m] = (struct figure_at){-1, NO_WISH};
            if (measure->is_change)
                p->then[i][m] = figure_of(p, since == NO_DAY ? before : since, measure);
        }
}

/* ---- axes ---- */

/* As of which day customers are divided at a time. */
static struct source source_at(const struct plan *p, const struct report_dim *d,
                               const struct time_asked *t)
{
    const struct inquiry *q = p->q;
    if (d->is_past)
        return source_of(q->s, q->k->sheets, report_moment_day(d->at, q->day));
    return q->r->as == AS_THEN ? t->source : source_of(q->s, q->k->sheets, q->day);
}

static rc make_axis(struct plan *p, const struct report_dim *d, struct axis *ret)
{
    struct source sources[TIMES_MOST];
    for (size_t i = 0; i < p->times_len; i++)
        sources[i] = source_at(p, d, &p->times[i]);
    return axis_make(p->q, d, sources, d->is_past || p->q->r->as == AS_NOW ? 1 : p->times_len, ret);
}

static rc make_root(struct plan *p)
{
    struct report_dim *dim = arena_alloc(p->q->a, sizeof *dim);
    *dim = (struct report_dim){.kind = DIM_ORG, .field = FIELD_ORG};
    if (!p->q->r->org.len)
        return OK;
    TRY(make_axis(p, dim, &p->root));
    p->root.rest = false;
    return OK;
}

static rc make_axes(struct plan *p)
{
    const struct report *r = p->q->r;
    uint64_t slots = 1;
    p->several = -1;
    for (; p->axes_len < r->dims_len; p->axes_len++) {
        TRY(make_axis(p, &r->dims[p->axes_len], &p->axes[p->axes_len]));
        if (axis_is_several(&p->axes[p->axes_len]))
            p->several = (int)p->axes_len;
    }
    for (size_t i = p->axes_len; i-- > 0;) {
        p->strides[i] = (uint32_t)slots;
        slots *= p->axes[i].shown.len ? p->axes[i].shown.len : 1;
        if (slots > CUBE_GROUPS_MOST)
            return inquiry_refuse(
                p->q,
                N_("too many groups: take fewer dimensions, or coarser ones (org(1), fewer bands)"),
                0, NULL);
    }
    p->slots = (uint32_t)slots;
    return make_root(p);
}

/* ---- what is known ---- */

static bool dims_known(const struct plan *p, const struct time_asked *t)
{
    struct cube_dim dim;
    for (size_t i = 0; i < p->axes_len; i++) {
        const struct axis *x = &p->axes[i];
        struct source source = source_at(p, x->dim, t);
        if (!axis_is_several(x) && !axis_dim(p->q, x, &source, &dim))
            return false;
    }
    return true;
}

/* Days of the definition itself, that nothing can be said without. */
static rc check_days(struct plan *p)
{
    const struct inquiry *q = p->q;
    struct source shown = source_of(q->s, q->k->sheets, q->day);
    const struct time_asked at = {.source = shown};
    struct cube_dim dim;
    for (size_t i = 0; i < p->axes_len; i++) {
        struct source source = source_at(p, p->axes[i].dim, &at);
        const struct place places[] = {
            {"what", p->axes[i].shown.title},
            {"day", text_of(arena_printf(q->a, "%s", day_format(source.day).text))}};
        if (!axis_is_several(&p->axes[i]) && !axis_dim(q, &p->axes[i], &source, &dim))
            return inquiry_refuse(p->q, N_("{what} of {day} is not known: that day is not held"),
                                  ARRAY_LEN(places), places);
    }
    const struct place places[] = {
        {"day", text_of(arena_printf(q->a, "%s", day_format(q->day).text))}};
    if (!source_knows_all(&shown))
        return inquiry_refuse(p->q,
                              N_("the customers of {day} are not known: that day is not held"),
                              ARRAY_LEN(places), places);
    return OK;
}

static void find_known(struct plan *p)
{
    for (size_t i = 0; i < p->times_len; i++) {
        struct time_asked *t = &p->times[i];
        bool known = dims_known(p, t);
        t->knows_counts = known && source_knows_all(&t->source);
        t->is_there = known && (t->knows_counts || t->source.at >= 0);
        for (size_t w = 0; w < t->len; w++)
            t->wishes[w].known &= t->is_there && (t->knows_counts || t->wishes[w].what == CUBE_SUM);
    }
    for (size_t i = 0; i < p->points_len; i++)
        p->points[i].is_there = p->times[p->now[i][0].time].is_there;
}

rc report_plan_make(struct inquiry *q, struct plan *ret)
{
    *ret = (struct plan){.q = q};
    make_points(ret);
    make_wishes(ret);
    TRY(make_axes(ret));
    TRY(check_days(ret));
    find_known(ret);
    return OK;
}

/* ---- cubes ---- */

static const uint8_t *gone_at(struct plan *p, const struct time_asked *t)
{
    if (t->knows_counts)
        return source_gone(&t->source);
    return arena_alloc(p->q->a,
                       p->q->s->count + (size_t)1); /* amounts alone: who is gone has none */
}

/* Sheets may be let go before the snapshot is. */
static bool asks_sheets(const struct plan *p, const struct time_asked *t)
{
    bool asks =
        !source_is_today(&t->source) || p->q->r->as == AS_THEN || p->q->r->at.kind != REPORT_TODAY;
    for (size_t i = 0; i < p->axes_len; i++)
        asks |= p->axes[i].dim->is_past;
    for (size_t w = 0; w < t->len; w++)
        asks |= t->wishes[w].basis != AT_THE_POINT;
    return asks;
}

static const struct set *union_of(struct plan *p)
{
    const struct axis *x = &p->axes[p->several];
    const struct set *all = set_none(p->q->a, p->q->s->count);
    for (uint32_t i = 0; i < x->shown.len; i++)
        all = set_or(p->q->a, all, x->members[i]);
    return all;
}

static const struct set *set_for(struct plan *p, int part)
{
    const struct set *members = p->q->members;
    if (p->several < 0)
        return members;
    const struct set *of = part < 0 ? union_of(p) : p->axes[p->several].members[part];
    return members ? set_and(p->q->a, members, of) : of;
}

rc report_plan_query(struct plan *p, const struct time_asked *t, int part, bool all,
                     struct query_made *ret)
{
    size_t len = 0;
    ret->query = (struct cube_query){.set = set_for(p, part),
                                     .gone = gone_at(p, t),
                                     .passing = asks_sheets(p, t),
                                     .dims = ret->dims,
                                     .order = CUBE_BY_PARTS};
    for (size_t i = 0; !all && i < p->axes_len; i++) {
        struct source source = source_at(p, p->axes[i].dim, t);
        if ((int)i != p->several && !axis_dim(p->q, &p->axes[i], &source, &ret->dims[len++]))
            return E_INTERNAL;
    }
    if (p->root.dim) {
        struct source source = source_at(p, p->root.dim, t);
        if (!axis_dim(p->q, &p->root, &source, &ret->dims[len]))
            return E_INTERNAL;
        ret->dims[len++].parts = 1;
    }
    ret->query.dims_len = len;
    return OK;
}

static size_t measures_of(const struct time_asked *t, struct cube_measure *ret)
{
    size_t len = 0;
    for (size_t w = 0; w < t->len; w++)
        if (t->wishes[w].known)
            ret[len++] = (struct cube_measure){.what = t->wishes[w].what,
                                               .figure = t->wishes[w].figure,
                                               .top = (uint32_t)t->wishes[w].top};
    return len;
}

static int128_t top_sum(const struct cube_tops *tops)
{
    int128_t sum = 0;
    for (size_t i = 0; i < tops->len; i++)
        sum += tops->items[i].value;
    return sum;
}

/* By wish, as the cube has them by measure. */
static const int128_t *values_of(const struct plan *p, const struct time_asked *t,
                                 const struct cube_group *g)
{
    int128_t *values = arena_alloc(p->q->a, (t->len + 1) * sizeof *values);
    size_t m = 0;
    for (size_t w = 0; w < t->len; w++) {
        if (!t->wishes[w].known)
            continue;
        values[w] = t->wishes[w].what == CUBE_TOP ? top_sum(&g->tops[m]) : g->values[m];
        m++;
    }
    return values;
}

/* The slot among all axes of a group of the cube's dimensions. */
static uint32_t slot_of(const struct plan *p, const struct cube_group *g, int part)
{
    uint32_t slot = part < 0 ? 0 : (uint32_t)part * p->strides[p->several];
    size_t d = 0;
    for (size_t i = 0; i < p->axes_len; i++)
        if ((int)i != p->several)
            slot += g->parts[d++] * p->strides[i];
    return slot;
}

static rc ask(struct plan *p, const struct time_asked *t, int part, bool all, struct cube *ret)
{
    struct query_made made;
    struct cube_measure measures[WISHES_MOST];
    struct why why = {""};
    TRY(report_plan_query(p, t, part, all, &made));
    made.query.measures = measures;
    made.query.measures_len = measures_of(t, measures);
    rc r = cube_of(p->q->s, &p->q->reach, &made.query, p->q->a, ret, &why);
    if (r == E_INVALID)
        return inquiry_refuse(
            p->q,
            N_("too many groups: take fewer dimensions, or coarser ones (org(1), fewer bands)"), 0,
            NULL);
    return r;
}

static rc take(struct plan *p, struct time_asked *t, int part)
{
    struct cube cube;
    TRY(ask(p, t, part, false, &cube));
    if (t->items_len + cube.len > GROUPS_LOOKED_AT)
        return inquiry_refuse(
            p->q,
            N_("too many groups: take fewer dimensions, or coarser ones (org(1), fewer bands)"), 0,
            NULL);
    struct found *items = arena_alloc(p->q->a, (t->items_len + cube.len + 1) * sizeof *items);
    if (t->items_len)
        memcpy(items, t->items, t->items_len * sizeof *items);
    for (size_t i = 0; i < cube.len; i++)
        items[t->items_len++] = (struct found){.slot = slot_of(p, &cube.groups[i], part),
                                               .count = t->knows_counts ? cube.groups[i].count : 0,
                                               .values = values_of(p, t, &cube.groups[i])};
    t->items = items;
    return OK;
}

static int by_slot(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

/* Of everybody: a question of its own, for medians do not add up, nor customers in several parts.
 */
static rc take_all(struct plan *p, struct time_asked *t)
{
    struct cube cube;
    TRY(ask(p, t, -1, true, &cube));
    t->all = (struct found){.count = t->knows_counts ? cube.all.count : 0};
    if (cube.len)
        t->all.values = values_of(p, t, &cube.groups[0]);
    else
        t->all.values = arena_alloc(p->q->a, (t->len + 1) * sizeof *t->all.values);
    return OK;
}

static bool adds_up(const struct plan *p, const struct time_asked *t)
{
    for (size_t w = 0; w < t->len; w++)
        if (t->wishes[w].what != CUBE_SUM)
            return false;
    return p->several < 0;
}

static void add_up(const struct plan *p, struct time_asked *t)
{
    int128_t *values = arena_alloc(p->q->a, (t->len + 1) * sizeof *values);
    t->all = (struct found){.values = values};
    for (size_t i = 0; i < t->items_len; i++) {
        t->all.count += t->items[i].count;
        for (size_t w = 0; w < t->len; w++)
            values[w] += t->items[i].values[w];
    }
}

static rc run_time(struct plan *p, struct time_asked *t)
{
    if (p->several < 0)
        TRY(take(p, t, -1));
    for (uint32_t part = 0; p->several >= 0 && part < p->axes[p->several].shown.len; part++)
        TRY(take(p, t, (int)part));
    if (t->items_len)
        qsort(t->items, t->items_len, sizeof *t->items, by_slot);
    if (!adds_up(p, t))
        return take_all(p, t);
    add_up(p, t);
    return OK;
}

rc report_plan_run(struct plan *p)
{
    for (size_t i = 0; i < p->times_len; i++)
        if (p->times[i].is_there)
            TRY(run_time(p, &p->times[i]));

    return OK;
}
