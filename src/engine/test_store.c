/* A store that goes on from day to day is the one that is read whole; and what it says of windows
 * is what a plain loop over everything that was ever told finds. */
#include "engine/test_made_snapshot.h"

#include "engine/events.h"
#include "engine/live_sets.h"
#include "engine/snapshot_parts.h"

enum { DAYS = 430, CUSTOMERS = 60, STEP = 19, CARDS = 90 };
#define BEGINS on(2024, 11, 20)

/* Everything that was told, with the day on which it was. */
struct told_level {
    int64_t customer_id;
    day day;
    uint8_t card, mass;
};
struct told_txn {
    struct txn_fact f;
    day day;
    bool was_replaced;
};
struct story {
    uint64_t seed;
    struct vec records, figures, cards, levels, acts, txns;
};

static const char *const words[] = {"", "teacher", "farmer", "\xE5\x8C\xBB\xE7\x94\x9F", "nurse"};

static struct text any_word(uint64_t *seed)
{
    return text_of(words[between(seed, 0, ARRAY_LEN(words) - 1)]);
}

/* One customer more every ten days. */
static int64_t customers_on(day d)
{
    return CUSTOMERS + (d - BEGINS) / 10;
}

static void tell_record(struct story *t, day d, int64_t id)
{
    uint64_t *seed = &t->seed;
    *(struct record_fact *)vec_add(&t->records) = (struct record_fact){
        .customer_id = id,
        .day = d,
        .gone = one_in(seed, 9),
        .gender = one_in(seed, 5) ? NOT_KNOWN : (uint8_t)between(seed, 0, 1),
        .cert_type = (uint8_t)between(seed, 0, 7),
        .risk_level = one_in(seed, 3) ? NOT_KNOWN : (uint8_t)between(seed, 0, 4),
        .dnd = one_in(seed, 8),
        .born = one_in(seed, 6) ? NO_DAY : d - (day)between(seed, 0, 30000),
        .opened_on = one_in(seed, 6) ? NO_DAY : d - (day)between(seed, 0, 9000),
        .risk_assessed_on = d,
        .income_year = one_in(seed, 3) ? INCOME_NOT_KNOWN : between(seed, 0, 90000000),
        .occupation = any_word(seed),
        .education = any_word(seed),
        .marital = any_word(seed),
    };
}

static void tell_card(struct story *t, day d)
{
    uint64_t *seed = &t->seed;
    *(struct card_fact *)vec_add(&t->cards) = (struct card_fact){
        .customer_id = between(seed, 1, customers_on(d)),
        .card_id = between(seed, 1, CARDS),
        .day = d,
        .expires_on = one_in(seed, 2) ? NO_DAY : d + (day)between(seed, -5, 50),
        .kind = (uint8_t)between(seed, CARD_DEBIT, CARD_CREDIT),
        .grade = (uint8_t)between(seed, GRADE_ORDINARY, GRADE_DIAMOND),
        .status = one_in(seed, 4) ? CARD_CANCELLED : CARD_ACTIVE,
        .vip = one_in(seed, 4),
    };
}

/* Mostly of the day, some late, some dated ahead. */
static day any_date(uint64_t *seed, day d)
{
    return one_in(seed, 4) ? d - (day)between(seed, -3, 400) : d;
}

/* Most of them so seldom that the last one leaves the window. */
static void tell_act(struct story *t, day d)
{
    bool is_seldom = one_in(&t->seed, 20);
    *(struct act_fact *)vec_add(&t->acts) = (struct act_fact){
        .customer_id = between(&t->seed, 1, is_seldom ? customers_on(d) : 10),
        .on = any_date(&t->seed, d),
        .delivered = d,
        .act = (uint8_t)between(&t->seed, 0, ACT_COUNT - 1),
        .object = any_word(&t->seed),
    };
}

static struct txn_fact any_txn(struct story *t, day d)
{
    static const fen large[] = {UINT32_MAX - 1, UINT32_MAX, INT64_C(9999999999999)};
    uint64_t *seed = &t->seed;
    return (struct txn_fact){
        .customer_id = between(seed, 1, customers_on(d)),
        .on = any_date(seed, d),
        .delivered = d,
        .direction = (uint8_t)between(seed, TXN_IN, TXN_OUT),
        .kind = one_in(seed, 5) ? TXN_KIND_NOT_SAID : (uint8_t)between(seed, 0, 9),
        .channel = one_in(seed, 5) ? TXN_CHANNEL_NOT_SAID : (uint8_t)between(seed, 0, 5),
        .class = one_in(seed, 2) ? TXN_CLASS_NOT_SAID : (uint8_t)between(seed, 0, CLASS_COUNT - 1),
        .amount = one_in(seed, 9) ? large[between(seed, 0, 2)] : between(seed, 1, 500) * 100,
    };
}

static void tell_txn(struct story *t, day d)
{
    *(struct told_txn *)vec_add(&t->txns) = (struct told_txn){.f = any_txn(t, d), .day = d};
}

/* A transaction of before is delivered again, for the same customer and moment. */
static void tell_again(struct story *t, day d)
{
    size_t at = (size_t)between(&t->seed, 0, (int64_t)t->txns.len - 1);
    struct told_txn *old = vec_at(&t->txns, at);
    if (old->was_replaced || old->f.replaced || old->day == d)
        return;
    old->was_replaced = true;
    struct told_txn gone = {.f = old->f, .day = d}, new = {.f = any_txn(t, d), .day = d};
    gone.f.replaced = true;
    new.f.customer_id = gone.f.customer_id;
    new.f.on = gone.f.on;
    *(struct told_txn *)vec_add(&t->txns) = gone;
    *(struct told_txn *)vec_add(&t->txns) = new;
}

static void tell_day(struct story *t, day d)
{
    for (int64_t id = 1; id <= customers_on(d); id++) {
        if (id > customers_on(d - 1) || d == BEGINS || one_in(&t->seed, 40))
            tell_record(t, d, id);
        if (d == BEGINS || one_in(&t->seed, 15))
            *(struct figures_fact *)vec_add(&t->figures) = made_figures(&t->seed, id, d);
        if (one_in(&t->seed, 60))
            *(struct told_level *)vec_add(&t->levels) = (struct told_level){
                id, d, (uint8_t)between(&t->seed, 0, 3), (uint8_t)between(&t->seed, 0, 4)};
    }
    for (int i = 0; i < 3; i++)
        tell_card(t, d);
    for (int64_t i = between(&t->seed, 0, 20); i > 0; i--)
        tell_act(t, d);
    for (int64_t i = between(&t->seed, 0, 12); i > 0; i--)
        tell_txn(t, d);
    if (t->txns.len && one_in(&t->seed, 2))
        tell_again(t, d);
}

/* ---- makers ---- */

static void give_events(struct maker *m, const struct story *t, day from, day d)
{
    for (size_t i = 0; i < t->acts.len; i++) {
        const struct act_fact *f = vec_at(&t->acts, i);
        if (f->delivered >= from && f->delivered <= d)
            CHECK(maker_act(m, f));
    }
    for (size_t i = 0; i < t->txns.len; i++) {
        const struct told_txn *f = vec_at(&t->txns, i);
        if (f->day >= from && f->day <= d)
            CHECK(maker_txn(m, &f->f));
    }
}

static void give_customers(struct maker *m, const struct story *t, day from, day d)
{
    for (size_t i = 0; i < t->records.len; i++) {
        const struct record_fact *f = vec_at(&t->records, i);
        if (f->day >= from && f->day <= d)
            CHECK(maker_record(m, f));
    }
    for (size_t i = 0; i < t->figures.len; i++) {
        const struct figures_fact *f = vec_at(&t->figures, i);
        if (f->day >= from && f->day <= d)
            CHECK(maker_figures(m, f));
    }
    for (size_t i = 0; i < t->levels.len; i++) {
        const struct told_level *f = vec_at(&t->levels, i);
        if (f->day >= from && f->day <= d)
            CHECK(maker_level(m, f->customer_id, SIDE_CARD, f->day, f->card) &&
                  maker_level(m, f->customer_id, SIDE_MASS, f->day, f->mass));
    }
    for (size_t i = 0; i < t->cards.len; i++) {
        const struct card_fact *f = vec_at(&t->cards, i);
        if (f->day >= from && f->day <= d)
            CHECK(maker_card(m, f));
    }
}

static struct snapshot *made(const struct story *t, day d, const struct snapshot *before)
{
    const struct snapshot_of of = {
        .day = d, .at = d, .first_day = BEGINS, .customers = customers_on(d)};
    const day from = before ? d : BEGINS;
    struct maker *m = maker_new(&of, before);
    for (int64_t id = before ? before->count + 1 : 1; id <= of.customers; id++) {
        CHECK(maker_customer(m, id, d));
        CHECK(maker_home(m, id, d, (int32_t)(id % 5 + 1)));
    }
    made_places(m);
    for (int32_t org = 1; org <= 5; org++)
        CHECK(maker_region(m, org, text_of(words[(org + d / 50) % (int)ARRAY_LEN(words)])));
    const day moved = BEGINS + (d - BEGINS) / 9 * 9; /* the last day that moved a relation */
    if (!before || d == moved)
        maker_related_anew(m);
    for (int64_t id = 1; id <= customers_on(moved) && (!before || d == moved); id += 7)
        CHECK(maker_related(m, id, (uint8_t)(id + moved)));
    give_customers(m, t, from, d);
    give_events(m, t, from, d);
    return maker_snapshot(m, managers_made(managers_maker_new(of.customers)), NULL);
}

/* ---- one is the other ---- */

static bool same_term(const struct snapshot *a, uint32_t x, const struct snapshot *b, uint32_t y)
{
    return (x == 0) == (y == 0) && text_equal(terms_text(a->words, x), terms_text(b->words, y)) &&
           terms_find(a->words, terms_text(a->words, x)) == x;
}

static void check_profiles(const struct snapshot *a, const struct snapshot *b)
{
    const struct profile_columns *p = &a->profile, *q = &b->profile;
    for (uint32_t row = 0; row < a->count; row++) {
        CHECK(same_term(a, p->occupation[row], b, q->occupation[row]));
        CHECK(same_term(a, p->education[row], b, q->education[row]));
        CHECK(same_term(a, p->marital[row], b, q->marital[row]));
        CHECK(same_term(a, a->regions[a->place[row]], b, b->regions[b->place[row]]));
        CHECK_INT(p->income_year[row], q->income_year[row]);
        CHECK_INT(p->born[row], q->born[row]);
        CHECK_INT(p->opened_on[row], q->opened_on[row]);
        CHECK_INT(p->risk_assessed_on[row], q->risk_assessed_on[row]);
        CHECK_INT(p->gender[row], q->gender[row]);
        CHECK_INT(p->cert_type[row], q->cert_type[row]);
        CHECK_INT(p->risk_level[row], q->risk_level[row]);
        CHECK_INT(p->dnd[row], q->dnd[row]);
        CHECK_INT(a->last_login[row], b->last_login[row]);
        CHECK_INT(a->related[row], b->related[row]);
        CHECK(a->levels[row] == b->levels[row]);
    }
}

static void check_rest(const struct snapshot *a, const struct snapshot *b)
{
    for (size_t i = 0; i < BACK_COUNT; i++) {
        CHECK_INT(a->back_days[i], b->back_days[i]);
        for (size_t k = 0; k < BACK_AMOUNTS; k++)
            CHECK(memcmp(a->back[i][k], b->back[i][k], a->count * sizeof(fen)) == 0);
    }
    CHECK(memcmp(a->first_card, b->first_card, (a->count + 1) * sizeof(uint32_t)) == 0);
    for (uint32_t i = 0; i < a->first_card[a->count]; i++) {
        const struct card *x = &a->cards[i], *y = &b->cards[i];
        CHECK(x->card == y->card && x->expires_on == y->expires_on && x->kind == y->kind &&
              x->grade == y->grade && x->vip == y->vip);
    }
}

/* ---- windows ---- */

static struct window any_window(uint64_t *seed, const struct snapshot *s, bool *objects)
{
    struct window w = {
        .of = (enum window_of)between(seed, WINDOW_LOGIN, WINDOW_TXN),
        .days = (int)(one_in(seed, 2) ? between(seed, 1, 40) : between(seed, 1, EVENT_DAYS))};
    if (w.of == WINDOW_TXN) {
        if (one_in(seed, 2))
            window_ask(&w, TXN_DIRECTION, (unsigned)between(seed, TXN_IN, TXN_OUT));
        if (one_in(seed, 2))
            window_ask(&w, TXN_KIND, (unsigned)between(seed, 0, 9));
        if (one_in(seed, 3))
            window_ask(&w, TXN_CHANNEL, (unsigned)between(seed, 0, 5));
        if (one_in(seed, 3))
            window_ask(&w, TXN_CLASS, (unsigned)between(seed, 0, CLASS_COUNT - 1));
    } else if (one_in(seed, 2)) {
        for (uint32_t i = 0; i <= terms_count(s->objects); i++)
            objects[i] = one_in(seed, 2);
        w.objects = objects;
    }
    return w;
}

static bool is_within(day date, day delivered, const struct snapshot *s, const struct window *w)
{
    day d = date < delivered ? date : delivered;
    return delivered <= s->day && d <= s->day && d > s->day - w->days;
}

static bool passes(const struct window *w, unsigned value, int part, unsigned ends)
{
    unsigned mask = (1u << ends) - (1u << part);
    return !(w->mask & mask) || (w->what & mask) == value << part;
}

static void plain_acts(const struct story *t, const struct snapshot *s, const struct window *w,
                       uint32_t *counts)
{
    for (size_t i = 0; i < t->acts.len; i++) {
        const struct act_fact *f = vec_at(&t->acts, i);
        if (f->act != (uint8_t)w->of || !is_within(f->on, f->delivered, s, w))
            continue;
        bool asked = !w->objects || w->of == WINDOW_LOGIN;
        counts[f->customer_id - 1] +=
            asked || w->objects[f->object.len ? terms_find(s->objects, f->object) : 0];
    }
}

static void plain_txns(const struct story *t, const struct snapshot *s, const struct window *w,
                       uint32_t *counts, fen *sums)
{
    for (size_t i = 0; i < t->txns.len; i++) {
        const struct told_txn *x = vec_at(&t->txns, i);
        const struct txn_fact *f = &x->f;
        if (x->day > s->day || !is_within(f->on, f->delivered, s, w) ||
            !passes(w, f->direction, TXN_DIRECTION, TXN_CHANNEL) ||
            !passes(w, f->channel, TXN_CHANNEL, TXN_KIND) ||
            !passes(w, f->kind, TXN_KIND, TXN_CLASS) || !passes(w, f->class, TXN_CLASS, TXN_BITS))
            continue;
        counts[f->customer_id - 1] += f->replaced ? UINT32_MAX : 1; /* one less, or more */
        sums[f->customer_id - 1] += f->replaced ? -f->amount : f->amount;
    }
}

static void check_window(struct story *t, const struct snapshot *s)
{
    enum { MOST = CUSTOMERS + DAYS };
    bool objects[ARRAY_LEN(words) + 1];
    uint32_t counts[MOST] = {0}, plain[MOST] = {0};
    fen sums[MOST] = {0}, plain_sums[MOST] = {0};
    struct window w = any_window(&t->seed, s, objects);
    window_count(s->events, &w, counts);
    if (w.of == WINDOW_TXN) {
        window_sum(s->events, &w, sums);
        plain_txns(t, s, &w, plain, plain_sums);
    } else {
        plain_acts(t, s, &w, plain);
    }
    for (uint32_t row = 0; row < s->count; row++) {
        struct window_found one;
        window_one(s->events, &w, row, &one);
        CHECK_INT(counts[row], plain[row]);
        CHECK_INT(sums[row], plain_sums[row]);
        CHECK_INT(one.count, plain[row]);
        CHECK_INT(one.sum, plain_sums[row]);
    }
}

static void check_logins(const struct story *t, const struct snapshot *s)
{
    day last[CUSTOMERS + DAYS];
    const struct window all = {.of = WINDOW_LOGIN, .days = EVENT_DAYS};
    for (uint32_t row = 0; row < s->count; row++)
        last[row] = NO_DAY;
    for (size_t i = 0; i < t->acts.len; i++) {
        const struct act_fact *f = vec_at(&t->acts, i);
        day *l = &last[f->customer_id - 1], d = f->on < f->delivered ? f->on : f->delivered;
        if (f->act == ACT_LOGIN && is_within(f->on, f->delivered, s, &all) && d > *l)
            *l = d;
    }
    for (uint32_t row = 0; row < s->count; row++)
        CHECK_INT(s->last_login[row], last[row]);
}

static void check_back(const struct story *t, const struct snapshot *s)
{
    for (int n = 2; n < 2 + BACK_COUNT; n++) {
        day end = day_month_end_before(s->day, n);
        if (end < BEGINS) {
            CHECK_INT(s->back_days[n - 2], NO_DAY);
            continue;
        }
        struct snapshot *then = made(t, end, NULL);
        for (uint32_t row = 0; row < then->count; row++) {
            CHECK_INT(snapshot_back(s, row, BACK_FA, n),
                      snapshot_amount(then, row, AMOUNT_FA, AT_DAY));
            CHECK_INT(snapshot_back(s, row, BACK_AUM, n),
                      snapshot_amount(then, row, AMOUNT_AUM, AT_DAY));
            CHECK_INT(snapshot_back(s, row, BACK_DEPOSITS, n),
                      snapshot_amount(then, row, AMOUNT_DEPOSITS, AT_DAY));
            CHECK_INT(snapshot_back(s, row, BACK_LOANS, n),
                      snapshot_amount(then, row, AMOUNT_LOANS, AT_DAY));
        }
        snapshot_unref(then);
    }
}

static void story_init(struct story *t)
{
    t->seed = first_seed();
    vec_init(&t->records, sizeof(struct record_fact));
    vec_init(&t->figures, sizeof(struct figures_fact));
    vec_init(&t->cards, sizeof(struct card_fact));
    vec_init(&t->levels, sizeof(struct told_level));
    vec_init(&t->acts, sizeof(struct act_fact));
    vec_init(&t->txns, sizeof(struct told_txn));
}

static void story_release(struct story *t)
{
    vec_release(&t->records);
    vec_release(&t->figures);
    vec_release(&t->cards);
    vec_release(&t->levels);
    vec_release(&t->acts);
    vec_release(&t->txns);
}

TEST(going_on_from_day_to_day_is_reading_everything)
{
    struct story t;
    struct snapshot *s = NULL;
    story_init(&t);
    for (day d = BEGINS; d < BEGINS + DAYS; d++) {
        tell_day(&t, d);
        struct snapshot *next = made(&t, d, s);
        snapshot_unref(s);
        s = next;
        if ((d - BEGINS) % STEP && d < BEGINS + DAYS - 2)
            continue;
        struct snapshot *whole = made(&t, d, NULL);
        check_profiles(s, whole);
        check_rest(s, whole);
        check_logins(&t, s);
        check_back(&t, s);
        for (int i = 0; i < 20; i++) {
            check_window(&t, s);
            check_window(&t, whole);
        }
        snapshot_unref(whole);
    }
    snapshot_unref(s);
    story_release(&t);
}

/* ---- other parts ---- */

TEST(what_belongs_to_nobody_is_told)
{
    const struct snapshot_of of = {.day = BEGINS, .first_day = BEGINS, .customers = 3};
    struct maker *m = maker_new(&of, NULL);
    struct act_fact act = {.customer_id = 4, .on = BEGINS, .delivered = BEGINS};
    struct txn_fact txn = {.customer_id = 3, .on = BEGINS, .delivered = BEGINS, .kind = 16};
    CHECK(!maker_act(m, &act));
    act.customer_id = 3;
    act.act = ACT_COUNT;
    CHECK(!maker_act(m, &act));
    CHECK(!maker_txn(m, &txn));
    CHECK(!maker_card(m, &(struct card_fact){.customer_id = 4, .card_id = 1}));
    CHECK(!maker_card(m, &(struct card_fact){.customer_id = 1, .card_id = 0}));
    CHECK(!maker_level(m, 0, SIDE_CARD, BEGINS, 1));
    CHECK(!maker_level(m, 1, SIDES_MOST, BEGINS, 1));
    CHECK(!maker_level(m, 1, SIDE_CARD, BEGINS, SCHEME_LEVELS + 1));
    CHECK(!maker_related(m, 4, 1));
    CHECK(!maker_region(m, 0, TEXT("north")));
    maker_free(m);
}

TEST(a_share_of_buckets_is_a_share_of_customers)
{
    uint32_t counts[10] = {0};
    for (uint32_t row = 0; row < 100000; row++) {
        CHECK(snapshot_bucket(row) < 10000);
        counts[snapshot_bucket(row) / 1000]++;
    }
    for (size_t i = 0; i < 10; i++)
        CHECK(counts[i] > 9500 && counts[i] < 10500);
}

/* Members by a plain table of who is in what. */
TEST(sets_are_what_was_put_into_them)
{
    enum { SETS = 5, ROWS = 80, ROUNDS = 200 };
    bool in[SETS][ROWS] = {{false}};
    uint64_t seed = first_seed();
    struct snapshot *s = made_snapshot(&seed, ROWS / 2);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t changed[ROWS];
        size_t len = 0;
        size_t anew = (size_t)between(&seed, 0, 2 * SETS); /* which set is read whole */
        for (int64_t id = 1; id <= ROWS; id++)
            if (one_in(&seed, 10))
                changed[len++] = id;
        for (size_t i = 0; i < len; i++)
            for (size_t set = 0; set < SETS; set++)
                in[set][changed[i] - 1] = one_in(&seed, 3);
        for (size_t row = 0; row < ROWS && anew < SETS; row++)
            in[anew][row] = one_in(&seed, 2);
        struct live_maker *m =
            live_maker_new(round ? live_sets_of(s) : NULL, changed, round ? len : 0);
        for (size_t set = SETS; set-- > 0;)
            CHECK(live_maker_set(m, (int32_t)set + 1, MEMBER_LIST, TEXT("name"),
                                 round == 0 || set == anew));
        for (size_t set = 0; set < SETS; set++)
            for (size_t row = 0; row < ROWS; row++)
                if (in[set][row] && (round == 0 || set == anew))
                    CHECK(live_maker_member(m, (int32_t)set + 1, (int64_t)row + 1));
        for (size_t i = 0; i < len && round; i++)
            for (size_t set = 0; set < SETS; set++)
                if (in[set][changed[i] - 1])
                    CHECK(live_maker_member(m, (int32_t)set + 1, changed[i]));
        CHECK(!live_maker_member(m, SETS + 1, 1));
        struct snapshot *next = snapshot_with(s, NULL, live_sets_made(m));
        snapshot_unref(s);
        s = next;
        for (size_t set = 0; set < SETS; set++) {
            const struct member_set *got = member_set_find(s->sets, (int32_t)set + 1);
            uint32_t at = 0;
            for (uint32_t row = 0; row < s->count; row++)
                if (in[set][row])
                    CHECK(at < got->len && got->rows[at++] == row);
            CHECK_INT(at, got->len);
        }
    }
    snapshot_unref(s);
}

TEST(managers_go_on_by_the_customers_that_changed)
{
    uint64_t seed = first_seed();
    struct snapshot *s = made_snapshot(&seed, 300);
    const int64_t changed[] = {5, 17, 18, 299};
    const int32_t staff[] = {7, 8}, shares[] = {7000, 3000};
    struct managers_maker *m = managers_maker_on(s, changed, ARRAY_LEN(changed));
    CHECK(managers_maker_add(m, 17, MADE_DAY, (struct int4s){staff, 2}, (struct int4s){shares, 2}));
    struct snapshot *next = snapshot_with(s, managers_made(m), NULL);
    for (uint32_t row = 0; row < s->count; row++) {
        bool is_changed = row == 4 || row == 16 || row == 17 || row == 298;
        struct int4s cos = snapshot_co_managers(next, row), was = snapshot_co_managers(s, row);
        CHECK_INT(next->manager[row], row == 16 ? 7 : is_changed ? 0 : s->manager[row]);
        CHECK_INT(cos.len, row == 16 ? 1 : is_changed ? 0 : was.len);
        if (!is_changed && s->manager[row])
            CHECK_INT(snapshot_share_of(next, row, s->manager[row]),
                      snapshot_share_of(s, row, s->manager[row]));
    }
    CHECK_INT(snapshot_share_of(next, 16, 8), 3000);
    CHECK_INT(snapshot_share_of(next, 16, 9), -1);
    snapshot_unref(next);
    snapshot_unref(s);
}

TESTS(CASE(going_on_from_day_to_day_is_reading_everything), CASE(what_belongs_to_nobody_is_told),
      CASE(a_share_of_buckets_is_a_share_of_customers), CASE(sets_are_what_was_put_into_them),
      CASE(managers_go_on_by_the_customers_that_changed))
