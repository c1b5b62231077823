#pragma once
/* trial -- rules tried on all customers without touching them (requirements PCRM-9, X-5): the
 * engine's what-if (engine/whatif.h) over the bank's own book, counted by organisation and manager.
 *
 * What was tried with a draft stays with it (tables whatif...), for its page and for whoever
 * signs. */
#include "base/csv_out.h"
#include "engine/whatif.h"
#include "platform/job.h"

/* What is counted: the stage, the tier, and each scheme of the rules in force, then of those that
 * are tried alone; levels from 0 (none; of stages: retained).  Numbered so by both rules alone. */
enum { TRIAL_STAGE, TRIAL_VALUE, TRIAL_SIDES, TRIAL_SORTS_MOST = TRIAL_SIDES + 2 * SIDES_MOST };
enum { TRIAL_LEVELS = SCHEME_LEVELS + 1, TRIAL_EXAMPLES = 3 };

struct trial_sort {
    const char *name;                    /* "stage", "value", "card" ... */
    const struct scheme *before, *after; /* NULL: it is no scheme, or there only is the other */
    uint8_t side_before, side_after;     /* SIDES_MOST: none */
    /* Twice the rank that a level of before has among those of after; odd: between two of them. */
    uint8_t rank[TRIAL_LEVELS];
};
struct trial_sorts {
    struct trial_sort at[TRIAL_SORTS_MOST];
    size_t len;
};
void trial_sorts_of(const struct rules *in_force, const struct rules *tried,
                    struct trial_sorts *ret);
/* 1 up, -1 down, 0: the same level, by its name. */
int trial_moves(const struct trial_sort *s, size_t before, size_t after);

struct trial_cell {
    uint32_t customers;
    uint32_t examples[TRIAL_EXAMPLES]; /* rows, of those that move; so many as there are */
};
struct trial_load {
    uint32_t before[TRIAL_LEVELS], after[TRIAL_LEVELS];
};
/* VIP cards above their level, levels without their card: before, after. */
struct trial_cards {
    uint32_t below[2], missing[2];
};

struct trial {
    day day;
    struct rules in_force, tried;
    struct trial_sorts sorts; /* of these two */
    uint32_t customers;
    uint64_t nanoseconds; /* of valuing twice and counting */
    /* By organisation and sort, TRIAL_LEVELS x TRIAL_LEVELS cells: trial_cell_at. */
    struct trial_cell *cells;
    uint32_t org_count; /* organisations are numbered from 1; 0: of none */
    struct trial_load *loads;
    uint32_t staff_count;
    struct trial_cards *cards; /* by organisation */
};

/* Values the last day once more under both rule sets.  'job' may be NULL.  E_REFUSED: fewer than
 * two days were run. */
MUST_USE rc trial_run(struct bank *bank, struct job *job, const struct rules *tried,
                      struct trial **ret_trial, struct why *why);
void trial_free(struct trial *t); /* NULL is fine */

const struct trial_cell *trial_cell_at(const struct trial *t, size_t sort, uint32_t org, int before,
                                       int after);

/* guanhu whatif FILE: old_level,new_level,count of the scheme; with 'by_org' for each home
 * organisation.  The file holds rules as JSON, or a part of them.  E_USAGE: another day than the
 * last one; no such scheme. */
struct whatif_ask {
    const char *file;
    day date;           /* NO_DAY: the last */
    const char *scheme; /* NULL: value */
    bool by_org;
};
MUST_USE rc whatif_print(struct bank *bank, const struct whatif_ask *ask, bool quiet, FILE *out,
                         enum csv_form form, struct why *why);
