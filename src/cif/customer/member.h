#pragma once
/* member -- customers as rows of a list about a set of them: an audience, a list, a tag.
 *
 * Figures come from the readers' store, names from the database, of the customers that the page has
 * opened: who may not be seen is not on it. */
#include "engine/reach.h"
#include "web/list.h"

struct member_row {
    int64_t customer_id;
    struct text customer_no, name;
    int16_t stage, tier, standing;
    struct text home_name, manager_name; /* may be null */
    int64_t aum, fa_avg, deposits;
    struct opt_int8 aum_month;
    day came_on;
};
extern const struct record member_row_record;

enum { MEMBER_COLUMNS = 12, MEMBER_ORDERS = 18, MEMBER_ORDER_FIRST = 1 /* -aum */ };
extern const struct list_column member_columns[MEMBER_COLUMNS];
extern const struct query_order member_orders[MEMBER_ORDERS];

/* For list_pick: those of the set whom the person may see, as ordered. */
MUST_USE rc member_pick(struct req *r, const struct reach *set, const struct list_ask *ask,
                        struct list_keys *ret_keys);
/* list_fill: opens them, and puts their rows together. */
MUST_USE rc member_fill(struct req *r, struct int8s ids, struct list_rows *ret_rows);

/* A list of members; what differs: title, what is said where there is none, and the handlers. */
#define MEMBER_LIST(title_, empty_, pick_, open_, show_)                                           \
    {                                                                                              \
        .title = (title_), .empty = (empty_), .columns = member_columns,                           \
        .columns_len = MEMBER_COLUMNS, .row = &member_row_record, .orders = member_orders,         \
        .orders_len = MEMBER_ORDERS, .first_order = MEMBER_ORDER_FIRST, .pick = (pick_),           \
        .fill = member_fill, .key = "customer_id", .customers = list_keys_are_customers,           \
        .open = (open_), .show = (show_)                                                           \
    }

/* Where the readers' store has these customers at home, and who manages them; 0: nobody knows. */
struct placed {
    struct int4s homes, managers;
};
struct placed placed_of(const struct snapshot *s, struct int8s ids, struct arena *a);

/* The same customers as a reach. */
struct set;
struct reach reach_of_set(const struct set *members, struct arena *a);

/* The set of these customers, cut to whom the person may see; the request's arena. */
MUST_USE rc member_reach(struct req *r, struct int8s ids, struct reach *ret_reach);
