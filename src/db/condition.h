#pragma once
/* condition -- a condition (cond/condition.h) as SQL over the bank's tables: the one place where
 * SQL is made at run time.
 *
 * It means to the bit what the engine finds in memory, as of any published day: two-valued, a test
 * on something unknown is false; money exact in fen; windows of whole days that end on the day.
 * What people change (tags, lists, who manages whom now) is as it is when it is asked.  Slower than
 * the engine by far: for days that no server holds, for what is not about customers, and for the
 * test that says that the two agree (tests/program/test_conditions.py).
 *
 * A condition becomes a join of queries that stand in condition.sql, each for a part of what is
 * known of customers, on customer_id; values reach it as parameters only. */
#include "cond/condition.h"
#include "db/db.h"

struct condition_of {
    day day;       /* published */
    day first_day; /* the bank's: of days before it no figure is known */
    void *with;
    /* A system tag or an audience that is a condition itself, resolved.  E_NOT_FOUND: it is none,
     * and has members.  A NULL pointer: none is. */
    rc (*stands_for)(void *with, enum name_kind kind, int64_t id, struct arena *a,
                     const struct cond **ret);
};

/* The customers that meet a resolved condition (cond_resolve), in the order of their ids; whoever
 * has come by that day may.  The memory is the arena's.  E_REFUSED: audiences that lead to each
 * other. */
MUST_USE rc condition_customers(struct db *db, const struct cond *c, const struct condition_of *of,
                                struct arena *a, struct int8s *ret_customers);

/* The statement itself, to be read by people: parameters are $1, $2 ... */
MUST_USE rc condition_sql(const struct cond *c, const struct condition_of *of, struct arena *a,
                          struct text *ret_sql);
