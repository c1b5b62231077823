#pragma once
/* made_snapshot -- a random bank as a snapshot, for the tests of this room.
 *
 * An organisation tree of three levels; one customer in twenty is gone, one in seven is managed;
 * amounts mostly 0, many of them equal. */
#include "base/test.h"

#include "engine/snapshot_make.h"
#include "engine/test_bank.h"

enum { MADE_BRANCHES = 5, MADE_OUTLETS = 8, MADE_STAFF = 40, MADE_PRODUCTS = 12 };
#define MADE_DAY on(2026, 2, 10)
#define MADE_FIRST on(2025, 6, 1)

/* Org 1 stands above all; branch b has org 2 + b; outlets follow; one more stands nowhere. */
enum { MADE_NOWHERE = 2 + MADE_BRANCHES + MADE_BRANCHES * MADE_OUTLETS };

UNUSED static void made_places(struct maker *m)
{
    int32_t place = 1;
    CHECK(maker_place(m, 1, 1, 1 + MADE_BRANCHES * (1 + MADE_OUTLETS)));
    for (int32_t b = 0; b < MADE_BRANCHES; b++) {
        CHECK(maker_place(m, 2 + b, place + 1, place + 1 + MADE_OUTLETS));
        place++;
        for (int32_t o = 0; o < MADE_OUTLETS; o++, place++)
            CHECK(maker_place(m, 2 + MADE_BRANCHES + b * MADE_OUTLETS + o, place + 1, place + 1));
    }
}

UNUSED static fen made_amount(uint64_t *seed)
{
    if (one_in(seed, 2))
        return 0;
    return one_in(seed, 3) ? between(seed, -3, 20) * 100000 : between(seed, 0, 90000000);
}

UNUSED static struct figures_fact made_figures(uint64_t *seed, int64_t customer_id, day d)
{
    struct figures_fact f = {.customer_id = customer_id, .day = d};
    for (size_t i = 0; i < CLASS_SUMS; i++)
        f.sums.v[i] = made_amount(seed);
    f.fa = made_amount(seed);
    f.acct_max = made_amount(seed);
    f.fa_ytd = made_amount(seed);
    f.cc_spend = made_amount(seed);
    f.cc_grade = (uint8_t)between(seed, 0, GRADE_COUNT - 1);
    f.kinds = (uint8_t)between(seed, 0, CLASS_COUNT);
    f.verdict = (struct verdict){
        .stage = (uint8_t)between(seed, 0, STAGE_COUNT - 1),
        .tier = (uint8_t)between(seed, 0, TIER_COUNT - 1),
        .standing = (uint8_t)between(seed, 0, STANDING_COUNT - 1),
        .below = (uint8_t)between(seed, 0, 14),
    };
    return f;
}

UNUSED static void made_customer(struct maker *m, uint64_t *seed, int64_t id)
{
    const day days[] = {MADE_FIRST, on(2025, 12, 31), on(2026, 1, 20), MADE_DAY - 1, MADE_DAY};
    CHECK(maker_customer(m, id, MADE_FIRST));
    const struct record_fact record = {
        .customer_id = id,
        .day = MADE_FIRST,
        .gone = one_in(seed, 20),
    };
    CHECK(maker_record(m, &record));
    CHECK(maker_home(m, id, MADE_FIRST, (int32_t)between(seed, 0, MADE_NOWHERE)));
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct figures_fact f = made_figures(seed, id, days[i]);
        if (i == 0 || one_in(seed, 3))
            CHECK(maker_figures(m, &f));
    }
}

UNUSED static void made_holding(struct maker *m, uint64_t *seed, int64_t id, int64_t account_id)
{
    const struct account_fact f = {
        .customer_id = id,
        .account_id = account_id,
        .balance = made_amount(seed),
        .day = MADE_DAY - (day)between(seed, 0, 60),
        .matures_on = one_in(seed, 2) ? MADE_DAY + (day)between(seed, -120, 120) : NO_DAY,
        .product_id = (int32_t)between(seed, 1, MADE_PRODUCTS),
        .currency_id = one_in(seed, 9) ? 2 : 1,
        .status = (uint8_t)between(seed, ACCOUNT_OPEN, ACCOUNT_CLOSED),
    };
    CHECK(maker_account(m, &f));
}

UNUSED static void made_alert(struct maker *m, uint64_t *seed, int64_t customers, int32_t number)
{
    const struct raised r = {.number = number,
                             .day = MADE_DAY - (day)between(seed, 0, RAISED_DAYS),
                             .kind = (uint8_t)between(seed, 0, ALERT_COUNT - 1),
                             .to = between(seed, 0, 1),
                             .stays = one_in(seed, 5),
                             .amount = between(seed, 0, 40) * 1000000};
    CHECK(maker_raised(m, between(seed, 1, customers), &r));
}

UNUSED static struct managers *made_managers(uint64_t *seed, int64_t customers)
{
    static const int32_t shares[2][2] = {{10000}, {6000, 4000}};
    struct managers_maker *m = managers_maker_new(customers);
    for (int64_t id = 1; id <= customers; id++) {
        int32_t staff[2] = {(int32_t)between(seed, 1, MADE_STAFF), 0};
        staff[1] = staff[0] % MADE_STAFF + 1;
        size_t len = one_in(seed, 4) ? 2 : 1;
        if (one_in(seed, 7))
            CHECK(managers_maker_add(m, id, MADE_FIRST, (struct int4s){staff, len},
                                     (struct int4s){shares[len - 1], len}));
    }
    return managers_made(m);
}

UNUSED static struct snapshot *made_snapshot(uint64_t *seed, int64_t customers)
{
    const struct snapshot_of of = {
        .day = MADE_DAY, .at = 1, .first_day = MADE_FIRST, .customers = customers};
    struct maker *m = maker_new(&of, NULL);
    made_places(m);
    for (int32_t product = 1; product <= MADE_PRODUCTS; product++)
        CHECK(maker_product(m, product, (enum product_class)(product % CLASS_COUNT)));
    CHECK(maker_rate(m, 1, RATE_ONE));
    CHECK(maker_rate(m, 2, RATE_ONE * 7));
    for (int64_t id = 1; id <= customers; id++)
        made_customer(m, seed, id);
    for (int64_t account = 1; account <= 2 * customers; account++)
        made_holding(m, seed, between(seed, 1, customers), account);
    for (int32_t number = 1; number <= customers / 10; number++)
        made_alert(m, seed, customers, number);
    return maker_snapshot(m, made_managers(seed, customers), NULL);
}
