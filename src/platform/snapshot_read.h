#pragma once
/* Private to the store: reading a snapshot from the database. */
#include "engine/snapshot_make.h"
#include "platform/bank.h"

/* What there is already; the newest that still is as it was is gone on from. */
struct snapshots_held {
    struct snapshot *const *items; /* newest first; NULL: none */
    size_t len;
    bool care_changed; /* who manages whom is to be read again in any case */
};

/* The newest published day.  *ret_snapshot: the caller's (snapshot_unref); NULL: no day was
 * published, or held->items[0] is as it should be.  'db' is without a transaction, before and
 * after.  E_CONFLICT: somebody rebuilds what is to be read; try again. */
MUST_USE rc snapshot_read_until(const struct bank *bank, struct db *db, day d,
                                struct snapshot **ret_snapshot, struct why *why);
MUST_USE rc snapshot_read(const struct bank *bank, struct db *db, const struct snapshots_held *held,
                          struct snapshot **ret_snapshot, struct why *why);
