#pragma once
/* snapshots -- the readers' store of a server: all customers at the end of the newest published
 * day, in memory (engine/snapshot.h).
 *
 * Everything comes from PostgreSQL, by a thread and connections of its own.  It is there whole
 * before the server serves; when a day is published, what that day brought is added to the day
 * before; where that cannot be (the last day was run again, the connection was lost for many days)
 * it is read whole anew.  What people change between days -- who manages whom, who is in which tag
 * or list -- is told in the transaction that changes it (snapshots_changed); the store then reads
 * what changed, and no more, and has it within a second.
 *
 * The last two days are held, so that requests which began before a day was published find theirs.
 * A request takes exactly the day that its own transaction sees, or none. */
#include "cond/condition.h"
#include "platform/bank.h"
#include "platform/published.h"

struct asking;
struct snapshot;
struct snapshots;

/* Reads the store whole.  'bank' must outlive it; the caller owns *ret_snapshots (snapshots_end).
 * A bank without a day has an empty store. */
MUST_USE rc snapshots_begin(const struct bank *bank, struct snapshots **ret_snapshots,
                            struct why *why);
void snapshots_end(struct snapshots *s); /* NULL is fine */

/* The snapshot of that publication (NO_DAY: an empty one), for the caller to give back
 * (snapshot_unref); NULL: it is not there, or not yet.  Any thread. */
struct snapshot *snapshots_take(struct snapshots *s, struct published published);

/* By whom what no snapshot has is asked for (platform/asking.h); the store's. */
struct asking *snapshots_asking(struct snapshots *s);

/* Is called with the newest day that can be taken: at once, and by the store's thread whenever it
 * is another.  One at a time; NULL ends it, and is not called any more afterwards. */
struct snapshots_ear {
    void (*is_there)(void *self, day d);
    void *self;
};
void snapshots_tell(struct snapshots *s, struct snapshots_ear ear);

/* Within the transaction that changes it: every store reads it again after the commit.  What is
 * stored is the table change_feed's; the codes stand in its column 'what'. */
enum changed { CHANGED_CARE, CHANGED_MEMBERS, CHANGED_KINDS, CHANGED_SET = CHANGED_KINDS };
/* Who manages these customers; in which sets they are. */
MUST_USE rc snapshots_changed(struct db *db, enum changed what, struct int8s customers);
/* The same of more customers than are worth naming. */
MUST_USE rc snapshots_changed_all(struct db *db, enum changed what);
/* A set came, is no more, has another name or other members. */
MUST_USE rc snapshots_set_changed(struct db *db, int32_t set_id);

/* Once a day: forgets changes that every reader has seen. */
MUST_USE rc snapshots_thin_changes(struct db *db);

/* Reads a snapshot whole, or from that of a day before (measurements and tests).  No transaction
 * may be open.  *ret_snapshot: NULL where no day was published. */
MUST_USE rc snapshots_read(const struct bank *bank, const struct snapshot *before,
                           struct snapshot **ret_snapshot, struct why *why);
/* The same of any published day, whole; E_NOT_FOUND: it was not published. */
MUST_USE rc snapshots_read_until(const struct bank *bank, day d, struct snapshot **ret_snapshot,
                                 struct why *why);
