#include "engine/sieve.h"

#include "base/money.h"
#include "engine/bits.h"

enum kind { CONSTANT, IN_SET, IN_RANGE, COMPARED, ALL_OF, ANY_OF, NOT };

struct sieve {
    enum kind kind;
    unsigned height; /* of what stands below it: how much room a run needs */
    double cost;     /* of looking at a row among many, in about a nanosecond */
    double share;    /* of the rows for which it holds, as far as one can guess */
    union {
        bool constant;
        const struct set *set;
        struct {
            struct column column;
            int64_t least, most;
        };
        struct comparison comparison;
        struct {
            const struct sieve **parts; /* in the order in which they are run */
            size_t len;
        };
    };
};

/* ---- values of a row ---- */

/* As it stands there, the unknown among them. */
static int64_t raw_value(const struct column *c, uint32_t row)
{
    int64_t value = UNKNOWN;
    switch (c->kind) {
    case COLUMN_INT64:
        return ((const int64_t *)c->values)[row];
    case COLUMN_INT32:
        return ((const int32_t *)c->values)[row];
    case COLUMN_UINT16:
        return ((const uint16_t *)c->values)[row];
    case COLUMN_UINT8:
        return ((const uint8_t *)c->values)[row];
    case COLUMN_READ:
        c->read(c->values, row, 1, &value);
        return value;
    }
    return value;
}

int64_t column_value(const struct column *c, uint32_t row)
{
    int64_t value = raw_value(c, row);
    return value == c->unknown ? UNKNOWN : value;
}

bool compare_exactly(int64_t left, int64_t left_factor, enum compare compare, int64_t right,
                     int64_t right_factor)
{
    if (left == UNKNOWN || right == UNKNOWN)
        return false;
    int128_t l = (int128_t)left * left_factor, r = (int128_t)right * right_factor;
    switch (compare) {
    case COMPARE_EQUAL:
        return l == r;
    case COMPARE_LESS:
        return l < r;
    case COMPARE_AT_MOST:
        return l <= r;
    case COMPARE_MORE:
        return l > r;
    case COMPARE_AT_LEAST:
        return l >= r;
    }
    return false;
}

static bool is_compared(const struct comparison *c, uint32_t row)
{
    return compare_exactly(column_value(&c->left, row), c->left_factor, c->compare,
                           column_value(&c->right, row), c->right_factor);
}

static bool holds_some(const struct sieve *s, uint32_t row, bool wanted)
{
    for (size_t i = 0; i < s->len; i++)
        if (sieve_holds(s->parts[i], row) == wanted)
            return true;
    return false;
}

bool sieve_holds(const struct sieve *s, uint32_t row)
{
    int64_t value;
    switch (s->kind) {
    case CONSTANT:
        return s->constant;
    case IN_SET:
        return set_has(s->set, row);
    case IN_RANGE:
        value = raw_value(&s->column, row);
        return value >= s->least && value <= s->most;
    case COMPARED:
        return is_compared(&s->comparison, row);
    case ALL_OF:
        return !holds_some(s, row, false);
    case ANY_OF:
        return holds_some(s, row, true);
    case NOT:
        return !sieve_holds(s->parts[0], row);
    }
    return false;
}

/* ---- made ---- */

/* A few rows, evenly spread, say how many of all it will be. */
static double guess_share(const struct sieve *s, uint32_t rows)
{
    enum { LOOKS = 96 };
    uint32_t looks = rows < LOOKS ? rows : LOOKS, found = 0;
    for (uint32_t i = 0; i < looks; i++)
        found += sieve_holds(s, (uint32_t)((uint64_t)rows * i / looks));
    return (found + 0.5) / (looks + 1.0);
}

static struct sieve *make(struct arena *a, const struct sieve *from)
{
    return arena_copy(a, from, sizeof *from);
}

const struct sieve *sieve_constant(struct arena *a, bool value)
{
    return make(a, &(struct sieve){.kind = CONSTANT, .constant = value, .share = value});
}

const struct sieve *sieve_set(struct arena *a, const struct set *set)
{
    double share = set->rows ? (double)set->count / set->rows : 0;
    return make(a, &(struct sieve){.kind = IN_SET,
                                   .set = set,
                                   .share = share,
                                   .cost = set->words ? 0.02 : 0.001 + 2 * share});
}

static double column_cost(const struct column *c)
{
    static const double costs[] = {[COLUMN_INT64] = 0.5,
                                   [COLUMN_INT32] = 0.3,
                                   [COLUMN_UINT16] = 0.5,
                                   [COLUMN_UINT8] = 0.1,
                                   [COLUMN_READ] = 5};
    return costs[c->kind];
}

/* What the column's values can be; whatever lies beyond is empty. */
static void clip(const struct column *c, int64_t *least, int64_t *most)
{
    static const int64_t lowest[] = {[COLUMN_INT64] = INT64_MIN,
                                     [COLUMN_INT32] = INT32_MIN,
                                     [COLUMN_UINT16] = 0,
                                     [COLUMN_UINT8] = 0,
                                     [COLUMN_READ] = INT64_MIN};
    static const int64_t highest[] = {[COLUMN_INT64] = INT64_MAX,
                                      [COLUMN_INT32] = INT32_MAX,
                                      [COLUMN_UINT16] = UINT16_MAX,
                                      [COLUMN_UINT8] = UINT8_MAX,
                                      [COLUMN_READ] = INT64_MAX};
    *least = *least < lowest[c->kind] ? lowest[c->kind] : *least;
    *most = *most > highest[c->kind] ? highest[c->kind] : *most;
}

static void leave_out_unknown(const struct column *c, int64_t *least, int64_t *most)
{
    if (c->unknown <= 0 && *least <= c->unknown)
        *least = c->unknown + 1;
    if (c->unknown > 0 && *most >= c->unknown)
        *most = c->unknown - 1;
}

static const struct sieve *range(struct arena *a, uint32_t rows, const struct column *column,
                                 int64_t least, int64_t most)
{
    clip(column, &least, &most);
    if (least > most)
        return sieve_constant(a, false);
    struct sieve *s = make(a, &(struct sieve){.kind = IN_RANGE, .cost = column_cost(column)});
    s->column = *column;
    s->least = least;
    s->most = most;
    s->share = guess_share(s, rows);
    return s;
}

const struct sieve *sieve_range(struct arena *a, uint32_t rows, const struct column *column,
                                int64_t least, int64_t most)
{
    leave_out_unknown(column, &least, &most);
    return range(a, rows, column, least, most);
}

const struct sieve *sieve_unknown(struct arena *a, uint32_t rows, const struct column *column)
{
    return range(a, rows, column, column->unknown, column->unknown);
}

const struct sieve *sieve_compare(struct arena *a, uint32_t rows,
                                  const struct comparison *comparison)
{
    assert(comparison->left_factor > 0 && comparison->right_factor > 0);
    double cost = 4 + column_cost(&comparison->left) + column_cost(&comparison->right);
    struct sieve *s =
        make(a, &(struct sieve){.kind = COMPARED, .comparison = *comparison, .cost = cost});
    s->share = guess_share(s, rows);
    return s;
}

/* How much it costs to take one row out (or, under 'or', in). */
static double price(const struct sieve *s, enum kind of)
{
    double moved = of == ALL_OF ? 1 - s->share : s->share;
    return s->cost / (moved + 0.001);
}

static void put_in_order(const struct sieve **parts, size_t len, enum kind of)
{
    for (size_t i = 1; i < len; i++)
        for (size_t k = i; k > 0 && price(parts[k], of) < price(parts[k - 1], of); k--) {
            const struct sieve *later = parts[k];
            parts[k] = parts[k - 1];
            parts[k - 1] = later;
        }
}

/* Later parts look at what earlier ones have left. */
static void guess_together(struct sieve *s)
{
    double left = 1;
    for (size_t i = 0; i < s->len; i++) {
        const struct sieve *part = s->parts[i];
        s->cost += part->cost * left;
        left *= s->kind == ALL_OF ? part->share : 1 - part->share;
        s->height = part->height >= s->height ? part->height + 1 : s->height;
    }
    s->share = s->kind == ALL_OF ? left : 1 - left;
}

static const struct sieve *together(struct arena *a, enum kind kind,
                                    const struct sieve *const *parts, size_t len)
{
    if (len == 1)
        return parts[0];
    struct sieve *s = make(a, &(struct sieve){.kind = kind});
    s->parts = arena_copy(a, parts, len * sizeof(const struct sieve *));
    s->len = len;
    put_in_order(s->parts, len, kind);
    guess_together(s);
    return s;
}

const struct sieve *sieve_and(struct arena *a, const struct sieve *const *parts, size_t len)
{
    return together(a, ALL_OF, parts, len);
}

const struct sieve *sieve_or(struct arena *a, const struct sieve *const *parts, size_t len)
{
    return together(a, ANY_OF, parts, len);
}

const struct sieve *sieve_not(struct arena *a, const struct sieve *part)
{
    struct sieve *s = make(a, &(struct sieve){.kind = NOT});
    s->parts = arena_copy(a, &part, sizeof(const struct sieve *));
    s->len = 1;
    s->height = part->height + 1;
    s->cost = part->cost;
    s->share = 1 - part->share;
    return s;
}

/* ---- run over a block ---- */

/* Room of a level: what is found so far, what is not yet, and what a part makes of it. */
struct level {
    uint64_t found[SET_BLOCK_WORDS], open[SET_BLOCK_WORDS], part[SET_BLOCK_WORDS];
};

struct block {
    uint32_t number, first, rows, words;
};

static bool keep(const struct sieve *s, const struct block *b, struct level *room, uint64_t *words);

static bool keep_constant(bool value, const struct block *b, uint64_t *words)
{
    if (!value)
        memset(words, 0, b->words * sizeof *words);
    return value;
}

static bool keep_set(const struct set *set, const struct block *b, struct level *room,
                     uint64_t *words)
{
    const uint64_t *mine = set_block(set, b->number, room->part);
    if (!mine)
        return keep_constant(false, b, words);
    bits_and(words, mine, b->words);
    return bits_any(words, b->words);
}

static bool keep_not_set(const struct set *set, const struct block *b, struct level *room,
                         uint64_t *words)
{
    const uint64_t *mine = set_block(set, b->number, room->part);
    if (mine)
        bits_andnot(words, mine, b->words);
    return !mine || bits_any(words, b->words);
}

/* The values of a word's rows, of those at least that are still in it: the column's own, or in
 * 'room'. */
static const int64_t *word_values(const struct column *c, uint32_t row, uint32_t len, uint64_t word,
                                  int64_t room[WORD_ROWS])
{
    bool as_they_are = c->unknown == UNKNOWN;
    if (as_they_are && c->kind == COLUMN_INT64)
        return (const int64_t *)c->values + row;
    if (as_they_are && c->kind == COLUMN_READ && __builtin_popcountll(word) > WORD_ROWS / 4) {
        c->read(c->values, row, len, room);
        return room;
    }
    for (; word; word &= word - 1) {
        unsigned i = (unsigned)__builtin_ctzll(word);
        room[i] = column_value(c, row + i);
    }
    return room;
}

/* Rows of a block, a word of them after the other; those of which nobody is left are passed over.
 */
struct stretch {
    uint32_t row, len; /* up to WORD_ROWS */
};
static struct stretch stretch_of(const struct block *b, uint32_t word)
{
    uint32_t left = b->rows - word * WORD_ROWS;
    return (struct stretch){b->first + word * WORD_ROWS, left < WORD_ROWS ? left : WORD_ROWS};
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

static bool keep_read(const struct sieve *s, const struct block *b, uint64_t *words)
{
    int64_t room[WORD_ROWS];
    uint64_t any = 0;
    for (uint32_t i = 0; i < b->words; i++) {
        struct stretch at = stretch_of(b, i);
        if (!words[i])
            continue;
        const int64_t *values = word_values(&s->column, at.row, at.len, words[i], room);
        any |= words[i] = keep_between(words[i], values, s->least, s->most);
    }
    return any != 0;
}

static bool keep_range(const struct sieve *s, const struct block *b, uint64_t *words)
{
    const struct column *c = &s->column;
    switch (c->kind) {
    case COLUMN_INT64:
        return bits_keep_int64(words, (const int64_t *)c->values + b->first, b->rows, s->least,
                               s->most);
    case COLUMN_INT32:
        return bits_keep_int32(words, (const int32_t *)c->values + b->first, b->rows,
                               (int32_t)s->least, (int32_t)s->most);
    case COLUMN_UINT16:
        return bits_keep_uint16(words, (const uint16_t *)c->values + b->first, b->rows,
                                (uint16_t)s->least, (uint16_t)s->most);
    case COLUMN_UINT8:
        return bits_keep_uint8(words, (const uint8_t *)c->values + b->first, b->rows,
                               (uint8_t)s->least, (uint8_t)s->most);
    case COLUMN_READ:
        return keep_read(s, b, words);
    }
    return false;
}

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

/* All rows of a word at once, where no product leaves 64 bits (an unknown one does): 0 is less, 1
 * equal, 2 more.  False: one does. */
static bool compare_all(const struct comparison *c, const int64_t *left, const int64_t *right,
                        uint8_t ret[WORD_ROWS])
{
    const int64_t l = c->left_factor, r = c->right_factor;
    const int64_t left_most = INT64_MAX / l, right_most = INT64_MAX / r;
    bool leaves = false;
    for (unsigned i = 0; i < WORD_ROWS; i++) {
        leaves |= (left[i] > left_most) | (left[i] < -left_most);
        leaves |= (right[i] > right_most) | (right[i] < -right_most);
        int64_t x = (int64_t)((uint64_t)left[i] * (uint64_t)l);
        int64_t y = (int64_t)((uint64_t)right[i] * (uint64_t)r);
        ret[i] = (uint8_t)(1 + (x > y) - (x < y));
    }
    return !leaves;
}

static uint64_t compare_word(const struct comparison *c, uint64_t word, const int64_t *left,
                             const int64_t *right)
{
    static const uint8_t least[] = {
        [COMPARE_EQUAL] = 1, [COMPARE_MORE] = 2, [COMPARE_AT_LEAST] = 1};
    static const uint8_t most[] = {
        [COMPARE_EQUAL] = 1, [COMPARE_AT_MOST] = 1, [COMPARE_MORE] = 2, [COMPARE_AT_LEAST] = 2};
    uint8_t found[WORD_ROWS];
    if (!compare_all(c, left, right, found))
        return compare_few(c, word, left, right);
    return word & bits_of_uint8(found, least[c->compare], most[c->compare]);
}

static bool keep_compared(const struct comparison *c, const struct block *b, uint64_t *words)
{
    enum { MANY = 16 };
    int64_t left_room[WORD_ROWS] = {0}, right_room[WORD_ROWS] = {0};
    uint64_t any = 0;
    for (uint32_t i = 0; i < b->words; i++) {
        struct stretch at = stretch_of(b, i);
        if (!words[i])
            continue;
        const int64_t *left = word_values(&c->left, at.row, at.len, words[i], left_room);
        const int64_t *right = word_values(&c->right, at.row, at.len, words[i], right_room);
        bool many = at.len == WORD_ROWS && __builtin_popcountll(words[i]) >= MANY;
        words[i] =
            many ? compare_word(c, words[i], left, right) : compare_few(c, words[i], left, right);
        any |= words[i];
    }
    return any != 0;
}

static bool keep_all_of(const struct sieve *s, const struct block *b, struct level *room,
                        uint64_t *words)
{
    bool any = true;
    for (size_t i = 0; any && i < s->len; i++)
        any = keep(s->parts[i], b, room, words);
    return any;
}

/* Each part looks at those whom no part before it has found. */
static bool keep_any_of(const struct sieve *s, const struct block *b, struct level *room,
                        uint64_t *words)
{
    size_t size = b->words * sizeof *words;
    bool open = true;
    memset(room->found, 0, size);
    memcpy(room->open, words, size);
    for (size_t i = 0; open && i < s->len; i++) {
        memcpy(room->part, room->open, size);
        if (!keep(s->parts[i], b, room + 1, room->part))
            continue;
        bits_or(room->found, room->part, b->words);
        bits_andnot(room->open, room->part, b->words);
        open = bits_any(room->open, b->words);
    }
    memcpy(words, room->found, size);
    return bits_any(words, b->words);
}

static bool keep_not(const struct sieve *part, const struct block *b, struct level *room,
                     uint64_t *words)
{
    if (part->kind == IN_SET)
        return keep_not_set(part->set, b, room, words);
    memcpy(room->part, words, b->words * sizeof *words);
    if (!keep(part, b, room + 1, room->part))
        return bits_any(words, b->words);
    bits_andnot(words, room->part, b->words);
    return bits_any(words, b->words);
}

/* Takes out of 'words' the rows for which it does not hold.  False: nothing is left. */
static bool keep(const struct sieve *s, const struct block *b, struct level *room, uint64_t *words)
{
    switch (s->kind) {
    case CONSTANT:
        return keep_constant(s->constant, b, words);
    case IN_SET:
        return keep_set(s->set, b, room, words);
    case IN_RANGE:
        return keep_range(s, b, words);
    case COMPARED:
        return keep_compared(&s->comparison, b, words);
    case ALL_OF:
        return keep_all_of(s, b, room, words);
    case ANY_OF:
        return keep_any_of(s, b, room, words);
    case NOT:
        return keep_not(s->parts[0], b, room, words);
    }
    return false;
}

/* ---- run over all rows ---- */

static struct level *room_for(const struct sieve *s)
{
    return mem_resize(NULL, (s->height + 1) * sizeof(struct level));
}

static bool keep_block(const struct sieve *s, const struct set *among, uint32_t number,
                       struct level *room, uint64_t *words)
{
    struct block b = {.number = number,
                      .first = number * SET_BLOCK,
                      .words = set_block_words(among->rows, number)};
    b.rows = among->rows - b.first < SET_BLOCK ? among->rows - b.first : SET_BLOCK;
    const uint64_t *start = set_block(among, number, words);
    if (!start)
        return keep_constant(false, &b, words);
    if (start != words)
        memcpy(words, start, b.words * sizeof *words);
    return keep(s, &b, room, words);
}

const struct set *sieve_run(const struct sieve *s, const struct set *among, struct arena *a)
{
    struct set_making m = set_begin(among->rows);
    struct level *room = room_for(s);
    for (uint32_t i = 0; i < set_blocks(among->rows); i++)
        keep_block(s, among, i, room, m.words + (size_t)i * SET_BLOCK_WORDS);
    free(room);
    return set_end_passing(&m, a);
}

uint32_t sieve_count(const struct sieve *s, const struct set *among)
{
    uint64_t words[SET_BLOCK_WORDS];
    uint32_t count = 0;
    struct level *room = room_for(s);
    for (uint32_t i = 0; i < set_blocks(among->rows); i++)
        if (keep_block(s, among, i, room, words))
            count += bits_count(words, set_block_words(among->rows, i));
    free(room);
    return count;
}
