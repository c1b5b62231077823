#include "engine/reach.h"

#include "engine/snapshot_parts.h"

struct reach reach_all(void)
{
    return (struct reach){.kind = REACH_ALL};
}

struct reach reach_nobody(void)
{
    return (struct reach){.kind = REACH_ROWS};
}

struct reach reach_org(const struct snapshot *s, int32_t org_id)
{
    uint32_t place = snapshot_place(s, org_id);
    if (!place)
        return reach_nobody();
    return (struct reach){.kind = REACH_PLACES, .first = place, .last = s->places[place].last};
}

static int by_staff(const void *x, const void *y)
{
    const struct managed *a = x, *b = y;
    return (a->staff_id > b->staff_id) - (a->staff_id < b->staff_id);
}

static struct reach rows_of(const struct managed *all, size_t len, const uint32_t *rows,
                            int32_t staff_id)
{
    struct managed wanted = {.staff_id = staff_id};
    const struct managed *m = len ? bsearch(&wanted, all, len, sizeof *all, by_staff) : NULL;
    if (!m)
        return reach_nobody();
    return (struct reach){.kind = REACH_ROWS, .rows = rows + m->first, .len = m->len};
}

struct reach reach_managed(const struct snapshot *s, int32_t staff_id)
{
    const struct managers *m = s->parts->managers;
    struct reach r = rows_of(m->mains, m->mains_len, m->main_rows, staff_id);
    while (r.len && r.rows[r.len - 1] >= s->count) /* came after this day */
        r.len--;
    return r;
}

struct reach reach_co_managed(const struct snapshot *s, int32_t staff_id)
{
    const struct managers *m = s->parts->managers;
    struct reach r = rows_of(m->cos, m->cos_len, m->co_rows, staff_id);
    while (r.len && r.rows[r.len - 1] >= s->count)
        r.len--;
    return r;
}

struct reach reach_own(const struct snapshot *s, int32_t staff_id, struct arena *a)
{
    struct reach x = reach_managed(s, staff_id), y = reach_co_managed(s, staff_id);
    if (x.len == 0 || y.len == 0)
        return x.len ? x : y;
    uint32_t *rows = arena_alloc(a, (x.len + y.len) * sizeof *rows);
    size_t i = 0, k = 0, len = 0;
    while (i < x.len || k < y.len) {
        bool from_x = k == y.len || (i < x.len && x.rows[i] <= y.rows[k]);
        uint32_t row = from_x ? x.rows[i] : y.rows[k];
        i += i < x.len && x.rows[i] == row;
        k += k < y.len && y.rows[k] == row;
        rows[len++] = row;
    }
    return (struct reach){.kind = REACH_ROWS, .rows = rows, .len = len};
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

struct reach reach_unassigned(const struct snapshot *s, int32_t org_id, struct arena *a)
{
    struct reach at_home = reach_org(s, org_id);
    if (at_home.kind != REACH_PLACES)
        return reach_nobody();
    uint32_t from = s->first_in_place[at_home.first], to = s->first_in_place[at_home.last + 1];
    uint32_t *rows = arena_alloc(a, (to - from) * sizeof *rows + 1);
    size_t len = 0;
    for (uint32_t i = from; i < to; i++) {
        uint32_t row = s->by_place[i];
        rows[len] = row;
        len += s->stage[row] == STAGE_TARGET && !s->gone[row] && s->manager[row] == 0;
    }
    if (len)
        qsort(rows, len, sizeof *rows, by_number);
    return (struct reach){.kind = REACH_ROWS, .rows = rows, .len = len};
}

struct reach reach_ids(const struct snapshot *s, struct int8s customer_ids, struct arena *a)
{
    uint32_t *rows = arena_alloc(a, customer_ids.len * sizeof *rows + 1);
    size_t found = 0, len = 0;
    for (size_t i = 0; i < customer_ids.len; i++)
        found += snapshot_find(s, customer_ids.items[i], &rows[found]);
    if (found)
        qsort(rows, found, sizeof *rows, by_number);
    for (size_t i = 0; i < found; i++)
        if (i == 0 || rows[i] != rows[i - 1])
            rows[len++] = rows[i];
    return (struct reach){.kind = REACH_ROWS, .rows = rows, .len = len};
}

struct int8s rows_ids(const uint32_t *rows, size_t len, struct arena *a)
{
    int64_t *ids = arena_alloc(a, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = snapshot_customer_id(rows[i]);
    return (struct int8s){ids, len};
}

struct reach reach_both(const struct snapshot *s, const struct reach *rows,
                        const struct reach *within, struct arena *a)
{
    assert(rows->kind == REACH_ROWS);
    uint32_t *both = arena_alloc(a, rows->len * sizeof *both + 1);
    size_t len = 0;
    for (size_t i = 0; i < rows->len; i++)
        if (reach_has(s, within, rows->rows[i]))
            both[len++] = rows->rows[i];
    return (struct reach){.kind = REACH_ROWS, .rows = both, .len = len};
}

static bool has_row(const struct reach *r, uint32_t row)
{
    return r->len && bsearch(&row, r->rows, r->len, sizeof *r->rows, by_number);
}

bool reach_has(const struct snapshot *s, const struct reach *reach, uint32_t row)
{
    switch (reach->kind) {
    case REACH_ALL:
        return true;
    case REACH_PLACES:
        return s->place[row] >= reach->first && s->place[row] <= reach->last;
    case REACH_ROWS:
        return has_row(reach, row);
    }
    return false;
}

size_t reach_size(const struct snapshot *s, const struct reach *reach)
{
    switch (reach->kind) {
    case REACH_ALL:
        return s->count;
    case REACH_PLACES:
        return s->first_in_place[reach->last + 1] - s->first_in_place[reach->first];
    case REACH_ROWS:
        return reach->len;
    }
    return 0;
}

struct rows reach_rows(const struct snapshot *s, const struct reach *reach)
{
    switch (reach->kind) {
    case REACH_ALL:
        return (struct rows){s->by_place, s->count};
    case REACH_PLACES:
        return (struct rows){s->by_place + s->first_in_place[reach->first], reach_size(s, reach)};
    case REACH_ROWS:
        return (struct rows){reach->rows, reach->len};
    }
    return (struct rows){NULL, 0};
}
