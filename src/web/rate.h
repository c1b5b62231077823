#pragma once
/* rate -- how often somebody may come: so many a minute, all of them at once after a minute's rest.
 *
 * Kept in memory by each server for itself, in a table of a fixed size: where more come than it
 * holds, those who rested longest are forgotten.  For all threads. */
#include "base/base.h"

struct rate;

/* 'per_minute' 0: without limit.  The caller owns it (rate_free). */
struct rate *rate_new(int64_t per_minute);
void rate_free(struct rate *rate); /* NULL is fine */

/* Whether 'who' may come now (clock_ns), which counts; if not, *ret_seconds until it is worth
 * trying. */
bool rate_take(struct rate *rate, uint64_t who, uint64_t now_ns, int *ret_seconds);
