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

enum stage stage_next(const struct rules *r, const struct stage_facts *f);
