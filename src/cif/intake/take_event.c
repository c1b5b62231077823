/* What only adds: transactions and digital behaviour. */
#include "cif/intake/take_inside.h"

#include "cif/intake/take.sql.h"

enum { DIRECTION_IN, DIRECTION_OUT };

/* Microseconds, as the database counts. */
static int64_t moment(const struct cell *at)
{
    return at->num * INT64_C(1000000);
}

/* What is dated ahead of its day is known today. */
static void note_activity(struct book *b, uint32_t customer, day on)
{
    book_note_activity(b, customer, on > b->today ? b->today : on);
}

/* ---- transactions ---- */

static bool is_card_spend(const struct taking *t, const struct row *row)
{
    static const char name[] = "card_spend";
    const struct book *b = t->book;
    uint32_t product = b->accounts.at[row->refs[TRANSACTION_ACCOUNT_NO]].product;
    return text_is(row->cells[TRANSACTION_KIND].text, name) &&
           b->products.class_now[product] == CLASS_CREDIT_CARD;
}

static fen in_base(const struct taking *t, const struct row *row)
{
    const struct book *b = t->book;
    uint16_t currency = b->accounts.at[row->refs[TRANSACTION_ACCOUNT_NO]].currency;
    return fen_convert(row->cells[TRANSACTION_AMOUNT].num, b->currencies.rate[currency]);
}

static void note_movement(struct taking *t, const struct row *row, fen amount)
{
    struct take *take = t->take;
    if (amount < take->rules->large_movement_from)
        return;
    struct text id = row->cells[TRANSACTION_ID].text;
    *(struct movement *)vec_add(&take->movements) =
        (struct movement){.customer = row->refs[TRANSACTION_CUSTOMER_NO],
                          .txn_id = arena_text(&take->texts, id.ptr, id.len),
                          .direction = row->cells[TRANSACTION_DIRECTION].num,
                          .amount = amount};
}

/* Everything a transaction does to the books. */
static void transaction_count(struct taking *t, struct row *row)
{
    uint32_t customer = row->refs[TRANSACTION_CUSTOMER_NO];
    day on = time_day(row->cells[TRANSACTION_AT].num);
    fen amount = in_base(t, row);

    note_movement(t, row, amount);
    note_activity(t->book, customer, on);
    if (t->least_txn == NO_DAY || on < t->least_txn)
        t->least_txn = on;
    if (t->take->newest_txn == NO_DAY || on > t->take->newest_txn)
        t->take->newest_txn = on;
    if (!is_card_spend(t, row))
        return;
    row->spend = row->cells[TRANSACTION_DIRECTION].num == DIRECTION_OUT ? amount : -amount;
    book_add_spend(t->book, customer, on, row->spend);
    if (t->take->spend_from == NO_DAY || on < t->take->spend_from)
        t->take->spend_from = on;
    if (t->take->spend_until == NO_DAY || on > t->take->spend_until)
        t->take->spend_until = on;
}

/* In a foreign currency; in base currency the amount says it. */
static struct opt_int8 base_or_null(const struct taking *t, const struct row *row)
{
    const struct book *b = t->book;
    bool foreign = b->accounts.at[row->refs[TRANSACTION_ACCOUNT_NO]].currency != 0;
    return (struct opt_int8){foreign, foreign ? in_base(t, row) : 0};
}

/* What was bought or sold. */
static struct opt_int2 class_or_null(const struct taking *t, const struct row *row)
{
    static const char bought[] = "purchase", sold[] = "redemption";
    const struct book *b = t->book;
    struct text kind = row->cells[TRANSACTION_KIND].text;
    uint32_t product = b->accounts.at[row->refs[TRANSACTION_ACCOUNT_NO]].product;
    bool known = text_is(kind, bought) || text_is(kind, sold);
    return (struct opt_int2){known, (int16_t)(known ? b->products.class_now[product] : 0)};
}

static rc transaction_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    return q_txn_copy_add(
        t->copy, &(struct q_txn_copy_row){
                     .customer_id = record_id(row->refs[TRANSACTION_CUSTOMER_NO]),
                     .on_date = time_day(c[TRANSACTION_AT].num),
                     .txn_id = c[TRANSACTION_ID].text,
                     .day_ = t->today,
                     .account_id = record_id(row->refs[TRANSACTION_ACCOUNT_NO]),
                     .at = moment(&c[TRANSACTION_AT]),
                     .direction = (int16_t)c[TRANSACTION_DIRECTION].num,
                     .amount = c[TRANSACTION_AMOUNT].num,
                     .kind = code_or_null(&c[TRANSACTION_KIND]),
                     .channel = code_or_null(&c[TRANSACTION_CHANNEL]),
                     .counterparty = text_or_null(c[TRANSACTION_COUNTERPARTY].text),
                     .counterparty_bank = text_or_null(c[TRANSACTION_COUNTERPARTY_BANK].text),
                     .own_name = bool_or_null(&c[TRANSACTION_OWN_NAME]),
                     .note = text_or_null(c[TRANSACTION_NOTE].text),
                     .spend = row->spend,
                     .base = base_or_null(t, row),
                     .class = class_or_null(t, row),
                 });
}

static rc transaction_before(struct taking *t)
{
    struct q_txn_newest_row newest = {.newest_txn = NO_DAY};
    bool found;
    TRY(q_txn_newest(t->db, t->today, &newest, &found));
    t->newest_txn = t->take->newest_txn = newest.newest_txn;
    t->least_txn = NO_DAY;
    return OK;
}

static rc write_replaced(struct taking *t, const struct q_txn_replaced_row *rows, size_t count)
{
    if (count == 0)
        return OK;
    TRY(q_spend_replaced_copy_begin(t->db));
    for (size_t i = 0; i < count; i++)
        TRY(q_spend_replaced_copy_add(t->db, &(struct q_spend_replaced_copy_row){
                                                 .customer_id = rows[i].customer_id,
                                                 .on_date = rows[i].on_date,
                                                 .txn_id = rows[i].txn_id,
                                                 .day_ = t->today,
                                                 .spend = rows[i].spend,
                                             }));
    return q_spend_replaced_copy_end(t->db, NULL);
}

/* What was delivered before under the same key counts no longer.  Only dates that were known
 * already can hold such a key: on most days there are none. */
static rc transaction_after(struct taking *t, struct why *why)
{
    struct db *db;
    if (t->newest_txn == NO_DAY || t->least_txn == NO_DAY || t->least_txn > t->newest_txn)
        return OK;
    struct q_txn_replaced_row *rows = NULL;
    size_t count = 0;
    TRY(incoming_reader(t->take->incoming, &db, why));
    TRY(db_tell(
        db, q_txn_replaced(db, &t->scratch, t->today, t->least_txn, t->newest_txn, &rows, &count),
        why));
    for (size_t i = 0; i < count; i++)
        book_add_spend(t->book, (uint32_t)(rows[i].customer_id - 1), rows[i].on_date,
                       -rows[i].spend);
    return db_tell(t->db, write_replaced(t, rows, count), why);
}

static void transaction_warm(const struct book *b, const struct row *row)
{
    uint32_t customer = row->refs[TRANSACTION_CUSTOMER_NO];
    __builtin_prefetch(&b->accounts.at[row->refs[TRANSACTION_ACCOUNT_NO]]);
    __builtin_prefetch(&b->customers.active_on[customer], 1);
    __builtin_prefetch(&b->customers.cc_spend[customer], 1);
    __builtin_prefetch(&b->customers.touched[customer], 1);
}

const struct taker transaction_taker = {
    .warm = transaction_warm,
    .count = transaction_count,
    .records = {INCOMING_TXN, q_txn_copy_begin, transaction_write, q_txn_copy_end},
    .before = transaction_before,
    .after = transaction_after,
};

/* ---- behaviour ---- */

static void behaviour_count(struct taking *t, struct row *row)
{
    note_activity(t->book, row->refs[BEHAVIOUR_CUSTOMER_NO],
                  time_day(row->cells[BEHAVIOUR_AT].num));
}

static rc behaviour_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    uint32_t customer = row->refs[BEHAVIOUR_CUSTOMER_NO];
    return q_behaviour_copy_add(t->copy, &(struct q_behaviour_copy_row){
                                             .customer_id = record_id(customer),
                                             .day_ = t->today,
                                             .source_day = row->source_day,
                                             .line = (int64_t)row->line,
                                             .at = moment(&c[BEHAVIOUR_AT]),
                                             .channel = (int16_t)c[BEHAVIOUR_CHANNEL].num,
                                             .event = (int16_t)c[BEHAVIOUR_EVENT].num,
                                             .object = text_or_null(c[BEHAVIOUR_OBJECT].text),
                                         });
}

const struct taker behaviour_taker = {
    .count = behaviour_count,
    .records = {INCOMING_BEHAVIOUR, q_behaviour_copy_begin, behaviour_write, q_behaviour_copy_end},
};
