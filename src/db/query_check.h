#pragma once
/* query_check -- compares generated queries with a real schema: for a test that runs on a freshly
 * migrated database.
 *
 *     static const struct query *const tables[] = {q_take_queries, q_customer_queries, NULL};
 *     CHECK_OK(query_check(db, tables, &why));
 *
 * Every query is prepared.  Its parameters must have the types that PostgreSQL would give them by
 * itself (where it cannot know, or guesses otherwise, a cast in the SQL says it), its columns the
 * declared number, names and types; a COPY's columns likewise. */
#include "db/query.h"

/* E_INVALID: 'why' names the first query that does not fit, and what is wrong with it. */
MUST_USE rc query_check(struct db *db, const struct query *const *tables, struct why *why);
