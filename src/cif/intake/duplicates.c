#include "cif/intake/duplicates.h"

#include <pthread.h>

#include "base/arena.h"

enum { BUCKET_ROWS = 16 * 1024, BUCKET_BITS_MOST = 12, SLOTS_LEAST = 64 };

struct item {
    uint64_t
        low; /* half of the fingerprint; the other half is only looked at where this is equal */
    uint32_t row;
};

/* The buckets [from, to) and what was found in them; one for each thread. */
struct share {
    const struct scan_row *rows;
    size_t count;
    unsigned bits; /* of the fingerprints that choose the bucket */
    size_t from;
    size_t to;
    struct item *items;
    size_t *starts;  /* of the buckets in 'items', and the end of the last */
    uint32_t *slots; /* item of the bucket + 1, 0 is free */
    size_t slot_room;
    struct vec found;
};

/* The number of the row's bucket among ours; outside of [0, to - from) where it is another's. */
static inline size_t bucket_of(const struct share *s, size_t i)
{
    return (size_t)(s->rows[i].key.high >> 1 >> (63 - s->bits)) - s->from;
}

static void count_buckets(struct share *s, size_t buckets)
{
    size_t sum = 0;
    s->starts = mem_alloc((buckets + 1) * sizeof *s->starts);
    for (size_t i = 0; i < s->count; i++) {
        size_t bucket = bucket_of(s, i);
        if (bucket < buckets)
            s->starts[bucket]++;
    }
    for (size_t b = 0; b <= buckets; b++) {
        size_t here = s->starts[b];
        s->starts[b] = sum;
        sum += here;
    }
}

/* Afterwards starts[b] is where bucket b ends. */
static void deal_out(struct share *s, size_t buckets)
{
    s->items = mem_resize(NULL, s->starts[buckets] * sizeof *s->items);
    for (size_t i = 0; i < s->count; i++) {
        size_t bucket = bucket_of(s, i);
        if (bucket < buckets)
            s->items[s->starts[bucket]++] =
                (struct item){.low = s->rows[i].key.low, .row = (uint32_t)i};
    }
}

static void clear_slots(struct share *s, size_t slots)
{
    if (s->slot_room < slots) {
        free(s->slots);
        s->slots = mem_resize(NULL, slots * sizeof *s->slots);
        s->slot_room = slots;
    }
    memset(s->slots, 0, slots * sizeof *s->slots);
}

static bool same_key(const struct share *s, struct item a, struct item b)
{
    return a.low == b.low && s->rows[a.row].key.high == s->rows[b.row].key.high;
}

static void look_through(struct share *s, const struct item *items, size_t count)
{
    size_t slots = SLOTS_LEAST;
    while (slots < count * 2)
        slots *= 2;
    clear_slots(s, slots);
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)items[i].low & (slots - 1);
        while (s->slots[at] && !same_key(s, items[s->slots[at] - 1], items[i]))
            at = (at + 1) & (slots - 1);
        if (s->slots[at])
            *(uint32_t *)vec_add(&s->found) = items[i].row;
        else
            s->slots[at] = (uint32_t)i + 1;
    }
}

static void *find(void *share)
{
    struct share *s = share;
    size_t buckets = s->to - s->from;
    count_buckets(s, buckets);
    deal_out(s, buckets);
    for (size_t b = 0, start = 0; b < buckets; start = s->starts[b++])
        look_through(s, s->items + start, s->starts[b] - start);
    free(s->items);
    free(s->starts);
    free(s->slots);
    return NULL;
}

static int number_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void find_in_two(struct share *first, struct share *second)
{
    pthread_t thread;
    bool together = pthread_create(&thread, NULL, find, second) == 0;
    find(first);
    if (together)
        pthread_join(thread, NULL);
    else
        find(second);
}

void duplicates_find(const struct scan_row *rows, size_t count, unsigned threads,
                     struct vec *ret_rows)
{
    assert(count < UINT32_MAX);
    struct share first = {.rows = rows, .count = count, .bits = 1};
    while (first.bits < BUCKET_BITS_MOST && count >> first.bits > BUCKET_ROWS)
        first.bits++;
    first.to = (size_t)1 << first.bits;
    vec_init(&first.found, sizeof(uint32_t));

    struct share second = first;
    if (threads > 1) {
        first.to /= 2;
        second.from = first.to;
        find_in_two(&first, &second);
    } else {
        find(&first);
    }
    for (size_t i = 0; i < first.found.len; i++)
        *(uint32_t *)vec_add(ret_rows) = *(uint32_t *)vec_at(&first.found, i);
    for (size_t i = 0; i < second.found.len; i++)
        *(uint32_t *)vec_add(ret_rows) = *(uint32_t *)vec_at(&second.found, i);
    if (ret_rows->len)
        qsort(ret_rows->items, ret_rows->len, ret_rows->size, number_order);
    vec_release(&first.found);
    vec_release(&second.found);
}
