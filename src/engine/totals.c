#include "engine/totals.h"

#include "engine/cube_dims.h"
#include "engine/snapshot_parts.h"

/* clang-format off */
const fen band_from[BAND_COUNT] = {
    INT64_MIN, 1, YUAN(10000), YUAN(50000), YUAN(200000), YUAN(500000), YUAN(1000000),
    YUAN(5000000), YUAN(10000000), YUAN(50000000),
};
/* clang-format on */

unsigned band_of(fen aum)
{
    unsigned band = 0;
    while (band + 1 < BAND_COUNT && aum >= band_from[band + 1])
        band++;
    return band;
}

/* ---- sums of a range of places ---- */

static void derive(struct totals *t)
{
    for (size_t at = 0; at < AT_COUNT; at++) {
        fen *v = t->amounts[at];
        v[AMOUNT_DEPOSITS] = fen_clamp((int128_t)v[AMOUNT_DEMAND] + v[AMOUNT_TIME]);
        v[AMOUNT_LOANS] =
            fen_clamp((int128_t)v[AMOUNT_MORTGAGE] + v[AMOUNT_CREDIT_LOAN] + v[AMOUNT_OTHER_LOAN]);
    }
}

/* Of places first .. last. */
static void totals_of_places(const struct snapshot *s, uint32_t first, uint32_t last,
                             struct totals *ret)
{
    const struct place_sums *from = &s->parts->day->sums[first];
    const struct place_sums *to = &s->parts->day->sums[last + 1];
    const struct managed_before *before = &s->parts->managed_before[first];
    const struct managed_before *until = &s->parts->managed_before[last + 1];
    uint32_t counts[COUNTS];
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            ret->amounts[at][i] = fen_clamp(to->amounts[at][i] - from->amounts[at][i]);
    for (size_t i = 0; i < COUNTS; i++)
        counts[i] = to->counts[i] - from->counts[i];
    ret->customers = counts[COUNT_CUSTOMERS];
    memcpy(ret->stages, counts + COUNT_STAGE, sizeof ret->stages);
    memcpy(ret->tiers, counts + COUNT_TIER, sizeof ret->tiers);
    memcpy(ret->standings, counts + COUNT_STANDING, sizeof ret->standings);
    ret->managed = until->all - before->all;
    ret->unassigned = ret->stages[STAGE_TARGET] - (until->targets - before->targets);
    derive(ret);
}

/* ---- sums of rows ---- */

/* Sums that cannot overflow, until they are told. */
struct adding {
    int128_t amounts[AT_COUNT][AMOUNT_STORED];
    struct totals counts;
};

static void add_row(const struct snapshot *s, uint32_t row, struct adding *a)
{
    struct totals *t = &a->counts;
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            a->amounts[at][i] += s->amounts[at][i][row];
    if (s->gone[row])
        return;
    t->customers++;
    t->stages[s->stage[row]]++;
    t->tiers[s->tier[row]]++;
    t->standings[s->standing[row]]++;
    t->managed += s->manager[row] != 0;
    t->unassigned += s->manager[row] == 0 && s->stage[row] == STAGE_TARGET;
}

static void tell_sums(const struct adding *a, struct totals *ret)
{
    *ret = a->counts;
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            ret->amounts[at][i] = fen_clamp(a->amounts[at][i]);
    derive(ret);
}

void totals_of(const struct snapshot *s, const struct reach *reach, struct totals *ret)
{
    struct adding adding = {.counts = {.customers = 0}};
    *ret = (struct totals){.customers = 0};
    if (reach->kind == REACH_ALL) {
        totals_of_places(s, 0, s->place_count, ret);
    } else if (reach->kind == REACH_PLACES) {
        totals_of_places(s, reach->first, reach->last, ret);
    } else {
        for (size_t i = 0; i < reach->len; i++)
            add_row(s, reach->rows[i], &adding);
        tell_sums(&adding, ret);
    }
}

/* ---- by organisation directly below ---- */

void totals_by_child(const struct snapshot *s, int32_t org_id, struct arena *a,
                     struct org_totals **ret, size_t *ret_len)
{
    uint32_t own = snapshot_place(s, org_id);
    size_t len = 0;
    *ret = NULL;
    *ret_len = 0;
    if (!own)
        return;
    for (uint32_t p = own + 1; p <= s->places[own].last; p = s->places[p].last + 1)
        len++;
    struct org_totals *all = arena_alloc(a, (len + 1) * sizeof *all);
    len = 0;
    if (s->first_in_place[own + 1] > s->first_in_place[own]) {
        all[len] = (struct org_totals){.org_id = org_id, .itself = true};
        totals_of_places(s, own, own, &all[len++].totals);
    }
    for (uint32_t p = own + 1; p <= s->places[own].last; p = s->places[p].last + 1) {
        all[len].org_id = s->places[p].org_id;
        totals_of_places(s, p, s->places[p].last, &all[len++].totals);
    }
    *ret = all;
    *ret_len = len;
}

/* ---- by manager ---- */

static void take_away(struct adding *all, const struct adding *part)
{
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            all->amounts[at][i] -= part->amounts[at][i];
    all->counts.customers -= part->counts.customers;
    all->counts.managed -= part->counts.managed;
    all->counts.unassigned -= part->counts.unassigned;
    for (size_t i = 0; i < STAGE_COUNT; i++)
        all->counts.stages[i] -= part->counts.stages[i];
    for (size_t i = 0; i < TIER_COUNT; i++)
        all->counts.tiers[i] -= part->counts.tiers[i];
    for (size_t i = 0; i < STANDING_COUNT; i++)
        all->counts.standings[i] -= part->counts.standings[i];
}

/* All of the reach, from which those with a manager are taken. */
static void add_all(const struct snapshot *s, const struct reach *reach, struct adding *ret)
{
    const struct place_sums *sums = s->parts->day->sums;
    uint32_t first = reach->kind == REACH_ALL ? 0 : reach->first;
    uint32_t last = reach->kind == REACH_ALL ? s->place_count : reach->last;
    *ret = (struct adding){.counts = {.customers = 0}};
    if (reach->kind == REACH_ROWS) {
        for (size_t i = 0; i < reach->len; i++)
            add_row(s, reach->rows[i], ret);
        return;
    }
    totals_of_places(s, first, last, &ret->counts);
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            ret->amounts[at][i] = sums[last + 1].amounts[at][i] - sums[first].amounts[at][i];
}

/* One manager's of the reach; false: there are none. */
static bool add_managed(const struct snapshot *s, const struct reach *reach,
                        const struct managed *group, struct adding *ret)
{
    const uint32_t *rows = s->parts->managers->main_rows + group->first;
    bool any = false;
    for (uint32_t i = 0; i < group->len; i++) {
        if (rows[i] >= s->count || !reach_has(s, reach, rows[i]))
            continue;
        if (!any)
            *ret = (struct adding){.counts = {.customers = 0}};
        any = true;
        add_row(s, rows[i], ret);
    }
    return any;
}

static void list_manager(struct vec *list, int32_t staff_id, const struct adding *one,
                         struct adding *rest)
{
    struct manager_totals *t = vec_add(list);
    t->staff_id = staff_id;
    tell_sums(one, &t->totals);
    take_away(rest, one);
}

static void list_all_managers(const struct snapshot *s, const struct reach *reach, struct vec *list,
                              struct adding *rest)
{
    const struct managers *m = s->parts->managers;
    struct adding one;
    for (size_t i = 0; i < m->mains_len; i++)
        if (add_managed(s, reach, &m->mains[i], &one))
            list_manager(list, m->mains[i].staff_id, &one, rest);
}

struct managed_row {
    int32_t staff_id;
    uint32_t row;
};

static int by_manager(const void *x, const void *y)
{
    const struct managed_row *a = x, *b = y;
    if (a->staff_id != b->staff_id)
        return a->staff_id < b->staff_id ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Of few customers: of the bank's managers hardly any has one of them. */
static void list_their_managers(const struct snapshot *s, const struct reach *reach,
                                struct vec *list, struct adding *rest)
{
    struct rows rows = reach_rows(s, reach);
    struct vec managed;
    struct adding one;
    vec_init(&managed, sizeof(struct managed_row));
    for (size_t i = 0; i < rows.len; i++)
        if (s->manager[rows.items[i]])
            *(struct managed_row *)vec_add(&managed) =
                (struct managed_row){s->manager[rows.items[i]], rows.items[i]};
    if (managed.len)
        qsort(managed.items, managed.len, managed.size, by_manager);
    for (size_t i = 0; i < managed.len;) {
        int32_t staff_id = ((struct managed_row *)vec_at(&managed, i))->staff_id;
        const struct managed_row *m;
        one = (struct adding){.counts = {.customers = 0}};
        while (i < managed.len && (m = vec_at(&managed, i))->staff_id == staff_id)
            add_row(s, m->row, &one), i++;
        list_manager(list, staff_id, &one, rest);
    }
    vec_release(&managed);
}

/* 'list': struct manager_totals; the first one is of nobody's. */
static void list_managers(const struct snapshot *s, const struct reach *reach, bool is_large,
                          struct vec *list)
{
    struct adding rest;
    vec_add(list);
    add_all(s, reach, &rest);
    if (is_large)
        list_all_managers(s, reach, list, &rest);
    else
        list_their_managers(s, reach, list, &rest);
    tell_sums(&rest, &((struct manager_totals *)list->items)->totals);
}

void totals_by_manager(const struct snapshot *s, const struct reach *reach, struct arena *a,
                       struct manager_totals **ret, size_t *ret_len)
{
    struct memo_key key;
    struct vec list;
    size_t size;
    bool is_kept = memo_key_of(s, reach, MEMO_MANAGERS, &key);
    const void *known = is_kept ? memo_find(s, &key, &size) : NULL;
    if (known) {
        *ret = arena_copy(a, known, size);
        *ret_len = size / sizeof **ret;
        return;
    }
    vec_init(&list, sizeof(struct manager_totals));
    list_managers(s, reach, is_kept, &list);
    *ret = arena_copy(a, list.items, list.len * list.size);
    *ret_len = list.len;
    if (is_kept)
        memo_keep(s, &key, list.items, list.len * list.size);
    vec_release(&list);
}

/* ---- classification tables ---- */

unsigned split_count(enum split split)
{
    static const unsigned counts[SPLIT_COUNT] = {[SPLIT_TIER] = TIER_COUNT,
                                                 [SPLIT_STAGE] = STAGE_COUNT,
                                                 [SPLIT_STANDING] = STANDING_COUNT,
                                                 [SPLIT_BAND] = BAND_COUNT,
                                                 [SPLIT_KINDS] = SPLIT_MOST};
    return counts[split];
}

static const uint8_t *split_column(const struct snapshot *s, enum split split)
{
    switch (split) {
    case SPLIT_TIER:
        return s->tier;
    case SPLIT_STAGE:
        return s->stage;
    case SPLIT_STANDING:
        return s->standing;
    case SPLIT_BAND:
        return s->parts->day->facts.band;
    case SPLIT_KINDS:
    case SPLIT_COUNT:
        break;
    }
    return s->kinds;
}

unsigned split_of(const struct snapshot *s, uint32_t row, enum split split)
{
    return split_column(s, split)[row];
}

static void count_cross(const struct snapshot *s, const struct reach *reach, enum split down,
                        enum split across, struct cross *ret)
{
    const struct cube_dim dims[] = {cube_dim_code(split_column(s, down), split_count(down)),
                                    cube_dim_code(split_column(s, across), split_count(across))};
    const struct cube_measure aum = {CUBE_SUM, cube_amount(s, AMOUNT_AUM, AT_DAY), 0};
    const struct cube_query query = {.dims = dims,
                                     .dims_len = ARRAY_LEN(dims),
                                     .measures = &aum,
                                     .measures_len = 1,
                                     .order = CUBE_BY_PARTS,
                                     .threads = 1};
    struct arena a;
    struct cube cube;
    arena_init(&a);
    rc r = cube_of(s, reach, &query, &a, &cube, NULL);
    assert(r == OK); /* so few groups are never too many */
    *ret = (struct cross){.cells = {{{0}}}};
    for (size_t i = 0; i < cube.len; i++) {
        const struct cube_group *g = &cube.groups[i];
        ret->cells[g->parts[0]][g->parts[1]] =
            (struct cell){.customers = (uint32_t)g->count, .aum = fen_clamp(g->values[0])};
    }
    arena_release(&a);
}

void cross_of(const struct snapshot *s, const struct reach *reach, enum split down,
              enum split across, struct cross *ret)
{
    struct memo_key key;
    size_t size;
    bool is_kept = memo_key_of(s, reach, MEMO_CROSS, &key);
    key.down = down;
    key.across = across;
    const void *known = is_kept ? memo_find(s, &key, &size) : NULL;
    if (known) {
        memcpy(ret, known, sizeof *ret);
        return;
    }
    count_cross(s, reach, down, across, ret);
    if (is_kept)
        memo_keep(s, &key, ret, sizeof *ret);
}

/* ---- by product ---- */

struct product_sum {
    int128_t amount;
    uint32_t customers, accounts, seen; /* the customer seen last + 1 */
    uint8_t class;
};

static void add_products(const struct snapshot *s, uint32_t row, struct product_sum *sums)
{
    struct holdings_view h = snapshot_holdings(s, row);
    for (size_t i = 0; i < h.len; i++) {
        struct product_sum *p = &sums[h.items[i].product_id];
        p->amount += holding_base(s, &h.items[i]);
        p->customers += p->seen != row + 1;
        p->accounts++;
        p->seen = row + 1;
        p->class = h.items[i].class;
    }
}

static void list_products(const struct snapshot *s, const struct reach *reach, struct arena *a,
                          struct product_totals **ret, size_t *ret_len)
{
    size_t count = s->parts->day->class_count, len = 0;
    struct product_sum *sums = mem_alloc((count + 1) * sizeof *sums);
    struct rows rows = reach_rows(s, reach);
    for (size_t i = 0; i < rows.len; i++)
        add_products(s, reach->kind == REACH_ALL ? (uint32_t)i : rows.items[i], sums);
    for (size_t i = 0; i < count; i++)
        len += sums[i].accounts > 0;
    struct product_totals *all = arena_alloc(a, len * sizeof *all + 1);
    len = 0;
    for (size_t i = 0; i < count; i++)
        if (sums[i].accounts)
            all[len++] = (struct product_totals){.product_id = (int32_t)i,
                                                 .class = sums[i].class,
                                                 .customers = sums[i].customers,
                                                 .accounts = sums[i].accounts,
                                                 .amount = fen_clamp(sums[i].amount)};
    free(sums);
    *ret = all;
    *ret_len = len;
}

void totals_by_product(const struct snapshot *s, const struct reach *reach, struct arena *a,
                       struct product_totals **ret, size_t *ret_len)
{
    struct memo_key key;
    size_t size;
    bool is_kept = memo_key_of(s, reach, MEMO_PRODUCTS, &key);
    const void *known = is_kept ? memo_find(s, &key, &size) : NULL;
    if (known) {
        *ret = arena_copy(a, known, size);
        *ret_len = size / sizeof **ret;
        return;
    }
    list_products(s, reach, a, ret, ret_len);
    if (is_kept)
        memo_keep(s, &key, *ret, *ret_len * sizeof **ret);
}
