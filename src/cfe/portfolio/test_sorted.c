#include "base/test.h"

#include "cfe/portfolio/sorted.h"

enum { ROWS_MOST = 400 };

struct bank {
    int64_t keys[ROWS_MOST];
};

static int64_t key_of(const struct snapshot *s, uint32_t row, const void *of)
{
    (void)s;
    return ((const struct bank *)of)->keys[row];
}

static uint32_t thrown(uint32_t *dice)
{
    *dice = *dice * 1664525u + 1013904223u;
    return *dice >> 8;
}

/* Whoever is at place i of everybody sorted by key, then by row. */
static uint32_t plain_at(const struct bank *b, const uint32_t *rows, size_t len, size_t at)
{
    for (size_t i = 0; i < len; i++) {
        size_t before = 0;
        for (size_t k = 0; k < len; k++)
            before += b->keys[rows[k]] < b->keys[rows[i]] ||
                      (b->keys[rows[k]] == b->keys[rows[i]] && rows[k] < rows[i]);
        if (before == at)
            return rows[i];
    }
    return UINT32_MAX;
}

static void check_page(const struct bank *b, const uint32_t *rows, size_t len,
                       const struct sorted_how *how, struct arena *a)
{
    const uint32_t *page;
    size_t n, left = how->offset < len ? len - how->offset : 0;
    sorted_page(NULL, rows, len, how, a, &page, &n);
    CHECK_EQ(n, left < how->limit ? left : how->limit);
    for (size_t i = 0; i < n; i++) {
        size_t at = how->desc ? len - 1 - (how->offset + i) : how->offset + i;
        CHECK_EQ(page[i], plain_at(b, rows, len, at));
    }
}

TEST(pages_agree_with_sorting_everybody)
{
    static const int64_t largest[] = {1, 3, 400, 100000};
    uint32_t dice = 5;
    struct arena a;
    arena_init(&a);
    for (int round = 0; round < 80; round++) {
        struct bank b = {{0}};
        uint32_t rows[ROWS_MOST];
        size_t len = 0, most = thrown(&dice) % 60;
        for (uint32_t row = 0; row < ROWS_MOST; row++) {
            b.keys[row] = thrown(&dice) % 3 ? 0 : thrown(&dice) % largest[round % 4];
            if (len < most && thrown(&dice) % 4 == 0)
                rows[len++] = row;
        }
        for (size_t offset = 0; offset <= len + 1; offset += 7)
            for (int desc = 0; desc < 2; desc++)
                check_page(
                    &b, rows, len,
                    &(struct sorted_how){
                        .key = key_of, .of = &b, .desc = desc != 0, .offset = offset, .limit = 7},
                    &a);
    }
    arena_release(&a);
}

TESTS(CASE(pages_agree_with_sorting_everybody))
