#pragma once
/* plain -- what a condition means, once more and as plainly as can be said: one customer at a time,
 * by the accessors of a snapshot.  It knows the fields whose answers need no more than a line; the
 * others are asked of the engine and of SQL alone. */
#include "cond/condition.h"
#include "engine/snapshot.h"

bool plain_knows(const struct cond *c);
bool plain_holds(const struct snapshot *s, const struct cond *c, uint32_t row);
