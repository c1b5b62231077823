#include "bench/world.h"

#include "engine/words.h"

enum {
    BRANCHES = 38,
    CENTRES_MOST = 400,
    OUTLETS_MOST = 5000,
    STAFF_MOST = 20000,
    FOREIGN_PERCENT = 1,
    CARDS_PER_TEN = 6,
};

const char *const currency_names[CURRENCIES] = {"CNY", "USD", "HKD", "EUR", "JPY"};
const int currency_percent[CURRENCIES] = {100, 712, 91, 781, 5};

static uint64_t between(uint64_t least, uint64_t x, uint64_t most)
{
    return x < least ? least : x > most ? most : x;
}

struct world world_of(uint64_t customers, uint64_t accounts)
{
    return (struct world){
        .customers = customers,
        .accounts = accounts,
        .cards = customers * CARDS_PER_TEN / 10,
        .branches = BRANCHES,
        .centres = between(BRANCHES, customers / 1000, CENTRES_MOST),
        .outlets = between(2 * BRANCHES, customers / 200, OUTLETS_MOST),
        .staff = between(200, customers / 50, STAFF_MOST),
    };
}

/* A Thursday, a Friday, and the last day of the month. */
day night_day(enum night night)
{
    return day_of((struct ymd){2026, 1, 29}) + (day)night;
}

/* ---- dice ---- */

struct die night_die(enum die_kind kind, enum night night, uint64_t number)
{
    return die_of((uint64_t)kind * NIGHT_COUNT + (uint64_t)night + 1, number);
}

uint64_t named_at_night(enum night night, uint64_t step, uint64_t index)
{
    struct die d = night_die(DIE_PLACE, FIRST_DAY, index);
    return step * index + (throw_below(&d, step) + (uint64_t)night) % step;
}

/* ---- who owns what ---- */

/* Two customers together have exactly their share of the accounts; between them the die decides. */
uint64_t first_account(const struct world *w, uint64_t customer)
{
    uint64_t pair = customer & ~UINT64_C(1);
    uint64_t begin = pair * w->accounts / w->customers;
    if (customer == pair || customer >= w->customers)
        return customer >= w->customers ? w->accounts : begin;
    uint64_t last = pair + 2 < w->customers ? pair + 2 : w->customers;
    uint64_t both = last * w->accounts / w->customers - begin;
    uint64_t least = both > 6 ? both - 5 : 1;
    uint64_t most = both - 1 < 5 ? both - 1 : 5;
    struct die d = night_die(DIE_PAIR, FIRST_DAY, pair);
    return begin + throw_between(&d, least, most);
}

uint64_t owner_of(const struct world *w, uint64_t account)
{
    uint64_t customer = account * w->customers / w->accounts;
    while (first_account(w, customer) > account)
        customer--;
    while (first_account(w, customer + 1) <= account)
        customer++;
    return customer;
}

uint64_t outlet_of(const struct world *w, uint64_t customer)
{
    return die_mix(customer * DIE_GOLDEN) % w->outlets;
}

fen worth_of(uint64_t customer)
{
    struct die d = night_die(DIE_WEALTH, FIRST_DAY, customer);
    uint64_t place = throw_below(&d, 10000);
    if (place < 2)
        return throw_spread(&d, YUAN(6000000), YUAN(60000000));
    if (place < 30)
        return throw_spread(&d, YUAN(1010000), YUAN(8000000));
    if (place < 300)
        return throw_spread(&d, YUAN(101000), YUAN(980000));
    if (place < 3000)
        return throw_spread(&d, YUAN(10000), YUAN(97000));
    return throw_spread(&d, 0, YUAN(10000));
}

/* ---- accounts ---- */

/* Of a hundred accounts that are not a customer's first one. */
static int class_at(uint64_t percent)
{
    static const struct {
        uint8_t until, class;
    } shares[] = {
        {23, CLASS_DEMAND},      {48, CLASS_TIME},       {58, CLASS_FUND},
        {70, CLASS_WEALTH},      {73, CLASS_BOND},       {76, CLASS_INSURANCE},
        {78, CLASS_SECURITIES},  {80, CLASS_GOLD},       {82, CLASS_MORTGAGE},
        {84, CLASS_CREDIT_LOAN}, {85, CLASS_OTHER_LOAN}, {97, CLASS_CREDIT_CARD},
        {98, CLASS_SETTLEMENT},  {99, CLASS_CHANNEL},    {100, CLASS_DEBIT_CARD},
    };
    size_t i = 0;
    while (percent >= shares[i].until)
        i++;
    return shares[i].class;
}

/* The first account holds most of what a customer is worth. */
static fen balance_of(struct die *d, fen worth, bool first, uint64_t others, int class)
{
    if (class >= CLASS_SETTLEMENT || class == CLASS_DEBIT_CARD)
        return 0;
    if (class == CLASS_CREDIT_CARD)
        return throw_below(d, 50) == 0 ? -throw_spread(d, 0, YUAN(5000))
                                       : throw_spread(d, 0, YUAN(30000));
    fen share = others == 0 ? worth : first ? worth * 6 / 10 : worth * 4 / 10 / (fen)others;
    return share - share / 64 + (fen)throw_below(d, (uint64_t)(share / 32) + 1);
}

static struct owned_account first_state(const struct world *w, uint64_t account)
{
    struct owned_account a = {.owner = owner_of(w, account)};
    struct die d = night_die(DIE_ACCOUNT, FIRST_DAY, account);
    uint64_t begin = first_account(w, a.owner), end = first_account(w, a.owner + 1);
    bool first = account == begin;
    uint64_t percent = throw_below(&d, 100);
    a.class = first ? CLASS_DEMAND : class_at(percent);
    a.product = a.class * PRODUCTS / CLASS_COUNT;
    if ((a.class + 1) * PRODUCTS / CLASS_COUNT > a.product + 1)
        a.product += (int)throw_below(&d, 2);
    a.balance = balance_of(&d, worth_of(a.owner), first, end - begin - 1, a.class);
    if (!first && throw_below(&d, 100) < 2 * FOREIGN_PERCENT)
        a.currency = 1 + (int)throw_below(&d, CURRENCIES - 1);
    a.balance = a.balance * 100 / currency_percent[a.currency];
    a.cost = a.balance <= 0 ? 0 : a.balance * (fen)throw_between(&d, 86, 108) / 100;
    a.opened = night_day(FIRST_DAY) - (day)throw_between(&d, 1, 5000);
    bool runs_out = a.class == CLASS_TIME || a.class == CLASS_WEALTH || a.class == CLASS_BOND;
    a.matures = runs_out ? night_day(FIRST_DAY) + (day)throw_between(&d, 0, 1095)
                         : day_of((struct ymd){2099, 12, 31});
    a.status = throw_below(&d, 500) == 0 ? 1 : 0;
    a.auto_renew = throw_below(&d, 3) == 0;
    return a;
}

/* Mostly a little, sometimes half, seldom a sum that people notice. */
static fen change_of(struct die *d, fen balance)
{
    fen size = balance < 0 ? -balance : balance;
    uint64_t how = throw_below(d, 1000);
    bool out = throw_below(d, 2) == 0;
    fen change;
    if (how < 900)
        change = (fen)throw_below(d, (uint64_t)size / 10 + 10000);
    else if (how < 985)
        change = (fen)throw_below(d, (uint64_t)size / 2 + 100000);
    else
        change = throw_spread(d, YUAN(10000), YUAN(600000));
    return out ? -(change < size ? change : size) : change;
}

/* Only what a night names is asked for; it stands as on the first day until then. */
struct owned_account account_on(const struct world *w, enum night night, uint64_t account)
{
    struct owned_account a = first_state(w, account);
    if (night == FIRST_DAY)
        return a;
    struct die d = night_die(DIE_CHANGE, night, account);
    bool holds = a.class < CLASS_SUMS || a.class == CLASS_CREDIT_CARD;
    if (a.class == CLASS_DEMAND && throw_below(&d, 200) == 0) {
        a.change = -a.balance;
        a.status = 2;
    } else if (holds) {
        a.change = change_of(&d, a.balance);
    }
    a.balance += a.change;
    return a;
}
