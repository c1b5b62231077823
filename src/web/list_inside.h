#pragma once
/* list_inside -- private to src/web: what a list's address asks for (list.c), and its page
 * (list_page.c). */
#include "platform/view.h"
#include "web/list.h"
#include "web/saved_views.h"

struct asked {
    const struct list *list;
    bool *shown;           /* for each column */
    struct list_ask ask;   /* its orders; of which rows, its reader says */
    int64_t page;          /* from 1 */
    struct view_kept kept; /* by the person: columns, views */
    struct saved_views views;
    bool as_csv;
};

/* The rows of a page or a block, masked. */
struct list_part {
    struct list_rows rows;
    int64_t total; /* of the whole list */
};

/* From the request: its order and columns named, its page. */
MUST_USE rc list_read_asked(struct req *r, struct asked *ret);
/* Those of the address, else those kept, else those not hidden. */
void list_choose_columns(const struct req *r, struct asked *a);

/* ---- rows ---- */

bool list_picks_it(const struct list *list, const struct list_ask *ask); /* in all its orders */
MUST_USE rc list_refuse_too_many(struct req *r);
MUST_USE rc list_fetch_part(struct req *r, const struct list *list, const struct list_ask *ask,
                            struct list_part *ret);

/* Is given the rows of a list, masked, block after block; they live until it comes back. */
struct list_taker {
    rc (*take)(struct list_taker *t, const struct list_rows *rows);
};
/* The rows of these keys, which stand in the order asked for; closes what it opens in scope. */
MUST_USE rc list_walk(struct req *r, const struct list *list, const struct list_ask *ask,
                      struct int8s keys, struct list_taker *taker);
/* All rows, ask->limit at most. */
MUST_USE rc list_walk_all(struct req *r, const struct list *list, const struct list_ask *ask,
                          struct list_taker *taker);

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
void list_csv_cell(struct arena *a, struct buf *out, struct text value);
void list_csv_titles(struct req *r, const struct asked *a, struct buf *out);
void list_csv_rows(struct req *r, const struct asked *a, const struct list_rows *rows,
                   struct buf *out);
MUST_USE rc list_send_csv(struct req *r, struct asked *a);

/* ---- what stands where ---- */

struct text list_given(const struct req *r, const char *name);
int list_order_named(const struct list *list, struct text name); /* -1: none */
const struct field *list_field(const struct list *list, const struct list_column *c);
const void *list_row_at(const struct list *list, const struct list_rows *rows, size_t i);

/* The columns by which the rows stand, from 0; -1: not by that one. */
int list_order_at(const struct asked *a, int rank);
int list_rank_of(const struct asked *a, const char *column);
/* The address with one more of them, or that one the other way round. */
struct text list_then_url(struct req *r, const struct asked *a, const char *column,
                          const char *order);
struct list_view;
void list_add_sorts(struct req *r, const struct asked *a, struct list_view *v);
void list_add_views(struct req *r, const struct asked *a, struct list_view *v);

MUST_USE rc list_page_show(struct req *r, const struct asked *a, const struct list_part *part);
