#pragma once
/* streams -- answers that go on (server-sent events): private to src/web, free of sockets.
 *
 * The table knows whose each stream is and what it has still to say.  Who publishes only leaves
 * bytes and wakes the stream; the event loop takes them.  Nobody waits for a client that reads
 * slowly: when it has too much to hear, all of it is replaced by one line that says "look again".
 * One lock for all; under it nothing waits for network or database.  Any thread. */
#include <pthread.h>

#include "web/http.h"

enum {
    STREAM_BYTES_MOST = 512, /* that a stream may have to say */
    STREAMS_A_SESSION = 6,
    STREAM_SILENT_SECONDS =
        15, /* then a line that says nothing shows whether the client is there */
};

struct stream {
    struct stream *next, **at;
    struct stream_of of;
    void *place; /* what the calls are given */
    uint64_t said_ns, ends_ns;
    bool asleep, ending;
    size_t len;
    char waiting[STREAM_BYTES_MOST];
};

/* What is done to a stream's place; called under the lock: must not block. */
struct stream_calls {
    void (*sleep)(void *place);
    void (*wake)(void *place);
    bool (*is_gone)(void *place); /* of one that sleeps: has the client hung up? */
};

struct streams {
    pthread_mutex_t lock;
    struct stream *first;
    size_t len, most;
    bool closed;
    struct stream_calls calls;
};

void streams_init(struct streams *s, size_t most, struct stream_calls calls);
void streams_release(struct streams *s); /* none may be left */

/* 0, or the status it is refused with: 429 (the session has too many), 503 (too many in all, or the
 * server ends).  Those of the session whose clients have hung up end: who goes from page to page
 * leaves one on each.  'begins' is what it says first, at most STREAM_BYTES_MOST. */
int streams_admit(struct streams *s, struct stream *stream, const struct stream_of *of,
                  struct text begins, void *place, uint64_t now_ns);
void streams_leave(struct streams *s, struct stream *stream);

/* What the stream has to say, at most 'room' bytes; 0: nothing, it sleeps; -1: it is over. */
ssize_t streams_take(struct streams *s, struct stream *stream, char *to, size_t room);

/* Which streams are meant; 0: whichever. */
struct stream_call {
    unsigned topics; /* with any of these */
    int32_t staff_id;
};
void streams_send(struct streams *s, struct stream_call to, struct text bytes);
void streams_look_again(struct streams *s); /* all: something may have been missed */

void streams_end(struct streams *s, int64_t session_id); /* of that session, at once */
void streams_tick(struct streams *s, uint64_t now_ns);   /* every second or so */
void streams_close(struct streams *s);                   /* all of them; no new ones */

size_t streams_count(struct streams *s);
