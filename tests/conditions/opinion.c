#include "opinion.h"

#include "plain.h"

struct condition_of condition_of(const struct asking *x)
{
    return (struct condition_of){.day = x->snapshot->day,
                                 .first_day = x->snapshot->first_day,
                                 .with = x->bank.with,
                                 .stands_for = x->bank.stands_for};
}

static rc by_sql(const struct asking *x, const struct cond *c, bool *ret, bool *ret_knows,
                 struct why *why)
{
    const struct condition_of of = condition_of(x);
    struct int8s ids;
    TRY(db_tell(x->db, condition_customers(x->db, c, &of, x->arena, &ids), why));
    for (size_t i = 0; i < ids.len; i++) {
        uint32_t row;
        if (!snapshot_find(x->snapshot, ids.items[i], &row))
            return why_say(why, E_INTERNAL, "the snapshot has no customer %" PRId64, ids.items[i]);
        ret[row] = true;
    }
    *ret_knows = true;
    return OK;
}

/* What the snapshot has not is no difference. */
static rc bind(const struct asking *x, const struct cond *c, const struct evaluation **ret,
               bool *ret_knows, struct why *why)
{
    rc r = evaluation_new(x->arena, x->snapshot, c, &x->bank, ret, why);
    *ret_knows = r == OK;
    return r == E_UNAVAILABLE ? OK : r;
}

static rc by_sets(const struct asking *x, const struct cond *c, bool *ret, bool *ret_knows,
                  struct why *why)
{
    const struct evaluation *e;
    TRY(bind(x, c, &e, ret_knows, why));
    if (!*ret_knows)
        return OK;
    const struct set *members = evaluate(e, NULL, x->arena);
    for (uint32_t row = 0; row < x->snapshot->count; row++)
        ret[row] = set_has(members, row);
    return OK;
}

static rc by_one(const struct asking *x, const struct cond *c, bool *ret, bool *ret_knows,
                 struct why *why)
{
    const struct snapshot *s = x->snapshot;
    const struct evaluation *e;
    TRY(bind(x, c, &e, ret_knows, why));
    for (uint32_t row = 0; *ret_knows && row < s->count; row++)
        ret[row] = s->came[row] != NO_DAY && evaluate_one(e, row);
    return OK;
}

static rc by_plain_words(const struct asking *x, const struct cond *c, bool *ret, bool *ret_knows,
                         UNUSED struct why *why)
{
    const struct snapshot *s = x->snapshot;
    *ret_knows = plain_knows(c);
    for (uint32_t row = 0; *ret_knows && row < s->count; row++)
        ret[row] = s->came[row] != NO_DAY && plain_holds(s, c, row);
    return OK;
}

const struct opinion opinions[OPINIONS] = {
    [BY_SQL] = {"SQL", by_sql},
    [BY_SETS] = {"sets", by_sets},
    [BY_ONE] = {"one by one", by_one},
    [BY_WORDS] = {"plain words", by_plain_words},
};
