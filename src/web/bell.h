#pragma once
/* bell -- hears on a connection of its own what live.h says the database tells, and tells the
 * streams: a thread, private to src/web.
 *
 * Where the connection is lost it connects again, every second until it may; then every page is
 * told to look again, since nobody knows what was said meanwhile.  It also is the streams' clock
 * (streams_tick). */
#include "platform/bank.h"
#include "web/streams.h"

struct bell;

/* E_UNAVAILABLE: no connection, no thread.  'bank' and 'streams' must outlive it; the caller owns
 * *ret_bell (bell_stop). */
MUST_USE rc bell_start(const struct bank *bank, struct streams *streams, struct bell **ret_bell,
                       struct why *why);
void bell_stop(struct bell *b); /* NULL is fine */
