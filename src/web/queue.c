#include "web/queue.h"

void queue_init(struct queue *q, size_t most)
{
    *q = (struct queue){.most = most};
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->filled, NULL);
    pthread_cond_init(&q->empty, NULL);
}

void queue_release(struct queue *q)
{
    pthread_cond_destroy(&q->empty);
    pthread_cond_destroy(&q->filled);
    pthread_mutex_destroy(&q->lock);
}

bool queue_put(struct queue *q, struct queued *e, void (*accepted)(struct queued *e))
{
    pthread_mutex_lock(&q->lock);
    bool fits = !q->closed && q->waiting < q->most;
    if (fits) {
        accepted(e);
        e->next = NULL;
        if (q->last)
            q->last->next = e;
        else
            q->first = e;
        q->last = e;
        q->waiting++;
        q->under_way++;
        pthread_cond_signal(&q->filled);
    }
    pthread_mutex_unlock(&q->lock);
    return fits;
}

/* The first one; under the lock. */
static struct queued *take_first(struct queue *q)
{
    struct queued *e = q->first;
    if (!e)
        return NULL;
    q->first = e->next;
    if (!q->first)
        q->last = NULL;
    q->waiting--;
    return e;
}

struct queued *queue_take(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->closed)
        pthread_cond_wait(&q->filled, &q->lock);
    struct queued *e = take_first(q);
    pthread_mutex_unlock(&q->lock);
    return e;
}

struct queued *queue_poll(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    struct queued *e = take_first(q);
    pthread_mutex_unlock(&q->lock);
    return e;
}

void queue_done(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    if (--q->under_way == 0)
        pthread_cond_broadcast(&q->empty);
    pthread_mutex_unlock(&q->lock);
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->filled);
    while (q->under_way > 0)
        pthread_cond_wait(&q->empty, &q->lock);
    pthread_mutex_unlock(&q->lock);
}
