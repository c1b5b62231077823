/* below -- the organisations under one, the managers of an outlet, and whom nobody manages. */
#include "cfe/today/parts.h"

/* ---- records ---- */

static const struct field unit_fields[] = {
    FIELD_AS(struct unit, id, KIND_ID),
    FIELD(struct unit, name),
    FIELD_AS(struct unit, url, KIND_URL),
    FIELD(struct unit, itself),
    FIELD(struct unit, customers),
    FIELD(struct unit, targets),
    FIELD(struct unit, unassigned),
    FIELD(struct unit, attention),
    FIELD(struct unit, churned),
    FIELD(struct unit, alerts),
    FIELD_AS(struct unit, aum, KIND_FEN),
    FIELD_AS(struct unit, deposits, KIND_FEN),
    FIELD_RECORD(struct unit, yesterday, moved_record),
    FIELD_RECORD(struct unit, month_end, moved_record),
    FIELD_RECORD(struct unit, year_end, moved_record),
};
static const struct record unit_record = RECORD(struct unit, unit_fields);

static const struct field below_fields[] = {
    FIELD_ROWS(struct below, path, unit_record),
    FIELD_ROWS(struct below, orgs, unit_record),
    FIELD_ROWS(struct below, managers, unit_record),
    FIELD(struct below, unassigned),
    FIELD_AS(struct below, unassigned_aum, KIND_FEN),
    FIELD_AS(struct below, unassigned_url, KIND_URL),
    FIELD_AS(struct below, summary_url, KIND_URL),
};
const struct record below_record = RECORD(struct below, below_fields);

/* ---- what a unit sums up to ---- */

static struct moved aum_since(const struct morning *m, const struct totals *t, enum at at)
{
    return moved_since(m->r->arena, m->s, t->amounts[AT_DAY][AMOUNT_AUM],
                       t->amounts[at][AMOUNT_AUM], at);
}

static struct unit unit_of(const struct morning *m, int64_t id, const struct totals *t)
{
    return (struct unit){
        .id = id,
        .customers = (int32_t)t->customers,
        .targets = (int32_t)t->stages[STAGE_TARGET],
        .unassigned = (int32_t)t->unassigned,
        .attention = (int32_t)t->standings[STANDING_ATTENTION],
        .churned = (int32_t)t->standings[STANDING_CHURNED],
        .aum = t->amounts[AT_DAY][AMOUNT_AUM],
        .deposits = t->amounts[AT_DAY][AMOUNT_DEPOSITS],
        .yesterday = aum_since(m, t, AT_YESTERDAY),
        .month_end = aum_since(m, t, AT_MONTH_END),
        .year_end = aum_since(m, t, AT_YEAR_END),
    };
}

/* ---- organisations ---- */

static struct text org_url(const struct morning *m, int32_t org_id)
{
    struct today_in in = {.org = {org_id != m->r->who->org_id, org_id}};
    return today_url(m, in);
}

/* From the person's own organisation down to the one shown: those whose places hold its place. */
static void fill_path(const struct morning *m, int32_t org_id, struct below *b)
{
    const struct org_place *places = m->s->places;
    uint32_t own = snapshot_place(m->s, m->r->who->org_id), to = snapshot_place(m->s, org_id);
    size_t len = 0;
    for (uint32_t p = own; own && p <= to; p++)
        len += places[p].last >= to;
    b->path = arena_alloc(m->r->arena, (len + 1) * sizeof *b->path);
    for (uint32_t p = own; own && p <= to; p++) {
        if (places[p].last < to)
            continue;
        struct unit *unit = &b->path[b->path_count++];
        *unit = (struct unit){.id = places[p].org_id, .itself = p == to};
        unit->url = org_url(m, places[p].org_id);
        names_org(m->names, places[p].org_id, &unit->name);
    }
}

void orgs_fill(const struct morning *m, int32_t org_id, struct below *b)
{
    struct org_totals *totals;
    size_t len;
    fill_path(m, org_id, b);
    totals_by_child(m->s, org_id, m->r->arena, &totals, &len);
    b->orgs = arena_alloc(m->r->arena, (len + 1) * sizeof *b->orgs);
    for (size_t i = 0; i < len; i++) {
        struct unit *unit = &b->orgs[b->orgs_count++];
        *unit = unit_of(m, totals[i].org_id, &totals[i].totals);
        unit->itself = totals[i].itself;
        if (!unit->itself)
            unit->url = org_url(m, totals[i].org_id);
        names_org(m->names, totals[i].org_id, &unit->name);
    }
}

/* ---- managers ---- */

static int by_staff(const void *a, const void *b)
{
    const struct manager_totals *x = a, *y = b;
    return (x->staff_id > y->staff_id) - (x->staff_id < y->staff_id);
}

/* Alerts of those at home there, by who manages them.  'totals': as many as b->managers. */
static void count_alerts(const struct morning *m, day since, const struct manager_totals *totals,
                         struct below *b)
{
    const struct raised *all;
    size_t len;
    raised_at(m->s, m->reach.first, m->reach.last, &all, &len);
    for (size_t i = 0; i < len; i++) {
        const struct manager_totals wanted = {.staff_id = m->s->manager[all[i].row]};
        const struct manager_totals *of =
            bsearch(&wanted, totals, b->managers_count, sizeof *totals, by_staff);
        if (of && all[i].day >= since)
            b->managers[of - totals].alerts++;
    }
}

static int richest_first(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    if (!x->id != !y->id)
        return !x->id ? 1 : -1; /* whom nobody manages: at the end */
    if (x->aum != y->aum)
        return x->aum > y->aum ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

void managers_fill(const struct morning *m, struct below *b)
{
    struct manager_totals *totals;
    size_t len;
    totals_by_manager(m->s, &m->reach, m->r->arena, &totals, &len);
    b->managers = arena_alloc(m->r->arena, (len + 1) * sizeof *b->managers);
    for (size_t i = 0; i < len; i++)
        b->managers[b->managers_count++] = unit_of(m, totals[i].staff_id, &totals[i].totals);
    count_alerts(m, tasks_since(m), totals, b);
    qsort(b->managers, b->managers_count, sizeof *b->managers, richest_first);
    for (size_t i = 0; i < b->managers_count; i++)
        if (b->managers[i].id)
            names_staff(m->names, (int32_t)b->managers[i].id, &b->managers[i].name);
}

/* ---- whom nobody manages ---- */

enum { UNASSIGNED_OF = 50000 }; /* customers: of more only how many */

void unassigned_fill(const struct morning *m, int32_t org_id, struct below *b)
{
    struct totals t;
    struct reach reach = reach_org(m->s, org_id);
    totals_of(m->s, &reach, &t);
    b->unassigned = (int32_t)t.unassigned;
    if (reach_size(m->s, &reach) > UNASSIGNED_OF)
        return;
    reach = reach_unassigned(m->s, org_id, m->r->arena);
    totals_of(m->s, &reach, &t);
    b->unassigned_aum = (struct opt_int8){true, t.amounts[AT_DAY][AMOUNT_AUM]};
}

/* ---- where they lead ---- */

static struct text manager_url(const struct morning *m, const struct unit *unit)
{
    struct arena *a = m->r->arena;
    return customers_url(m, unit->id ? arena_printf(a, "manager=%" PRId64, unit->id)
                                     : "unmanaged=true");
}

void below_named(const struct morning *m, struct below *b)
{
    const char *org =
        m->org_no.ptr ? arena_printf(m->r->arena, "?org=%.*s", (int)m->org_no.len, m->org_no.ptr)
                      : "";
    for (size_t i = 0; i < b->managers_count; i++)
        b->managers[i].url = manager_url(m, &b->managers[i]);
    b->unassigned_url = text_of(arena_printf(m->r->arena, "/customers/unassigned%s", org));
    b->summary_url = text_of(arena_printf(m->r->arena, "/customers/summary%s", org));
}
