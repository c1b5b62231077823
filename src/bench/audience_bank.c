#include "bench/audience_bank.h"

#include "base/end.h"
#include "base/progress.h"
#include "engine/figures.h"

enum {
    TAG_LEAST = 33,    /* of 65,536 customers the rarest tag has so many: 0.05 per cent */
    TAG_GROWTH = 1120, /* and each next one so many thousandths of that: 40 per cent at last */
    MANAGED_PERCENT = 15,
    GONE_PERCENT = 2,
    DND_PERCENT = 8,
    LOGIN_PERCENT = 55,
    OFTEN_PERCENT = 40, /* of those */
    TELL_EVERY = 1 << 16,
    YEARS_OLD_MOST = 90,
    KINDS_MOST = 6,
};

/* ---- organisations ---- */

int32_t branch_org(const struct audience_bank *b UNUSED, uint64_t branch)
{
    return (int32_t)(2 + branch);
}

int32_t centre_org(const struct audience_bank *b, uint64_t centre)
{
    return (int32_t)(2 + b->world.branches + centre);
}

int32_t outlet_org(const struct audience_bank *b, uint64_t outlet)
{
    return (int32_t)(2 + b->world.branches + b->world.centres + outlet);
}

uint64_t centre_of(const struct audience_bank *b, uint64_t outlet)
{
    return outlet % b->world.centres;
}

uint64_t branch_of(const struct audience_bank *b, uint64_t outlet)
{
    return centre_of(b, outlet) % b->world.branches;
}

static void place_centre(const struct audience_bank *b, struct maker *m, uint64_t centre,
                         int32_t *place)
{
    int32_t first = ++*place;
    for (uint64_t outlet = centre; outlet < b->world.outlets; outlet += b->world.centres) {
        ++*place;
        maker_place(m, outlet_org(b, outlet), *place, *place);
    }
    maker_place(m, centre_org(b, centre), first, *place);
}

static void place_all(const struct audience_bank *b, struct maker *m)
{
    int32_t place = 1;
    for (uint64_t branch = 0; branch < b->world.branches; branch++) {
        int32_t first = ++place;
        for (uint64_t c = branch; c < b->world.centres; c += b->world.branches)
            place_centre(b, m, c, &place);
        maker_place(m, branch_org(b, branch), first, place);
    }
    maker_place(m, 1, 1, place);
}

/* ---- customers ---- */

static uint64_t throw_tags(struct die *d)
{
    uint64_t tags = 0, sixteen = 0, share = TAG_LEAST;
    for (unsigned tag = 0; tag < AUDIENCE_TAGS; tag++) {
        sixteen = tag % 4 ? sixteen >> 16 : throw_die(d);
        tags |= (uint64_t)((sixteen & UINT16_MAX) < share) << tag;
        share = share * TAG_GROWTH / 1000 + 1;
    }
    return tags;
}

static fen throw_assets(struct die *d)
{
    uint64_t rank = throw_below(d, 10000);
    if (rank < 30)
        return throw_spread(d, YUAN(1000000), YUAN(40000000));
    if (rank < 296)
        return throw_spread(d, YUAN(100000), YUAN(1000000));
    if (rank < 3000)
        return throw_spread(d, YUAN(5000), YUAN(100000));
    return throw_spread(d, 0, YUAN(5000));
}

static uint8_t tier_of_assets(fen assets)
{
    static const fen from[TIER_COUNT] = {
        0, YUAN(20000), YUAN(100000), YUAN(300000), YUAN(1000000), YUAN(5000000)};
    uint8_t tier = 0;
    while (tier + 1 < TIER_COUNT && assets >= from[tier + 1])
        tier++;
    return tier;
}

static void throw_money(struct die *d, struct invented *c)
{
    static const enum product_class classes[] = {CLASS_TIME, CLASS_FUND, CLASS_WEALTH, CLASS_BOND,
                                                 CLASS_INSURANCE};
    fen rest = c->aum = throw_assets(d);
    c->kinds = (uint8_t)throw_between(d, 1, KINDS_MOST);
    for (size_t i = 0; i < ARRAY_LEN(classes) && i + 1 < c->kinds; i++) {
        fen part = (fen)throw_below(d, (uint64_t)rest / 2 + 1);
        c->sums.v[classes[i]] = part;
        c->acct_max = part > c->acct_max ? part : c->acct_max;
        rest -= part;
    }
    c->sums.v[CLASS_DEMAND] = rest;
    c->acct_max = rest > c->acct_max ? rest : c->acct_max;
    if (throw_below(d, 100) < 6)
        c->sums.v[CLASS_MORTGAGE] = throw_spread(d, YUAN(50000), YUAN(3000000));
    if (throw_below(d, 100) < 20)
        c->cc_spend = throw_spread(d, YUAN(10), YUAN(200000));
    c->fa = c->aum / 100 * (fen)throw_between(d, 60, 100);
    c->fa_ytd = c->fa / 100 * (fen)throw_between(d, 70, 130);
}

static void throw_person(const struct audience_bank *b, struct die *d, struct invented *c)
{
    c->gender = (uint8_t)throw_below(d, 2);
    c->risk_level = (uint8_t)throw_below(d, 5);
    c->gone = throw_below(d, 100) < GONE_PERCENT;
    c->dnd = throw_below(d, 100) < DND_PERCENT;
    c->came = b->day - (day)throw_below(d, 12 * 365);
    c->born = b->day - 18 * 365 - (day)throw_below(d, (YEARS_OLD_MOST - 18) * 365);
    c->outlet = throw_below(d, b->world.outlets);
    c->staff_id =
        throw_below(d, 100) < MANAGED_PERCENT ? (int32_t)(1 + throw_below(d, b->world.staff)) : 0;
    c->login =
        throw_below(d, 100) < LOGIN_PERCENT ? (int32_t)throw_below(d, LOGIN_DAYS) : LOGIN_DAYS;
    c->logs_often = throw_below(d, 100) < OFTEN_PERCENT;
}

void invent_customer(const struct audience_bank *b, uint64_t number, struct invented *ret)
{
    struct die d = die_of(1, number);
    *ret = (struct invented){.number = number};
    ret->tags = throw_tags(&d);
    throw_money(&d, ret);
    throw_person(b, &d, ret);
    ret->tier = tier_of_assets(ret->aum);
    ret->stage = (uint8_t)(ret->aum >= YUAN(20000) ? STAGE_TARGET : throw_below(&d, 2));
    ret->standing = (uint8_t)(throw_below(&d, 100) < 90 ? 0 : throw_below(&d, STANDING_COUNT));
    ret->below = (uint8_t)(ret->standing ? throw_between(&d, 1, 12) : 0);
    ret->cc_grade = (uint8_t)(ret->cc_spend ? throw_between(&d, 1, GRADE_COUNT - 1) : 0);
}

/* ---- into the store ---- */

struct making {
    const struct audience_bank *bank;
    struct maker *maker;
    struct managers_maker *managers;
    struct live_maker *tags;
    struct progress *progress;
};

static bool put_person(const struct making *k, const struct invented *c)
{
    struct ymd born = day_ymd(c->born);
    const struct record_fact record = {
        .customer_id = (int64_t)c->number + 1,
        .day = k->bank->day,
        .gone = c->gone,
        .birthday = (uint16_t)(born.month * 32 + born.day),
        .gender = c->gender,
        .cert_type = NOT_KNOWN,
        .risk_level = c->risk_level,
        .dnd = c->dnd,
        .born = c->born,
        .opened_on = c->came,
        .risk_assessed_on = NO_DAY,
        .income_year = INCOME_NOT_KNOWN,
    };
    return maker_customer(k->maker, record.customer_id, c->came) &&
           maker_record(k->maker, &record) &&
           maker_home(k->maker, record.customer_id, k->bank->day, outlet_org(k->bank, c->outlet));
}

static bool put_figures(const struct making *k, const struct invented *c)
{
    const struct figures_fact figures = {
        .customer_id = (int64_t)c->number + 1,
        .day = k->bank->day,
        .sums = c->sums,
        .fa = c->fa,
        .acct_max = c->acct_max,
        .fa_ytd = c->fa_ytd,
        .cc_spend = c->cc_spend,
        .cc_grade = c->cc_grade,
        .kinds = c->kinds,
        .verdict = {.stage = c->stage, .tier = c->tier, .standing = c->standing, .below = c->below},
    };
    return maker_figures(k->maker, &figures);
}

/* Half of those who came lately came the day before, too. */
static bool put_logins(const struct making *k, const struct invented *c)
{
    struct act_fact act = {.customer_id = (int64_t)c->number + 1,
                           .on = k->bank->day - c->login,
                           .delivered = k->bank->day,
                           .act = ACT_LOGIN};
    if (c->login == LOGIN_DAYS)
        return true;
    bool put = maker_act(k->maker, &act);
    act.on--;
    return put && (!c->logs_often || maker_act(k->maker, &act));
}

static bool put_sets(const struct making *k, const struct invented *c)
{
    static const int32_t whole[] = {BASIS_POINTS};
    int64_t id = (int64_t)c->number + 1;
    bool put = c->staff_id == 0 ||
               managers_maker_add(k->managers, id, k->bank->day, (struct int4s){&c->staff_id, 1},
                                  (struct int4s){whole, 1});
    for (uint64_t rest = c->tags; rest; rest &= rest - 1)
        put &= live_maker_member(k->tags, audience_tag_id((unsigned)__builtin_ctzll(rest)), id);
    return put;
}

static rc put_all(const struct making *k, struct why *why)
{
    struct invented c;
    uint64_t customers = k->bank->world.customers;
    progress_stage(k->progress, "inventing", "customers", customers);
    for (uint64_t number = 0; number < customers; number++) {
        invent_customer(k->bank, number, &c);
        bool put = put_person(k, &c) && put_figures(k, &c) && put_logins(k, &c) && put_sets(k, &c);
        assert(put);
        if (number % TELL_EVERY)
            continue;
        progress_at(k->progress, number);
        if (end_asked())
            return why_say(why, E_CANCELLED, "bench: interrupted; nothing is kept");
    }
    progress_finish(k->progress, "%" PRIu64 " customers", customers);
    return OK;
}

static void begin(struct making *k)
{
    const struct snapshot_of of = {.day = k->bank->day,
                                   .at = 1,
                                   .first_day = k->bank->day,
                                   .customers = (int64_t)k->bank->world.customers};
    k->maker = maker_new(&of, NULL);
    k->managers = managers_maker_new(of.customers);
    k->tags = live_maker_new(NULL, NULL, 0);
    place_all(k->bank, k->maker);
    for (unsigned tag = 0; tag < AUDIENCE_TAGS; tag++) {
        char name[8];
        snprintf(name, sizeof name, "t%02u", tag);
        live_maker_set(k->tags, audience_tag_id(tag), MEMBER_TAG, text_of(name), true);
    }
}

rc audience_bank_make(uint64_t customers, struct progress *progress, struct audience_bank *ret,
                      struct why *why)
{
    *ret = (struct audience_bank){.world = world_of(customers, 3 * customers),
                                  .day = night_day(ORDINARY_NIGHT)};
    struct making k = {.bank = ret, .progress = progress};
    begin(&k);
    rc r = put_all(&k, why);
    if (r != OK) {
        live_maker_free(k.tags);
        managers_maker_free(k.managers);
        maker_free(k.maker);
        return r;
    }
    progress_stage(progress, "the store", "customers", 0);
    ret->snapshot = maker_snapshot(k.maker, managers_made(k.managers), live_sets_made(k.tags));
    progress_finish(progress, "made");
    return OK;
}

void audience_bank_release(struct audience_bank *b)
{
    b->snapshot = snapshot_unref(b->snapshot);
}
