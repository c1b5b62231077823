#pragma once
/* Private to the cube: rows in batches, the group of each row, what the groups come to.
 *
 * A batch of rows is small enough for its keys and figures to stay in the nearest cache; every
 * step is one loop over it. */
#include "engine/cube.h"

enum { BATCH = 2048 };

/* ---- rows: who is asked about ---- */

struct cube_rows {
    const struct set *set; /* NULL: all of the rows or the list */
    const uint32_t *list;  /* NULL: rows 0 .. len - 1 */
    uint32_t len;
    bool within; /* only places first .. last: the keys see to it */
    uint32_t first, last;
};
struct cube_rows cube_rows_of(const struct snapshot *s, const struct reach *reach,
                              const struct set *set);

struct batch {
    const uint32_t *rows; /* NULL: from .. from + len - 1 */
    uint32_t from, len;
    const uint64_t *members; /* bits of those rows; NULL: all.  The keys see to it */
};
/* A thread's part of the rows, batch by batch. */
struct feed {
    const struct cube_rows *of;
    uint32_t next, end;
    uint32_t block; /* whose words these are */
    const uint64_t *words;
    uint32_t rows[BATCH];
    uint64_t room[SET_BLOCK_WORDS];
};
void feed_begin(struct feed *f, const struct cube_rows *of, unsigned part, unsigned parts);
bool feed_next(struct feed *f, struct batch *ret);

/* ---- keys: the group of each row ---- */

struct cube_shape {
    const struct snapshot *s;
    const uint8_t *gone;
    bool passing;
    struct cube_rows rows;
    const struct cube_dim *dims;
    uint32_t strides[CUBE_DIMS_MOST];
    size_t dims_len;
    uint32_t slots; /* groups; who is in none has this key */
};
/* E_INVALID: too many dimensions or groups. */
MUST_USE rc cube_shape_of(const struct snapshot *s, const struct reach *reach,
                          const struct cube_query *q, struct cube_shape *ret, struct why *why);
struct batch_room {
    uint32_t keys[BATCH], codes[BATCH];
    int64_t values[BATCH], terms[BATCH];
};
void cube_keys(const struct cube_shape *shape, const struct batch *b, struct batch_room *room);
/* In room->values, or in the column itself. */
const int64_t *cube_values(const struct cube_figure *figure, const struct batch *b,
                           struct batch_room *room);

/* ---- sums ---- */

/* Counts and sums of all groups: sums in 64 bits as long as they surely fit, then in 128.  A group
 * of few has several cells, so that a row need not wait for the one before it. */
struct cube_sums {
    uint32_t slots, lanes;
    size_t width;   /* 64-bit numbers of a cell: its count, then its sums */
    int64_t *cells; /* (slots + 1) x lanes x width */
    size_t cells_size;
    int128_t *wide; /* (slots + 1) x (width - 1) */
    size_t wide_size;
    uint64_t reached; /* no sum in a cell is beyond it */
};
void cube_sums_init(struct cube_sums *t, uint32_t slots, size_t sums);
void cube_sums_release(struct cube_sums *t);
/* Figure 'which' of a batch; the first one counts the rows too, and NULL only counts them. */
void cube_sums_add(struct cube_sums *t, size_t which, const uint32_t *keys, const int64_t *values,
                   uint32_t len);
/* All is in 'wide', and in the first lane's counts. */
void cube_sums_settle(struct cube_sums *t);
void cube_sums_join(struct cube_sums *t, const struct cube_sums *other); /* both settled */
static inline void cube_sums_add_count(struct cube_sums *t, uint32_t slot, int64_t count)
{
    t->cells[(size_t)slot * t->lanes * t->width] += count;
}
static inline uint64_t cube_sums_count(const struct cube_sums *t, uint32_t slot)
{
    return (uint64_t)t->cells[(size_t)slot * t->lanes * t->width];
}
static inline int128_t cube_sums_sum(const struct cube_sums *t, uint32_t slot, size_t which)
{
    return t->wide[slot * (t->width - 1) + which];
}

/* The pass over all rows, whatever is kept: counts, and sums of one figure (NULL: none), settled.
 * The caller releases them. */
void cube_pass(const struct cube_shape *shape, const struct cube_figure *figure,
               struct cube_sums *ret);

/* ---- by home: organisations and one short list of codes at most, of everybody in a reach ---- */

struct home_sums;
struct cube_homes {
    const struct cube_dim *org;
    uint32_t org_stride;
    uint32_t parts, stride; /* of the codes; parts 1: there is no list */
    const struct home_sums *sums[CUBE_MEASURES_MOST];
    size_t sums_len;
};
/* False: it is another question. */
bool cube_homes_find(const struct cube_shape *shape, const struct cube_figure *sums,
                     size_t sums_len, struct cube_homes *ret);
void cube_homes_add(const struct cube_homes *homes, const struct cube_shape *shape,
                    struct cube_sums *t);

/* ---- the most of each group ---- */

struct cube_heaps {
    uint32_t slots, most;
    struct cube_top *items; /* slots x most: the least one first */
    uint32_t *lens;
    size_t items_size, lens_size;
};
void cube_heaps_init(struct cube_heaps *h, uint32_t slots, uint32_t most);
void cube_heaps_release(struct cube_heaps *h);
void cube_heaps_add(struct cube_heaps *h, const struct batch *b, const uint32_t *keys,
                    const int64_t *values);
void cube_heaps_join(struct cube_heaps *h, const struct cube_heaps *other);
/* The most first. */
void cube_heaps_sort(struct cube_heaps *h);

/* ---- medians ---- */

/* Of each group, in whose counts 'totals' is settled.  'ret': slots. */
void cube_medians(const struct cube_shape *shape, const struct cube_figure *figure,
                  const struct cube_sums *totals, int64_t *ret);
