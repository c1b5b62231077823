/* Whatever a snapshot answers is what a plain loop over its customers finds. */
#include "engine/test_made_snapshot.h"

#include "engine/pick.h"
#include "engine/set.h"
#include "engine/totals.h"

/* LARGE: orders are walked; MIDDLE: answers are kept. */
enum { LARGE = 36000, MIDDLE = 18000, SMALL = 300, ROUNDS = 150 };

struct sample {
    struct snapshot *s;
    struct arena a;
    uint64_t seed;
};

static void begin(struct sample *x, int64_t customers)
{
    x->seed = first_seed();
    x->s = made_snapshot(&x->seed, customers);
    arena_init(&x->a);
}

static void end(struct sample *x)
{
    snapshot_unref(x->s);
    arena_release(&x->a);
}

static struct reach any_reach(struct sample *x)
{
    int32_t org = (int32_t)between(&x->seed, 1, MADE_NOWHERE);
    int32_t staff = (int32_t)between(&x->seed, 1, MADE_STAFF);
    switch (between(&x->seed, 0, 6)) {
    case 0:
        return reach_all();
    case 1:
        return reach_org(x->s, 1);
    case 2:
        return reach_org(x->s, org);
    case 3:
        return reach_managed(x->s, staff);
    case 4:
        return reach_own(x->s, staff, &x->a);
    case 5:
        return reach_unassigned(x->s, org, &x->a);
    default:
        return reach_nobody();
    }
}

/* ---- pick ---- */

static bool plain_passes(const struct snapshot *s, const struct reach *reach,
                         const struct pick_how *how, uint32_t row)
{
    struct snapshot_customer c = snapshot_customer(s, row);
    struct holdings_view h = snapshot_holdings(s, row);
    bool holds = how->product_id == 0;
    for (size_t i = 0; i < h.len; i++)
        holds |= h.items[i].product_id == how->product_id;
    for (size_t i = 0; i < how->ranges_len; i++) {
        int64_t v = order_value(s, row, how->ranges[i].order);
        if (v < how->ranges[i].from || v > how->ranges[i].until)
            return false;
    }
    return reach_has(s, reach, row) && holds && (how->gone || !c.gone) &&
           (!how->stages || how->stages >> c.stage & 1) &&
           (!how->tiers || how->tiers >> c.tier & 1) &&
           (!how->standings || how->standings >> c.standing & 1) &&
           (!how->manager_id || c.manager_id == how->manager_id) &&
           (!how->unmanaged || c.manager_id == 0) && (!how->members || set_has(how->members, row));
}

struct plain {
    const struct pick_how *how;
    int64_t keys[PICK_KEYS_MOST];
    uint32_t row;
};

static int in_order(int64_t a, int64_t b, bool desc)
{
    if (a == b)
        return 0;
    return (a < b) != desc ? -1 : 1;
}

static int by_keys(const void *p, const void *q)
{
    const struct plain *a = p, *b = q;
    int found = in_order(a->keys[0], b->keys[0], a->how->desc);
    for (size_t i = 0; !found && i < a->how->then_len; i++)
        found = in_order(a->keys[i + 1], b->keys[i + 1], a->how->then[i].desc);
    return found ? found : in_order(a->row, b->row, a->how->desc);
}

static struct plain plain_of(const struct snapshot *s, uint32_t row, const struct pick_how *how)
{
    struct plain plain = {.how = how, .keys = {order_value(s, row, how->order)}, .row = row};
    for (size_t i = 0; i < how->then_len; i++)
        plain.keys[i + 1] = order_value(s, row, how->then[i].order);
    return plain;
}

static void check_pick(struct sample *x, const struct reach *reach, const struct pick_how *how)
{
    struct plain *all = mem_alloc((x->s->count + 1) * sizeof *all);
    struct picked got;
    size_t len = 0;
    for (uint32_t row = 0; row < x->s->count; row++)
        if (plain_passes(x->s, reach, how, row))
            all[len++] = plain_of(x->s, row, how);
    qsort(all, len, sizeof *all, by_keys);
    pick(x->s, reach, how, &x->a, &got);
    size_t from = how->offset < len ? how->offset : len;
    size_t page = len - from < how->limit ? len - from : how->limit;
    CHECK_INT(got.total, len);
    CHECK_INT(got.len, page);
    for (size_t i = 0; i < page; i++)
        CHECK_INT(got.rows[i], all[from + i].row);
    free(all);
}

/* Few values first, so that many are equal. */
static void add_more_orders(uint64_t *seed, struct pick_how *how)
{
    how->order = (int)between(seed, ORDER_KINDS, ORDER_STANDING);
    how->then_len = (size_t)between(seed, 1, PICK_KEYS_MOST - 1);
    for (size_t i = 0; i < how->then_len; i++)
        how->then[i] = (struct pick_then){(int)between(seed, 0, ORDER_COUNT - 1), one_in(seed, 2)};
}

static struct pick_how any_how(uint64_t *seed)
{
    struct pick_how how = {
        .order = (int)between(seed, 0, ORDER_COUNT - 1),
        .desc = one_in(seed, 2),
        .offset = one_in(seed, 3) ? (size_t)between(seed, 0, 50000) : 0,
        .limit = (size_t)between(seed, 0, 60),
        .gone = one_in(seed, 5),
        .unmanaged = one_in(seed, 6),
    };
    if (one_in(seed, 3))
        add_more_orders(seed, &how);
    if (one_in(seed, 2))
        return how;
    how.stages = one_in(seed, 3) ? (uint32_t)between(seed, 1, 7) : 0;
    how.tiers = one_in(seed, 3) ? (uint32_t)between(seed, 1, 63) : 0;
    how.standings = one_in(seed, 3) ? (uint32_t)between(seed, 1, 15) : 0;
    how.manager_id = one_in(seed, 6) ? (int32_t)between(seed, 1, MADE_STAFF) : 0;
    how.product_id = one_in(seed, 4) ? (int32_t)between(seed, 1, MADE_PRODUCTS) : 0;
    how.ranges_len = (size_t)between(seed, 0, 2);
    for (size_t i = 0; i < how.ranges_len; i++)
        how.ranges[i] = (struct pick_range){(int)between(seed, 0, ORDER_FIGURES - 1),
                                            between(seed, -1000, 50000000), INT64_MAX};
    return how;
}

/* Every few rows: dense, sparse, and none in most blocks. */
static const struct set *any_members(struct sample *x)
{
    uint32_t count = x->s->count, step = (uint32_t)between(&x->seed, 1, 300), len = 0;
    uint32_t *rows = arena_alloc(&x->a, (count + (size_t)1) * sizeof *rows);
    for (uint32_t row = (uint32_t)between(&x->seed, 0, count); row < count; row += step)
        rows[len++] = row;
    return set_of_rows(&x->a, count, rows, len);
}

static void pick_often(int64_t customers, int rounds)
{
    struct sample x;
    begin(&x, customers);
    for (int i = 0; i < rounds; i++) {
        struct reach reach = any_reach(&x);
        struct pick_how how = any_how(&x.seed);
        if (one_in(&x.seed, 3))
            how.members = any_members(&x);
        check_pick(&x, &reach, &how);
        check_pick(&x, &reach, &how); /* as it was kept */
    }
    end(&x);
}

TEST(picks_are_what_a_plain_loop_finds)
{
    pick_often(SMALL, ROUNDS);
    pick_often(LARGE, ROUNDS / 3);
}

TEST(a_page_of_every_order_is_sorted)
{
    struct sample x;
    struct reach all = reach_all();
    begin(&x, LARGE);
    for (int order = 0; order < ORDER_COUNT; order++) {
        struct pick_how how = {.order = order, .desc = order % 2, .limit = 20, .offset = 7};
        check_pick(&x, &all, &how);
    }
    end(&x);
}

/* Of the members of a set what is picked of a list of the same rows. */
static void check_members(struct sample *x, int rarity, const struct pick_how *how)
{
    uint32_t *rows = arena_alloc(&x->a, x->s->count * sizeof *rows);
    struct reach among = {.kind = REACH_ROWS, .rows = rows};
    struct picked wanted, got;
    for (uint32_t row = 0; row < x->s->count; row++)
        if (rarity == 0 ? row % 50 != 7 : one_in(&x->seed, rarity))
            rows[among.len++] = row;
    pick(x->s, &among, how, &x->a, &wanted);
    struct pick_how members = *how;
    struct reach all = reach_all();
    members.members = set_of_rows(&x->a, x->s->count, rows, among.len);
    pick(x->s, &all, &members, &x->a, &got);
    CHECK_INT(got.total, wanted.total);
    CHECK_INT(got.len, wanted.len);
    for (size_t i = 0; i < got.len; i++)
        CHECK_INT(got.rows[i], wanted.rows[i]);
}

TEST(members_of_a_set_are_picked_like_any_rows)
{
    static const int rarities[] = {0, 2, 300};
    struct sample x;
    begin(&x, LARGE);
    for (int i = 0; i < ROUNDS / 3; i++) {
        struct pick_how how = any_how(&x.seed);
        check_members(&x, rarities[i % 3], &how);
        how = (struct pick_how){.order = ORDER_AMOUNT(AMOUNT_AUM), .desc = i % 2, .limit = 40};
        check_members(&x, 0, &how);
    }
    end(&x);
}

/* ---- totals ---- */

static void plain_totals(const struct snapshot *s, const struct reach *reach, int32_t manager,
                         struct totals *ret)
{
    *ret = (struct totals){.customers = 0};
    for (uint32_t row = 0; row < s->count; row++) {
        if (!reach_has(s, reach, row) || (manager >= 0 && s->manager[row] != manager))
            continue;
        for (size_t at = 0; at < AT_COUNT; at++)
            for (size_t i = 0; i < AMOUNT_COUNT; i++)
                ret->amounts[at][i] += snapshot_amount(s, row, (enum amount)i, (enum at)at);
        if (s->gone[row])
            continue;
        ret->customers++;
        ret->stages[s->stage[row]]++;
        ret->tiers[s->tier[row]]++;
        ret->standings[s->standing[row]]++;
        ret->managed += s->manager[row] != 0;
    }
}

static void check_same(const struct totals *a, const struct totals *b)
{
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_COUNT; i++)
            CHECK_INT(a->amounts[at][i], b->amounts[at][i]);
    CHECK_INT(a->customers, b->customers);
    CHECK_INT(a->managed, b->managed);
    CHECK(memcmp(a->stages, b->stages, sizeof a->stages) == 0);
    CHECK(memcmp(a->tiers, b->tiers, sizeof a->tiers) == 0);
    CHECK(memcmp(a->standings, b->standings, sizeof a->standings) == 0);
}

TEST(totals_are_what_a_plain_loop_adds)
{
    struct sample x;
    begin(&x, 3000);
    for (int i = 0; i < ROUNDS; i++) {
        struct reach reach = any_reach(&x);
        struct totals plain, got;
        plain_totals(x.s, &reach, -1, &plain);
        totals_of(x.s, &reach, &got);
        check_same(&got, &plain);
    }
    end(&x);
}

TEST(children_and_those_at_home_itself_make_the_whole)
{
    struct sample x;
    begin(&x, 3000);
    for (int32_t org = 1; org <= MADE_NOWHERE; org++) {
        struct org_totals *children;
        struct reach reach = reach_org(x.s, org);
        struct totals whole;
        size_t len;
        uint32_t customers = 0;
        fen aum = 0;
        totals_of(x.s, &reach, &whole);
        totals_by_child(x.s, org, &x.a, &children, &len);
        for (size_t i = 0; i < len; i++) {
            CHECK(children[i].itself == (children[i].org_id == org));
            customers += children[i].totals.customers;
            aum += children[i].totals.amounts[AT_MONTH_END][AMOUNT_AUM];
        }
        CHECK_INT(customers, whole.customers);
        CHECK_INT(aum, whole.amounts[AT_MONTH_END][AMOUNT_AUM]);
    }
    end(&x);
}

static void managers_often(int64_t customers, int rounds)
{
    struct sample x;
    begin(&x, customers);
    for (int i = 0; i < rounds; i++) {
        struct reach reach = any_reach(&x);
        struct manager_totals *all;
        size_t len;
        totals_by_manager(x.s, &reach, &x.a, &all, &len);
        CHECK_INT(all[0].staff_id, 0);
        for (size_t k = 0; k < len; k++) {
            struct totals plain;
            plain_totals(x.s, &reach, all[k].staff_id, &plain);
            check_same(&all[k].totals, &plain);
        }
    }
    end(&x);
}

TEST(totals_by_manager_are_those_of_each)
{
    managers_often(2000, 12);
    managers_often(MIDDLE, 6);
}

TEST(cross_tables_are_what_a_plain_loop_counts)
{
    struct sample x;
    begin(&x, MIDDLE);
    for (int i = 0; i < 40; i++) {
        struct reach reach = any_reach(&x);
        enum split down = (enum split)between(&x.seed, 0, SPLIT_COUNT - 1);
        enum split across = (enum split)between(&x.seed, 0, SPLIT_COUNT - 1);
        struct cross got, plain = {.cells = {{{0}}}};
        for (uint32_t row = 0; row < x.s->count; row++)
            if (!x.s->gone[row] && reach_has(x.s, &reach, row)) {
                struct cell *c = &plain.cells[split_of(x.s, row, down)][split_of(x.s, row, across)];
                c->customers++;
                c->aum += snapshot_amount(x.s, row, AMOUNT_AUM, AT_DAY);
            }
        cross_of(x.s, &reach, down, across, &got);
        for (size_t y = 0; y < SPLIT_MOST; y++)
            for (size_t z = 0; z < SPLIT_MOST; z++) {
                CHECK_INT(got.cells[y][z].customers, plain.cells[y][z].customers);
                CHECK_INT(got.cells[y][z].aum, plain.cells[y][z].aum);
            }
    }
    end(&x);
}

TEST(products_are_added_up_by_holder)
{
    struct sample x;
    begin(&x, MIDDLE);
    for (int i = 0; i < 10; i++) {
        struct reach reach = any_reach(&x);
        struct product_totals *all;
        size_t len, found = 0;
        totals_by_product(x.s, &reach, &x.a, &all, &len);
        for (int32_t product = 1; product <= MADE_PRODUCTS; product++) {
            struct product_totals plain = {.product_id = product};
            for (uint32_t row = 0; row < x.s->count; row++) {
                struct holdings_view h = snapshot_holdings(x.s, row);
                bool any = false;
                for (size_t k = 0; k < h.len && reach_has(x.s, &reach, row); k++)
                    if (h.items[k].product_id == product) {
                        plain.amount += holding_base(x.s, &h.items[k]);
                        plain.accounts++;
                        any = true;
                    }
                plain.customers += any;
            }
            if (!plain.accounts)
                continue;
            CHECK_INT(all[found].product_id, product);
            CHECK_INT(all[found].customers, plain.customers);
            CHECK_INT(all[found].accounts, plain.accounts);
            CHECK_INT(all[found++].amount, plain.amount);
        }
        CHECK_INT(found, len);
    }
    end(&x);
}

/* ---- alerts and maturities ---- */

static struct raised_asked any_asked(struct sample *x)
{
    return (struct raised_asked){
        .since = MADE_DAY - (day)between(&x->seed, 0, RAISED_DAYS),
        .today = MADE_DAY + (day)between(&x->seed, 0, 3),
        .kinds = one_in(&x->seed, 2) ? (uint32_t)between(&x->seed, 1, 0x1fffff) : 0,
    };
}

static void check_raised_page(const struct sample *x, const struct reach *reach,
                              const struct raised_asked *asked, const struct raised_list *got)
{
    for (size_t k = 0; k < got->len; k++) {
        CHECK(reach_has(x->s, reach, got->items[k]->row));
        CHECK(raised_is_asked(asked, got->items[k]));
        CHECK(k == 0 || raised_order(got->items[k - 1], got->items[k], asked->today) < 0);
    }
}

TEST(alerts_come_by_urgency_then_worth)
{
    struct sample x;
    begin(&x, 3000);
    for (int i = 0; i < ROUNDS; i++) {
        struct reach reach = any_reach(&x);
        const struct raised_asked asked = any_asked(&x);
        size_t offset = (size_t)between(&x.seed, 0, 20), limit = (size_t)between(&x.seed, 0, 20);
        struct raised_list got;
        struct raised_counts counts;
        size_t total = 0, all = 0, customers = 0;
        const struct raised *first = NULL;
        uint32_t last = NO_ROW;
        for (size_t k = 0; k < x.s->raised_len; k++) {
            const struct raised *r = &x.s->raised[k];
            if (!reach_has(x.s, &reach, r->row) || r->day < asked.since)
                continue;
            all++;
            if (!raised_is_asked(&asked, r))
                continue;
            total++;
            customers += r->row != last;
            last = r->row;
            first = first && raised_order(first, r, asked.today) < 0 ? first : r;
        }
        raised_count(x.s, &reach, asked.since, &counts);
        CHECK_INT(counts.all, all);
        raised_pick(x.s, &reach, &asked, offset, limit, &x.a, &got);
        CHECK_INT(got.total, total);
        CHECK_INT(got.customers, customers);
        size_t page = offset < total ? total - offset : 0;
        CHECK_INT(got.len, page < limit ? page : limit);
        check_raised_page(&x, &reach, &asked, &got);
        CHECK(got.len == 0 || offset > 0 || got.items[0] == first);
    }
    end(&x);
}

TEST(alerts_of_one_are_those_that_everybody_has_of_it)
{
    struct sample x;
    size_t all = 0;
    begin(&x, 3000);
    for (uint32_t row = 0; row < x.s->count; row++) {
        const struct raised *own;
        size_t len;
        raised_of(x.s, row, &own, &len);
        all += len;
        for (size_t k = 0; k < len; k++)
            CHECK(own[k].row == row && own[k].day <= MADE_DAY &&
                  own[k].day > MADE_DAY - RAISED_DAYS);
    }
    CHECK_INT(all, x.s->raised_len);
    CHECK(all > 100);
    end(&x);
}

/* Which alerts somebody has not seen: on a Monday those since Friday. */
static void check_since(day business, uint32_t gaps, day today, day wanted)
{
    const struct snapshot s = {.day = business, .gaps = gaps};
    CHECK_INT(raised_since(&s, today), wanted);
}

TEST(a_monday_begins_with_friday)
{
    enum { FRIDAY = 20777, SUNDAY = FRIDAY + 2, MONDAY = FRIDAY + 3, TUESDAY = FRIDAY + 4 };
    check_since(SUNDAY, 0, MONDAY, FRIDAY);
    check_since(MONDAY, 0, TUESDAY, MONDAY);
    check_since(FRIDAY, 0, FRIDAY + 1, FRIDAY);
    check_since(FRIDAY + 1, 0, SUNDAY, FRIDAY);
    check_since(FRIDAY, 0, FRIDAY, FRIDAY - 1);  /* the same evening: what the last one had too */
    check_since(FRIDAY, 0, MONDAY, FRIDAY);      /* no nights at weekends */
    check_since(FRIDAY, 0, MONDAY + 3, FRIDAY);  /* the bank is behind */
    check_since(MONDAY, 6, TUESDAY, FRIDAY + 1); /* the weekend was valued with Monday */
    check_since(MONDAY, UINT32_MAX, TUESDAY, MONDAY - RAISED_DAYS + 1);
}

TEST(a_maturity_that_comes_nearer_is_told_once)
{
    const struct snapshot_of of = {
        .day = MADE_DAY, .at = 1, .first_day = MADE_FIRST, .customers = 2};
    struct maker *m = maker_new(&of, NULL);
    for (int64_t id = 1; id <= 2; id++)
        CHECK(maker_customer(m, id, MADE_FIRST));
    for (int32_t age = 0; age < 3; age++) {
        struct raised r = {.number = 1,
                           .day = MADE_DAY - age,
                           .kind = ALERT_PRODUCT_MATURING,
                           .object_id = age == 2 ? 8 : 7};
        CHECK(maker_raised(m, 1, &r));
        r.kind = ALERT_ASSETS_FELL;
        CHECK(maker_raised(m, 2, &r));
    }
    uint64_t seed = 1;
    struct snapshot *s = maker_snapshot(m, made_managers(&seed, 2), NULL);
    const struct raised *own;
    size_t len;
    raised_of(s, 0, &own, &len);
    CHECK_INT(len, 2);
    CHECK_INT(own[0].day, MADE_DAY);
    CHECK_INT(own[1].object_id, 8);
    raised_of(s, 1, &own, &len);
    CHECK_INT(len, 3);
    snapshot_unref(s);
}

static void check_maturities(struct sample *x, const struct reach *reach, day from, day until)
{
    struct maturity_list got;
    size_t total = 0;
    fen amount = 0;
    for (size_t k = 0; k < x->s->maturities_len; k++) {
        const struct maturity *m = &x->s->maturities[k];
        bool in = m->on >= from && m->on <= until && reach_has(x->s, reach, m->row);
        total += in;
        amount += in ? m->amount : 0;
    }
    maturities_of(x->s, reach, from, until, 3, 10, &x->a, &got);
    CHECK_INT(got.total, total);
    CHECK_INT(got.amount, amount);
    CHECK_INT(got.len, total < 3 ? 0 : total - 3 < 10 ? total - 3 : 10);
    for (size_t k = 1; k < got.len; k++)
        CHECK(got.items[k - 1] < got.items[k]);
}

static void maturities_often(int64_t customers, int rounds)
{
    struct sample x;
    begin(&x, customers);
    CHECK(x.s->maturities_len > 100);
    for (int i = 0; i < rounds; i++) {
        struct reach reach = any_reach(&x);
        day from = MADE_DAY + (day)between(&x.seed, -95, 60);
        check_maturities(&x, &reach, from, from + (day)between(&x.seed, 0, 40));
    }
    end(&x);
}

TEST(maturities_come_by_date)
{
    maturities_often(3000, ROUNDS);
    maturities_often(MIDDLE, ROUNDS / 3);
}

/* ---- looks ---- */

TEST(nobody_is_in_an_empty_store)
{
    struct snapshot *s = snapshot_empty();
    struct reach all = reach_all();
    struct pick_how how = {.limit = 10};
    struct picked got;
    struct totals totals;
    struct arena a;
    uint32_t row;
    arena_init(&a);
    pick(s, &all, &how, &a, &got);
    totals_of(s, &all, &totals);
    CHECK_INT(got.total, 0);
    CHECK_INT(totals.customers, 0);
    CHECK(!snapshot_find(s, 1, &row));
    CHECK_INT(reach_org(s, 1).kind, REACH_ROWS);
    CHECK_EQ(snapshot_day_of(s, AT_DAY), NO_DAY);
    arena_release(&a);
    snapshot_unref(s);
}

TEST(co_managers_are_found_by_both_sides)
{
    struct sample x;
    size_t pairs = 0, listed = 0;
    begin(&x, 2000);
    for (uint32_t row = 0; row < x.s->count; row++)
        pairs += snapshot_co_managers(x.s, row).len;
    for (int32_t staff = 1; staff <= MADE_STAFF; staff++) {
        struct reach r = reach_co_managed(x.s, staff);
        listed += r.len;
        for (size_t i = 0; i < r.len; i++)
            CHECK_INT(snapshot_co_managers(x.s, r.rows[i]).items[0], staff);
        r = reach_managed(x.s, staff);
        for (size_t i = 0; i < r.len; i++)
            CHECK_INT(x.s->manager[r.rows[i]], staff);
    }
    CHECK_INT(pairs, listed);
    CHECK(pairs > 10);
    end(&x);
}

TESTS(CASE(picks_are_what_a_plain_loop_finds), CASE(a_page_of_every_order_is_sorted),
      CASE(members_of_a_set_are_picked_like_any_rows), CASE(totals_are_what_a_plain_loop_adds),
      CASE(children_and_those_at_home_itself_make_the_whole),
      CASE(totals_by_manager_are_those_of_each), CASE(cross_tables_are_what_a_plain_loop_counts),
      CASE(products_are_added_up_by_holder), CASE(alerts_come_by_urgency_then_worth),
      CASE(alerts_of_one_are_those_that_everybody_has_of_it), CASE(a_monday_begins_with_friday),
      CASE(a_maturity_that_comes_nearer_is_told_once), CASE(maturities_come_by_date),
      CASE(nobody_is_in_an_empty_store), CASE(co_managers_are_found_by_both_sides))
