#include "engine/coarse.h"

#include "engine/bits.h"
#include "engine/fast.h"

enum {
    SAMPLE = 8192,
    KEPT_MOST = 24, /* bytes a row that a day may take for them */
    SHARES = 168,   /* steps that the sample may add to the round ones */
};

/* ---- where steps begin ---- */

static int by_value(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static unsigned without_repetition(int64_t *values, unsigned len)
{
    unsigned kept = 1;
    for (unsigned i = 1; i < len; i++)
        if (values[i] != values[kept - 1])
            values[kept++] = values[i];
    return kept;
}

/* 1, 2, 3, 5, 10, ... thousand and so on, in fen: a step begins at each, "at least", and behind it,
 * "more than"; what is 0 and what is not known (INT64_MIN) stand alone. */
static unsigned add_round(int64_t *from)
{
    static const int64_t firsts[] = {1, 2, 3, 5};
    unsigned len = 0;
    from[len++] = INT64_MIN;
    from[len++] = INT64_MIN + 1;
    from[len++] = 0;
    from[len++] = 1;
    for (int64_t unit = 100000; unit <= INT64_C(100000000000000); unit *= 10)
        for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
            from[len++] = firsts[i] * unit;
            from[len++] = firsts[i] * unit + 1;
        }
    return len;
}

/* Where many have the very same value, the shares before and behind it meet: one step. */
static unsigned add_shares(const int64_t *values, uint32_t rows, int64_t *from, unsigned len)
{
    uint32_t count = rows < SAMPLE ? rows : SAMPLE;
    int64_t *sample = mem_resize(NULL, (count + (size_t)1) * sizeof *sample);
    for (uint32_t i = 0; i < count; i++)
        sample[i] = values[(uint64_t)rows * i / count];
    if (count)
        qsort(sample, count, sizeof *sample, by_value);
    for (uint32_t i = 0; count && i < SHARES; i++)
        from[len++] = sample[(uint64_t)count * i / SHARES];
    free(sample);
    return len;
}

static void find_steps(struct coarse *c)
{
    unsigned len = add_round(c->from);
    len = add_shares(c->values, c->rows, c->from, len);
    assert(len <= COARSE_STEPS);
    qsort(c->from, len, sizeof *c->from, by_value);
    c->steps = without_repetition(c->from, len);
    for (unsigned i = c->steps; i < COARSE_STEPS; i++)
        c->from[i] = INT64_MAX;
}

/* The last step that begins at or below it, by halves; behind the last one stands INT64_MAX. */
static inline unsigned step_of(const int64_t *from, unsigned steps, int64_t value)
{
    unsigned at = 0;
    for (unsigned half = COARSE_STEPS / 2; half > 0; half /= 2)
        at += from[at + half] <= value ? half : 0;
    return at < steps ? at : steps - 1;
}

FAST static void find_rows(const int64_t *restrict values, const int64_t *restrict from,
                           unsigned steps, uint32_t rows, uint8_t *restrict ret)
{
    for (uint32_t i = 0; i < rows; i++)
        ret[i] = (uint8_t)step_of(from, steps, values[i]);
}

struct coarse *coarse_make(const int64_t *values, uint32_t rows)
{
    struct coarse *c = mem_resize(NULL, sizeof *c + rows);
    *c = (struct coarse){
        .made = {.of = {values, NULL}, .bytes = sizeof *c + rows}, .values = values, .rows = rows};
    find_steps(c);
    find_rows(values, c->from, c->steps, rows, c->step);
    return c;
}

/* ---- a range of steps ---- */

struct steps {
    uint8_t first, last; /* in these it may lie between */
    bool cuts_first, cuts_last;
};

static struct steps steps_of(const struct coarse *c, int64_t least, int64_t most)
{
    unsigned first = step_of(c->from, c->steps, least), last = step_of(c->from, c->steps, most);
    int64_t end = last + 1 < c->steps ? c->from[last + 1] - 1 : INT64_MAX;
    return (struct steps){.first = (uint8_t)first,
                          .last = (uint8_t)last,
                          .cuts_first = c->from[first]<least, .cuts_last = end> most};
}

static inline bool is_cut(const struct steps *s, uint8_t step)
{
    return (s->cuts_first && step == s->first) || (s->cuts_last && step == s->last);
}

/* Of those in 'word' the ones whose step is cut: their amounts decide. */
static uint64_t by_amounts(const struct coarse *c, uint32_t row, uint64_t word, int64_t least,
                           int64_t most)
{
    uint64_t kept = 0;
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        int64_t v = c->values[row + (unsigned)__builtin_ctzll(rest)];
        kept |= v >= least && v <= most ? rest & -rest : 0;
    }
    return kept;
}

/* Rows that stand for themselves: the last ones, and few of a word. */
static uint64_t one_by_one(const struct steps *s, const uint8_t *step, uint64_t word,
                           uint64_t *ret_cut)
{
    uint64_t in = 0, cut = 0;
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        uint8_t own = step[__builtin_ctzll(rest)];
        uint64_t bit = own >= s->first && own <= s->last ? rest & -rest : 0;
        in |= bit;
        cut |= is_cut(s, own) ? bit : 0;
    }
    *ret_cut = cut;
    return in;
}

static uint64_t all_at_once(const struct steps *s, const uint8_t *step, uint64_t word,
                            uint64_t *ret_cut)
{
    uint64_t in = word & bits_of_uint8(step, s->first, s->last), cut = 0;
    if (in && s->cuts_first)
        cut |= in & bits_of_uint8(step, s->first, s->first);
    if (in && s->cuts_last)
        cut |= in & bits_of_uint8(step, s->last, s->last);
    *ret_cut = cut;
    return in;
}

/* The amounts that will be looked at are fetched a few words before. */
enum { FEW = 6, AHEAD = 8 };
struct waiting {
    uint64_t cut[AHEAD];
};

static void fetch(const struct coarse *c, uint32_t row, uint64_t cut)
{
    for (; cut; cut &= cut - 1)
        __builtin_prefetch(&c->values[row + (unsigned)__builtin_ctzll(cut)]);
}

bool coarse_keep(const struct coarse *c, uint32_t first, uint32_t rows, uint64_t *words,
                 int64_t least, int64_t most)
{
    const struct steps s = steps_of(c, least, most);
    uint32_t len = (rows + WORD_ROWS - 1) / WORD_ROWS;
    struct waiting waiting = {{0}};
    uint64_t any = 0;
    for (uint32_t i = 0; i < len + AHEAD; i++) {
        uint64_t *cut = &waiting.cut[i % AHEAD];
        if (i >= AHEAD && *cut) {
            uint32_t row = first + (i - AHEAD) * WORD_ROWS;
            words[i - AHEAD] &= ~*cut | by_amounts(c, row, *cut, least, most);
        }
        any |= i >= AHEAD ? words[i - AHEAD] : 0;
        *cut = 0;
        if (i >= len || !words[i])
            continue;
        uint32_t row = first + i * WORD_ROWS;
        bool is_few = rows - i * WORD_ROWS < WORD_ROWS || __builtin_popcountll(words[i]) <= FEW;
        words[i] = is_few ? one_by_one(&s, c->step + row, words[i], cut)
                          : all_at_once(&s, c->step + row, words[i], cut);
        fetch(c, row, *cut);
    }
    return any != 0;
}

/* ---- kept ---- */

void coarse_free(struct made *made)
{
    free(made);
}

const struct coarse *coarse_get(struct made_list *l, const int64_t *values, uint32_t rows)
{
    bool is_full;
    size_t most = KEPT_MOST * (sizeof(struct coarse) + rows);
    const struct made *made = made_find(l, (struct made_of){values, NULL}, most, &is_full);
    if (!made && !is_full)
        made = made_keep(l, &coarse_make(values, rows)->made, coarse_free);
    return (const struct coarse *)made;
}
