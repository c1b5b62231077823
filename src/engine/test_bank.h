#pragma once
/* test_bank -- a small bank in memory, for the tests of this room: books, rules and the day's run.
 *
 *   bank_open(&bank);
 *   bank_begin(&bank, on(2026, 1, 30));
 *   uint32_t li = add_customer(&bank);
 *   add_account(&bank, li, CLASS_DEMAND, YUAN(10000) + 1);
 *   bank_value(&bank); */
#include "base/test.h"

#include "engine/run.h"
#include "engine/test_rules.h"

struct bank {
    struct book book;
    struct rules rules;
    struct run run;
    uint64_t last_key;
    uint32_t products[CLASS_COUNT]; /* one of each class */
    struct vec spends;              /* struct spend: all ever delivered; the book forgets them */
};

/* ---- chance ---- */

/* splitmix64: the same numbers on every machine. */
UNUSED static uint64_t chance(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* least to most, both included */
UNUSED static int64_t between(uint64_t *seed, int64_t least, int64_t most)
{
    uint64_t many = (uint64_t)most - (uint64_t)least + 1;
    return (int64_t)((uint64_t)least + chance(seed) % many);
}

UNUSED static bool one_in(uint64_t *seed, int n)
{
    return between(seed, 1, n) == 1;
}

/* GUANHU_SEED, or always the same; printed, so that a failure can be had again. */
UNUSED static uint64_t first_seed(void)
{
    const char *text = getenv("GUANHU_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 10) : 20261122;
    print_message("GUANHU_SEED=%" PRIu64 "\n", seed);
    return seed;
}

/* ---- the bank ---- */

UNUSED static day on(int year, int month, int of_month)
{
    return day_of((struct ymd){year, month, of_month});
}

UNUSED static struct hash128 new_key(struct bank *bank)
{
    uint64_t number = ++bank->last_key;
    return (struct hash128){.low = number * UINT64_C(0x9e3779b97f4a7c15), .high = number};
}

UNUSED static void bank_open(struct bank *bank)
{
    *bank = (struct bank){.rules = rules_default()};
    book_init(&bank->book, new_key(bank));
    run_init(&bank->run);
    vec_init(&bank->spends, sizeof(struct spend));
    for (int class = 0; class < CLASS_COUNT; class ++)
        bank->products[class] =
            book_take_product(&bank->book, new_key(bank), (enum product_class) class);
}

UNUSED static void bank_close(struct bank *bank)
{
    vec_release(&bank->spends);
    run_release(&bank->run);
    book_release(&bank->book);
}

UNUSED static void bank_begin(struct bank *bank, day d)
{
    struct spend_span due = book_day_begin(&bank->book, d, bank->rules.spend_days);
    for (size_t i = 0; i < bank->spends.len; i++) {
        const struct spend *s = vec_at(&bank->spends, i);
        if (s->on >= due.from && s->on <= due.until)
            book_count_spend(&bank->book, s->customer, due.sign * s->amount);
    }
}

UNUSED static void add_spend(struct bank *bank, uint32_t customer, day on_day, fen amount)
{
    *(struct spend *)vec_add(&bank->spends) =
        (struct spend){.customer = customer, .on = on_day, .amount = amount};
    book_add_spend(&bank->book, customer, on_day, amount);
}

UNUSED static void bank_value(struct bank *bank)
{
    run_day(&bank->run, &bank->book, &bank->rules, 1);
}

/* Nothing is delivered up to and including this day. */
UNUSED static void bank_rest(struct bank *bank, day until)
{
    while (bank->book.today < until) {
        bank_begin(bank, bank->book.today + 1);
        bank_value(bank);
    }
}

UNUSED static uint32_t add_customer(struct bank *bank)
{
    return book_add_customer(&bank->book, new_key(bank));
}

UNUSED static uint32_t add_account(struct bank *bank, uint32_t customer, enum product_class class,
                                   fen balance)
{
    uint32_t account = book_add_account(&bank->book, new_key(bank));
    book_set_account(&bank->book, account,
                     &(struct account_facts){.customer = customer,
                                             .product = bank->products[class],
                                             .balance = balance,
                                             .matures_on = NO_DAY});
    return account;
}

/* As it stands in the books: to be changed and set again. */
UNUSED static struct account_facts facts_of(const struct bank *bank, uint32_t account)
{
    const struct accounts *all = &bank->book.accounts;
    const struct account *a = &all->at[account];
    return (struct account_facts){.customer = a->customer,
                                  .product = a->product,
                                  .currency = a->currency,
                                  .outlet = all->outlet[account],
                                  .balance = a->balance,
                                  .cost = all->cost[account],
                                  .matures_on = all->matures_on[account],
                                  .status = (enum account_status)a->status};
}

UNUSED static void set_balance(struct bank *bank, uint32_t account, fen balance)
{
    struct account_facts f = facts_of(bank, account);
    f.balance = balance;
    book_set_account(&bank->book, account, &f);
}

UNUSED static void set_status(struct bank *bank, uint32_t account, enum account_status status)
{
    struct account_facts f = facts_of(bank, account);
    f.status = status;
    book_set_account(&bank->book, account, &f);
}

UNUSED static uint32_t add_card(struct bank *bank, struct card_facts facts)
{
    uint32_t card = book_add_card(&bank->book, new_key(bank));
    book_set_card(&bank->book, card, &facts);
    return card;
}

/* ---- alerts ---- */

UNUSED static int count_alerts(const struct vec *alerts, uint32_t customer, enum alert_kind kind)
{
    int count = 0;
    for (size_t i = 0; i < alerts->len; i++) {
        const struct alert *a = vec_at(alerts, i);
        count += a->customer == customer && a->kind == kind;
    }
    return count;
}

/* The only one of its kind for this customer. */
UNUSED static struct alert only_alert(const struct vec *alerts, uint32_t customer,
                                      enum alert_kind kind)
{
    struct alert found = {.kind = ALERT_COUNT};
    for (size_t i = 0; i < alerts->len; i++) {
        const struct alert *a = vec_at(alerts, i);
        if (a->customer != customer || a->kind != kind)
            continue;
        if (found.kind != ALERT_COUNT)
            fail_msg("%s twice", alert_forms[kind].name);
        found = *a;
    }
    if (found.kind == ALERT_COUNT)
        fail_msg("no %s", alert_forms[kind].name);
    return found;
}
