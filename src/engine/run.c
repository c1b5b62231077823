#include "engine/run.h"

#include <pthread.h>

#include "engine/value.h"

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

/* ---- what the calendar alone changes -------------------------------------------------------- */

static void touch_expired_cards(struct book *b)
{
    const struct cards *c = &b->cards;
    for (uint32_t i = 0; i < c->keys.count; i++)
        if (c->expires_on[i] == b->today - 1)
            b->customers.touched[c->customer[i]] |= TOUCH_SUMS;
}

/* ---- threads -------------------------------------------------------------------------------- */

/* The alerts that are not a matter of a customer's figures, in their order in the outcome. */
typedef void alerts_of_records(const struct book *b, const struct rules *r, struct part part,
                               struct vec *out);
static alerts_of_records *const others[] = {
    alerts_of_birthdays,      alerts_of_maturities,   alerts_of_accounts_before,
    alerts_of_expiring_cards, alerts_of_cards_before,
};

struct share {
    struct book *book;
    const struct plan *plan;
    struct part part;
    struct run out;
    struct vec others[ARRAY_LEN(others)]; /* struct alert */
};

static void share_init(struct share *s)
{
    vecs_init(&s->out);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        vec_init(&s->others[i], sizeof(struct alert));
}

static void share_release(struct share *s)
{
    run_release(&s->out);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        vec_release(&s->others[i]);
}

static void *value_share(void *arg)
{
    struct share *s = arg;
    struct range customers = part_of(s->part, s->book->customers.keys.count);
    value_customers(s->book, s->plan, (uint32_t)customers.from, (uint32_t)customers.to, &s->out);
    if (!s->plan->first_day)
        for (size_t i = 0; i < ARRAY_LEN(others); i++)
            others[i](s->book, s->plan->rules, s->part, &s->others[i]);
    return NULL;
}

/* The first list becomes the whole: its memory need not be taken once more. */
static void add(struct vec *to, struct vec *share)
{
    if (to->len > 0) {
        vec_append(to, share);
        return;
    }
    struct vec empty = *to;
    *to = *share;
    *share = empty;
}

/* Shares are consecutive ranges, gathered in order: the outcome is that of one thread. */
static void gather(struct run *run, struct share *shares, unsigned count)
{
    for (unsigned t = 0; t < count; t++) {
        add(&run->changed, &shares[t].out.changed);
        add(&run->aum_changed, &shares[t].out.aum_changed);
        add(&run->levels_changed, &shares[t].out.levels_changed);
        add(&run->alerts, &shares[t].out.alerts);
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        for (unsigned t = 0; t < count; t++)
            add(&run->alerts, &shares[t].others[i]);
}

/* A thread that cannot be started leaves its share to this one. */
static void value_all(struct run *run, struct book *b, const struct plan *p, unsigned threads)
{
    struct share shares[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    bool started[THREADS_MAX] = {false};

    for (unsigned t = 0; t < threads; t++) {
        shares[t] = (struct share){.book = b, .plan = p, .part = {t, threads}};
        share_init(&shares[t]);
        if (t > 0)
            started[t] = pthread_create(&ids[t], NULL, value_share, &shares[t]) == 0;
    }
    for (unsigned t = 0; t < threads; t++) {
        if (started[t])
            pthread_join(ids[t], NULL);
        else
            value_share(&shares[t]);
    }
    gather(run, shares, threads);
    for (unsigned t = 0; t < threads; t++)
        share_release(&shares[t]);
}

void run_day(struct run *run, struct book *b, const struct rules *r, unsigned threads)
{
    struct plan plan;
    run_release(run); /* not only emptied: a first day or month end leaves large lists */
    plan_make(&plan, b, r);
    touch_expired_cards(b);
    value_all(run, b, &plan, threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads);
    if (plan.month_end)
        b->customers.newest_month = month_of_year(b->today);
}
