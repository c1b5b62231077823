/* What matures, of a reach. */
#include "engine/snapshot_parts.h"

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
