/* What moved on a customer's accounts, and with whom: /customers/{customer_id}/transactions. */
#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "cif/customer/pages.h"
#include "cif/customer/transactions.html.h"
#include "cif/customer/transactions.sql.h"
#include "platform/bank.h"
#include "platform/mask.h"
#include "web/list.h"
#include "web/web.h"

enum { COUNTERPARTIES_SHOWN = 5, YEAR_DAYS = 365 };
#define LARGE_AMOUNT YUAN(200000) /* as the alert large_movement has it */

struct transaction_filter {
    int64_t customer_id;
    day since, until;
    struct opt_int2 direction, kind, channel;
    struct opt_int8 at_least;
    bool large;
    struct text q;
};
/* clang-format off */
static const struct input filter_inputs[] = {
    PATH_ID(struct transaction_filter, customer_id),
    INPUT_DAY(struct transaction_filter, since, N_("From date")),
    INPUT_DAY(struct transaction_filter, until, N_("To date")),
    INPUT_CODE(struct transaction_filter, direction, direction_words, N_("Direction")),
    INPUT_CODE(struct transaction_filter, kind, txn_kind_words, N_("Kind")),
    INPUT_CODE(struct transaction_filter, channel, txn_channel_words, N_("Channel")),
    {INPUT_AT(struct transaction_filter, at_least), .kind = KIND_FEN, .label = N_("At least (yuan)")},
    INPUT_BOOL(struct transaction_filter, large, N_("Large: 200,000 and above")),
    INPUT_TEXT(struct transaction_filter, q, N_("Counterparty"), .max = 60),
};
/* clang-format on */
const struct inputs transactions_in = INPUTS(struct transaction_filter, filter_inputs);

/* clang-format off */
static const struct list_column columns[] = {
    {"at", N_("When")},
    {"direction", N_("Direction")},
    {"amount", N_("Amount")},
    {"currency", N_("Currency")},
    {"base_amount", N_("In yuan"), .hidden = true},
    {"kind", N_("Kind")},
    {"channel", N_("Channel")},
    {"counterparty", N_("Counterparty")},
    {"counterparty_bank", N_("Counterparty's bank")},
    {"own_name", N_("Own name"), .hidden = true},
    {"product", N_("Account")},
    {"account_no", N_("Account number")},
    {"note", N_("Note")},
    {"txn_id", N_("Transaction number"), .hidden = true},
};
/* clang-format on */

static struct text masked_note(struct req *r, struct text note)
{
    if (note.len == 0)
        return (struct text){NULL, 0};
    struct masked m = mask_value(PERSONAL_NOTE, note);
    return (struct text){arena_text(r->arena, m.text, strlen(m.text)), strlen(m.text)};
}

static struct opt_int8 least_of(const struct transaction_filter *f)
{
    bool large = f->large && (!f->at_least.known || f->at_least.value < LARGE_AMOUNT);
    return large ? (struct opt_int8){true, LARGE_AMOUNT} : f->at_least;
}

static rc fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct transaction_filter *f = r->in;
    struct q_transaction_list_row *rows = NULL;
    TRY(q_transaction_list(
        r->db, r->arena, (enum q_transaction_list_order)ask->order,
        &(struct q_transaction_list_in){.customer_id = f->customer_id,
                                        .day_ = r->who->published.day,
                                        .base = text_of(r->web->bank->config->base_currency),
                                        .since = f->since,
                                        .until = f->until,
                                        .direction = f->direction,
                                        .kind = f->kind,
                                        .channel = f->channel,
                                        .at_least = least_of(f),
                                        .q = f->q,
                                        .limit = ask->limit,
                                        .offset = ask->offset},
        &rows, &ret->len));
    for (size_t i = 0; i < ret->len; i++) {
        rows[i].counterparty = masked_note(r, rows[i].counterparty);
        rows[i].note = masked_note(r, rows[i].note);
    }
    ret->items = rows;
    return OK;
}

/* ---- the page around the list ---- */

/* Who of the query's rows: one with a name of its own, all others with one, the customer's other
 * accounts here, what names nobody. */
enum { WHO_NAMED, WHO_OTHERS, WHO_ONESELF, WHO_NOBODY };
/* clang-format off */
static const struct word counterparty_items[] = {
    {WHO_NAMED, "named", N_("Named")},
    {WHO_OTHERS, "others", N_("Others")},
    {WHO_ONESELF, "oneself", N_("Own accounts at this bank")},
    {WHO_NOBODY, "nobody", N_("No counterparty named")},
};
/* clang-format on */
const struct words counterparty_words = {"counterparty_words", counterparty_items,
                                         ARRAY_LEN(counterparty_items)};

struct counterparty_view {
    struct q_counterparties_row with;
    struct text url; /* of those with a name of their own */
};
/* clang-format off */
static const struct field counterparty_fields[] = {
    FIELD_RECORD(struct counterparty_view, with, q_counterparties_record),
    {.name = "url", .kind = KIND_URL, .nullable = true, .offset = offsetof(struct counterparty_view, url)},
};
/* clang-format on */
static const struct record counterparty_record =
    RECORD(struct counterparty_view, counterparty_fields);

/* All that came, or went; 'sum' is that of the rows. */
struct flow_view {
    struct counterparty_view *rows;
    size_t rows_count;
    fen sum;
};
static const struct field flow_fields[] = {
    FIELD_ROWS(struct flow_view, rows, counterparty_record),
    FIELD_AS(struct flow_view, sum, KIND_FEN),
};
static const struct record flow_record = RECORD(struct flow_view, flow_fields);

struct transactions_view {
    struct customer_head head;
    struct flow_view came, went;
    struct text list;
};
static const struct field transactions_fields[] = {
    FIELD_RECORD(struct transactions_view, head, customer_head_record),
    FIELD_RECORD(struct transactions_view, came, flow_record),
    FIELD_RECORD(struct transactions_view, went, flow_record),
    FIELD_AS(struct transactions_view, list, KIND_HTML),
};
static const struct record transactions_record =
    RECORD(struct transactions_view, transactions_fields);
const struct page transactions_page = {&tmpl_transactions, &transactions_record,
                                       N_("Transactions")};

/* Its own transactions: those that its name finds as far as it can be seen. */
static struct text transactions_with(struct req *r, int64_t customer_id, struct text name)
{
    struct buf b;
    buf_init(&b);
    buf_printf(&b, "/customers/%" PRId64 "/transactions?q=", customer_id);
    url_add(&b, name);
    return keep(r->arena, &b);
}

static void add_to_flow(struct req *r, int64_t customer_id, struct q_counterparties_row row,
                        struct flow_view *f)
{
    struct counterparty_view *c = &f->rows[f->rows_count++];
    row.counterparty = masked_note(r, row.counterparty);
    f->sum = fen_add(f->sum, row.amount);
    *c = (struct counterparty_view){.with = row};
    if (row.who == WHO_NAMED)
        c->url = transactions_with(r, customer_id, row.counterparty);
}

static rc add_counterparties(struct req *r, struct transactions_view *v)
{
    struct q_counterparties_row *rows = NULL;
    size_t len = 0;
    day today = v->head.day;
    TRY(q_counterparties(r->db, r->arena, v->head.customer_id, today, today - YEAR_DAYS,
                         COUNTERPARTIES_SHOWN, &rows, &len));
    v->came.rows = arena_alloc(r->arena, (len + 1) * sizeof *v->came.rows);
    v->went.rows = arena_alloc(r->arena, (len + 1) * sizeof *v->went.rows);
    for (size_t i = 0; i < len; i++)
        add_to_flow(r, v->head.customer_id, rows[i], rows[i].direction == 0 ? &v->came : &v->went);
    return OK;
}

static rc open_customer(struct req *r, void **ret_beside)
{
    const struct transaction_filter *f = r->in;
    struct transactions_view *v = VIEW(r, struct transactions_view);
    TRY(customer_head_find(r, f->customer_id, &v->head));
    *ret_beside = v;
    return OK;
}

static rc show_around(struct req *r, void *beside, struct text list)
{
    struct transactions_view *v = beside;
    v->list = list;
    TRY(add_counterparties(r, v));
    return show(r, &transactions_page, v);
}

static rc crown(struct req *r, struct list_crown *ret_crown)
{
    static const struct list_tab tabs[] = {
        {.label = N_("All transactions")},
        {.label = N_("Large"), .where = {{"large", "true"}}},
        {.label = N_("Money in"), .where = {{"direction", "in"}}},
        {.label = N_("Money out"), .where = {{"direction", "out"}}},
        {.label = N_("Card spend"), .where = {{"kind", "card_spend"}}},
    };
    (void)r;
    *ret_crown = (struct list_crown){.tabs = tabs, .tabs_len = ARRAY_LEN(tabs)};
    return OK;
}

const struct list transaction_list =
    LIST(N_("Transactions"), q_transaction_list, columns, fetch,
         .first_order = Q_TRANSACTION_LIST_BY_AT_DESC,
         .empty = N_("No transactions yet. They arrive with the nightly files."), .crown = crown,
         .open = open_customer, .show = show_around);
