#pragma once
/* figures -- private to cif/customer: the figures of a customer against earlier days, by class, and
 * how they went. */
#include "cif/customer/change.h"
#include "cif/customer/history.h"

/* A line of the table: a class, or a group of classes. */
struct figure_line {
    struct text name; /* "deposits": for programs */
    struct text label;
    bool is_group;
    struct compared amount;
    struct text share; /* of aum: "38.9%"; a NULL pointer for loans */
};

/* A place on the chart; nothing is known of a class before the bank's first day. */
enum { CHART_SERIES = 6 };
struct figure_point {
    day day;
    struct opt_int8 aum, loans;
    struct opt_int8 deposits, wealth, funds, insurance, bonds, others;
};

struct customer_figures {
    struct history_marks marks;
    bool has_yesterday, has_month_end, has_year_end; /* the bank has figures of that day */
    struct compared aum, fa, fa_avg, loans;
    fen acct_max, cc_spend;
    int16_t cc_grade, product_kinds;
    struct figure_line *lines;
    size_t lines_count;
    struct figure_point *months, *days; /* month ends and today; each of the last days */
    size_t months_count, days_count;
    bool has_months, has_days; /* more than one: something for a chart */
};
extern const struct record customer_figures_record;

struct customer_figures customer_figures_of(struct req *r, const struct history *h);
