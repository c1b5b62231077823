#include "engine/key_index.h"

#include "base/arena.h"

enum { FIRST_SLOTS = 1024, AHEAD = 16 };

void key_index_init(struct key_index *k)
{
    *k = (struct key_index){.mask = FIRST_SLOTS - 1};
    k->slots = mem_alloc(FIRST_SLOTS * sizeof *k->slots);
}

void key_index_release(struct key_index *k)
{
    free(k->hashes);
    free(k->slots);
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
    free(k->slots);
    k->mask = k->mask * 2 + 1;
    k->slots = mem_alloc((k->mask + 1) * sizeof *k->slots);
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

uint32_t key_add(struct key_index *k, struct hash128 hash)
{
    assert(k->count < NO_ROW - 1);
    if (k->count == k->room) {
        k->room = k->room ? k->room * 2 : FIRST_SLOTS / 2;
        k->hashes = mem_resize(k->hashes, k->room * sizeof *k->hashes);
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
        k->room = room < NO_ROW ? (uint32_t)room : NO_ROW - 1;
        k->hashes = mem_resize(k->hashes, k->room * sizeof *k->hashes);
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
    k->mask = FIRST_SLOTS - 1;
    while (k->mask + 1 < (uint64_t)k->count * 2)
        k->mask = k->mask * 2 + 1;
    free(k->slots);
    k->slots = mem_alloc((k->mask + 1) * sizeof *k->slots);
    for (uint32_t row = 0; row < k->count; row++) {
        if (row + AHEAD < k->count)
            __builtin_prefetch(&k->slots[k->hashes[row + AHEAD].low & k->mask], 1);
        k->slots[free_slot(k, k->hashes[row])] = row + 1;
    }
}
