#include "engine/tier.h"

static bool clause_holds(const struct clause *c, const struct figures *f)
{
    for (size_t i = 0; i < c->test_count; i++)
        if (figure_value(f, &c->tests[i]) < c->tests[i].at_least)
            return false;
    return c->test_count > 0;
}

static bool level_holds(const struct level *l, const struct figures *f)
{
    for (size_t i = 0; i < l->clause_count; i++)
        if (clause_holds(&l->clauses[i], f))
            return true;
    return false;
}

uint8_t scheme_level(const struct scheme *s, const struct figures *f)
{
    for (size_t i = s->level_count; i-- > 0;)
        if (level_holds(&s->levels[i], f))
            return (uint8_t)(i + 1);
    return 0;
}

/* The clauses by past AUM do not count for reaching: the line on the day stands in their place. */
static bool by_past_aum(const struct clause *c)
{
    for (size_t i = 0; i < c->test_count; i++)
        if (c->tests[i].figure == FIGURE_AUM_MAX)
            return true;
    return false;
}

bool level_reached(const struct level *l, const struct figures *f)
{
    if (f->aum >= l->line)
        return true;
    for (size_t i = 0; i < l->clause_count; i++)
        if (!by_past_aum(&l->clauses[i]) && clause_holds(&l->clauses[i], f))
            return true;
    return false;
}

static bool has_line(const struct scheme *s, uint8_t level)
{
    return level > 0 && s->levels[level - 1].line > 0;
}

static enum standing standing_after(const struct level *l, int below)
{
    if (below <= l->watch_months)
        return STANDING_WATCH;
    return below <= l->attention_months ? STANDING_ATTENTION : STANDING_CHURNED;
}

struct standing_state standing_next(const struct scheme *s, const struct figures *f, uint8_t tier,
                                    struct standing_state before)
{
    const struct standing_state unheld = {.ref = 0};
    if (before.ref == 0 && !has_line(s, tier))
        return unheld;
    if (has_line(s, tier) && tier > before.ref)
        return (struct standing_state){.ref = tier};

    const struct level *held = &s->levels[before.ref - 1];
    if (level_reached(held, f))
        return (struct standing_state){.ref = before.ref};

    int below = before.below + 1;
    if (below > held->give_up_months)
        return (struct standing_state){.ref = has_line(s, tier) ? tier : 0, .given_up = true};
    return (struct standing_state){.ref = before.ref,
                                   .below = (uint8_t)below,
                                   .standing = (uint8_t)standing_after(held, below)};
}
