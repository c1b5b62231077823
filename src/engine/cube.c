/* The one pass, by one thread or two, and its answer. */
#include "engine/cube.h"

#include <pthread.h>

#include "base/large.h"
#include "engine/cube_inside.h"

enum { THREADS_MOST = 2, THREADED_FROM = 1 << 19 };

/* What is asked for, the same figure once. */
struct asked {
    const struct cube_query *query;
    struct cube_shape shape;
    struct cube_figure sums[CUBE_MEASURES_MOST];
    size_t sums_len;
    size_t sum_of[CUBE_MEASURES_MOST]; /* by measure, where it needs a sum */
    bool is_topped;
    bool is_by_home;
    struct cube_homes homes;
};

/* ---- is it a question? ---- */

rc cube_shape_of(const struct snapshot *s, const struct reach *reach, const struct cube_query *q,
                 struct cube_shape *ret, struct why *why)
{
    uint64_t slots = 1;
    if (q->dims_len > CUBE_DIMS_MOST)
        return why_say(why, E_INVALID, "%zu dimensions: take at most %d", q->dims_len,
                       CUBE_DIMS_MOST);
    *ret = (struct cube_shape){.s = s,
                               .gone = q->gone ? q->gone : s->gone,
                               .passing = q->passing,
                               .rows = cube_rows_of(s, reach, q->set),
                               .dims = q->dims,
                               .dims_len = q->dims_len};
    for (size_t d = q->dims_len; d-- > 0;) {
        ret->strides[d] = (uint32_t)slots;
        slots *= q->dims[d].parts;
        if (slots > CUBE_GROUPS_MOST)
            return why_say(why, E_INVALID,
                           "more than %d groups: take fewer dimensions, or a coarser one",
                           CUBE_GROUPS_MOST);
    }
    ret->slots = (uint32_t)slots;
    return OK;
}

static rc check_tops(const struct cube_query *q, uint32_t slots, struct why *why)
{
    uint64_t all = 0;
    for (size_t m = 0; m < q->measures_len; m++) {
        if (q->measures[m].what != CUBE_TOP)
            continue;
        if (q->measures[m].top < 1 || q->measures[m].top > CUBE_TOP_MOST)
            return why_say(why, E_INVALID, "the first %" PRIu32 " of a group: take 1 to %d",
                           q->measures[m].top, CUBE_TOP_MOST);
        all += (uint64_t)slots * q->measures[m].top;
    }
    if (all > CUBE_TOPS_MOST)
        return why_say(why, E_INVALID,
                       "the first ones of %" PRIu32 " groups are more than %d customers: take "
                       "fewer of them, or fewer groups",
                       slots, CUBE_TOPS_MOST);
    return OK;
}

static bool is_same_figure(const struct cube_figure *x, const struct cube_figure *y)
{
    bool same = x->len == y->len && x->plus == y->plus;
    for (size_t i = 0; same && i < x->len; i++)
        same = x->columns[i].items == y->columns[i].items;
    return same;
}

static size_t ask_sum(struct asked *asked, const struct cube_figure *figure)
{
    for (size_t i = 0; i < asked->sums_len; i++)
        if (is_same_figure(&asked->sums[i], figure))
            return i;
    asked->sums[asked->sums_len] = *figure;
    return asked->sums_len++;
}

static void ask_measures(struct asked *asked)
{
    const struct cube_query *q = asked->query;
    for (size_t m = 0; m < q->measures_len; m++) {
        enum cube_what what = q->measures[m].what;
        asked->is_topped |= what == CUBE_TOP;
        if (what == CUBE_SUM || what == CUBE_AVERAGE || what == CUBE_SHARE)
            asked->sum_of[m] = ask_sum(asked, &q->measures[m].figure);
    }
}

static rc ask(const struct snapshot *s, const struct reach *reach, const struct cube_query *q,
              struct asked *ret, struct why *why)
{
    *ret = (struct asked){.query = q};
    if (q->measures_len > CUBE_MEASURES_MOST)
        return why_say(why, E_INVALID, "%zu measures: take at most %d", q->measures_len,
                       CUBE_MEASURES_MOST);
    TRY(cube_shape_of(s, reach, q, &ret->shape, why));
    TRY(check_tops(q, ret->shape.slots, why));
    ask_measures(ret);
    ret->is_by_home =
        !ret->is_topped && cube_homes_find(&ret->shape, ret->sums, ret->sums_len, &ret->homes);
    return OK;
}

/* ---- the pass ---- */

struct share {
    const struct asked *asked;
    unsigned part, parts;
    struct cube_sums sums;
    struct cube_heaps heaps[CUBE_MEASURES_MOST]; /* by measure */
};

static void share_init(struct share *x, const struct asked *asked, unsigned part, unsigned parts)
{
    const struct cube_query *q = asked->query;
    *x = (struct share){.asked = asked, .part = part, .parts = parts};
    cube_sums_init(&x->sums, asked->shape.slots, asked->sums_len);
    for (size_t m = 0; m < q->measures_len; m++)
        if (q->measures[m].what == CUBE_TOP)
            cube_heaps_init(&x->heaps[m], asked->shape.slots, q->measures[m].top);
}

static void share_release(struct share *x)
{
    cube_sums_release(&x->sums);
    for (size_t m = 0; m < x->asked->query->measures_len; m++)
        if (x->heaps[m].items)
            cube_heaps_release(&x->heaps[m]);
}

static void take_batch(struct share *x, const struct batch *b, struct batch_room *room)
{
    const struct asked *asked = x->asked;
    cube_keys(&asked->shape, b, room);
    if (asked->sums_len == 0)
        cube_sums_add(&x->sums, 0, room->keys, NULL, b->len);
    for (size_t i = 0; i < asked->sums_len; i++)
        cube_sums_add(&x->sums, i, room->keys, cube_values(&asked->sums[i], b, room), b->len);
    for (size_t m = 0; asked->is_topped && m < asked->query->measures_len; m++)
        if (x->heaps[m].items)
            cube_heaps_add(&x->heaps[m], b, room->keys,
                           cube_values(&asked->query->measures[m].figure, b, room));
}

static void *take_share(void *share)
{
    struct share *x = share;
    const struct asked *asked = x->asked;
    struct batch_room room;
    struct feed feed;
    struct batch b;
    if (asked->is_by_home) {
        cube_homes_add(&asked->homes, &asked->shape, &x->sums);
        cube_sums_settle(&x->sums);
        return NULL;
    }
    feed_begin(&feed, &asked->shape.rows, x->part, x->parts);
    while (feed_next(&feed, &b))
        take_batch(x, &b, &room);
    cube_sums_settle(&x->sums);
    return NULL;
}

static void join_shares(struct share *into, const struct share *from)
{
    cube_sums_join(&into->sums, &from->sums);
    for (size_t m = 0; m < into->asked->query->measures_len; m++)
        if (into->heaps[m].items)
            cube_heaps_join(&into->heaps[m], &from->heaps[m]);
}

static unsigned threads_for(const struct asked *asked)
{
    const struct cube_rows *rows = &asked->shape.rows;
    uint32_t len = rows->set && rows->set->count < rows->len ? rows->set->count : rows->len;
    unsigned wanted = asked->is_by_home ? 1 : asked->query->threads;
    if (wanted == 0)
        wanted = len >= THREADED_FROM ? THREADS_MOST : 1;
    return wanted < THREADS_MOST ? wanted : THREADS_MOST;
}

/* A thread that cannot be started leaves its share to this one.  The caller owns shares[0]. */
static void take_all(const struct asked *asked, struct share shares[THREADS_MOST])
{
    unsigned threads = threads_for(asked);
    pthread_t ids[THREADS_MOST];
    bool started[THREADS_MOST] = {false};
    for (unsigned t = 0; t < threads; t++) {
        share_init(&shares[t], asked, t, threads);
        if (t > 0)
            started[t] = pthread_create(&ids[t], NULL, take_share, &shares[t]) == 0;
    }
    for (unsigned t = 0; t < threads; t++) {
        if (started[t])
            pthread_join(ids[t], NULL);
        else
            take_share(&shares[t]);
    }
    for (unsigned t = 1; t < threads; t++) {
        join_shares(&shares[0], &shares[t]);
        share_release(&shares[t]);
    }
}

void cube_pass(const struct cube_shape *shape, const struct cube_figure *figure,
               struct cube_sums *ret)
{
    static const struct cube_query as_threads_go = {.threads = 0};
    struct share shares[THREADS_MOST];
    struct asked asked = {.query = &as_threads_go, .shape = *shape, .sums_len = figure != NULL};
    if (figure)
        asked.sums[0] = *figure;
    take_all(&asked, shares);
    *ret = shares[0].sums;
}

/* ---- the answer ---- */

struct answer {
    const struct asked *asked;
    struct share *share;
    struct arena *a;
    int64_t *medians[CUBE_MEASURES_MOST]; /* by measure, then slot */
    uint64_t count;
    int128_t sums[CUBE_MEASURES_MOST]; /* of all groups */
};

static int128_t part_of_whole(int128_t part, int128_t whole)
{
    if (whole == 0)
        return 0;
    return whole > 0 ? divide_half_up(part * BASIS_POINTS, whole)
                     : divide_half_up(-part * BASIS_POINTS, -whole);
}

/* Of measure 'm', from the sum that it asked for. */
static int128_t value_of(const struct answer *x, size_t m, uint64_t count, int128_t sum)
{
    switch (x->asked->query->measures[m].what) {
    case CUBE_SUM:
        return sum;
    case CUBE_AVERAGE:
        return count ? divide_half_up(sum, (int128_t)count) : 0;
    case CUBE_SHARE:
        return part_of_whole(sum, x->sums[x->asked->sum_of[m]]);
    case CUBE_COUNT_SHARE:
        return part_of_whole((int128_t)count, (int128_t)x->count);
    case CUBE_MEDIAN:
    case CUBE_TOP:
        break;
    }
    return 0;
}

static void tell_top(const struct answer *x, uint32_t slot, size_t m, struct cube_tops *ret)
{
    const struct cube_heaps *h = &x->share->heaps[m];
    ret->len = h->lens[slot];
    ret->items = arena_copy(x->a, &h->items[(size_t)slot * h->most], ret->len * sizeof *h->items);
}

/* What all groups have is had at once: there may be very many. */
struct told {
    uint32_t *parts;
    int128_t *values;
    struct cube_tops *tops;
};
static struct told room_for(const struct answer *x, size_t groups)
{
    size_t dims = x->asked->shape.dims_len, measures = x->asked->query->measures_len;
    struct told room = {.parts = arena_alloc(x->a, groups * dims * sizeof *room.parts + 1),
                        .values = arena_alloc(x->a, groups * measures * sizeof *room.values + 1)};
    if (x->asked->is_topped)
        room.tops = arena_alloc(x->a, groups * measures * sizeof *room.tops + 1);
    return room;
}

static void tell_group(const struct answer *x, uint32_t slot, const struct told *room, size_t at,
                       struct cube_group *ret)
{
    const struct asked *asked = x->asked;
    size_t dims = asked->shape.dims_len, measures = asked->query->measures_len;
    uint32_t *parts = room->parts + at * dims;
    int128_t *values = room->values + at * measures;
    struct cube_tops *tops = room->tops ? room->tops + at * measures : NULL;
    *ret = (struct cube_group){.parts = parts,
                               .count = cube_sums_count(&x->share->sums, slot),
                               .values = values,
                               .tops = tops};
    for (size_t d = 0; d < dims; d++)
        parts[d] = slot / asked->shape.strides[d] % asked->shape.dims[d].parts;
    for (size_t m = 0; m < measures; m++) {
        size_t which = asked->sum_of[m];
        int128_t sum = asked->sums_len ? cube_sums_sum(&x->share->sums, slot, which) : 0;
        values[m] = x->medians[m] ? x->medians[m][slot] : value_of(x, m, ret->count, sum);
        if (x->share->heaps[m].items) {
            tell_top(x, slot, m, &tops[m]);
            values[m] = (int128_t)tops[m].len;
        }
    }
}

static void tell_all(const struct answer *x, struct cube_group *ret)
{
    size_t measures = x->asked->query->measures_len;
    int128_t *values = arena_alloc(x->a, measures * sizeof *values + 1);
    for (size_t m = 0; m < measures; m++)
        values[m] = value_of(x, m, x->count, x->sums[x->asked->sum_of[m]]);
    *ret = (struct cube_group){.count = x->count, .values = values};
}

/* ---- which groups, in which order ---- */

struct ranked {
    int128_t value;
    uint32_t slot;
};

static int by_rank(const void *p, const void *q)
{
    const struct ranked *x = p, *y = q;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

static int128_t rank_of(const struct answer *x, uint32_t slot)
{
    int order = x->asked->query->order;
    uint64_t count = cube_sums_count(&x->share->sums, slot);
    if (order == CUBE_BY_PARTS)
        return 0;
    if (order == CUBE_BY_COUNT)
        return (int128_t)count;
    if (x->share->heaps[order].items)
        return x->share->heaps[order].lens[slot];
    if (x->medians[order])
        return x->medians[order][slot];
    int128_t sum =
        x->asked->sums_len ? cube_sums_sum(&x->share->sums, slot, x->asked->sum_of[order]) : 0;
    return value_of(x, (size_t)order, count, sum);
}

/* 'all': room for as many as there are slots. */
static size_t rank(const struct answer *x, struct ranked *all)
{
    size_t len = 0;
    for (uint32_t slot = 0; slot < x->asked->shape.slots; slot++)
        if (cube_sums_count(&x->share->sums, slot))
            all[len++] = (struct ranked){rank_of(x, slot), slot};
    if (x->asked->query->order != CUBE_BY_PARTS && len)
        qsort(all, len, sizeof *all, by_rank);
    return len;
}

static void tell(const struct answer *x, struct cube *ret)
{
    size_t size = (x->asked->shape.slots + (size_t)1) * sizeof(struct ranked);
    struct ranked *all = large_resize(NULL, 0, size);
    size_t limit = x->asked->query->limit;
    *ret = (struct cube){.total = rank(x, all)};
    ret->len = limit && limit < ret->total ? limit : ret->total;
    struct cube_group *groups = arena_alloc(x->a, ret->len * sizeof *groups + 1);
    const struct told room = room_for(x, ret->len);
    for (size_t i = 0; i < ret->len; i++)
        tell_group(x, all[i].slot, &room, i, &groups[i]);
    ret->groups = groups;
    tell_all(x, &ret->all);
    large_release(all, size);
}

/* What is known only after the pass. */
static void finish(struct answer *x)
{
    const struct asked *asked = x->asked;
    const struct cube_query *q = asked->query;
    for (uint32_t slot = 0; slot < asked->shape.slots; slot++) {
        x->count += cube_sums_count(&x->share->sums, slot);
        for (size_t i = 0; i < asked->sums_len; i++)
            x->sums[i] += cube_sums_sum(&x->share->sums, slot, i);
    }
    for (size_t m = 0; m < q->measures_len; m++) {
        if (x->share->heaps[m].items)
            cube_heaps_sort(&x->share->heaps[m]);
        if (q->measures[m].what != CUBE_MEDIAN)
            continue;
        x->medians[m] = mem_alloc((asked->shape.slots + (size_t)1) * sizeof *x->medians[m]);
        cube_medians(&asked->shape, &q->measures[m].figure, &x->share->sums, x->medians[m]);
    }
}

rc cube_of(const struct snapshot *s, const struct reach *reach, const struct cube_query *query,
           struct arena *a, struct cube *ret, struct why *why)
{
    struct asked asked;
    struct share shares[THREADS_MOST];
    assert(query->order < (int)query->measures_len && query->order >= CUBE_BY_COUNT);
    TRY(ask(s, reach, query, &asked, why));
    take_all(&asked, shares);
    struct answer answer = {.asked = &asked, .share = &shares[0], .a = a};
    finish(&answer);
    tell(&answer, ret);
    for (size_t m = 0; m < query->measures_len; m++)
        free(answer.medians[m]);
    share_release(&shares[0]);
    return OK;
}
