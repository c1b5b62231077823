#pragma once
/* leader -- a thread of a server that does what only one of several servers may do.
 *
 * It leads as long as it holds an advisory lock, which ends with the connection, however the
 * program ends; whoever else wanted it takes over within a second.  While it leads it takes turns:
 * one when somebody tells something on the channel guanhu_live, and one when the time that the last
 * turn named has passed.  A lost connection is opened again, and the lock taken anew. */
#include "platform/bank.h"

struct leader;

struct leader_duty {
    int64_t lock;
    rc (*begin)(void *self, struct db *db); /* it leads from now on; NULL: nothing */
    rc (*turn)(void *self, struct db *db, int *ret_millis); /* until the next one at the latest */
    void *self;
};

/* Comes back when it leads, or somebody else does.  E_UNAVAILABLE: no connection, or no thread. The
 * caller owns *ret_leader (leader_end); 'bank' must outlive it. */
MUST_USE rc leader_begin(const struct bank *bank, const struct leader_duty *duty,
                         struct leader **ret_leader, struct why *why);

/* No further turn begins; the one that goes on comes to its end.  Any thread. */
void leader_close(struct leader *l);
bool leader_closed(const struct leader *l);
int leader_ended(const struct leader *l); /* a descriptor: can be read when its last turn ended */

/* Closes it, waits for its last turn, and releases it.  NULL is fine. */
void leader_end(struct leader *l);
