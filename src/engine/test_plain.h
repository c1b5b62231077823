#pragma once
/* test_plain -- the rules of rules.md once more, as plainly as they can be written.
 *
 * Every day is worked out from the whole history, with the rules' own numbers, customer by
 * customer, no list of what changed and nothing carried on but what the rules themselves carry on.
 * With the engine it shares the words, the calendar and struct alert.  Only for tests, to hold the
 * engine against.  Rows of customers, accounts and cards are numbered as in the books. */
#include "base/arena.h"
#include "base/text.h"
#include "engine/alert.h"

enum { PLAIN_DAYS = 1000, PLAIN_PRODUCTS = 30, PLAIN_CURRENCIES = 4 };

struct plain_account {
    uint32_t customer;
    int product, currency;
    fen balance, cost;
    day matures_on;
    enum account_status status;
};
struct plain_card {
    uint32_t customer;
    enum card_kind kind;
    int grade;
    bool vip;
    enum card_status status;
    day expires_on;
};
struct plain_spend {
    uint32_t customer;
    day on;
    fen amount;
};

/* The end of one day of one customer. */
struct plain_day {
    fen fa, fa_avg, aum, acct_max;
};

/* In force from one day to another, both included; NO_DAY: never. */
struct plain_hand {
    day from, until;
    int tier;
};

struct plain_customer {
    day came_on, born, active_on;
    bool gone;
    fen opening_ytd, opening_aum[AUM_MONTHS];
    day since; /* of a target in opening.csv, else NO_DAY */
    struct plain_hand tier_by_hand, target_by_hand;

    struct plain_day *days; /* from the first day of the bank on */
    fen sums[CLASS_SUMS], cc_spend, fa_ytd;
    bool held[CLASS_COUNT];
    int cc_grade, vip_grade, kinds;
    struct verdict now, yesterday;
    int card_level, mass_level, own_level; /* as of the last month end */
    bool won_back;
};

struct plain {
    day first, today;
    bool upgrade_daily;
    int churning_from;
    bool month_end; /* is it today */
    day year_start;
    day month_ends[AUM_MONTHS + 1];       /* today, then the last twelve before it */
    day first_month_ends[AUM_MONTHS + 1]; /* the same for the first day */
    int64_t rates[PLAIN_CURRENCIES];
    int classes[PLAIN_PRODUCTS], classes_yesterday[PLAIN_PRODUCTS];
    struct vec customers, accounts, cards, spends;
    struct vec accounts_yesterday, cards_yesterday;
    struct vec alerts;
};

UNUSED static void plain_open(struct plain *p, day first)
{
    *p = (struct plain){.first = first, .today = first, .churning_from = TIER_PLATINUM};
    vec_init(&p->customers, sizeof(struct plain_customer));
    vec_init(&p->accounts, sizeof(struct plain_account));
    vec_init(&p->accounts_yesterday, sizeof(struct plain_account));
    vec_init(&p->cards, sizeof(struct plain_card));
    vec_init(&p->cards_yesterday, sizeof(struct plain_card));
    vec_init(&p->spends, sizeof(struct plain_spend));
    vec_init(&p->alerts, sizeof(struct alert));
}

UNUSED static struct plain_customer *plain_customer(const struct plain *p, uint32_t i)
{
    return vec_at(&p->customers, i);
}

UNUSED static void plain_close(struct plain *p)
{
    for (uint32_t i = 0; i < p->customers.len; i++)
        free(plain_customer(p, i)->days);
    vec_release(&p->customers);
    vec_release(&p->accounts);
    vec_release(&p->accounts_yesterday);
    vec_release(&p->cards);
    vec_release(&p->cards_yesterday);
    vec_release(&p->spends);
    vec_release(&p->alerts);
}

UNUSED static struct plain_customer *plain_come(struct plain *p)
{
    struct plain_customer *c = vec_add(&p->customers);
    c->came_on = p->today;
    c->born = c->active_on = c->since = NO_DAY;
    c->tier_by_hand.from = c->target_by_hand.from = NO_DAY;
    c->days = mem_alloc(PLAIN_DAYS * sizeof *c->days);
    return c;
}

/* ---- the calendar and rounding ---- */

static day plain_year_start(day d)
{
    return day_of((struct ymd){day_ymd(d).year, 1, 1});
}

static day plain_month_start(day d)
{
    struct ymd on = day_ymd(d);
    return day_of((struct ymd){on.year, on.month, 1});
}

static bool plain_month_end(day d)
{
    return day_ymd(d + 1).day == 1;
}

/* The last day of the n-th month before that of d. */
static day plain_last_month_end(day d, int n)
{
    while (n-- > 0)
        d = plain_month_start(d) - 1;
    return d;
}

static day plain_six_months_later(day d)
{
    struct ymd on = day_ymd(d);
    on.month += 6;
    if (on.month > 12) {
        on.month -= 12;
        on.year++;
    }
    while (!ymd_valid(on))
        on.day--;
    return day_of(on);
}

/* Halves away from zero. */
static fen plain_divide(int128_t amount, int64_t divisor)
{
    int128_t size = amount < 0 ? -amount : amount;
    int128_t result = size / divisor + (size % divisor * 2 >= divisor);
    return (fen)(amount < 0 ? -result : result);
}

/* ---- figures ---- */

static struct plain_day *plain_today(const struct plain *p, const struct plain_customer *c)
{
    return &c->days[p->today - p->first];
}

static void plain_clear_figures(struct plain_customer *c)
{
    memset(c->sums, 0, sizeof c->sums);
    memset(c->held, 0, sizeof c->held);
    c->cc_grade = c->vip_grade = 0;
    c->cc_spend = 0;
}

static bool plain_counts(const struct plain_account *a)
{
    return a->status == ACCOUNT_OPEN || a->status == ACCOUNT_FROZEN;
}

static bool plain_valid(const struct plain_card *k, day d)
{
    return k->status == CARD_ACTIVE && (k->expires_on == NO_DAY || d <= k->expires_on);
}

static void plain_add_account(struct plain *p, const struct plain_account *a)
{
    struct plain_customer *c = plain_customer(p, a->customer);
    int class = p->classes[a->product];
    fen base = plain_divide((int128_t)a->balance * p->rates[a->currency], RATE_ONE);
    if (!plain_counts(a))
        return;
    if (a->balance > 0 || class == CLASS_CHANNEL || class == CLASS_SETTLEMENT)
        c->held[class] = true;
    if (class >= CLASS_SUMS)
        return;
    c->sums[class] += base;
    if (base > plain_today(p, c)->acct_max)
        plain_today(p, c)->acct_max = base;
}

static void plain_add_card(struct plain *p, const struct plain_card *k)
{
    struct plain_customer *c = plain_customer(p, k->customer);
    if (!plain_valid(k, p->today))
        return;
    c->held[k->kind == CARD_CREDIT ? CLASS_CREDIT_CARD : CLASS_DEBIT_CARD] = true;
    if (k->kind == CARD_CREDIT && k->grade > c->cc_grade)
        c->cc_grade = k->grade;
    if (k->vip && k->grade > c->vip_grade)
        c->vip_grade = k->grade;
}

static void plain_add_up(const struct plain *p, struct plain_customer *c)
{
    const fen *s = c->sums;
    struct plain_day *today = plain_today(p, c);
    fen deposits = s[CLASS_DEMAND] + s[CLASS_TIME];
    fen loans = s[CLASS_MORTGAGE] + s[CLASS_CREDIT_LOAN] + s[CLASS_OTHER_LOAN];
    fen invested = s[CLASS_FUND] + s[CLASS_BOND] + s[CLASS_WEALTH];

    today->fa =
        plain_divide(((int128_t)deposits + invested) * 10000 + (int128_t)loans * 5000, 10000);
    today->aum = deposits + invested + s[CLASS_INSURANCE] + s[CLASS_SECURITIES] + s[CLASS_GOLD];
    c->kinds = 0;
    for (int class = 0; class < CLASS_COUNT; class ++)
        c->kinds += c->held[class];

    day start = p->year_start;
    c->fa_ytd = start < p->first ? c->opening_ytd : 0;
    for (day d = start < p->first ? p->first : start; d <= p->today; d++)
        c->fa_ytd += c->days[d - p->first].fa;
    today->fa_avg = plain_divide(c->fa_ytd, p->today - start + 1);
}

static void plain_figures(struct plain *p)
{
    for (uint32_t i = 0; i < p->customers.len; i++)
        plain_clear_figures(plain_customer(p, i));
    for (size_t i = 0; i < p->accounts.len; i++)
        plain_add_account(p, vec_at(&p->accounts, i));
    for (size_t i = 0; i < p->cards.len; i++)
        plain_add_card(p, vec_at(&p->cards, i));
    for (size_t i = 0; i < p->spends.len; i++) {
        const struct plain_spend *s = vec_at(&p->spends, i);
        if (s->on >= p->today - 364 && s->on <= p->today)
            plain_customer(p, s->customer)->cc_spend += s->amount;
    }
    for (uint32_t i = 0; i < p->customers.len; i++)
        plain_add_up(p, plain_customer(p, i));
}

/* aum_m[n], and that of the day itself for 0. */
static fen plain_aum(const struct plain *p, const struct plain_customer *c, int n)
{
    day end = p->month_ends[n];
    if (end >= p->first)
        return c->days[end - p->first].aum;
    for (int k = 1; k <= AUM_MONTHS; k++)
        if (p->first_month_ends[k] == end)
            return c->opening_aum[k - 1];
    return 0;
}

static fen plain_aum_max(const struct plain *p, const struct plain_customer *c, int window)
{
    fen most = plain_aum(p, c, 0);
    for (int n = 1; n <= window; n++)
        if (plain_aum(p, c, n) > most)
            most = plain_aum(p, c, n);
    return most;
}

/* ---- stage ---- */

static day plain_last_reached(const struct plain *p, const struct plain_customer *c)
{
    day entered = c->target_by_hand.from <= p->today ? c->target_by_hand.from : NO_DAY;
    day reached = c->since;
    for (day d = p->first; d <= p->today; d++) {
        const struct plain_day *on = &c->days[d - p->first];
        if (on->fa >= YUAN(100000) || on->fa_avg >= YUAN(100000))
            reached = d;
    }
    return reached > entered ? reached : entered;
}

static bool plain_under_all_month(const struct plain *p, const struct plain_customer *c)
{
    for (day d = plain_month_start(p->today); d <= p->today; d++) {
        if (d < p->first)
            return false;
        if (d >= c->came_on && c->days[d - p->first].acct_max >= YUAN(10000))
            return false;
    }
    return true;
}

static bool plain_in_force(const struct plain_hand *h, day d)
{
    return h->from != NO_DAY && d >= h->from && d <= h->until;
}

static enum stage plain_stage(const struct plain *p, const struct plain_customer *c)
{
    const struct plain_day *today = plain_today(p, c);
    bool reaches = today->fa >= YUAN(100000) || today->fa_avg >= YUAN(100000);
    enum stage stage = (enum stage)c->now.stage;

    if (plain_in_force(&c->target_by_hand, p->today))
        return STAGE_TARGET;
    if (stage == STAGE_RETAINED && today->acct_max > YUAN(10000))
        stage = STAGE_POTENTIAL;
    if (stage == STAGE_POTENTIAL && reaches)
        stage = STAGE_TARGET;
    if (stage == STAGE_TARGET && !reaches &&
        p->today >= plain_six_months_later(plain_last_reached(p, c)))
        stage = today->acct_max > YUAN(10000) || today->fa_avg >= YUAN(10000) ? STAGE_POTENTIAL
                                                                              : STAGE_RETAINED;
    if (stage == STAGE_POTENTIAL && p->month_end && plain_under_all_month(p, c) &&
        today->fa_avg < YUAN(10000))
        stage = STAGE_RETAINED;
    return stage;
}

/* ---- tier ---- */

/* The lines of the table but those of AUM. */
static bool plain_other_criteria(const struct plain_customer *c, int tier)
{
    fen mortgage = c->sums[CLASS_MORTGAGE], credit_loan = c->sums[CLASS_CREDIT_LOAN];
    if (tier == TIER_GROWTH)
        return c->cc_spend >= YUAN(500000) || mortgage >= YUAN(5000000) ||
               c->cc_grade == GRADE_DIAMOND;
    if (tier == TIER_PLATINUM)
        return c->cc_spend >= YUAN(100000) || mortgage >= YUAN(1500000) ||
               credit_loan >= YUAN(600000);
    return tier == TIER_GOLD && credit_loan >= YUAN(300000);
}

static fen plain_line(int tier)
{
    switch (tier) {
    case TIER_CORE:
        return YUAN(10000000);
    case TIER_GROWTH:
        return YUAN(5000000);
    case TIER_PLATINUM:
        return YUAN(500000);
    default:
        return YUAN(200000);
    }
}

static int plain_tier(const struct plain *p, const struct plain_customer *c)
{
    for (int tier = TIER_CORE; tier >= TIER_GOLD; tier--) {
        int window = tier >= TIER_GROWTH ? 12 : 6;
        if (plain_aum_max(p, c, window) >= plain_line(tier) || plain_other_criteria(c, tier))
            return tier;
    }
    return c->now.stage == STAGE_RETAINED ? TIER_NONE : TIER_POTENTIAL;
}

static int plain_card_level(const struct plain *p, const struct plain_customer *c)
{
    fen average = plain_today(p, c)->fa_avg;
    if (c->now.stage != STAGE_TARGET || average < YUAN(100000))
        return 0;
    return average >= YUAN(5000000) ? 3 : average >= YUAN(500000) ? 2 : 1;
}

static int plain_mass_level(const struct plain *p, const struct plain_customer *c)
{
    fen aum = plain_today(p, c)->aum;
    bool active = c->active_on != NO_DAY && p->today - c->active_on < 30;
    if (aum >= YUAN(6000000))
        return 4;
    if (aum >= YUAN(1000000) || (aum >= YUAN(500000) && c->kinds >= 4 && active))
        return 3;
    if (aum >= YUAN(500000) || (aum >= YUAN(50000) && c->kinds >= 3 && active))
        return 2;
    return 1;
}

/* test_rules.h, add_own_scheme. */
static int plain_own_level(const struct plain *p, const struct plain_customer *c)
{
    if (plain_today(p, c)->fa >= YUAN(30000) || plain_aum_max(p, c, 3) >= YUAN(200000))
        return 2;
    return c->kinds >= 2;
}

/* ---- standing ---- */

static void plain_normal(struct plain_customer *c, int ref)
{
    c->now.ref = (uint8_t)ref;
    c->now.below = 0;
    c->now.standing = STANDING_NORMAL;
}

static void plain_standing(const struct plain *p, struct plain_customer *c)
{
    int tier = c->now.tier, ref = c->now.ref;
    bool was_churned = c->now.standing == STANDING_CHURNED;
    bool long_patience = ref == TIER_CORE || ref == TIER_GROWTH;
    int watch = long_patience ? 6 : 3, attention = long_patience ? 12 : 6;

    if (ref == TIER_NONE && tier < TIER_GOLD) {
        plain_normal(c, TIER_NONE);
    } else if (tier >= TIER_GOLD && tier > ref) {
        plain_normal(c, tier);
        c->won_back = was_churned;
    } else if (plain_today(p, c)->aum >= plain_line(ref) || plain_other_criteria(c, ref)) {
        plain_normal(c, ref);
        c->won_back = was_churned;
    } else {
        c->now.below++;
        c->now.standing = c->now.below <= watch       ? STANDING_WATCH
                          : c->now.below <= attention ? STANDING_ATTENTION
                                                      : STANDING_CHURNED;
        if (c->now.below > attention + 12)
            plain_normal(c, tier >= TIER_GOLD ? tier : TIER_NONE);
    }
}

/* ---- alerts ---- */

static struct alert *plain_alert(struct plain *p, uint32_t customer, enum alert_kind kind)
{
    struct alert *a = vec_add(&p->alerts);
    a->customer = customer;
    a->object = NO_ROW;
    a->kind = kind;
    return a;
}

static void plain_from_to(struct plain *p, uint32_t customer, enum alert_kind kind, int64_t from,
                          int64_t to)
{
    struct alert *a = plain_alert(p, customer, kind);
    a->from = from;
    a->to = to;
}

static struct alert *plain_moved(struct plain *p, uint32_t customer, enum alert_kind kind, fen from,
                                 fen to)
{
    struct alert *a = plain_alert(p, customer, kind);
    a->from = from;
    a->to = to;
    a->amount = to > from ? to - from : from - to;
    return a;
}

static void plain_verdict_alerts(struct plain *p, uint32_t i)
{
    const struct plain_customer *c = plain_customer(p, i);
    struct verdict was = c->yesterday, now = c->now;
    if (c->came_on == p->today)
        was = (struct verdict){.stage = STAGE_RETAINED};
    if (was.stage != now.stage)
        plain_from_to(p, i, now.stage > was.stage ? ALERT_STAGE_UP : ALERT_STAGE_DOWN, was.stage,
                      now.stage);
    if (was.tier != now.tier)
        plain_from_to(p, i, now.tier > was.tier ? ALERT_TIER_UP : ALERT_TIER_DOWN, was.tier,
                      now.tier);
    if (was.standing != now.standing && now.standing == STANDING_WATCH)
        plain_from_to(p, i, ALERT_ENTERED_WATCH, was.standing, now.standing);
    if (was.standing != now.standing && now.standing == STANDING_ATTENTION)
        plain_from_to(p, i, ALERT_ENTERED_ATTENTION, was.standing, now.standing);
    if (was.standing != now.standing && now.standing == STANDING_CHURNED)
        plain_from_to(p, i, ALERT_ENTERED_CHURNED, was.standing, now.standing);
    if (c->won_back)
        plain_from_to(p, i, ALERT_WON_BACK, STANDING_CHURNED, STANDING_NORMAL);
}

static void plain_asset_alerts(struct plain *p, uint32_t i)
{
    const struct plain_customer *c = plain_customer(p, i);
    if (c->came_on == p->today)
        return;
    fen was = c->days[p->today - 1 - p->first].fa, now = plain_today(p, c)->fa;
    fen difference = now > was ? now - was : was - now;
    if (5 * difference >= was && difference >= YUAN(50000))
        plain_moved(p, i, now > was ? ALERT_ASSETS_ROSE : ALERT_ASSETS_FELL, was, now);
}

static void plain_month_end_alerts(struct plain *p, uint32_t i)
{
    const struct plain_customer *c = plain_customer(p, i);
    fen m[4];
    for (int n = 0; n < 4; n++)
        m[n] = plain_aum(p, c, n);
    if (c->now.tier >= p->churning_from && m[0] < m[1] && m[1] < m[2] && m[2] < m[3])
        plain_moved(p, i, ALERT_CHURNING, m[3], m[0]);

    int level = c->card_level ? c->card_level + 1 : 0;
    if (level && c->vip_grade < level)
        plain_from_to(p, i, ALERT_CARD_MISSING, level, 0);
    if (c->vip_grade >= GRADE_GOLD && c->vip_grade > level)
        plain_from_to(p, i, ALERT_CARD_BELOW, c->vip_grade, 0);
}

static void plain_birthday_alerts(struct plain *p, uint32_t i)
{
    const struct plain_customer *c = plain_customer(p, i);
    if (c->gone || c->born == NO_DAY)
        return;
    struct ymd on = day_ymd(c->born);
    on.year = day_ymd(p->today + 7).year;
    if (!ymd_valid(on))
        on.day = 28;
    if (day_of(on) == p->today + 7)
        plain_from_to(p, i, ALERT_BIRTHDAY, p->today + 7, 0);
}

/* -1 and 1: a tenth of the cost, or more, lost or gained. */
static int plain_side(const struct plain_account *a)
{
    fen gain = a->balance - a->cost;
    if (gain * 10 >= a->cost)
        return 1;
    return gain * 10 <= -a->cost ? -1 : 0;
}

static void plain_account_alerts(struct plain *p, uint32_t i)
{
    const struct plain_account *a = vec_at(&p->accounts, i);
    day left = a->matures_on == NO_DAY ? -1 : a->matures_on - p->today;
    if (plain_counts(a) && a->balance > 0 && (left == 30 || left == 7 || left == 1 || left == 0)) {
        struct alert *m = plain_alert(p, a->customer, ALERT_PRODUCT_MATURING);
        m->object = i;
        m->to = a->matures_on;
        m->amount = a->balance;
    }
    if (i >= p->accounts_yesterday.len)
        return;

    const struct plain_account *was = vec_at(&p->accounts_yesterday, i);
    bool demand = p->classes_yesterday[was->product] == CLASS_DEMAND;
    int class = p->classes[a->product];
    if (demand && plain_counts(was) && a->status == ACCOUNT_CLOSED) {
        struct alert *closed = plain_alert(p, was->customer, ALERT_ACCOUNT_CLOSED);
        closed->object = i;
        closed->amount = was->balance;
    }
    if ((class != CLASS_FUND && class != CLASS_WEALTH) || !plain_counts(was) || !plain_counts(a) ||
        was->cost <= 0 || a->cost <= 0 || plain_side(a) == plain_side(was) || plain_side(a) == 0)
        return;
    plain_moved(p, a->customer, plain_side(a) > 0 ? ALERT_HOLDING_GAIN : ALERT_HOLDING_LOSS,
                a->cost, a->balance)
        ->object = i;
}

static void plain_card_alerts(struct plain *p, uint32_t i)
{
    const struct plain_card *k = vec_at(&p->cards, i);
    if (k->status != CARD_CANCELLED && k->expires_on != NO_DAY && k->expires_on - p->today == 60) {
        struct alert *a = plain_alert(p, k->customer, ALERT_CARD_EXPIRING);
        a->object = i;
        a->to = k->expires_on;
    }
    if (i >= p->cards_yesterday.len)
        return;
    const struct plain_card *was = vec_at(&p->cards_yesterday, i);
    if (was->status == CARD_ACTIVE && k->status == CARD_CANCELLED)
        plain_alert(p, was->customer, ALERT_CARD_CANCELLED)->object = i;
}

static void plain_alerts(struct plain *p)
{
    vec_clear(&p->alerts);
    if (p->today == p->first)
        return;
    for (uint32_t i = 0; i < p->customers.len; i++) {
        plain_verdict_alerts(p, i);
        plain_asset_alerts(p, i);
        plain_birthday_alerts(p, i);
        if (p->month_end)
            plain_month_end_alerts(p, i);
    }
    for (uint32_t i = 0; i < p->accounts.len; i++)
        plain_account_alerts(p, i);
    for (uint32_t i = 0; i < p->cards.len; i++)
        plain_card_alerts(p, i);
}

/* ---- the day ---- */

static void plain_value(const struct plain *p, struct plain_customer *c)
{
    c->won_back = false;
    c->now.stage = (uint8_t)plain_stage(p, c);
    int tier = p->month_end || p->upgrade_daily ? plain_tier(p, c) : TIER_NONE;
    if (p->month_end || (p->upgrade_daily && tier > c->now.own_tier))
        c->now.own_tier = (uint8_t)tier;
    c->now.tier = plain_in_force(&c->tier_by_hand, p->today) ? (uint8_t)c->tier_by_hand.tier
                                                             : c->now.own_tier;
    if (!p->month_end)
        return;
    plain_standing(p, c);
    c->card_level = plain_card_level(p, c);
    c->mass_level = plain_mass_level(p, c);
    c->own_level = plain_own_level(p, c);
}

static void plain_keep(struct vec *yesterday, const struct vec *today)
{
    vec_clear(yesterday);
    for (size_t i = 0; i < today->len; i++)
        memcpy(vec_add(yesterday), vec_at(today, i), today->size);
}

/* The rules of p->today, after what was delivered. */
UNUSED static void plain_run(struct plain *p)
{
    p->month_end = plain_month_end(p->today);
    p->year_start = plain_year_start(p->today);
    for (int n = 0; n <= AUM_MONTHS; n++) {
        p->month_ends[n] = plain_last_month_end(p->today, n);
        p->first_month_ends[n] = plain_last_month_end(p->first, n);
    }
    plain_figures(p);
    for (uint32_t i = 0; i < p->customers.len; i++)
        plain_value(p, plain_customer(p, i));
    plain_alerts(p);
}

UNUSED static void plain_next_day(struct plain *p)
{
    for (uint32_t i = 0; i < p->customers.len; i++)
        plain_customer(p, i)->yesterday = plain_customer(p, i)->now;
    plain_keep(&p->accounts_yesterday, &p->accounts);
    plain_keep(&p->cards_yesterday, &p->cards);
    memcpy(p->classes_yesterday, p->classes, sizeof p->classes);
    p->today++;
}
