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

void memo_init(struct memo *m)
{
    pthread_mutex_init(&m->lock, NULL);
    m->first = NULL;
    m->bytes = 0;
}

void memo_release(struct memo *m)
{
    while (m->first) {
        struct memo_kept *k = m->first;
        m->first = k->next;
        free(k);
    }
    pthread_mutex_destroy(&m->lock);
}
