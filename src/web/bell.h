#pragma once
/* bell -- hears on a connection of its own what live.h says the database tells, and tells the
 * streams: a thread, private to src/web.
 *
 * Where the connection is lost it has a private server that died started again, and connects, every
 * second until it may; then every page is told to look again, since nobody knows what was said
 * meanwhile.  It also is the streams' clock (streams_tick). */
#include "platform/bank.h"
#include "web/streams.h"

struct bell;

struct snapshots;
struct bell_args {
    const struct bank *bank;
    struct snapshots *snapshots; /* a day is told when it can be read there, not before */
};

/* E_UNAVAILABLE: no connection, no thread.  What it is given must outlive it; the caller owns
 * *ret_bell (bell_stop). */
MUST_USE rc bell_start(const struct bell_args *args, struct streams *streams,
                       struct bell **ret_bell, struct why *why);
void bell_stop(struct bell *b); /* NULL is fine */
