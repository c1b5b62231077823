/* The day's alerts, and what matures, of a reach. */
#include "engine/snapshot_parts.h"

/* ---- alerts ---- */

/* Most worth first; then by customer, kind, number. */
int raised_order(const struct raised *a, const struct raised *b)
{
    if (a->worth != b->worth)
        return a->worth > b->worth ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* The first alert of a row, or of one after it. */
static size_t first_of(const struct snapshot *s, uint32_t row)
{
    size_t from = 0, to = s->raised_len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (s->raised[middle].row < row)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void raised_of(const struct snapshot *s, uint32_t row, const struct raised **ret, size_t *ret_len)
{
    size_t from = first_of(s, row), to = from;
    while (to < s->raised_len && s->raised[to].row == row)
        to++;
    *ret = s->raised + from;
    *ret_len = to - from;
}

static void count_rows(const struct snapshot *s, const struct reach *reach,
                       struct raised_counts *ret)
{
    for (size_t i = 0; i < reach->len; i++) {
        const struct raised *own;
        size_t len;
        raised_of(s, reach->rows[i], &own, &len);
        for (size_t k = 0; k < len; k++)
            ret->kinds[own[k].kind]++;
    }
}

void raised_count(const struct snapshot *s, const struct reach *reach, struct raised_counts *ret)
{
    const struct place_sums *sums = s->parts->day->sums;
    *ret = (struct raised_counts){.all = 0};
    uint32_t first = reach->kind == REACH_ALL ? 0 : reach->first;
    uint32_t last = reach->kind == REACH_ALL ? s->place_count : reach->last;
    if (reach->kind == REACH_ROWS)
        count_rows(s, reach, ret);
    for (size_t k = 0; k < ALERT_COUNT; k++) {
        if (reach->kind != REACH_ROWS)
            ret->kinds[k] = sums[last + 1].raised[k] - sums[first].raised[k];
        ret->all += ret->kinds[k];
    }
}

static bool is_wanted(uint32_t kinds, const struct raised *r)
{
    return kinds == 0 || (kinds >> r->kind & 1);
}

static size_t total_of(const struct raised_counts *counts, uint32_t kinds)
{
    size_t total = 0;
    for (unsigned k = 0; k < ALERT_COUNT; k++)
        if (kinds == 0 || (kinds >> k & 1))
            total += counts->kinds[k];
    return total;
}

static int by_worth(const void *x, const void *y)
{
    const struct raised *const *a = x, *const *b = y;
    return raised_order(*a, *b);
}

/* Of single customers: their own ones, ordered. */
static void pick_own(const struct snapshot *s, const struct reach *reach, uint32_t kinds,
                     const struct raised **all)
{
    size_t len = 0;
    for (size_t i = 0; i < reach->len; i++) {
        const struct raised *own;
        size_t own_len;
        raised_of(s, reach->rows[i], &own, &own_len);
        for (size_t k = 0; k < own_len; k++)
            if (is_wanted(kinds, &own[k]))
                all[len++] = &own[k];
    }
    if (len)
        qsort(all, len, sizeof *all, by_worth);
}

/* Of everybody or organisations: the order of all, walked. */
static void walk(const struct snapshot *s, const struct reach *reach, uint32_t kinds,
                 const struct raised **all, size_t wanted)
{
    const uint32_t *order = s->parts->day->raised_by_worth;
    for (size_t i = 0, len = 0; len < wanted && i < s->raised_len; i++) {
        const struct raised *r = &s->raised[order[i]];
        if (is_wanted(kinds, r) && reach_has(s, reach, r->row))
            all[len++] = r;
    }
}

void raised_pick(const struct snapshot *s, const struct reach *reach, uint32_t kinds, size_t offset,
                 size_t limit, struct arena *a, struct raised_list *ret)
{
    struct raised_counts counts;
    raised_count(s, reach, &counts);
    *ret = (struct raised_list){.total = total_of(&counts, kinds)};
    if (offset >= ret->total)
        return;
    size_t rest = ret->total - offset;
    ret->len = rest < limit ? rest : limit;
    bool own = reach->kind == REACH_ROWS;
    const struct raised **all =
        arena_alloc(a, (own ? ret->total : offset + ret->len) * sizeof *all + 1);
    if (own)
        pick_own(s, reach, kinds, all);
    else
        walk(s, reach, kinds, all, offset + ret->len);
    ret->items = all + offset;
}

/* ---- maturities ---- */

struct page {
    struct maturity_list *list;
    day from, until;
    size_t offset, limit;
    struct vec items; /* const struct maturity * */
    int128_t amount;
};

static void take(struct page *p, const struct maturity *x)
{
    if (p->list->total >= p->offset && p->items.len < p->limit)
        *(const struct maturity **)vec_add(&p->items) = x;
    p->list->total++;
    p->amount += x->amount;
}

/* Some of the snapshot's maturities by their places, in their order. */
struct places {
    const uint32_t *items; /* NULL: all of them */
    size_t len;
};

static const struct maturity *maturity_at(const struct snapshot *s, struct places p, size_t i)
{
    return &s->maturities[p.items ? p.items[i] : i];
}

static size_t first_on(const struct snapshot *s, struct places p, day on)
{
    size_t from = 0, to = p.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (maturity_at(s, p, middle)->on < on)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void take_days(struct page *page, const struct snapshot *s, struct places p)
{
    for (size_t i = first_on(s, p, page->from); i < p.len; i++) {
        const struct maturity *x = maturity_at(s, p, i);
        if (x->on > page->until)
            return;
        take(page, x);
    }
}

static int by_place(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Few customers: theirs, in the order of all. */
static void take_of_rows(struct page *page, const struct snapshot *s, struct rows rows)
{
    struct vec places;
    vec_init(&places, sizeof(uint32_t));
    for (size_t i = 0; i < rows.len; i++) {
        uint32_t row = rows.items[i];
        for (uint32_t k = s->first_maturity[row]; k < s->first_maturity[row + 1]; k++)
            *(uint32_t *)vec_add(&places) = s->maturities_by_row[k];
    }
    if (places.len)
        qsort(places.items, places.len, places.size, by_place);
    take_days(page, s, (struct places){places.items, places.len});
    vec_release(&places);
}

/* Many: looked for among all once, and kept. */
static void take_kept(struct page *page, const struct snapshot *s, const struct reach *reach,
                      const struct memo_key *key)
{
    struct vec places;
    size_t size;
    const uint32_t *known = memo_find(s, key, &size);
    if (known) {
        take_days(page, s, (struct places){known, size / sizeof *known});
        return;
    }
    vec_init(&places, sizeof(uint32_t));
    for (uint32_t i = 0; i < s->maturities_len; i++)
        if (reach_has(s, reach, s->maturities[i].row))
            *(uint32_t *)vec_add(&places) = i;
    take_days(page, s, (struct places){places.items, places.len});
    memo_keep(s, key, places.items, places.len * places.size);
    vec_release(&places);
}

static void take_of(struct page *page, const struct snapshot *s, const struct reach *reach)
{
    struct memo_key key;
    if (reach->kind == REACH_ALL)
        take_days(page, s, (struct places){NULL, s->maturities_len});
    else if (memo_key_of(s, reach, MEMO_MATURITIES, &key))
        take_kept(page, s, reach, &key);
    else
        take_of_rows(page, s, reach_rows(s, reach));
}

void maturities_of(const struct snapshot *s, const struct reach *reach, day from, day until,
                   size_t offset, size_t limit, struct arena *a, struct maturity_list *ret)
{
    struct page page = {
        .list = ret, .from = from, .until = until, .offset = offset, .limit = limit};
    vec_init(&page.items, sizeof(const struct maturity *));
    *ret = (struct maturity_list){.total = 0};
    take_of(&page, s, reach);
    ret->amount = fen_clamp(page.amount);
    ret->len = page.items.len;
    ret->items =
        ret->len ? arena_copy(a, page.items.items, page.items.len * page.items.size) : NULL;
    vec_release(&page.items);
}
