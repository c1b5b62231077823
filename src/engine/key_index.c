#include "engine/key_index.h"

#include "base/large.h"

enum { FIRST_SLOTS = 1024, AT_ONCE = 32, AHEAD = 16 };

static size_t slots_size(const struct key_index *k)
{
    return (k->mask + 1) * sizeof *k->slots;
}

void key_index_init(struct key_index *k)
{
    *k = (struct key_index){.mask = FIRST_SLOTS - 1};
    k->slots = large_resize(NULL, 0, slots_size(k));
}

void key_index_release(struct key_index *k)
{
    large_release(k->hashes, k->room * sizeof *k->hashes);
    large_release(k->slots, slots_size(k));
    *k = (struct key_index){0};
}

static uint64_t free_slot(const struct key_index *k, struct hash128 hash)
{
    uint64_t at = hash.low & k->mask;
    while (k->slots[at])
        at = (at + 1) & k->mask;
    return at;
}

static void double_slots(struct key_index *k)
{
    large_release(k->slots, slots_size(k)); /* first: the old ones are no help */
    k->mask = k->mask * 2 + 1;
    k->slots = large_resize(NULL, 0, slots_size(k));
    for (uint32_t row = 0; row < k->count; row++)
        k->slots[free_slot(k, k->hashes[row])] = row + 1;
}

uint32_t key_find(const struct key_index *k, struct hash128 hash)
{
    for (uint64_t at = hash.low & k->mask;; at = (at + 1) & k->mask) {
        uint32_t slot = k->slots[at];
        if (!slot)
            return NO_ROW;
        if (hash128_equal(k->hashes[slot - 1], hash))
            return slot - 1;
    }
}

/* Two waves: the slots, then the fingerprints that they point to. */
static void warm(const struct key_index *k, const struct hash128 *hashes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&k->slots[hashes[i].low & k->mask]);
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = k->slots[hashes[i].low & k->mask];
        if (slot)
            __builtin_prefetch(&k->hashes[slot - 1]);
    }
}

void key_find_many(const struct key_index *k, const struct hash128 *hashes, size_t count,
                   uint32_t *ret_rows)
{
    for (size_t from = 0; from < count; from += AT_ONCE) {
        size_t until = count - from > AT_ONCE ? from + AT_ONCE : count;
        warm(k, hashes + from, until - from);
        for (size_t i = from; i < until; i++)
            ret_rows[i] = key_find(k, hashes[i]);
    }
}

static void set_room(struct key_index *k, uint32_t room)
{
    size_t old_size = k->room * sizeof *k->hashes, size = room * sizeof *k->hashes;
    k->hashes =
        k->mapped ? large_copy(k->hashes, old_size, size) : large_resize(k->hashes, old_size, size);
    k->room = room;
    k->mapped = false;
}

uint32_t key_add(struct key_index *k, struct hash128 hash)
{
    assert(k->count < NO_ROW - 1);
    if (k->count == k->room) {
        uint32_t room = k->room ? k->room * 2 : FIRST_SLOTS / 2;
        set_room(k, room);
    }
    if ((uint64_t)k->count * 2 > k->mask)
        double_slots(k);
    k->hashes[k->count] = hash;
    k->slots[free_slot(k, hash)] = ++k->count;
    return k->count - 1;
}

void key_place(struct key_index *k, uint32_t row, struct hash128 hash)
{
    assert(row < NO_ROW - 1);
    if (row >= k->room) {
        uint64_t room = k->room ? k->room : FIRST_SLOTS / 2;
        while (room <= row)
            room *= 2;
        room = room < NO_ROW ? room : NO_ROW - 1;
        set_room(k, (uint32_t)room);
    }
    if (row >= k->count) {
        memset(&k->hashes[k->count], 0, (row - k->count) * sizeof *k->hashes);
        k->count = row + 1;
    }
    k->hashes[row] = hash;
}

/* Slots far apart: the next ones are fetched while one is filled. */
void key_index_build(struct key_index *k)
{
    large_release(k->slots, slots_size(k));
    k->mask = FIRST_SLOTS - 1;
    while (k->mask + 1 < (uint64_t)k->count * 2)
        k->mask = k->mask * 2 + 1;
    k->slots = large_resize(NULL, 0, slots_size(k));
    for (uint32_t row = 0; row < k->count; row++) {
        if (row + AHEAD < k->count)
            __builtin_prefetch(&k->slots[k->hashes[row + AHEAD].low & k->mask], 1);
        k->slots[free_slot(k, k->hashes[row])] = row + 1;
    }
}
