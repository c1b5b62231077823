#pragma once
/* selection -- rows of a list that somebody picked, or all that it leaves: by what they mean, not
 * one by one.
 *
 * A selection is the address of a list (whose conditions, order and columns it is) and either the
 * keys of rows or "all".  It is found anew, as the list's own request of the person who asks, both
 * when an action is chosen and when it is done: who lost a right meanwhile finds nobody, and a key
 * that is not in the list is not found. */
#include "web/list.h"

enum { SELECTION_LIST_MOST = 6000, SELECTION_PICKED_MOST = 20000, SELECTION_ROWS_MOST = 5000000 };

/* As the form of an action begins. */
struct selection_form {
    struct text list;   /* "/customers/mine?tier=gold&sort=-aum" */
    struct text picked; /* keys, a comma between; may come several times */
    bool all;           /* all that the list leaves, whatever is picked */
};
/* clang-format off */
#define SELECTION_INPUTS(type)                                                                     \
    {.name = "list", .kind = KIND_TEXT, .offset = offsetof(type, selection.list), .required = true, .max = SELECTION_LIST_MOST}, \
    {.name = "picked", .kind = KIND_TEXT, .offset = offsetof(type, selection.picked), .max = SELECTION_PICKED_MOST}, \
    {.name = "all", .kind = KIND_BOOL, .offset = offsetof(type, selection.all)}
/* clang-format on */

struct asked;
struct selection {
    struct req *r;       /* who asks */
    struct req *list;    /* the list's own request */
    struct asked *asked; /* its order and columns */
    bool all;
    struct int8s picked; /* as typed, in their order, each once */
};

/* What the form of the request means.  E_INVALID, E_NOT_FOUND, E_REFUSED: in words (fault at
 * "list", or refuse). */
MUST_USE rc selection_read(struct req *r, const struct selection_form *f, struct selection *ret);

/* How many rows; of picked ones, how many were picked. */
MUST_USE rc selection_count(struct selection *s, int64_t *ret_rows);

/* Their keys, in the order of the list, and how many of those picked are not in it any more.  Of a
 * list that is no selection of keys (a query's): none, and only 'all' is possible. */
MUST_USE rc selection_keys(struct selection *s, struct int8s *ret_keys, int64_t *ret_missing);
