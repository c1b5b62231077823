#pragma once
/* scope -- whose customers a user's transaction sees; enforced by the database, below every query
 * (schema/0007_scope.sql).
 *
 * A user's transaction begins with scope_begin, or with session_begin where there is a session, and
 * ends like any other.  From then on customers'
 * tables show nobody (SCOPE_ALL: everybody), until the page opens the customers it is about, of
 * whom the person's post lets through (SEC-2):
 *
 *     SCOPE_ORG     those whose home is the person's organisation or below, and the own ones
 *     SCOPE_OWN     the own ones: managed or co-managed, in service, granted
 *     SCOPE_SERVED  in service (app_serve of schema/0014_search.sql), granted
 *     SCOPE_NONE    nobody
 *
 * Then every query may be asked as if there were no others.  Open a page of a list, not the list:
 * each row is compared with what is open (fifty customers: 1 us).  Partitions cannot be asked
 * directly.  Outside of such a transaction the connection works as the owner, as the batch and the
 * command line do. */
#include "platform/people.h"

struct reach; /* engine/reach.h */
struct snapshot;

/* What a transaction of that person is begun with: what app_scope() gives, and the role. */
struct scope_setting {
    struct text scope, role;
    unsigned plans; /* db_as */
};
struct scope_setting scope_setting(const struct person *p, int64_t now, struct arena *a);

/* Begins a transaction of that person; 'read': one snapshot, read-only.  Goes with the first query
 * (db_ahead). */
MUST_USE rc scope_begin(struct db *db, const struct person *p, bool read, int64_t now,
                        struct arena *a);

/* Within it.  *ret_seen: those of 'customers' that may be seen, in no order; the transaction sees
 * them from now on. */
MUST_USE rc scope_open(struct db *db, const struct person *p, struct int8s customers,
                       struct arena *a, struct int8s *ret_seen);

/* The same with the next query, for pages that need not know: who may not be seen is not found. */
MUST_USE rc scope_open_next(struct db *db, const struct person *p, struct int8s customers);

/* With the next query: what was opened is not any more; for who reads block after block. */
MUST_USE rc scope_close(struct db *db, const struct person *p);

/* Within it: the person's own customers, not opened yet; none for SCOPE_ALL. */
MUST_USE rc scope_own(struct db *db, const struct person *p, struct arena *a,
                      struct int8s *ret_own);

/* Before anybody is served.  E_REFUSED: the roles could escape their policies. */
MUST_USE rc scope_check(struct db *db, struct why *why);

/* A day is published, within its transaction: organisations have other places in the tree. */
MUST_USE rc scope_place_orgs(struct db *db);

/* Customers' tables that were made anew get their policies; within the maker's transaction. */
MUST_USE rc scope_protect(struct db *db);

/* Whose lists the person sees in the readers' store, by the post: everybody's, those at home in the
 * organisation or below, or the managed and co-managed ones. */
struct reach scope_reach(const struct person *p, const struct snapshot *s, struct arena *a);
