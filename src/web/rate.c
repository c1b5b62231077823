#include "web/rate.h"

#include <pthread.h>

#include "base/arena.h"

enum { SETS = 4096, WAYS = 8 };
#define SECOND UINT64_C(1000000000)
#define MINUTE (60 * SECOND)

/* Each visit moves 'rested' on by one interval, time moves it back; it may lie a minute ahead. */
struct visitor {
    uint64_t who;
    uint64_t rested; /* when all visits are forgotten; 0: nobody */
};

struct rate {
    pthread_mutex_t lock;
    uint64_t interval; /* ns; 0: without limit */
    struct visitor sets[SETS][WAYS];
};

struct rate *rate_new(int64_t per_minute)
{
    struct rate *rate = mem_alloc(sizeof *rate);
    pthread_mutex_init(&rate->lock, NULL);
    rate->interval = per_minute > 0 ? MINUTE / (uint64_t)per_minute : 0;
    return rate;
}

void rate_free(struct rate *rate)
{
    if (!rate)
        return;
    pthread_mutex_destroy(&rate->lock);
    free(rate);
}

/* Numbers that follow one another come to different sets. */
static size_t set_of(uint64_t who)
{
    who ^= who >> 30;
    who *= UINT64_C(0xbf58476d1ce4e5b9);
    who ^= who >> 27;
    who *= UINT64_C(0x94d049bb133111eb);
    return (size_t)((who ^ who >> 31) % SETS);
}

/* Its place, or that of whoever rested longest. */
static struct visitor *place_of(struct rate *rate, uint64_t who)
{
    struct visitor *set = rate->sets[set_of(who)], *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].rested && set[i].who == who)
            return &set[i];
        if (set[i].rested < oldest->rested)
            oldest = &set[i];
    }
    *oldest = (struct visitor){.who = who};
    return oldest;
}

bool rate_take(struct rate *rate, uint64_t who, uint64_t now_ns, int *ret_seconds)
{
    if (rate->interval == 0)
        return true;
    pthread_mutex_lock(&rate->lock);
    struct visitor *v = place_of(rate, who);
    uint64_t from = v->rested > now_ns ? v->rested : now_ns;
    uint64_t rested = from + rate->interval;
    bool may = rested - now_ns <= MINUTE;
    if (may)
        v->rested = rested;
    else
        *ret_seconds = (int)((rested - now_ns - MINUTE + SECOND - 1) / SECOND);
    pthread_mutex_unlock(&rate->lock);
    return may;
}
