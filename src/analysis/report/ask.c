/* From cubes to the rows of an answer. */
#include "analysis/report/plan.h"
#include "base/say.h"

struct answering {
    struct plan *p;
    struct report_answer *x;
};

/* ---- figures ---- */

static const struct found *find_slot(const struct time_asked *t, uint32_t slot)
{
    size_t from = 0, until = t->items_len;
    while (from < until) {
        size_t middle = (from + until) / 2;
        if (t->items[middle].slot == slot)
            return &t->items[middle];
        if (t->items[middle].slot < slot)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
}

static const struct report_value unknown = {false, 0};

static struct report_value known(int128_t number)
{
    return (struct report_value){true, fen_clamp(number)};
}

static struct report_value share_of(int128_t part, int128_t whole)
{
    return whole > 0 ? known(divide_half_up(part * BASIS_POINTS, whole)) : unknown;
}

/* Nobody of the group was there: 0, where that is a figure at all. */
static int128_t value_in(const struct found *f, int wish)
{
    return f ? f->values[wish] : 0;
}

static struct report_value count_of(const struct time_asked *t, const struct found *f,
                                    const struct report_measure *m)
{
    int128_t count = f ? (int128_t)f->count : 0;
    if (!t->knows_counts)
        return unknown;
    return m->what == SHOW_CUSTOMERS ? known(count) : share_of(count, (int128_t)t->all.count);
}

/* One rounding: sums of daily values are divided by days and customers at once. */
static struct report_value figure_in(const struct time_asked *t, const struct found *f,
                                     const struct report_measure *m, int wish)
{
    const struct wish *w = &t->wishes[wish];
    int128_t sum = value_in(f, wish);
    int64_t count = f ? (int64_t)f->count : 0;
    if (!w->known)
        return unknown;
    switch (m->what) {
    case SHOW_SUM:
        return known(divide_half_up(sum, w->days));
    case SHOW_AVERAGE:
        if (customer_fields[m->field].type == OF_COUNT)
            sum *= 100;
        return count && t->knows_counts ? known(divide_half_up(sum, (int128_t)w->days * count))
                                        : unknown;
    case SHOW_SHARE:
        return share_of(sum, value_in(&t->all, wish));
    case SHOW_MEDIAN:
        return count ? known(sum) : unknown;
    case SHOW_TOP:
        return known(sum);
    case SHOW_CUSTOMERS:
    case SHOW_COUNT_SHARE:
    case SHOW_KINDS:
        break;
    }
    return unknown;
}

static struct report_value figure_at(const struct plan *p, struct figure_at at, int64_t slot,
                                     const struct report_measure *m)
{
    const struct time_asked *t = &p->times[at.time];
    if (!t->is_there)
        return unknown;
    const struct found *f = slot < 0 ? &t->all : find_slot(t, (uint32_t)slot);
    return at.wish == NO_WISH ? count_of(t, f, m) : figure_in(t, f, m, at.wish);
}

static struct report_value change_of(struct report_value now, struct report_value then, bool rate)
{
    int128_t change = (int128_t)now.number - then.number;
    int128_t whole = then.number < 0 ? -(int128_t)then.number : then.number;
    if (!now.known || !then.known)
        return unknown;
    if (!rate)
        return known(change);
    return whole ? known(divide_half_up(change * BASIS_POINTS, whole)) : unknown;
}

/* slot -1: of all. */
static struct report_value value_of(const struct plan *p, size_t point, size_t measure,
                                    int64_t slot)
{
    const struct report_measure *m = &p->q->r->measures[measure];
    struct report_value now = figure_at(p, p->now[point][measure], slot, m);
    if (!m->is_change)
        return now;
    return change_of(now, figure_at(p, p->then[point][measure], slot, m), m->is_rate);
}

/* ---- rows ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Of all times, each once. */
static uint32_t *slots_found(const struct plan *p, size_t *ret_len)
{
    size_t most = 0, len = 0, kept = 0;
    for (size_t i = 0; i < p->times_len; i++)
        most += p->times[i].items_len;
    uint32_t *slots = arena_alloc(p->q->a, (most + 1) * sizeof *slots);
    for (size_t i = 0; i < p->times_len; i++)
        for (size_t g = 0; g < p->times[i].items_len; g++)
            slots[len++] = p->times[i].items[g].slot;
    if (len)
        qsort(slots, len, sizeof *slots, by_number);
    for (size_t i = 0; i < len; i++)
        if (!i || slots[i] != slots[kept - 1])
            slots[kept++] = slots[i];
    *ret_len = kept;
    return slots;
}

struct ranked {
    uint32_t slot;
    struct report_value value;
    bool desc;
};

/* What is not known stands below all. */
static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value.known != y->value.known)
        return x->value.known ? -1 : 1;
    if (x->value.number != y->value.number)
        return (x->value.number < y->value.number) == x->desc ? 1 : -1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

static void order_slots(const struct plan *p, uint32_t *slots, size_t len)
{
    const struct report *r = p->q->r;
    if (r->order < 0 || !len)
        return;
    struct ranked *all = arena_alloc(p->q->a, len * sizeof *all);
    for (size_t i = 0; i < len; i++)
        all[i] = (struct ranked){
            slots[i], value_of(p, p->points_len - 1, (size_t)r->order, slots[i]), r->desc};
    qsort(all, len, sizeof *all, by_rank);
    for (size_t i = 0; i < len; i++)
        slots[i] = all[i].slot;
}

/* Keys are joined by "~"; one within a key, and "%", as an address has it. */
static void add_key(struct buf *out, struct text key)
{
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] == '~' || key.ptr[i] == '%')
            buf_printf(out, "%%%02X", (unsigned char)key.ptr[i]);
        else
            buf_add_char(out, key.ptr[i]);
}

static struct text cell_of(const struct plan *p, const uint32_t *parts)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < p->axes_len; i++) {
        buf_add_text(&b, i ? "~" : "");
        add_key(&b, p->axes[i].shown.parts[parts[i]].key);
    }
    struct text t = {arena_text(p->q->a, b.len ? b.bytes : "", b.len), b.len};
    buf_release(&b);
    return t;
}

static const struct report_value *values_of(const struct plan *p, int64_t slot)
{
    size_t measures = p->q->r->measures_len;
    struct report_value *values = arena_alloc(p->q->a, p->points_len * measures * sizeof *values);
    for (size_t i = 0; i < p->points_len; i++)
        for (size_t m = 0; m < measures; m++)
            values[i * measures + m] = value_of(p, i, m, slot);
    return values;
}

static struct report_row row_of(const struct plan *p, uint32_t slot)
{
    uint32_t *parts = arena_alloc(p->q->a, (p->axes_len + 1) * sizeof *parts);
    for (size_t i = 0; i < p->axes_len; i++)
        parts[i] = slot / p->strides[i] % p->axes[i].shown.len;
    return (struct report_row){
        .parts = parts, .values = values_of(p, slot), .cell = cell_of(p, parts)};
}

static rc fill_rows(struct plan *p, struct report_answer *x)
{
    const struct report *r = p->q->r;
    uint32_t *slots = slots_found(p, &x->total);
    char limit[24];
    snprintf(limit, sizeof limit, "%d", REPORT_GROUPS_MOST);
    const struct place places[] = {{"n", text_of(arena_printf(p->q->a, "%zu", x->total))},
                                   {"limit", text_of(limit)}};
    if (x->total > REPORT_GROUPS_MOST && !r->first)
        return inquiry_refuse(p->q,
                              N_("{n} groups: at most {limit} are shown; take fewer or coarser "
                                 "dimensions, or only the first ones (first=100)"),
                              ARRAY_LEN(places), places);
    order_slots(p, slots, x->total);
    x->rows_len = r->first && r->first < x->total ? r->first : x->total;
    struct report_row *rows = arena_alloc(p->q->a, (x->rows_len + 1) * sizeof *rows);
    for (size_t i = 0; r->dims_len && i < x->rows_len; i++)
        rows[i] = row_of(p, slots[i]);
    x->rows_len = r->dims_len ? x->rows_len : 0;
    x->rows = rows;
    x->all = (struct report_row){.values = values_of(p, -1), .cell = TEXT("")};
    return OK;
}

static struct report_answer *answer_of(const struct plan *p)
{
    struct report_answer *x = arena_alloc(p->q->a, sizeof *x);
    struct report_axis *axes = arena_alloc(p->q->a, (p->axes_len + 1) * sizeof *axes);
    for (size_t i = 0; i < p->axes_len; i++)
        axes[i] = p->axes[i].shown;
    *x = (struct report_answer){.report = p->q->r,
                                .day = p->q->day,
                                .axes = axes,
                                .axes_len = p->axes_len,
                                .points = p->points,
                                .points_len = p->points_len};
    return x;
}

static rc answer(struct inquiry *q, const struct asker *k, const struct report *r,
                 struct report_answer **ret)
{
    struct plan *p = arena_alloc(k->arena, sizeof *p);
    TRY(inquiry_begin(k, r, q));
    TRY(report_plan_make(q, p));
    TRY(report_plan_run(p));
    *ret = answer_of(p);
    return fill_rows(p, *ret);
}

rc report_ask(const struct asker *k, const struct report *r,
              const struct report_answer **ret_answer, const char **ret_said)
{
    struct inquiry q;
    struct report_answer *x = NULL;
    rc done = answer(&q, k, r, &x);
    *ret_said = done == E_REFUSED ? q.said : NULL;
    *ret_answer = done == OK ? x : NULL;
    return done == E_REFUSED ? OK : done;
}
