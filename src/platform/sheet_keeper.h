#pragma once
/* sheet_keeper -- holds the sheets of past days (platform/sheet_read.h) and keeps them up to date:
 * a thread of each server.
 *
 * A server that starts serves at once; reports about the past answer when the sheets are there.
 * After a day is published readers have what they had until the new ones take its place. */
#include "base/arena.h"
#include "platform/sheet_read.h"

struct sheet_keeper;

/* E_UNAVAILABLE: no connection, or no thread.  'bank' must outlive it; the caller owns *ret_keeper
 * (sheet_keeper_end). */
MUST_USE rc sheet_keeper_begin(const struct bank *bank, struct sheet_keeper **ret_keeper,
                               struct why *why);
void sheet_keeper_end(struct sheet_keeper *k); /* NULL is fine */

/* As they are now, as long as the arena lives; NULL: they are not there yet.  NULL gives NULL. */
const struct sheets *sheet_keeper_hold(struct sheet_keeper *k, struct arena *a);
