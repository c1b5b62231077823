#pragma once
/* db -- connections to PostgreSQL, transactions, and the values that queries take and give.
 *
 * This is the only room that sees libpq.  Queries are written in .sql files beside the C they
 * serve; sqlgen turns x.sql into x.sql.h, whose functions q_name(db, ...) are all there is to call
 * (tools/meson.build says how, tools/sqlgen.c what may be written).
 *
 * A struct db is one connection.  It belongs to one thread at a time.  A function that fails leaves
 * its one-line message in db_why; the outcomes are
 *     E_CONFLICT     unique or exclusion constraint, serialisation failure, deadlock, lock not got
 *     E_UNAVAILABLE  connection lost, server stopped, disk full: the message says what to do
 *     E_NOT_FOUND    a :one query found no row
 *     E_INTERNAL     everything else, with the server's message
 * After a failure inside a transaction nothing but db_rollback is possible. */
#include "base/arena.h"
#include "base/value.h"
#include "base/why.h"

struct db;

/* conninfo: "postgresql://..." or "host=... dbname=...".  E_USAGE: it is neither; E_UNAVAILABLE:
 * the server does not answer or is older than 15.  The caller owns *ret_db (db_close). */
MUST_USE rc db_open(const char *conninfo, struct db **ret_db, struct why *why);
struct db *db_close(struct db *db); /* NULL is fine; returns NULL */

/* Connects again where the connection was lost (db_lost); what was prepared is forgotten. */
MUST_USE rc db_reopen(struct db *db, struct why *why);
bool db_lost(const struct db *db);

/* As db_lost, after a look whether the server has gone since the last query. */
bool db_hung_up(struct db *db);

/* The two kinds of transaction: read committed and read-write; one snapshot and read-only.  The
 * begin travels with the first statement, and nobody waits for the end of one that only reads: what
 * goes wrong with them is told by the next statement. */
MUST_USE rc db_begin(struct db *db);
MUST_USE rc db_begin_read(struct db *db);

/* Until the transaction that has begun ends, its queries work as another role of the server: 1 to
 * 7, by the caller's own numbers.  The server keeps plans for each of them: policies are part of a
 * plan, and making one anew costs more than most queries. */
void db_as(struct db *db, unsigned role);

/* The next query (no :maybe) travels with the one after it (or the commit), in one message: its
 * arguments and the place of its rows must stay until then, and what goes wrong with it is told
 * there.  Eight at most. */
void db_ahead(struct db *db);
MUST_USE rc db_settle(struct db *db); /* sends what still waits to be */

/* There may be nothing to do for a while: lets the last reading transaction end.  Does not wait. */
void db_idle(struct db *db);

/* Where the connection is lost while committing, nobody knows whether it was done; the message says
 * so.  A transaction in which something failed is never committed: E_INTERNAL. */
MUST_USE rc db_commit(struct db *db);

/* From now on every COPY into a table of this connection follows the emptying of that table in the
 * same transaction: its rows are written as nothing will ever have to look at them again. */
void db_copy_frozen(struct db *db);

/* Ends whatever is open, a half-way COPY too; nothing open is fine.  db_why is kept. */
void db_rollback(struct db *db);

const char *db_why(const struct db *db);        /* the last failure; "" before the first */
const char *db_constraint(const struct db *db); /* the constraint it violated, or "" */

/* Why a call failed, for callers that pass a struct why: returns 'r'. */
rc db_tell(const struct db *db, rc r, struct why *why);

/* Advisory locks of the session: they outlive transactions and end with the connection.  Locking
 * twice needs unlocking twice.  db_lock waits. */
MUST_USE rc db_lock(struct db *db, int64_t key);
MUST_USE rc db_try_lock(struct db *db, int64_t key, bool *ret_got);
MUST_USE rc db_unlock(struct db *db, int64_t key);

/* Notices: what other connections say with pg_notify(channel, payload), each when its transaction
 * commits.  db_listen asks for those of a channel from now on; asked again it changes nothing but
 * proves that the connection is still there.  A connection that waits is used for nothing else; no
 * transaction may be open. */
MUST_USE rc db_listen(struct db *db, const char *channel);

/* Waits for the next notice, at most 'millis' (below 0: for ever), or until something can be read
 * from 'wake' (a descriptor, -1: none; nothing is read from it).  *ret_payload: the arena's; a NULL
 * pointer where none came.  E_UNAVAILABLE: the connection is lost; after db_reopen one listens
 * anew, and does not know what was said meanwhile. */
MUST_USE rc db_wait_notice(struct db *db, struct arena *a, int wake, int millis,
                           struct text *ret_payload);
