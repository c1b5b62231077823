#pragma once
/* builtin -- the reports that come with the program: each a name, its words, and a few definitions
 * (report.h), shown one below the other on a page.
 *
 * A built-in report is nothing but this: whoever opens one of its definitions in the builder has
 * the same figures and may go on from there.  A new report is an entry of the tables in builtin.c.
 *
 * The page's choices change each definition alike: 'org' whose customers, and where 'bases' is set
 * the day's balance or a daily average (builtin_report).  All texts are source texts. */
#include "analysis/report/report.h"

enum builtin_group {
    BUILTIN_CUSTOMERS,
    BUILTIN_MOVEMENTS,
    BUILTIN_RESULTS,
    BUILTIN_PRODUCTS,
    BUILTIN_GROUPS
};
extern const char *const builtin_group_labels[BUILTIN_GROUPS];

/* How a definition stands on the page: its figures of everybody, the first one with how it changed;
 * chart and table; the customers themselves. */
enum builtin_kind { BUILTIN_FIGURES, BUILTIN_TABLE, BUILTIN_LIST };
struct builtin_part {
    enum builtin_kind kind;
    const char *title;   /* of figures: none */
    const char *address; /* of report.h, as people write it: "by=tier&show=customers" */
    const char *view;    /* only in this view; NULL: in each */
};

/* A choice of parts: "By tier", "By balance". */
struct builtin_view {
    const char *name, *label;
};

struct builtin {
    const char *name; /* in addresses: "churning" */
    const char *title;
    enum builtin_group group;
    const char *words;                /* what it counts and what it is for */
    const char *note;                 /* how it is to be read, where that may go wrong; NULL */
    const struct builtin_view *views; /* the first one is shown first; none: one page */
    size_t views_len;
    const struct builtin_part *parts;
    size_t parts_len;
    bool bases;           /* its balances also as daily averages of the month, quarter, year */
    bool names_customers; /* of no use to whoever may see counts only */
};

extern const struct builtin builtins[];
extern const size_t builtins_len;

const struct builtin *builtin_find(struct text name); /* NULL: there is none */
/* Of that name; else the first, NULL where there are none. */
const struct builtin_view *builtin_view(const struct builtin *b, struct text name);
static inline bool builtin_part_is_in(const struct builtin_part *p, const struct builtin_view *v)
{
    return !p->view || (v && strcmp(p->view, v->name) == 0);
}

struct builtin_choice {
    struct text org;         /* empty: the asker's own */
    enum report_basis basis; /* of the balances that daily values are kept of */
};
/* A part as it is asked.  E_INVALID: '*fault' (the program's own mistake, or an unknown tongue). */
MUST_USE rc builtin_report(struct arena *a, enum tongue tongue, const struct builtin_part *part,
                           const struct builtin_choice *choice, const struct report **ret_report,
                           struct report_fault *fault);
