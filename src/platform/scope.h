#pragma once
/* scope -- whose customers a user's transaction sees; enforced by the database, below every query
 * (schema/0007_scope.sql).
 *
 * A user's transaction begins with scope_begin and ends like any other.  From then on customers'
 * tables show, by the person's post (SEC-2):
 *
 *     SCOPE_ALL     everybody
 *     SCOPE_ORG     the own ones, and those given to scope_open whose home is the person's
 *                   organisation or below
 *     SCOPE_OWN     the own ones: managed or co-managed, in service, granted
 *     SCOPE_SERVED  in service, granted
 *     SCOPE_NONE    nobody
 *
 * So a page of one customer, or of a list that the engine gave, opens its customers first and finds
 * what it may; for the narrow posts scope_open only says which of them are seen.  Partitions cannot
 * be asked directly.  Outside of such a transaction the connection works as the owner, as the
 * batch and the command line do. */
#include "platform/people.h"

enum { SERVICE_MINUTES = 30 };

/* Begins a transaction of that person; 'read': one snapshot, read-only.  On failure none is open.
 */
MUST_USE rc scope_begin(struct db *db, const struct person *p, bool read, int64_t now);

/* Within it.  *ret_seen: those of 'customers' that the transaction sees from now on. */
MUST_USE rc scope_open(struct db *db, const struct person *p, struct int8s customers,
                       struct arena *a, struct int8s *ret_seen);

/* The customer is in service by that person for half an hour: where an exact account, card or
 * certificate number was given.  As the owner, before scope_begin; the caller writes the audit. */
MUST_USE rc scope_serve(struct db *db, int32_t staff_id, int64_t customer_id, int64_t now);

/* Before anybody is served.  E_REFUSED: the roles could escape their policies. */
MUST_USE rc scope_check(struct db *db, struct why *why);

/* Customers' tables that were made anew get their policies; within the maker's transaction. */
MUST_USE rc scope_protect(struct db *db);
