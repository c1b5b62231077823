#include "demo/settle.h"

#include "demo/person.h"
#include "demo/tell.h"

/* ---- who is how rich ---- */

enum { PLACES = 100000, SPREAD_STEP = 61803 }; /* of the places: neighbours lie far apart */

static fen worth_at(uint64_t place, struct die *d)
{
    static const struct {
        uint32_t until;
        int64_t least, most; /* yuan */
    } bands[] = {
        {60, 10500000, 80000000}, {165, 5200000, 9700000}, {750, 1000000, 4900000},
        {2400, 520000, 1000000},  {5700, 205000, 495000},  {11000, 101000, 200000},
        {50000, 10500, 98000},    {PLACES, 20, 9000},
    };
    size_t i = 0;
    while (place >= bands[i].until)
        i++;
    return throw_spread(d, YUAN(bands[i].least), YUAN(bands[i].most));
}

/* Evenly over the bands however small the bank is; newcomers follow. */
static uint64_t place_of(const struct town *t, uint32_t customer)
{
    struct die seed = town_die(t, DIE_PAST, 0);
    return (customer * (uint64_t)SPREAD_STEP + throw_below(&seed, PLACES)) % PLACES;
}

static enum persona persona_of(int age, bool female, struct die *d)
{
    uint64_t place = throw_below(d, 100);
    if (age >= (female ? 56 : 61))
        return PERSONA_RETIRED;
    if (age < 19)
        return PERSONA_STUDENT;
    if (age < 23)
        return place < 70 ? PERSONA_STUDENT : PERSONA_WORKER;
    return place < 34   ? PERSONA_WORKER
           : place < 47 ? PERSONA_OFFICIAL
           : place < 71 ? PERSONA_WHITE_COLLAR
           : place < 87 ? PERSONA_TRADER
                        : PERSONA_DORMANT;
}

/* What is paid into the account a month; who has little here is mostly paid elsewhere. */
static fen income_of(enum persona persona, fen worth, struct die *d)
{
    static const struct {
        int percent; /* have it here */
        int64_t least, most;
    } pay[PERSONA_COUNT] = {
        [PERSONA_WORKER] = {65, 3600, 9000},        [PERSONA_OFFICIAL] = {75, 5500, 14000},
        [PERSONA_WHITE_COLLAR] = {70, 6500, 38000}, [PERSONA_TRADER] = {35, 3000, 45000},
        [PERSONA_RETIRED] = {70, 1800, 8500},
    };
    if (throw_below(d, 100) >= (uint64_t)pay[persona].percent)
        return 0;
    fen income = throw_spread(d, YUAN(pay[persona].least), YUAN(pay[persona].most));
    fen room = YUAN(9900) - worth; /* most of the small ones stay small */
    bool small = worth < YUAN(10000) && throw_below(d, 100) < 95;
    return !small ? income : room > YUAN(600) ? income % room : 0;
}

/* Of those with something to lose, some lose it; story_month counts from the first day's. */
static void plan_story(const struct town *t, struct holder *h, struct die *d)
{
    uint64_t place = throw_below(d, 1000);
    uint64_t months = (uint64_t)(month_number(t->size.until) - month_number(t->first));
    if (h->worth < YUAN(20000))
        return;
    h->story_month = (uint8_t)throw_below(d, months + 1);
    if (place >= 960) {
        h->story = STORY_RISES;
    } else if (h->worth >= YUAN(100000) && place < 110) {
        h->story = STORY_LEAVES;
    } else if (h->worth >= YUAN(200000) && place < 150) {
        h->story = STORY_RETURNS;
        h->story_month = (uint8_t)throw_between(d, months - 2, months);
    } else if (h->worth >= YUAN(100000) && place < 220) {
        h->story = STORY_FALLS;
    }
}

/* ---- what they hold ---- */

/* A portfolio while it is being put together. */
struct putting {
    struct town *t;
    struct die d;
    uint32_t customer;
    fen left;  /* to be placed */
    bool past; /* the first day: all of it was bought before */
};

static bool chance(struct putting *p, uint64_t percent)
{
    return throw_below(&p->d, 100) < percent;
}

/* As if bought some time ago; what matures has not yet. */
static void age_holding(struct putting *p, struct holding *a)
{
    int term = shelf_at(a->product)->term_days;
    int age = term ? (int)throw_below(&p->d, (uint64_t)term) : (int)throw_between(&p->d, 20, 1500);
    if (!p->past)
        return;
    a->opened -= age;
    if (term)
        a->matures -= age;
}

/* A fund's worth against what was paid: mostly near, sometimes close to where one notices. */
static fen cost_of(struct putting *p, const struct holding *a)
{
    enum product_class class = holding_class(a);
    int percent = class == CLASS_FUND ? 87 + (int)throw_below(&p->d, 27) : 99;
    if (class != CLASS_FUND && class != CLASS_WEALTH)
        return 0;
    return p->past ? a->balance * percent / 100 : a->balance;
}

static uint32_t put_into(struct putting *p, enum product_class class, uint64_t percent)
{
    fen amount = p->left / 100 * (fen)percent / YUAN(1) * YUAN(1);
    size_t product = shelf_for(&p->d, class, amount);
    if (amount < YUAN(shelf_at(product)->least) || amount < YUAN(500))
        return NOBODY;
    uint32_t account = holding_add(p->t, p->customer, product, amount);
    struct holding *a = holding_at(p->t, account);
    age_holding(p, a);
    a->cost = cost_of(p, a);
    a->renews = class == CLASS_TIME && chance(p, 70);
    p->left -= amount;
    return account;
}

/* Part of what is left, in another currency. */
static void put_foreign(struct putting *p)
{
    uint32_t account = put_into(p, CLASS_DEMAND, throw_between(&p->d, 10, 30));
    if (account == NOBODY)
        return;
    struct holding *a = holding_at(p->t, account);
    a->currency = (uint8_t)throw_between(&p->d, 1, CURRENCIES - 1);
    int64_t rate = p->t->rates[a->currency];
    a->balance = fen_convert(a->balance, RATE_ONE * (RATE_ONE / 1000) / (rate / 1000));
}

/* What people put money into, in this order: as long as so much is left, so many do, each part of
 * it; the rich do some of it more than once. */
static void put_savings(struct putting *p, enum persona persona)
{
    static const struct {
        enum product_class class;
        int64_t above; /* yuan */
        uint8_t percent, old_percent, times_rich;
        uint8_t least, most; /* per cent of what is left */
    } habits[] = {
        {CLASS_TIME, 10000, 50, 75, 1, 30, 70},         {CLASS_BOND, 60000, 8, 30, 1, 15, 40},
        {CLASS_WEALTH, 60000, 62, 62, 3, 25, 60},       {CLASS_FUND, 10000, 34, 12, 2, 10, 45},
        {CLASS_INSURANCE, 60000, 20, 20, 1, 5, 25},     {CLASS_GOLD, 10000, 6, 6, 1, 3, 12},
        {CLASS_SECURITIES, 1000000, 25, 25, 1, 10, 30},
    };
    fen all = p->left;
    for (size_t i = 0; i < ARRAY_LEN(habits); i++) {
        uint64_t percent = persona == PERSONA_RETIRED ? habits[i].old_percent : habits[i].percent;
        int times = all > YUAN(1000000) ? habits[i].times_rich : 1;
        for (; times > 0 && all > YUAN(habits[i].above); times--)
            if (chance(p, percent))
                put_into(p, habits[i].class, throw_between(&p->d, habits[i].least, habits[i].most));
    }
    if (all > YUAN(60000) && chance(p, 5))
        put_foreign(p);
}

static void put_loan(struct putting *p, enum product_class class, fen least, fen most)
{
    size_t product = shelf_thrown(&p->d, class);
    uint32_t account = holding_add(p->t, p->customer, product, throw_spread(&p->d, least, most));
    struct holding *a = holding_at(p->t, account);
    age_holding(p, a);
    a->balance = a->balance / YUAN(1) * YUAN(1);
}

static void put_loans(struct putting *p, enum persona persona, int age)
{
    bool earns = persona >= PERSONA_WORKER && persona <= PERSONA_TRADER;
    uint64_t place = throw_below(&p->d, 1000);
    if (!earns || age < 24 || age > 55)
        return;
    if (place < 2)
        put_loan(p, CLASS_MORTGAGE, YUAN(5050000), YUAN(9000000));
    else if (place < 12)
        put_loan(p, CLASS_MORTGAGE, YUAN(1520000), YUAN(4000000));
    else if (place < 110)
        put_loan(p, CLASS_MORTGAGE, YUAN(120000), YUAN(1480000));
    else if (place < 150)
        put_loan(p, CLASS_CREDIT_LOAN, YUAN(10000), YUAN(280000));
    else if (place < 157)
        put_loan(p, CLASS_CREDIT_LOAN, YUAN(310000), YUAN(900000));
    else if (place < 162)
        put_loan(p, CLASS_OTHER_LOAN, YUAN(10000), YUAN(200000));
}

static int grade_for(fen worth)
{
    return worth >= YUAN(5000000) ? 3 : worth >= YUAN(500000) ? 2 : worth >= YUAN(100000) ? 1 : 0;
}

static void age_plastic(struct putting *p, uint32_t card)
{
    struct plastic *c = plastic_at(p->t, card);
    int years = c->kind == CARD_CREDIT ? 5 : 10;
    int age = (int)throw_below(&p->d, (uint64_t)(years * 365 - 10));
    if (!p->past)
        return;
    c->issued -= age;
    c->expires -= age;
}

/* One in four who could have a VIP card has none, one in ten one of too low a grade. */
static void put_debit_card(struct putting *p, fen worth)
{
    struct figures f = figures_of(p->t, p->customer);
    int grade = grade_for(f.fa > worth ? f.fa : worth);
    if (!chance(p, 86))
        return;
    bool vip = grade && chance(p, 75);
    uint32_t card = plastic_add(p->t, p->customer, false, vip ? grade - (int)chance(p, 10) : 0);
    struct plastic *c = plastic_at(p->t, card);
    c->vip = vip && c->grade;
    age_plastic(p, card);
}

static void put_credit_card(struct putting *p, const struct holder *h)
{
    static const int64_t usual[] = {900, 3200, 5200, 12000};
    int grade = grade_for(h->worth);
    uint64_t place = throw_below(&p->d, 1000);
    bool seldom = h->persona == PERSONA_RETIRED || h->persona == PERSONA_STUDENT;
    if (!chance(p, grade >= 2 ? 75 : seldom ? 6 : 38))
        return;
    uint32_t card =
        plastic_add(p->t, p->customer, true, grade == 3 ? 2 + (int)chance(p, 55) : grade);
    fen monthly = throw_spread(&p->d, YUAN(200), 2 * YUAN(usual[grade]));
    monthly = place < 3 ? YUAN(50000) : place < 20 ? YUAN(10500) : monthly;
    uint32_t account =
        holding_add(p->t, p->customer, shelf_first(CLASS_CREDIT_CARD) + (size_t)grade, monthly / 3);
    struct plastic *c = plastic_at(p->t, card);
    c->account = account;
    c->monthly = monthly;
    age_plastic(p, card);
    age_holding(p, holding_at(p->t, account));
}

static void put_services(struct putting *p, struct holder *h)
{
    if (h->income && chance(p, 80))
        holding_add(p->t, p->customer, shelf_first(CLASS_SETTLEMENT), 0);
    if (h->worth > YUAN(50000) && chance(p, 15))
        holding_add(p->t, p->customer, shelf_first(CLASS_SETTLEMENT) + 1, 0);
    h->online = chance(p, h->persona == PERSONA_RETIRED   ? 35
                          : h->persona == PERSONA_DORMANT ? 20
                                                          : 72);
    if (h->online)
        holding_add(p->t, p->customer, shelf_first(CLASS_CHANNEL), 0);
}

/* ---- somebody comes ---- */

static void describe(struct town *t, uint32_t customer, struct die *d)
{
    struct person p = person_of(t, customer);
    struct holder *h = holder_at(t, customer);
    bool first = t->today == t->first;
    h->persona = (uint8_t)persona_of(age_of(&p, t->today), p.female, d);
    h->worth = worth_at(place_of(t, customer), d);
    if (h->persona == PERSONA_STUDENT && h->worth > YUAN(60000))
        h->worth %= YUAN(60000); /* the parents hold it */
    h->income = income_of(h->persona, h->worth, d);
    h->pay_day = (uint8_t)(h->persona == PERSONA_RETIRED ? 15 : 5 * throw_between(d, 1, 5));
    h->outlet = home_outlet(t, &p);
    if (throw_below(d, 20) == 0) /* near the work */
        h->outlet = (uint32_t)throw_below(d, t->network.counts[LEVEL_OUTLET]);
    h->since = first ? t->first - (day)throw_between(d, 30, 5000) : t->today;
    h->frozen = first && throw_below(d, 900) == 0; /* by a court: nothing moves */
    if (first && !h->frozen)
        plan_story(t, h, d);
}

void customer_comes(struct town *t)
{
    uint32_t customer = holder_add(t);
    struct putting p = {.t = t,
                        .d = town_die(t, DIE_PORTFOLIO, customer),
                        .customer = customer,
                        .past = t->today == t->first};
    describe(t, customer, &p.d);
    struct holder h = *holder_at(t, customer);
    p.left = h.story == STORY_RETURNS ? h.worth / 25 : h.worth;
    uint32_t current = holding_add(t, customer, shelf_first(CLASS_DEMAND), 0);
    put_savings(&p, h.persona);
    if (p.past && p.left < YUAN(10000) && p.left + h.income > YUAN(9900))
        p.left = YUAN(10000) + h.income / 4; /* what a pay day would show was seen before */
    holding_at(t, current)->balance = p.left;
    holding_at(t, current)->opened = h.since;
    if (h.frozen)
        holding_at(t, current)->status = ACCOUNT_FROZEN;
    struct person who = person_of(t, customer);
    if (p.past)
        put_loans(&p, h.persona, age_of(&who, t->today));
    put_debit_card(&p, h.worth);
    put_credit_card(&p, &h);
    put_services(&p, holder_at(t, customer));
}

/* ---- the past ---- */

static const char *tier_then(const fen *months, const struct figures *f)
{
    fen most6 = 0, most12 = 0;
    for (int m = 0; m < 12; m++) {
        most12 = months[m] > most12 ? months[m] : most12;
        most6 = m < 6 && months[m] > most6 ? months[m] : most6;
    }
    if (most12 >= YUAN(10000000))
        return "core";
    if (most12 >= YUAN(5000000) || f->mortgage >= YUAN(5000000))
        return "growth";
    if (most6 >= YUAN(500000) || f->mortgage >= YUAN(1500000) || f->credit_loan >= YUAN(600000))
        return "platinum";
    if (most6 >= YUAN(200000) || f->credit_loan >= YUAN(300000))
        return "gold";
    return f->largest > YUAN(10000) ? "potential" : "none";
}

static void tell_opening(struct town *t, uint32_t customer, struct die *d)
{
    const struct holder *h = holder_at(t, customer);
    struct figures f = figures_of(t, customer);
    bool left = h->story == STORY_RETURNS;
    fen months[12], month = f.aum;
    for (int m = 0; m < 12; m++) {
        months[m] = left && m > 0 ? h->worth : month;
        month = month * (fen)throw_between(d, 93, 105) / 100;
    }
    fen fa = left ? h->worth / 2 : f.fa * (fen)throw_between(d, 90, 103) / 100;
    bool target = f.fa >= YUAN(100000) || fa >= YUAN(100000);
    bool potential = f.largest > YUAN(10000);
    struct line l = pen_line(&t->pen, FILE_OPENING);
    put_customer_no(&l, customer);
    put_comma(&l);
    put_fen(&l, (fa > 0 ? fa : 0) * (day_of_year(t->first) - 1));
    for (int m = 0; m < 12; m++) {
        put_comma(&l);
        put_fen(&l, months[m]);
    }
    put_text(&l, target ? ",target," : potential ? ",potential," : ",retained,");
    put_text(&l, tier_then(months, &f));
    put_comma(&l);
    if (target)
        put_day(&l, t->first - 1 - (left ? (day)throw_below(d, 20) : 0));
    put_char(&l, '\n');
    pen_row(&t->pen, FILE_OPENING, l);
}

/* One payment a month for the year before, of about what is spent in a month. */
static void tell_spent(struct town *t, uint32_t card, struct die *d)
{
    const struct plastic *p = plastic_at(t, card);
    for (int m = 0; m < 12; m++) {
        day on = t->first - 1 - m * 30 - (day)throw_below(d, 30);
        if (on > t->first - 364)
            tell_past(t, p->account, -(p->monthly / 10 * (fen)throw_between(d, 6, 13)), HOW_CARD,
                      on);
    }
}

void tell_past_of(struct town *t, uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    struct die d = town_die(t, DIE_PAST, (uint64_t)customer + 1);
    tell_opening(t, customer, &d);
    if (h->card != NOBODY)
        tell_spent(t, h->card, &d);
}
