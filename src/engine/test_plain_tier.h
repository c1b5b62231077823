#pragma once
/* test_plain_tier -- schemes asked test by test, as rules.h describes them: the plain twin of what
 * plan.c makes of them.  Only for tests. */
#include "base/test.h"

#include "engine/figures.h"
#include "engine/tier.h"

/* What schemes test. */
struct plain_figures {
    fen aum, fa, fa_ytd, cc_spend, mortgage, credit_loan;
    struct months aum_m; /* month ends before the day */
    int cc_grade, kinds, stage;
    day active_on, today;
};

UNUSED static int64_t plain_value(const struct plain_figures *f, const struct test *t)
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
        return f->stage;
    case FIGURE_ACTIVE:
        return f->active_on != NO_DAY && f->active_on > f->today - t->window;
    case FIGURE_COUNT:
        break;
    }
    fail_msg("no such figure");
    return 0;
}

UNUSED static bool plain_clause_holds(const struct clause *c, const struct plain_figures *f)
{
    for (size_t i = 0; i < c->test_count; i++)
        if (plain_value(f, &c->tests[i]) < c->tests[i].at_least)
            return false;
    return c->test_count > 0;
}

UNUSED static uint8_t plain_level(const struct scheme *s, const struct plain_figures *f)
{
    for (size_t level = s->level_count; level > 0; level--)
        for (size_t i = 0; i < s->levels[level - 1].clause_count; i++)
            if (plain_clause_holds(&s->levels[level - 1].clauses[i], f))
                return (uint8_t)level;
    return 0;
}

/* On aum today, or by a clause that does not look at past aum. */
UNUSED static bool plain_reached(const struct level *l, const struct plain_figures *f)
{
    bool reached = f->aum >= l->line;
    for (size_t i = 0; i < l->clause_count; i++) {
        bool past = false;
        for (size_t k = 0; k < l->clauses[i].test_count; k++)
            past |= l->clauses[i].tests[k].figure == FIGURE_AUM_MAX;
        reached |= !past && plain_clause_holds(&l->clauses[i], f);
    }
    return reached;
}

/* ---- the same, by the plan of the day ---- */

struct planned {
    struct rules rules;
    struct plan plan;
};

/* The scheme as the primary one of a day's plan. */
UNUSED static const struct plan_scheme *plan_scheme(struct planned *p, const struct scheme *s,
                                                    day today)
{
    const struct book b = {.today = today, .first_day = today};
    p->rules = (struct rules){.value = *s};
    plan_make(&p->plan, &b, &p->rules);
    return &p->plan.value;
}

UNUSED static struct figures planned_figures(const struct planned *p, const struct plain_figures *f)
{
    struct figures out = {.at = {[FIGURE_AUM] = f->aum,
                                 [FIGURE_FA] = f->fa,
                                 [FIGURE_FA_AVG] = f->fa_ytd,
                                 [FIGURE_CC_SPEND] = f->cc_spend,
                                 [FIGURE_MORTGAGE] = f->mortgage,
                                 [FIGURE_CREDIT_LOAN] = f->credit_loan,
                                 [FIGURE_CC_GRADE] = f->cc_grade,
                                 [FIGURE_KINDS] = f->kinds,
                                 [FIGURE_STAGE] = f->stage,
                                 [FIGURE_ACTIVE] = f->active_on}};
    for (size_t w = 0; w < p->plan.window_count; w++)
        out.at[PLACE_AUM_MAX + p->plan.windows[w] - 1] =
            aum_max(f->aum, &f->aum_m, p->plan.windows[w]);
    return out;
}

/* The level by both, which must be the same. */
UNUSED static uint8_t level_of(const struct scheme *s, const struct plain_figures *f)
{
    struct planned p;
    const struct plan_scheme *planned = plan_scheme(&p, s, f->today);
    struct figures figures = planned_figures(&p, f);
    uint8_t level = scheme_level(planned, &figures);
    CHECK_INT(level, plain_level(s, f));
    return level;
}
