#include "demo/town.h"

const char *const currencies[CURRENCIES] = {"", "USD", "HKD", "EUR", "JPY"};

/* The history before the daily days: month ends at which standings can form, the end of last year
 * among them, with which figures are compared. */
enum { HISTORY_MONTHS = 9, DAYS_OF_LAST_YEAR = 12 };

day demo_first_day(struct demo_size size)
{
    day history = day_add_months(size.until, -HISTORY_MONTHS);
    day daily = size.until - size.days;
    day year = day_year_start(size.until) - DAYS_OF_LAST_YEAR;
    day first = history < daily ? history : daily;
    return first < year ? first : year;
}

void town_init(struct town *t, struct demo_size size)
{
    static const int64_t rates[CURRENCIES] = {RATE_ONE, 712340000, 91250000, 780900000, 4720000};
    *t = (struct town){
        .size = size, .first = demo_first_day(size), .daily = size.until - size.days + 1};
    t->today = t->first;
    network_init(&t->network, size.seed, size.customers, t->daily, size.until);
    vec_init(&t->holders, sizeof(struct holder));
    vec_init(&t->holdings, sizeof(struct holding));
    vec_init(&t->plastics, sizeof(struct plastic));
    vec_init(&t->touched_holders, sizeof(uint32_t));
    vec_init(&t->touched_holdings, sizeof(uint32_t));
    vec_init(&t->touched_plastics, sizeof(uint32_t));
    vec_init(&t->late, sizeof(uint32_t));
    memcpy(t->rates, rates, sizeof rates);
    pen_init(&t->pen);
}

void town_release(struct town *t)
{
    network_release(&t->network);
    vec_release(&t->holders);
    vec_release(&t->holdings);
    vec_release(&t->plastics);
    vec_release(&t->touched_holders);
    vec_release(&t->touched_holdings);
    vec_release(&t->touched_plastics);
    vec_release(&t->late);
    pen_release(&t->pen);
}

struct die town_die(const struct town *t, enum demo_die kind, uint64_t number)
{
    return die_of(die_mix(t->size.seed * 64 + kind), number);
}

/* Counted from the newest day: the same bank made a day later lives the same days. */
struct die today_die(const struct town *t, enum demo_die kind, uint64_t number)
{
    uint64_t before = (uint64_t)(t->size.until - t->today) + 1;
    return die_of(die_mix(t->size.seed * 64 + kind) + before, number);
}

struct holder *holder_at(const struct town *t, uint32_t customer)
{
    return vec_at(&t->holders, customer);
}

struct holding *holding_at(const struct town *t, uint32_t account)
{
    return vec_at(&t->holdings, account);
}

struct plastic *plastic_at(const struct town *t, uint32_t card)
{
    return vec_at(&t->plastics, card);
}

static void note_touched(struct vec *numbers, bool *touched, uint32_t number)
{
    if (!*touched)
        *(uint32_t *)vec_add(numbers) = number;
    *touched = true;
}

void holder_touch(struct town *t, uint32_t customer)
{
    note_touched(&t->touched_holders, &holder_at(t, customer)->touched, customer);
}

void holding_touch(struct town *t, uint32_t account)
{
    note_touched(&t->touched_holdings, &holding_at(t, account)->touched, account);
}

void plastic_touch(struct town *t, uint32_t card)
{
    note_touched(&t->touched_plastics, &plastic_at(t, card)->touched, card);
}

uint32_t holder_add(struct town *t)
{
    uint32_t customer = (uint32_t)t->holders.len;
    struct holder *h = vec_add(&t->holders);
    h->first = h->last = h->card = NOBODY;
    h->came = t->today;
    holder_touch(t, customer);
    return customer;
}

uint32_t holding_add(struct town *t, uint32_t customer, size_t product, fen balance)
{
    uint32_t account = (uint32_t)t->holdings.len;
    struct holding *a = vec_add(&t->holdings);
    struct holder *h = holder_at(t, customer);
    int term = shelf_at(product)->term_days;
    *a = (struct holding){.owner = customer,
                          .next = NOBODY,
                          .balance = balance,
                          .opened = t->today,
                          .matures = term ? t->today + term : NO_DAY,
                          .product = (uint8_t)product};
    if (h->first == NOBODY)
        h->first = account;
    else
        holding_at(t, h->last)->next = account;
    h->last = account;
    holding_touch(t, account);
    return account;
}

uint32_t plastic_add(struct town *t, uint32_t customer, bool credit, int grade)
{
    uint32_t card = (uint32_t)t->plastics.len;
    struct plastic *p = vec_add(&t->plastics);
    *p = (struct plastic){.owner = customer,
                          .account = NOBODY,
                          .kind = credit ? CARD_CREDIT : CARD_DEBIT,
                          .grade = (uint8_t)grade,
                          .issued = t->today,
                          .expires = day_add_months(t->today, credit ? 60 : 120)};
    if (credit)
        holder_at(t, customer)->card = card;
    plastic_touch(t, card);
    return card;
}

struct figures figures_of(const struct town *t, uint32_t customer)
{
    fen sums[CLASS_SUMS] = {0};
    struct figures f = {.fa = 0};
    for (uint32_t i = holder_at(t, customer)->first; i != NOBODY; i = holding_at(t, i)->next) {
        const struct holding *a = holding_at(t, i);
        enum product_class class = holding_class(a);
        if (!holding_open(a) || class >= CLASS_SUMS)
            continue;
        fen balance = a->currency ? fen_convert(a->balance, t->rates[a->currency]) : a->balance;
        sums[class] += balance;
        f.largest = balance > f.largest ? balance : f.largest;
    }
    fen counted = sums[CLASS_DEMAND] + sums[CLASS_TIME] + sums[CLASS_FUND] + sums[CLASS_BOND] +
                  sums[CLASS_WEALTH];
    fen loans = sums[CLASS_MORTGAGE] + sums[CLASS_CREDIT_LOAN] + sums[CLASS_OTHER_LOAN];
    f.fa = counted + loans / 2;
    f.aum = counted + sums[CLASS_INSURANCE] + sums[CLASS_SECURITIES] + sums[CLASS_GOLD];
    f.mortgage = sums[CLASS_MORTGAGE];
    f.credit_loan = sums[CLASS_CREDIT_LOAN];
    return f;
}

int month_number(day d)
{
    struct ymd ymd = day_ymd(d);
    return ymd.year * 12 + ymd.month - 1;
}
