#include "engine/whatif.h"

#include <pthread.h>

#include "base/arena.h"
#include "engine/fast.h"
#include "engine/figures.h"
#include "engine/stage.h"
#include "engine/tier.h"

enum { BLOCK = HOLDINGS_MOST, WHATIF_THREADS = 16 };

/* ---- the day before ---- */

static void *copy_of(const void *items, size_t count, size_t size)
{
    void *copy = mem_alloc((count + 1) * size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

void whatif_remember(const struct book *before, day last, struct whatif_state *ret)
{
    const struct customers *c = &before->customers;
    uint32_t count = c->keys.count;
    *ret = (struct whatif_state){
        .count = count,
        .stage = mem_alloc(count + (size_t)1),
        .reached_on = copy_of(c->reached_on, count, sizeof *c->reached_on),
        .over_on = copy_of(c->over_on, count, sizeof *c->over_on),
    };
    for (uint32_t i = 0; i < count; i++)
        ret->stage[i] = c->verdict[i].stage;
    if (day_is_month_end(last))
        ret->oldest_aum = copy_of(month_column(c, AUM_MONTHS - 1), count, sizeof(fen));
}

void whatif_release(struct whatif_state *s)
{
    free(s->stage);
    free(s->reached_on);
    free(s->over_on);
    free(s->oldest_aum);
}

/* ---- a block of customers ---- */

struct trial {
    const struct book *book;
    const struct whatif_state *state;
    const struct whatif *w;
    struct plan plan;
    bool weights_same, is_end; /* the last day is a month end */
    struct whatif_levels *levels;
};

struct block {
    uint32_t from, to;
    fen fa[BLOCK];
    fen most[AUM_MONTHS][BLOCK]; /* by plan.windows, as in value.c */
    struct holdings holdings[BLOCK];
};

/* aum at the month end that so many others before the last day followed, of rows below *ret_to;
 * those from there on were not there. */
static const fen *past_aum(const struct trial *t, int others, uint32_t *ret_to)
{
    if (!t->is_end || others < AUM_MONTHS - 1)
        return month_column(&t->book->customers, others + t->is_end);
    if (*ret_to > t->state->count)
        *ret_to = t->state->count;
    return t->state->oldest_aum;
}

FAST static void take_most(const fen *restrict column, uint32_t from, uint32_t to,
                           fen *restrict most)
{
    for (uint32_t i = from; i < to; i++)
        most[i - from] = column[i] > most[i - from] ? column[i] : most[i - from];
}

static void find_most(const struct trial *t, struct block *k)
{
    const fen *before = t->book->customers.aum + k->from;
    int month = 0;
    for (size_t w = 0; w < t->plan.window_count; before = k->most[w++]) {
        memcpy(k->most[w], before, (k->to - k->from) * sizeof *before);
        for (; month < t->plan.windows[w]; month++) {
            uint32_t to = k->to;
            const fen *past = past_aum(t, month, &to);
            take_most(past, k->from, to, k->most[w]);
        }
    }
}

static void find_assets(const struct trial *t, struct block *k)
{
    uint32_t rows[BLOCK] = {0}, count = k->to - k->from;
    if (t->weights_same) {
        memcpy(k->fa, &t->book->customers.fa[k->from], count * sizeof *k->fa);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        rows[i] = k->from + i;
    holdings_of(t->book, rows, count, t->book->today, k->holdings);
    for (uint32_t i = 0; i < count; i++)
        k->fa[i] = financial_assets(t->w->rules, &k->holdings[i].sums);
}

/* The sum of the year with the last day's assets as these rules weigh them. */
static fen year_sum(const struct trial *t, uint32_t i, fen fa)
{
    const struct customers *c = &t->book->customers;
    return t->plan.new_year ? fa : fen_clamp((int128_t)c->fa_ytd[i] - c->fa[i] + fa);
}

static uint8_t stage_of(const struct trial *t, uint32_t i, fen fa, fen ytd)
{
    const struct customers *c = &t->book->customers;
    const struct rules *r = t->w->rules;
    bool known = i < t->state->count, by_hand = c->marks[i] & MARK_TARGET_BY_HAND;
    bool reaches = fa >= r->target_limit || ytd >= t->plan.target_ytd;
    bool over = c->acct_max[i] >= r->potential_limit;
    day today = t->plan.today;
    return (uint8_t)stage_next(r,
                               &(struct stage_facts){
                                   .stage = known ? (enum stage)t->state->stage[i] : STAGE_RETAINED,
                                   .fa = fa,
                                   .fa_avg = average_over(ytd, t->plan.days_of_year),
                                   .acct_max = c->acct_max[i],
                                   .today = today,
                                   .reached_on = reaches ? today
                                                 : known ? t->state->reached_on[i]
                                                         : NO_DAY,
                                   .over_on = over    ? today
                                              : known ? t->state->over_on[i]
                                                      : NO_DAY,
                                   .hold = by_hand ? c->target_hold[i] : NO_DAY,
                                   .month_end = true,
                                   .month_seen = t->plan.month_seen,
                               });
}

static void set_figures(const struct trial *t, const struct block *k, uint32_t i, struct figures *f)
{
    const struct customers *c = &t->book->customers;
    fen ytd = year_sum(t, i, k->fa[i - k->from]);
    f->at[FIGURE_AUM] = c->aum[i];
    f->at[FIGURE_FA] = k->fa[i - k->from];
    f->at[FIGURE_FA_AVG] = ytd;
    f->at[FIGURE_CC_SPEND] = t->w->cc_spend ? t->w->cc_spend[i] : c->cc_spend[i];
    f->at[FIGURE_MORTGAGE] = c->sums[i].mortgage;
    f->at[FIGURE_CREDIT_LOAN] = c->sums[i].credit_loan;
    f->at[FIGURE_CC_GRADE] = c->cc_grade[i];
    f->at[FIGURE_KINDS] = c->kinds[i];
    f->at[FIGURE_STAGE] = stage_of(t, i, f->at[FIGURE_FA], ytd);
    f->at[FIGURE_ACTIVE] = c->active_on[i];
    for (size_t w = 0; w < t->plan.window_count; w++)
        f->at[PLACE_AUM_MAX + t->plan.windows[w] - 1] = k->most[w][i - k->from];
}

static void try_block(const struct trial *t, struct block *k)
{
    const struct customers *c = &t->book->customers;
    find_most(t, k);
    find_assets(t, k);
    for (uint32_t i = k->from; i < k->to; i++) {
        struct figures f;
        set_figures(t, k, i, &f);
        bool by_hand = c->marks[i] & MARK_TIER_BY_HAND && t->plan.today <= c->hand_tier_until[i];
        t->levels[i] = (struct whatif_levels){
            .stage = (uint8_t)f.at[FIGURE_STAGE],
            .tier = by_hand ? c->hand_tier[i] : scheme_level(&t->plan.value, &f),
            .sides = side_levels_of(&t->plan, &f),
        };
    }
}

/* ---- threads ---- */

struct share {
    const struct trial *trial;
    uint32_t from, to;
};

static void *try_share(void *arg)
{
    const struct share *s = arg;
    struct block *k = mem_alloc(sizeof *k);
    for (k->from = s->from; k->from < s->to; k->from = k->to) {
        k->to = s->to - k->from > BLOCK ? k->from + BLOCK : s->to;
        try_block(s->trial, k);
    }
    free(k);
    return NULL;
}

/* A thread that cannot be started leaves its share to this one. */
static void try_all(const struct trial *t, uint32_t count, unsigned threads)
{
    struct share shares[WHATIF_THREADS];
    pthread_t ids[WHATIF_THREADS];
    bool started[WHATIF_THREADS] = {false};
    for (unsigned n = 0; n < threads; n++) {
        shares[n] = (struct share){.trial = t,
                                   .from = (uint32_t)((uint64_t)count * n / threads),
                                   .to = (uint32_t)((uint64_t)count * (n + 1) / threads)};
        if (n > 0)
            started[n] = pthread_create(&ids[n], NULL, try_share, &shares[n]) == 0;
    }
    for (unsigned n = 0; n < threads; n++) {
        if (started[n])
            pthread_join(ids[n], NULL);
        else
            try_share(&shares[n]);
    }
}

void whatif_run(const struct book *book, const struct whatif_state *state, const struct whatif *w,
                unsigned threads, struct whatif_levels *ret_levels)
{
    struct trial *t = mem_alloc(sizeof *t);
    *t = (struct trial){
        .book = book,
        .state = state,
        .w = w,
        .weights_same =
            memcmp(w->rules->weights, w->in_force->weights, sizeof w->rules->weights) == 0,
        .is_end = day_is_month_end(book->today),
        .levels = ret_levels,
    };
    plan_make(&t->plan, book, w->rules);
    t->plan.month_end = true;
    try_all(t, book->customers.keys.count,
            threads < 1                ? 1
            : threads > WHATIF_THREADS ? WHATIF_THREADS
                                       : threads);
    free(t);
}
