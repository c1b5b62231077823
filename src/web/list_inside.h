#pragma once
/* list_inside -- private to src/web: what a list's address asks for (list.c), and its page
 * (list_page.c). */
#include "web/list.h"

struct asked {
    const struct list *list;
    bool *shown; /* for each column */
    int order;
    int64_t page;     /* from 1 */
    struct text kept; /* the columns that the person chose before; "": none */
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
MUST_USE rc list_page_show(struct req *r, const struct asked *a, const struct list_part *part);
