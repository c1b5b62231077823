#include "engine/run.h"

#include <pthread.h>

#include "engine/figures.h"
#include "engine/stage.h"
#include "engine/tier.h"

enum { THREADS_MAX = 16 };

static void vecs_init(struct run *run)
{
    vec_init(&run->changed, sizeof(uint32_t));
    vec_init(&run->aum_changed, sizeof(uint32_t));
    vec_init(&run->levels_changed, sizeof(uint32_t));
    vec_init(&run->alerts, sizeof(struct alert));
}

void run_init(struct run *run)
{
    vecs_init(run);
}

void run_release(struct run *run)
{
    vec_release(&run->changed);
    vec_release(&run->aum_changed);
    vec_release(&run->levels_changed);
    vec_release(&run->alerts);
}

/* What is the same for all customers of the day. */
struct calendar {
    const struct rules *rules;
    day today;
    bool month_end, new_year, month_seen, first_day;
};

static struct calendar calendar_of(const struct book *b, const struct rules *r)
{
    return (struct calendar){
        .rules = r,
        .today = b->today,
        .month_end = day_is_month_end(b->today),
        .new_year = day_of_year(b->today) == 1,
        .month_seen = day_month_start(b->today) >= b->first_day,
        .first_day = b->today == b->first_day,
    };
}

/* Takes the holdings in; true when a figure differs from the day before. */
static bool refresh(struct customers *c, uint32_t i, const struct rules *r,
                    const struct holdings *h)
{
    bool same = memcmp(&c->sums[i], &h->sums, sizeof h->sums) == 0 &&
                c->acct_max[i] == h->acct_max && c->cc_grade[i] == h->cc_grade &&
                c->kinds[i] == h->kinds;
    c->sums[i] = h->sums;
    c->acct_max[i] = h->acct_max;
    c->cc_grade[i] = h->cc_grade;
    c->vip_grade[i] = h->vip_grade;
    c->kinds[i] = h->kinds;
    c->fa[i] = financial_assets(r, &h->sums);
    c->aum[i] = assets_under_management(&h->sums);
    return !same;
}

static struct figures figures_of(const struct customers *c, uint32_t i, fen fa_avg, day today)
{
    return (struct figures){
        .aum = c->aum[i],
        .fa = c->fa[i],
        .fa_avg = fa_avg,
        .cc_spend = c->cc_spend[i],
        .mortgage = c->sums[i].v[CLASS_MORTGAGE],
        .credit_loan = c->sums[i].v[CLASS_CREDIT_LOAN],
        .aum_m = &c->aum_m[i],
        .cc_grade = c->cc_grade[i],
        .kinds = c->kinds[i],
        .stage = c->verdict[i].stage,
        .active_on = c->active_on[i],
        .today = today,
    };
}

static void value_stage(struct customers *c, uint32_t i, const struct calendar *cal, fen fa_avg)
{
    const struct rules *r = cal->rules;
    if (c->fa[i] >= r->target_limit || fa_avg >= r->target_limit)
        c->reached_on[i] = cal->today;
    if (c->acct_max[i] >= r->potential_limit)
        c->over_on[i] = cal->today;

    c->verdict[i].stage = (uint8_t)stage_next(r, &(struct stage_facts){
                                                     .stage = c->verdict[i].stage,
                                                     .fa = c->fa[i],
                                                     .fa_avg = fa_avg,
                                                     .acct_max = c->acct_max[i],
                                                     .today = cal->today,
                                                     .reached_on = c->reached_on[i],
                                                     .over_on = c->over_on[i],
                                                     .hold = c->target_hold[i],
                                                     .month_end = cal->month_end,
                                                     .month_seen = cal->month_seen,
                                                 });
}

static void value_tier(struct customers *c, uint32_t i, const struct calendar *cal,
                       const struct figures *f)
{
    struct verdict *v = &c->verdict[i];
    const struct rules *r = cal->rules;

    if (cal->month_end || r->upgrade_daily) {
        uint8_t level = scheme_level(&r->value, f);
        if (cal->month_end || level > v->own_tier)
            v->own_tier = level;
    }
    bool by_hand = c->hand_tier_until[i] != NO_DAY && cal->today <= c->hand_tier_until[i];
    v->tier = by_hand ? c->hand_tier[i] : v->own_tier;
}

/* Standing at a month end; true when the reference was given up. */
static bool value_standing(struct verdict *v, const struct rules *r, const struct figures *f)
{
    struct standing_state s = {.ref = v->ref, .below = v->below, .standing = v->standing};
    s = standing_next(&r->value, f, v->tier, s);
    v->ref = s.ref;
    v->below = s.below;
    v->standing = s.standing;
    return s.given_up;
}

static bool value_levels(struct customers *c, uint32_t i, const struct rules *r,
                         const struct figures *f)
{
    struct side_levels now = {.card = scheme_level(&r->card, f), .mass = scheme_level(&r->mass, f)};
    bool moved = now.card != c->levels[i].card || now.mass != c->levels[i].mass;
    c->levels[i] = now;
    return moved;
}

static void add_row(struct vec *rows, uint32_t customer)
{
    *(uint32_t *)vec_add(rows) = customer;
}

/* The month's aum becomes the newest of the twelve. */
static void close_month(struct customers *c, uint32_t i, struct run *out)
{
    struct months *m = &c->aum_m[i];
    if (c->aum[i] != m->v[0])
        add_row(&out->aum_changed, i);
    memmove(&m->v[1], &m->v[0], sizeof m->v - sizeof m->v[0]);
    m->v[0] = c->aum[i];
}

static bool verdicts_equal(struct verdict a, struct verdict b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void value_month_end(struct book *b, uint32_t i, const struct calendar *cal,
                            const struct figures *f, struct run *out)
{
    if (value_levels(&b->customers, i, cal->rules, f))
        add_row(&out->levels_changed, i);
    if (!cal->first_day)
        alerts_of_month_end(b, cal->rules, i, &out->alerts);
    close_month(&b->customers, i, out);
}

/* Who came today is compared with nobody, whatever opening.csv gave him. */
static struct verdict compared_with(const struct customers *c, uint32_t i)
{
    return c->touched[i] & TOUCH_CAME ? (struct verdict){0} : c->verdict[i];
}

static void value_customer(struct book *b, uint32_t i, const struct calendar *cal, struct run *out)
{
    struct customers *c = &b->customers;
    struct customer_change change = {.customer = i,
                                     .came = c->touched[i] & TOUCH_CAME,
                                     .before = compared_with(c, i),
                                     .fa_before = c->fa[i]};
    bool write = c->touched[i] & TOUCH_WRITE;

    if (c->touched[i] & TOUCH_SUMS) {
        struct holdings h = holdings_of(b, i, cal->today);
        write |= refresh(c, i, cal->rules, &h);
    }
    c->touched[i] = 0;
    c->fa_ytd[i] = fen_add(cal->new_year ? 0 : c->fa_ytd[i], c->fa[i]);
    fen fa_avg = daily_average(c->fa_ytd[i], cal->today);

    value_stage(c, i, cal, fa_avg);
    struct figures f = figures_of(c, i, fa_avg, cal->today);
    value_tier(c, i, cal, &f);
    if (cal->month_end) {
        change.gave_up = value_standing(&c->verdict[i], cal->rules, &f);
        value_month_end(b, i, cal, &f, out);
    }

    change.now = c->verdict[i];
    change.fa = c->fa[i];
    if (write || !verdicts_equal(change.before, change.now))
        add_row(&out->changed, i);
    if (!cal->first_day)
        alerts_of_change(cal->rules, &change, &out->alerts);
}

/* ---- what the calendar alone changes -------------------------------------------------------- */

static void touch_expired_cards(struct book *b)
{
    const struct cards *c = &b->cards;
    for (uint32_t i = 0; i < c->keys.count; i++)
        if (c->expires_on[i] == b->today - 1)
            b->customers.touched[c->customer[i]] |= TOUCH_SUMS;
}

static void touch_moved_rates(struct book *b)
{
    const struct currencies *fx = &b->currencies;
    const struct accounts *a = &b->accounts;
    if (!memchr(fx->changed, 1, fx->keys.count))
        return;
    for (uint32_t i = 0; i < a->keys.count; i++)
        if (fx->changed[a->currency[i]])
            b->customers.touched[a->customer[i]] |= TOUCH_SUMS;
}

/* ---- threads -------------------------------------------------------------------------------- */

struct share {
    struct book *book;
    const struct calendar *calendar;
    uint32_t from, to;
    struct run out;
};

static void *value_share(void *arg)
{
    struct share *s = arg;
    for (uint32_t i = s->from; i < s->to; i++)
        value_customer(s->book, i, s->calendar, &s->out);
    return NULL;
}

static void append(struct vec *to, const struct vec *from)
{
    for (size_t i = 0; i < from->len; i++)
        memcpy(vec_add(to), vec_at(from, i), from->size);
}

static void gather(struct run *run, struct share *s)
{
    append(&run->changed, &s->out.changed);
    append(&run->aum_changed, &s->out.aum_changed);
    append(&run->levels_changed, &s->out.levels_changed);
    append(&run->alerts, &s->out.alerts);
    run_release(&s->out);
}

/* Shares are consecutive ranges, gathered in order: the outcome is that of one thread. */
static void value_all(struct run *run, struct book *b, const struct calendar *cal, unsigned threads)
{
    uint32_t count = b->customers.keys.count;
    struct share shares[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    bool started[THREADS_MAX] = {false};

    if (threads < 1)
        threads = 1;
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    for (unsigned t = 0; t < threads; t++) {
        shares[t] = (struct share){.book = b,
                                   .calendar = cal,
                                   .from = (uint32_t)((uint64_t)count * t / threads),
                                   .to = (uint32_t)((uint64_t)count * (t + 1) / threads)};
        vecs_init(&shares[t].out);
        if (t > 0)
            started[t] = pthread_create(&ids[t], NULL, value_share, &shares[t]) == 0;
    }
    for (unsigned t = 0; t < threads; t++) {
        if (started[t])
            pthread_join(ids[t], NULL);
        else
            value_share(&shares[t]);
        gather(run, &shares[t]);
    }
}

void run_day(struct run *run, struct book *b, const struct rules *r, unsigned threads)
{
    vec_clear(&run->changed);
    vec_clear(&run->aum_changed);
    vec_clear(&run->levels_changed);
    vec_clear(&run->alerts);

    struct calendar cal = calendar_of(b, r);
    touch_expired_cards(b);
    touch_moved_rates(b);
    value_all(run, b, &cal, threads);
    if (cal.first_day)
        return;
    alerts_of_birthdays(b, r, &run->alerts);
    alerts_of_accounts(b, r, &run->alerts);
    alerts_of_cards(b, r, &run->alerts);
}
