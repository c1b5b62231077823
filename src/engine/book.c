#include "engine/book.h"

#include "base/arena.h"

/* Columns grow together, to the rooms of their keys. */
#define GROW(column, room) ((column) = grow((column), (room), sizeof *(column)))

static void *grow(void *column, uint32_t room, size_t size)
{
    return mem_resize(column, (size_t)room * size);
}

/* A column without rows has no memory. */
static void zero(uint8_t *column, uint32_t count)
{
    if (count)
        memset(column, 0, count);
}

/* Rooms follow those of the keys, which double. */
static bool needs_room(const struct key_index *k, uint32_t before)
{
    return k->room != before;
}

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

static void release_columns(void *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(columns[i]);
}

#define RELEASE(...)                                                                               \
    release_columns((void *const[]){__VA_ARGS__},                                                  \
                    sizeof((void *const[]){__VA_ARGS__}) / sizeof(void *))

static void customers_release(struct customers *c)
{
    key_index_release(&c->keys);
    RELEASE(c->id, c->came_on, c->birthday, c->gone, c->touched, c->seen, c->first_account,
            c->first_card, c->sums, c->fa, c->aum, c->acct_max, c->cc_spend, c->fa_ytd, c->aum_m,
            c->cc_grade, c->vip_grade, c->kinds, c->verdict, c->levels, c->reached_on, c->over_on,
            c->active_on, c->target_hold, c->hand_tier, c->hand_tier_until);
}

static void accounts_release(struct accounts *a)
{
    key_index_release(&a->keys);
    RELEASE(a->id, a->customer, a->next, a->product, a->outlet, a->currency, a->status, a->seen,
            a->today, a->balance, a->cost, a->matures_on);
}

static void cards_release(struct cards *c)
{
    key_index_release(&c->keys);
    RELEASE(c->id, c->customer, c->next, c->kind, c->grade, c->vip, c->status, c->seen, c->today,
            c->expires_on);
}

void book_release(struct book *b)
{
    customers_release(&b->customers);
    accounts_release(&b->accounts);
    cards_release(&b->cards);
    key_index_release(&b->products.keys);
    RELEASE(b->products.class_now, b->products.class_before);
    key_index_release(&b->currencies.keys);
    RELEASE(b->currencies.rate, b->currencies.changed);
    key_index_release(&b->orgs);
    key_index_release(&b->staff.keys);
    RELEASE(b->staff.left, b->staff.seen);
    key_index_release(&b->relations.keys);
    RELEASE(b->relations.customer, b->relations.other, b->relations.kind, b->relations.removed,
            b->relations.seen);
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
    struct staff *s = &b->staff;
    uint32_t room = s->keys.room;
    uint32_t row = key_add(&s->keys, key);
    if (needs_room(&s->keys, room)) {
        GROW(s->left, s->keys.room);
        GROW(s->seen, s->keys.room);
    }
    s->left[row] = s->seen[row] = 0;
    return row;
}

static void customers_grow(struct customers *c)
{
    uint32_t room = c->keys.room;
    GROW(c->id, room);
    GROW(c->came_on, room);
    GROW(c->birthday, room);
    GROW(c->gone, room);
    GROW(c->touched, room);
    GROW(c->seen, room);
    GROW(c->first_account, room);
    GROW(c->first_card, room);
    GROW(c->sums, room);
    GROW(c->fa, room);
    GROW(c->aum, room);
    GROW(c->acct_max, room);
    GROW(c->cc_spend, room);
    GROW(c->fa_ytd, room);
    GROW(c->aum_m, room);
    GROW(c->cc_grade, room);
    GROW(c->vip_grade, room);
    GROW(c->kinds, room);
    GROW(c->verdict, room);
    GROW(c->levels, room);
    GROW(c->reached_on, room);
    GROW(c->over_on, room);
    GROW(c->active_on, room);
    GROW(c->target_hold, room);
    GROW(c->hand_tier, room);
    GROW(c->hand_tier_until, room);
}

uint32_t book_add_customer(struct book *b, struct hash128 key, day came_on)
{
    struct customers *c = &b->customers;
    uint32_t room = c->keys.room;
    uint32_t row = key_add(&c->keys, key);
    if (needs_room(&c->keys, room))
        customers_grow(c);

    c->id[row] = (int64_t)row + 1;
    c->came_on[row] = came_on;
    c->birthday[row] = 0;
    c->gone[row] = c->seen[row] = 0;
    c->touched[row] = TOUCH_SUMS | TOUCH_WRITE | TOUCH_CAME;
    c->first_account[row] = c->first_card[row] = NO_ROW;
    c->sums[row] = (struct sums){{0}};
    c->fa[row] = c->aum[row] = c->acct_max[row] = c->cc_spend[row] = c->fa_ytd[row] = 0;
    c->aum_m[row] = (struct months){{0}};
    c->cc_grade[row] = c->vip_grade[row] = c->kinds[row] = 0;
    c->verdict[row] = (struct verdict){0};
    c->levels[row] = (struct side_levels){0};
    c->reached_on[row] = c->over_on[row] = c->active_on[row] = c->target_hold[row] = NO_DAY;
    c->hand_tier[row] = TIER_NONE;
    c->hand_tier_until[row] = NO_DAY;
    return row;
}

uint32_t book_add_account(struct book *b, struct hash128 key)
{
    struct accounts *a = &b->accounts;
    uint32_t room = a->keys.room;
    uint32_t row = key_add(&a->keys, key);
    if (needs_room(&a->keys, room)) {
        room = a->keys.room;
        GROW(a->id, room);
        GROW(a->customer, room);
        GROW(a->next, room);
        GROW(a->product, room);
        GROW(a->outlet, room);
        GROW(a->currency, room);
        GROW(a->status, room);
        GROW(a->seen, room);
        GROW(a->today, room);
        GROW(a->balance, room);
        GROW(a->cost, room);
        GROW(a->matures_on, room);
    }
    a->id[row] = (int64_t)row + 1;
    a->customer[row] = a->next[row] = NO_ROW;
    a->product[row] = a->outlet[row] = 0;
    a->currency[row] = 0;
    a->status[row] = ACCOUNT_CLOSED;
    a->seen[row] = 0;
    a->today[row] = TODAY_NEW;
    a->balance[row] = a->cost[row] = 0;
    a->matures_on[row] = NO_DAY;
    return row;
}

uint32_t book_add_card(struct book *b, struct hash128 key)
{
    struct cards *c = &b->cards;
    uint32_t room = c->keys.room;
    uint32_t row = key_add(&c->keys, key);
    if (needs_room(&c->keys, room)) {
        room = c->keys.room;
        GROW(c->id, room);
        GROW(c->customer, room);
        GROW(c->next, room);
        GROW(c->kind, room);
        GROW(c->grade, room);
        GROW(c->vip, room);
        GROW(c->status, room);
        GROW(c->seen, room);
        GROW(c->today, room);
        GROW(c->expires_on, room);
    }
    c->id[row] = (int64_t)row + 1;
    c->customer[row] = c->next[row] = NO_ROW;
    c->kind[row] = c->grade[row] = c->vip[row] = c->seen[row] = 0;
    c->status[row] = CARD_CANCELLED;
    c->today[row] = TODAY_NEW;
    c->expires_on[row] = NO_DAY;
    return row;
}

uint32_t book_add_relation(struct book *b, struct hash128 key)
{
    struct relations *r = &b->relations;
    uint32_t room = r->keys.room;
    uint32_t row = key_add(&r->keys, key);
    if (needs_room(&r->keys, room)) {
        GROW(r->customer, r->keys.room);
        GROW(r->other, r->keys.room);
        GROW(r->kind, r->keys.room);
        GROW(r->removed, r->keys.room);
        GROW(r->seen, r->keys.room);
    }
    r->customer[row] = r->other[row] = NO_ROW;
    r->kind[row] = r->removed[row] = r->seen[row] = 0;
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
        uint32_t room = p->keys.room;
        row = key_add(&p->keys, key);
        if (needs_room(&p->keys, room)) {
            GROW(p->class_now, p->keys.room);
            GROW(p->class_before, p->keys.room);
        }
        p->class_now[row] = p->class_before[row] = (uint8_t)product_class;
        return row;
    }
    if (p->class_now[row] == product_class)
        return row;
    p->class_now[row] = (uint8_t)product_class;
    for (uint32_t a = 0; a < b->accounts.keys.count; a++)
        if (b->accounts.product[a] == row)
            touch(b, b->accounts.customer[a]);
    return row;
}

uint32_t book_take_currency(struct book *b, struct hash128 key, int64_t rate)
{
    struct currencies *c = &b->currencies;
    uint32_t row = key_find(&c->keys, key);
    if (row == NO_ROW) {
        uint32_t room = c->keys.room;
        row = key_add(&c->keys, key);
        assert(row <= UINT16_MAX);
        if (needs_room(&c->keys, room)) {
            GROW(c->rate, c->keys.room);
            GROW(c->changed, c->keys.room);
        }
        c->rate[row] = rate;
        c->changed[row] = 0;
        return row;
    }
    if (row == 0 || c->rate[row] == rate) /* the base currency is worth itself */
        return row;
    c->rate[row] = rate;
    c->changed[row] = 1;
    return row;
}

/* ---- accounts and cards: lists by customer, the state before ------------------------------- */

static void unlink_row(uint32_t *first, uint32_t *next, uint32_t row)
{
    uint32_t *at = first;
    while (*at != row)
        at = &next[*at];
    *at = next[row];
    next[row] = NO_ROW;
}

static void link_row(uint32_t *first, uint32_t *next, uint32_t row)
{
    next[row] = *first;
    *first = row;
}

static void keep_account_before(struct book *b, uint32_t account)
{
    struct accounts *a = &b->accounts;
    if (a->today[account] & TODAY_BEFORE_KEPT)
        return;
    a->today[account] |= TODAY_BEFORE_KEPT;
    bool is_new = a->today[account] & TODAY_NEW;
    *(struct account_before *)vec_add(&b->accounts_before) = (struct account_before){
        .account = account,
        .customer = a->customer[account],
        .status = a->status[account],
        .product_class = is_new ? CLASS_COUNT : b->products.class_before[a->product[account]],
        .balance = a->balance[account],
        .cost = a->cost[account],
    };
}

void book_set_account(struct book *b, uint32_t account, const struct account_facts *facts)
{
    struct accounts *a = &b->accounts;
    keep_account_before(b, account);
    touch(b, a->customer[account]);
    touch(b, facts->customer);
    if (a->customer[account] != facts->customer) {
        if (a->customer[account] != NO_ROW)
            unlink_row(&b->customers.first_account[a->customer[account]], a->next, account);
        link_row(&b->customers.first_account[facts->customer], a->next, account);
        a->customer[account] = facts->customer;
    }
    a->product[account] = facts->product;
    a->currency[account] = (uint16_t)facts->currency;
    a->outlet[account] = facts->outlet;
    a->balance[account] = facts->balance;
    a->cost[account] = facts->cost;
    a->matures_on[account] = facts->matures_on;
    a->status[account] = (uint8_t)facts->status;
}

void book_close_account(struct book *b, uint32_t account)
{
    if (b->accounts.status[account] == ACCOUNT_CLOSED)
        return;
    keep_account_before(b, account);
    touch(b, b->accounts.customer[account]);
    b->accounts.status[account] = ACCOUNT_CLOSED;
    b->accounts.today[account] |= TODAY_ENDED;
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
            unlink_row(&b->customers.first_card[c->customer[card]], c->next, card);
        link_row(&b->customers.first_card[facts->customer], c->next, card);
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
    for (uint32_t a = c->first_account[customer]; a != NO_ROW; a = b->accounts.next[a])
        book_close_account(b, a);
    for (uint32_t k = c->first_card[customer]; k != NO_ROW; k = b->cards.next[k])
        book_cancel_card(b, k);
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
    for (uint32_t a = b->accounts.keys.count; a-- > 0;)
        link_row(&b->customers.first_account[b->accounts.customer[a]], b->accounts.next, a);
    for (uint32_t c = b->cards.keys.count; c-- > 0;)
        link_row(&b->customers.first_card[b->cards.customer[c]], b->cards.next, c);
    zero(b->accounts.today, b->accounts.keys.count);
    zero(b->cards.today, b->cards.keys.count);
}

void book_touch_all(struct book *b, uint8_t touch)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        b->customers.touched[i] |= touch;
}

/* ---- decided by people ---------------------------------------------------------------------- */

void book_clear_hands(struct book *b)
{
    for (size_t i = 0; i < b->by_hand.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&b->by_hand, i);
        b->customers.target_hold[customer] = b->customers.hand_tier_until[customer] = NO_DAY;
    }
    vec_clear(&b->by_hand);
}

void book_set_tier_by_hand(struct book *b, uint32_t customer, enum tier tier, day until)
{
    b->customers.hand_tier[customer] = (uint8_t)tier;
    b->customers.hand_tier_until[customer] = until;
    *(uint32_t *)vec_add(&b->by_hand) = customer;
}

void book_set_target_by_hand(struct book *b, uint32_t customer, day from, day until)
{
    b->customers.target_hold[customer] = until;
    if (b->customers.reached_on[customer] == NO_DAY)
        b->customers.reached_on[customer] = from;
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

void book_add_spend(struct book *b, uint32_t customer, day on, fen amount, int window)
{
    if (amount == 0 || on <= b->today - window)
        return;
    *(struct spend *)vec_add(spend_on(b, on)) =
        (struct spend){.customer = customer, .amount = amount};
    if (on > b->today)
        return; /* counts from its day on */
    b->customers.cc_spend[customer] = fen_add(b->customers.cc_spend[customer], amount);
    b->customers.touched[customer] |= TOUCH_WRITE;
}

/* Amounts of the day that leaves the spend window go, those delivered ahead for today come. */
static void move_spend_window(struct book *b, int window)
{
    struct customers *c = &b->customers;
    size_t kept = 0;
    for (size_t i = 0; i < b->spend_days.len; i++) {
        struct spend_day *s = vec_at(&b->spend_days, i);
        bool leaves = s->on == b->today - window;
        for (size_t k = 0; (leaves || s->on == b->today) && k < s->items.len; k++) {
            const struct spend *item = vec_at(&s->items, k);
            fen amount = leaves ? -item->amount : item->amount;
            c->cc_spend[item->customer] = fen_add(c->cc_spend[item->customer], amount);
            c->touched[item->customer] |= TOUCH_WRITE;
        }
        if (leaves)
            vec_release(&s->items);
        else
            *(struct spend_day *)vec_at(&b->spend_days, kept++) = *s;
    }
    b->spend_days.len = kept;
}

void book_day_begin(struct book *b, day d, int spend_window)
{
    for (size_t i = 0; i < b->accounts_before.len; i++)
        b->accounts.today[((struct account_before *)vec_at(&b->accounts_before, i))->account] = 0;
    for (size_t i = 0; i < b->cards_before.len; i++)
        b->cards.today[((struct card_before *)vec_at(&b->cards_before, i))->card] = 0;
    vec_clear(&b->accounts_before);
    vec_clear(&b->cards_before);
    vec_clear(&b->gone_today);
    for (uint32_t p = 0; p < b->products.keys.count; p++)
        b->products.class_before[p] = b->products.class_now[p];
    zero(b->currencies.changed, b->currencies.keys.count);
    b->today = d;
    if (b->first_day == NO_DAY)
        b->first_day = d;
    move_spend_window(b, spend_window);
}
