#pragma once
/* shown_inside -- private to src/analysis/shown: how an answer lies as a table, and what is drawn.
 */
#include "analysis/shown/shown.h"

enum layout {
    IN_ROWS,  /* groups below one another, times and measures beside */
    IN_PIVOT, /* the first dimension below, the second beside */
    IN_TIMES  /* times below; beside, measures or the parts of the one dimension */
};
enum { SHOWN_BESIDE_MOST = 20 };

struct laid {
    enum layout layout;
    uint32_t *beside; /* parts of the last axis that stand beside one another */
    size_t beside_len;
};
struct laid lay_out(struct arena *a, const struct report_answer *x);

/* How many columns of places a league's table has; the columns, behind its figures. */
size_t shown_places(const struct report_answer *x);
void shown_add_places(struct req *r, const struct asked_report *asked, struct shown_table *t);

/* May parts of it be put upon each other, or shared out? */
bool report_adds_up(const struct report_measure *m);

/* The kind of chart that is drawn of it (ui/src/chart.ts); empty: none suits. */
struct text chart_drawn(const struct report_answer *x, const struct laid *laid);
