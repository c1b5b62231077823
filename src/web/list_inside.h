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
    void *beside; /* of list->open */
};

/* The rows of a page or a block, masked. */
struct list_part {
    struct list_rows rows;
    int64_t total; /* of the whole list */
};

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
