#pragma once
/* plan -- private to src/analysis/report: which cubes a report needs, one for each day that any of
 * its figures is about, and what they found. */
#include "analysis/report/axes.h"

enum { WISHES_MOST = 2 * REPORT_MEASURES_MOST, TIMES_MOST = 4 * REPORT_POINTS_MOST + 8 };

/* A figure of a day. */
struct wish {
    enum cube_what what; /* CUBE_SUM, CUBE_MEDIAN, CUBE_TOP */
    enum customer_field field;
    enum report_basis basis;
    int top;
    bool known; /* is it known of that day? */
    int days;   /* of an average: what the sum is divided by */
    struct cube_figure figure;
};

struct found {
    uint32_t slot;
    uint64_t count;
    const int128_t *values; /* by wish */
};

/* What is asked of a day. */
struct time_asked {
    struct source source;
    struct wish wishes[WISHES_MOST];
    size_t len;
    bool is_there;       /* is anything known of that day? */
    bool knows_counts;   /* also how many customers there were */
    struct found *items; /* by slot */
    size_t items_len;
    struct found all;
};
enum { NO_WISH = -1 };

/* Where a measure's figure stands: of a time, a wish of it (NO_WISH: only the count). */
struct figure_at {
    int time; /* -1: of no day */
    int wish;
};
struct plan {
    struct inquiry *q;
    struct axis axes[REPORT_DIMS_MOST];
    size_t axes_len;
    uint32_t strides[REPORT_DIMS_MOST];
    uint32_t slots;
    struct axis root; /* only of this organisation; 'dim' NULL: of all */
    int several;      /* which axis; -1: none */
    struct report_point *points;
    size_t points_len;
    struct time_asked times[TIMES_MOST];
    size_t times_len;
    struct figure_at now[REPORT_POINTS_MOST][REPORT_MEASURES_MOST];
    struct figure_at then[REPORT_POINTS_MOST][REPORT_MEASURES_MOST];
};

/* Everything but the cubes.  E_REFUSED: q->said. */
MUST_USE rc report_plan_make(struct inquiry *q, struct plan *ret);

/* The query of a time: 'part' of the axis that has several; -1: of all of them, without the others'
 * dimensions where 'all'. */
struct query_made {
    struct cube_dim dims[REPORT_DIMS_MOST + 1];
    struct cube_query query;
};
MUST_USE rc report_plan_query(struct plan *p, const struct time_asked *t, int part, bool all,
                              struct query_made *ret);

/* Asks all times. */
MUST_USE rc report_plan_run(struct plan *p);

/* From a report to what is asked; the condition asked, who is counted. */
MUST_USE rc inquiry_begin(const struct asker *k, const struct report *r, struct inquiry *ret);
