#pragma once
/* opinion -- who meets a condition, by one of those that must agree. */
#include "db/condition.h"
#include "engine/evaluate.h"

struct asking {
    struct db *db;
    const struct snapshot *snapshot;
    struct arena *arena;
    struct evaluate_bank bank;
};

struct condition_of condition_of(const struct asking *x);

/* Puts into 'ret', by row, who is in it.  *ret_knows false: it does not know all of the fields. */
struct opinion {
    const char *name;
    rc (*ask)(const struct asking *x, const struct cond *c, bool *ret, bool *ret_knows,
              struct why *why);
};

enum { BY_SQL, BY_SETS, BY_ONE, BY_WORDS, OPINIONS };
extern const struct opinion opinions[OPINIONS]; /* the first knows everything */
