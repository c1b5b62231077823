#pragma once
/* Private to this room: home_sums -- how many customers are at home in each place, by a short list
 * of codes, and what one amount of theirs comes to.
 *
 * Made by the pass over all rows of who asks first, and kept as long as the day: they are as many
 * numbers as there are places and codes, whatever the number of customers.  Who is gone is not
 * among them. */
#include "engine/cube_inside.h"
#include "engine/made.h"

struct home_sum {
    int64_t count;
    int128_t sum;
};
struct home_sums {
    struct made made;
    uint32_t parts;              /* codes 0 .. parts - 1 */
    const struct home_sum *sums; /* by place, from 0 on, then code */
};
made_free home_sums_free;

/* 'codes' NULL: everybody is one part; 'amount' NULL: they are only counted.  NULL: there is no
 * room for more of them, or there would be too many. */
const struct home_sums *home_sums_get(const struct snapshot *s, const uint8_t *codes,
                                      uint32_t parts, const fen *amount);
