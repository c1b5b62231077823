#include "engine/journal.h"

#include "base/checksum.h"

#define TOLD_SIZE(name, operands) [TOLD_##name] = sizeof(struct told_##operands),
static const size_t sizes[TOLD_COUNT] = {TOLD_MAP(TOLD_SIZE)};
#undef TOLD_SIZE

void journal_init(struct journal *j, size_t most)
{
    *j = (struct journal){.most = most};
    buf_init(&j->bytes);
}

void journal_release(struct journal *j)
{
    buf_release(&j->bytes);
}

void journal_begin(struct journal *j)
{
    buf_clear(&j->bytes);
    j->over = false;
}

uint64_t journal_layout(void)
{
#define TOLD_NAME(name, operands) #name " " #operands " "
    static const char names[] = TOLD_MAP(TOLD_NAME);
#undef TOLD_NAME
    return checksum64(names, sizeof names, checksum64(sizes, sizeof sizes, 0));
}

void journal_add(struct journal *j, enum told operation, const void *operands)
{
    if (j->over)
        return;
    size_t size = sizes[operation];
    if (j->bytes.len + 1 + size > j->most) {
        buf_release(&j->bytes);
        buf_init(&j->bytes);
        j->over = true;
        return;
    }
    char *to = buf_grow(&j->bytes, 1 + size);
    *to = (char)operation;
    memcpy(to + 1, operands, size);
    j->bytes.len += 1 + size;
}

/* ---- telling it again ---- */

/* One record's operands, whatever they are. */
union operands {
    struct told_key key;
    struct told_row row;
    struct told_account account;
    struct told_card card;
    struct told_relation relation;
    struct told_opening opening;
};

static bool unknown(const struct key_index *keys, const struct told_key *o)
{
    return key_find(keys, o->key) == NO_ROW;
}

static bool add_key(struct book *b, enum told operation, const struct told_key *o)
{
    switch ((int)operation) {
    case TOLD_ORG:
        return unknown(&b->orgs, o) && book_add_org(b, o->key) != NO_ROW;
    case TOLD_STAFF:
        return unknown(&b->staff.keys, o) && book_add_staff(b, o->key) != NO_ROW;
    case TOLD_CUSTOMER:
        return unknown(&b->customers.keys, o) && book_add_customer(b, o->key) != NO_ROW;
    case TOLD_ACCOUNT:
        return unknown(&b->accounts.keys, o) && book_add_account(b, o->key) != NO_ROW;
    case TOLD_CARD:
        return unknown(&b->cards.keys, o) && book_add_card(b, o->key) != NO_ROW;
    case TOLD_RELATION:
        return unknown(&b->relations.keys, o) && book_add_relation(b, o->key) != NO_ROW;
    case TOLD_PRODUCT:
        return o->value >= 0 && o->value < CLASS_COUNT &&
               book_take_product(b, o->key, (enum product_class)o->value) != NO_ROW;
    default:
        return b->currencies.keys.count < UINT16_MAX &&
               book_take_currency(b, o->key, o->value) != NO_ROW;
    }
}

static bool set_account(struct book *b, const struct told_account *o)
{
    if (o->row >= b->accounts.keys.count || o->customer >= b->customers.keys.count ||
        o->product >= b->products.keys.count || o->currency >= b->currencies.keys.count ||
        o->status > UINT8_MAX)
        return false;
    book_set_account(b, o->row,
                     &(struct account_facts){.customer = o->customer,
                                             .product = o->product,
                                             .currency = o->currency,
                                             .outlet = o->outlet,
                                             .balance = o->balance,
                                             .cost = o->cost,
                                             .matures_on = o->matures_on,
                                             .status = (enum account_status)o->status});
    return true;
}

static bool set_card(struct book *b, const struct told_card *o)
{
    if (o->row >= b->cards.keys.count || o->customer >= b->customers.keys.count)
        return false;
    book_set_card(b, o->row,
                  &(struct card_facts){.customer = o->customer,
                                       .kind = (enum card_kind)o->kind,
                                       .grade = (enum grade)o->grade,
                                       .vip = o->vip != 0,
                                       .status = (enum card_status)o->status,
                                       .expires_on = o->expires_on});
    return true;
}

static bool set_relation(struct book *b, const struct told_relation *o)
{
    uint32_t customers = b->customers.keys.count;
    if (o->row >= b->relations.keys.count || o->customer >= customers || o->other >= customers)
        return false;
    book_set_relation(b, o->row, o->customer, o->other, (uint8_t)o->kind);
    return true;
}

static bool set_opening(struct book *b, const struct told_opening *o)
{
    if (o->row >= b->customers.keys.count)
        return false;
    struct opening_facts facts = {.stage = (uint8_t)(o->stage_tier >> 8),
                                  .tier = (uint8_t)o->stage_tier,
                                  .reached_on = o->reached_on,
                                  .fa_ytd = o->fa_ytd};
    memcpy(facts.aum_m.v, o->aum_m, sizeof o->aum_m);
    book_set_opening(b, o->row, &facts);
    return true;
}

/* Operations on one customer. */
static bool tell_customer(struct book *b, enum told operation, const struct told_row *o)
{
    if (o->row >= b->customers.keys.count)
        return false;
    switch ((int)operation) {
    case TOLD_PERSON:
        book_set_person(b, o->row, (uint16_t)o->number);
        return true;
    case TOLD_GONE:
        book_customer_gone(b, o->row);
        return true;
    case TOLD_ACTIVE:
        book_note_activity(b, o->row, o->number);
        return true;
    case TOLD_SPEND:
        book_add_spend(b, o->row, o->number, o->amount);
        return true;
    case TOLD_COUNT_SPEND:
        book_count_spend(b, o->row, o->amount);
        return true;
    case TOLD_TIER_BY_HAND:
        book_set_tier_by_hand(b, o->row, (enum tier)o->amount, o->number);
        return true;
    default:
        book_set_target_by_hand(b, o->row, (day)o->amount, o->number);
        return true;
    }
}

static bool tell_row(struct book *b, enum told operation, const struct told_row *o)
{
    switch ((int)operation) {
    case TOLD_DAY:
        if (b->today != NO_DAY && o->number != b->today + 1)
            return false;
        book_day_begin(b, o->number, (int)o->amount);
        return true;
    case TOLD_CLEAR_HANDS:
        book_clear_hands(b);
        return true;
    case TOLD_TOUCH_ALL:
        book_touch_all(b, (uint8_t)o->number);
        return true;
    case TOLD_STAFF_LEFT:
        if (o->row < b->staff.keys.count)
            book_set_staff_left(b, o->row, o->number != 0);
        return o->row < b->staff.keys.count;
    case TOLD_CLOSE_ACCOUNT:
        if (o->row < b->accounts.keys.count)
            book_close_account(b, o->row);
        return o->row < b->accounts.keys.count;
    case TOLD_CANCEL_CARD:
        if (o->row < b->cards.keys.count)
            book_cancel_card(b, o->row);
        return o->row < b->cards.keys.count;
    case TOLD_REMOVE_RELATION:
        if (o->row < b->relations.keys.count)
            book_remove_relation(b, o->row);
        return o->row < b->relations.keys.count;
    default:
        return tell_customer(b, operation, o);
    }
}

static bool tell(struct book *b, enum told operation, const union operands *o)
{
    switch ((int)operation) {
    case TOLD_ORG:
    case TOLD_STAFF:
    case TOLD_CUSTOMER:
    case TOLD_ACCOUNT:
    case TOLD_CARD:
    case TOLD_RELATION:
    case TOLD_PRODUCT:
    case TOLD_CURRENCY:
        return add_key(b, operation, &o->key);
    case TOLD_OPENING:
        return set_opening(b, &o->opening);
    case TOLD_SET_ACCOUNT:
        return set_account(b, &o->account);
    case TOLD_SET_CARD:
        return set_card(b, &o->card);
    case TOLD_SET_RELATION:
        return set_relation(b, &o->relation);
    default:
        return tell_row(b, operation, &o->row);
    }
}

bool journal_replay(struct text bytes, struct book *book)
{
    struct journal *kept = book->journal;
    bool sound = true;
    book->journal = NULL;
    for (size_t at = 0; sound && at < bytes.len;) {
        union operands o;
        unsigned operation = (unsigned char)bytes.ptr[at++];
        sound = operation < TOLD_COUNT && bytes.len - at >= sizes[operation];
        if (!sound)
            break;
        memcpy(&o, bytes.ptr + at, sizes[operation]);
        at += sizes[operation];
        sound = tell(book, (enum told)operation, &o);
    }
    book->journal = kept;
    return sound;
}
