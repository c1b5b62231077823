#pragma once
/* Private to the store: what people change between days -- who manages whom, and the sets of
 * customers that they put together.  The day is set in the connection's transaction. */
#include "engine/snapshot_make.h"
#include "platform/bank.h"

/* Who manages whom on the day; customers: the highest number. */
MUST_USE rc live_read_managers(struct db *db, int64_t customers, struct managers **ret);
MUST_USE rc live_read_sets(struct db *db, struct live_sets **ret);

/* What changed since a moment.  *ret_any: whether anything did; managers and sets are NULL where
 * they are as in 's'. */
struct live_changes {
    bool any;
    struct managers *managers;
    struct live_sets *sets;
};
MUST_USE rc live_read_changes(struct db *db, const struct snapshot *s, struct text seen,
                              struct live_changes *ret);

/* The moment that this transaction sees, for live_read_changes. */
MUST_USE rc live_read_moment(struct db *db, struct buf *ret_seen);
