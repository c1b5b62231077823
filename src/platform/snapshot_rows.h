#pragma once
/* Private to the store: rows of a day, or of all days until it, handed to a maker.  The day is set
 * in the connection's transaction (snapshots_day_set). */
#include "engine/snapshot_make.h"
#include "platform/bank.h"

/* Three threads may hand rows over, each of its own tables. */
enum hand { HAND_REST, HAND_ACCOUNTS, HAND_EVENTS, HANDS };

struct rows_to {
    struct maker *maker;
    const char *damaged[HANDS]; /* by whom: the table of a row that cannot be; NULL: none */
};

/* whole: all days until that one.  E_INVALID: to->damaged says where. */
MUST_USE rc rows_of_customers(struct rows_to *to, struct db *db, bool whole);
MUST_USE rc rows_of_accounts(struct rows_to *to, struct db *db, bool whole); /* and cards */
MUST_USE rc rows_of_events(struct rows_to *to, struct db *db, bool whole);
