#pragma once
/* saved_views -- the views of a list that somebody may choose from, and the
 * forms that keep, drop and set them (platform/view.h).
 *
 * A view is chosen by its address: what it holds, and "view=ID", which says under which name.
 * "view=0" is the list as it is, where it would begin with a view. */
#include "web/request.h"

struct list;

struct saved_view {
    int64_t view_id;
    struct text name, query, owner;
    bool is_mine, is_shared, is_first;
};

struct saved_views {
    struct saved_view *items;
    size_t len;
    const struct saved_view *first;   /* with which the list begins; NULL: as it is */
    const struct saved_view *current; /* which the address names; NULL */
};

/* 'kept' as view_kept has it; the arena's. */
void saved_views_read(struct req *r, struct text kept, struct saved_views *ret);

struct text saved_view_url(struct req *r, struct text path, const struct saved_view *view);

/* The query of this request's address as a view would keep it: filters, order, and these columns;
 * "" : the list as it is. */
struct text saved_view_query(struct req *r, struct text columns);

extern const struct module saved_views_module;
