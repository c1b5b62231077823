#pragma once
/* view -- saved views of lists: filters, condition, columns and order under a name; the owner's, or
 * shared with an organisation and those below it.
 *
 * A list is named by its route's path; what a view holds is the query of the list's address.  A
 * list may begin with one: that which the person chose, else that of the post in the nearest
 * organisation above.  Within a transaction of that person: nobody changes another one's. */
#include "platform/people.h"

enum { VIEWS_MOST = 50, VIEW_NAME_MOST = 40, VIEW_QUERY_MOST = 16000 };

/* What is kept of a list for somebody: columns chosen ("" where none are), and the views as a JSON
 * array of {view_id, name, query, is_mine, is_shared, owner, is_first}. */
struct view_kept {
    struct text columns, views;
};

/* Travels with the next query: *ret_kept is filled then (db_settle). */
MUST_USE rc view_kept_find(struct db *db, struct arena *a, const struct person *p, const char *list,
                           struct view_kept *ret_kept);

struct view_saving {
    struct text list, name, query;
    struct text about; /* what it is for; empty: its name says it */
    bool is_shared;    /* with the person's organisation */
    int64_t now;
};

/* One of that name is replaced.  E_REFUSED: there are VIEWS_MOST others already. */
MUST_USE rc view_save(struct db *db, const struct person *p, const struct view_saving *saving,
                      int64_t *ret_view_id);

struct view_found {
    struct text list, query;
    bool is_mine;
    struct text name;
    bool is_shared, is_first; /* for the person by the own choice */
    struct text about, owner;
};

/* E_NOT_FOUND: there is none, or it is somebody else's alone. */
MUST_USE rc view_find(struct db *db, struct arena *a, const struct person *p, int64_t view_id,
                      struct view_found *ret_view);

/* Another name, another line about it (NULL pointer: as it was), shared or not.  E_NOT_FOUND: it is
 * not the person's; E_CONFLICT: another view of that list has the name. */
struct view_changing {
    int64_t view_id;
    struct text name, about;
    bool is_shared;
};
MUST_USE rc view_change(struct db *db, struct arena *a, const struct person *p,
                        const struct view_changing *changing);

/* E_NOT_FOUND: it is not the person's. */
MUST_USE rc view_drop(struct db *db, const struct person *p, int64_t view_id);

/* With which view a list begins; 0: as it is.  'post': for all of that post in the person's
 * organisation and below it, -1: for the person. */
MUST_USE rc view_begin(struct db *db, const struct person *p, struct text list, int post,
                       int64_t view_id);
/* The person's own choice does not hold any more. */
MUST_USE rc view_begin_as_others(struct db *db, const struct person *p, struct text list);
