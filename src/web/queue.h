#pragma once
/* queue -- requests on their way to the workers: private to server.c. */
#include <pthread.h>

#include "base/base.h"

/* The first member of whatever waits. */
struct queued {
    struct queued *next;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled; /* something waits, or the end is near */
    pthread_cond_t empty;  /* nothing is under way any more */
    struct queued *first, *last;
    size_t waiting, under_way; /* 'under_way' counts those waiting too */
    size_t most;               /* how many may wait */
    bool closed;
};

void queue_init(struct queue *q, size_t most);
void queue_release(struct queue *q);

/* false: too many wait, or the queue is closed.  'accepted' is called first, under the lock, so
 * that the exchange is suspended before any worker can have answered it. */
bool queue_put(struct queue *q, struct queued *e, void (*accepted)(struct queued *e));
struct queued *queue_take(struct queue *q); /* waits; NULL: closed and empty */
struct queued *queue_poll(struct queue *q); /* does not wait; NULL: empty */
void queue_done(struct queue *q);           /* one that was taken is answered */
void queue_close(struct queue *q);          /* and waits until nothing is under way */
