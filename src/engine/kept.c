#include "engine/kept.h"

enum { BYTES_A_ROW = 16, BYTES_LEAST = 4 << 20 };

struct kept_set {
    struct kept_set *next;
    struct kept_key key;
    struct arena arena;
    const struct set *set;
};

void kept_init(struct kept *k)
{
    pthread_mutex_init(&k->lock, NULL);
    k->first = NULL;
    k->bytes = 0;
}

static void free_kept(struct kept_set *s)
{
    arena_release(&s->arena);
    free(s);
}

void kept_release(struct kept *k)
{
    while (k->first) {
        struct kept_set *s = k->first;
        k->first = s->next;
        free_kept(s);
    }
    pthread_mutex_destroy(&k->lock);
}

size_t kept_bytes(struct kept *k)
{
    pthread_mutex_lock(&k->lock);
    size_t bytes = k->bytes;
    pthread_mutex_unlock(&k->lock);
    return bytes;
}

static bool is_same(const struct kept_key *a, const struct kept_key *b)
{
    return a->of == b->of && memcmp(a->asked, b->asked, sizeof a->asked) == 0;
}

static const struct set *find(const struct kept *k, const struct kept_key *key)
{
    for (const struct kept_set *s = k->first; s; s = s->next)
        if (is_same(&s->key, key))
            return s->set;
    return NULL;
}

static size_t room(uint32_t rows)
{
    return (size_t)rows * BYTES_A_ROW + BYTES_LEAST;
}

/* Two who ask at the same moment may both have made it: the first one's stays. */
static const struct set *keep(struct kept *k, struct kept_set *made)
{
    pthread_mutex_lock(&k->lock);
    const struct set *kept = find(k, &made->key);
    if (!kept) {
        made->next = k->first;
        k->first = made;
        k->bytes += set_bytes(made->set);
    }
    pthread_mutex_unlock(&k->lock);
    if (!kept)
        return made->set;
    free_kept(made);
    return kept;
}

const struct set *kept_find(struct kept *k, const struct kept_key *key)
{
    pthread_mutex_lock(&k->lock);
    const struct set *kept = find(k, key);
    pthread_mutex_unlock(&k->lock);
    return kept;
}

const struct set *kept_get(struct kept *k, const struct kept_key *key, uint32_t rows,
                           const struct set *(*make)(const void *with, struct arena *a),
                           const void *with)
{
    pthread_mutex_lock(&k->lock);
    const struct set *kept = find(k, key);
    bool is_full = k->bytes + set_words(rows) * sizeof(uint64_t) > room(rows);
    pthread_mutex_unlock(&k->lock);
    if (kept || is_full)
        return kept;
    struct kept_set *made = mem_alloc(sizeof *made);
    made->key = *key;
    arena_init(&made->arena);
    struct arena own; /* what is made in passing does not stay */
    arena_init(&own);
    made->set = set_copy(&made->arena, make(with, &own));
    arena_release(&own);
    return keep(k, made);
}
