#pragma once
/* parts -- private to src/cfe/today: what the page is made of.
 *
 * The page is filled in two steps: first everything that the snapshot knows (rows, sums, order), in
 * memory; then, in one message to the database, the customers shown are opened, and all names
 * (names.h) and the words of the alerts read.  A row whose customer the database does not show is
 * taken off. */
#include "cfe/today/names.h"
#include "engine/pick.h"
#include "engine/totals.h"
#include "pcrm/alert/alert_words.h"
#include "web/panel.h"
#include "web/request.h"

/* ---- what is asked ---- */

enum today_view_code { BY_URGENCY, BY_KIND, BY_CUSTOMER };
enum today_days { DAYS_NEW, DAYS_WEEK }; /* since the last working day; all that are held */
/* enum alert_group, and large movements apart */
enum { GROUP_MOVEMENT = ALERT_INFORMATION + 1, GROUPS };
extern const struct words today_view_words, today_group_words, today_days_words;
extern const struct words watch_words; /* enum amount: what is watched for rises and falls */
extern const struct words since_words; /* enum at: since when */

struct today_in {
    struct opt_int2 view, group, kind, watch, since, days;
    struct opt_int8 org; /* one below the person's own */
    bool mine;           /* of who sees an organisation: only whom the person manages */
    bool related;        /* whom the person looks after beside the main manager */
    int32_t page;
};

/* What all parts of one page work with. */
struct morning {
    struct req *r;
    const struct today_in *in;
    const struct snapshot *s;
    day today; /* the reader's */
    struct reach reach;
    struct names *names;
    bool is_own;  /* the person's own customers, related ones too */
    bool is_wide; /* of several organisations */
    struct text
        org_no; /* in links: of the organisation below the own one; once the names are there */
};

/* The list that shows the customers of the page, those of 'query' ("tier=gold") only; a NULL
 * pointer where the person has none.  Once the names are there. */
struct text customers_url(const struct morning *m, const char *query);

/* This page with other inputs. */
struct text today_url(const struct morning *m, struct today_in in);

/* ---- how something has changed ---- */

struct moved {
    struct opt_int8 amount; /* null: there is nothing to compare with */
    struct text way;        /* "rise", "fall"; a NULL pointer: neither, or as above */
    struct opt_int8 size;   /* without its sign */
    struct text percent;    /* of what it was; a NULL pointer: that was nothing */
};
extern const struct record moved_record;
struct moved moved_since(struct arena *a, const struct snapshot *s, fen now, fen before,
                         enum at at);

/* ---- figures.c: what the customers sum up to ---- */

struct figure_line {
    struct text label;
    bool strong;
    fen now;
    struct moved yesterday, month_end, year_end;
};

struct count_line {
    int16_t tier;
    int32_t customers;
    struct text url;
    struct opt_int4 normal, watch, attention, churned; /* null: of too many customers to count */
};

struct own_figures {
    struct figure_line *lines;
    size_t lines_count;
    struct count_line *tiers;
    size_t tiers_count;
    fen aum, deposits;
    struct moved aum_change, deposits_change;
    int32_t customers, targets, potentials, attention, churned, watch;
    bool has_customers;
    day yesterday, month_end, year_end;
    struct text customers_url, targets_url, attention_url, churned_url;
};
extern const struct record figures_record;
void figures_fill(const struct morning *m, struct own_figures *f);
void figures_named(const struct morning *m, struct own_figures *f);

/* ---- tasks.c: what was raised since the last working day, in order of urgency ---- */

/* One customer, and all that was raised of what is chosen, the most urgent first. */
struct task {
    int64_t customer_id;
    struct text name, manager; /* of other people's customers */
    int16_t tier, standing;
    fen aum;
    struct text icon, tone; /* of the most serious reason: risk, then opportunity */
    struct alert_line *lines;
    size_t lines_count;
};

/* Alerts of one kind: how many, and in the view by kind the first ones. */
struct kind_line {
    int16_t kind;
    int32_t count;
    struct text url;
    bool current;
    struct task *tasks;
    size_t tasks_count;
    bool has_more;
};

struct tab {
    struct text url, label;
    int32_t count;
    bool current;
};
extern const struct record tab_record;

struct tasks {
    struct tab *views, *groups, *spans;
    size_t views_count, groups_count, spans_count;
    day since, until; /* whose alerts they are */
    struct kind_line *chips, *kinds;
    size_t chips_count, kinds_count;
    struct task *items;
    size_t items_count;
    int32_t alerts;            /* of these days */
    int32_t customers, chosen; /* with what is chosen; so many alerts */
    struct opt_int4 listed;    /* alerts that are paged through, where there are more */
    int32_t page, pages;
    struct text previous_url, next_url, all_url;
    bool is_first_day, is_narrowed, is_by_kind, is_by_urgency, is_dated;
    struct alert_line *told; /* all lines, in the order of the tasks */
    size_t told_count;
};
extern const struct record tasks_record;
day tasks_since(const struct morning *m); /* the first day whose alerts are asked for */
void tasks_fill(const struct morning *m, struct tasks *t);
MUST_USE rc tasks_tell(const struct morning *m, struct tasks *t); /* reads their words */
void tasks_named(struct tasks *t);                                /* once the names are there */

/* ---- moves.c: who moved, what comes ---- */

/* One customer in a short list. */
struct short_line {
    int64_t customer_id;
    struct text name, manager, home; /* the latter two of other people's customers */
    int16_t tier, standing;
    struct opt_int2 ref;
    int32_t below; /* months below the line */
    fen amount;
    struct moved change, yesterday;
    day on;
    struct text product;
    bool is_today;
};

struct short_list {
    struct short_line *items;
    size_t items_count;
    int32_t total;
};
extern const struct record short_list_record;

struct moves {
    struct short_list losing;    /* attention and churned, whose assets did not rise */
    struct short_list returning; /* attention and churned, whose assets rose */
    bool has_returning;
    struct short_list key; /* platinum and above whose assets fell; of wide organisations */
    struct tab *watches, *sinces;
    size_t watches_count, sinces_count;
    bool can_watch;
    day since;
    struct short_list falls, rises;
    struct short_list maturities, birthdays;
    int32_t today_count, week_count; /* accounts that mature */
    fen today_amount, week_amount;
    day week_end;
    bool has_birthdays;
    struct text maturities_url, birthdays_url;
};
extern const struct record moves_record;
void moves_fill(const struct morning *m, struct moves *v);
void moves_named(const struct morning *m, struct moves *v); /* once the names are there */

/* ---- below.c: organisations and managers ---- */

struct unit {
    int64_t id; /* of an organisation or a staff member; 0: nobody */
    struct text name, url;
    bool itself;
    int32_t customers, targets, unassigned, attention, churned, alerts;
    fen aum, deposits;
    struct moved yesterday, month_end, year_end;
};

struct below {
    struct unit *path; /* from the person's organisation down to the one shown */
    size_t path_count;
    struct unit *orgs, *managers;
    size_t orgs_count, managers_count;
    int32_t unassigned;
    struct opt_int8 unassigned_aum; /* null: of too many customers to look at each */
    struct text unassigned_url, summary_url;
};
extern const struct record below_record;
void orgs_fill(const struct morning *m, int32_t org_id, struct below *b);
void managers_fill(const struct morning *m, struct below *b);
void below_named(const struct morning *m, struct below *b);
void unassigned_fill(const struct morning *m, int32_t org_id, struct below *b);
