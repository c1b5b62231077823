#include "engine/plan.h"

/* Limits have 15 digits (fen_parse): no average of them leaves 64 bits.  The average is
 * (ytd + days / 2) / days, cut towards 0, and for negative ytd the same of its size. */
fen ytd_reaching(fen limit, int days)
{
    int128_t least = (int128_t)limit * days - days / 2;
    return fen_clamp(limit > 0 ? least : least - days + 1 + days / 2 * 2);
}

/* ---- tests ---- */

/* 1 is asked of activity in the window, so any other number is always or never reached. */
static struct step activity_step(const struct plan *p, const struct test *t)
{
    int64_t least = (int64_t)p->today - t->window + 1;
    return (struct step){.place = FIGURE_ACTIVE,
                         .at_least = t->at_least == 1  ? least
                                     : t->at_least < 1 ? INT64_MIN
                                                       : INT64_MAX};
}

static struct step aum_max_step(struct plan *p, const struct test *t)
{
    if (t->window < 1)
        return (struct step){.place = FIGURE_AUM, .at_least = t->at_least};
    size_t at = 0;
    while (at < p->window_count && p->windows[at] < t->window)
        at++;
    if (at == p->window_count || p->windows[at] != t->window) {
        memmove(&p->windows[at + 1], &p->windows[at],
                (p->window_count++ - at) * sizeof p->windows[0]);
        p->windows[at] = t->window;
    }
    return (struct step){.place = (uint8_t)(PLACE_AUM_MAX + t->window - 1),
                         .at_least = t->at_least};
}

static struct step step_of(struct plan *p, const struct test *t)
{
    if (t->figure == FIGURE_AUM_MAX)
        return aum_max_step(p, t);
    if (t->figure == FIGURE_ACTIVE)
        return activity_step(p, t);
    if (t->figure == FIGURE_FA_AVG)
        return (struct step){.place = FIGURE_FA_AVG,
                             .at_least = ytd_reaching(t->at_least, p->days_of_year)};
    return (struct step){.place = (uint8_t)t->figure, .at_least = t->at_least};
}

/* ---- clauses and levels ---- */

/* Puts a clause behind the others; gives the number of steps then. */
static size_t add_clause(struct plan *p, struct step *steps, size_t count, const struct clause *c,
                         size_t level)
{
    size_t end = count + c->test_count;
    for (size_t i = 0; i < c->test_count; i++)
        steps[count + i] = step_of(p, &c->tests[i]);
    if (c->test_count > 0)
        steps[end - 1].level = (uint8_t)level;
    return end;
}

static void make_decision(struct plan *p, struct plan_scheme *s)
{
    struct decision *d = &s->level;
    d->count = 0;
    for (size_t level = s->scheme->level_count; level > 0; level--) {
        const struct level *l = &s->scheme->levels[level - 1];
        for (size_t i = 0; i < l->clause_count; i++)
            d->count = add_clause(p, d->steps, d->count, &l->clauses[i], level);
    }
}

/* The clauses by past AUM do not count for reaching: the line on the day stands in their place. */
static bool by_past_aum(const struct clause *c)
{
    for (size_t i = 0; i < c->test_count; i++)
        if (c->tests[i].figure == FIGURE_AUM_MAX)
            return true;
    return false;
}

static void make_reaching(struct plan *p, struct plan_scheme *s, size_t level)
{
    const struct level *l = &s->scheme->levels[level - 1];
    struct reaching *r = &s->reach[level - 1];
    const struct clause line = {.tests = {{.figure = FIGURE_AUM, .at_least = l->line}},
                                .test_count = 1};
    r->count = add_clause(p, r->steps, 0, &line, level);
    for (size_t i = 0; i < l->clause_count; i++)
        if (!by_past_aum(&l->clauses[i]))
            r->count = add_clause(p, r->steps, r->count, &l->clauses[i], level);
}

static void make_scheme(struct plan *p, struct plan_scheme *s, const struct scheme *scheme)
{
    s->scheme = scheme;
    make_decision(p, s);
    for (size_t level = 1; level <= scheme->level_count; level++)
        make_reaching(p, s, level);
}

void plan_make_on(struct plan *p, day today, day first_day, const struct rules *r)
{
    p->rules = r;
    p->today = today;
    p->days_of_year = day_of_year(today);
    p->month_end = day_is_month_end(today);
    p->new_year = p->days_of_year == 1;
    p->month_seen = day_month_start(today) >= first_day;
    p->first_day = today == first_day;
    p->target_ytd = ytd_reaching(r->target_limit, p->days_of_year);
    p->window_count = 0;
    make_scheme(p, &p->value, &r->value);
    p->side_count = 0;
    for (size_t side = 0; side < SIDES_MOST; side++) {
        make_scheme(p, &p->sides[side], &r->sides[side]);
        if (r->sides[side].level_count > 0)
            p->side_count = side + 1;
    }
}

void plan_make(struct plan *p, const struct book *b, const struct rules *r)
{
    plan_make_on(p, b->today, b->first_day, r);
}
