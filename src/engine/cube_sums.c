/* What the groups come to.  A sum of 64 bits is exact as long as all that was added to it surely
 * fits; the greatest amount of each batch tells, and before it might not, all is carried over into
 * 128 bits. */
#include "base/large.h"
#include "engine/cube_inside.h"
#include "engine/fast.h"

enum {
    LANES = 4,
    LANES_SLOTS = 512, /* with more groups neighbours are seldom in the same one */
};
#define FITS (UINT64_C(1) << 62)

void cube_sums_init(struct cube_sums *t, uint32_t slots, size_t sums)
{
    *t = (struct cube_sums){
        .slots = slots, .lanes = slots <= LANES_SLOTS ? LANES : 1, .width = 1 + sums};
    t->cells_size = (slots + (size_t)1) * t->lanes * t->width * sizeof *t->cells;
    t->wide_size = (slots + (size_t)1) * sums * sizeof *t->wide + 1;
    t->cells = large_resize(NULL, 0, t->cells_size);
    t->wide = large_resize(NULL, 0, t->wide_size);
}

void cube_sums_release(struct cube_sums *t)
{
    large_release(t->cells, t->cells_size);
    large_release(t->wide, t->wide_size);
}

/* Carries the sums of the cells over; of those in no group too, so that they do not run over. */
static void carry(struct cube_sums *t)
{
    size_t sums = t->width - 1;
    for (size_t i = 0; i < (t->slots + (size_t)1) * t->lanes; i++)
        for (size_t which = 0; which < sums; which++) {
            int64_t *sum = &t->cells[i * t->width + 1 + which];
            t->wide[i / t->lanes * sums + which] += *sum;
            *sum = 0;
        }
    t->reached = 0;
}

/* At least as great as every amount without its sign, less one. */
FAST static uint64_t greatest(const int64_t *values, uint32_t len)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < len; i++)
        bits |= (uint64_t)(values[i] ^ (values[i] >> 63));
    return bits;
}

static inline size_t cell_of(const struct cube_sums *t, uint32_t key, uint32_t i)
{
    return (key * (size_t)t->lanes + (i & (t->lanes - 1))) * t->width;
}

static void count_rows(struct cube_sums *t, const uint32_t *keys, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        t->cells[cell_of(t, keys[i], i)]++;
}

/* With lanes and width known beforehand a cell is found by shifts; the next batch's amounts come
 * from memory meanwhile. */
static inline void count_and_sum_of(int64_t *restrict cells, uint32_t lanes, size_t width,
                                    const uint32_t *restrict keys, const int64_t *restrict values,
                                    uint32_t len)
{
    for (uint32_t i = 0; i < len; i++) {
        int64_t *cell = cells + (keys[i] * (size_t)lanes + (i & (lanes - 1))) * width;
        __builtin_prefetch((const void *)((uintptr_t)(values + i) + BATCH * sizeof *values));
        cell[0]++;
        cell[1] += values[i];
    }
}

static void count_and_sum(struct cube_sums *t, const uint32_t *keys, const int64_t *values,
                          uint32_t len)
{
    if (t->width == 2 && t->lanes == 1)
        count_and_sum_of(t->cells, 1, 2, keys, values, len);
    else if (t->width == 2)
        count_and_sum_of(t->cells, LANES, 2, keys, values, len);
    else
        count_and_sum_of(t->cells, t->lanes, t->width, keys, values, len);
}

static void sum_rows(struct cube_sums *t, size_t which, const uint32_t *keys, const int64_t *values,
                     uint32_t len)
{
    int64_t *restrict cells = t->cells + 1 + which;
    const uint32_t lanes = t->lanes;
    const size_t width = t->width;
    for (uint32_t i = 0; i < len; i++)
        cells[(keys[i] * (size_t)lanes + (i & (lanes - 1))) * width] += values[i];
}

/* Amounts so great that not even a batch of them need fit. */
static void sum_wide(struct cube_sums *t, size_t which, const uint32_t *keys, const int64_t *values,
                     uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        t->wide[keys[i] * (t->width - 1) + which] += values[i];
}

void cube_sums_add(struct cube_sums *t, size_t which, const uint32_t *keys, const int64_t *values,
                   uint32_t len)
{
    uint64_t most = values ? greatest(values, len) : 0;
    bool is_wide = most >= FITS / BATCH;
    if (which == 0 && (!values || is_wide))
        count_rows(t, keys, len);
    if (!values)
        return;
    if (is_wide) {
        sum_wide(t, which, keys, values, len);
        return;
    }
    if (t->reached + (most + 1) * len > FITS)
        carry(t);
    t->reached += (most + 1) * len;
    if (which == 0)
        count_and_sum(t, keys, values, len);
    else
        sum_rows(t, which, keys, values, len);
}

void cube_sums_settle(struct cube_sums *t)
{
    carry(t);
    for (uint32_t slot = 0; slot < t->slots; slot++) {
        int64_t *count = &t->cells[cell_of(t, slot, 0)];
        for (uint32_t lane = 1; lane < t->lanes; lane++)
            *count += t->cells[cell_of(t, slot, lane)];
    }
}

void cube_sums_join(struct cube_sums *t, const struct cube_sums *other)
{
    for (uint32_t slot = 0; slot < t->slots; slot++)
        t->cells[cell_of(t, slot, 0)] += other->cells[cell_of(other, slot, 0)];
    for (size_t i = 0; i < t->slots * (t->width - 1); i++)
        t->wide[i] += other->wide[i];
}
