#pragma once
/* report -- what somebody wants counted: dimensions x measures x condition x times (RPT-2).
 *
 *     by=org(1),tier & show=customers,sum(aum),avg(fa,year_avg) & where=... & over=months(12)
 *
 * A definition is an address: each of the texts below is one of its parameters, and the address
 * says everything.  report_parse reads one, report_text prints it as it is written best; what is
 * printed is read again without loss.  docs/guide/reports.md teaches the language.
 *
 *     by      dimensions, the first outermost: fields of the catalogue, each with what it takes
 *                 org(2)                organisations two levels below 'org'; org(all): every one
 *                 tier, stage, gender   closed lists, flags and small numbers, as they are
 *                 level(card)           the level of another scheme
 *                 aum(0,50000,200000)   bands: where each begins, in yuan; without: the usual ones
 *                 age(30,60)            the same in whole years
 *                 came, opened_on       by month
 *                 manager, region, occupation
 *                 holds, tag("a","b")   a customer may be in several parts, or in none
 *             and of another day: tier@month_end, aum(0,500000)@year_begin
 *     show    measures: customers, share, sum(F), avg(F), median(F), share(F), top(F,n); behind F
 *                 month_avg, quarter_avg, year_avg       月日均, 季日均, 年日均: else the point,
 * 时点 and behind any measure vs_yesterday, vs_month_end, vs_year_begin, vs_year_ago, vs_before how
 * it has changed since 上日, 上月末, 年初, the year before, the time before in 'over' rate ... that
 * change in percent of what it was where   a condition (cond/condition.h), as of the business day
 *     at      the day: today (the business day), yesterday, month_end, year_begin, 3_months_ago
 *             (the third month end before) or 2026-10-31
 *     over    times: months(n), the day and the n - 1 month ends before it; tens(n), the same of
 *             ten-day periods; days(n)
 *     as      now: who is where, in which tier, as of 'at', for all times; then: as of each time
 *     org     the organisation from which org(n) goes down, by number or name: else the asker's own
 *     order   a measure, -measure, or nothing: the parts in their order
 *     first   so many groups
 *     chart   how it is shown first (enum report_chart)
 *
 * A report is its arena's and never changes. */
#include "cond/condition.h"

enum {
    REPORT_DIMS_MOST = 4,
    REPORT_MEASURES_MOST = 8,
    REPORT_CUTS_MOST = 40,
    REPORT_NAMES_MOST = 40,
    REPORT_TOP_MOST = 100,
    REPORT_POINTS_MOST = 13,
    REPORT_GROUPS_MOST = 10000, /* shown */
    REPORT_ALL_LEVELS = 99,
    REPORT_TEXT_MOST = 2048, /* bytes of a parameter but 'where' */
};

/* The parameters, as an address has them once it is decoded; what is not there is empty. */
struct report_text {
    struct text by, show, where, at, over, as, org, order, first, chart;
};

/* ---- days ---- */

enum report_moment_kind {
    REPORT_TODAY,
    REPORT_YESTERDAY,
    REPORT_MONTH_ENDS, /* 'n' of them back: 1 is the last one before */
    REPORT_YEAR_BEGIN, /* the last 31 December before */
    REPORT_YEAR_AGO,   /* the month end twelve before; of a month end the same a year ago */
    REPORT_BEFORE,     /* the time before, in 'over' */
    REPORT_ON          /* 'on' */
};
struct report_moment {
    enum report_moment_kind kind;
    int n;
    day on;
};
/* The day that is meant, seen from a day; NO_DAY: REPORT_BEFORE. */
day report_moment_day(struct report_moment m, day from);

/* ---- dimensions ---- */

enum report_dim_kind {
    DIM_ORG,
    DIM_MANAGER,
    DIM_CODE,  /* a closed list, a flag or a small number */
    DIM_LEVEL, /* of a scheme: 'names' has it, one */
    DIM_BANDS, /* of an amount */
    DIM_YEARS, /* bands of whole years: age */
    DIM_MONTH, /* of a date */
    DIM_TERM,  /* a text of the profile, or the region */
    DIM_HOLDS, /* classes of products: a customer is in several */
    DIM_TAG,   /* 'names': the same */
    DIM_KINDS
};
struct report_dim {
    enum report_dim_kind kind;
    enum customer_field field;
    int levels;          /* DIM_ORG */
    const int64_t *cuts; /* DIM_BANDS (fen), DIM_YEARS: where bands begin; the lowest is below */
    size_t cuts_len;     /* 0: the usual ones */
    const struct text *names;
    size_t names_len;
    bool is_past; /* of another day: 'at', seen from the day that is shown */
    struct report_moment at;
};

/* ---- measures ---- */

enum report_what {
    SHOW_CUSTOMERS,
    SHOW_COUNT_SHARE, /* of the customers of all groups */
    SHOW_SUM,
    SHOW_AVERAGE,
    SHOW_MEDIAN,
    SHOW_SHARE, /* of the sum of all groups */
    SHOW_TOP,   /* what the 'top' customers with the most have together */
    SHOW_KINDS
};
enum report_basis { AT_THE_POINT, MONTH_AVERAGE, QUARTER_AVERAGE, YEAR_AVERAGE, REPORT_BASES };
struct report_measure {
    enum report_what what;
    enum customer_field field; /* of the last five */
    enum report_basis basis;
    int top;
    bool is_change; /* since 'since', seen from the time that is shown */
    bool is_rate;
    struct report_moment since;
};
enum report_unit {
    UNIT_CUSTOMERS,
    UNIT_FEN,
    UNIT_COUNT,     /* a whole number */
    UNIT_HUNDREDTH, /* of a count */
    UNIT_BASIS      /* basis points */
};
enum report_unit report_unit_of(const struct report_measure *m);

/* ---- the whole ---- */

enum report_over { OVER_NOTHING, OVER_MONTHS, OVER_TENS, OVER_DAYS };
enum report_as { AS_NOW, AS_THEN };
enum report_chart {
    CHART_TABLE,
    CHART_BAR,
    CHART_LINE,
    CHART_AREA,
    CHART_PIE,
    CHART_FUNNEL,
    CHART_HEAT,
    CHART_SANKEY,
    CHART_MATRIX,
    REPORT_CHARTS
};
extern const struct words report_chart_words;

struct report {
    struct report_dim dims[REPORT_DIMS_MOST];
    size_t dims_len;
    struct report_measure measures[REPORT_MEASURES_MOST]; /* one at least: customers */
    size_t measures_len;
    struct text where; /* as the language writes it; empty: everybody */
    struct report_moment at;
    enum report_over over;
    int points;
    enum report_as as;
    struct text org;
    int order; /* a measure; -1: by parts */
    bool desc;
    uint32_t first; /* 0: all */
    enum report_chart chart;
};

/* Does it ask for past days beyond what a snapshot has? */
bool report_asks_past(const struct report *r);

/* ---- text ---- */

struct report_fault {
    const char *input; /* "by", "show", ... */
    const char *said;  /* in words: where in it, what is wrong, what may be meant */
};

/* E_INVALID: '*fault' says what and where, in that tongue. */
MUST_USE rc report_parse(struct arena *a, enum tongue tongue, const struct report_text *text,
                         const struct report **ret_report, struct report_fault *fault);
void report_text(struct arena *a, const struct report *r, struct report_text *ret_text);
bool report_equal(const struct report *a, const struct report *b);
/* With that measure alone, in no order and as a table: who is behind its figures stays the same. */
struct report report_of_measure(const struct report *r, size_t measure);

/* The same as one address, "by=tier&show=customers", of which a page is asked behind "?"; also with
 * spaces and signs as people type them.  Parameters that are not a report's are faults. */
MUST_USE rc report_from_address(struct arena *a, enum tongue tongue, struct text address,
                                const struct report **ret_report, struct report_fault *fault);
struct text report_address(struct arena *a, const struct report *r);

/* ---- words ---- */

/* "金融资产", "Financial assets" */
struct text report_field_told(enum tongue tongue, enum customer_field field);
/* "金融资产 年日均 较上月末" */
struct text report_measure_told(struct arena *a, enum tongue tongue,
                                const struct report_measure *m);
struct text report_dim_told(struct arena *a, enum tongue tongue, const struct report_dim *d);
struct text report_moment_told(struct arena *a, enum tongue tongue, struct report_moment m);

/* What this report counts: one sentence each of whom, by what, which figures and how they are
 * worked out, of which days, whose organisation counts. */
struct report_sentences {
    const struct text *items;
    size_t len;
};
struct report_sentences report_told(struct arena *a, enum tongue tongue, const struct report *r);

/* ---- what can be asked: menus ---- */

bool report_dim_of_field(enum customer_field field, enum report_dim_kind *ret_kind);
bool report_measures_field(enum customer_field field); /* may be summed */
bool report_averages_field(enum customer_field field); /* daily values are kept: *_avg */
