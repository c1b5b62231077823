#include "demo/money.h"

fen current_balance(const struct town *t, uint32_t customer)
{
    return holding_at(t, holder_at(t, customer)->first)->balance;
}

void buy(struct town *t, struct die *d, uint32_t customer, enum product_class class, fen amount)
{
    uint32_t current = holder_at(t, customer)->first;
    amount = amount / YUAN(100) * YUAN(100);
    size_t product = shelf_for(d, class, amount);
    if (amount > current_balance(t, customer) || amount < YUAN(1000) ||
        amount < YUAN(shelf_at(product)->least))
        return;
    move(t, current, -amount, HOW_BOUGHT);
    uint32_t account = holding_add(t, customer, product, 0);
    move(t, account, amount, HOW_SUBSCRIBED);
    struct holding *a = holding_at(t, account);
    a->cost = class == CLASS_FUND || class == CLASS_WEALTH ? amount : 0;
    a->renews = class == CLASS_TIME && throw_below(d, 10) < 7;
}

static void close_account(struct town *t, uint32_t account)
{
    struct holding *a = holding_at(t, account);
    a->balance = 0;
    a->cost = 0;
    a->status = ACCOUNT_CLOSED;
    holding_touch(t, account);
}

static fen in_yuan(const struct town *t, const struct holding *a)
{
    return a->currency ? fen_convert(a->balance, t->rates[a->currency]) : a->balance;
}

void redeem(struct town *t, uint32_t account)
{
    fen amount = in_yuan(t, holding_at(t, account));
    uint32_t current = holder_at(t, holding_at(t, account)->owner)->first;
    bool product = holding_class(holding_at(t, account)) != CLASS_DEMAND;
    move(t, account, -holding_at(t, account)->balance, product ? HOW_PAID_OUT : HOW_CLOSED);
    close_account(t, account);
    move(t, current, amount, HOW_REDEEMED);
}

static fen interest_of(const struct holding *a)
{
    const struct product *p = shelf_at(a->product);
    return (fen)((int128_t)a->balance * p->rate_bp * p->term_days / BASIS_POINTS / 365);
}

static void renew(struct town *t, uint32_t account)
{
    struct holding *a = holding_at(t, account);
    fen interest = interest_of(a);
    a->opened = a->matures;
    a->matures += shelf_at(a->product)->term_days;
    move(t, account, interest, HOW_INTEREST);
}

void settle_term(struct town *t, struct die *d, uint32_t account)
{
    const struct holding *a = holding_at(t, account);
    uint32_t customer = a->owner;
    enum product_class class = holding_class(a);
    fen amount = a->balance, interest = interest_of(a);
    uint64_t then = throw_below(d, 100);
    if (a->renews) {
        renew(t, account);
        return;
    }
    redeem(t, account);
    move(t, holder_at(t, customer)->first, interest, HOW_INTEREST);
    if (then < 62)
        buy(t, d, customer, class == CLASS_INSURANCE ? CLASS_WEALTH : class, amount);
    else if (then < 72)
        buy(t, d, customer, class == CLASS_WEALTH ? CLASS_FUND : CLASS_WEALTH, amount);
    else if (then < 88)
        move(t, holder_at(t, customer)->first, -amount, then < 80 ? HOW_SENT_OWN : HOW_SENT);
}

static bool can_redeem(const struct holding *a)
{
    enum product_class class = holding_class(a);
    return holding_open(a) && a->balance > 0 && class < CLASS_SUMS && !class_is_loan(class);
}

void take_away(struct town *t, uint32_t customer, fen percent, enum how how)
{
    uint32_t current = holder_at(t, customer)->first;
    fen wanted = figures_of(t, customer).aum / 100 * percent;
    for (uint32_t i = holding_at(t, current)->next;
         i != NOBODY && current_balance(t, customer) < wanted; i = holding_at(t, i)->next)
        if (can_redeem(holding_at(t, i)))
            redeem(t, i);
    fen amount = wanted < current_balance(t, customer) ? wanted : current_balance(t, customer);
    if (amount > 0)
        move(t, current, -amount, how);
}

void close_all(struct town *t, uint32_t customer)
{
    struct holder *h = holder_at(t, customer);
    take_away(t, customer, 100, HOW_CASH);
    for (uint32_t i = h->first; i != NOBODY; i = holding_at(t, i)->next)
        if (holding_open(holding_at(t, i)))
            close_account(t, i);
    h->gone = true;
}
