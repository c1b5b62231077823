#pragma once
/* orgs -- private to src/analysis/shown: the organisations that a report may be asked of: from the
 * person's own down to the one that is shown, and those directly below it. */
#include "analysis/shown/shown.h"

struct org_choice {
    struct text no, name;
    bool is_own; /* the person's: a report is of it without a word */
};
struct org_choices {
    struct org_choice *path; /* the last one is shown */
    size_t path_len;
    struct org_choice *below;
    size_t below_len;
};
/* 'org': by number or name; empty: the own one.  None for whoever sees only own customers. */
MUST_USE rc org_choices(struct req *r, const struct asker *k, struct text org,
                        struct org_choices *ret);
