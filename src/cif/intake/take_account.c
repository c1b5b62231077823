/* Accounts and cards: facts that are delivered again and again, and end by absence. */
#include "cif/intake/take_inside.h"

#include "cif/intake/take.sql.h"

/* ---- accounts ---- */

static void account_apply(struct taking *t, struct row *row)
{
    const struct cell *c = row->cells;
    if (row->at == NO_ROW)
        row->at = book_add_account(t->book, row->key);
    book_set_account(t->book, row->at,
                     &(struct account_facts){
                         .customer = row->refs[ACCOUNT_CUSTOMER_NO],
                         .product = row->refs[ACCOUNT_PRODUCT_CODE],
                         .currency = row->refs[ACCOUNT_CURRENCY],
                         .outlet = row->refs[ACCOUNT_OUTLET_NO],
                         .balance = c[ACCOUNT_BALANCE].num,
                         .cost = c[ACCOUNT_COST].num,
                         .matures_on = (day)c[ACCOUNT_MATURES_ON].num,
                         .status = (enum account_status)c[ACCOUNT_STATUS].num,
                     });
}

static rc account_write(struct taking *t, const struct row *row)
{
    const struct account *a = &t->book->accounts.at[row->at];
    const struct cell *c = row->cells;
    return q_account_record_copy_add(t->copy,
                                     &(struct q_account_record_copy_row){
                                         .customer_id = record_id(a->customer),
                                         .account_id = record_id(row->at),
                                         .day_ = t->today,
                                         .product_id = (int32_t)row->refs[ACCOUNT_PRODUCT_CODE] + 1,
                                         .currency_id = (int32_t)row->refs[ACCOUNT_CURRENCY] + 1,
                                         .balance = c[ACCOUNT_BALANCE].num,
                                         .outlet_id = (int32_t)row->refs[ACCOUNT_OUTLET_NO] + 1,
                                         .opened_on = (day)c[ACCOUNT_OPENED_ON].num,
                                         .matures_on = (day)c[ACCOUNT_MATURES_ON].num,
                                         .status = a->status,
                                         .cost = amount_or_null(&c[ACCOUNT_COST]),
                                         .auto_renew = bool_or_null(&c[ACCOUNT_AUTO_RENEW]),
                                     });
}

static bool account_is_new(struct taking *t, uint32_t at)
{
    uint8_t *today = &t->book->accounts.at[at].today;
    bool is_new = *today & TODAY_NEW;
    *today &= (uint8_t)~TODAY_NEW;
    return is_new;
}

static rc account_write_new(struct taking *t, const struct row *row)
{
    const struct account *a = &t->book->accounts.at[row->at];
    struct sealed number = seal_cell(t, 0, row->cells[ACCOUNT_NO].text);
    return q_account_copy_add(t->copy, &(struct q_account_copy_row){
                                           .customer_id = record_id(a->customer),
                                           .account_id = record_id(row->at),
                                           .day_ = t->today,
                                           .account_no_sealed = number.sealed,
                                           .account_no_hash = number.hash.value,
                                       });
}

static void account_absent(struct taking *t, uint32_t at)
{
    book_close_account(t->book, at);
}

static struct key_index *account_keys(struct book *b)
{
    return &b->accounts.keys;
}

static uint8_t *account_seen(struct book *b)
{
    return b->accounts.seen;
}

static void account_warm(const struct book *b, const struct row *row)
{
    if (row->at != NO_ROW) {
        __builtin_prefetch(&b->accounts.at[row->at], 1);
        __builtin_prefetch(&b->accounts.cost[row->at], 1);
        __builtin_prefetch(&b->accounts.outlet[row->at], 1);
        __builtin_prefetch(&b->accounts.matures_on[row->at], 1);
    }
    __builtin_prefetch(&b->customers.touched[row->refs[ACCOUNT_CUSTOMER_NO]], 1);
}

const struct taker account_taker = {
    .warm = account_warm,
    .apply = account_apply,
    .records = {INCOMING_ACCOUNT_RECORD, q_account_record_copy_begin, account_write,
                q_account_record_copy_end},
    .keys_new = {INCOMING_ACCOUNT, q_account_copy_begin, account_write_new, q_account_copy_end},
    .is_new = account_is_new,
    .absent = account_absent,
    .keys = account_keys,
    .seen = account_seen,
};

/* ---- cards ---- */

static void card_apply(struct taking *t, struct row *row)
{
    const struct cell *c = row->cells;
    if (row->at == NO_ROW)
        row->at = book_add_card(t->book, row->key);
    book_set_card(t->book, row->at,
                  &(struct card_facts){
                      .customer = row->refs[CARD_CUSTOMER_NO],
                      .kind = (enum card_kind)c[CARD_KIND].num,
                      .grade = (enum grade)(c[CARD_GRADE].num + GRADE_ORDINARY),
                      .vip = c[CARD_VIP].num != 0,
                      .status = (enum card_status)c[CARD_STATUS].num,
                      .expires_on = (day)c[CARD_EXPIRES_ON].num,
                  });
}

static rc card_write(struct taking *t, const struct row *row)
{
    const struct cards *k = &t->book->cards;
    return q_card_record_copy_add(t->copy, &(struct q_card_record_copy_row){
                                               .customer_id = record_id(k->customer[row->at]),
                                               .card_id = record_id(row->at),
                                               .day_ = t->today,
                                               .kind = k->kind[row->at],
                                               .grade = k->grade[row->at],
                                               .vip = k->vip[row->at] != 0,
                                               .issued_on = (day)row->cells[CARD_ISSUED_ON].num,
                                               .expires_on = (day)row->cells[CARD_EXPIRES_ON].num,
                                               .status = k->status[row->at],
                                           });
}

static bool card_is_new(struct taking *t, uint32_t at)
{
    uint8_t *today = &t->book->cards.today[at];
    bool is_new = *today & TODAY_NEW;
    *today &= (uint8_t)~TODAY_NEW;
    return is_new;
}

static rc card_write_new(struct taking *t, const struct row *row)
{
    const struct cards *k = &t->book->cards;
    struct sealed number = seal_cell(t, 0, row->cells[CARD_NO].text);
    return q_card_copy_add(t->copy, &(struct q_card_copy_row){
                                        .customer_id = record_id(k->customer[row->at]),
                                        .card_id = record_id(row->at),
                                        .day_ = t->today,
                                        .card_no_sealed = number.sealed,
                                        .card_no_hash = number.hash.value,
                                    });
}

static void card_absent(struct taking *t, uint32_t at)
{
    book_cancel_card(t->book, at);
}

static struct key_index *card_keys(struct book *b)
{
    return &b->cards.keys;
}

static uint8_t *card_seen(struct book *b)
{
    return b->cards.seen;
}

const struct taker card_taker = {
    .apply = card_apply,
    .records = {INCOMING_CARD_RECORD, q_card_record_copy_begin, card_write, q_card_record_copy_end},
    .keys_new = {INCOMING_CARD, q_card_copy_begin, card_write_new, q_card_copy_end},
    .is_new = card_is_new,
    .absent = card_absent,
    .keys = card_keys,
    .seen = card_seen,
};

/* ---- what ended or changed hands today ---- */

/* Pairs of customer and account or card, as two columns. */
struct pairs {
    struct vec from, to, objects; /* int64_t; 'to' only for moves */
};

static void pairs_init(struct pairs *p)
{
    vec_init(&p->from, sizeof(int64_t));
    vec_init(&p->to, sizeof(int64_t));
    vec_init(&p->objects, sizeof(int64_t));
}

static void pairs_release(struct pairs *p)
{
    vec_release(&p->from);
    vec_release(&p->to);
    vec_release(&p->objects);
}

static struct int8s numbers(const struct vec *v)
{
    return (struct int8s){v->items, v->len};
}

/* Which of the objects changed today have to be recorded as ended, and which as moved. */
struct endings {
    struct pairs closed, moved;
};

static void endings_add(struct endings *e, uint32_t was, uint32_t now, int64_t object, bool ended)
{
    if (ended) {
        *(int64_t *)vec_add(&e->closed.from) = record_id(now);
        *(int64_t *)vec_add(&e->closed.objects) = object;
    }
    if (was != NO_ROW && was != now) {
        *(int64_t *)vec_add(&e->moved.from) = record_id(was);
        *(int64_t *)vec_add(&e->moved.to) = record_id(now);
        *(int64_t *)vec_add(&e->moved.objects) = object;
    }
}

static void endings_init(struct endings *e)
{
    pairs_init(&e->closed);
    pairs_init(&e->moved);
}

static void endings_release(struct endings *e)
{
    pairs_release(&e->closed);
    pairs_release(&e->moved);
}

static rc write_account_endings(struct taking *t, const struct endings *e)
{
    if (e->moved.from.len || e->closed.from.len)
        TRY(incoming_add_late(t->take->incoming, INCOMING_ACCOUNT_RECORD));
    if (e->moved.from.len) {
        TRY(q_accounts_move(t->db, numbers(&e->moved.from), numbers(&e->moved.to),
                            numbers(&e->moved.objects), t->today, NULL));
        TRY(q_accounts_end(t->db, numbers(&e->moved.from), numbers(&e->moved.objects),
                           ACCOUNT_MOVED, t->today, NULL));
    }
    if (!e->closed.from.len)
        return OK;
    return q_accounts_end(t->db, numbers(&e->closed.from), numbers(&e->closed.objects),
                          ACCOUNT_CLOSED, t->today, NULL);
}

rc take_account_endings(struct taking *t)
{
    const struct book *b = t->book;
    struct endings e;
    endings_init(&e);
    for (size_t i = 0; i < b->accounts_before.len; i++) {
        const struct account_before *was = vec_at(&b->accounts_before, i);
        const struct account *a = &b->accounts.at[was->account];
        bool ended = a->today & TODAY_ENDED && a->status == ACCOUNT_CLOSED;
        endings_add(&e, was->customer, a->customer, record_id(was->account), ended);
    }
    rc r = write_account_endings(t, &e);
    endings_release(&e);
    return r;
}

static rc write_card_endings(struct taking *t, const struct endings *e)
{
    if (e->moved.from.len || e->closed.from.len)
        TRY(incoming_add_late(t->take->incoming, INCOMING_CARD_RECORD));
    if (e->moved.from.len) {
        TRY(q_cards_move(t->db, numbers(&e->moved.from), numbers(&e->moved.to),
                         numbers(&e->moved.objects), t->today, NULL));
        TRY(q_cards_end(t->db, numbers(&e->moved.from), numbers(&e->moved.objects), CARD_MOVED,
                        t->today, NULL));
    }
    if (!e->closed.from.len)
        return OK;
    return q_cards_end(t->db, numbers(&e->closed.from), numbers(&e->closed.objects), CARD_CANCELLED,
                       t->today, NULL);
}

rc take_card_endings(struct taking *t)
{
    const struct book *b = t->book;
    struct endings e;
    endings_init(&e);
    for (size_t i = 0; i < b->cards_before.len; i++) {
        const struct card_before *was = vec_at(&b->cards_before, i);
        uint32_t c = was->card;
        bool ended = b->cards.today[c] & TODAY_ENDED && b->cards.status[c] == CARD_CANCELLED;
        endings_add(&e, was->customer, b->cards.customer[c], record_id(c), ended);
    }
    rc r = write_card_endings(t, &e);
    endings_release(&e);
    return r;
}
