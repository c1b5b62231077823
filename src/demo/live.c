#include "demo/live.h"

#include "demo/dirt.h"
#include "demo/money.h"
#include "demo/person.h"
#include "demo/seasons.h"
#include "demo/settle.h"
#include "demo/tell.h"

enum {
    CHANCES = 100000,
    NEW_A_DAY = 35,   /* of so many customers, on a working day */
    MORNING_DAYS = 2, /* the last days are busy ones */
    MORNING_TIMES = 5,
};

/* What is the same for everybody today. */
struct today {
    uint32_t paid;      /* days of the month, as days_paid has them */
    int mood, of_month; /* the day of the month */
    bool works, bonus;
    bool whole_month; /* a month that ends here was not cut short by the daily days */
    int story_month;  /* of the day, counted from the first one */
    uint64_t times;   /* how often large things happen, against the usual */
};

static struct today today_of(const struct town *t)
{
    bool morning = t->size.until - t->today < MORNING_DAYS;
    return (struct today){.paid = days_paid(t->today),
                          .mood = spending_mood(t->today),
                          .of_month = day_ymd(t->today).day,
                          .works = day_works(t->today),
                          .bonus = bonus_time(t->today),
                          .whole_month = t->today + 1 != t->daily,
                          .story_month = month_number(t->today) - month_number(t->first),
                          .times = morning ? MORNING_TIMES : 1};
}

static bool happens(struct die *d, uint64_t chances)
{
    return throw_below(d, CHANCES) < chances;
}

/* ---- ordinary life ---- */

static fen part_of(struct die *d, fen amount, uint64_t least, uint64_t most)
{
    return amount / 100 * (fen)throw_between(d, least, most) / 100 * 100;
}

/* What comes in goes out again, for the larger part, some days later. */
static void get_paid(struct town *t, const struct today *now, struct die *d, uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    int rent_day = (h->pay_day + 1 + (int)(customer % 6)) % 28 + 1;
    if (h->income == 0)
        return;
    if (now->paid >> h->pay_day & 1) {
        bool pension = h->persona == PERSONA_RETIRED, trades = h->persona == PERSONA_TRADER;
        move(t, h->first, part_of(d, h->income, 97, 103),
             pension  ? HOW_PENSION
             : trades ? HOW_SALES
                      : HOW_SALARY);
        if (now->bonus && !pension && !trades)
            move(t, h->first, h->income * (fen)throw_between(d, 1, 4), HOW_BONUS);
    }
    fen rent = part_of(d, h->income, 80, 104);
    if (now->of_month == rent_day && rent < current_balance(t, customer))
        move(t, h->first, -rent, HOW_RENT);
}

static void spend_a_little(struct town *t, const struct today *now, struct die *d,
                           uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    fen most = h->income ? h->income / 8 : YUAN(300);
    fen amount = throw_spread(d, YUAN(5), YUAN(20) + most);
    if (h->persona != PERSONA_DORMANT && happens(d, 20 * (uint64_t)now->mood) &&
        amount < current_balance(t, customer))
        move(t, h->first, -amount, HOW_SPEND);
}

static void pay_card_bill(struct town *t, struct plastic *p)
{
    uint32_t current = holder_at(t, p->owner)->first;
    fen owed = holding_at(t, p->account)->balance;
    if (owed <= 0 || owed > current_balance(t, p->owner))
        return;
    move(t, current, -owed, HOW_CARD_BILL);
    move(t, p->account, owed, HOW_CARD_PAID);
}

static void use_card(struct town *t, const struct today *now, struct die *d, struct plastic *p)
{
    fen amount = part_of(d, p->monthly, 15, 110);
    if (happens(d, 45 * (uint64_t)now->mood))
        move(t, p->account, -amount, HOW_CARD);
    else if (happens(d, 60))
        move(t, p->account, amount / 10, HOW_REFUND);
    if (now->of_month == (int)(p->owner % 28) + 1)
        pay_card_bill(t, p);
}

/* ---- large things ---- */

static void send_or_receive(struct town *t, struct die *d, uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    bool own = throw_below(d, 5) < 2;
    if (throw_below(d, 100) < 52) {
        fen amount = part_of(d, h->worth, 20, 90);
        move(t, h->first, amount,
             throw_below(d, 12) == 0 ? HOW_HOUSE
             : own                   ? HOW_RECEIVED_OWN
                                     : HOW_RECEIVED);
        return;
    }
    take_away(t, customer, (fen)throw_between(d, 15, 60),
              throw_below(d, 10) == 0 ? HOW_HOUSE
              : own                   ? HOW_SENT_OWN
                                      : HOW_SENT);
}

static void invest(struct town *t, struct die *d, uint32_t customer)
{
    static const enum product_class classes[] = {CLASS_WEALTH, CLASS_WEALTH, CLASS_TIME,
                                                 CLASS_FUND,   CLASS_BOND,   CLASS_INSURANCE};
    fen balance = current_balance(t, customer);
    enum product_class class = classes[throw_below(d, ARRAY_LEN(classes))];
    buy(t, d, customer, class, balance / 100 * (fen)throw_between(d, 45, 85));
}

static void do_large_things(struct town *t, const struct today *now, struct die *d,
                            uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    fen balance = current_balance(t, customer);
    uint64_t often = h->worth >= YUAN(100000) ? 260 : h->worth >= YUAN(10000) ? 45 : 3;
    if (happens(d, often * now->times * (now->works ? 1 : 0) + often / 3))
        send_or_receive(t, d, customer);
    if (now->works && balance > YUAN(20000) && happens(d, balance > h->worth / 2 ? 1600 : 300))
        invest(t, d, customer);
    if (now->works && h->worth < YUAN(100000) && happens(d, 7 * now->times))
        close_all(t, customer);
}

/* Somebody of the outlet with something to move, or NOBODY. */
static uint32_t find_rich(const struct town *t, struct die *d, uint32_t outlet)
{
    uint64_t from = throw_below(d, t->holders.len);
    for (uint64_t i = 0; i < t->holders.len; i++) {
        uint32_t customer = (uint32_t)((from + i) % t->holders.len);
        const struct holder *h = holder_at(t, customer);
        if (h->outlet == outlet && h->worth >= YUAN(150000) && !h->gone && !h->frozen && !h->story)
            return customer;
    }
    return NOBODY;
}

/* On the newest day every outlet has somebody whose money left, and somebody whose money came. */
static void make_the_morning(struct town *t)
{
    for (uint32_t outlet = 0; outlet < t->network.counts[LEVEL_OUTLET]; outlet++) {
        struct die d = today_die(t, DIE_MORNING, outlet);
        uint32_t poorer = find_rich(t, &d, outlet), richer = find_rich(t, &d, outlet);
        if (poorer != NOBODY)
            take_away(t, poorer, (fen)throw_between(&d, 45, 65), HOW_SENT_OWN);
        if (richer != NOBODY && richer != poorer)
            move(t, holder_at(t, richer)->first, part_of(&d, holder_at(t, richer)->worth, 60, 110),
                 HOW_RECEIVED);
    }
}

/* ---- stories ---- */

static int story_day(uint32_t customer)
{
    return (int)(customer % 28) + 1;
}

static void leave(struct town *t, struct die *d, uint32_t customer)
{
    take_away(t, customer, (fen)throw_between(d, 82, 97), HOW_SENT_OWN);
}

static void live_story(struct town *t, const struct today *now, struct die *d, uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    bool its_month = h->story_month == now->story_month;
    switch ((enum story)h->story) {
    case STORY_LEAVES:
        if (its_month)
            leave(t, d, customer);
        break;
    case STORY_RETURNS:
        if (its_month)
            move(t, h->first, part_of(d, h->worth, 100, 130), HOW_RECEIVED_OWN);
        break;
    case STORY_FALLS:
        take_away(t, customer, (fen)throw_between(d, 5, 9), HOW_SENT);
        break;
    case STORY_RISES:
        move(t, h->first, part_of(d, h->worth, 15, 45), HOW_RECEIVED);
        break;
    case STORY_NONE:
        break;
    }
}

/* ---- clicks ---- */

static void tell_click(struct town *t, struct die *d, uint32_t customer, const char *event,
                       const char *object)
{
    static const char *const channels[] = {",app,", ",app,", ",app,", ",wechat,", ",web,"};
    const char *channel = channels[customer % ARRAY_LEN(channels)];
    struct line l = pen_line(&t->pen, FILE_BEHAVIOUR);
    put_customer_no(&l, customer);
    put_comma(&l);
    put_day(&l, t->today);
    put_char(&l, ' ');
    put_digits(&l, throw_between(d, 6, 23), 2);
    put_char(&l, ':');
    put_digits(&l, throw_below(d, 60), 2);
    put_char(&l, ':');
    put_digits(&l, throw_below(d, 60), 2);
    put_text(&l, channel);
    put_text(&l, event);
    put_comma(&l);
    put_text(&l, object);
    put_char(&l, '\n');
    pen_row(&t->pen, FILE_BEHAVIOUR, l);
}

static void look_around(struct town *t, struct die *d, uint32_t customer)
{
    static const enum product_class seen[] = {CLASS_WEALTH,      CLASS_FUND,        CLASS_TIME,
                                              CLASS_CREDIT_CARD, CLASS_CREDIT_LOAN, CLASS_GOLD};
    static const char *const searched[] = {"大额存单", "提前还款", "美元汇率", "信用卡额度",
                                           "国债"};
    const struct holder *h = holder_at(t, customer);
    if (!h->online || !happens(d, h->worth > YUAN(50000) ? 9000 : 4000))
        return;
    tell_click(t, d, customer, "login", "");
    for (uint64_t views = throw_below(d, 3); views > 0; views--) {
        size_t product = shelf_thrown(d, seen[throw_below(d, ARRAY_LEN(seen))]);
        tell_click(t, d, customer, throw_below(d, 4) ? "view" : "click", shelf_at(product)->name);
    }
    if (throw_below(d, 8) == 0)
        tell_click(t, d, customer, "search", searched[throw_below(d, ARRAY_LEN(searched))]);
}

/* ---- who comes, and what changes about them ---- */

static void newcomers_come(struct town *t, const struct today *now)
{
    struct die d = today_die(t, DIE_NEWCOMERS, 0);
    uint64_t expected = t->size.customers * (now->works ? NEW_A_DAY : NEW_A_DAY / 5);
    uint64_t count = expected / CHANCES + happens(&d, expected % CHANCES);
    for (uint64_t i = 0; i < count; i++)
        customer_comes(t);
}

/* The record of one in thirty newcomers comes a day after what refers to it. */
static void keep_late(struct town *t, size_t newcomers_from)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->touched_holders.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&t->touched_holders, i);
        bool late = customer >= newcomers_from && customer % 30 == 0;
        if (late)
            *(uint32_t *)vec_add(&t->late) = customer;
        if (late)
            holder_at(t, customer)->touched = false;
        else
            *(uint32_t *)vec_at(&t->touched_holders, kept++) = customer;
    }
    t->touched_holders.len = kept;
}

static void bring_late(struct town *t)
{
    for (size_t i = 0; i < t->late.len; i++)
        holder_touch(t, *(uint32_t *)vec_at(&t->late, i));
    vec_clear(&t->late);
}

static void change_record(struct town *t, struct die *d, uint32_t customer)
{
    if (!happens(d, 15))
        return;
    holder_at(t, customer)->renewed++;
    holder_touch(t, customer);
}

/* ---- accounts and cards by themselves ---- */

/* A step of a fund's worth in basis points: several throws make large ones seldom. */
static int64_t market_step(const struct town *t, size_t product, int risk)
{
    static const int64_t size[] = {0, 3, 12, 60, 190, 290};
    struct die d = today_die(t, DIE_MARKET, 100 + product);
    int64_t sum = 0;
    for (int i = 0; i < 4; i++)
        sum += (int64_t)throw_below(&d, 201) - 100;
    return size[risk] * sum / 100 + size[risk] / 20;
}

static void revalue(struct town *t, uint32_t account, int times)
{
    struct holding *a = holding_at(t, account);
    int64_t step = market_step(t, a->product, shelf_at(a->product)->risk);
    a->balance += a->balance * step * times / BASIS_POINTS;
    holding_touch(t, account);
}

static void pay_instalment(struct town *t, uint32_t account)
{
    const struct holding *a = holding_at(t, account);
    uint32_t current = holder_at(t, a->owner)->first;
    fen principal = a->balance / 240 / 100 * 100, interest = a->balance / 360 / 100 * 100;
    if (current_balance(t, a->owner) < principal + interest || principal == 0)
        return;
    move(t, current, -(principal + interest), HOW_INSTALMENT);
    move(t, account, principal, HOW_LOAN_PAID);
}

static void settle_if_over(struct town *t, uint32_t account)
{
    const struct holding *a = holding_at(t, account);
    struct die d = today_die(t, DIE_ACCOUNT_DAY, account);
    if (a->matures != NO_DAY && a->matures < t->today)
        settle_term(t, &d, account);
}

/* A fund is valued once a week, on its own weekday; what is over is settled on a working day. */
static void live_account(struct town *t, const struct today *now, uint32_t account)
{
    const struct holding *a = holding_at(t, account);
    enum product_class class = holding_class(a);
    bool due = now->of_month == (int)(account % 28) + 1;
    if (!holding_open(a))
        return;
    if (class == CLASS_FUND && day_weekday(t->today) == a->product % 5)
        revalue(t, account, 1);
    else if (class_is_loan(class) && due)
        pay_instalment(t, account);
    else if (!class_is_loan(class) && now->works)
        settle_if_over(t, account);
}

static void cancel(struct town *t, uint32_t card)
{
    plastic_at(t, card)->cancelled = true;
    plastic_touch(t, card);
}

/* What runs out is renewed two weeks before, mostly. */
static void renew_card(struct town *t, struct die *d, uint32_t card)
{
    struct plastic *p = plastic_at(t, card);
    if (throw_below(d, 10) == 0)
        return;
    p->expires = day_add_months(p->expires, p->kind == CARD_CREDIT ? 60 : 120);
    plastic_touch(t, card);
}

static void live_card(struct town *t, uint32_t card, uint64_t chances)
{
    struct die d = today_die(t, DIE_CARD_DAY, card);
    const struct plastic *p = plastic_at(t, card);
    if (p->cancelled)
        return;
    if (holder_at(t, p->owner)->gone || happens(&d, chances))
        cancel(t, card);
    else if (p->expires - t->today == 14)
        renew_card(t, &d, card);
}

/* ---- a day ---- */

static void live_customer(struct town *t, const struct today *now, uint32_t customer)
{
    struct holder *h = holder_at(t, customer);
    struct die d = today_die(t, DIE_CUSTOMER_DAY, customer);
    if (h->gone || h->frozen)
        return;
    get_paid(t, now, &d, customer);
    spend_a_little(t, now, &d, customer);
    if (h->card != NOBODY && !plastic_at(t, h->card)->cancelled)
        use_card(t, now, &d, plastic_at(t, h->card));
    if (h->story && now->of_month == story_day(customer))
        live_story(t, now, &d, customer);
    do_large_things(t, now, &d, customer);
    look_around(t, &d, customer);
    change_record(t, &d, customer);
}

void live_day(struct town *t)
{
    struct today now = today_of(t);
    uint32_t customers = (uint32_t)t->holders.len, accounts = (uint32_t)t->holdings.len;
    bring_late(t);
    tell_rates(t);
    tell_staff_changes(t);
    newcomers_come(t, &now);
    for (uint32_t c = 0; c < customers; c++)
        live_customer(t, &now, c);
    for (uint32_t a = 0; a < accounts; a++)
        live_account(t, &now, a);
    for (uint32_t p = 0; p < t->plastics.len; p++)
        live_card(t, p, 5);
    if (t->today == t->size.until)
        make_the_morning(t);
    else
        keep_late(t, customers);
    tell_dirt(t);
}

/* ---- a month ---- */

static void live_customer_month(struct town *t, const struct today *now, uint32_t customer)
{
    struct holder *h = holder_at(t, customer);
    struct die d = today_die(t, DIE_CUSTOMER_DAY, customer);
    fen balance = current_balance(t, customer);
    if (h->gone || h->frozen)
        return;
    if (happens(&d, 10000))
        move(t, h->first, part_of(&d, balance, 2, 12) * (throw_below(&d, 2) ? 1 : -1), HOW_CASH);
    if (h->card != NOBODY) { /* spent and paid within the month */
        const struct plastic *p = plastic_at(t, h->card);
        day on = t->today - (day)throw_below(&d, 20);
        tell_past(t, p->account, -part_of(&d, p->monthly, 60, 125), HOW_CARD, on);
    }
    if (h->story && (now->whole_month || story_day(customer) <= now->of_month))
        live_story(t, now, &d, customer);
    if (h->worth < YUAN(100000) && happens(&d, 150))
        close_all(t, customer);
}

static void live_account_month(struct town *t, uint32_t account)
{
    const struct holding *a = holding_at(t, account);
    enum product_class class = holding_class(a);
    if (!holding_open(a))
        return;
    if (class == CLASS_FUND)
        revalue(t, account, 2);
    else if (class_is_loan(class))
        pay_instalment(t, account);
    else
        settle_if_over(t, account);
}

void live_month(struct town *t)
{
    enum { WORKING_DAYS = 21 };
    struct today now = today_of(t);
    uint32_t customers = (uint32_t)t->holders.len, accounts = (uint32_t)t->holdings.len;
    tell_rates(t);
    for (int i = 0; i < WORKING_DAYS; i++)
        newcomers_come(t, &now);
    for (uint32_t c = 0; c < customers; c++)
        live_customer_month(t, &now, c);
    for (uint32_t a = 0; a < accounts; a++)
        live_account_month(t, a);
    for (uint32_t p = 0; p < t->plastics.len; p++)
        live_card(t, p, 100);
}
