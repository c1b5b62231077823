/* snapshot_bench -- what the readers' store costs: making it, keeping it, asking it.
 *
 *   GUANHU_HOME=... snapshot_bench [ROUNDS]
 *
 * On any bank that has run (the demo bank, or one made by make_bank.py or guanhu bench).  Prints a
 * JSON line each for: reading it whole; going on by one day, where the day before can be read
 * (every day but the first); memory for a customer; and the medians and the slowest of what pages
 * ask: of everybody, of the largest organisations below the head, of an outlet, of a manager. */
#include "base/clock.h"
#include "base/memory.h"
#include "engine/pick.h"
#include "engine/totals.h"
#include "platform/snapshots.h"

enum { ROUNDS_MOST = 5000 };

struct bench {
    struct bank bank;
    struct arena arena;
    struct snapshot *s;
    int rounds;
    double us[ROUNDS_MOST];
};

static double millis_since(uint64_t began)
{
    return (double)(clock_ns() - began) / 1e6;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static size_t events_held(const struct events *e, size_t *ret_txns)
{
    size_t acts = 0;
    *ret_txns = 0;
    for (size_t i = 0; i < e->acts_len; i++)
        acts += e->acts[i]->first[ACT_COUNT];
    for (size_t i = 0; i < e->txns_len; i++)
        *ret_txns += e->txns[i]->len;
    return acts;
}

/* ---- making ---- */

static rc measure_whole(struct bench *b, struct why *why)
{
    uint64_t memory = memory_used(), began = clock_ns();
    TRY(snapshots_read(&b->bank, NULL, &b->s, why));
    if (!b->s)
        return why_say(why, E_USAGE, "no day was run yet");
    double ms = millis_since(began);
    size_t txns, acts = events_held(b->s->events, &txns);
    printf("{\"behaviour\":%zu,\"transactions\":%zu,\"event_bytes_a_customer\":%.0f}\n", acts, txns,
           (double)snapshot_event_bytes(b->s) / b->s->count);
    printf("{\"whole_ms\":%.0f,\"customers\":%u,\"holdings\":%u,\"alerts\":%zu,"
           "\"maturities\":%zu,\"bytes_a_customer\":%.0f,\"resident_mb\":%.0f}\n",
           ms, b->s->count, b->s->first_holding[b->s->count], b->s->raised_len,
           b->s->maturities_len, (double)snapshot_bytes(b->s) / b->s->count,
           (double)(memory_used() - memory) / 1e6);
    return OK;
}

static rc measure_next(struct bench *b, struct why *why)
{
    struct snapshot *before = NULL, *after = NULL;
    if (b->s->day == b->s->first_day)
        return OK;
    TRY(snapshots_read_until(&b->bank, b->s->day - 1, &before, why));
    for (int i = 0; i < 3; i++) {
        uint64_t began = clock_ns();
        TRY(snapshots_read(&b->bank, before, &after, why));
        printf("{\"next_ms\":%.0f}\n", millis_since(began));
        snapshot_unref(after);
    }
    snapshot_unref(before);
    return OK;
}

/* ---- asking ---- */

typedef void question(struct bench *b, const struct reach *reach);

static void ask_pick(struct bench *b, const struct reach *reach, struct pick_how how)
{
    struct picked picked;
    how.limit = 50;
    pick(b->s, reach, &how, &b->arena, &picked);
}

static void first_page(struct bench *b, const struct reach *reach)
{
    ask_pick(b, reach, (struct pick_how){.order = ORDER_AMOUNT(AMOUNT_AUM), .desc = true});
}

static void fallen(struct bench *b, const struct reach *reach)
{
    ask_pick(b, reach, (struct pick_how){.order = ORDER_CHANGE(AMOUNT_AUM, AT_YESTERDAY)});
}

static void deep_page(struct bench *b, const struct reach *reach)
{
    struct pick_how how = {.order = ORDER_FA_AVG, .offset = reach_size(b->s, reach) / 2};
    ask_pick(b, reach, how);
}

static void of_tiers(struct bench *b, const struct reach *reach)
{
    const uint32_t tiers = 1u << TIER_GOLD | 1u << TIER_PLATINUM;
    ask_pick(b, reach,
             (struct pick_how){.order = ORDER_AMOUNT(AMOUNT_AUM), .desc = true, .tiers = tiers});
}

static void of_an_amount(struct bench *b, const struct reach *reach)
{
    struct pick_how how = {.order = ORDER_AMOUNT(AMOUNT_FA), .stages = 1u << STAGE_TARGET};
    how.ranges[how.ranges_len++] =
        (struct pick_range){ORDER_AMOUNT(AMOUNT_AUM), YUAN(200000), YUAN(1000000)};
    ask_pick(b, reach, how);
}

static void sums(struct bench *b, const struct reach *reach)
{
    struct totals totals;
    totals_of(b->s, reach, &totals);
}

static void table(struct bench *b, const struct reach *reach)
{
    struct cross cross;
    cross_of(b->s, reach, SPLIT_TIER, SPLIT_STANDING, &cross);
}

static void worth(struct bench *b, const struct reach *reach)
{
    struct raised_list list;
    const struct raised_asked asked = {.since = b->s->day, .today = b->s->day + 1};
    raised_pick(b->s, reach, &asked, 0, 20, &b->arena, &list);
}

static void maturing(struct bench *b, const struct reach *reach)
{
    struct maturity_list list;
    maturities_of(b->s, reach, b->s->day, b->s->day + 30, 0, 50, &b->arena, &list);
}

static void products(struct bench *b, const struct reach *reach)
{
    struct product_totals *all;
    size_t len;
    totals_by_product(b->s, reach, &b->arena, &all, &len);
}

static void managers(struct bench *b, const struct reach *reach)
{
    struct manager_totals *all;
    size_t len;
    totals_by_manager(b->s, reach, &b->arena, &all, &len);
}

/* Of everybody, whatever the reach. */
static void count_window(struct bench *b, struct window w)
{
    window_count(b->s->events, &w, arena_alloc(&b->arena, b->s->count * sizeof(uint32_t)));
}

static void logins(struct bench *b, UNUSED const struct reach *reach)
{
    count_window(b, (struct window){.of = WINDOW_LOGIN, .days = 30});
}

static void views(struct bench *b, UNUSED const struct reach *reach)
{
    uint32_t terms = terms_count(b->s->objects);
    bool *objects = arena_alloc(&b->arena, terms + 1);
    objects[terms] = true;
    count_window(b, (struct window){.of = WINDOW_VIEW, .days = 30, .objects = objects});
}

static void transactions(struct bench *b, UNUSED const struct reach *reach)
{
    count_window(b, (struct window){.of = WINDOW_TXN, .days = EVENT_DAYS});
}

static void spent(struct bench *b, UNUSED const struct reach *reach)
{
    enum { POS = 2 };
    struct window w = {.of = WINDOW_TXN, .days = 90};
    window_ask(&w, TXN_DIRECTION, TXN_OUT);
    window_ask(&w, TXN_CHANNEL, POS);
    window_sum(b->s->events, &w, arena_alloc(&b->arena, b->s->count * sizeof(fen)));
}

static void spent_by_one(struct bench *b, UNUSED const struct reach *reach)
{
    struct window_found found;
    window_one(b->s->events, &(struct window){.of = WINDOW_TXN, .days = EVENT_DAYS},
               b->s->count / 2, &found);
}

static const struct {
    const char *name;
    question *ask;
} questions[] = {
    {"first page", first_page},
    {"fallen since yesterday", fallen},
    {"page in the middle", deep_page},
    {"of two tiers", of_tiers},
    {"of an amount", of_an_amount},
    {"totals", sums},
    {"cross table", table},
    {"alerts by urgency", worth},
    {"maturing in 30 days", maturing},
    {"by product", products},
    {"by manager", managers},
    {"logins, 30 days", logins},
    {"views of an object, 30 days", views},
    {"transactions, a year", transactions},
    {"spent at tills, 90 days", spent},
    {"transactions of one customer, a year", spent_by_one},
};

/* The first time makes what is kept (orders) and is told apart. */
static void measure(struct bench *b, const char *of, const struct reach *reach)
{
    struct arena_mark mark = arena_mark(&b->arena);
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        for (int n = 0; n <= b->rounds; n++) {
            uint64_t began = clock_ns();
            questions[i].ask(b, reach);
            b->us[n] = (double)(clock_ns() - began) / 1000;
            arena_rewind(&b->arena, mark);
        }
        double first = b->us[0];
        qsort(b->us + 1, (size_t)b->rounds, sizeof *b->us, by_size);
        printf("{\"ask\":\"%s\",\"of\":\"%s\",\"rows\":%zu,\"first_us\":%.0f,\"median_us\":%.1f,"
               "\"slowest_us\":%.0f}\n",
               questions[i].name, of, reach_size(b->s, reach), first, b->us[1 + b->rounds / 2],
               b->us[b->rounds]);
    }
}

/* The organisation with most customers among those with at most so many. */
static struct reach largest_below(const struct snapshot *s, size_t most)
{
    struct reach best = reach_nobody();
    for (uint32_t p = 1; p <= s->place_count; p++) {
        struct reach r = reach_org(s, s->places[p].org_id);
        if (reach_size(s, &r) <= most && reach_size(s, &r) > reach_size(s, &best))
            best = r;
    }
    return best;
}

static struct reach busiest_manager(const struct snapshot *s)
{
    struct reach best = reach_nobody();
    for (uint32_t row = 0; row < s->count; row += 1 + s->count / 1000) {
        struct reach r = reach_managed(s, s->manager[row]);
        if (s->manager[row] && reach_size(s, &r) > reach_size(s, &best))
            best = r;
    }
    return best;
}

static rc run(struct bench *b, struct why *why)
{
    TRY(measure_whole(b, why));
    TRY(measure_next(b, why));
    const struct reach all = reach_all();
    const struct reach branch = largest_below(b->s, b->s->count - 1);
    const struct reach small = largest_below(b->s, b->s->count / 30);
    const struct reach outlet = largest_below(b->s, 2000);
    const struct reach manager = busiest_manager(b->s);
    measure(b, "everybody", &all);
    measure(b, "the largest branch", &branch);
    measure(b, "a branch", &small);
    measure(b, "an outlet", &outlet);
    measure(b, "a manager", &manager);
    printf("{\"bytes_a_customer_with_orders\":%.0f}\n", (double)snapshot_bytes(b->s) / b->s->count);
    return OK;
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct why why = {""};
    struct config config;
    b.rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100;
    if (b.rounds < 1 || b.rounds >= ROUNDS_MOST)
        b.rounds = ROUNDS_MOST - 1;
    rc r = config_load(&(struct config_flags){0}, &config, &why);
    if (r == OK) {
        r = bank_open(&config, &b.bank, &why);
        arena_init(&b.arena);
        if (r == OK)
            r = run(&b, &why);
        snapshot_unref(b.s);
        arena_release(&b.arena);
        bank_close(&b.bank);
        config_release(&config);
    }
    if (r != OK)
        fprintf(stderr, "%s\n", why.text[0] ? why.text : rc_text(r));
    return rc_exit(r);
}
