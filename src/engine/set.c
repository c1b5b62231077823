#include "engine/set.h"

#include <roaring/roaring.h>

#include "engine/bits.h"

/* ---- made ---- */

static void free_words(void *words)
{
    free(words);
}

static void free_sparse(void *sparse)
{
    roaring_bitmap_free(sparse);
}

static bool is_dense(uint32_t rows, uint32_t count)
{
    return (uint64_t)count * SET_DENSE > rows;
}

static const struct set *dense_set(struct arena *a, uint32_t rows, uint64_t *words, uint32_t count)
{
    struct set *s = arena_alloc(a, sizeof *s);
    *s = (struct set){.rows = rows, .count = count, .words = words};
    arena_defer(a, free_words, words);
    return s;
}

static const struct set *sparse_set(struct arena *a, uint32_t rows, roaring_bitmap_t *sparse)
{
    struct set *s = arena_alloc(a, sizeof *s);
    *s = (struct set){
        .rows = rows, .count = (uint32_t)roaring_bitmap_get_cardinality(sparse), .sparse = sparse};
    arena_defer(a, free_sparse, sparse);
    return s;
}

static roaring_bitmap_t *sparse_of_words(const uint64_t *words, uint32_t rows, uint32_t count)
{
    uint32_t *members = mem_resize(NULL, count * sizeof *members), len = 0;
    for (size_t w = 0; w < set_words(rows); w++)
        for (uint64_t rest = words[w]; rest; rest &= rest - 1)
            members[len++] = (uint32_t)(w * SET_WORD) + (uint32_t)__builtin_ctzll(rest);
    assert(len == count);
    roaring_bitmap_t *sparse = roaring_bitmap_of_ptr(len, members);
    free(members);
    return sparse;
}

struct set_making set_begin(uint32_t rows)
{
    /* not zeroed, and of a size that the C library soon keeps instead of mapping it anew: first
     * touch costs more than what is written */
    return (struct set_making){.rows = rows, .words = mem_resize(NULL, set_words(rows) * 8)};
}

const struct set *set_end(struct set_making *m, struct arena *a)
{
    uint32_t count = bits_count(m->words, set_words(m->rows));
    uint64_t *words = m->words;
    m->words = NULL;
    if (is_dense(m->rows, count))
        return dense_set(a, m->rows, words, count);
    roaring_bitmap_t *sparse = sparse_of_words(words, m->rows, count);
    free(words);
    return sparse_set(a, m->rows, sparse);
}

const struct set *set_end_passing(struct set_making *m, struct arena *a)
{
    uint64_t *words = m->words;
    m->words = NULL;
    return dense_set(a, m->rows, words, bits_count(words, set_words(m->rows)));
}

const struct set *set_none(struct arena *a, uint32_t rows)
{
    return sparse_set(a, rows, roaring_bitmap_create());
}

const struct set *set_all(struct arena *a, uint32_t rows)
{
    struct set_making m = set_begin(rows);
    size_t len = set_words(rows);
    memset(m.words, 0xff, len * sizeof *m.words);
    if (rows % SET_WORD)
        m.words[len - 1] = bits_first(rows % SET_WORD);
    return set_end(&m, a);
}

const struct set *set_of_rows(struct arena *a, uint32_t rows, const uint32_t *members, size_t len)
{
    assert(len <= rows && (len == 0 || members[len - 1] < rows));
    if (!is_dense(rows, (uint32_t)len))
        return sparse_set(a, rows, roaring_bitmap_of_ptr(len, members));
    struct set_making m = set_begin(rows);
    memset(m.words, 0, set_words(rows) * sizeof *m.words);
    for (size_t i = 0; i < len; i++)
        m.words[members[i] / SET_WORD] |= UINT64_C(1) << members[i] % SET_WORD;
    return set_end(&m, a);
}

static int by_row(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

const struct set *set_of_any(struct arena *a, uint32_t rows, uint32_t *members, size_t len)
{
    size_t kept = 0;
    if (len)
        qsort(members, len, sizeof *members, by_row);
    for (size_t i = 0; i < len; i++)
        if (kept == 0 || members[i] != members[kept - 1])
            members[kept++] = members[i];
    return set_of_rows(a, rows, members, kept);
}

/* ---- of columns ---- */

/* Neighbouring values are one comparison. */
static uint64_t word_where(const uint8_t *column, uint64_t values)
{
    uint64_t word = 0;
    while (values) {
        unsigned least = (unsigned)__builtin_ctzll(values);
        uint64_t from = values >> least;
        unsigned run = ~from ? (unsigned)__builtin_ctzll(~from) : 64;
        word |= bits_of_uint8(column, (uint8_t)least, (uint8_t)(least + run - 1));
        values &= ~(bits_first(run) << least);
    }
    return word;
}

const struct set *set_where(struct arena *a, uint32_t rows, const uint8_t *column, uint64_t values)
{
    struct set_making m = set_begin(rows);
    uint32_t whole = rows / SET_WORD, left = rows % SET_WORD;
    for (uint32_t w = 0; w < whole; w++)
        m.words[w] = word_where(column + (size_t)w * SET_WORD, values);
    if (left) {
        uint8_t last[SET_WORD] = {0};
        memcpy(last, column + (size_t)whole * SET_WORD, left);
        m.words[whole] = word_where(last, values) & bits_first(left);
    }
    return set_end(&m, a);
}

const struct set *set_between(struct arena *a, uint32_t rows, const int64_t *column, int64_t least,
                              int64_t most)
{
    struct set_making m = set_begin(rows);
    uint32_t whole = rows / SET_WORD, left = rows % SET_WORD;
    for (uint32_t w = 0; w < whole; w++)
        m.words[w] = bits_of_int64(column + (size_t)w * SET_WORD, least, most);
    if (left) {
        int64_t last[SET_WORD] = {0};
        memcpy(last, column + (size_t)whole * SET_WORD, left * sizeof *column);
        m.words[whole] = bits_of_int64(last, least, most) & bits_first(left);
    }
    return set_end(&m, a);
}

/* ---- of each other ---- */

/* Puts the members of a sparse set into words, or takes them out. */
static void put_members(uint64_t *words, const struct set *sparse, bool in)
{
    roaring_uint32_iterator_t it;
    roaring_init_iterator(sparse->sparse, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
        uint64_t bit = UINT64_C(1) << it.current_value % SET_WORD;
        uint64_t *word = &words[it.current_value / SET_WORD];
        *word = in ? *word | bit : *word & ~bit;
    }
}

static struct set_making copy_of(const struct set *s)
{
    struct set_making m = set_begin(s->rows);
    size_t size = set_words(s->rows) * sizeof *m.words;
    if (s->words)
        memcpy(m.words, s->words, size);
    else
        put_members(memset(m.words, 0, size), s, true);
    return m;
}

const struct set *set_copy(struct arena *a, const struct set *s)
{
    if (s->sparse)
        return sparse_set(a, s->rows, roaring_bitmap_copy(s->sparse));
    struct set_making m = copy_of(s);
    return set_end(&m, a);
}

/* The members of a sparse set that are (or are not) in a dense one. */
static const struct set *sift(struct arena *a, const struct set *sparse, const struct set *dense,
                              bool wanted)
{
    uint32_t *members = mem_resize(NULL, sparse->count * sizeof *members);
    size_t len = 0;
    roaring_uint32_iterator_t it;
    roaring_init_iterator(sparse->sparse, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
        members[len] = it.current_value;
        len += set_has(dense, it.current_value) == wanted;
    }
    const struct set *s = set_of_rows(a, sparse->rows, members, len);
    free(members);
    return s;
}

const struct set *set_and(struct arena *a, const struct set *x, const struct set *y)
{
    assert(x->rows == y->rows);
    if (x->sparse && y->sparse)
        return sparse_set(a, x->rows, roaring_bitmap_and(x->sparse, y->sparse));
    if (x->sparse || y->sparse)
        return x->sparse ? sift(a, x, y, true) : sift(a, y, x, true);
    struct set_making m = copy_of(x);
    bits_and(m.words, y->words, set_words(x->rows));
    return set_end(&m, a);
}

static const struct set *both_sparse(struct arena *a, const struct set *x, const struct set *y)
{
    roaring_bitmap_t *sparse = roaring_bitmap_or(x->sparse, y->sparse);
    uint32_t count = (uint32_t)roaring_bitmap_get_cardinality(sparse);
    if (!is_dense(x->rows, count))
        return sparse_set(a, x->rows, sparse);
    struct set united = {.rows = x->rows, .count = count, .sparse = sparse};
    struct set_making m = copy_of(&united);
    roaring_bitmap_free(sparse);
    return set_end(&m, a);
}

const struct set *set_or(struct arena *a, const struct set *x, const struct set *y)
{
    assert(x->rows == y->rows);
    if (x->sparse)
        return y->sparse ? both_sparse(a, x, y) : set_or(a, y, x);
    struct set_making m = copy_of(x);
    if (y->sparse)
        put_members(m.words, y, true);
    else
        bits_or(m.words, y->words, set_words(x->rows));
    return set_end(&m, a);
}

const struct set *set_andnot(struct arena *a, const struct set *x, const struct set *y)
{
    assert(x->rows == y->rows);
    if (x->sparse)
        return y->sparse ? sparse_set(a, x->rows, roaring_bitmap_andnot(x->sparse, y->sparse))
                         : sift(a, x, y, false);
    struct set_making m = copy_of(x);
    if (y->sparse)
        put_members(m.words, y, false);
    else
        bits_andnot(m.words, y->words, set_words(x->rows));
    return set_end(&m, a);
}

const struct set *set_not(struct arena *a, const struct set *x)
{
    struct set_making m = copy_of(x);
    size_t len = set_words(x->rows);
    for (size_t i = 0; i < len; i++)
        m.words[i] = ~m.words[i];
    if (x->rows % SET_WORD)
        m.words[len - 1] &= bits_first(x->rows % SET_WORD);
    return set_end(&m, a);
}

uint32_t set_common(const struct set *x, const struct set *y)
{
    assert(x->rows == y->rows);
    if (x->words && y->words)
        return bits_common(x->words, y->words, set_words(x->rows));
    if (x->sparse && y->sparse)
        return (uint32_t)roaring_bitmap_and_cardinality(x->sparse, y->sparse);
    const struct set *sparse = x->sparse ? x : y, *dense = x->sparse ? y : x;
    uint32_t count = 0;
    roaring_uint32_iterator_t it;
    roaring_init_iterator(sparse->sparse, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it))
        count += set_has(dense, it.current_value);
    return count;
}

/* ---- read ---- */

bool set_has(const struct set *s, uint32_t row)
{
    if (s->words)
        return s->words[row / SET_WORD] >> row % SET_WORD & 1;
    return roaring_bitmap_contains(s->sparse, row);
}

size_t set_bytes(const struct set *s)
{
    return sizeof *s + (s->words ? set_words(s->rows) * sizeof *s->words
                                 : roaring_bitmap_size_in_bytes(s->sparse));
}

/* Members from where the iterator stands up to 'end', as bits of words that begin at 'first'. */
static void read_until(roaring_uint32_iterator_t *it, uint32_t first, uint64_t end, uint64_t *words)
{
    enum { SOME = 128 };
    uint32_t some[SOME];
    for (bool more = true; more;) {
        uint32_t len = roaring_read_uint32_iterator(it, some, SOME);
        more = len == SOME;
        for (uint32_t i = 0; i < len; i++) {
            if (some[i] >= end)
                return;
            words[(some[i] - first) / SET_WORD] |= UINT64_C(1) << some[i] % SET_WORD;
        }
    }
}

/* Does a sparse set have members among those rows?  The iterator stands at the first one. */
static bool find_members(const struct set *s, uint32_t first, uint64_t end,
                         roaring_uint32_iterator_t *ret)
{
    roaring_init_iterator(s->sparse, ret);
    return roaring_move_uint32_iterator_equalorlarger(ret, first) && ret->current_value < end;
}

/* The members of a block of a sparse set, as bits of 'words'; false: none. */
static bool read_block(const struct set *s, uint32_t block, uint64_t *words)
{
    uint32_t first = block * SET_BLOCK;
    uint64_t end = (uint64_t)first + SET_BLOCK;
    roaring_uint32_iterator_t it;
    if (!find_members(s, first, end, &it))
        return false;
    memset(words, 0, set_block_words(s->rows, block) * sizeof *words);
    read_until(&it, first, end, words);
    return true;
}

void set_put(const struct set *s, size_t word, size_t len, uint64_t *words)
{
    uint32_t first = (uint32_t)(word * SET_WORD);
    uint64_t end = (word + len) * SET_WORD;
    roaring_uint32_iterator_t it;
    if (s->words)
        bits_or(words, s->words + word, len);
    else if (find_members(s, first, end, &it))
        read_until(&it, first, end, words);
}

const uint64_t *set_block(const struct set *s, uint32_t block, uint64_t room[SET_BLOCK_WORDS])
{
    if (s->words)
        return s->words + (size_t)block * SET_BLOCK_WORDS;
    return read_block(s, block, room) ? room : NULL;
}

bool set_keep(const struct set *s, uint32_t block, uint64_t *words)
{
    uint64_t room[SET_BLOCK_WORDS];
    const uint64_t *mine = set_block(s, block, room);
    uint32_t len = set_block_words(s->rows, block);
    if (!mine) {
        memset(words, 0, len * sizeof *words);
        return false;
    }
    return bits_and(words, mine, len);
}

uint32_t *set_members(const struct set *s, struct arena *a)
{
    uint32_t *members = arena_alloc(a, ((size_t)s->count + 1) * sizeof *members), len = 0;
    if (s->sparse) {
        roaring_bitmap_to_uint32_array(s->sparse, members);
        return members;
    }
    for (size_t w = 0; w < set_words(s->rows); w++)
        for (uint64_t rest = s->words[w]; rest; rest &= rest - 1)
            members[len++] = (uint32_t)(w * SET_WORD) + (uint32_t)__builtin_ctzll(rest);
    return members;
}

void set_walk_begin(struct set_walk *w, const struct set *s)
{
    w->set = s;
    w->block = 0;
    w->word = 0;
    w->rest = 0;
    w->words = NULL;
}

static bool walk_block(struct set_walk *w)
{
    for (; !w->words && w->block < set_blocks(w->set->rows); w->block += !w->words)
        w->words = set_block(w->set, w->block, w->room);
    return w->words != NULL;
}

bool set_walk_word(struct set_walk *w)
{
    uint32_t next = w->words ? w->word + 1 : 0;
    while (walk_block(w)) {
        uint32_t len = set_block_words(w->set->rows, w->block);
        for (w->word = next; w->word < len; w->word++)
            if ((w->rest = w->words[w->word]) != 0)
                return true;
        w->words = NULL;
        w->block++;
        next = 0;
    }
    return false;
}

/* ---- checked ---- */

static bool check_words(const struct set *s, const char **ret_why)
{
    size_t len = set_words(s->rows);
    *ret_why = "rows beyond the last one are members";
    if (s->rows % SET_WORD && s->words[len - 1] & ~bits_first(s->rows % SET_WORD))
        return false;
    *ret_why = "the count is not that of the bits";
    return bits_count(s->words, len) == s->count;
}

bool set_check(const struct set *s, const char **ret_why)
{
    *ret_why = "it is not exactly one of dense and sparse";
    if (!s->words == !s->sparse)
        return false;
    *ret_why = "it is dense, and not a bit vector";
    if (is_dense(s->rows, s->count) && !s->words)
        return false;
    if (s->words)
        return check_words(s, ret_why);
    *ret_why = "the count is not that of the bitmap";
    if (roaring_bitmap_get_cardinality(s->sparse) != s->count)
        return false;
    *ret_why = "rows beyond the last one are members";
    return s->count == 0 || roaring_bitmap_maximum(s->sparse) < s->rows;
}
