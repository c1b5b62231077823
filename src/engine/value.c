#include "engine/value.h"

#include "engine/figures.h"
#include "engine/quiet.h"
#include "engine/stage.h"
#include "engine/tier.h"

/* So many customers at a time: what is read of them stays in the cache from step to step. */
enum { BLOCK = HOLDINGS_MOST };

struct block {
    struct book *book;
    const struct plan *plan;
    struct run *out;
    struct quiet quiet; /* of a month end */
    uint32_t from, to;
    fen most[AUM_MONTHS][BLOCK]; /* by plan->windows: the largest aum of the window's month ends */
    struct holdings holdings[BLOCK]; /* of those whose figures come anew, in their order */
};

/* ---- the plain loop of an ordinary day ---- */

/* Carries those on for whom only the calendar moves; lists the others, untouched.  No branch but
 * the last depends on a customer: what is looked at comes in no order that could be foreseen. */
static size_t carry_on(const struct customers *all, const struct plan *p, const struct block *k,
                       uint32_t *ret_rows)
{
    const struct customers c = *all; /* stores into columns cannot reach the copies */
    const fen target_limit = p->rules->target_limit, potential_limit = p->rules->potential_limit;
    const fen target_ytd = p->target_ytd, keeps = p->new_year ? 0 : -1;
    const day today = p->today;
    size_t count = 0;

    for (uint32_t i = k->from; i < k->to; i++) {
        const struct verdict v = c.verdict[i];
        fen old = c.fa_ytd[i], ytd;
        bool overflow = __builtin_add_overflow(old & keeps, c.fa[i], &ytd);
        bool reaches = (c.fa[i] >= target_limit) | (ytd >= target_ytd);
        bool over = c.acct_max[i] >= potential_limit;
        bool look = overflow | (c.touched[i] != 0) | ((c.marks[i] & MARK_HAND) != 0) |
                    (v.tier != v.own_tier) | /* by hand until now */
                    !stage_settled(p->rules, v.stage, reaches, c.acct_max[i]);
        ret_rows[count] = i;
        count += look;
        c.fa_ytd[i] = look ? old : ytd;
        c.over_on[i] = (over & !look) ? today : c.over_on[i];
        if (reaches & !look)
            c.reached_on[i] = today;
    }
    return count;
}

static size_t list_all(const struct block *k, uint32_t *ret_rows)
{
    for (uint32_t i = k->from; i < k->to; i++)
        ret_rows[i - k->from] = i;
    return k->to - k->from;
}

/* ---- one customer ---- */

/* Takes the holdings in; true when a figure differs from the day before. */
static bool refresh(struct customers *c, uint32_t i, const struct rules *r,
                    const struct holdings *h)
{
    struct kept_sums sums = sums_keep(&h->sums);
    bool same = c->sums[i].print == sums.print && c->acct_max[i] == h->acct_max &&
                c->cc_grade[i] == h->cc_grade && c->kinds[i] == h->kinds;
    c->sums[i] = sums;
    c->acct_max[i] = h->acct_max;
    c->cc_grade[i] = h->cc_grade;
    c->vip_grade[i] = h->vip_grade;
    c->kinds[i] = h->kinds;
    c->fa[i] = financial_assets(r, &h->sums);
    c->aum[i] = assets_under_management(&h->sums);
    return !same;
}

static void value_stage(struct customers *c, uint32_t i, const struct plan *p)
{
    const struct rules *r = p->rules;
    uint8_t *stage = &c->verdict[i].stage;
    bool reaches = c->fa[i] >= r->target_limit || c->fa_ytd[i] >= p->target_ytd;
    bool over = c->acct_max[i] >= r->potential_limit;
    if (reaches)
        c->reached_on[i] = p->today;
    if (over)
        c->over_on[i] = p->today;

    bool may_fall_back = p->month_end && *stage == STAGE_POTENTIAL && !over;
    if (stage_settled(r, *stage, reaches, c->acct_max[i]) && !may_fall_back &&
        !(c->marks[i] & MARK_HAND))
        return;
    *stage = (uint8_t)stage_next(
        r, &(struct stage_facts){
               .stage = *stage,
               .fa = c->fa[i],
               .fa_avg = (fen)divide_half_up(c->fa_ytd[i], p->days_of_year),
               .acct_max = c->acct_max[i],
               .today = p->today,
               .reached_on = c->reached_on[i],
               .over_on = c->over_on[i],
               .hold = c->marks[i] & MARK_TARGET_BY_HAND ? c->target_hold[i] : NO_DAY,
               .month_end = p->month_end,
               .month_seen = p->month_seen,
           });
}

static void set_figures(const struct block *k, uint32_t i, struct figures *f)
{
    const struct customers *c = &k->book->customers;
    const struct plan *p = k->plan;
    f->at[FIGURE_AUM] = c->aum[i];
    f->at[FIGURE_FA] = c->fa[i];
    f->at[FIGURE_FA_AVG] = c->fa_ytd[i];
    f->at[FIGURE_CC_SPEND] = c->cc_spend[i];
    f->at[FIGURE_MORTGAGE] = c->sums[i].mortgage;
    f->at[FIGURE_CREDIT_LOAN] = c->sums[i].credit_loan;
    f->at[FIGURE_CC_GRADE] = c->cc_grade[i];
    f->at[FIGURE_KINDS] = c->kinds[i];
    f->at[FIGURE_STAGE] = c->verdict[i].stage;
    f->at[FIGURE_ACTIVE] = c->active_on[i];
    for (size_t w = 0; w < p->window_count; w++) {
        fen past = k->most[w][i - k->from];
        f->at[PLACE_AUM_MAX + p->windows[w] - 1] = past > c->aum[i] ? past : c->aum[i];
    }
}

static void value_tier(struct customers *c, uint32_t i, const struct plan *p,
                       const struct figures *f)
{
    struct verdict *v = &c->verdict[i];
    if (p->month_end || p->rules->upgrade_daily) {
        uint8_t level = scheme_level(&p->value, f);
        if (p->month_end || level > v->own_tier)
            v->own_tier = level;
    }
    bool by_hand = c->marks[i] & MARK_TIER_BY_HAND && p->today <= c->hand_tier_until[i];
    v->tier = by_hand ? c->hand_tier[i] : v->own_tier;
}

/* Standing at a month end; true when the reference was given up. */
static bool value_standing(struct verdict *v, const struct plan *p, const struct figures *f)
{
    struct standing_state s = {.ref = v->ref, .below = v->below, .standing = v->standing};
    s = standing_next(&p->value, f, v->tier, s);
    v->ref = s.ref;
    v->below = s.below;
    v->standing = s.standing;
    return s.given_up;
}

static void add_row(struct vec *rows, uint32_t customer)
{
    *(uint32_t *)vec_grow(rows, 1) = customer;
    rows->len++;
}

/* True where they move. */
static bool value_levels(const struct block *k, uint32_t i, const struct figures *f)
{
    uint64_t *levels = &k->book->customers.levels[i];
    uint64_t now = side_levels_of(k->plan, f);
    bool moved = now != *levels;
    *levels = now;
    return moved;
}

static void value_month_end(const struct block *k, uint32_t i)
{
    if (!k->plan->first_day)
        alerts_of_month_end(k->book, k->plan->rules, i, &k->out->alerts);
}

static bool verdicts_equal(struct verdict a, struct verdict b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* 'holdings': NULL where its figures are those of the day before. */
static void value_customer(const struct block *k, uint32_t i, const struct holdings *holdings)
{
    struct customers *c = &k->book->customers;
    const struct plan *p = k->plan;
    bool came = c->touched[i] & TOUCH_CAME, write = c->touched[i] & TOUCH_WRITE;
    bool levels_moved = c->touched[i] & TOUCH_CARRIED;
    /* Who came today is compared with nobody, whatever opening.csv gave him. */
    struct customer_change change = {.customer = i,
                                     .came = came,
                                     .before = came ? (struct verdict){0} : c->verdict[i],
                                     .fa_before = c->fa[i]};
    if (holdings)
        write |= refresh(c, i, p->rules, holdings);
    c->touched[i] = 0;
    c->fa_ytd[i] = fen_add(p->new_year ? 0 : c->fa_ytd[i], c->fa[i]);

    value_stage(c, i, p);
    struct figures f;
    if (p->month_end || p->rules->upgrade_daily)
        set_figures(k, i, &f);
    value_tier(c, i, p, &f);
    if (p->month_end) {
        change.gave_up = value_standing(&c->verdict[i], p, &f);
        levels_moved |= value_levels(k, i, &f);
        value_month_end(k, i);
    }
    if (levels_moved)
        add_row(&k->out->levels_changed, i);

    change.now = c->verdict[i];
    change.fa = c->fa[i];
    bool moved = !verdicts_equal(change.before, change.now);
    if (write || moved)
        add_row(&k->out->changed, i);
    if (!p->first_day && (moved || change.fa != change.fa_before))
        alerts_of_change(p->rules, &change, &k->out->alerts);
}

/* ---- a block ---- */

/* Column after column, the newest first: each window's maximum holds that of the shorter one. */
static void find_most(struct block *k)
{
    const struct customers *c = &k->book->customers;
    const struct plan *p = k->plan;
    size_t count = k->to - k->from;
    int month = 0;
    for (size_t w = 0; w < p->window_count; w++) {
        fen *most = k->most[w];
        const fen *start = w > 0 ? k->most[w - 1] : month_column(c, month++) + k->from;
        memcpy(most, start, count * sizeof *most);
        for (; month < p->windows[w]; month++) {
            const fen *aum = month_column(c, month) + k->from;
            for (size_t i = 0; i < count; i++)
                most[i] = aum[i] > most[i] ? aum[i] : most[i];
        }
    }
}

static void take_holdings(struct block *k, const uint32_t *rows, size_t count)
{
    uint32_t anew[BLOCK];
    size_t anew_count = 0;
    for (size_t i = 0; i < count; i++) {
        anew[anew_count] = rows[i];
        anew_count += (k->book->customers.touched[rows[i]] & TOUCH_SUMS) != 0;
    }
    holdings_of(k->book, anew, anew_count, k->plan->today, k->holdings);
}

/* The month end of everybody.  It becomes the newest, in the place of the oldest, when all are
 * valued (run_day). */
static void end_month(struct block *k)
{
    struct customers *c = &k->book->customers;
    struct vec *changed = &k->out->aum_changed;
    const fen *aum = c->aum, *before = month_column(c, 0);
    fen *now = month_column(c, AUM_MONTHS - 1);
    uint32_t *rows = vec_grow(changed, k->to - k->from + 1);
    size_t count = 0;
    for (uint32_t i = k->from; i < k->to; i++) {
        rows[count] = i;
        count += aum[i] != before[i];
        now[i] = aum[i];
    }
    changed->len += count;
}

/* Lists who has to be looked at; the others are carried on. */
static size_t find_rows(struct block *k, uint32_t *ret_rows)
{
    const struct plan *p = k->plan;
    struct customers *c = &k->book->customers;
    if (p->month_end || p->rules->upgrade_daily)
        find_most(k);
    if (p->month_end)
        quiet_mark_others(&k->quiet, p, c,
                          &(struct quiet_rows){.from = k->from, .to = k->to, .most = k->most});
    else if (p->rules->upgrade_daily)
        return list_all(k, ret_rows);
    return carry_on(c, p, k, ret_rows);
}

static void value_block(struct block *k)
{
    uint32_t rows[BLOCK + 1]; /* carry_on writes one more than it lists */
    size_t count = find_rows(k, rows);
    take_holdings(k, rows, count);
    const struct holdings *next = k->holdings;
    for (size_t i = 0; i < count; i++) {
        bool anew = k->book->customers.touched[rows[i]] & TOUCH_SUMS;
        value_customer(k, rows[i], anew ? next++ : NULL);
    }
    if (k->plan->month_end)
        end_month(k);
}

/* Foreign accounts are worth something else than the day before. */
static void touch_moved_rates(const struct book *b, uint32_t from, uint32_t to)
{
    const struct currencies *fx = &b->currencies;
    if (!memchr(fx->changed, 1, fx->keys.count))
        return;
    for (uint32_t i = from; i < to; i++)
        b->customers.touched[i] |= b->customers.marks[i] & MARK_FOREIGN ? TOUCH_SUMS : 0;
}

void value_customers(struct book *b, const struct plan *p, uint32_t from, uint32_t to,
                     struct run *out)
{
    struct block k;
    k.book = b;
    k.plan = p;
    k.out = out;
    if (p->month_end)
        quiet_make(&k.quiet, p);
    touch_moved_rates(b, from, to);
    for (k.from = from; k.from < to; k.from = k.to) {
        k.to = to - k.from > BLOCK ? k.from + BLOCK : to;
        value_block(&k);
    }
}
