#include "engine/tier.h"

/* The level of the first clause whose tests all hold.  Which steps come is nearly the same for all
 * customers: foreseen by the processor, a step need not wait for the one before. */
static uint8_t decide(const struct step *s, const struct step *end, const struct figures *f)
{
    while (s < end) {
        bool holds = f->at[s->place] >= s->at_least;
        if (holds && s->level)
            return s->level;
        while (!holds && !s->level)
            s++;
        s++;
    }
    return 0;
}

uint8_t scheme_level(const struct plan_scheme *s, const struct figures *f)
{
    return decide(s->level.steps, s->level.steps + s->level.count, f);
}

uint64_t side_levels_of(const struct plan *p, const struct figures *f)
{
    uint64_t levels = 0;
    for (size_t side = 0; side < p->side_count; side++)
        levels |= (uint64_t)scheme_level(&p->sides[side], f) << (4 * side);
    return levels;
}

bool level_reached(const struct plan_scheme *s, uint8_t level, const struct figures *f)
{
    const struct reaching *r = &s->reach[level - 1];
    return decide(r->steps, r->steps + r->count, f) != 0;
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

struct standing_state standing_next(const struct plan_scheme *s, const struct figures *f,
                                    uint8_t tier, struct standing_state before)
{
    const struct standing_state unheld = {.ref = 0};
    bool lined = has_line(s->scheme, tier);
    if (before.ref == 0 && !lined)
        return unheld;
    if (lined && tier > before.ref)
        return (struct standing_state){.ref = tier};

    const struct level *held = &s->scheme->levels[before.ref - 1];
    if (level_reached(s, before.ref, f))
        return (struct standing_state){.ref = before.ref};

    int below = before.below + 1;
    if (below > held->give_up_months)
        return (struct standing_state){.ref = lined ? tier : 0, .given_up = true};
    return (struct standing_state){.ref = before.ref,
                                   .below = (uint8_t)below,
                                   .standing = (uint8_t)standing_after(held, below)};
}
