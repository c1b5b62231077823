#pragma once
/* Private to this room: sets that were once made of a snapshot's columns (the golds, who signed in
 * within 30 days), kept as long as what they were made of.  Whoever asks first makes them. */
#include <pthread.h>

#include "engine/set.h"

/* What a set was made of: a column or a table, and what was asked of it. */
struct kept_key {
    const void *of;
    int64_t asked[5];
};

struct kept_set;
struct kept {
    pthread_mutex_t lock;
    struct kept_set *first;
    size_t bytes;
};
void kept_init(struct kept *k);
void kept_release(struct kept *k);
size_t kept_bytes(struct kept *k);

/* NULL: it is not kept. */
const struct set *kept_find(struct kept *k, const struct kept_key *key);

/* The set of that key: kept already, or made and kept.  NULL: there is no room for more of so many
 * rows. */
const struct set *kept_get(struct kept *k, const struct kept_key *key, uint32_t rows,
                           const struct set *(*make)(const void *with, struct arena *a),
                           const void *with);
