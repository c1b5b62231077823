#pragma once
/* asked_cond -- random conditions over an asked bank, their names resolved: what the bank has of
 * everything is called by its number. */
#include "cond/test_random_condition.h"
#include "engine/test_asked_bank.h"

UNUSED static rc asked_find(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
                            struct text *ret_nearest)
{
    (void)with, (void)kind, (void)ret_nearest;
    bool is_below = name.ptr[0] == '-';
    *ret_id = 0;
    for (size_t i = is_below; i < name.len; i++)
        *ret_id = 10 * *ret_id + name.ptr[i] - '0';
    *ret_id = is_below ? -*ret_id : *ret_id;
    return OK;
}

UNUSED static struct random_conditions asked_how(uint64_t *seed, struct arena *a)
{
    static const char *const texts[] = {"教师", "教",    "a",           "ab",     "b",
                                        "王",   "基金A", "credit card", "nobody", NULL};
    static const char *const sets[] = {"1", "2", "3", "4", "5", "6", "7", NULL};
    static const char *const orgs[] = {"1", "2", "3", "4", "7", "8", "19", "46", "47", "90", NULL};
    static const char *const products[] = {"1", "3", "7", "12", "99", "-1", "-2", NULL};
    static const char *const sides[] = {"0", "1", "15", NULL};
    static const char *const levels[] = {"0", "1", "2", "3", "8", NULL};
    return (struct random_conditions){.arena = a,
                                      .seed = (*seed)++,
                                      .texts = texts,
                                      .names = {[NAMED_ORG] = orgs,
                                                [NAMED_STAFF] = orgs,
                                                [NAMED_PRODUCT] = products,
                                                [NAMED_TAG] = sets,
                                                [NAMED_LIST] = sets,
                                                [NAMED_AUDIENCE] = sets,
                                                [NAMED_SCHEME] = sides,
                                                [NAMED_LEVEL] = levels},
                                      .today = MADE_DAY};
}

UNUSED static const struct cond *asked_resolved(struct arena *a, const struct cond *c)
{
    const struct cond_names names = {.find = asked_find};
    const struct cond *resolved = NULL;
    struct cond_fault fault;
    CHECK_OK(cond_resolve(a, c, &names, &resolved, &fault));
    return resolved;
}

UNUSED static const struct cond *asked_cond(uint64_t *seed, struct arena *a, unsigned depth)
{
    struct random_conditions r = asked_how(seed, a);
    r.depth = depth;
    return asked_resolved(a, random_condition(&r));
}

/* A single test. */
UNUSED static const struct cond *asked_test(uint64_t *seed, struct arena *a)
{
    struct random_conditions r = asked_how(seed, a);
    return asked_resolved(a, random_test(&r));
}
