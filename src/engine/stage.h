#pragma once
/* stage -- retained, potential, target: the daily steps of recognition (rules.md, "Stage"). */
#include "engine/rules.h"

struct stage_facts {
    enum stage stage; /* at the end of the day before */
    fen fa, fa_avg, acct_max;
    day today;
    day reached_on; /* last day, today included, on which fa or fa_avg reached the target limit */
    day over_on; /* last day, today included, on which acct_max was not under the potential limit */
    day hold;    /* target by hand up to and including this day; NO_DAY: not by hand */
    bool month_end;
    bool month_seen; /* the bank's books cover the whole month */
};

/* Whether stage_next can be spared on a day that is no month end, without a target by hand: most
 * customers, most days.  'reaches': fa or fa_avg is at the target limit or above. */
static inline bool stage_settled(const struct rules *r, uint8_t stage, bool reaches, fen acct_max)
{
    bool retained = stage == STAGE_RETAINED, enters = acct_max > r->potential_limit;
    return (retained & !enters) | (!retained & ((stage == STAGE_TARGET) == reaches));
}

enum stage stage_next(const struct rules *r, const struct stage_facts *f);
