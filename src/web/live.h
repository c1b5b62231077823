#pragma once
/* live -- pages hear what happens while they are open.
 *
 * Anybody says it by SQL, within the transaction that makes it true:
 *
 *     select pg_notify('guanhu_live', 'job 17');
 *
 * a topic's word, a space, an id.  The bell (bell.h) of each server hears it at the commit and
 * tells the streams of those who may know.  One stream a browser (GET /live) carries all topics of
 * the post; what it says is only that something changed, never what: pages ask anew, with all
 * checks.
 *
 * "session 17" ends that session's streams; who deletes a session says it.  A stream ends by itself
 * after LIVE_SECONDS, and the browser comes back: so session and permission are proved again. */
#include "web/route.h"

#define LIVE_CHANNEL "guanhu_live"
enum { LIVE_SECONDS = 600 };

extern const struct module live_module;

struct streams;
/* Passes on one notice; what is none ("job", "job 1\n2", an unknown topic) is passed over. */
void live_tell(struct streams *streams, struct text notice);
