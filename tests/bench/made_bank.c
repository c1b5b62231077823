#include "made_bank.h"

#include "base/arena.h"
#include "engine/test_rules.h"

enum { ACCOUNTS_MOST = 5, DELIVERED = 10, OUTLETS = 5000 };
enum { EURO = 1, CURRENCIES = 2 };

static uint64_t chance(struct made_bank *b)
{
    uint64_t x = b->seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t below(struct made_bank *b, uint64_t end)
{
    return chance(b) % end;
}

static struct hash128 new_key(struct made_bank *b)
{
    uint64_t number = ++b->keys;
    return (struct hash128){.low = number * UINT64_C(0x9e3779b97f4a7c15), .high = number};
}

static enum product_class any_class(struct made_bank *b)
{
    static const uint8_t classes[20] = {
        CLASS_DEMAND, CLASS_DEMAND,    CLASS_DEMAND,      CLASS_DEMAND, CLASS_DEMAND,
        CLASS_DEMAND, CLASS_DEMAND,    CLASS_DEMAND,      CLASS_TIME,   CLASS_TIME,
        CLASS_TIME,   CLASS_TIME,      CLASS_FUND,        CLASS_FUND,   CLASS_WEALTH,
        CLASS_WEALTH, CLASS_INSURANCE, CLASS_CREDIT_CARD, CLASS_BOND,   CLASS_MORTGAGE};
    return classes[below(b, ARRAY_LEN(classes))];
}

/* About three customers in a hundred reach the target limit, three in a thousand ten times it. */
static fen any_balance(struct made_bank *b)
{
    uint64_t x = below(b, 1000);
    if (x < 1)
        return YUAN(400000) + (fen)below(b, YUAN(3000000));
    if (x < 10)
        return YUAN(80000) + (fen)below(b, YUAN(300000));
    if (x < 100)
        return YUAN(5000) + (fen)below(b, YUAN(30000));
    return (fen)below(b, YUAN(4000));
}

static void deliver_account(struct made_bank *b, uint32_t account, uint32_t customer)
{
    enum product_class class = any_class(b);
    bool has_term = class == CLASS_TIME || class == CLASS_WEALTH;
    bool has_cost = class == CLASS_FUND || class == CLASS_WEALTH;
    fen balance = any_balance(b);
    book_set_account(&b->book, account,
                     &(struct account_facts){
                         .customer = customer,
                         .product = b->products[class],
                         .currency = below(b, 50) == 0 ? EURO : 0,
                         .outlet = (uint32_t)below(b, OUTLETS),
                         .balance = balance,
                         .cost = has_cost ? balance / 100 * (fen)(90 + below(b, 20)) : NO_COST,
                         .matures_on = has_term ? b->book.today + (day)below(b, 720) : NO_DAY,
                     });
}

/* Customers by account, in no order. */
static uint32_t *any_owners(struct made_bank *b, uint32_t *ret_count)
{
    uint32_t *owners = mem_alloc((size_t)b->customers * ACCOUNTS_MOST * sizeof *owners);
    uint32_t count = 0;
    for (uint32_t i = 0; i < b->customers; i++)
        for (uint64_t n = 1 + below(b, ACCOUNTS_MOST); n > 0; n--)
            owners[count++] = i;
    for (uint32_t i = count; i-- > 1;) {
        uint32_t other = (uint32_t)below(b, i + 1);
        uint32_t owner = owners[i];
        owners[i] = owners[other];
        owners[other] = owner;
    }
    *ret_count = count;
    return owners;
}

static void add_card(struct made_bank *b, uint32_t customer)
{
    uint32_t card = book_add_card(&b->book, new_key(b));
    book_set_card(&b->book, card,
                  &(struct card_facts){.customer = customer,
                                       .kind = CARD_CREDIT,
                                       .grade = (enum grade)(GRADE_ORDINARY + below(b, 4)),
                                       .vip = below(b, 20) == 0,
                                       .expires_on = b->book.today + (day)below(b, 1800)});
}

static void add_records(struct made_bank *b)
{
    uint32_t accounts;
    for (uint32_t i = 0; i < b->customers; i++) {
        book_add_customer(&b->book, new_key(b));
        b->book.customers.birthday[i] = birthday_of((day)below(b, 18000));
        if (below(b, 4) == 0)
            b->book.customers.active_on[i] = b->book.today - (day)below(b, 200);
        if (below(b, 5) == 0)
            add_card(b, i);
    }
    uint32_t *owners = any_owners(b, &accounts);
    for (uint32_t i = 0; i < accounts; i++)
        deliver_account(b, book_add_account(&b->book, new_key(b)), owners[i]);
    free(owners);
}

void made_begin(struct made_bank *b, day d)
{
    book_day_begin(&b->book, d, b->rules.spend_days);
}

static void deliver_anew(struct made_bank *b, uint32_t account)
{
    const struct accounts *all = &b->book.accounts;
    struct account_facts facts = {.customer = all->at[account].customer,
                                  .product = all->at[account].product,
                                  .currency = all->at[account].currency,
                                  .outlet = all->outlet[account],
                                  .balance = any_balance(b),
                                  .cost = all->cost[account],
                                  .matures_on = all->matures_on[account]};
    book_set_account(&b->book, account, &facts);
}

void made_deliver(struct made_bank *b)
{
    const struct book *book = &b->book;
    for (uint32_t i = 0; i < book->accounts.keys.count / DELIVERED; i++)
        deliver_anew(b, (uint32_t)below(b, book->accounts.keys.count));
    for (uint32_t i = 0; i < b->customers / 200; i++)
        book_add_spend(&b->book, (uint32_t)below(b, b->customers), book->today,
                       (fen)below(b, YUAN(3000)));
    b->touched = 0;
    for (uint32_t i = 0; i < b->customers; i++)
        b->touched += book->customers.touched[i] != 0;
}

day month_end_after(day d)
{
    return day_add_months(day_month_start(d + 1), 1) - 1;
}

void made_bank_open(struct made_bank *b, uint32_t customers)
{
    *b = (struct made_bank){.rules = rules_default(), .customers = customers, .seed = 20261122};
    book_init(&b->book, new_key(b));
    run_init(&b->run);
    made_begin(b, day_of((struct ymd){2025, 1, 31}));
    book_take_currency(&b->book, new_key(b), RATE_ONE * 78 / 10);
    for (int class = 0; class < CLASS_COUNT; class ++)
        b->products[class] = book_take_product(&b->book, new_key(b), (enum product_class) class);
    add_records(b);
    run_day(&b->run, &b->book, &b->rules, 2);
    for (int i = 1; i < AUM_MONTHS; i++) {
        made_begin(b, month_end_after(b->book.today));
        run_day(&b->run, &b->book, &b->rules, 2);
    }
    for (uint32_t i = 0; i < customers; i++)
        b->book.customers.fa_ytd[i] = b->book.customers.fa[i] * 300;
}

void made_bank_release(struct made_bank *b)
{
    run_release(&b->run);
    book_release(&b->book);
}
