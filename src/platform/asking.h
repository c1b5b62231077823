#pragma once
/* asking -- what no snapshot has is asked of the database: the customers of all the bank who meet a
 * test, on a connection of its own and in nobody's scope.  Whom a person may see is cut out
 * afterwards, as of any set (ADR 0038). */
#include <pthread.h>

#include "cond/condition.h"
#include "platform/bank.h"

struct snapshot;

struct asking {
    const struct bank *bank;
    struct db *db; /* NULL: not yet, or lost */
    pthread_mutex_t lock;
};

/* 'bank' must outlive it. */
void asking_begin(struct asking *asking, const struct bank *bank);
void asking_end(struct asking *asking);

/* Those who meet a resolved condition on the snapshot's day, by id.  One at a time: waits for
 * others.  E_CONFLICT: the day was run again since; E_UNAVAILABLE: the database is away. */
MUST_USE rc asking_customers(struct asking *asking, const struct snapshot *of, const struct cond *c,
                             struct arena *a, struct int8s *ret_customers);
