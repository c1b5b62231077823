/* Random banks: what is explained of a customer is what the engine valued, and what is foretold is
 * what happens when nothing is delivered any more.  GUANHU_SEED repeats a run. */
#include "engine/test_bank.h"

#include "engine/explain.h"
#include "engine/figures.h"

enum { CUSTOMERS = 48, BUSY_DAYS = 420, CARDS_MOST = 8, HANDS_MOST = 3 };

/* What people decided of one customer, and what is told of it. */
struct told {
    struct facts_hand tiers[HANDS_MOST], targets[HANDS_MOST];
    size_t tier_count, target_count;
    struct facts_card cards[CARDS_MOST];
    struct vec spends;    /* struct spend */
    struct months months; /* the month ends before today */
    struct customer_facts facts;
    struct forecast forecast;
};

struct world {
    struct bank bank;
    uint64_t seed;
    struct told told[CUSTOMERS];
};

static int64_t any(struct world *w, int64_t least, int64_t most)
{
    return between(&w->seed, least, most);
}

/* ---- what happens ---- */

static fen any_amount(struct world *w)
{
    static const fen limits[] = {YUAN(10000),   YUAN(100000),  YUAN(200000),
                                 YUAN(300000),  YUAN(500000),  YUAN(600000),
                                 YUAN(1500000), YUAN(5000000), YUAN(10000000)};
    switch (any(w, 0, 5)) {
    case 0:
        return 0;
    case 1:
    case 2:
        return limits[any(w, 0, ARRAY_LEN(limits) - 1)] + any(w, -1, 1);
    case 3:
        return any(w, 0, YUAN(20000));
    case 4:
        return any(w, 0, YUAN(400000));
    default:
        return any(w, 0, YUAN(12000000));
    }
}

static void card_comes(struct world *w, uint32_t customer)
{
    const struct book *b = &w->bank.book;
    int count = 0;
    for (uint32_t i = b->customers.first_card[customer]; i != NO_ROW; i = b->cards.next[i])
        count++;
    if (count == CARDS_MOST)
        return;
    bool credit = one_in(&w->seed, 2);
    add_card(&w->bank,
             (struct card_facts){
                 .customer = customer,
                 .kind = credit ? CARD_CREDIT : CARD_DEBIT,
                 .grade = (enum grade)any(w, GRADE_ORDINARY, GRADE_DIAMOND),
                 .vip = one_in(&w->seed, 3),
                 .status = one_in(&w->seed, 6) ? CARD_CANCELLED : CARD_ACTIVE,
                 .expires_on = one_in(&w->seed, 3) ? NO_DAY : b->today + (day)any(w, -20, 500)});
}

static void somebody_decides(struct world *w, struct told *t)
{
    day from = w->bank.book.today, until = from + (day)any(w, 0, 300);
    if (t->tier_count < HANDS_MOST && one_in(&w->seed, 2))
        t->tiers[t->tier_count++] =
            (struct facts_hand){from, until, (uint8_t)any(w, TIER_NONE, TIER_CORE)};
    else if (t->target_count < HANDS_MOST)
        t->targets[t->target_count++] = (struct facts_hand){from, until, 0};
}

static void something_happens(struct world *w)
{
    const enum product_class classes[] = {CLASS_DEMAND,      CLASS_TIME,   CLASS_MORTGAGE,
                                          CLASS_CREDIT_LOAN, CLASS_WEALTH, CLASS_GOLD,
                                          CLASS_CREDIT_CARD, CLASS_CHANNEL};
    struct book *b = &w->bank.book;
    uint32_t customer = (uint32_t)any(w, 0, CUSTOMERS - 1);
    uint32_t account = b->customers.first_account[customer];
    switch (any(w, 0, 9)) {
    case 0:
        add_account(&w->bank, customer, classes[any(w, 0, ARRAY_LEN(classes) - 1)], any_amount(w));
        break;
    case 1:
        card_comes(w, customer);
        break;
    case 2:
    case 3:
        add_spend(&w->bank, customer, b->today + (day)any(w, -40, 20),
                  any(w, -YUAN(20000), YUAN(300000)));
        break;
    case 4:
        if (one_in(&w->seed, 6))
            somebody_decides(w, &w->told[customer]);
        break;
    case 5:
        book_note_activity(b, customer, b->today - (day)any(w, 0, 5));
        break;
    default:
        if (account != NO_ROW)
            set_balance(&w->bank, account, any_amount(w));
    }
}

/* ---- days ---- */

static void give_hands(struct world *w)
{
    struct book *b = &w->bank.book;
    book_clear_hands(b);
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        const struct told *t = &w->told[i];
        for (size_t k = 0; k < t->tier_count; k++)
            if (b->today >= t->tiers[k].from && b->today <= t->tiers[k].until)
                book_set_tier_by_hand(b, i, (enum tier)t->tiers[k].tier, t->tiers[k].until);
        for (size_t k = 0; k < t->target_count; k++)
            if (b->today >= t->targets[k].from && b->today <= t->targets[k].until)
                book_set_target_by_hand(b, i, t->targets[k].from, t->targets[k].until);
    }
}

static void live_a_day(struct world *w, day d, int happenings)
{
    for (uint32_t i = 0; i < CUSTOMERS; i++)
        w->told[i].months = months_get(&w->bank.book.customers, i);
    bank_begin(&w->bank, d);
    while (happenings-- > 0)
        something_happens(w);
    give_hands(w);
    bank_value(&w->bank);
}

static void open_world(struct world *w, uint64_t seed)
{
    memset(w->told, 0, sizeof w->told);
    w->seed = seed;
    bank_open(&w->bank);
    w->bank.rules.upgrade_daily = one_in(&w->seed, 4);
    day first = on(2024, (int)any(w, 1, 12), (int)any(w, 1, 28));
    bank_begin(&w->bank, first);
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        add_customer(&w->bank);
        add_account(&w->bank, i, CLASS_DEMAND, any_amount(w));
        vec_init(&w->told[i].spends, sizeof(struct spend));
    }
    give_hands(w);
    bank_value(&w->bank);
    for (day d = first + 1; d <= first + BUSY_DAYS; d++)
        live_a_day(w, d, (int)any(w, 0, 6));
}

static void close_world(struct world *w)
{
    for (uint32_t i = 0; i < CUSTOMERS; i++)
        vec_release(&w->told[i].spends);
    bank_close(&w->bank);
}

/* ---- the facts of a customer, out of the book ---- */

static uint32_t held_by_accounts(const struct book *b, uint32_t customer)
{
    uint32_t held = 0;
    for (uint32_t i = b->customers.first_account[customer]; i != NO_ROW;
         i = b->accounts.at[i].next) {
        const struct account *a = &b->accounts.at[i];
        uint8_t class = b->products.class_now[a->product];
        if (account_counts(a->status) &&
            (a->balance > 0 || class == CLASS_SETTLEMENT || class == CLASS_CHANNEL))
            held |= UINT32_C(1) << class;
    }
    return held;
}

static size_t read_cards(const struct book *b, uint32_t customer, struct facts_card *cards)
{
    size_t count = 0;
    for (uint32_t i = b->customers.first_card[customer]; i != NO_ROW; i = b->cards.next[i])
        if (b->cards.status[i] == CARD_ACTIVE)
            cards[count++] = (struct facts_card){(enum card_kind)b->cards.kind[i],
                                                 b->cards.grade[i], b->cards.expires_on[i]};
    return count;
}

static void read_spends(struct world *w, uint32_t customer, struct vec *spends)
{
    vec_clear(spends);
    for (size_t i = 0; i < w->bank.spends.len; i++) {
        const struct spend *s = vec_at(&w->bank.spends, i);
        if (s->customer == customer)
            *(struct spend *)vec_add(spends) = *s;
    }
}

static void read_facts(struct world *w, uint32_t i)
{
    struct told *t = &w->told[i];
    const struct book *b = &w->bank.book;
    const struct customers *c = &b->customers;
    read_spends(w, i, &t->spends);
    t->facts = (struct customer_facts){
        .today = b->today,
        .first_day = b->first_day,
        .verdict = c->verdict[i],
        .levels = c->levels[i],
        .fa = c->fa[i],
        .fa_ytd = c->fa_ytd[i],
        .aum = c->aum[i],
        .acct_max = c->acct_max[i],
        .mortgage = c->sums[i].mortgage,
        .credit_loan = c->sums[i].credit_loan,
        .cc_spend = c->cc_spend[i],
        .aum_m = t->months,
        .cc_grade = c->cc_grade[i],
        .kinds = c->kinds[i],
        .held = held_by_accounts(b, i),
        .reached_on = c->reached_on[i],
        .over_on = c->over_on[i],
        .active_on = c->active_on[i],
        .cards = t->cards,
        .card_count = read_cards(b, i, t->cards),
        .spends = t->spends.items,
        .spend_count = t->spends.len,
        .tiers = t->tiers,
        .tier_count = t->tier_count,
        .targets = t->targets,
        .target_count = t->target_count,
    };
}

/* ---- what is explained is what was valued ---- */

static void check_stage_explained(const struct world *w, const struct told *t)
{
    const struct rules *r = &w->bank.rules;
    const struct customer_facts *f = &t->facts;
    struct stage_explained e = explain_stage(r, f);
    CHECK_TEXT(stage_names[e.stage], stage_names[f->verdict.stage]);
    if (e.why == STAGE_REACHES)
        CHECK(e.by_fa == (f->fa >= r->target_limit) &&
              e.by_average == (e.fa_avg >= r->target_limit) && (e.by_fa || e.by_average));
    if (e.why == STAGE_KEPT)
        CHECK(!e.by_fa && !e.by_average && f->today < e.leaves_on);
    if (e.why == STAGE_BY_HAND)
        CHECK(e.by_hand_until >= f->today);
    if (e.why == STAGE_OVER)
        CHECK(f->acct_max > r->potential_limit);
    if (e.why == STAGE_UNDER)
        CHECK(f->acct_max <= r->potential_limit);
}

/* At month ends, when levels move. */
static void check_levels_explained(const struct world *w, const struct told *t)
{
    const struct rules *r = &w->bank.rules;
    const struct customer_facts *f = &t->facts;
    struct level_explained tier = explain_level(&r->value, f);
    CHECK_TEXT(tier_names[tier.level], tier_names[f->verdict.own_tier]);
    for (size_t i = 0; i < tier.clause.count; i++)
        CHECK(tier.clause.tests[i].missing == 0 &&
              tier.clause.tests[i].has >= tier.clause.tests[i].test.at_least);
    for (size_t side = 0; side < SIDES_MOST; side++)
        CHECK_INT(explain_level(&r->sides[side], f).level, side_level(f->levels, side));
    for (uint8_t level = 1; level <= r->value.level_count; level++) {
        struct ways ways = explain_missing(&r->value, level, f);
        CHECK(!ways.open || level <= tier.level);
        CHECK(ways.open || level != tier.level);
        for (size_t i = 0; i < ways.count; i++)
            CHECK(ways.at[i].count > 0 && ways.at[i].tests[0].missing > 0);
    }
}

static void check_standing_explained(const struct world *w, const struct told *t)
{
    const struct customer_facts *f = &t->facts;
    struct standing_explained e = explain_standing(&w->bank.rules, f);
    CHECK_INT(e.standing, f->verdict.standing);
    if (e.ref == 0 || f->verdict.tier > e.ref)
        return;
    CHECK(!e.reached || e.below == 0);
    CHECK(e.reached || e.below > 0 || f->verdict.standing == STANDING_NORMAL);
    CHECK((e.watch_on == NO_DAY) == (e.below >= 1));
    CHECK(e.missing == (f->aum >= e.line ? 0 : e.line - f->aum));
}

static void check_explained(struct world *w, uint32_t i)
{
    read_facts(w, i);
    check_stage_explained(w, &w->told[i]);
    if (!day_is_month_end(w->bank.book.today))
        return;
    check_levels_explained(w, &w->told[i]);
    check_standing_explained(w, &w->told[i]);
}

TEST(explains_what_the_engine_valued)
{
    static struct world w;
    uint64_t seed = first_seed();
    for (int round = 0; round < 8; round++) {
        open_world(&w, chance(&seed));
        for (int k = 0; k < 200; k++) {
            for (uint32_t i = 0; i < CUSTOMERS; i++)
                check_explained(&w, i);
            live_a_day(&w, w.bank.book.today + 1, (int)any(&w, 0, 6));
        }
        close_world(&w);
    }
}

/* ---- what is foretold is what happens ---- */

struct seen {
    struct verdict verdict;
    uint64_t levels;
    size_t at; /* in the forecast */
};

/* What is foretold, one after the other: the sides last. */
enum { TOLD = FORECAST_SIDE + SIDES_MOST };
static uint8_t told_level(const struct verdict *v, uint64_t levels, int told)
{
    const uint8_t of[FORECAST_SIDE] = {[FORECAST_STAGE] = v->stage,
                                       [FORECAST_TIER] = v->tier,
                                       [FORECAST_REF] = v->ref,
                                       [FORECAST_STANDING] = v->standing};
    return told < FORECAST_SIDE ? of[told] : side_level(levels, (size_t)(told - FORECAST_SIDE));
}

/* Each change of today is the next one of the forecast, and there is no other. */
static void check_day(const struct world *w, uint32_t i, struct seen *s)
{
    const struct forecast *all = &w->told[i].forecast;
    const struct customers *c = &w->bank.book.customers;
    for (int told = 0; told < TOLD; told++) {
        uint8_t before = told_level(&s->verdict, s->levels, told);
        uint8_t now = told_level(&c->verdict[i], c->levels[i], told);
        if (before == now || all->count == FORECAST_MOST)
            continue;
        CHECK(s->at < all->count);
        const struct forecast_change *f = &all->at[s->at++];
        CHECK_TEXT(day_format(f->on).text, day_format(w->bank.book.today).text);
        CHECK_INT((int)f->what + (f->what == FORECAST_SIDE ? f->side : 0), told);
        CHECK_INT(f->from, before);
        CHECK_INT(f->to, now);
    }
    s->verdict = c->verdict[i];
    s->levels = c->levels[i];
}

static void check_forecasts(struct world *w)
{
    struct seen seen[CUSTOMERS];
    day until = w->bank.book.today;
    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        read_facts(w, i);
        forecast_make(&w->bank.rules, &w->told[i].facts, FORECAST_MONTHS, &w->told[i].forecast);
        seen[i] =
            (struct seen){.verdict = w->told[i].facts.verdict, .levels = w->told[i].facts.levels};
    }
    for (int month = 0; month < FORECAST_MONTHS; month++)
        until = next_month_end(until);
    while (w->bank.book.today < until) {
        live_a_day(w, w->bank.book.today + 1, 0);
        for (uint32_t i = 0; i < CUSTOMERS; i++)
            check_day(w, i, &seen[i]);
    }
    for (uint32_t i = 0; i < CUSTOMERS; i++)
        CHECK_INT(seen[i].at, w->told[i].forecast.count);
}

TEST(foretells_what_happens_when_nothing_is_delivered)
{
    static struct world w;
    uint64_t seed = first_seed() + 1;
    int changes = 0;
    for (int round = 0; round < 10; round++) {
        open_world(&w, chance(&seed));
        check_forecasts(&w);
        for (uint32_t i = 0; i < CUSTOMERS; i++)
            changes += (int)w.told[i].forecast.count;
        close_world(&w);
    }
    CHECK(changes > 100);
}

/* ---- examples ---- */

static struct customer_facts plain_facts(day today)
{
    return (struct customer_facts){.today = today,
                                   .first_day = on(2020, 1, 1),
                                   .reached_on = NO_DAY,
                                   .over_on = NO_DAY,
                                   .active_on = NO_DAY};
}

TEST(the_nearest_way_comes_first)
{
    struct rules r = rules_default();
    struct customer_facts f = plain_facts(on(2026, 6, 30));
    f.aum = YUAN(377000);
    f.cc_spend = YUAN(59000);
    struct ways w = explain_missing(&r.value, TIER_PLATINUM, &f);
    CHECK_INT(w.count, 4);
    CHECK_INT(w.at[0].tests[0].test.figure, FIGURE_CC_SPEND);
    CHECK_INT(w.at[0].tests[0].missing, YUAN(41000));
    CHECK_INT(w.at[1].tests[0].test.figure, FIGURE_AUM_MAX);
    CHECK_INT(w.at[1].tests[0].missing, YUAN(123000));
}

/* An old peak does not help to reach more: the assets of the day have to. */
TEST(what_aum_lacks_is_counted_from_today)
{
    struct rules r = rules_default();
    struct customer_facts f = plain_facts(on(2026, 6, 30));
    f.aum = YUAN(100000);
    f.aum_m.v[2] = YUAN(450000);
    struct ways w = explain_missing(&r.value, TIER_PLATINUM, &f);
    CHECK_INT(w.at[1].tests[0].has, YUAN(450000));
    CHECK_INT(w.at[1].tests[0].missing, YUAN(400000));
    CHECK_INT(w.at[1].tests[0].on, on(2026, 3, 31));
}

/* 600,000 until March: out of the window of six month ends at the end of October. */
TEST(a_tier_by_an_old_peak_falls_when_the_peak_leaves_the_window)
{
    struct rules r = rules_default();
    struct forecast all;
    struct customer_facts f = plain_facts(on(2026, 6, 30));
    f.aum = YUAN(250000);
    f.fa = f.acct_max = f.aum;
    f.aum_m.v[2] = YUAN(600000);
    f.reached_on = f.over_on = f.today;
    f.verdict = (struct verdict){STAGE_TARGET,  TIER_PLATINUM,  TIER_PLATINUM,
                                 TIER_PLATINUM, STANDING_WATCH, 3};
    forecast_make(&r, &f, FORECAST_MONTHS, &all);
    const struct forecast_change *c = forecast_first(&all, FORECAST_TIER);
    CHECK(c);
    CHECK_TEXT(day_format(c->on).text, "2026-10-31");
    CHECK_INT(c->to, TIER_GOLD);
    CHECK_INT(c->lost, FIGURE_AUM_MAX);
    c = forecast_first(&all, FORECAST_STANDING);
    CHECK(c);
    CHECK_TEXT(day_format(c->on).text, "2026-07-31");
    CHECK_INT(c->to, STANDING_ATTENTION);
}

TEST(says_when_a_target_below_both_limits_is_left)
{
    struct rules r = rules_default();
    struct customer_facts f = plain_facts(on(2026, 6, 15));
    f.verdict.stage = STAGE_TARGET;
    f.reached_on = on(2026, 3, 31);
    f.acct_max = f.fa = YUAN(20000);
    struct stage_explained e = explain_stage(&r, &f);
    CHECK_INT(e.why, STAGE_KEPT);
    CHECK_TEXT(day_format(e.leaves_on).text, "2026-09-30");
    struct forecast all;
    forecast_make(&r, &f, FORECAST_MONTHS, &all);
    const struct forecast_change *c = forecast_first(&all, FORECAST_STAGE);
    CHECK(c);
    CHECK_TEXT(day_format(c->on).text, "2026-09-30");
    CHECK_INT(c->to, STAGE_POTENTIAL);
}

TEST(counts_the_month_ends_to_each_standing)
{
    struct rules r = rules_default();
    struct customer_facts f = plain_facts(on(2026, 6, 30));
    f.aum = YUAN(150000);
    f.verdict = (struct verdict){STAGE_TARGET, TIER_GOLD, TIER_GOLD, TIER_GOLD, STANDING_WATCH, 2};
    struct standing_explained e = explain_standing(&r, &f);
    CHECK(!e.reached);
    CHECK_INT(e.missing, YUAN(50000));
    CHECK_INT(e.watch_on, NO_DAY);
    CHECK_TEXT(day_format(e.attention_on).text, "2026-08-31");
    CHECK_TEXT(day_format(e.churned_on).text, "2026-11-30");
    CHECK_TEXT(day_format(e.given_up_on).text, "2027-11-30");
}

TESTS(CASE(explains_what_the_engine_valued), CASE(foretells_what_happens_when_nothing_is_delivered),
      CASE(the_nearest_way_comes_first), CASE(what_aum_lacks_is_counted_from_today),
      CASE(a_tier_by_an_old_peak_falls_when_the_peak_leaves_the_window),
      CASE(says_when_a_target_below_both_limits_is_left),
      CASE(counts_the_month_ends_to_each_standing))
