/* A sieve run over rows: a strip of them after the other, whose bits stay in the nearest memory
 * while part after part takes rows out. */
#include "engine/coarse.h"
#include "engine/fast.h"
#include "engine/sieve_inside.h"

/* Rows that are dealt with together: a part of a set's block. */
enum { STRIP_WORDS = 256 };
static_assert(SET_BLOCK_WORDS % STRIP_WORDS == 0, "strips do not reach into the next block");
struct strip {
    uint32_t block, word; /* where its words begin: in which block, and within it */
    uint32_t words;
    uint32_t first, rows;
};

/* Room of a level: what is found so far, what is not yet, and what a part makes of it. */
struct level {
    uint64_t found[STRIP_WORDS], open[STRIP_WORDS], part[STRIP_WORDS];
};

/* The words of a sparse set, of the block that was last asked for. */
struct sparse_room {
    uint32_t block;
    bool any;
    uint64_t words[SET_BLOCK_WORDS];
};

/* Where a part works: one level for each that stands above another, a room for each sparse set. */
struct place {
    struct level *level;
    struct sparse_room *sparse;
};

static bool keep(const struct sieve *s, const struct strip *at, struct place in, uint64_t *words);

static size_t first_word(const struct strip *at)
{
    return (size_t)at->block * SET_BLOCK_WORDS + at->word;
}

/* ---- sets ---- */

/* NULL: none of the set's members is there. */
static const uint64_t *words_of(const struct set *set, const struct strip *at,
                                struct sparse_room *room)
{
    if (set->words)
        return set->words + first_word(at);
    if (room->block != at->block)
        room->any = set_block(set, at->block, room->words) != NULL;
    room->block = at->block;
    return room->any ? room->words + at->word : NULL;
}

static bool keep_constant(bool value, const struct strip *at, uint64_t *words)
{
    if (!value)
        memset(words, 0, at->words * sizeof *words);
    return value;
}

static bool keep_set(const struct set *set, const struct strip *at, struct place in,
                     uint64_t *words)
{
    const uint64_t *mine = words_of(set, at, in.sparse);
    return mine ? bits_and(words, mine, at->words) : keep_constant(false, at, words);
}

static bool keep_not_set(const struct set *set, const struct strip *at, struct place in,
                         uint64_t *words)
{
    const uint64_t *mine = words_of(set, at, in.sparse);
    return mine ? bits_andnot(words, mine, at->words) : true;
}

/* ---- ranges of columns ---- */

enum {
    FEW = 2,
    MANY = WORD_ROWS / 4, /* so many rows of a word are dealt with all at once */
    AHEAD = 8
};

/* The values of a word's rows, of those at least that are still in it: the column's own, or in
 * 'room'. */
static const int64_t *word_values(const struct column *c, uint32_t row, uint32_t len, uint64_t word,
                                  int64_t room[WORD_ROWS])
{
    bool as_they_are = c->unknown == UNKNOWN;
    if (as_they_are && c->kind == COLUMN_INT64)
        return (const int64_t *)c->values + row;
    int most = c->in_bulk ? FEW : MANY;
    if (as_they_are && c->kind == COLUMN_READ && __builtin_popcountll(word) > most) {
        c->read(c->values, row, len, room);
        return room;
    }
    for (; word; word &= word - 1) {
        unsigned i = (unsigned)__builtin_ctzll(word);
        room[i] = column_value(c, row + i);
    }
    return room;
}

/* Rows of a strip, a word of them after the other; those of which nobody is left are passed over.
 */
struct stretch {
    uint32_t row, len; /* up to WORD_ROWS */
};
static struct stretch stretch_of(const struct strip *at, uint32_t word)
{
    uint32_t left = at->rows - word * WORD_ROWS;
    return (struct stretch){at->first + word * WORD_ROWS, left < WORD_ROWS ? left : WORD_ROWS};
}

static uint64_t keep_between(uint64_t word, const int64_t *values, int64_t least, int64_t most)
{
    uint64_t kept = word;
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        int64_t v = values[__builtin_ctzll(rest)];
        kept ^= v >= least && v <= most ? 0 : rest & -rest;
    }
    return kept;
}

static bool keep_read(const struct sieve *s, const struct strip *at, uint64_t *words)
{
    int64_t room[WORD_ROWS] = {0};
    uint64_t any = 0;
    for (uint32_t i = 0; i < at->words; i++) {
        struct stretch of = stretch_of(at, i);
        if (!words[i])
            continue;
        bool many = of.len == WORD_ROWS && __builtin_popcountll(words[i]) > MANY;
        const int64_t *values = word_values(&s->column, of.row, of.len, words[i], room);
        words[i] = many ? words[i] & bits_of_int64(values, s->least, s->most)
                        : keep_between(words[i], values, s->least, s->most);
        any |= words[i];
    }
    return any != 0;
}

static bool keep_range(const struct sieve *s, const struct strip *at, uint64_t *words)
{
    const struct column *c = &s->column;
    if (c->coarse)
        return coarse_keep(c->coarse, at->first, at->rows, words, s->least, s->most);
    switch (c->kind) {
    case COLUMN_INT64:
        return bits_keep_int64(words, (const int64_t *)c->values + at->first, at->rows, s->least,
                               s->most);
    case COLUMN_INT32:
        return bits_keep_int32(words, (const int32_t *)c->values + at->first, at->rows,
                               (int32_t)s->least, (int32_t)s->most);
    case COLUMN_UINT16:
        return bits_keep_uint16(words, (const uint16_t *)c->values + at->first, at->rows,
                                (uint16_t)s->least, (uint16_t)s->most);
    case COLUMN_UINT8:
        return bits_keep_uint8(words, (const uint8_t *)c->values + at->first, at->rows,
                               (uint8_t)s->least, (uint8_t)s->most);
    case COLUMN_READ:
        return keep_read(s, at, words);
    }
    return false;
}

/* ---- comparisons ---- */

static uint64_t compare_few(const struct comparison *c, uint64_t word, const int64_t *left,
                            const int64_t *right)
{
    uint64_t kept = word;
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        unsigned k = (unsigned)__builtin_ctzll(rest);
        bool in = compare_exactly(left[k], c->left_factor, c->compare, right[k], c->right_factor);
        kept ^= in ? 0 : rest & -rest;
    }
    return kept;
}

typedef int64_t __attribute__((vector_size(32))) four_int64;
typedef uint64_t __attribute__((vector_size(32))) four_uint64;

/* All rows of a word at once, where no product leaves 64 bits (an unknown one does).  False: one
 * does.  Lane k gathers rows k, k + 4, k + 8, ... */
FAST static bool compare_all(const struct comparison *c, const int64_t *left, const int64_t *right,
                             uint64_t *ret_less, uint64_t *ret_equal)
{
    const four_int64 zero = {0};
    const four_int64 left_most = INT64_MAX / c->left_factor - zero;
    const four_int64 right_most = INT64_MAX / c->right_factor - zero;
    const four_uint64 l = (uint64_t)c->left_factor - (four_uint64)zero;
    const four_uint64 r = (uint64_t)c->right_factor - (four_uint64)zero;
    four_uint64 less = {0}, equal = {0}, bits = {1, 2, 4, 8};
    four_int64 leaves = {0};
    for (unsigned i = 0; i < WORD_ROWS; i += 4, bits <<= 4) {
        four_int64 x, y;
        memcpy(&x, left + i, sizeof x);
        memcpy(&y, right + i, sizeof y);
        leaves |= (x > left_most) | (x < -left_most) | (y > right_most) | (y < -right_most);
        x = (four_int64)((four_uint64)x * l);
        y = (four_int64)((four_uint64)y * r);
        less |= (four_uint64)(x < y) & bits;
        equal |= (four_uint64)(x == y) & bits;
    }
    *ret_less = less[0] | less[1] | less[2] | less[3];
    *ret_equal = equal[0] | equal[1] | equal[2] | equal[3];
    return !(leaves[0] | leaves[1] | leaves[2] | leaves[3]);
}

static uint64_t compare_word(const struct comparison *c, uint64_t word, const int64_t *left,
                             const int64_t *right)
{
    uint64_t less, equal;
    if (!compare_all(c, left, right, &less, &equal))
        return compare_few(c, word, left, right);
    switch (c->compare) {
    case COMPARE_EQUAL:
        return word & equal;
    case COMPARE_LESS:
        return word & less;
    case COMPARE_AT_MOST:
        return word & (less | equal);
    case COMPARE_MORE:
        return word & ~(less | equal);
    case COMPARE_AT_LEAST:
        return word & ~less;
    }
    return 0;
}

/* Values that will be looked at here and there are fetched before they are needed. */
static void fetch_values(const struct column *c, uint32_t row, uint64_t word)
{
    const int64_t *values = c->values;
    if (c->kind != COLUMN_INT64 || __builtin_popcountll(word) > MANY)
        return;
    for (; word; word &= word - 1)
        __builtin_prefetch(&values[row + (unsigned)__builtin_ctzll(word)]);
}

static bool keep_compared(const struct comparison *c, const struct strip *at, uint64_t *words)
{
    int64_t left_room[WORD_ROWS] = {0}, right_room[WORD_ROWS] = {0};
    uint64_t any = 0;
    for (uint32_t i = 0; i < at->words; i++) {
        struct stretch of = stretch_of(at, i);
        if (i + AHEAD < at->words) {
            fetch_values(&c->left, of.row + AHEAD * WORD_ROWS, words[i + AHEAD]);
            fetch_values(&c->right, of.row + AHEAD * WORD_ROWS, words[i + AHEAD]);
        }
        if (!words[i])
            continue;
        const int64_t *left = word_values(&c->left, of.row, of.len, words[i], left_room);
        const int64_t *right = word_values(&c->right, of.row, of.len, words[i], right_room);
        bool many = of.len == WORD_ROWS && __builtin_popcountll(words[i]) > MANY;
        words[i] =
            many ? compare_word(c, words[i], left, right) : compare_few(c, words[i], left, right);
        any |= words[i];
    }
    return any != 0;
}

/* ---- parts together ---- */

static bool keep_all_of(const struct sieve *s, const struct strip *at, struct place in,
                        uint64_t *words)
{
    bool any = true;
    for (size_t i = 0; any && i < s->len; i++) {
        any = keep(s->parts[i], at, in, words);
        in.sparse += s->parts[i]->sparse;
    }
    return any;
}

/* Whom no part before has found; false: nobody. */
static bool find_open(const struct strip *at, const uint64_t *words, struct level *level)
{
    memcpy(level->open, words, at->words * sizeof *words);
    return bits_andnot(level->open, level->found, at->words);
}

/* A set is joined as it is; any other part looks only at those whom no part before it has found. */
static bool keep_any_of(const struct sieve *s, const struct strip *at, struct place in,
                        uint64_t *words)
{
    struct level *own = in.level;
    struct place below = {own + 1, in.sparse};
    size_t size = at->words * sizeof *words;
    memset(own->found, 0, size);
    for (size_t i = 0; i < s->len; below.sparse += s->parts[i]->sparse, i++) {
        if (s->parts[i]->kind == IN_SET) {
            set_put(s->parts[i]->set, first_word(at), at->words, own->found);
            continue;
        }
        if (!find_open(at, words, own))
            return true; /* all have been found */
        memcpy(own->part, own->open, size);
        if (keep(s->parts[i], at, below, own->part))
            bits_or(own->found, own->part, at->words);
    }
    return bits_and(words, own->found, at->words);
}

static bool keep_not(const struct sieve *part, const struct strip *at, struct place in,
                     uint64_t *words)
{
    struct level *own = in.level;
    if (part->kind == IN_SET)
        return keep_not_set(part->set, at, in, words);
    memcpy(own->part, words, at->words * sizeof *words);
    return !keep(part, at, (struct place){own + 1, in.sparse}, own->part) ||
           bits_andnot(words, own->part, at->words);
}

/* Takes out of 'words', of whom somebody is left, the rows for which it does not hold.  False:
 * nothing is left. */
static bool keep(const struct sieve *s, const struct strip *at, struct place in, uint64_t *words)
{
    switch (s->kind) {
    case CONSTANT:
        return keep_constant(s->constant, at, words);
    case IN_SET:
        return keep_set(s->set, at, in, words);
    case IN_RANGE:
        return keep_range(s, at, words);
    case COMPARED:
        return keep_compared(&s->comparison, at, words);
    case ALL_OF:
        return keep_all_of(s, at, in, words);
    case ANY_OF:
        return keep_any_of(s, at, in, words);
    case NOT:
        return keep_not(s->parts[0], at, in, words);
    }
    return false;
}

/* ---- run over all rows ---- */

struct running {
    const struct sieve *sieve;
    const struct set *among;
    struct sparse_room *among_room;
    struct place place;
};

static void running_init(struct running *r, const struct sieve *s, const struct set *among)
{
    size_t rooms = s->sparse + (size_t)1;
    struct sparse_room *sparse = mem_resize(NULL, rooms * sizeof *sparse);
    for (size_t i = 0; i < rooms; i++)
        sparse[i].block = UINT32_MAX;
    *r = (struct running){.sieve = s, .among = among, .among_room = sparse};
    r->place.sparse = sparse + 1;
    r->place.level = mem_resize(NULL, (s->height + 1) * sizeof(struct level));
}

static void running_release(struct running *r)
{
    free(r->among_room);
    free(r->place.level);
}

/* The strip whose words begin at that one of all. */
static struct strip strip_at(uint32_t rows, size_t word)
{
    size_t left = set_words(rows) - word;
    struct strip at = {.block = (uint32_t)(word / SET_BLOCK_WORDS),
                       .word = (uint32_t)(word % SET_BLOCK_WORDS),
                       .words = left < STRIP_WORDS ? (uint32_t)left : STRIP_WORDS,
                       .first = (uint32_t)(word * SET_WORD)};
    uint32_t rows_left = rows - at.first;
    at.rows = rows_left < STRIP_WORDS * SET_WORD ? rows_left : STRIP_WORDS * SET_WORD;
    return at;
}

/* Nobody need be read where everybody is among them. */
static bool begin_strip(const struct running *r, const struct strip *at, uint64_t *words)
{
    const struct set *among = r->among;
    if (among->count == among->rows) {
        memset(words, 0xff, at->words * sizeof *words);
        if (at->rows % SET_WORD)
            words[at->words - 1] = bits_first(at->rows % SET_WORD);
        return true;
    }
    const uint64_t *mine = words_of(among, at, r->among_room);
    if (!mine)
        return keep_constant(false, at, words);
    memcpy(words, mine, at->words * sizeof *words);
    return bits_any(words, at->words);
}

static bool keep_strip(const struct running *r, const struct strip *at, uint64_t *words)
{
    return begin_strip(r, at, words) && keep(r->sieve, at, r->place, words);
}

const struct set *sieve_run(const struct sieve *s, const struct set *among, struct arena *a)
{
    struct set_making m = set_begin(among->rows);
    struct running r;
    running_init(&r, s, among);
    for (size_t word = 0; word < set_words(among->rows); word += STRIP_WORDS) {
        struct strip at = strip_at(among->rows, word);
        keep_strip(&r, &at, m.words + word);
    }
    running_release(&r);
    return set_end_passing(&m, a);
}

uint32_t sieve_count(const struct sieve *s, const struct set *among)
{
    uint64_t words[STRIP_WORDS];
    uint32_t count = 0;
    struct running r;
    running_init(&r, s, among);
    for (size_t word = 0; word < set_words(among->rows); word += STRIP_WORDS) {
        struct strip at = strip_at(among->rows, word);
        if (keep_strip(&r, &at, words))
            count += bits_count(words, at.words);
    }
    running_release(&r);
    return count;
}
