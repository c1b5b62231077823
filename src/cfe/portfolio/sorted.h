#pragma once
/* sorted -- private to src/cfe/portfolio: a page of customers by a number that the readers' store
 * keeps no order of: what they have of some products, their birthday, their months below.
 *
 * As pick.h orders them: equal ones by customer, descending the exact reverse.  Most customers have
 * nothing: those are not sorted, only counted. */
#include "base/arena.h"
#include "engine/snapshot.h"

/* Never below 0. */
typedef int64_t sorted_key(const struct snapshot *s, uint32_t row, const void *of);

struct sorted_how {
    sorted_key *key;
    const void *of;
    bool desc;
    size_t offset, limit;
};

/* 'rows' in ascending order; *ret_rows is the arena's. */
void sorted_page(const struct snapshot *s, const uint32_t *rows, size_t len,
                 const struct sorted_how *how, struct arena *a, const uint32_t **ret_rows,
                 size_t *ret_len);
