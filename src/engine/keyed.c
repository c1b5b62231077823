#include "engine/keyed.h"

#include "base/arena.h"

static uint32_t *chain_of(const struct keyed *k, uint64_t key)
{
    return &k->first[key & (k->room - 1)];
}

static void link_row(struct keyed *k, uint32_t row)
{
    uint32_t *first = chain_of(k, k->keys[row]);
    k->next[row] = *first;
    *first = row;
}

static void unlink_row(struct keyed *k, uint32_t row)
{
    uint32_t *at = chain_of(k, k->keys[row]);
    while (*at != row)
        at = &k->next[*at];
    *at = k->next[row];
}

void keyed_resize(struct keyed *k, uint32_t room)
{
    assert(room >= k->room && (room & (room - 1)) == 0);
    k->keys = mem_resize(k->keys, room * sizeof *k->keys);
    k->next = mem_resize(k->next, room * sizeof *k->next);
    k->first = mem_resize(k->first, room * sizeof *k->first);
    memset(k->keys + k->room, 0, (room - k->room) * sizeof *k->keys);
    memset(k->first, 0xFF, room * sizeof *k->first);
    k->room = room;
    for (uint32_t row = 0; row < room; row++)
        if (k->keys[row])
            link_row(k, row);
}

void keyed_release(struct keyed *k)
{
    free(k->keys);
    free(k->next);
    free(k->first);
    *k = (struct keyed){.keys = NULL};
}

void keyed_put(struct keyed *k, uint32_t row, uint64_t key)
{
    assert(row < k->room);
    if (k->keys[row] == key)
        return;
    if (k->keys[row])
        unlink_row(k, row);
    k->keys[row] = key;
    if (key)
        link_row(k, row);
}

static uint32_t same_from(const struct keyed *k, uint32_t row, uint64_t key)
{
    while (row != KEYED_NONE && k->keys[row] != key)
        row = k->next[row];
    return row;
}

uint32_t keyed_first(const struct keyed *k, uint64_t key)
{
    return key && k->room ? same_from(k, *chain_of(k, key), key) : KEYED_NONE;
}

uint32_t keyed_next(const struct keyed *k, uint32_t row)
{
    return same_from(k, k->next[row], k->keys[row]);
}
