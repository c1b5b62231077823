#include "engine/quiet.h"

#include "engine/tier.h"

/* ---- what guards the clauses ---- */

static int64_t lowest(size_t place)
{
    return place == FIGURE_KINDS || place == FIGURE_CC_GRADE ? 0 : INT64_MIN;
}

static void add_guard(struct quiet *q, const struct step *s)
{
    size_t at = 0;
    while (at < q->guard_count && q->guards[at].place != s->place)
        at++;
    if (at == q->guard_count) {
        q->guards[q->guard_count].place = s->place;
        q->guards[q->guard_count++].floor = s->at_least;
    }
    if (s->at_least < q->guards[at].floor)
        q->guards[at].floor = s->at_least;
}

/* By the first test of each clause that some customers cannot but fail; the last has the level. */
static void add_guards(struct quiet *q, const struct decision *d)
{
    bool guarded = false;
    for (size_t i = 0; i < d->count; i++) {
        const struct step *s = &d->steps[i];
        if (!guarded && s->place != FIGURE_STAGE && s->at_least > lowest(s->place)) {
            add_guard(q, s);
            guarded = true;
        }
        if (s->level)
            guarded = false;
    }
}

void quiet_make(struct quiet *q, const struct plan *p)
{
    struct figures f;
    q->guard_count = 0;
    q->month_start = day_month_start(p->today);
    add_guards(q, &p->value.level);
    for (size_t side = 0; side < p->side_count; side++)
        add_guards(q, &p->sides[side].level);
    for (size_t place = 0; place < FIGURE_PLACES; place++)
        f.at[place] = lowest(place);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        f.at[FIGURE_STAGE] = stage;
        uint8_t tier = scheme_level(&p->value, &f);
        uint64_t levels = side_levels_of(p, &f);
        struct standing_state s = standing_next(&p->value, &f, tier, (struct standing_state){0});
        q->stages[stage].possible = s.ref == 0 && tier < p->rules->churning_from &&
                                    grade_due(p->rules, levels) == GRADE_NONE;
        q->stages[stage].tier = tier;
        q->stages[stage].levels = levels;
    }
}

/* ---- the loops ---- */

static void mark_money(uint8_t *loud, const fen *column, size_t count, fen floor)
{
    for (size_t i = 0; i < count; i++)
        loud[i] |= column[i] >= floor;
}

static void mark_mortgage(uint8_t *loud, const struct kept_sums *sums, size_t count, fen floor)
{
    for (size_t i = 0; i < count; i++)
        loud[i] |= sums[i].mortgage >= floor;
}

static void mark_credit_loan(uint8_t *loud, const struct kept_sums *sums, size_t count, fen floor)
{
    for (size_t i = 0; i < count; i++)
        loud[i] |= sums[i].credit_loan >= floor;
}

static void mark_small(uint8_t *loud, const uint8_t *column, size_t count, int64_t floor)
{
    for (size_t i = 0; i < count; i++)
        loud[i] |= column[i] >= floor;
}

static void mark_days(uint8_t *loud, const day *column, size_t count, int64_t floor)
{
    for (size_t i = 0; i < count; i++)
        loud[i] |= column[i] >= floor;
}

/* As it will be with today; carry_on looks at sums that leave 64 bits. */
static void mark_average(uint8_t *loud, const struct customers *c, const struct quiet_rows *rows,
                         fen floor)
{
    for (uint32_t i = rows->from; i < rows->to; i++) {
        fen ytd;
        bool overflow = __builtin_add_overflow(c->fa_ytd[i], c->fa[i], &ytd);
        loud[i - rows->from] |= (ytd >= floor) | overflow;
    }
}

static void mark_past_aum(uint8_t *loud, const struct plan *p, const struct quiet_rows *rows,
                          int window, fen floor)
{
    for (size_t w = 0; w < p->window_count; w++)
        if (p->windows[w] == window)
            mark_money(loud, rows->most[w], rows->to - rows->from, floor);
}

static void mark_by_figure(uint8_t *loud, const struct plan *p, const struct customers *c,
                           const struct quiet_rows *rows, size_t place, int64_t floor)
{
    uint32_t from = rows->from;
    size_t count = rows->to - from;
    if (place == FIGURE_FA)
        mark_money(loud, &c->fa[from], count, floor);
    else if (place == FIGURE_FA_AVG)
        mark_average(loud, c, rows, floor);
    else if (place == FIGURE_CC_SPEND)
        mark_money(loud, &c->cc_spend[from], count, floor);
    else if (place == FIGURE_MORTGAGE)
        mark_mortgage(loud, &c->sums[from], count, floor);
    else if (place == FIGURE_CREDIT_LOAN)
        mark_credit_loan(loud, &c->sums[from], count, floor);
    else if (place == FIGURE_CC_GRADE)
        mark_small(loud, &c->cc_grade[from], count, floor);
    else if (place == FIGURE_KINDS)
        mark_small(loud, &c->kinds[from], count, floor);
    else if (place == FIGURE_ACTIVE)
        mark_days(loud, &c->active_on[from], count, floor);
    else
        mark_money(loud, &c->aum[from], count, floor);
    if (place >= PLACE_AUM_MAX)
        mark_past_aum(loud, p, rows, (int)place - PLACE_AUM_MAX + 1, floor);
}

/* Has what follows from the stage, and stays there (stage.c: who falls back). */
static bool is_settled(const struct quiet *q, const struct plan *p, const struct customers *c,
                       uint32_t i)
{
    const struct verdict v = c->verdict[i];
    bool over = c->acct_max[i] >= p->rules->potential_limit;
    bool falls = (v.stage == STAGE_POTENTIAL) & !over & p->month_seen &
                 (c->over_on[i] < q->month_start); /* NO_DAY too */
    return !falls & q->stages[v.stage].possible & (v.tier == q->stages[v.stage].tier) &
           ((v.ref | v.standing | v.below) == 0) & (c->levels[i] == q->stages[v.stage].levels) &
           (c->vip_grade[i] < GRADE_GOLD);
}

void quiet_mark_others(const struct quiet *q, const struct plan *p, struct customers *c,
                       const struct quiet_rows *rows)
{
    const struct customers all = *c; /* stores into columns cannot reach the copies */
    uint8_t loud[HOLDINGS_MOST] = {0};
    for (size_t g = 0; g < q->guard_count; g++)
        mark_by_figure(loud, p, &all, rows, q->guards[g].place, q->guards[g].floor);
    for (uint32_t i = rows->from; i < rows->to; i++) {
        bool quiet = !loud[i - rows->from] & is_settled(q, p, &all, i);
        all.touched[i] |= quiet ? 0 : TOUCH_LOOK;
    }
}
