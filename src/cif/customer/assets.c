/* What a customer has and owes, account by account: /customers/{customer_id}/assets; and the same
 * as a sheet to print: /customers/{customer_id}/statement. */
#include "cif/customer/assets.html.h"
#include "cif/customer/customer.sql.h"
#include "cif/customer/figures.h"
#include "cif/customer/holdings.h"
#include "cif/customer/pages.h"
#include "cif/customer/statement.html.h"

struct assets_view {
    struct customer_head head;
    struct customer_figures figures;
    struct account_view *accounts, *debts, *services, *closed;
    size_t accounts_count, debts_count, services_count, closed_count;
    fen accounts_sum, debts_sum;
    struct card_view *cards;
    size_t cards_count;
    int64_t accounts_total;
    bool is_cut;    /* there are more accounts than are shown */
    bool has_split; /* the classes of more than one day are known */
    int64_t printed_at;
    struct text printed_by;
    struct text bank_name; /* on paper only */
};
static const struct field assets_fields[] = {
    FIELD_RECORD(struct assets_view, head, customer_head_record),
    FIELD_RECORD(struct assets_view, figures, customer_figures_record),
    FIELD_ROWS(struct assets_view, accounts, account_view_record),
    FIELD_ROWS(struct assets_view, debts, account_view_record),
    FIELD_ROWS(struct assets_view, services, account_view_record),
    FIELD_ROWS(struct assets_view, closed, account_view_record),
    FIELD_AS(struct assets_view, accounts_sum, KIND_FEN),
    FIELD_AS(struct assets_view, debts_sum, KIND_FEN),
    FIELD_ROWS(struct assets_view, cards, card_view_record),
    FIELD(struct assets_view, accounts_total),
    FIELD(struct assets_view, is_cut),
    FIELD(struct assets_view, has_split),
    FIELD_AS(struct assets_view, printed_at, KIND_TIME),
    FIELD(struct assets_view, printed_by),
    FIELD(struct assets_view, bank_name),
};
static const struct record assets_record = RECORD(struct assets_view, assets_fields);
const struct page assets_page = {&tmpl_assets, &assets_record, N_("Assets")};
const struct page statement_page = {&tmpl_statement, &assets_record, N_("Wealth account")};

/* What a loan or a credit card shows is what is owed. */
static bool is_debt(const struct account_view *a)
{
    return a->counts && (group_of_class(a->account.class) == GROUP_LOAN ||
                         a->account.class == CLASS_CREDIT_CARD);
}

static void put_debt(struct assets_view *v, const struct account_view *a)
{
    v->debts_sum = fen_add(v->debts_sum, a->account.base_balance);
    v->debts[v->debts_count++] = *a;
}

/* One of the other three tables. */
static void put_account(struct assets_view *v, const struct account_view *a)
{
    switch (a->counts ? group_of_class(a->account.class) : GROUP_COUNT) {
    case GROUP_DEPOSIT:
    case GROUP_WEALTH:
        v->accounts_sum = fen_add(v->accounts_sum, a->account.base_balance);
        v->accounts[v->accounts_count++] = *a;
        break;
    case GROUP_LOAN:
    case GROUP_CARD:
        v->accounts[v->accounts_count++] = *a;
        break;
    case GROUP_SETTLEMENT:
    case GROUP_CHANNEL:
        v->services[v->services_count++] = *a;
        break;
    case GROUP_COUNT:
        v->closed[v->closed_count++] = *a;
        break;
    }
}

static void deal_out(struct req *r, const struct holdings_view *all, struct assets_view *v)
{
    size_t room = (all->len + 1) * sizeof(struct account_view);
    v->accounts = arena_alloc(r->arena, room);
    v->debts = arena_alloc(r->arena, room);
    v->services = arena_alloc(r->arena, room);
    v->closed = arena_alloc(r->arena, room);
    for (size_t i = 0; i < all->len; i++)
        (is_debt(&all->items[i]) ? put_debt : put_account)(v, &all->items[i]);
    v->accounts_total = all->total;
    v->is_cut = all->total > (int64_t)all->len;
}

static rc fill(struct req *r, int64_t customer_id, struct assets_view *v)
{
    struct history history;
    struct holdings_asked accounts;
    struct cards_asked cards;
    TRY(customer_head_find(r, customer_id, &v->head));
    TRY(history_ask(r, customer_id, &history));
    TRY(holdings_ask(r, customer_id, &accounts));
    TRY(cards_ask(r, customer_id, &cards));
    TRY(db_settle(r->db));
    struct holdings_view holdings = holdings_show(r, &accounts);
    v->cards = cards_show(r, &cards);
    v->cards_count = cards.len;
    deal_out(r, &holdings, v);
    v->figures = customer_figures_of(r, &history);
    v->has_split = v->figures.has_days && v->figures.aum.now > 0;
    return OK;
}

rc assets_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct assets_view *v = VIEW(r, struct assets_view);
    TRY(fill(r, in->customer_id, v));
    return show(r, &assets_page, v);
}

/* The head office is the bank: what it is called, without the word for the office. */
static rc find_bank_name(struct req *r, struct text *ret_name)
{
    const struct text office = TEXT("总行");
    struct q_bank_name_row row;
    bool found;
    TRY(q_bank_name(r->db, r->arena, r->who->published.day, &row, &found));
    if (!found)
        return OK;
    size_t rest = row.name.len - (row.name.len > office.len ? office.len : 0);
    bool ends = text_equal((struct text){row.name.ptr + rest, row.name.len - rest}, office);
    *ret_name = (struct text){row.name.ptr, ends ? rest : row.name.len};
    return OK;
}

rc statement_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct assets_view *v = VIEW(r, struct assets_view);
    TRY(fill(r, in->customer_id, v));
    TRY(find_bank_name(r, &v->bank_name));
    v->printed_at = r->now;
    v->printed_by = r->who->name;
    return show(r, &statement_page, v);
}
