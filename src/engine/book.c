#include "engine/book.h"

#include "base/large.h"
#include "engine/book_inside.h"
#include "engine/journal.h"

/* ---- tables: columns of equal length beside an index of keys ---- */

#define ANY_COLUMN(table, member, kind, same)                                                      \
    {                                                                                              \
#member, offsetof(struct table, member), sizeof *((struct table *)NULL)->member, kind,     \
            same                                                                                   \
    }
#define COLUMN(table, member) ANY_COLUMN(table, member, COLUMN_KEPT, NULL)
#define DAY_COLUMN(table, member) ANY_COLUMN(table, member, COLUMN_OF_DAY, NULL)
#define STEADY_COLUMN(table, member) ANY_COLUMN(table, member, COLUMN_STEADY, NULL)
#define LIST_COLUMN(table, member) ANY_COLUMN(table, member, COLUMN_LIST, NULL)

/* The lists and what happened today are nobody's facts. */
static bool account_same(const void *one, const void *other)
{
    const struct account *a = one, *b = other;
    return a->balance == b->balance && a->customer == b->customer && a->product == b->product &&
           a->currency == b->currency && a->status == b->status;
}

/* clang-format off */
static const struct column customer_columns[] = {
    STEADY_COLUMN(customers, birthday), STEADY_COLUMN(customers, gone),
    DAY_COLUMN(customers, touched), DAY_COLUMN(customers, marks), DAY_COLUMN(customers, seen),
    LIST_COLUMN(customers, first_account), LIST_COLUMN(customers, first_card), COLUMN(customers, sums),
    COLUMN(customers, fa), COLUMN(customers, aum), COLUMN(customers, acct_max),
    COLUMN(customers, cc_spend), COLUMN(customers, fa_ytd),
    STEADY_COLUMN(customers, aum_m[0]), STEADY_COLUMN(customers, aum_m[1]), STEADY_COLUMN(customers, aum_m[2]),
    STEADY_COLUMN(customers, aum_m[3]), STEADY_COLUMN(customers, aum_m[4]), STEADY_COLUMN(customers, aum_m[5]),
    STEADY_COLUMN(customers, aum_m[6]), STEADY_COLUMN(customers, aum_m[7]), STEADY_COLUMN(customers, aum_m[8]),
    STEADY_COLUMN(customers, aum_m[9]), STEADY_COLUMN(customers, aum_m[10]), STEADY_COLUMN(customers, aum_m[11]),
    COLUMN(customers, cc_grade), COLUMN(customers, vip_grade), COLUMN(customers, kinds),
    COLUMN(customers, verdict), COLUMN(customers, levels), COLUMN(customers, reached_on),
    COLUMN(customers, over_on), COLUMN(customers, active_on), DAY_COLUMN(customers, target_hold),
    DAY_COLUMN(customers, hand_tier), DAY_COLUMN(customers, hand_tier_until),
};
static const struct column account_columns[] = {
    ANY_COLUMN(accounts, at, COLUMN_KEPT, account_same), COLUMN(accounts, cost),
    STEADY_COLUMN(accounts, outlet), STEADY_COLUMN(accounts, matures_on), DAY_COLUMN(accounts, seen),
};
static const struct column card_columns[] = {
    COLUMN(cards, customer), LIST_COLUMN(cards, next), COLUMN(cards, kind),
    COLUMN(cards, grade), COLUMN(cards, vip), COLUMN(cards, status), DAY_COLUMN(cards, seen),
    DAY_COLUMN(cards, today), COLUMN(cards, expires_on),
};
static const struct column product_columns[] = {
    COLUMN(products, class_now), DAY_COLUMN(products, class_before),
};
static const struct column currency_columns[] = {
    COLUMN(currencies, rate), DAY_COLUMN(currencies, changed),
};
static const struct column staff_columns[] = {
    COLUMN(staff, left), DAY_COLUMN(staff, seen),
};
static const struct column relation_columns[] = {
    COLUMN(relations, customer), COLUMN(relations, other), COLUMN(relations, kind),
    COLUMN(relations, removed), DAY_COLUMN(relations, seen),
};
/* clang-format on */

#define TABLE(member, list)                                                                        \
    ((struct table){#member, &b->member, &b->member.keys, list, ARRAY_LEN(list)})

void *column_get(const struct table *t, const struct column *c)
{
    void *items;
    memcpy(&items, (char *)t->base + c->offset, sizeof items);
    return items;
}

void column_set(const struct table *t, const struct column *c, void *items)
{
    memcpy((char *)t->base + c->offset, &items, sizeof items);
}

/* Columns have room for as many rows as the keys have; before this, for 'room' rows. */
static void grow_columns(struct table t, uint32_t room, bool mapped)
{
    for (size_t i = 0; i < t.column_count; i++) {
        const struct column *c = &t.columns[i];
        size_t old_size = room * c->size, size = t.keys->room * c->size;
        bool copy = mapped && c->kind == COLUMN_STEADY;
        void *items = column_get(&t, c);
        items = copy ? large_copy(items, old_size, size) : large_resize(items, old_size, size);
        column_set(&t, c, items);
    }
}

/* A new row for the key, all columns 0: rows never go, and new room is zero. */
static uint32_t table_add(struct table t, struct hash128 key)
{
    uint32_t room = t.keys->room;
    bool mapped = t.keys->mapped;
    uint32_t row = key_add(t.keys, key);
    if (t.keys->room != room)
        grow_columns(t, room, mapped);
    return row;
}

/* The same for a row by its number, which need not be the next one. */
static void table_place(struct table t, uint32_t row, struct hash128 key)
{
    uint32_t room = t.keys->room, count = t.keys->count;
    bool mapped = t.keys->mapped;
    key_place(t.keys, row, key);
    if (t.keys->room != room)
        grow_columns(t, room, mapped);
    for (size_t i = 0; row < count && i < t.column_count; i++)
        memset((char *)column_get(&t, &t.columns[i]) + row * t.columns[i].size, 0,
               t.columns[i].size);
}

static void table_release(struct table t)
{
    for (size_t i = 0; i < t.column_count; i++)
        large_release(column_get(&t, &t.columns[i]), t.keys->room * t.columns[i].size);
    key_index_release(t.keys);
}

void book_tables(struct book *b, struct table ret_tables[BOOK_TABLES])
{
    ret_tables[0] = TABLE(customers, customer_columns);
    ret_tables[1] = TABLE(accounts, account_columns);
    ret_tables[2] = TABLE(cards, card_columns);
    ret_tables[3] = TABLE(products, product_columns);
    ret_tables[4] = TABLE(currencies, currency_columns);
    ret_tables[5] = TABLE(staff, staff_columns);
    ret_tables[6] = TABLE(relations, relation_columns);
    ret_tables[7] = (struct table){"orgs", &b->orgs, &b->orgs, NULL, 0};
}

/* A column without rows has no memory. */
static void zero(uint8_t *column, uint32_t count)
{
    if (count)
        memset(column, 0, count);
}

/* ---- the journal ---- */

static void note_key(struct book *b, enum told operation, struct hash128 key, int64_t value)
{
    if (b->journal)
        journal_add(b->journal, operation, &(struct told_key){.key = key, .value = value});
}

static void note_row(struct book *b, enum told operation, uint32_t row, int32_t number,
                     int64_t amount)
{
    if (b->journal)
        journal_add(b->journal, operation,
                    &(struct told_row){.row = row, .number = number, .amount = amount});
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
    vec_init(&b->spend_ahead, sizeof(struct spend));
    vec_init(&b->accounts_before, sizeof(struct account_before));
    vec_init(&b->cards_before, sizeof(struct card_before));
    vec_init(&b->gone_today, sizeof(uint32_t));
    vec_init(&b->by_hand, sizeof(uint32_t));
    book_take_currency(b, base_currency, RATE_ONE);
}

void book_release(struct book *b)
{
    struct table tables[BOOK_TABLES];
    book_tables(b, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++)
        table_release(tables[t]);
    vec_release(&b->spend_ahead);
    vec_release(&b->accounts_before);
    vec_release(&b->cards_before);
    vec_release(&b->gone_today);
    vec_release(&b->by_hand);
}

uint32_t book_add_org(struct book *b, struct hash128 key)
{
    note_key(b, TOLD_ORG, key, 0);
    return key_add(&b->orgs, key);
}

uint32_t book_add_staff(struct book *b, struct hash128 key)
{
    note_key(b, TOLD_STAFF, key, 0);
    return table_add(TABLE(staff, staff_columns), key);
}

static void new_customer(struct customers *c, uint32_t row)
{
    c->touched[row] = TOUCH_SUMS | TOUCH_WRITE | TOUCH_CAME;
    c->first_account[row] = c->first_card[row] = NO_ROW;
    c->reached_on[row] = c->over_on[row] = c->active_on[row] = NO_DAY;
}

uint32_t book_add_customer(struct book *b, struct hash128 key)
{
    struct customers *c = &b->customers;
    note_key(b, TOLD_CUSTOMER, key, 0);
    uint32_t row = table_add(TABLE(customers, customer_columns), key);
    new_customer(c, row);
    return row;
}

static void new_account(struct accounts *a, uint32_t row)
{
    a->at[row] = (struct account){
        .customer = NO_ROW, .next = NO_ROW, .status = ACCOUNT_CLOSED, .today = TODAY_NEW};
    a->matures_on[row] = NO_DAY;
}

uint32_t book_add_account(struct book *b, struct hash128 key)
{
    struct accounts *a = &b->accounts;
    note_key(b, TOLD_ACCOUNT, key, 0);
    uint32_t row = table_add(TABLE(accounts, account_columns), key);
    new_account(a, row);
    return row;
}

static void new_card(struct cards *c, uint32_t row)
{
    c->customer[row] = c->next[row] = NO_ROW;
    c->status[row] = CARD_CANCELLED;
    c->today[row] = TODAY_NEW;
    c->expires_on[row] = NO_DAY;
}

uint32_t book_add_card(struct book *b, struct hash128 key)
{
    struct cards *c = &b->cards;
    note_key(b, TOLD_CARD, key, 0);
    uint32_t row = table_add(TABLE(cards, card_columns), key);
    new_card(c, row);
    return row;
}

uint32_t book_add_relation(struct book *b, struct hash128 key)
{
    struct relations *r = &b->relations;
    note_key(b, TOLD_RELATION, key, 0);
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
    if (row == NO_ROW || p->class_now[row] != product_class)
        note_key(b, TOLD_PRODUCT, key, product_class);
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
    if (row == NO_ROW || c->rate[row] != rate)
        note_key(b, TOLD_CURRENCY, key, rate);
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

/* Facts that are the same as before do not make a journal longer: whole files come again. */
static void note_account(struct book *b, uint32_t account, const struct account_facts *f)
{
    const struct accounts *all = &b->accounts;
    const struct account *a = &all->at[account];
    if (!b->journal || (a->customer == f->customer && a->product == f->product &&
                        a->currency == f->currency && all->outlet[account] == f->outlet &&
                        a->balance == f->balance && all->cost[account] == f->cost &&
                        all->matures_on[account] == f->matures_on && a->status == f->status))
        return;
    journal_add(b->journal, TOLD_SET_ACCOUNT,
                &(struct told_account){.row = account,
                                       .customer = f->customer,
                                       .product = f->product,
                                       .currency = f->currency,
                                       .outlet = f->outlet,
                                       .balance = f->balance,
                                       .cost = f->cost,
                                       .matures_on = f->matures_on,
                                       .status = f->status});
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
    note_account(b, account, facts);
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
    b->accounts.cost[account] = facts->cost;
    if (b->accounts.outlet[account] !=
        facts->outlet) /* steady columns are only written to change */
        b->accounts.outlet[account] = facts->outlet;
    if (b->accounts.matures_on[account] != facts->matures_on)
        b->accounts.matures_on[account] = facts->matures_on;
}

static void close_account(struct book *b, uint32_t account)
{
    struct account *a = &b->accounts.at[account];
    if (a->status == ACCOUNT_CLOSED)
        return;
    keep_account_before(b, account);
    touch(b, a->customer);
    a->status = ACCOUNT_CLOSED;
    a->today |= TODAY_ENDED;
}

void book_close_account(struct book *b, uint32_t account)
{
    if (b->accounts.at[account].status != ACCOUNT_CLOSED)
        note_row(b, TOLD_CLOSE_ACCOUNT, account, 0, 0);
    close_account(b, account);
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

static void note_card(struct book *b, uint32_t card, const struct card_facts *f)
{
    const struct cards *c = &b->cards;
    if (!b->journal || (c->customer[card] == f->customer && c->kind[card] == f->kind &&
                        c->grade[card] == f->grade && c->vip[card] == f->vip &&
                        c->status[card] == f->status && c->expires_on[card] == f->expires_on))
        return;
    journal_add(b->journal, TOLD_SET_CARD,
                &(struct told_card){.row = card,
                                    .customer = f->customer,
                                    .expires_on = f->expires_on,
                                    .kind = (uint8_t)f->kind,
                                    .grade = (uint8_t)f->grade,
                                    .vip = f->vip,
                                    .status = (uint8_t)f->status});
}

void book_set_card(struct book *b, uint32_t card, const struct card_facts *facts)
{
    struct cards *c = &b->cards;
    note_card(b, card, facts);
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

static void cancel_card(struct book *b, uint32_t card)
{
    if (b->cards.status[card] == CARD_CANCELLED)
        return;
    keep_card_before(b, card);
    touch(b, b->cards.customer[card]);
    b->cards.status[card] = CARD_CANCELLED;
    b->cards.today[card] |= TODAY_ENDED;
}

void book_cancel_card(struct book *b, uint32_t card)
{
    if (b->cards.status[card] != CARD_CANCELLED)
        note_row(b, TOLD_CANCEL_CARD, card, 0, 0);
    cancel_card(b, card);
}

void book_customer_gone(struct book *b, uint32_t customer)
{
    struct customers *c = &b->customers;
    if (c->gone[customer])
        return;
    note_row(b, TOLD_GONE, customer, 0, 0);
    c->gone[customer] = 1;
    *(uint32_t *)vec_add(&b->gone_today) = customer;
    for (uint32_t a = c->first_account[customer]; a != NO_ROW; a = b->accounts.at[a].next)
        close_account(b, a);
    for (uint32_t k = c->first_card[customer]; k != NO_ROW; k = b->cards.next[k])
        cancel_card(b, k);
}

void book_set_person(struct book *b, uint32_t customer, uint16_t birthday)
{
    struct customers *c = &b->customers;
    if (c->gone[customer] == 0 && c->birthday[customer] == birthday)
        return;
    note_row(b, TOLD_PERSON, customer, birthday, 0);
    c->gone[customer] = 0;
    c->birthday[customer] = birthday;
}

void book_note_activity(struct book *b, uint32_t customer, day on)
{
    if (b->customers.active_on[customer] >= on)
        return;
    note_row(b, TOLD_ACTIVE, customer, on, 0);
    b->customers.active_on[customer] = on;
}

void book_set_staff_left(struct book *b, uint32_t staff, bool left)
{
    if (b->staff.left[staff] == left)
        return;
    note_row(b, TOLD_STAFF_LEFT, staff, left, 0);
    b->staff.left[staff] = left;
}

void book_set_relation(struct book *b, uint32_t relation, uint32_t customer, uint32_t other,
                       uint8_t kind)
{
    struct relations *r = &b->relations;
    if (b->journal)
        journal_add(b->journal, TOLD_SET_RELATION,
                    &(struct told_relation){
                        .row = relation, .customer = customer, .other = other, .kind = kind});
    r->customer[relation] = customer;
    r->other[relation] = other;
    r->kind[relation] = kind;
    r->removed[relation] = 0;
}

void book_remove_relation(struct book *b, uint32_t relation)
{
    note_row(b, TOLD_REMOVE_RELATION, relation, 0, 0);
    b->relations.removed[relation] = 1;
}

static void note_opening(struct book *b, uint32_t customer, const struct opening_facts *f)
{
    if (!b->journal)
        return;
    struct told_opening o = {.row = customer,
                             .fa_ytd = f->fa_ytd,
                             .reached_on = f->reached_on,
                             .stage_tier = (uint64_t)f->stage << 8 | f->tier};
    memcpy(o.aum_m, f->aum_m.v, sizeof o.aum_m);
    journal_add(b->journal, TOLD_OPENING, &o);
}

void book_set_opening(struct book *b, uint32_t customer, const struct opening_facts *facts)
{
    struct customers *c = &b->customers;
    struct verdict *v = &c->verdict[customer];
    note_opening(b, customer, facts);
    v->stage = facts->stage;
    v->tier = v->own_tier = facts->tier;
    v->ref = v->tier >= TIER_GOLD ? v->tier : TIER_NONE;
    if (facts->reached_on != NO_DAY)
        c->reached_on[customer] = facts->reached_on;
    c->fa_ytd[customer] = fen_add(c->fa_ytd[customer], facts->fa_ytd);
    months_set(c, customer, &facts->aum_m);
    c->touched[customer] |= TOUCH_WRITE;
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

void book_place_customer(struct book *b, uint32_t row, struct hash128 key)
{
    table_place(TABLE(customers, customer_columns), row, key);
    new_customer(&b->customers, row);
    b->customers.touched[row] = 0;
}

void book_place_account(struct book *b, uint32_t row, struct hash128 key)
{
    table_place(TABLE(accounts, account_columns), row, key);
    new_account(&b->accounts, row);
}

void book_place_card(struct book *b, uint32_t row, struct hash128 key)
{
    table_place(TABLE(cards, card_columns), row, key);
    new_card(&b->cards, row);
}

void book_index(struct book *b)
{
    key_index_build(&b->customers.keys);
    key_index_build(&b->accounts.keys);
    key_index_build(&b->cards.keys);
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

static void touch_all(struct book *b, uint8_t touch)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        b->customers.touched[i] |= touch;
}

void book_touch_all(struct book *b, uint8_t touch)
{
    note_row(b, TOLD_TOUCH_ALL, 0, touch, 0);
    touch_all(b, touch);
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
    note_row(b, TOLD_CLEAR_HANDS, 0, 0, 0);
    for (size_t i = 0; i < b->by_hand.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&b->by_hand, i);
        b->customers.target_hold[customer] = b->customers.hand_tier_until[customer] = 0;
        b->customers.marks[customer] &= (uint8_t)~MARK_HAND;
    }
    vec_clear(&b->by_hand);
}

void book_set_tier_by_hand(struct book *b, uint32_t customer, enum tier tier, day until)
{
    note_row(b, TOLD_TIER_BY_HAND, customer, until, tier);
    b->customers.hand_tier[customer] = (uint8_t)tier;
    b->customers.hand_tier_until[customer] = until;
    b->customers.marks[customer] |= MARK_TIER_BY_HAND;
    *(uint32_t *)vec_add(&b->by_hand) = customer;
}

void book_set_target_by_hand(struct book *b, uint32_t customer, day from, day until)
{
    note_row(b, TOLD_TARGET_BY_HAND, customer, until, from);
    b->customers.target_hold[customer] = until;
    if (b->customers.reached_on[customer] < from) { /* NO_DAY too */
        b->customers.reached_on[customer] = from;
        b->customers.touched[customer] |= TOUCH_WRITE;
    }
    b->customers.marks[customer] |= MARK_TARGET_BY_HAND;
    *(uint32_t *)vec_add(&b->by_hand) = customer;
}

/* ---- card spend ---------------------------------------------------------------------------- */

static void count_spend(struct book *b, uint32_t customer, fen amount)
{
    fen *sum = &b->customers.cc_spend[customer];
    *sum = fen_add(*sum, amount);
    b->customers.touched[customer] |= TOUCH_WRITE;
}

void book_count_spend(struct book *b, uint32_t customer, fen amount)
{
    note_row(b, TOLD_COUNT_SPEND, customer, 0, amount);
    count_spend(b, customer, amount);
}

void book_add_spend(struct book *b, uint32_t customer, day on, fen amount)
{
    if (amount == 0 || on <= b->today - b->spend_window)
        return;
    note_row(b, TOLD_SPEND, customer, on, amount);
    if (on <= b->today)
        count_spend(b, customer, amount);
    else
        *(struct spend *)vec_add(&b->spend_ahead) =
            (struct spend){.customer = customer, .on = on, .amount = amount};
}

/* What was delivered ahead for today is ahead no longer. */
static void reach_spend(struct book *b, bool count)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->spend_ahead.len; i++) {
        struct spend *s = vec_at(&b->spend_ahead, i);
        if (s->on > b->today)
            *(struct spend *)vec_at(&b->spend_ahead, kept++) = *s;
        else if (count)
            count_spend(b, s->customer, s->amount);
    }
    b->spend_ahead.len = kept;
}

static struct spend_span move_spend_window(struct book *b, int window)
{
    bool same = window == b->spend_window;
    b->spend_window = window;
    reach_spend(b, same);
    if (same)
        return (struct spend_span){b->today - window, b->today - window, -1};
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        b->customers.cc_spend[i] = 0;
    touch_all(b, TOUCH_WRITE);
    return (struct spend_span){b->today - window + 1, b->today, 1};
}

struct spend_span book_day_begin(struct book *b, day d, int spend_window)
{
    note_row(b, TOLD_DAY, 0, d, spend_window);
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
    return move_spend_window(b, spend_window);
}
