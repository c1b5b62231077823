#include "engine/test_bank.h"

/* A bank on its first day with two customers; keys_index and figures have tests of their own. */
struct two {
    struct bank bank;
    struct book *book;
    uint32_t li, wang;
};

static struct two *open_two(void)
{
    static struct two t;
    bank_open(&t.bank);
    t.book = &t.bank.book;
    bank_begin(&t.bank, on(2026, 5, 14));
    t.li = add_customer(&t.bank);
    t.wang = add_customer(&t.bank);
    return &t;
}

/* All that touched customers until now is worked off. */
static void rest(struct two *t)
{
    memset(t->book->customers.touched, 0, t->book->customers.keys.count);
}

static void next_day(struct two *t)
{
    bank_begin(&t->bank, t->book->today + 1);
    rest(t);
}

static int touched(const struct two *t, uint32_t customer)
{
    return t->book->customers.touched[customer];
}

static int count_accounts(const struct two *t, uint32_t customer)
{
    int count = 0;
    const struct account *a = t->book->accounts.at;
    for (uint32_t i = t->book->customers.first_account[customer]; i != NO_ROW; i = a[i].next)
        count += a[i].customer == customer;
    return count;
}

static int count_cards(const struct two *t, uint32_t customer)
{
    int count = 0;
    const struct cards *c = &t->book->cards;
    for (uint32_t i = t->book->customers.first_card[customer]; i != NO_ROW; i = c->next[i])
        count += c->customer[i] == customer;
    return count;
}

static void move_account(struct two *t, uint32_t account, uint32_t to)
{
    struct account_facts f = facts_of(&t->bank, account);
    f.customer = to;
    book_set_account(t->book, account, &f);
}

static uint32_t simple_card(struct two *t, uint32_t customer)
{
    return add_card(&t->bank, (struct card_facts){.customer = customer, .expires_on = NO_DAY});
}

static void move_card(struct two *t, uint32_t card, uint32_t to)
{
    book_set_card(t->book, card, &(struct card_facts){.customer = to, .expires_on = NO_DAY});
}

/* ---- coming ---- */

TEST(a_new_book_has_the_base_currency_and_no_day)
{
    struct book b;
    book_init(&b, (struct hash128){1, 2});
    CHECK_EQ(b.today, NO_DAY);
    CHECK_EQ(b.first_day, NO_DAY);
    CHECK_INT(b.currencies.keys.count, 1);
    CHECK_INT(b.currencies.rate[0], RATE_ONE);
    book_release(&b);
}

TEST(a_new_customer_has_nothing_and_is_to_be_valued)
{
    struct two *t = open_two();
    const struct customers *c = &t->book->customers;
    CHECK_INT(t->wang, 1);
    CHECK_INT(record_id(t->wang), 2);
    CHECK_INT(touched(t, t->wang), TOUCH_SUMS | TOUCH_WRITE | TOUCH_CAME);
    CHECK_INT(c->verdict[t->wang].stage, STAGE_RETAINED);
    CHECK_INT(c->verdict[t->wang].tier, TIER_NONE);
    CHECK_INT(c->fa_ytd[t->wang], 0);
    CHECK_EQ(c->reached_on[t->wang], NO_DAY);
    CHECK_EQ(c->over_on[t->wang], NO_DAY);
    CHECK_EQ(c->marks[t->wang], 0);
    CHECK_INT(count_accounts(t, t->wang), 0);
    CHECK_INT(count_cards(t, t->wang), 0);
    bank_close(&t->bank);
}

TEST(records_keep_their_values_while_the_books_grow)
{
    enum { MANY = 5000 };
    struct two *t = open_two();
    for (int i = 0; i < MANY; i++) {
        uint32_t customer = add_customer(&t->bank);
        uint32_t account = add_account(&t->bank, customer, CLASS_FUND, 7 + i);
        uint32_t card = simple_card(t, customer);
        uint32_t org = book_add_org(t->book, new_key(&t->bank));
        uint32_t staff = book_add_staff(t->book, new_key(&t->bank));
        uint32_t relation = book_add_relation(t->book, new_key(&t->bank));
        t->book->staff.left[staff] = (uint8_t)(i % 2);
        t->book->relations.kind[relation] = (uint8_t)(i % 6);
        t->book->customers.fa_ytd[customer] = i;
        CHECK_INT(customer, i + 2);
        CHECK_INT(account, i);
        CHECK_INT(card, i);
        CHECK_INT(org, i);
        CHECK_INT(staff, i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        CHECK_INT(t->book->customers.fa_ytd[i + 2], i);
        CHECK_INT(t->book->accounts.at[i].balance, 7 + i);
        CHECK_INT(t->book->accounts.at[i].customer, i + 2);
        CHECK_INT(t->book->cards.customer[i], i + 2);
        CHECK_INT(t->book->staff.left[i], i % 2);
        CHECK_INT(t->book->relations.kind[i], i % 6);
        CHECK_INT(count_accounts(t, i + 2), 1);
    }
    bank_close(&t->bank);
}

TEST(the_first_day_stays_the_first)
{
    struct two *t = open_two();
    CHECK_INT(t->book->first_day, on(2026, 5, 14));
    next_day(t);
    CHECK_INT(t->book->first_day, on(2026, 5, 14));
    CHECK_INT(t->book->today, on(2026, 5, 15));
    bank_close(&t->bank);
}

/* ---- whose accounts and cards ---- */

TEST(an_account_that_moves_is_the_new_owners)
{
    struct two *t = open_two();
    uint32_t first = add_account(&t->bank, t->li, CLASS_DEMAND, 1);
    uint32_t second = add_account(&t->bank, t->li, CLASS_DEMAND, 2);
    uint32_t third = add_account(&t->bank, t->li, CLASS_DEMAND, 3);
    CHECK_INT(count_accounts(t, t->li), 3);
    rest(t);
    move_account(t, second, t->wang); /* from the middle, then the ends of the list */
    CHECK_INT(count_accounts(t, t->li), 2);
    CHECK_INT(count_accounts(t, t->wang), 1);
    CHECK(touched(t, t->li) & TOUCH_SUMS);
    CHECK(touched(t, t->wang) & TOUCH_SUMS);
    move_account(t, first, t->wang);
    move_account(t, third, t->wang);
    CHECK_INT(count_accounts(t, t->li), 0);
    CHECK_INT(count_accounts(t, t->wang), 3);
    move_account(t, first, t->li);
    CHECK_INT(count_accounts(t, t->li), 1);
    CHECK_INT(count_accounts(t, t->wang), 2);
    bank_close(&t->bank);
}

TEST(a_card_that_moves_is_the_new_owners)
{
    struct two *t = open_two();
    uint32_t first = simple_card(t, t->li);
    uint32_t second = simple_card(t, t->li);
    rest(t);
    move_card(t, first, t->wang);
    CHECK_INT(count_cards(t, t->li), 1);
    CHECK_INT(count_cards(t, t->wang), 1);
    CHECK(touched(t, t->li) & TOUCH_SUMS);
    CHECK(touched(t, t->wang) & TOUCH_SUMS);
    move_card(t, second, t->wang);
    CHECK_INT(count_cards(t, t->li), 0);
    CHECK_INT(count_cards(t, t->wang), 2);
    bank_close(&t->bank);
}

TEST(random_moves_leave_every_account_and_card_in_one_list)
{
    struct two *t = open_two();
    uint64_t seed = first_seed();
    enum { CUSTOMERS = 12, THINGS = 60 };
    for (int i = 2; i < CUSTOMERS; i++)
        add_customer(&t->bank);
    for (int i = 0; i < THINGS; i++) {
        add_account(&t->bank, (uint32_t)between(&seed, 0, CUSTOMERS - 1), CLASS_DEMAND, i);
        simple_card(t, (uint32_t)between(&seed, 0, CUSTOMERS - 1));
    }
    for (int i = 0; i < 3000; i++) {
        uint32_t to = (uint32_t)between(&seed, 0, CUSTOMERS - 1);
        uint32_t thing = (uint32_t)between(&seed, 0, THINGS - 1);
        if (one_in(&seed, 2))
            move_account(t, thing, to);
        else
            move_card(t, thing, to);
        int accounts = 0, cards = 0;
        for (uint32_t c = 0; c < CUSTOMERS; c++) {
            accounts += count_accounts(t, c);
            cards += count_cards(t, c);
        }
        CHECK_INT(accounts, THINGS);
        CHECK_INT(cards, THINGS);
    }
    bank_close(&t->bank);
}

TEST(linking_puts_loaded_records_into_the_lists)
{
    struct two *t = open_two();
    for (int i = 0; i < 5; i++) {
        uint32_t account = book_add_account(t->book, new_key(&t->bank));
        t->book->accounts.at[account].customer = i < 2 ? t->li : t->wang;
        uint32_t card = book_add_card(t->book, new_key(&t->bank));
        t->book->cards.customer[card] = t->wang;
    }
    book_link(t->book);
    CHECK_INT(count_accounts(t, t->li), 2);
    CHECK_INT(count_accounts(t, t->wang), 3);
    CHECK_INT(count_cards(t, t->li), 0);
    CHECK_INT(count_cards(t, t->wang), 5);
    for (uint32_t i = 0; i < 5; i++) {
        CHECK_INT(t->book->accounts.at[i].today, 0);
        CHECK_INT(t->book->cards.today[i], 0);
    }
    bank_close(&t->bank);
}

TEST(linking_books_without_accounts_and_cards_does_nothing)
{
    struct two *t = open_two();
    book_link(t->book);
    CHECK_INT(count_accounts(t, t->li), 0);
    bank_close(&t->bank);
}

/* ---- gone ---- */

TEST(a_gone_customers_accounts_and_cards_end_with_it)
{
    struct two *t = open_two();
    uint32_t open = add_account(&t->bank, t->li, CLASS_DEMAND, 1);
    uint32_t frozen = add_account(&t->bank, t->li, CLASS_DEMAND, 1);
    uint32_t others = add_account(&t->bank, t->wang, CLASS_DEMAND, 1);
    uint32_t card = simple_card(t, t->li);
    uint32_t other_card = simple_card(t, t->wang);
    set_status(&t->bank, frozen, ACCOUNT_FROZEN);
    next_day(t);
    book_customer_gone(t->book, t->li);
    CHECK_INT(t->book->customers.gone[t->li], 1);
    CHECK_INT(t->book->accounts.at[open].status, ACCOUNT_CLOSED);
    CHECK_INT(t->book->accounts.at[frozen].status, ACCOUNT_CLOSED);
    CHECK_INT(t->book->accounts.at[others].status, ACCOUNT_OPEN);
    CHECK_INT(t->book->cards.status[card], CARD_CANCELLED);
    CHECK_INT(t->book->cards.status[other_card], CARD_ACTIVE);
    CHECK(t->book->accounts.at[open].today & TODAY_ENDED);
    CHECK(t->book->cards.today[card] & TODAY_ENDED);
    CHECK(touched(t, t->li) & TOUCH_SUMS);
    CHECK_INT(touched(t, t->wang), 0);
    CHECK_INT(t->book->gone_today.len, 1);
    CHECK_INT(*(uint32_t *)vec_at(&t->book->gone_today, 0), t->li);
    bank_close(&t->bank);
}

TEST(a_customer_is_gone_once)
{
    struct two *t = open_two();
    book_customer_gone(t->book, t->li);
    book_customer_gone(t->book, t->li);
    CHECK_INT(t->book->gone_today.len, 1);
    next_day(t);
    CHECK_INT(t->book->gone_today.len, 0);
    book_customer_gone(t->book, t->li);
    CHECK_INT(t->book->gone_today.len, 0);
    bank_close(&t->bank);
}

/* ---- the end of the day before ---- */

static const struct account_before *before(const struct two *t, size_t i)
{
    return vec_at(&t->book->accounts_before, i);
}

TEST(an_account_is_kept_once_as_it_was_at_the_end_of_the_day_before)
{
    struct two *t = open_two();
    uint32_t account = add_account(&t->bank, t->li, CLASS_FUND, 100);
    struct account_facts f = facts_of(&t->bank, account);
    f.cost = 90;
    book_set_account(t->book, account, &f);
    next_day(t);
    CHECK_INT(t->book->accounts_before.len, 0);
    f.balance = 200;
    f.cost = 95;
    f.status = ACCOUNT_FROZEN;
    f.product = t->bank.products[CLASS_DEMAND];
    book_set_account(t->book, account, &f);
    set_balance(&t->bank, account, 300);
    move_account(t, account, t->wang);
    book_close_account(t->book, account);
    CHECK_INT(t->book->accounts_before.len, 1);
    CHECK_INT(before(t, 0)->account, account);
    CHECK_INT(before(t, 0)->customer, t->li);
    CHECK_INT(before(t, 0)->balance, 100);
    CHECK_INT(before(t, 0)->cost, 90);
    CHECK_INT(before(t, 0)->status, ACCOUNT_OPEN);
    CHECK_INT(before(t, 0)->product_class, CLASS_FUND);
    bank_close(&t->bank);
}

TEST(a_new_account_was_nobodys_and_of_no_class)
{
    struct two *t = open_two();
    next_day(t);
    add_account(&t->bank, t->li, CLASS_DEMAND, 100);
    CHECK_INT(t->book->accounts_before.len, 1);
    CHECK_EQ(before(t, 0)->customer, NO_ROW);
    CHECK_INT(before(t, 0)->status, ACCOUNT_CLOSED);
    CHECK_INT(before(t, 0)->product_class, CLASS_COUNT);
    bank_close(&t->bank);
}

TEST(a_card_is_kept_once_as_it_was_at_the_end_of_the_day_before)
{
    struct two *t = open_two();
    uint32_t card = simple_card(t, t->li);
    next_day(t);
    move_card(t, card, t->wang);
    book_cancel_card(t->book, card);
    CHECK_INT(t->book->cards_before.len, 1);
    const struct card_before *was = vec_at(&t->book->cards_before, 0);
    CHECK_INT(was->card, card);
    CHECK_INT(was->customer, t->li);
    CHECK_INT(was->status, CARD_ACTIVE);
    bank_close(&t->bank);
}

TEST(a_new_day_forgets_what_the_day_before_changed)
{
    struct two *t = open_two();
    uint32_t account = add_account(&t->bank, t->li, CLASS_DEMAND, 100);
    uint32_t card = simple_card(t, t->li);
    CHECK(t->book->accounts.at[account].today & TODAY_NEW);
    CHECK(t->book->cards.today[card] & TODAY_NEW);
    book_close_account(t->book, account);
    book_cancel_card(t->book, card);
    next_day(t);
    CHECK_INT(t->book->accounts.at[account].today, 0);
    CHECK_INT(t->book->cards.today[card], 0);
    CHECK_INT(t->book->accounts_before.len, 0);
    CHECK_INT(t->book->cards_before.len, 0);
    bank_close(&t->bank);
}

TEST(what_is_closed_already_does_not_end_again)
{
    struct two *t = open_two();
    uint32_t account = add_account(&t->bank, t->li, CLASS_DEMAND, 100);
    uint32_t card = simple_card(t, t->li);
    book_close_account(t->book, account);
    book_cancel_card(t->book, card);
    next_day(t);
    book_close_account(t->book, account);
    book_cancel_card(t->book, card);
    CHECK_INT(t->book->accounts_before.len, 0);
    CHECK_INT(t->book->cards_before.len, 0);
    CHECK_INT(touched(t, t->li), 0);
    bank_close(&t->bank);
}

/* ---- products and rates ---- */

TEST(a_changed_class_touches_those_who_hold_the_product)
{
    struct two *t = open_two();
    struct hash128 key = new_key(&t->bank);
    uint32_t product = book_take_product(t->book, key, CLASS_FUND);
    t->bank.products[CLASS_FUND] = product;
    add_account(&t->bank, t->li, CLASS_FUND, 1);
    add_account(&t->bank, t->wang, CLASS_DEMAND, 1);
    next_day(t);
    CHECK_INT(book_take_product(t->book, key, CLASS_FUND), product);
    CHECK_INT(touched(t, t->li), 0);
    CHECK_INT(book_take_product(t->book, key, CLASS_WEALTH), product);
    CHECK_INT(touched(t, t->li), TOUCH_SUMS);
    CHECK_INT(touched(t, t->wang), 0);
    CHECK_INT(t->book->products.class_now[product], CLASS_WEALTH);
    CHECK_INT(t->book->products.class_before[product], CLASS_FUND);
    next_day(t);
    CHECK_INT(t->book->products.class_before[product], CLASS_WEALTH);
    bank_close(&t->bank);
}

TEST(a_changed_rate_is_noted_for_the_day)
{
    struct two *t = open_two();
    struct hash128 key = new_key(&t->bank);
    uint32_t usd = book_take_currency(t->book, key, 700000000);
    CHECK_INT(t->book->currencies.changed[usd], 0); /* nobody has any yet */
    next_day(t);
    CHECK_INT(book_take_currency(t->book, key, 700000000), usd);
    CHECK_INT(t->book->currencies.changed[usd], 0);
    CHECK_INT(book_take_currency(t->book, key, 710000000), usd);
    CHECK_INT(t->book->currencies.changed[usd], 1);
    CHECK_INT(t->book->currencies.rate[usd], 710000000);
    next_day(t);
    CHECK_INT(t->book->currencies.changed[usd], 0);
    CHECK_INT(t->book->currencies.rate[usd], 710000000);
    bank_close(&t->bank);
}

TEST(the_base_currency_is_worth_itself)
{
    struct book b;
    book_init(&b, (struct hash128){1, 2});
    CHECK_INT(book_take_currency(&b, (struct hash128){1, 2}, 5), 0);
    CHECK_INT(b.currencies.rate[0], RATE_ONE);
    CHECK_INT(b.currencies.changed[0], 0);
    book_release(&b);
}

TEST(everybody_can_be_touched)
{
    struct two *t = open_two();
    rest(t);
    book_touch_all(t->book, TOUCH_WRITE);
    CHECK_INT(touched(t, t->li), TOUCH_WRITE);
    book_touch_all(t->book, TOUCH_SUMS);
    CHECK_INT(touched(t, t->wang), TOUCH_SUMS | TOUCH_WRITE);
    bank_close(&t->bank);
}

/* ---- card spend ---- */

static fen spent(const struct two *t)
{
    return t->book->customers.cc_spend[t->li];
}

static void spend(struct two *t, day d, fen amount)
{
    add_spend(&t->bank, t->li, d, amount);
}

static void go_to(struct two *t, day d)
{
    while (t->book->today < d)
        next_day(t);
}

TEST(spend_of_the_day_counts_at_once)
{
    struct two *t = open_two();
    rest(t);
    spend(t, t->book->today, 500);
    CHECK_INT(spent(t), 500);
    CHECK_INT(touched(t, t->li), TOUCH_WRITE);
    CHECK_INT(touched(t, t->wang), 0);
    CHECK_INT(t->book->customers.cc_spend[t->wang], 0);
    bank_close(&t->bank);
}

TEST(spend_counts_for_365_days_with_its_own)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d, 500);
    go_to(t, d + 364);
    CHECK_INT(spent(t), 500);
    CHECK_INT(touched(t, t->li), 0);
    next_day(t);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(who_loses_spend_is_written_that_day)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d, 500);
    go_to(t, d + 364);
    bank_begin(&t->bank, d + 365);
    CHECK_INT(touched(t, t->li), TOUCH_WRITE);
    CHECK_INT(touched(t, t->wang), 0);
    bank_close(&t->bank);
}

TEST(late_spend_counts_from_its_delivery_to_the_end_of_its_window)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d - 364, 1);
    spend(t, d - 363, 20);
    spend(t, d - 365, 300); /* out of the window: never */
    CHECK_INT(spent(t), 21);
    next_day(t);
    CHECK_INT(spent(t), 20);
    next_day(t);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(spend_delivered_ahead_counts_from_its_day_on)
{
    struct two *t = open_two();
    day d = t->book->today;
    rest(t);
    spend(t, d + 3, 500);
    CHECK_INT(spent(t), 0);
    CHECK_INT(touched(t, t->li), 0);
    go_to(t, d + 2);
    CHECK_INT(spent(t), 0);
    bank_begin(&t->bank, d + 3);
    CHECK_INT(spent(t), 500);
    CHECK_INT(touched(t, t->li), TOUCH_WRITE);
    go_to(t, d + 3 + 364);
    CHECK_INT(spent(t), 500);
    next_day(t);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(a_replaced_transaction_is_taken_back_by_a_negative_one)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d, 500);
    next_day(t);
    spend(t, d, 70);
    spend(t, d, -500);
    CHECK_INT(spent(t), 70);
    go_to(t, d + 365);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(spend_delivered_ahead_can_be_replaced_before_its_day)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d + 2, 500);
    next_day(t);
    spend(t, d + 2, -500);
    spend(t, d + 2, 30);
    CHECK_INT(spent(t), 0);
    next_day(t);
    CHECK_INT(spent(t), 30);
    bank_close(&t->bank);
}

TEST(refunds_can_make_the_sum_negative)
{
    struct two *t = open_two();
    spend(t, t->book->today, 100);
    spend(t, t->book->today, -250);
    CHECK_INT(spent(t), -150);
    bank_close(&t->bank);
}

TEST(spend_of_a_leap_day_leaves_after_365_days_too)
{
    struct two *t = open_two();
    bank_close(&t->bank);
    bank_open(&t->bank);
    bank_begin(&t->bank, on(2024, 2, 29));
    t->li = add_customer(&t->bank);
    spend(t, on(2024, 2, 29), 500);
    go_to(t, on(2025, 2, 27));
    CHECK_INT(spent(t), 500);
    next_day(t);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(random_spend_agrees_with_a_plain_sum_over_the_window)
{
    enum { DAYS = 1000, ITEMS = 3000 };
    static struct {
        day on, taken;
        fen amount;
    } items[ITEMS];
    struct two *t = open_two();
    uint64_t seed = first_seed();
    int count = 0;
    for (int i = 0; i < DAYS; i++) {
        day today = t->book->today;
        for (int k = 0; k < 3; k++, count++) {
            items[count].on = today + (day)between(&seed, -400, one_in(&seed, 5) ? 40 : 0);
            items[count].amount = between(&seed, -500, 1000);
            spend(t, items[count].on, items[count].amount);
        }
        fen sum = 0;
        for (int k = 0; k < count; k++)
            if (items[k].on >= today - 364 && items[k].on <= today)
                sum += items[k].amount;
        CHECK_INT(spent(t), sum);
        next_day(t);
    }
    CHECK(t->book->spend_ahead.len < 3 * 40);
    bank_close(&t->bank);
}

/* New rules may shorten the window: what lies outside it is spent no more, from that day on. */
TEST(a_shorter_window_forgets_at_once)
{
    struct two *t = open_two();
    day d = t->book->today;
    spend(t, d - 50, 7);
    spend(t, d - 28, 60);
    spend(t, d, 500);
    next_day(t);
    t->bank.rules.spend_days = 30;
    bank_begin(&t->bank, d + 2);
    CHECK_INT(spent(t), 500);
    go_to(t, d + 29);
    CHECK_INT(spent(t), 500);
    next_day(t);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

/* ... and a longer one sees again what the shorter did not. */
TEST(a_longer_window_remembers)
{
    struct two *t = open_two();
    day d = t->book->today;
    bank_begin(&t->bank, d + 1);
    t->bank.rules.spend_days = 30;
    bank_begin(&t->bank, d + 2);
    spend(t, d - 300, 7); /* late: outside of the short window, inside of the long one */
    spend(t, d - 40, 60);
    spend(t, d + 2, 500);
    spend(t, d + 3, 4000); /* ahead */
    CHECK_INT(spent(t), 500);
    t->bank.rules.spend_days = 365;
    next_day(t);
    CHECK_INT(spent(t), 4567);
    go_to(t, d - 300 + 364);
    CHECK_INT(spent(t), 4567);
    next_day(t);
    CHECK_INT(spent(t), 4560);
    go_to(t, d + 3 + 365);
    CHECK_INT(spent(t), 0);
    bank_close(&t->bank);
}

TEST(random_windows_agree_with_a_plain_sum)
{
    enum { DAYS = 600 };
    static struct {
        day on;
        fen amount;
    } items[2 * DAYS];
    struct two *t = open_two();
    uint64_t seed = first_seed();
    int count = 0;
    for (int i = 0; i < DAYS; i++) {
        day today = t->book->today;
        for (int k = 0; k < 2; k++, count++) {
            items[count].on = today + (day)between(&seed, -364, 20);
            items[count].amount = between(&seed, -500, 1000);
            spend(t, items[count].on, items[count].amount);
        }
        fen sum = 0;
        for (int k = 0; k < count; k++)
            if (items[k].on > today - t->bank.rules.spend_days && items[k].on <= today)
                sum += items[k].amount;
        CHECK_INT(spent(t), sum);
        if (one_in(&seed, 20))
            t->bank.rules.spend_days = (int)between(&seed, 1, 366);
        next_day(t);
    }
    bank_close(&t->bank);
}

/* ---- by hand ---- */

TEST(what_people_decided_is_forgotten_before_it_is_read_anew)
{
    struct two *t = open_two();
    const struct customers *c = &t->book->customers;
    book_set_tier_by_hand(t->book, t->li, TIER_CORE, on(2026, 12, 31));
    book_set_target_by_hand(t->book, t->wang, on(2026, 5, 1), on(2026, 12, 31));
    CHECK_INT(c->hand_tier[t->li], TIER_CORE);
    CHECK_INT(c->hand_tier_until[t->li], on(2026, 12, 31));
    CHECK_INT(c->target_hold[t->wang], on(2026, 12, 31));
    book_clear_hands(t->book);
    CHECK_EQ(c->marks[t->li], 0);
    CHECK_EQ(c->marks[t->wang], 0);
    CHECK_INT(t->book->by_hand.len, 0);
    bank_close(&t->bank);
}

TEST(a_target_by_hand_counts_from_the_later_of_the_day_of_entry_and_the_real_one)
{
    struct two *t = open_two();
    const struct customers *c = &t->book->customers;
    book_set_target_by_hand(t->book, t->li, on(2026, 5, 1), on(2026, 12, 31));
    CHECK_INT(c->reached_on[t->li], on(2026, 5, 1));
    t->book->customers.reached_on[t->wang] = on(2026, 4, 30);
    book_set_target_by_hand(t->book, t->wang, on(2026, 5, 1), on(2026, 12, 31));
    CHECK_INT(c->reached_on[t->wang], on(2026, 5, 1));
    t->book->customers.reached_on[t->wang] = on(2026, 5, 2);
    book_set_target_by_hand(t->book, t->wang, on(2026, 5, 1), on(2026, 12, 31));
    CHECK_INT(c->reached_on[t->wang], on(2026, 5, 2));
    bank_close(&t->bank);
}

TEST(birthdays_are_month_and_day)
{
    CHECK_INT(birthday_of(NO_DAY), 0);
    CHECK_INT(birthday_of(on(1980, 1, 1)), 33);
    CHECK_INT(birthday_of(on(2000, 2, 29)), 93);
    CHECK_INT(birthday_of(on(2000, 12, 31)), 415);
    CHECK_INT(birthday_of(on(1970, 1, 1)), birthday_of(on(2030, 1, 1)));
}

TESTS(CASE(a_new_book_has_the_base_currency_and_no_day),
      CASE(a_new_customer_has_nothing_and_is_to_be_valued),
      CASE(records_keep_their_values_while_the_books_grow), CASE(the_first_day_stays_the_first),
      CASE(an_account_that_moves_is_the_new_owners), CASE(a_card_that_moves_is_the_new_owners),
      CASE(random_moves_leave_every_account_and_card_in_one_list),
      CASE(linking_puts_loaded_records_into_the_lists),
      CASE(linking_books_without_accounts_and_cards_does_nothing),
      CASE(a_gone_customers_accounts_and_cards_end_with_it), CASE(a_customer_is_gone_once),
      CASE(an_account_is_kept_once_as_it_was_at_the_end_of_the_day_before),
      CASE(a_new_account_was_nobodys_and_of_no_class),
      CASE(a_card_is_kept_once_as_it_was_at_the_end_of_the_day_before),
      CASE(a_new_day_forgets_what_the_day_before_changed),
      CASE(what_is_closed_already_does_not_end_again),
      CASE(a_changed_class_touches_those_who_hold_the_product),
      CASE(a_changed_rate_is_noted_for_the_day), CASE(the_base_currency_is_worth_itself),
      CASE(everybody_can_be_touched), CASE(spend_of_the_day_counts_at_once),
      CASE(spend_counts_for_365_days_with_its_own), CASE(who_loses_spend_is_written_that_day),
      CASE(late_spend_counts_from_its_delivery_to_the_end_of_its_window),
      CASE(spend_delivered_ahead_counts_from_its_day_on),
      CASE(a_replaced_transaction_is_taken_back_by_a_negative_one),
      CASE(spend_delivered_ahead_can_be_replaced_before_its_day),
      CASE(refunds_can_make_the_sum_negative), CASE(spend_of_a_leap_day_leaves_after_365_days_too),
      CASE(random_spend_agrees_with_a_plain_sum_over_the_window),
      CASE(a_shorter_window_forgets_at_once), CASE(a_longer_window_remembers),
      CASE(random_windows_agree_with_a_plain_sum),
      CASE(what_people_decided_is_forgotten_before_it_is_read_anew),
      CASE(a_target_by_hand_counts_from_the_later_of_the_day_of_entry_and_the_real_one),
      CASE(birthdays_are_month_and_day))
