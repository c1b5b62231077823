#include "engine/stage.h"

static bool leaves_target(const struct rules *r, const struct stage_facts *f)
{
    if (f->fa >= r->target_limit || f->fa_avg >= r->target_limit)
        return false;
    return f->reached_on == NO_DAY ||
           f->today >= day_add_months(f->reached_on, r->target_keep_months);
}

static bool falls_back(const struct rules *r, const struct stage_facts *f)
{
    if (!f->month_end || !f->month_seen || f->fa_avg >= r->potential_limit)
        return false;
    return f->over_on == NO_DAY || f->over_on < day_month_start(f->today);
}

enum stage stage_next(const struct rules *r, const struct stage_facts *f)
{
    enum stage stage = f->stage;

    if (f->hold != NO_DAY && f->today <= f->hold)
        return STAGE_TARGET;
    if (stage == STAGE_RETAINED && f->acct_max > r->potential_limit)
        stage = STAGE_POTENTIAL;
    if (stage == STAGE_POTENTIAL && (f->fa >= r->target_limit || f->fa_avg >= r->target_limit))
        stage = STAGE_TARGET;
    if (stage == STAGE_TARGET && leaves_target(r, f)) {
        bool keeps = f->acct_max > r->potential_limit || f->fa_avg >= r->potential_limit;
        stage = keeps ? STAGE_POTENTIAL : STAGE_RETAINED;
    }
    if (stage == STAGE_POTENTIAL && falls_back(r, f))
        stage = STAGE_RETAINED;
    return stage;
}
