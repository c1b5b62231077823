#pragma once
/* cube -- customers divided by any dimensions, and what each group of them comes to.
 *
 * Everything is asked within a reach: whose question it is decides who is counted (reach.h).  Who
 * is gone is never counted.  One pass over the columns, by two threads where there are many rows;
 * sums are exact in 128 bits, and divisions round once, half up.
 *
 *     struct cube_dim dims[2];
 *     TRY(cube_dim_org(s, org_id, 1, arena, &dims[0], &orgs, why));   (cube_dims.h)
 *     dims[1] = cube_dim_code(s->tier, TIER_COUNT);
 *     const struct cube_measure sum = {.what = CUBE_SUM, .figure = cube_amount(s, AMOUNT_AUM,
 * AT_DAY)}; const struct cube_query query = {.set = gold, .dims = dims, .dims_len = 2, .measures =
 * &sum, .measures_len = 1}; TRY(cube_of(s, &reach, &query, arena, &cube, why)); for (size_t i = 0;
 * i < cube.len; i++)
 *         ... cube.groups[i].parts, .count, .values ...
 *
 * A dimension gives each customer one part, 0 .. parts - 1, or none: then he is in no group.  The
 * groups are numbered by mixed radix, the last dimension turning fastest, and kept densely: that is
 * why the product of all parts is bounded. */
#include "base/why.h"
#include "engine/reach.h"
#include "engine/set.h"

enum {
    CUBE_DIMS_MOST = 6,
    CUBE_MEASURES_MOST = 16,
    CUBE_TERMS_MOST = 6,
    CUBE_GROUPS_MOST = 1 << 20, /* product of all parts */
    CUBE_TOP_MOST = 100,        /* customers of a group ... */
    CUBE_TOPS_MOST = 1 << 22,   /* ... and of all groups */
    CUBE_NO_PART = 1 << 24,
};

/* ---- columns and figures ---- */

enum cube_width { CUBE_U8, CUBE_U16, CUBE_I32, CUBE_I64 };
struct cube_column {
    enum cube_width width;
    const void *items; /* by row */
};

/* The first 'plus' columns added up, less the others; a sum that leaves 64 bits saturates, as
 * everywhere in the readers' store.  No columns: 0 for everybody. */
struct cube_figure {
    struct cube_column columns[CUBE_TERMS_MOST];
    uint8_t len, plus;
};

/* ---- dimensions ---- */

/* Of codes: what the column says, less 'base', is a part, or a place in 'part_of' where there is
 * one.  With 'rest' the last part has whoever is in no other.  Of bands: part k holds from[k] <=
 * figure < from[k + 1], the first one what lies below. */
struct cube_dim {
    uint32_t parts;
    bool rest;
    struct cube_column code;
    uint32_t base;
    const uint32_t *part_of; /* CUBE_NO_PART: in no group */
    uint32_t part_of_len;
    const int64_t *from; /* not NULL: bands; 'parts' of them, ascending, [0] unused */
    struct cube_figure figure;
};
/* The part of one customer, or CUBE_NO_PART: for whoever looks behind a group. */
uint32_t cube_part(const struct cube_dim *dim, uint32_t row);
int64_t cube_figure_of(const struct cube_figure *figure, uint32_t row);

/* ---- the question ---- */

enum cube_what {
    CUBE_SUM,
    CUBE_AVERAGE,     /* half up */
    CUBE_SHARE,       /* of the sum of all groups, in basis points; 0 where that is 0 */
    CUBE_COUNT_SHARE, /* of the customers of all groups, in basis points */
    CUBE_MEDIAN,      /* of an even number the middle between two, half up */
    CUBE_TOP,         /* the 'top' customers with the most */
};
struct cube_measure {
    enum cube_what what;
    struct cube_figure figure;
    uint32_t top;
};

enum { CUBE_BY_PARTS = -1, CUBE_BY_COUNT = -2 };
struct cube_query {
    const struct set *set; /* NULL: everybody */
    const uint8_t *gone;   /* by row, who is not counted: of another day; NULL: who is gone */
    bool
        passing; /* columns are asked that may be gone before the day is: nothing is kept of them */
    const struct cube_dim *dims;
    size_t dims_len; /* 0: one group */
    const struct cube_measure *measures;
    size_t measures_len;
    int order;        /* CUBE_BY_PARTS, CUBE_BY_COUNT or a measure: the most first */
    size_t limit;     /* groups told; 0: all */
    unsigned threads; /* 0: as many as are worth while */
};

/* ---- the answer ---- */

struct cube_top {
    uint32_t row;
    int64_t value;
};
struct cube_tops {
    const struct cube_top *items; /* the most first, equal ones by row */
    size_t len;
};
struct cube_group {
    const uint32_t *parts; /* by dimension; NULL: all groups together */
    uint64_t count;
    const int128_t *values;       /* by measure; of CUBE_TOP how many there are */
    const struct cube_tops *tops; /* by measure; NULL: none was asked for */
};
struct cube {
    const struct cube_group *groups; /* the arena's; only those with customers */
    size_t len;
    size_t total;          /* groups with customers, also those behind 'limit' */
    struct cube_group all; /* of all groups; without medians and tops (ask without dimensions) */
};
/* E_INVALID: too many dimensions, groups, measures or top customers. */
MUST_USE rc cube_of(const struct snapshot *s, const struct reach *reach,
                    const struct cube_query *query, struct arena *a, struct cube *ret,
                    struct why *why);

/* Who is counted in the group of these parts; NULL: in any group. */
MUST_USE rc cube_members(const struct snapshot *s, const struct reach *reach,
                         const struct cube_query *query, const uint32_t *parts, struct arena *a,
                         const struct set **ret, struct why *why);
