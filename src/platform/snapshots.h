#pragma once
/* snapshots -- the readers' store of a server: all customers at the end of the newest published
 * day, in memory (engine/snapshot.h).
 *
 * Everything comes from PostgreSQL, by a thread and connections of its own.  It is there whole
 * before the server serves; when a day is published, what that day brought is added to the day
 * before; where that cannot be (the last day was run again, the connection was lost for many days)
 * it is read whole anew.  Who manages whom is read again when somebody tells that it changed: "care
 * 0" on the channel guanhu_live, in the transaction that changes it (snapshots_care_changed).
 *
 * The last two days are held, so that requests which began before a day was published find theirs.
 * A request takes exactly the day that its own transaction sees, or none. */
#include "platform/bank.h"
#include "platform/published.h"

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

/* Is called with the newest day that can be taken: at once, and by the store's thread whenever it
 * is another.  One at a time; NULL ends it, and is not called any more afterwards. */
struct snapshots_ear {
    void (*is_there)(void *self, day d);
    void *self;
};
void snapshots_tell(struct snapshots *s, struct snapshots_ear ear);

/* Within the transaction that changes who manages whom: every store reads it again at the commit.
 */
MUST_USE rc snapshots_care_changed(struct db *db);

/* Reads a snapshot whole, or from that of a day before (measurements and tests).  No transaction
 * may be open.  *ret_snapshot: NULL where no day was published. */
MUST_USE rc snapshots_read(const struct bank *bank, const struct snapshot *before,
                           struct snapshot **ret_snapshot, struct why *why);
/* The same of any published day, whole; E_NOT_FOUND: it was not published. */
MUST_USE rc snapshots_read_until(const struct bank *bank, day d, struct snapshot **ret_snapshot,
                                 struct why *why);
