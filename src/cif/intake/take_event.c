/* What only adds: transactions and digital behaviour. */
#include "cif/intake/take_inside.h"

#include "cif/intake/take.sql.h"

enum { DIRECTION_IN, DIRECTION_OUT };

/* Microseconds, as the database counts. */
static int64_t moment(const struct cell *at)
{
    return at->num * INT64_C(1000000);
}

static void apply_nothing(struct taking *t, struct row *row)
{
    (void)t;
    (void)row;
}

/* What is dated ahead of its day is known today. */
static void note_activity(struct book *b, uint32_t customer, day on)
{
    if (on > b->today)
        on = b->today;
    if (b->customers.active_on[customer] < on)
        b->customers.active_on[customer] = on;
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

/* Everything a transaction does to the books; gives what it adds to cc_spend. */
static fen account_for(struct taking *t, const struct row *row, day on)
{
    uint32_t customer = row->refs[TRANSACTION_CUSTOMER_NO];
    fen amount = in_base(t, row);

    note_movement(t, row, amount);
    note_activity(t->book, customer, on);
    if (t->least_txn == NO_DAY || on < t->least_txn)
        t->least_txn = on;
    if (!is_card_spend(t, row))
        return 0;
    fen spend = row->cells[TRANSACTION_DIRECTION].num == DIRECTION_OUT ? amount : -amount;
    book_add_spend(t->book, customer, on, spend);
    return spend;
}

static rc transaction_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    day on = time_day(c[TRANSACTION_AT].num);
    fen spend = account_for(t, row, on);
    return q_txn_copy_add(
        t->db, &(struct q_txn_copy_row){
                   .customer_id = record_id(row->refs[TRANSACTION_CUSTOMER_NO]),
                   .on_date = on,
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
                   .spend = spend,
               });
}

static rc transaction_before(struct taking *t)
{
    struct q_txn_newest_row newest;
    TRY(q_txn_newest(t->db, &newest));
    t->newest_txn = newest.on_date;
    t->least_txn = NO_DAY;
    return OK;
}

/* What was delivered before under the same key counts no longer.  Only dates that were known
 * already can hold such a key: on most days there are none. */
static rc transaction_after(struct taking *t)
{
    if (t->newest_txn == NO_DAY || t->least_txn == NO_DAY || t->least_txn > t->newest_txn)
        return OK;
    struct q_txn_replaced_row *rows = NULL;
    size_t count = 0;
    TRY(q_txn_replaced(t->db, &t->scratch, t->today, t->least_txn, t->newest_txn, &rows, &count));
    for (size_t i = 0; i < count; i++)
        book_add_spend(t->book, (uint32_t)(rows[i].customer_id - 1), rows[i].on_date,
                       -rows[i].spend);
    return OK;
}

const struct taker transaction_taker = {
    .begin = q_txn_copy_begin,
    .apply = apply_nothing,
    .write = transaction_write,
    .end = q_txn_copy_end,
    .before = transaction_before,
    .after = transaction_after,
};

/* ---- behaviour ---- */

static rc behaviour_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    uint32_t customer = row->refs[BEHAVIOUR_CUSTOMER_NO];
    note_activity(t->book, customer, time_day(c[BEHAVIOUR_AT].num));
    return q_behaviour_copy_add(t->db, &(struct q_behaviour_copy_row){
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
    .begin = q_behaviour_copy_begin,
    .apply = apply_nothing,
    .write = behaviour_write,
    .end = q_behaviour_copy_end,
};
