#pragma once
/* tier -- levels of a scheme, and the standing against the level a customer is held to (rules.md,
 * "Tier" and "Standing"; requirements PCRM-2, PCRM-3). */
#include "engine/plan.h"

/* The highest level of which one clause holds, 0 for none. */
uint8_t scheme_level(const struct plan_scheme *s, const struct figures *f);

/* Of all sides. */
uint64_t side_levels_of(const struct plan *p, const struct figures *f);

/* On AUM today against the level's line, or by one of its other clauses. */
bool level_reached(const struct plan_scheme *s, uint8_t level, const struct figures *f);

struct standing_state {
    uint8_t ref; /* level held against, 0 none */
    uint8_t below;
    uint8_t standing; /* enum standing */
    bool given_up;    /* out: normal only because the reference was given up */
};

/* One month end later.  'tier' is the level in force; levels without a line are held to nothing. */
struct standing_state standing_next(const struct plan_scheme *s, const struct figures *f,
                                    uint8_t tier, struct standing_state before);
