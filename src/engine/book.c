#include "engine/book.h"

#include "base/large.h"

/* ---- tables: columns of equal length beside an index of keys ---- */

/* One column of a table struct: where its pointer stands, and the size of an item. */
struct column {
    size_t offset;
    size_t size;
};
#define COLUMN(table, member)                                                                      \
    {                                                                                              \
        offsetof(struct table, member), sizeof *((struct table *)NULL)->member                     \
    }

/* clang-format off */
static const struct column customer_columns[] = {
    COLUMN(customers, came_on), COLUMN(customers, birthday), COLUMN(customers, gone),
    COLUMN(customers, touched), COLUMN(customers, marks), COLUMN(customers, seen),
    COLUMN(customers, first_account), COLUMN(customers, first_card), COLUMN(customers, sums),
    COLUMN(customers, fa), COLUMN(customers, aum), COLUMN(customers, acct_max),
    COLUMN(customers, cc_spend), COLUMN(customers, fa_ytd),
    COLUMN(customers, aum_m[0]), COLUMN(customers, aum_m[1]), COLUMN(customers, aum_m[2]),
    COLUMN(customers, aum_m[3]), COLUMN(customers, aum_m[4]), COLUMN(customers, aum_m[5]),
    COLUMN(customers, aum_m[6]), COLUMN(customers, aum_m[7]), COLUMN(customers, aum_m[8]),
    COLUMN(customers, aum_m[9]), COLUMN(customers, aum_m[10]), COLUMN(customers, aum_m[11]),
    COLUMN(customers, cc_grade), COLUMN(customers, vip_grade), COLUMN(customers, kinds),
    COLUMN(customers, verdict), COLUMN(customers, levels), COLUMN(customers, reached_on),
    COLUMN(customers, over_on), COLUMN(customers, active_on), COLUMN(customers, target_hold),
    COLUMN(customers, hand_tier), COLUMN(customers, hand_tier_until),
};
static const struct column account_columns[] = {
    COLUMN(accounts, at), COLUMN(accounts, cost), COLUMN(accounts, outlet),
    COLUMN(accounts, matures_on), COLUMN(accounts, seen),
};
static const struct column card_columns[] = {
    COLUMN(cards, customer), COLUMN(cards, next), COLUMN(cards, kind),
    COLUMN(cards, grade), COLUMN(cards, vip), COLUMN(cards, status), COLUMN(cards, seen),
    COLUMN(cards, today), COLUMN(cards, expires_on),
};
static const struct column product_columns[] = {
    COLUMN(products, class_now), COLUMN(products, class_before),
};
static const struct column currency_columns[] = {
    COLUMN(currencies, rate), COLUMN(currencies, changed),
};
static const struct column staff_columns[] = {
    COLUMN(staff, left), COLUMN(staff, seen),
};
static const struct column relation_columns[] = {
    COLUMN(relations, customer), COLUMN(relations, other), COLUMN(relations, kind),
    COLUMN(relations, removed), COLUMN(relations, seen),
};
/* clang-format on */

/* A table as what is the same for all of them: its struct, its keys and its columns. */
struct table {
    void *base;
    struct key_index *keys;
    const struct column *columns;
    size_t column_count;
};
#define TABLE(member, list)                                                                        \
    ((struct table){&b->member, &b->member.keys, list, sizeof(list) / sizeof((list)[0])})

static void *column_get(const struct table *t, const struct column *c)
{
    void *items;
    memcpy(&items, (char *)t->base + c->offset, sizeof items);
    return items;
}

static void column_set(const struct table *t, const struct column *c, void *items)
{
    memcpy((char *)t->base + c->offset, &items, sizeof items);
}

/* A new row for the key, all columns 0: rows never go, and new room is zero.  Columns have room for
 * as many rows as the keys have. */
static uint32_t table_add(struct table t, struct hash128 key)
{
    uint32_t room = t.keys->room;
    uint32_t row = key_add(t.keys, key);
    if (t.keys->room == room)
        return row;
    for (size_t i = 0; i < t.column_count; i++) {
        const struct column *c = &t.columns[i];
        column_set(&t, c, large_resize(column_get(&t, c), room * c->size, t.keys->room * c->size));
    }
    return row;
}

static void table_release(struct table t)
{
    for (size_t i = 0; i < t.column_count; i++)
        large_release(column_get(&t, &t.columns[i]), t.keys->room * t.columns[i].size);
    key_index_release(t.keys);
}

/* A column without rows has no memory. */
static void zero(uint8_t *column, uint32_t count)
{
    if (count)
        memset(column, 0, count);
}

/* ---- the book ---- */

void book_init(struct book *b, struct hash128 base_currency)
{
    *b = (struct book){.today = NO_DAY, .first_day = NO_DAY};
    key_index_init(&b->customers.keys);
    key_index_init(&b->accounts.keys);
    key_index_init(&b->cards.keys);
    key_index_init(&b->products.keys);
    key_index_init(&b->currencies.keys);
    key_index_init(&b->orgs);
    key_index_init(&b->staff.keys);
    key_index_init(&b->relations.keys);
    vec_init(&b->spend_days, sizeof(struct spend_day));
    vec_init(&b->accounts_before, sizeof(struct account_before));
    vec_init(&b->cards_before, sizeof(struct card_before));
    vec_init(&b->gone_today, sizeof(uint32_t));
    vec_init(&b->by_hand, sizeof(uint32_t));
    book_take_currency(b, base_currency, RATE_ONE);
}

void book_release(struct book *b)
{
    table_release(TABLE(customers, customer_columns));
    table_release(TABLE(accounts, account_columns));
    table_release(TABLE(cards, card_columns));
    table_release(TABLE(products, product_columns));
    table_release(TABLE(currencies, currency_columns));
    table_release(TABLE(staff, staff_columns));
    table_release(TABLE(relations, relation_columns));
    key_index_release(&b->orgs);
    for (size_t i = 0; i < b->spend_days.len; i++)
        vec_release(&((struct spend_day *)vec_at(&b->spend_days, i))->items);
    vec_release(&b->spend_days);
    vec_release(&b->accounts_before);
    vec_release(&b->cards_before);
    vec_release(&b->gone_today);
    vec_release(&b->by_hand);
}

uint32_t book_add_org(struct book *b, struct hash128 key)
{
    return key_add(&b->orgs, key);
}

uint32_t book_add_staff(struct book *b, struct hash128 key)
{
    return table_add(TABLE(staff, staff_columns), key);
}

uint32_t book_add_customer(struct book *b, struct hash128 key, day came_on)
{
    struct customers *c = &b->customers;
    uint32_t row = table_add(TABLE(customers, customer_columns), key);
    c->came_on[row] = came_on;
    c->touched[row] = TOUCH_SUMS | TOUCH_WRITE | TOUCH_CAME;
    c->first_account[row] = c->first_card[row] = NO_ROW;
    c->reached_on[row] = c->over_on[row] = c->active_on[row] = NO_DAY;
    c->target_hold[row] = c->hand_tier_until[row] = NO_DAY;
    return row;
}

uint32_t book_add_account(struct book *b, struct hash128 key)
{
    struct accounts *a = &b->accounts;
    uint32_t row = table_add(TABLE(accounts, account_columns), key);
    a->at[row] = (struct account){
        .customer = NO_ROW, .next = NO_ROW, .status = ACCOUNT_CLOSED, .today = TODAY_NEW};
    a->matures_on[row] = NO_DAY;
    return row;
}

uint32_t book_add_card(struct book *b, struct hash128 key)
{
    struct cards *c = &b->cards;
    uint32_t row = table_add(TABLE(cards, card_columns), key);
    c->customer[row] = c->next[row] = NO_ROW;
    c->status[row] = CARD_CANCELLED;
    c->today[row] = TODAY_NEW;
    c->expires_on[row] = NO_DAY;
    return row;
}

uint32_t book_add_relation(struct book *b, struct hash128 key)
{
    struct relations *r = &b->relations;
    uint32_t row = table_add(TABLE(relations, relation_columns), key);
    r->customer[row] = r->other[row] = NO_ROW;
    return row;
}

static void touch(struct book *b, uint32_t customer)
{
    if (customer != NO_ROW)
        b->customers.touched[customer] |= TOUCH_SUMS;
}

uint32_t book_take_product(struct book *b, struct hash128 key, enum product_class product_class)
{
    struct products *p = &b->products;
    uint32_t row = key_find(&p->keys, key);
    if (row == NO_ROW) {
        row = table_add(TABLE(products, product_columns), key);
        assert(row < BOOK_CODES_MOST);
        p->class_now[row] = p->class_before[row] = (uint8_t)product_class;
        return row;
    }
    if (p->class_now[row] == product_class)
        return row;
    p->class_now[row] = (uint8_t)product_class;
    for (uint32_t a = 0; a < b->accounts.keys.count; a++)
        if (b->accounts.at[a].product == row)
            touch(b, b->accounts.at[a].customer);
    return row;
}

uint32_t book_take_currency(struct book *b, struct hash128 key, int64_t rate)
{
    struct currencies *c = &b->currencies;
    uint32_t row = key_find(&c->keys, key);
    if (row == NO_ROW) {
        row = table_add(TABLE(currencies, currency_columns), key);
        assert(row < BOOK_CODES_MOST);
        c->rate[row] = rate;
        return row;
    }
    if (row == 0 || c->rate[row] == rate) /* the base currency is worth itself */
        return row;
    c->rate[row] = rate;
    c->changed[row] = 1;
    return row;
}

/* ---- accounts and cards: lists by customer, the state before ------------------------------- */

static uint32_t *next_account(struct book *b, uint32_t account)
{
    return &b->accounts.at[account].next;
}

static uint32_t *next_card(struct book *b, uint32_t card)
{
    return &b->cards.next[card];
}

/* Both kinds of list: where a row's next one stands. */
typedef uint32_t *next_of(struct book *b, uint32_t row);

static void unlink_row(struct book *b, next_of *next, uint32_t *first, uint32_t row)
{
    uint32_t *at = first;
    while (*at != row)
        at = next(b, *at);
    *at = *next(b, row);
    *next(b, row) = NO_ROW;
}

static void link_row(struct book *b, next_of *next, uint32_t *first, uint32_t row)
{
    *next(b, row) = *first;
    *first = row;
}

static void keep_account_before(struct book *b, uint32_t account)
{
    struct account *a = &b->accounts.at[account];
    if (a->today & TODAY_BEFORE_KEPT)
        return;
    a->today |= TODAY_BEFORE_KEPT;
    bool is_new = a->today & TODAY_NEW;
    *(struct account_before *)vec_add(&b->accounts_before) = (struct account_before){
        .account = account,
        .customer = a->customer,
        .status = a->status,
        .product_class = is_new ? CLASS_COUNT : b->products.class_before[a->product],
        .balance = a->balance,
        .cost = b->accounts.cost[account],
    };
}

/* From one customer's list into another's. */
static void move_account(struct book *b, uint32_t account, uint32_t to)
{
    struct account *a = &b->accounts.at[account];
    uint32_t *first = b->customers.first_account;
    if (a->customer == to)
        return;
    if (a->customer != NO_ROW)
        unlink_row(b, next_account, &first[a->customer], account);
    link_row(b, next_account, &first[to], account);
    a->customer = to;
}

void book_set_account(struct book *b, uint32_t account, const struct account_facts *facts)
{
    struct account *a = &b->accounts.at[account];
    keep_account_before(b, account);
    touch(b, a->customer);
    touch(b, facts->customer);
    move_account(b, account, facts->customer);
    a->product = (uint16_t)facts->product;
    a->currency = (uint16_t)facts->currency;
    a->balance = facts->balance;
    a->status = (uint8_t)facts->status;
    if (facts->currency != 0)
        b->customers.marks[facts->customer] |= MARK_FOREIGN;
    b->accounts.outlet[account] = facts->outlet;
    b->accounts.cost[account] = facts->cost;
    b->accounts.matures_on[account] = facts->matures_on;
}

void book_close_account(struct book *b, uint32_t account)
{
    struct account *a = &b->accounts.at[account];
    if (a->status == ACCOUNT_CLOSED)
        return;
    keep_account_before(b, account);
    touch(b, a->customer);
    a->status = ACCOUNT_CLOSED;
    a->today |= TODAY_ENDED;
}

static void keep_card_before(struct book *b, uint32_t card)
{
    struct cards *c = &b->cards;
    if (c->today[card] & TODAY_BEFORE_KEPT)
        return;
    c->today[card] |= TODAY_BEFORE_KEPT;
    *(struct card_before *)vec_add(&b->cards_before) = (struct card_before){
        .card = card, .customer = c->customer[card], .status = c->status[card]};
}

void book_set_card(struct book *b, uint32_t card, const struct card_facts *facts)
{
    struct cards *c = &b->cards;
    keep_card_before(b, card);
    touch(b, c->customer[card]);
    touch(b, facts->customer);
    if (c->customer[card] != facts->customer) {
        if (c->customer[card] != NO_ROW)
            unlink_row(b, next_card, &b->customers.first_card[c->customer[card]], card);
        link_row(b, next_card, &b->customers.first_card[facts->customer], card);
        c->customer[card] = facts->customer;
    }
    c->kind[card] = (uint8_t)facts->kind;
    c->grade[card] = (uint8_t)facts->grade;
    c->vip[card] = facts->vip;
    c->status[card] = (uint8_t)facts->status;
    c->expires_on[card] = facts->expires_on;
}

void book_cancel_card(struct book *b, uint32_t card)
{
    if (b->cards.status[card] == CARD_CANCELLED)
        return;
    keep_card_before(b, card);
    touch(b, b->cards.customer[card]);
    b->cards.status[card] = CARD_CANCELLED;
    b->cards.today[card] |= TODAY_ENDED;
}

void book_customer_gone(struct book *b, uint32_t customer)
{
    struct customers *c = &b->customers;
    if (c->gone[customer])
        return;
    c->gone[customer] = 1;
    *(uint32_t *)vec_add(&b->gone_today) = customer;
    for (uint32_t a = c->first_account[customer]; a != NO_ROW; a = b->accounts.at[a].next)
        book_close_account(b, a);
    for (uint32_t k = c->first_card[customer]; k != NO_ROW; k = b->cards.next[k])
        book_cancel_card(b, k);
}

bool card_valid(const struct cards *c, uint32_t card, day d)
{
    return c->status[card] == CARD_ACTIVE &&
           (c->expires_on[card] == NO_DAY || c->expires_on[card] >= d);
}

uint16_t birthday_of(day birth_date)
{
    if (birth_date == NO_DAY)
        return 0;
    struct ymd d = day_ymd(birth_date);
    return (uint16_t)(d.month * 32 + d.day);
}

void book_link(struct book *b)
{
    struct customers *c = &b->customers;
    for (uint32_t i = b->accounts.keys.count; i-- > 0;) {
        struct account *a = &b->accounts.at[i];
        link_row(b, next_account, &c->first_account[a->customer], i);
        a->today = 0;
        if (a->currency != 0)
            c->marks[a->customer] |= MARK_FOREIGN;
    }
    for (uint32_t i = b->cards.keys.count; i-- > 0;)
        link_row(b, next_card, &c->first_card[b->cards.customer[i]], i);
    zero(b->cards.today, b->cards.keys.count);
}

void book_touch_all(struct book *b, uint8_t touch)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        b->customers.touched[i] |= touch;
}

/* ---- month ends ---------------------------------------------------------------------------- */

struct months months_get(const struct customers *c, uint32_t customer)
{
    struct months m;
    for (int k = 0; k < AUM_MONTHS; k++)
        m.v[k] = month_column(c, k)[customer];
    return m;
}

void months_set(struct customers *c, uint32_t customer, const struct months *m)
{
    for (int k = 0; k < AUM_MONTHS; k++)
        month_column(c, k)[customer] = m->v[k];
}

/* ---- decided by people ---------------------------------------------------------------------- */

void book_clear_hands(struct book *b)
{
    for (size_t i = 0; i < b->by_hand.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&b->by_hand, i);
        b->customers.target_hold[customer] = b->customers.hand_tier_until[customer] = NO_DAY;
        b->customers.marks[customer] &= (uint8_t)~MARK_HAND;
    }
    vec_clear(&b->by_hand);
}

void book_set_tier_by_hand(struct book *b, uint32_t customer, enum tier tier, day until)
{
    b->customers.hand_tier[customer] = (uint8_t)tier;
    b->customers.hand_tier_until[customer] = until;
    b->customers.marks[customer] |= MARK_HAND;
    *(uint32_t *)vec_add(&b->by_hand) = customer;
}

void book_set_target_by_hand(struct book *b, uint32_t customer, day from, day until)
{
    b->customers.target_hold[customer] = until;
    if (b->customers.reached_on[customer] < from) { /* NO_DAY too */
        b->customers.reached_on[customer] = from;
        b->customers.touched[customer] |= TOUCH_WRITE;
    }
    b->customers.marks[customer] |= MARK_HAND;
    *(uint32_t *)vec_add(&b->by_hand) = customer;
}

/* ---- card spend ---------------------------------------------------------------------------- */

/* The day's list, made if it is not there.  A window has about 366 of them: a plain search. */
static struct vec *spend_on(struct book *b, day on)
{
    for (size_t i = b->spend_days.len; i-- > 0;) {
        struct spend_day *s = vec_at(&b->spend_days, i);
        if (s->on == on)
            return &s->items;
    }
    struct spend_day *s = vec_add(&b->spend_days);
    s->on = on;
    vec_init(&s->items, sizeof(struct spend));
    return &s->items;
}

void book_add_spend(struct book *b, uint32_t customer, day on, fen amount)
{
    if (amount == 0 || on <= b->today - SPEND_DAYS_MOST)
        return;
    *(struct spend *)vec_add(spend_on(b, on)) =
        (struct spend){.customer = customer, .amount = amount};
    if (on > b->today || on <= b->today - b->spend_window)
        return; /* counts from its day on; or under rules with a longer window */
    b->customers.cc_spend[customer] = fen_add(b->customers.cc_spend[customer], amount);
    b->customers.touched[customer] |= TOUCH_WRITE;
}

static void count_spend(struct book *b, const struct spend_day *s, int sign)
{
    struct customers *c = &b->customers;
    for (size_t k = 0; k < s->items.len; k++) {
        const struct spend *item = vec_at(&s->items, k);
        fen *sum = &c->cc_spend[item->customer];
        *sum = fen_add(*sum, sign * item->amount);
        c->touched[item->customer] |= TOUCH_WRITE;
    }
}

/* New rules look at another window: everything is counted anew. */
static void recount_spend(struct book *b)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        b->customers.cc_spend[i] = 0;
    for (size_t i = 0; i < b->spend_days.len; i++) {
        const struct spend_day *s = vec_at(&b->spend_days, i);
        if (s->on > b->today - b->spend_window && s->on <= b->today)
            count_spend(b, s, 1);
    }
}

/* Amounts of the day that leaves the window go, those delivered ahead for today come. */
static void shift_spend(struct book *b)
{
    for (size_t i = 0; i < b->spend_days.len; i++) {
        const struct spend_day *s = vec_at(&b->spend_days, i);
        if (s->on == b->today - b->spend_window)
            count_spend(b, s, -1);
        if (s->on == b->today)
            count_spend(b, s, 1);
    }
}

static void forget_old_spend(struct book *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->spend_days.len; i++) {
        struct spend_day *s = vec_at(&b->spend_days, i);
        if (s->on <= b->today - SPEND_DAYS_MOST)
            vec_release(&s->items);
        else
            *(struct spend_day *)vec_at(&b->spend_days, kept++) = *s;
    }
    b->spend_days.len = kept;
}

static void move_spend_window(struct book *b, int window)
{
    bool same = window == b->spend_window;
    b->spend_window = window;
    if (same)
        shift_spend(b);
    else
        recount_spend(b);
    forget_old_spend(b);
}

void book_day_begin(struct book *b, day d, int spend_window)
{
    for (size_t i = 0; i < b->accounts_before.len; i++)
        b->accounts.at[((struct account_before *)vec_at(&b->accounts_before, i))->account].today =
            0;
    for (size_t i = 0; i < b->cards_before.len; i++)
        b->cards.today[((struct card_before *)vec_at(&b->cards_before, i))->card] = 0;
    if (b->accounts_before.room > b->accounts.keys.count / 4)
        vec_release(&b->accounts_before); /* of the first day: as large as the accounts */
    vec_clear(&b->accounts_before);
    vec_clear(&b->cards_before);
    vec_clear(&b->gone_today);
    for (uint32_t p = 0; p < b->products.keys.count; p++)
        b->products.class_before[p] = b->products.class_now[p];
    zero(b->currencies.changed, b->currencies.keys.count);
    b->today = d;
    b->customers.newest_month = month_of_year(day_month_start(d) - 1);
    if (b->first_day == NO_DAY)
        b->first_day = d;
    move_spend_window(b, spend_window);
}
