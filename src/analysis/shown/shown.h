#pragma once
/* shown -- a report's answer as people and programs see it: the figure that matters, a table, what
 * a chart draws of it; every number with the address of the customers behind it.
 *
 * One dimension and measures are rows and columns; two dimensions and one measure a table of both,
 * with what each row and column comes to; several times are rows where what they are divided by
 * fits beside one another.  Everything is the request's arena's. */
#include "analysis/report/answer.h"
#include "web/request.h"

/* What is asked, and what it came to. */
struct asked_report {
    struct asker asker;
    const struct report *report;
    const struct report_answer *answer; /* NULL: it cannot be answered */
    const char *said;                   /* why not, in words */
    struct text org_path; /* where an organisation's name leads, "…?view=aum", its "&org=" added;
                           * NULL: to the same report of it */
    size_t rows_most;     /* of a section, whose addresses are short; 0: SHOWN_ROWS_MOST */
};
/* 'answer' or 'said'. */
MUST_USE rc report_asked(struct req *r, const struct report *report, struct asked_report *ret);

/* ---- the table ---- */

struct shown_label {
    struct text text, tone, url; /* url: the same report of that organisation; NULL */
};
struct shown_cell {
    struct text text, value,
        exact;                  /* as people read it; as programs do, NULL: not known; on hover */
    struct text url, direction; /* direction: of a change; NULL */
};
struct shown_row {
    struct shown_label *labels;
    size_t labels_count;
    struct shown_cell *cells;
    size_t cells_count;
};
struct shown_head {
    struct text label, tone, unit, unit_word; /* unit: "money", "count", "share" */
    bool is_aside; /* of another sort than the first measure: no chart draws both */
};
/* A head over several. */
struct shown_band {
    struct text label;
    int32_t columns;
};
struct shown_title {
    struct text text;
};
enum { SHOWN_ROWS_MOST = 500, SHOWN_COLUMNS_MOST = 60 };
struct shown_table {
    struct shown_title *titles; /* of the labels' columns */
    size_t titles_count;
    struct shown_band *bands;
    size_t bands_count;
    struct shown_head *heads;
    size_t heads_count;
    struct shown_row *rows;
    size_t rows_count;
    struct shown_row all; /* without cells: there is none */
    bool has_all, is_cut, is_empty;
    bool has_sums;               /* each row ends with what it comes to */
    int64_t groups;              /* there are so many */
    bool is_moves;               /* drawn are those who went from one part to another */
    struct text chart;           /* as ui/src/chart.ts has it; empty: none */
    struct text unit, unit_word; /* of what it draws */
};
extern const struct record shown_table_record;

MUST_USE rc shown_table_of(struct req *r, const struct asked_report *asked,
                           struct shown_table *ret);

/* Which kinds of chart suit it: a bit set of enum report_chart. */
unsigned shown_charts(const struct asked_report *asked);

/* ---- figures ---- */

struct shown_change {
    struct text label, text, exact, direction, url;
};
struct shown_figure {
    struct text label, text, exact, value, unit_word, url, direction;
    struct shown_change *changes; /* since the day before, the month end, the year's beginning */
    size_t changes_count;
};
extern const struct record shown_figure_record;

/* The first measure of everybody, and how it changed. */
MUST_USE rc shown_figure_of(struct req *r, const struct asked_report *asked,
                            struct shown_figure *ret);
/* The other measures. */
void shown_figures_of(struct req *r, const struct asked_report *asked, struct shown_figure **ret,
                      size_t *ret_len);

/* ---- values and addresses ---- */

struct text shown_unit_word(enum tongue tongue, enum report_unit unit);
struct shown_cell shown_cell_of(struct req *r, const struct report_measure *m,
                                struct report_value value);

/* "/reports/run?by=tier&show=customers", of the report as it is. */
struct text report_url(struct req *r, const char *path, const struct report *report);
/* The customers behind a figure; NULL: whoever asks may list none. */
struct text behind_url(struct req *r, const struct report *report, struct text cell,
                       struct text point, size_t measure);
