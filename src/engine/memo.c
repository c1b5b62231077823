/* What was once worked out of a large reach is kept with the snapshot: the pages of supervisors ask
 * for the same few organisations again and again. */
#include "engine/snapshot_parts.h"

enum { REACH_LEAST = 1 << 14, BYTES_MOST = 64 << 20 };

struct memo_kept {
    struct memo_kept *next;
    struct memo_key key;
    size_t size;
    max_align_t bytes[];
};

bool memo_key_of(const struct snapshot *s, const struct reach *reach, enum memo_what what,
                 struct memo_key *ret)
{
    *ret = (struct memo_key){.what = what, .first = 0, .last = s->place_count};
    if (reach->kind == REACH_ROWS || reach_size(s, reach) < REACH_LEAST)
        return false;
    if (reach->kind == REACH_PLACES) {
        ret->first = reach->first;
        ret->last = reach->last;
    }
    return true;
}

static bool is_same(const struct memo_key *a, const struct memo_key *b)
{
    return a->what == b->what && a->down == b->down && a->across == b->across &&
           a->first == b->first && a->last == b->last;
}

/* What is kept stays as long as the snapshot does. */
const void *memo_find(const struct snapshot *s, const struct memo_key *key, size_t *ret_size)
{
    struct memo *m = &s->parts->memo;
    const struct memo_kept *found = NULL;
    pthread_mutex_lock(&m->lock);
    for (const struct memo_kept *k = m->first; k && !found; k = k->next)
        if (is_same(&k->key, key))
            found = k;
    pthread_mutex_unlock(&m->lock);
    if (found)
        *ret_size = found->size;
    return found ? found->bytes : NULL;
}

void memo_keep(const struct snapshot *s, const struct memo_key *key, const void *bytes, size_t size)
{
    struct memo *m = &s->parts->memo;
    struct memo_kept *k = mem_alloc(sizeof *k + size);
    k->key = *key;
    k->size = size;
    memcpy(k->bytes, bytes, size);
    pthread_mutex_lock(&m->lock);
    bool fits = m->bytes + size <= BYTES_MOST;
    if (fits) {
        m->bytes += size;
        k->next = m->first;
        m->first = k;
    }
    pthread_mutex_unlock(&m->lock);
    if (!fits)
        free(k);
}

/* ---- picks ---- */

static bool is_same_reach(const struct reach *a, const struct reach *b)
{
    return a->kind == b->kind &&
           (a->kind == REACH_ALL || (a->first == b->first && a->last == b->last));
}

static bool are_same_ranges(const struct pick_how *a, const struct pick_how *b)
{
    if (a->ranges_len != b->ranges_len)
        return false;
    for (size_t i = 0; i < a->ranges_len; i++)
        if (a->ranges[i].order != b->ranges[i].order || a->ranges[i].from != b->ranges[i].from ||
            a->ranges[i].until != b->ranges[i].until)
            return false;
    return true;
}

static bool are_same_then(const struct pick_how *a, const struct pick_how *b)
{
    if (a->then_len != b->then_len)
        return false;
    for (size_t i = 0; i < a->then_len; i++)
        if (a->then[i].order != b->then[i].order || a->then[i].desc != b->then[i].desc)
            return false;
    return true;
}

static bool is_same_pick(const struct pick_how *a, const struct pick_how *b)
{
    return a->stages == b->stages && a->tiers == b->tiers && a->standings == b->standings &&
           a->manager_id == b->manager_id && a->product_id == b->product_id && a->gone == b->gone &&
           a->unmanaged == b->unmanaged && a->order == b->order && a->desc == b->desc &&
           a->offset == b->offset && a->limit == b->limit && are_same_ranges(a, b) &&
           are_same_then(a, b);
}

static bool can_keep(const struct reach *reach, const struct pick_how *how)
{
    return reach->kind != REACH_ROWS && how->limit <= PICK_ROWS_MOST && !how->members;
}

bool pick_known(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
                struct arena *a, struct picked *ret)
{
    struct memo *m = &s->parts->memo;
    bool found = false;
    if (!can_keep(reach, how))
        return false;
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < PICKS_KEPT && i < m->picks_len && !found; i++) {
        const struct pick_kept *k = &m->picks[i];
        found = is_same_reach(&k->reach, reach) && is_same_pick(&k->how, how);
        if (found)
            *ret = (struct picked){arena_copy(a, k->rows, sizeof k->rows), k->len, k->total};
    }
    pthread_mutex_unlock(&m->lock);
    return found;
}

void pick_keep(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
               const struct picked *picked)
{
    struct memo *m = &s->parts->memo;
    if (!can_keep(reach, how))
        return;
    pthread_mutex_lock(&m->lock);
    if (!m->picks)
        m->picks = mem_alloc(PICKS_KEPT * sizeof *m->picks);
    struct pick_kept *k = &m->picks[m->picks_len++ % PICKS_KEPT];
    *k = (struct pick_kept){
        .reach = *reach, .how = *how, .total = picked->total, .len = picked->len};
    memcpy(k->rows, picked->rows, picked->len * sizeof *k->rows);
    pthread_mutex_unlock(&m->lock);
}

void memo_init(struct memo *m)
{
    pthread_mutex_init(&m->lock, NULL);
    m->first = NULL;
    m->bytes = 0;
    m->picks = NULL;
    m->picks_len = 0;
}

void memo_release(struct memo *m)
{
    while (m->first) {
        struct memo_kept *k = m->first;
        m->first = k->next;
        free(k);
    }
    free(m->picks);
    pthread_mutex_destroy(&m->lock);
}
