#pragma once
/* roll_keeper -- holds the roll (engine/roll.h) of the published bank and keeps it up to date: a
 * thread of each server.
 *
 * Names come first, some two seconds after the start at 1,000,000 customers; the ends of numbers
 * after them, since each must be unsealed.  Where a day is published what came with it is added; a
 * day that was run again, or taken back, is read in anew as a whole.  What it proposes may be a
 * moment behind the newest day or before it: the database decides. */
#include "engine/roll.h"
#include "platform/bank.h"

struct roll_keeper;

/* Its thread reads from then on.  E_UNAVAILABLE: no connection, or no thread.  'bank' must outlive
 * it; the caller owns *ret_keeper (roll_keeper_end). */
MUST_USE rc roll_keeper_begin(const struct bank *bank, struct roll_keeper **ret_keeper,
                              struct why *why);
void roll_keeper_end(struct roll_keeper *k); /* NULL is fine */

/* Any thread: the roll does not change until it is let go, so let it go before anything is waited
 * for.  NULL: it is not read in yet, and nothing is to be let go. */
const struct roll *roll_hold(struct roll_keeper *k); /* NULL gives NULL */
void roll_let_go(struct roll_keeper *k);
bool roll_has_tails(struct roll_keeper *k); /* the ends of numbers are there too */
