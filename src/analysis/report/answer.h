#pragma once
/* answer -- a report (report.h) asked of the bank, within what the asker may see.
 *
 *     TRY(report_ask(&asker, report, &answer, &said));     said: why it cannot be answered
 *     for each row, for each point, for each measure: answer_value(answer, row, point, measure)
 *
 * Who is counted at a time: those within the asker's reach who meet the condition on the day of
 * the report and were customers at that time, not gone.  Sums of fen are exact; each division
 * rounds once, half up, at its end; a change is the difference of the two figures shown.
 *
 * An answer is its arena's, and good as long as the asker's snapshot is there. */
#include "analysis/report/report.h"
#include "base/record.h"
#include "engine/set.h"
#include "pcrm/who/who.h"

/* A part of a dimension. */
struct report_part {
    struct text key;   /* stable: an organisation's number, a word's name, where a band begins */
    struct text label; /* in the asker's tongue */
    const char *tone;  /* a badge's; NULL */
};
struct report_axis {
    const struct report_dim *dim;
    struct text title;
    const struct report_part *parts;
    uint32_t len;
    bool several; /* a customer may be in several parts: they do not add up to all */
};
struct report_point {
    day day;
    struct text key;   /* "2026-10-31" */
    struct text label; /* of the axis */
    bool is_there;     /* the bank has figures of it; else its values are not known */
};

/* Whatever the unit of the measure: customers, fen, hundredths, basis points. */
struct report_value {
    bool known; /* else a dash */
    int64_t number;
};
struct report_row {
    const uint32_t *parts;             /* by axis; NULL: the row of all */
    const struct report_value *values; /* points x measures */
    struct text cell;                  /* its keys, "O0571~gold", for answer_cell and addresses */
};
struct report_answer {
    const struct report *report;
    day day; /* that is shown */
    const struct report_axis *axes;
    size_t axes_len;
    const struct report_point *points; /* the oldest first; the last one is the day */
    size_t points_len;
    const struct report_row *rows;
    size_t rows_len;
    size_t total;          /* groups, also those behind 'first' */
    struct report_row all; /* medians and tops of everybody too */
};
static inline struct report_value answer_value(const struct report_answer *x,
                                               const struct report_row *row, size_t point,
                                               size_t measure)
{
    return row->values[point * x->report->measures_len + measure];
}

/* Without a database (asker.db NULL) organisations and staff are called by their ids, below 0.
 * *ret_said not NULL: it cannot be answered, and why, in words (a condition that is no longer
 * valid, an organisation that is not there, too many groups, days that are not held). */
MUST_USE rc report_ask(const struct asker *k, const struct report *r,
                       const struct report_answer **ret_answer, const char **ret_said);

/* ---- the customers behind a figure ---- */

/* Which figure: "O0571~gold" (empty: of all), at a point ("2026-10-31"; empty: the last one), and
 * of a measure (its number; a change is about both days, so customers who came or left since belong
 * to it). */
struct report_cell {
    struct text cell, point;
    int measure;
};
/* Exactly those who are counted there, within the asker's reach: of 'customers' as many as the
 * figure says.  *ret_label: "支行一 · 金级 · 2026-10-31". */
struct report_behind {
    const struct set *rows; /* of the asker's snapshot */
    struct text label;
    struct text condition; /* the same as a condition of today; empty: it cannot be said */
};
MUST_USE rc report_behind(const struct asker *k, const struct report *r,
                          const struct report_cell *cell, struct report_behind *ret,
                          const char **ret_said);

/* ---- as rows of a record ---- */

/* A column for each dimension (its label; with 'keys' also its key), for each point and measure one
 * for the figure: for lists, JSON, CSV and Excel.  Shares and rates are percent with two decimals.
 * Several points: a row for each group and point, with a column "day". */
void answer_record(struct arena *a, const struct report_answer *x, bool keys,
                   const struct record **ret_record, const void **ret_rows, size_t *ret_len);
