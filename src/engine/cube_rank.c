/* The most of each group, and what lies in the middle of it. */
#include "base/large.h"
#include "engine/cube_inside.h"

/* ---- the most: a heap a group, the least one on top ---- */

void cube_heaps_init(struct cube_heaps *h, uint32_t slots, uint32_t most)
{
    *h = (struct cube_heaps){.slots = slots,
                             .most = most,
                             .items_size = (size_t)slots * most * sizeof *h->items,
                             .lens_size = slots * sizeof *h->lens};
    h->items = large_resize(NULL, 0, h->items_size);
    h->lens = large_resize(NULL, 0, h->lens_size);
}

void cube_heaps_release(struct cube_heaps *h)
{
    large_release(h->items, h->items_size);
    large_release(h->lens, h->lens_size);
}

static inline bool is_before(const struct cube_top *x, const struct cube_top *y)
{
    return x->value > y->value || (x->value == y->value && x->row < y->row);
}

static void sift_up(struct cube_top *heap, uint32_t at)
{
    struct cube_top item = heap[at];
    for (; at > 0 && is_before(&heap[(at - 1) / 2], &item); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = item;
}

static void sift_down(struct cube_top *heap, uint32_t len, struct cube_top item)
{
    uint32_t at = 0;
    for (uint32_t child = 1; child < len; child = 2 * at + 1) {
        child += child + 1 < len && is_before(&heap[child], &heap[child + 1]);
        if (!is_before(&item, &heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static void keep(struct cube_heaps *h, uint32_t slot, struct cube_top item)
{
    struct cube_top *heap = &h->items[(size_t)slot * h->most];
    if (h->lens[slot] < h->most) {
        heap[h->lens[slot]] = item;
        sift_up(heap, h->lens[slot]++);
    } else if (is_before(&item, &heap[0])) {
        sift_down(heap, h->most, item);
    }
}

void cube_heaps_add(struct cube_heaps *h, const struct batch *b, const uint32_t *keys,
                    const int64_t *values)
{
    for (uint32_t i = 0; i < b->len; i++)
        if (keys[i] < h->slots)
            keep(h, keys[i],
                 (struct cube_top){.row = b->rows ? b->rows[i] : b->from + i, .value = values[i]});
}

void cube_heaps_join(struct cube_heaps *h, const struct cube_heaps *other)
{
    for (uint32_t slot = 0; slot < h->slots; slot++)
        for (uint32_t i = 0; i < other->lens[slot]; i++)
            keep(h, slot, other->items[(size_t)slot * other->most + i]);
}

static int by_most(const void *p, const void *q)
{
    const struct cube_top *x = p, *y = q;
    return is_before(x, y) ? -1 : is_before(y, x);
}

void cube_heaps_sort(struct cube_heaps *h)
{
    for (uint32_t slot = 0; slot < h->slots; slot++)
        if (h->lens[slot])
            qsort(&h->items[(size_t)slot * h->most], h->lens[slot], sizeof *h->items, by_most);
}

/* ---- the middle: figures laid out group by group, then halved until it is found ---- */

static inline void swap(int64_t *x, int64_t *y)
{
    int64_t kept = *x;
    *x = *y;
    *y = kept;
}

static int64_t middle_of_three(int64_t x, int64_t y, int64_t z)
{
    if (x > y)
        swap(&x, &y);
    return z < x ? x : z < y ? z : y;
}

/* The one that would stand at 'wanted' if all were in order; all before it are no greater. */
static int64_t select_at(int64_t *v, size_t len, size_t wanted)
{
    size_t from = 0, until = len; /* it is in [from, until) */
    while (until - from > 1) {
        int64_t pivot = middle_of_three(v[from], v[from + (until - from) / 2], v[until - 1]);
        size_t below = from, at = from, above = until;
        while (at < above) {
            if (v[at] < pivot)
                swap(&v[below++], &v[at++]);
            else if (v[at] > pivot)
                swap(&v[at], &v[--above]);
            else
                at++;
        }
        if (wanted >= below && wanted < above)
            return pivot;
        from = wanted < below ? from : above;
        until = wanted < below ? below : until;
    }
    return v[from];
}

static int64_t median_of(int64_t *v, size_t len)
{
    int64_t upper = select_at(v, len, len / 2), lower = v[0];
    if (len % 2)
        return upper;
    for (size_t i = 1; i < len / 2; i++)
        lower = v[i] > lower ? v[i] : lower;
    return (int64_t)divide_half_up((int128_t)lower + upper, 2);
}

/* Where the figures of each group begin; slots + 1 of them. */
static size_t *lay_out(const struct cube_sums *totals)
{
    size_t *first = mem_alloc((totals->slots + (size_t)2) * sizeof *first);
    for (uint32_t slot = 0; slot < totals->slots; slot++)
        first[slot + 1] = first[slot] + cube_sums_count(totals, slot);
    return first;
}

/* 'next': where the next figure of a group goes; afterwards where the group ends. */
static void put_in_place(const struct cube_shape *shape, const struct cube_figure *figure,
                         size_t *next, int64_t *ret)
{
    struct batch_room room;
    struct feed feed;
    struct batch b;
    feed_begin(&feed, &shape->rows, 0, 1);
    while (feed_next(&feed, &b)) {
        cube_keys(shape, &b, &room);
        const int64_t *values = cube_values(figure, &b, &room);
        for (uint32_t i = 0; i < b.len; i++)
            if (room.keys[i] < shape->slots)
                ret[next[room.keys[i]]++] = values[i];
    }
}

void cube_medians(const struct cube_shape *shape, const struct cube_figure *figure,
                  const struct cube_sums *totals, int64_t *ret)
{
    size_t *next = lay_out(totals);
    size_t size = (next[totals->slots] + 1) * sizeof(int64_t);
    int64_t *values = large_resize(NULL, 0, size);
    put_in_place(shape, figure, next, values);
    for (uint32_t slot = 0; slot < totals->slots; slot++) {
        size_t len = cube_sums_count(totals, slot);
        if (len)
            ret[slot] = median_of(values + next[slot] - len, len);
    }
    large_release(values, size);
    free(next);
}
