#pragma once
/* set -- which of the rows 0 .. rows - 1 are members.
 *
 * A set never changes once it is made, so threads read it without locks, and it dies with its
 * arena.  Denser than one in 256 it is a bit vector: operations run at the speed of memory,
 * whatever is in it.  Sparser it is a Roaring bitmap: it costs by its members, two bytes each.
 * Which of the two it is shows nowhere but in time and memory.
 *
 *     const struct set *gold = set_where(a, rows, s->tier, 1u << TIER_GOLD);
 *     const struct set *both = set_and(a, gold, tagged);
 *     struct set_walk walk;
 *     set_walk_begin(&walk, both);
 *     for (uint32_t row; set_walk_next(&walk, &row);)
 *         ...
 *
 * Whoever goes through all rows does so block by block (SET_BLOCK rows, 8 KB of bits): set_block
 * gives the words of one, or says that it has no member; bits.h has the loops over words. */
#include "base/arena.h"

enum {
    SET_WORD = 64,
    SET_BLOCK = 1 << 16,
    SET_BLOCK_WORDS = SET_BLOCK / SET_WORD,
    SET_DENSE = 256, /* one in so many rows is dense */
};

struct roaring_bitmap_s;
struct set {
    uint32_t rows;
    uint32_t count;                        /* members */
    const uint64_t *words;                 /* bit row % 64 of word row / 64; NULL: sparse */
    const struct roaring_bitmap_s *sparse; /* NULL: dense */
};

static inline size_t set_words(uint32_t rows)
{
    return ((size_t)rows + SET_WORD - 1) / SET_WORD;
}
static inline uint32_t set_blocks(uint32_t rows)
{
    return (uint32_t)(((uint64_t)rows + SET_BLOCK - 1) / SET_BLOCK);
}
/* How many words block 'block' has: all but the last one have SET_BLOCK_WORDS. */
static inline uint32_t set_block_words(uint32_t rows, uint32_t block)
{
    size_t left = set_words(rows) - (size_t)block * SET_BLOCK_WORDS;
    return left < SET_BLOCK_WORDS ? (uint32_t)left : SET_BLOCK_WORDS;
}

/* ---- made of ---- */

const struct set *set_none(struct arena *a, uint32_t rows);
const struct set *set_all(struct arena *a, uint32_t rows);
/* Of members in ascending order, without repetition, all below 'rows'. */
const struct set *set_of_rows(struct arena *a, uint32_t rows, const uint32_t *members, size_t len);
/* Of members in any order, also repeated; 'members' is put in order. */
const struct set *set_of_any(struct arena *a, uint32_t rows, uint32_t *members, size_t len);
/* Whose value in the column is one of the bits of 'values', from 0 to 63. */
const struct set *set_where(struct arena *a, uint32_t rows, const uint8_t *column, uint64_t values);
/* least <= value <= most */
const struct set *set_between(struct arena *a, uint32_t rows, const int64_t *column, int64_t least,
                              int64_t most);

/* Of words that somebody computes: set_begin gives the words of all rows, not yet written; bits of
 * rows that there are not must be 0.  Every set_begin has its set_end, which counts them and
 * chooses how they are kept. */
struct set_making {
    uint32_t rows;
    uint64_t *words;
};
struct set_making set_begin(uint32_t rows);
const struct set *set_end(struct set_making *m, struct arena *a);
const struct set *set_end_passing(struct set_making *m, struct arena *a);
/* The same set in another arena, kept as its density asks for. */
const struct set *set_copy(struct arena *a, const struct set *s);

/* ---- of each other; all of the same rows ---- */

const struct set *set_and(struct arena *a, const struct set *x, const struct set *y);
const struct set *set_or(struct arena *a, const struct set *x, const struct set *y);
const struct set *set_andnot(struct arena *a, const struct set *x, const struct set *y);
const struct set *set_not(struct arena *a, const struct set *x);
uint32_t set_common(const struct set *x, const struct set *y); /* how many are in both */

/* ---- read ---- */

bool set_has(const struct set *s, uint32_t row);
size_t set_bytes(const struct set *s); /* memory */

/* The words of a block: the set's own, or 'room', which is written; NULL: it has no member. */
const uint64_t *set_block(const struct set *s, uint32_t block, uint64_t room[SET_BLOCK_WORDS]);
/* Puts the members among the rows of so many words, from 'word' of all on, into 'words'. */
void set_put(const struct set *s, size_t word, size_t len, uint64_t *words);
/* Takes out of 'words', those of a block, what is not in the set.  False: nothing is left. */
bool set_keep(const struct set *s, uint32_t block, uint64_t *words);

/* All members, ascending; as many as set.count. */
uint32_t *set_members(const struct set *s, struct arena *a);

/* Members one by one, ascending. */
struct set_walk {
    const struct set *set;
    uint32_t block;
    uint32_t word; /* within the block */
    uint64_t rest; /* of that word */
    const uint64_t *words;
    uint64_t room[SET_BLOCK_WORDS];
};
void set_walk_begin(struct set_walk *w, const struct set *s);
bool set_walk_word(struct set_walk *w); /* private: the next word with a member */
static inline bool set_walk_next(struct set_walk *w, uint32_t *ret_row)
{
    if (!w->rest && !set_walk_word(w))
        return false;
    *ret_row = w->block * SET_BLOCK + w->word * SET_WORD + (uint32_t)__builtin_ctzll(w->rest);
    w->rest &= w->rest - 1;
    return true;
}

/* Does it keep what its head says?  'ret_why' says what it does not. */
bool set_check(const struct set *s, const char **ret_why);
