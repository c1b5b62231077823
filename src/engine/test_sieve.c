/* Random sieves over random columns: a run, a count and single rows agree with a plain loop that
 * knows the parts in the order in which they were written. */
#include "base/test.h"

#include "engine/coarse.h"
#include "engine/sieve.h"
#include "engine/test_bank.h"

enum { COLUMNS = 6, SETS = 4, PARTS_MOST = 4, DEPTH_MOST = 4, PLAIN_MOST = 400 };

struct columns {
    struct arena arena;
    uint32_t rows;
    struct column columns[COLUMNS];
    const struct set *sets[SETS];
    struct made_list coarse;
};

/* The same tree once more, as plain as can be. */
struct plain {
    enum { P_YES, P_NO, P_SET, P_RANGE, P_UNKNOWN, P_COMPARE, P_AND, P_OR, P_NOT } kind;
    size_t at; /* column or set */
    int64_t least, most;
    struct comparison comparison;
    struct plain *parts[PARTS_MOST];
    size_t len;
};

static void read_twice(const void *values, uint32_t row, uint32_t len, int64_t *ret)
{
    const int32_t *v = (const int32_t *)values + row;
    for (uint32_t i = 0; i < len; i++)
        ret[i] = v[i] % 7 == 0 ? UNKNOWN : 2 * (int64_t)v[i];
}

static int64_t some_value(uint64_t *seed, enum column_kind kind)
{
    static const int64_t least[] = {-90, -60, 0, 0, -50}, most[] = {90, 60, 70, 60, 50};
    return between(seed, least[kind], most[kind]);
}

static const void *some_values(uint64_t *seed, struct columns *b, enum column_kind kind)
{
    static const size_t sizes[] = {8, 4, 2, 1, 4};
    char *values = arena_alloc(&b->arena, b->rows * sizes[kind] + 1);
    for (uint32_t i = 0; i < b->rows; i++) {
        int64_t v = some_value(seed, kind);
        if (kind == COLUMN_INT64)
            ((int64_t *)(void *)values)[i] = one_in(seed, 9) ? UNKNOWN : v;
        else if (kind == COLUMN_UINT16)
            ((uint16_t *)(void *)values)[i] = (uint16_t)v;
        else if (kind == COLUMN_UINT8)
            values[i] = (char)v;
        else
            ((int32_t *)(void *)values)[i] = one_in(seed, 9) ? INT32_MIN : (int32_t)v;
    }
    return values;
}

static const struct set *some_set(uint64_t *seed, struct columns *b)
{
    static const int thin[] = {2, 30, 63, 70, 3000};
    uint32_t *members = arena_alloc(&b->arena, (b->rows + (size_t)1) * sizeof *members), len = 0;
    int one = thin[between(seed, 0, 4)];
    for (uint32_t i = 0; i < b->rows; i++) {
        members[len] = i;
        len += one_in(seed, one);
    }
    return set_of_rows(&b->arena, b->rows, members, len);
}

static void columns_init(struct columns *b, uint64_t *seed)
{
    static const uint32_t rows[] = {0, 1, 64, 100, 4000, 65536, 70001};
    arena_init(&b->arena);
    b->rows = rows[between(seed, 0, ARRAY_LEN(rows) - 1)];
    made_begin(&b->coarse);
    for (size_t i = 0; i < COLUMNS; i++) {
        enum column_kind kind = (enum column_kind)(i % (COLUMN_READ + 1));
        static const int64_t unknown[] = {UNKNOWN, INT32_MIN, 0, 60, UNKNOWN};
        b->columns[i] = (struct column){.kind = kind,
                                        .values = some_values(seed, b, kind),
                                        .unknown = unknown[kind],
                                        .read = read_twice};
        if (kind == COLUMN_INT64 && i > 0)
            b->columns[i].coarse = coarse_get(&b->coarse, b->columns[i].values, b->rows);
    }
    for (size_t i = 0; i < SETS; i++)
        b->sets[i] = some_set(seed, b);
}

static int64_t some_bound(uint64_t *seed)
{
    static const int64_t far[] = {UNKNOWN,         INT64_MIN + 1, INT64_MAX, INT32_MIN,
                                  INT32_MIN - 1LL, INT32_MAX,     300,       70000};
    return one_in(seed, 5) ? far[between(seed, 0, 7)] : between(seed, -70, 70);
}

static struct plain *some_leaf(uint64_t *seed, struct columns *b)
{
    struct plain *p = arena_alloc(&b->arena, sizeof *p);
    p->kind = (int)between(seed, P_YES, P_COMPARE);
    if (p->kind < P_SET && !one_in(seed, 4))
        p->kind = P_RANGE;
    p->at = (size_t)between(seed, 0, p->kind == P_SET ? SETS - 1 : COLUMNS - 1);
    p->least = some_bound(seed);
    p->most = some_bound(seed);
    p->comparison = (struct comparison){
        .left = b->columns[p->at],
        .right = b->columns[between(seed, 0, COLUMNS - 1)],
        .left_factor = between(seed, 1, 3),
        .right_factor = one_in(seed, 9) ? INT64_MAX : between(seed, 1, 3),
        .compare = (enum compare)between(seed, COMPARE_EQUAL, COMPARE_AT_LEAST),
    };
    return p;
}

static struct plain *some_plain(uint64_t *seed, struct columns *b, int depth)
{
    if (depth == 0 || one_in(seed, 3))
        return some_leaf(seed, b);
    struct plain *p = arena_alloc(&b->arena, sizeof *p);
    p->kind = (int)between(seed, P_AND, P_NOT);
    p->len = p->kind == P_NOT ? 1 : (size_t)between(seed, 0, PARTS_MOST);
    for (size_t i = 0; i < p->len; i++)
        p->parts[i] = some_plain(seed, b, depth - 1);
    return p;
}

static int64_t plain_value(const struct column *c, uint32_t row)
{
    const int32_t *wide = c->values;
    const uint16_t *small = c->values;
    const uint8_t *byte = c->values;
    switch (c->kind) {
    case COLUMN_INT64:
        return ((const int64_t *)c->values)[row];
    case COLUMN_INT32:
        return wide[row] == INT32_MIN ? UNKNOWN : wide[row];
    case COLUMN_UINT16:
        return small[row] == 0 ? UNKNOWN : small[row];
    case COLUMN_UINT8:
        return byte[row] == 60 ? UNKNOWN : byte[row];
    case COLUMN_READ:
        return wide[row] % 7 == 0 ? UNKNOWN : 2 * (int64_t)wide[row];
    }
    return 0;
}

static bool plain_compare(const struct comparison *c, uint32_t row)
{
    int64_t left = plain_value(&c->left, row), right = plain_value(&c->right, row);
    if (left == UNKNOWN || right == UNKNOWN)
        return false;
    int128_t d = (int128_t)left * c->left_factor - (int128_t)right * c->right_factor;
    const bool answers[] = {d == 0, d<0, d <= 0, d> 0, d >= 0};
    return answers[c->compare];
}

static bool plain_holds(const struct columns *b, const struct plain *p, uint32_t row)
{
    bool all = true, some = false;
    for (size_t i = 0; i < p->len; i++) {
        bool holds = plain_holds(b, p->parts[i], row);
        all = all && holds;
        some = some || holds;
    }
    if (p->kind == P_SET)
        return set_has(b->sets[p->at], row);
    if (p->kind == P_COMPARE)
        return plain_compare(&p->comparison, row);
    if (p->kind == P_RANGE) {
        int64_t v = plain_value(&b->columns[p->at], row);
        return v != UNKNOWN && v >= p->least && v <= p->most;
    }
    if (p->kind == P_UNKNOWN)
        return plain_value(&b->columns[p->at], row) == UNKNOWN;
    return p->kind == P_AND ? all : p->kind == P_OR ? some : p->kind == P_NOT ? !all : !p->kind;
}

static const struct sieve *sieve_of(struct columns *b, const struct plain *p)
{
    const struct sieve *parts[PARTS_MOST];
    for (size_t i = 0; i < p->len; i++)
        parts[i] = sieve_of(b, p->parts[i]);
    switch (p->kind) {
    case P_YES:
    case P_NO:
        return sieve_constant(&b->arena, p->kind == P_YES);
    case P_SET:
        return sieve_set(&b->arena, b->sets[p->at]);
    case P_RANGE:
        return sieve_range(&b->arena, b->rows, &b->columns[p->at], p->least, p->most);
    case P_UNKNOWN:
        return sieve_unknown(&b->arena, b->rows, &b->columns[p->at]);
    case P_COMPARE:
        return sieve_compare(&b->arena, b->rows, &p->comparison);
    case P_AND:
        return sieve_and(&b->arena, parts, p->len);
    case P_OR:
        return sieve_or(&b->arena, parts, p->len);
    case P_NOT:
        return sieve_not(&b->arena, parts[0]);
    }
    return NULL;
}

static void check_sieve(struct columns *b, const struct plain *p, const struct set *among)
{
    const struct sieve *s = sieve_of(b, p);
    const struct set *found = sieve_run(s, among, &b->arena);
    const char *why = "";
    uint32_t count = 0;
    CHECK(set_check(found, &why));
    for (uint32_t row = 0; row < b->rows; row++) {
        bool holds = plain_holds(b, p, row), is_among = set_has(among, row);
        if (row < PLAIN_MOST)
            CHECK_INT(sieve_holds(s, row), holds);
        if (set_has(found, row) != (holds && is_among))
            fail_msg("row %u of %u: %d", row, b->rows, holds);
        count += holds && is_among;
    }
    CHECK_INT(found->count, count);
    CHECK_INT(sieve_count(s, among), count);
}

TEST(sieves_agree_with_plain_loops)
{
    uint64_t seed = 2026;
    for (int round = 0; round < 14; round++) {
        struct columns b;
        columns_init(&b, &seed);
        for (int i = 0; i < 12; i++) {
            struct arena_mark mark = arena_mark(&b.arena);
            const struct plain *p = some_plain(&seed, &b, DEPTH_MOST);
            check_sieve(&b, p, one_in(&seed, 3) ? b.sets[0] : set_all(&b.arena, b.rows));
            arena_rewind(&b.arena, mark);
        }
        made_end(&b.coarse, coarse_free);
        arena_release(&b.arena);
    }
}

TEST(comparisons_are_exact_where_64_bits_do_not_reach)
{
    CHECK(compare_exactly(INT64_MAX, 10000, COMPARE_MORE, INT64_MAX, 9999));
    CHECK(compare_exactly(INT64_MAX, 10000, COMPARE_EQUAL, INT64_MAX, 10000));
    CHECK(compare_exactly(INT64_MIN + 1, 10000, COMPARE_LESS, INT64_MIN + 1, 9999));
    CHECK(compare_exactly(8, 10000, COMPARE_AT_MOST, 10, 8000));
    CHECK(!compare_exactly(8, 10001, COMPARE_AT_MOST, 10, 8000));
    CHECK(!compare_exactly(UNKNOWN, 1, COMPARE_EQUAL, UNKNOWN, 1));
    CHECK(!compare_exactly(0, 1, COMPARE_MORE, UNKNOWN, 1));
}

TESTS(CASE(sieves_agree_with_plain_loops), CASE(comparisons_are_exact_where_64_bits_do_not_reach))
