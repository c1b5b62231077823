#include "engine/made.h"

void made_begin(struct made_list *l)
{
    pthread_mutex_init(&l->lock, NULL);
    l->first = NULL;
    l->bytes = 0;
}

void made_end(struct made_list *l, made_free *free_one)
{
    while (l->first) {
        struct made *m = l->first;
        l->first = m->next;
        free_one(m);
    }
    pthread_mutex_destroy(&l->lock);
}

static const struct made *find(const struct made_list *l, struct made_of of)
{
    for (const struct made *m = l->first; m; m = m->next)
        if (m->of.first == of.first && m->of.second == of.second)
            return m;
    return NULL;
}

const struct made *made_find(struct made_list *l, struct made_of of, size_t most, bool *ret_full)
{
    pthread_mutex_lock(&l->lock);
    const struct made *found = find(l, of);
    *ret_full = l->bytes >= most;
    pthread_mutex_unlock(&l->lock);
    return found;
}

const struct made *made_keep(struct made_list *l, struct made *made, made_free *free_one)
{
    pthread_mutex_lock(&l->lock);
    const struct made *found = find(l, made->of);
    if (!found) {
        made->next = l->first;
        l->first = made;
        l->bytes += made->bytes;
    }
    pthread_mutex_unlock(&l->lock);
    if (!found)
        return made;
    free_one(made);
    return found;
}
