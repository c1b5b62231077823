/* Sets of all densities against arrays of yes and no. */
#include "base/test.h"

#include "engine/set.h"
#include "engine/test_bank.h"

/* A set, and the same as one byte a row. */
struct pair {
    const struct set *set;
    uint8_t *plain;
};

static void check_valid(const struct set *s)
{
    const char *why = "";
    if (!set_check(s, &why))
        fail_msg("%s", why);
}

/* Read in every way there is, it is what the bytes say. */
static void check_is(const struct set *s, const uint8_t *plain, struct arena *a)
{
    check_valid(s);
    uint32_t count = 0, row = 0, *members = set_members(s, a);
    struct set_walk walk;
    set_walk_begin(&walk, s);
    for (uint32_t i = 0; i < s->rows; i++) {
        CHECK_INT(set_has(s, i), plain[i]);
        if (!plain[i])
            continue;
        CHECK(count < s->count);
        CHECK_INT(members[count++], i);
        CHECK(set_walk_next(&walk, &row));
        CHECK_INT(row, i);
    }
    CHECK(!set_walk_next(&walk, &row));
    CHECK(!set_walk_next(&walk, &row));
    CHECK_INT(s->count, count);
}

static void check_blocks(const struct set *s, const uint8_t *plain)
{
    uint64_t room[SET_BLOCK_WORDS];
    for (uint32_t b = 0; b < set_blocks(s->rows); b++) {
        const uint64_t *words = set_block(s, b, room);
        for (uint32_t i = 0; i < set_block_words(s->rows, b) * SET_WORD; i++) {
            uint32_t row = b * SET_BLOCK + i;
            bool has = words && words[i / SET_WORD] >> i % SET_WORD & 1;
            CHECK_INT(has, row < s->rows ? plain[row] : 0);
        }
    }
}

/* Members in stretches of their own density: blocks that are full, thin and empty. */
static struct pair some_set(uint64_t *seed, uint32_t rows, struct arena *a)
{
    static const int one_in_so_many[] = {1, 2, 20, 65, 250, 260, 5000, 100000};
    uint8_t *plain = arena_alloc(a, rows + (size_t)1);
    uint32_t *members = arena_alloc(a, (rows + (size_t)1) * sizeof *members), len = 0;
    bool even = one_in(seed, 2);
    int thin = one_in_so_many[between(seed, 0, 7)];
    for (uint32_t i = 0; i < rows; i++) {
        if (!even && i % 9000 == 0)
            thin = one_in_so_many[between(seed, 0, 7)];
        plain[i] = one_in(seed, thin);
        members[len] = i;
        len += plain[i];
    }
    return (struct pair){set_of_rows(a, rows, members, len), plain};
}

static const uint32_t row_counts[] = {0, 1, 63, 64, 65, 1000, 65535, 65536, 65537, 140000};

TEST(sets_are_what_they_were_made_of)
{
    uint64_t seed = 3;
    for (size_t i = 0; i < ARRAY_LEN(row_counts); i++)
        for (int run = 0; run < 6; run++) {
            struct arena a;
            arena_init(&a);
            struct pair p = some_set(&seed, row_counts[i], &a);
            check_is(p.set, p.plain, &a);
            check_blocks(p.set, p.plain);
            arena_release(&a);
        }
}

TEST(none_and_all)
{
    for (size_t i = 0; i < ARRAY_LEN(row_counts); i++) {
        struct arena a;
        arena_init(&a);
        uint8_t *plain = arena_alloc(&a, row_counts[i] + (size_t)1);
        check_is(set_none(&a, row_counts[i]), plain, &a);
        memset(plain, 1, row_counts[i]);
        check_is(set_all(&a, row_counts[i]), plain, &a);
        check_is(set_not(&a, set_none(&a, row_counts[i])), plain, &a);
        arena_release(&a);
    }
}

static void check_operations(const struct pair *x, const struct pair *y, struct arena *a)
{
    uint32_t rows = x->set->rows, common = 0;
    uint8_t *both = arena_alloc(a, rows + (size_t)1), *either = arena_alloc(a, rows + (size_t)1);
    uint8_t *only = arena_alloc(a, rows + (size_t)1), *not = arena_alloc(a, rows + (size_t)1);
    for (uint32_t i = 0; i < rows; i++) {
        both[i] = x->plain[i] && y->plain[i];
        either[i] = x->plain[i] || y->plain[i];
        only[i] = x->plain[i] && !y->plain[i];
        not [i] = !x->plain[i];
        common += both[i];
    }
    check_is(set_and(a, x->set, y->set), both, a);
    check_is(set_or(a, x->set, y->set), either, a);
    check_is(set_andnot(a, x->set, y->set), only, a);
    check_is(set_not(a, x->set), not, a);
    CHECK_INT(set_common(x->set, y->set), common);
}

static void check_keep(const struct pair *x, const struct pair *y)
{
    uint64_t room[SET_BLOCK_WORDS], words[SET_BLOCK_WORDS];
    for (uint32_t b = 0; b < set_blocks(x->set->rows); b++) {
        const uint64_t *mine = set_block(x->set, b, room);
        uint32_t len = set_block_words(x->set->rows, b);
        if (!mine)
            continue;
        memcpy(words, mine, len * sizeof *words);
        bool left = set_keep(y->set, b, words), any = false;
        for (uint32_t i = 0; i < len * SET_WORD && b * SET_BLOCK + i < x->set->rows; i++) {
            uint32_t row = b * SET_BLOCK + i;
            bool has = words[i / SET_WORD] >> i % SET_WORD & 1;
            CHECK_INT(has, x->plain[row] && y->plain[row]);
            any |= has;
        }
        CHECK_INT(left, any);
    }
}

/* Words from anywhere on, some of which have bits already. */
static void check_put(const struct pair *x, const struct pair *y, uint64_t *seed)
{
    size_t words = set_words(x->set->rows), from = (size_t)between(seed, 0, (int64_t)words);
    size_t len = (size_t)between(seed, 0, (int64_t)(words - from));
    uint64_t *put = mem_alloc((len + 1) * sizeof *put);
    set_put(x->set, from, len, put);
    set_put(y->set, from, len, put);
    CHECK_INT(put[len], 0);
    for (size_t i = 0; i < len * SET_WORD; i++) {
        size_t row = from * SET_WORD + i;
        bool has = put[i / SET_WORD] >> i % SET_WORD & 1;
        CHECK_INT(has, row < x->set->rows && (x->plain[row] || y->plain[row]));
    }
    free(put);
}

TEST(operations_agree_with_plain_loops)
{
    uint64_t seed = 8;
    unsigned kinds[2][2] = {{0}};
    for (int run = 0; run < 60; run++) {
        struct arena a;
        arena_init(&a);
        uint32_t rows = row_counts[between(&seed, 0, ARRAY_LEN(row_counts) - 1)];
        struct pair x = some_set(&seed, rows, &a), y = some_set(&seed, rows, &a);
        kinds[x.set->words != NULL][y.set->words != NULL]++;
        check_operations(&x, &y, &a);
        check_keep(&x, &y);
        check_put(&x, &y, &seed);
        arena_release(&a);
    }
    for (int i = 0; i < 4; i++)
        CHECK(kinds[i / 2][i % 2] > 0);
}

TEST(members_come_in_any_order_and_again)
{
    uint64_t seed = 21;
    enum { ROWS = 70000 };
    for (int64_t most = 1; most < 200000; most *= 40) {
        struct arena a;
        arena_init(&a);
        uint8_t *plain = arena_alloc(&a, ROWS);
        size_t len = (size_t)most;
        uint32_t *members = arena_alloc(&a, len * sizeof *members);
        for (size_t i = 0; i < len; i++) {
            members[i] = (uint32_t)between(&seed, 0, ROWS - 1);
            plain[members[i]] = 1;
        }
        check_is(set_of_any(&a, ROWS, members, len), plain, &a);
        arena_release(&a);
    }
}

TEST(columns_become_sets)
{
    uint64_t seed = 77;
    for (int run = 0; run < 40; run++) {
        struct arena a;
        arena_init(&a);
        uint32_t rows = row_counts[between(&seed, 0, ARRAY_LEN(row_counts) - 1)];
        uint8_t *codes = mem_alloc(rows), *by_code = arena_alloc(&a, rows + (size_t)1);
        int64_t *figures = mem_alloc(rows * sizeof *figures);
        uint8_t *by_figure = arena_alloc(&a, rows + (size_t)1);
        uint64_t values = (uint64_t)between(&seed, 0, INT64_MAX) << between(&seed, 0, 40);
        int64_t least = between(&seed, -100, 20), most = between(&seed, 0, 100);
        for (uint32_t i = 0; i < rows; i++) {
            codes[i] = (uint8_t)between(&seed, 0, 70);
            by_code[i] = codes[i] < 64 && values >> codes[i] & 1;
            figures[i] = between(&seed, -150, 150);
            by_figure[i] = figures[i] >= least && figures[i] <= most;
        }
        check_is(set_where(&a, rows, codes, values), by_code, &a);
        check_is(set_between(&a, rows, figures, least, most), by_figure, &a);
        free(codes);
        free(figures);
        arena_release(&a);
    }
}

TEST(passing_sets_stay_vectors_until_they_are_copied)
{
    struct arena a;
    arena_init(&a);
    enum { ROWS = 1000 };
    uint8_t plain[ROWS] = {0}, not [ROWS];
    struct set_making m = set_begin(ROWS);
    memset(m.words, 0, set_words(ROWS) * sizeof *m.words);
    m.words[0] = 5;
    plain[0] = plain[2] = 1;
    const struct set *passing = set_end_passing(&m, &a);
    CHECK(passing->words);
    check_is(passing, plain, &a);
    const struct set *settled = set_copy(&a, passing);
    CHECK(settled->sparse);
    check_is(settled, plain, &a);
    check_is(set_copy(&a, settled), plain, &a);
    memset(not, 1, sizeof not );
    not [0] = not [2] = 0;
    check_is(set_copy(&a, set_not(&a, settled)), not, &a);
    arena_release(&a);
}

TEST(a_sparse_set_takes_two_bytes_a_member)
{
    struct arena a;
    arena_init(&a);
    enum { ROWS = 10000000, MEMBERS = 30000 };
    uint32_t *members = arena_alloc(&a, MEMBERS * sizeof *members);
    for (uint32_t i = 0; i < MEMBERS; i++)
        members[i] = i * 97;
    const struct set *s = set_of_rows(&a, ROWS, members, MEMBERS);
    check_valid(s);
    CHECK(s->sparse);
    CHECK(set_bytes(s) < 2 * MEMBERS + 4096);
    arena_release(&a);
}

TESTS(CASE(sets_are_what_they_were_made_of), CASE(none_and_all),
      CASE(operations_agree_with_plain_loops), CASE(members_come_in_any_order_and_again),
      CASE(columns_become_sets), CASE(passing_sets_stay_vectors_until_they_are_copied),
      CASE(a_sparse_set_takes_two_bytes_a_member))
