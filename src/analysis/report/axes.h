#pragma once
/* axes -- private to src/analysis/report: the parts of a report's dimensions, and which part each
 * customer belongs to as of a day. */
#include "analysis/report/source.h"

/* What is being asked. */
struct inquiry {
    const struct asker *k;
    struct arena *a;
    const struct snapshot *s;
    const struct report *r;
    day day;                   /* that is shown */
    struct reach reach;        /* whom the asker's counts are about */
    const struct set *members; /* who meets the condition; NULL: everybody */
    const char *said;          /* why it cannot be answered: E_REFUSED */
};
/* Says so, in the asker's tongue. */
rc inquiry_refuse(struct inquiry *q, const char *sentence, size_t len, const struct place *places);

struct axis {
    struct report_axis shown;
    const struct report_dim *dim;
    bool rest;         /* the last part is of who is in no other */
    uint32_t *part_of; /* by code: an organisation, one of the staff, a term, a place */
    size_t part_of_len;
    struct cube_dim orgs;       /* DIM_ORG, of today */
    bool is_closed;             /* nobody is elsewhere today */
    uint32_t *part_of_place;    /* DIM_ORG, DIM_TERM of a place */
    int64_t *bands;             /* [0] unused */
    const struct set **members; /* of several: by part */
};

/* 'sources': of all days whose customers will be divided by it. */
MUST_USE rc axis_make(struct inquiry *q, const struct report_dim *dim, const struct source *sources,
                      size_t sources_len, struct axis *ret);

/* As of a day; not of DIM_HOLDS and DIM_TAG.  False: it is not known of that day. */
bool axis_dim(const struct inquiry *q, const struct axis *x, const struct source *source,
              struct cube_dim *ret);
static inline bool axis_is_several(const struct axis *x)
{
    return x->members;
}
/* The part with that key; false: there is none. */
bool axis_part(const struct axis *x, struct text key, uint32_t *ret);
