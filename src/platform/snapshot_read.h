#pragma once
/* Private to the store: reading a snapshot from the database. */
#include "engine/snapshot_make.h"
#include "platform/bank.h"

/* What there is already; the newest that still is as it was is gone on from. */
struct snapshots_held {
    struct snapshot *const *items; /* newest first; NULL: none */
    size_t len;
    bool rang;        /* somebody changed something: look what */
    struct text seen; /* what items[0] knew of it; empty: nobody knows, it is read again */
};

/* The newest published day.  *ret_snapshot: the caller's (snapshot_unref); NULL: no day was
 * published, or held->items[0] is as it should be.  *ret_seen: what the newest knows of people's
 * changes; left as it is where nobody looked.  'db' is without a transaction, before and after.
 * E_CONFLICT: somebody rebuilds what is to be read; try again. */
MUST_USE rc snapshot_read(const struct bank *bank, struct db *db, const struct snapshots_held *held,
                          struct snapshot **ret_snapshot, struct buf *ret_seen, struct why *why);
MUST_USE rc snapshot_read_until(const struct bank *bank, struct db *db, day d,
                                struct snapshot **ret_snapshot, struct why *why);
