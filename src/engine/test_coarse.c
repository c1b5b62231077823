/* Ranges that a column's steps decide: as a plain loop over the amounts would. */
#include "base/test.h"

#include "engine/bits.h"
#include "engine/coarse.h"
#include "engine/test_bank.h"

enum { ROWS_MOST = 40000 };

/* As amounts are: many nothing, many round, a few enormous, some not known. */
static int64_t some_amount(uint64_t *seed)
{
    static const int64_t round[] = {
        0,        0,  0,         1,         100000,        50000000,     50000001,
        49999999, -1, INT64_MIN, INT64_MAX, INT64_MIN + 1, 1000000000000};
    if (one_in(seed, 3))
        return round[between(seed, 0, ARRAY_LEN(round) - 1)];
    return between(seed, -5, 2000) * between(seed, 0, 99999);
}

static int64_t *some_amounts(uint64_t *seed, struct arena *a, uint32_t rows)
{
    int64_t *values = arena_alloc(a, (rows + (size_t)1) * sizeof *values);
    int64_t same = some_amount(seed);
    bool alike = one_in(seed, 5);
    for (uint32_t i = 0; i < rows; i++)
        values[i] = alike && !one_in(seed, 50) ? same : some_amount(seed);
    return values;
}

static uint64_t some_word(uint64_t *seed, uint32_t rows)
{
    uint64_t word = 0;
    unsigned one = (unsigned)between(seed, 1, 30);
    for (unsigned i = 0; i < rows && i < WORD_ROWS; i++)
        word |= (uint64_t)one_in(seed, one) << i;
    return word;
}

static void check_range(uint64_t *seed, const struct coarse *c, int64_t least, int64_t most)
{
    static uint64_t before[ROWS_MOST / WORD_ROWS + 1], words[ROWS_MOST / WORD_ROWS + 1];
    uint32_t first = (uint32_t)between(seed, 0, c->rows / WORD_ROWS) * WORD_ROWS;
    uint32_t rows = c->rows - first;
    bool any = false;
    for (uint32_t i = 0; i * WORD_ROWS < rows; i++)
        before[i] = words[i] = some_word(seed, rows - i * WORD_ROWS);
    bool left = coarse_keep(c, first, rows, words, least, most);
    for (uint32_t i = 0; i < rows; i++) {
        int64_t v = c->values[first + i];
        bool was = before[i / WORD_ROWS] >> i % WORD_ROWS & 1;
        bool is = words[i / WORD_ROWS] >> i % WORD_ROWS & 1;
        any |= is;
        if (is != (was && v >= least && v <= most))
            fail_msg("row %u of %u: %" PRId64 " in %" PRId64 " .. %" PRId64, i, rows, v, least,
                     most);
    }
    CHECK_INT(left, any);
}

TEST(a_range_is_as_a_plain_loop_finds_it)
{
    static const uint32_t sizes[] = {0, 1, 63, 64, 1000, ROWS_MOST};
    uint64_t seed = 29;
    for (int run = 0; run < 60; run++) {
        struct arena a;
        arena_init(&a);
        uint32_t rows = sizes[run % ARRAY_LEN(sizes)];
        struct coarse *c = coarse_make(some_amounts(&seed, &a, rows), rows);
        for (int i = 0; i < 40; i++) {
            int64_t x = some_amount(&seed), y = one_in(&seed, 4) ? x : some_amount(&seed);
            check_range(&seed, c, x < y ? x : y, x < y ? y : x);
        }
        free(c);
        arena_release(&a);
    }
}

TEST(steps_begin_at_round_amounts_and_hold_equal_shares)
{
    enum { ROWS = 30000 };
    uint32_t counts[COARSE_STEPS] = {0};
    int64_t *values = mem_alloc(ROWS * sizeof *values);
    for (int64_t i = 0; i < ROWS; i++)
        values[i] = i * 977 % 7777777;
    struct coarse *c = coarse_make(values, ROWS);
    unsigned round = 0;
    for (unsigned i = 0; i < c->steps; i++)
        round += c->from[i] == 50000000 || c->from[i] == 50000001 || c->from[i] == 0;
    CHECK_INT(round, 3);
    for (uint32_t i = 0; i < ROWS; i++) {
        CHECK(c->from[c->step[i]] <= values[i]);
        CHECK(c->step[i] + 1u == c->steps || c->from[c->step[i] + 1] > values[i]);
        CHECK(++counts[c->step[i]] < ROWS / 50);
    }
    free(c);
    free(values);
}

TEST(a_column_is_taken_once_and_so_many_at_most)
{
    enum { COLUMNS = 40, ROWS = 10 };
    static int64_t values[COLUMNS][ROWS];
    const struct coarse *got[COLUMNS];
    struct made_list k;
    size_t kept = 0;
    made_begin(&k);
    for (size_t i = 0; i < COLUMNS; i++)
        kept += (got[i] = coarse_get(&k, values[i], ROWS)) != NULL;
    CHECK_INT(k.bytes, kept * (sizeof(struct coarse) + ROWS));
    CHECK(kept > 0 && kept < COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++)
        CHECK(coarse_get(&k, values[i], ROWS) == got[i]);
    made_end(&k, coarse_free);
}

TESTS(CASE(a_range_is_as_a_plain_loop_finds_it),
      CASE(steps_begin_at_round_amounts_and_hold_equal_shares),
      CASE(a_column_is_taken_once_and_so_many_at_most))
