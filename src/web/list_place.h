#pragma once
/* list_place -- private to src/web: a list by its address, for what is done with lists on other
 * pages: views, columns, actions. */
#include "web/list.h"

struct list_place {
    const struct route *route;
    struct text path; /* its address without the query */
    struct pairs in_path;
    struct text key; /* the route's path: one for all lists of one kind */
};

/* Is there one for this person? */
bool list_place_of(struct req *r, struct text path, struct list_place *ret);
/* E_NOT_FOUND: no list is there, or not for this person. */
MUST_USE rc list_place_find(struct req *r, struct text path, struct list_place *ret);
