#include "engine/explain.h"

#include "engine/figures.h"
#include "engine/stage.h"
#include "engine/tier.h"

/* ---- what people decided ---- */

static const struct facts_hand *in_force(const struct facts_hand *hands, size_t count, day d)
{
    const struct facts_hand *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (d >= hands[i].from && d <= hands[i].until)
            found = &hands[i];
    return found;
}

static day held_until(const struct customer_facts *f)
{
    const struct facts_hand *hand = in_force(f->targets, f->target_count, f->today);
    return hand ? hand->until : NO_DAY;
}

/* ---- what only the calendar moves ---- */

static void move_months(struct customer_facts *f)
{
    memmove(&f->aum_m.v[1], &f->aum_m.v[0], (AUM_MONTHS - 1) * sizeof f->aum_m.v[0]);
    f->aum_m.v[0] = f->aum;
}

static void move_spend(const struct rules *r, struct customer_facts *f)
{
    for (size_t i = 0; i < f->spend_count; i++) {
        const struct spend *s = &f->spends[i];
        if (s->on == f->today)
            f->cc_spend = fen_add(f->cc_spend, s->amount);
        if (s->on == f->today - r->spend_days)
            f->cc_spend = fen_add(f->cc_spend, -s->amount);
    }
}

static void move_cards(struct customer_facts *f)
{
    uint32_t held = f->held;
    f->cc_grade = GRADE_NONE;
    for (size_t i = 0; i < f->card_count; i++) {
        const struct facts_card *c = &f->cards[i];
        if (c->expires_on != NO_DAY && f->today > c->expires_on)
            continue;
        bool credit = c->kind == CARD_CREDIT;
        held |= UINT32_C(1) << (credit ? CLASS_CREDIT_CARD : CLASS_DEBIT_CARD);
        if (credit && c->grade > f->cc_grade)
            f->cc_grade = c->grade;
    }
    f->kinds = (uint8_t)__builtin_popcount(held);
}

static void move_stage(const struct rules *r, struct customer_facts *f, bool month_end)
{
    const struct facts_hand *hand = in_force(f->targets, f->target_count, f->today);
    fen average = daily_average(f->fa_ytd, f->today);
    if (hand && f->reached_on < hand->from) /* NO_DAY too */
        f->reached_on = hand->from;
    if (f->fa >= r->target_limit || average >= r->target_limit)
        f->reached_on = f->today;
    if (f->acct_max >= r->potential_limit)
        f->over_on = f->today;
    f->verdict.stage =
        (uint8_t)stage_next(r, &(struct stage_facts){
                                   .stage = (enum stage)f->verdict.stage,
                                   .fa = f->fa,
                                   .fa_avg = average,
                                   .acct_max = f->acct_max,
                                   .today = f->today,
                                   .reached_on = f->reached_on,
                                   .over_on = f->over_on,
                                   .hold = hand ? hand->until : NO_DAY,
                                   .month_end = month_end,
                                   .month_seen = day_month_start(f->today) >= f->first_day,
                               });
}

static void figures_of(const struct customer_facts *f, const struct plan *p, struct figures *ret)
{
    ret->at[FIGURE_AUM] = f->aum;
    ret->at[FIGURE_FA] = f->fa;
    ret->at[FIGURE_FA_AVG] = f->fa_ytd;
    ret->at[FIGURE_CC_SPEND] = f->cc_spend;
    ret->at[FIGURE_MORTGAGE] = f->mortgage;
    ret->at[FIGURE_CREDIT_LOAN] = f->credit_loan;
    ret->at[FIGURE_CC_GRADE] = f->cc_grade;
    ret->at[FIGURE_KINDS] = f->kinds;
    ret->at[FIGURE_STAGE] = f->verdict.stage;
    ret->at[FIGURE_ACTIVE] = f->active_on;
    for (size_t w = 0; w < p->window_count; w++)
        ret->at[PLACE_AUM_MAX + p->windows[w] - 1] = aum_max(f->aum, &f->aum_m, p->windows[w]);
}

static void move_levels(const struct rules *r, struct customer_facts *f, bool month_end)
{
    struct plan p;
    struct figures figures;
    struct verdict *v = &f->verdict;
    plan_make_on(&p, f->today, f->first_day, r);
    figures_of(f, &p, &figures);
    uint8_t level = scheme_level(&p.value, &figures);
    if (month_end || level > v->own_tier)
        v->own_tier = level;
    if (!month_end)
        return;
    f->levels = side_levels_of(&p, &figures);

    const struct facts_hand *hand = in_force(f->tiers, f->tier_count, f->today);
    struct standing_state s = {.ref = v->ref, .below = v->below, .standing = v->standing};
    s = standing_next(&p.value, &figures, hand ? hand->tier : v->own_tier, s);
    v->ref = s.ref;
    v->below = s.below;
    v->standing = s.standing;
}

void facts_next_day(const struct rules *r, struct customer_facts *f)
{
    if (day_is_month_end(f->today))
        move_months(f);
    f->today++;
    bool month_end = day_is_month_end(f->today), new_year = day_of_year(f->today) == 1;
    f->fa_ytd = fen_add(new_year ? 0 : f->fa_ytd, f->fa);
    move_spend(r, f);
    move_cards(f);
    move_stage(r, f, month_end);
    if (month_end || r->upgrade_daily)
        move_levels(r, f, month_end);
    const struct facts_hand *hand = in_force(f->tiers, f->tier_count, f->today);
    f->verdict.tier = hand ? hand->tier : f->verdict.own_tier;
}

struct customer_facts facts_at(const struct rules *r, const struct customer_facts *f, day later)
{
    struct customer_facts moved = *f;
    while (moved.today < later)
        facts_next_day(r, &moved);
    return moved;
}

day next_month_end(day after)
{
    return day_add_months(day_month_start(after + 1), 1) - 1;
}

/* ---- the stage ---- */

static enum stage_why why_target(const struct stage_explained *e)
{
    if (e->by_fa || e->by_average)
        return STAGE_REACHES;
    return e->by_hand_until == NO_DAY ? STAGE_KEPT : STAGE_BY_HAND;
}

struct stage_explained explain_stage(const struct rules *r, const struct customer_facts *f)
{
    fen average = daily_average(f->fa_ytd, f->today);
    struct stage_explained e = {.fa_avg = average,
                                .by_fa = f->fa >= r->target_limit,
                                .by_average = average >= r->target_limit,
                                .by_hand_until = held_until(f),
                                .leaves_on = NO_DAY,
                                .not_under_on = f->over_on,
                                .average_keeps = average >= r->potential_limit};
    bool over = f->acct_max > r->potential_limit;
    if (f->verdict.stage == STAGE_TARGET) {
        e.why = why_target(&e);
        e.stage = STAGE_TARGET;
        if (e.why == STAGE_KEPT && f->reached_on != NO_DAY)
            e.leaves_on = day_add_months(f->reached_on, r->target_keep_months);
    } else if (over) {
        e.why = STAGE_OVER;
        e.stage = STAGE_POTENTIAL;
    } else {
        bool stays = f->verdict.stage == STAGE_POTENTIAL;
        e.why = stays ? STAGE_STAYS : STAGE_UNDER;
        e.stage = stays ? STAGE_POTENTIAL : STAGE_RETAINED;
    }
    return e;
}

/* ---- tests and clauses ---- */

/* The day, or the latest month end, at which AUM was the largest of the window. */
static day day_of_most(const struct customer_facts *f, int window)
{
    fen most = aum_max(f->aum, &f->aum_m, window);
    if (f->aum == most)
        return f->today;
    int n = 0;
    while (f->aum_m.v[n] != most)
        n++;
    return day_month_end_before(f->today, n + 1);
}

static int64_t figure_value(const struct customer_facts *f, const struct test *t)
{
    switch (t->figure) {
    case FIGURE_AUM:
        return f->aum;
    case FIGURE_AUM_MAX:
        return aum_max(f->aum, &f->aum_m, t->window);
    case FIGURE_FA:
        return f->fa;
    case FIGURE_FA_AVG:
        return daily_average(f->fa_ytd, f->today);
    case FIGURE_CC_SPEND:
        return f->cc_spend;
    case FIGURE_MORTGAGE:
        return f->mortgage;
    case FIGURE_CREDIT_LOAN:
        return f->credit_loan;
    case FIGURE_CC_GRADE:
        return f->cc_grade;
    case FIGURE_KINDS:
        return f->kinds;
    case FIGURE_STAGE:
        return f->verdict.stage;
    case FIGURE_ACTIVE:
        return f->active_on != NO_DAY && f->active_on > f->today - t->window;
    case FIGURE_COUNT:
        break;
    }
    return 0;
}

static struct test_explained explain_test(const struct test *t, const struct customer_facts *f)
{
    struct test_explained e = {.test = *t, .has = figure_value(f, t), .on = NO_DAY};
    int64_t least = t->at_least;
    if (e.has < least) {
        int64_t from = t->figure == FIGURE_AUM_MAX ? f->aum : e.has;
        e.missing = fen_clamp((int128_t)least - from);
    }
    if (t->figure == FIGURE_AUM_MAX)
        e.on = day_of_most(f, t->window);
    if (t->figure == FIGURE_ACTIVE)
        e.on = f->active_on;
    return e;
}

static struct clause_explained explain_clause(const struct clause *c,
                                              const struct customer_facts *f)
{
    struct clause_explained e = {.count = c->test_count};
    for (size_t i = 0; i < c->test_count; i++)
        e.tests[i] = explain_test(&c->tests[i], f);
    return e;
}

static bool holds(const struct clause_explained *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->tests[i].has < c->tests[i].test.at_least)
            return false;
    return c->count > 0;
}

struct level_explained explain_level(const struct scheme *s, const struct customer_facts *f)
{
    for (size_t level = s->level_count; level > 0; level--) {
        const struct level *l = &s->levels[level - 1];
        for (size_t i = 0; i < l->clause_count; i++) {
            struct clause_explained c = explain_clause(&l->clauses[i], f);
            if (holds(&c))
                return (struct level_explained){.level = (uint8_t)level, .clause = c};
        }
    }
    return (struct level_explained){.level = 0};
}

/* ---- what is missing ---- */

static bool is_money(enum figure figure)
{
    return figure <= FIGURE_CREDIT_LOAN;
}

static void leave_missing(struct clause_explained *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++)
        if (c->tests[i].missing > 0)
            c->tests[kept++] = c->tests[i];
    c->count = kept;
}

/* The nearer way lacks fewer things that no money buys, then less money. */
static int by_distance(const void *a, const void *b)
{
    const struct clause_explained *ways[] = {a, b};
    int others[2] = {0, 0};
    int128_t money[2] = {0, 0};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < ways[k]->count; i++) {
            bool counts = is_money(ways[k]->tests[i].test.figure);
            others[k] += !counts;
            money[k] += counts ? ways[k]->tests[i].missing : 0;
        }
    if (others[0] != others[1])
        return others[0] - others[1];
    return (money[0] > money[1]) - (money[0] < money[1]);
}

struct ways explain_missing(const struct scheme *s, uint8_t level, const struct customer_facts *f)
{
    struct ways w = {.count = 0};
    const struct level *l = &s->levels[level - 1];
    for (size_t i = 0; i < l->clause_count; i++) {
        w.at[i] = explain_clause(&l->clauses[i], f);
        w.open |= holds(&w.at[i]);
        leave_missing(&w.at[i]);
        w.count++;
    }
    if (w.open)
        w.count = 0;
    if (w.count > 1)
        qsort(w.at, w.count, sizeof w.at[0], by_distance);
    return w;
}

/* ---- the standing ---- */

/* The month end on which so many in a row will have been missed, the last counted one being the
 * newest up to today. */
static day missed_on(const struct customer_facts *f, int below)
{
    int more = below - f->verdict.below;
    day on = f->today;
    for (int i = 0; i < more; i++)
        on = next_month_end(on);
    return more > 0 ? on : NO_DAY;
}

/* A clause beside AUM by which the level is reached. */
static bool reached_beside(const struct level *l, const struct customer_facts *f,
                           struct clause_explained *ret)
{
    for (size_t i = 0; i < l->clause_count; i++) {
        struct clause_explained c = explain_clause(&l->clauses[i], f);
        bool past = false;
        for (size_t k = 0; k < c.count; k++)
            past |= c.tests[k].test.figure == FIGURE_AUM_MAX;
        if (past || !holds(&c))
            continue;
        *ret = c;
        return true;
    }
    return false;
}

struct standing_explained explain_standing(const struct rules *r, const struct customer_facts *f)
{
    const struct verdict *v = &f->verdict;
    struct standing_explained e = {.ref = v->ref,
                                   .below = v->below,
                                   .standing = v->standing,
                                   .watch_on = NO_DAY,
                                   .attention_on = NO_DAY,
                                   .churned_on = NO_DAY,
                                   .given_up_on = NO_DAY};
    if (v->ref == 0)
        return e;
    const struct level *l = &r->value.levels[v->ref - 1];
    e.line = l->line;
    e.by_line = f->aum >= l->line;
    e.missing = e.by_line ? 0 : fen_clamp((int128_t)l->line - f->aum);
    e.reached = e.by_line || reached_beside(l, f, &e.clause);
    e.watch_on = missed_on(f, 1);
    e.attention_on = missed_on(f, l->watch_months + 1);
    e.churned_on = missed_on(f, l->attention_months + 1);
    e.given_up_on = missed_on(f, l->give_up_months + 1);
    return e;
}

/* ---- what will be ---- */

static void note_change(struct forecast *all, day on, enum forecast_of what, uint8_t from,
                        uint8_t to)
{
    if (from != to && all->count < FORECAST_MOST)
        all->at[all->count++] = (struct forecast_change){
            .on = on, .what = what, .from = from, .to = to, .lost = FIGURE_COUNT};
}

/* Of the clause that gave the level, the figure of the first test that no longer holds. */
static enum figure lost_figure(const struct clause_explained *held, const struct customer_facts *f)
{
    for (size_t i = 0; i < held->count; i++)
        if (figure_value(f, &held->tests[i].test) < held->tests[i].test.at_least)
            return held->tests[i].test.figure;
    return FIGURE_COUNT;
}

static void note_changes(struct forecast *all, const struct customer_facts *before,
                         const struct customer_facts *now)
{
    const struct verdict *a = &before->verdict, *b = &now->verdict;
    note_change(all, now->today, FORECAST_STAGE, a->stage, b->stage);
    note_change(all, now->today, FORECAST_TIER, a->tier, b->tier);
    note_change(all, now->today, FORECAST_REF, a->ref, b->ref);
    note_change(all, now->today, FORECAST_STANDING, a->standing, b->standing);
    for (size_t side = 0; side < SIDES_MOST; side++) {
        size_t count = all->count;
        note_change(all, now->today, FORECAST_SIDE, side_level(before->levels, side),
                    side_level(now->levels, side));
        if (all->count > count)
            all->at[count].side = (uint8_t)side;
    }
}

/* 'held': what gave the tier at the last month end. */
static void note_reason(struct forecast *all, size_t from, const struct clause_explained *held,
                        const struct customer_facts *now)
{
    for (size_t i = from; i < all->count; i++)
        if (all->at[i].what == FORECAST_TIER && all->at[i].to < all->at[i].from)
            all->at[i].lost = lost_figure(held, now);
}

void forecast_make(const struct rules *r, const struct customer_facts *f, int months,
                   struct forecast *ret)
{
    struct customer_facts now = *f;
    struct clause_explained held = explain_level(&r->value, f).clause;
    ret->count = 0;
    for (int month = 0; month < months; month++) {
        day end = next_month_end(now.today);
        while (now.today < end) {
            struct customer_facts before = now;
            size_t first = ret->count;
            facts_next_day(r, &now);
            note_changes(ret, &before, &now);
            note_reason(ret, first, &held, &now);
        }
        held = explain_level(&r->value, &now).clause;
    }
}

const struct forecast_change *forecast_first(const struct forecast *all, enum forecast_of what)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].what == what)
            return &all->at[i];
    return NULL;
}
