#include "cif/customer/holdings.h"

#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "platform/bank.h"
#include "platform/scope.h"
#include "web/unmask.h"
#include "web/web.h"

/* clang-format off */
static const struct word group_items[] = {
    {GROUP_DEPOSIT, "deposit", N_("Deposits")},
    {GROUP_WEALTH, "wealth", N_("Investments")},
    {GROUP_SETTLEMENT, "settlement", N_("Settlement")},
    {GROUP_LOAN, "loan", N_("Loans")},
    {GROUP_CHANNEL, "channel", N_("Channels")},
    {GROUP_CARD, "card", N_("Cards")},
};
const struct words group_words = {"asset_groups", group_items, ARRAY_LEN(group_items)};

static const struct field account_fields[] = {
    FIELD_RECORD(struct account_view, account, q_customer_accounts_record),
    FIELD(struct account_view, rate),
    FIELD(struct account_view, counts),
    FIELD(struct account_view, is_foreign),
    FIELD(struct account_view, has_balance),
    FIELD(struct account_view, renews),
    FIELD(struct account_view, does_not_renew),
    FIELD(struct account_view, days_left),
    FIELD(struct account_view, matures_soon),
    FIELD(struct account_view, is_overdue),
    {.name = "gain", .kind = KIND_FEN, .nullable = true, .offset = offsetof(struct account_view, gain)},
    {.name = "gain_size", .kind = KIND_FEN, .offset = offsetof(struct account_view, gain_size), .inner = true},
    {.name = "gain_direction", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct account_view, gain_direction), .inner = true},
    {.name = "unmask_url", .kind = KIND_URL, .nullable = true, .offset = offsetof(struct account_view, unmask_url), .inner = true},
};
const struct record account_view_record = RECORD(struct account_view, account_fields);

static const struct field card_fields[] = {
    FIELD_RECORD(struct card_view, card, q_customer_cards_record),
    {.name = "unmask_url", .kind = KIND_URL, .nullable = true, .offset = offsetof(struct card_view, unmask_url), .inner = true},
};
const struct record card_view_record = RECORD(struct card_view, card_fields);
/* clang-format on */

enum asset_group group_of_class(int product_class)
{
    switch ((enum product_class)product_class) {
    case CLASS_DEMAND:
    case CLASS_TIME:
        return GROUP_DEPOSIT;
    case CLASS_MORTGAGE:
    case CLASS_CREDIT_LOAN:
    case CLASS_OTHER_LOAN:
        return GROUP_LOAN;
    case CLASS_DEBIT_CARD:
    case CLASS_CREDIT_CARD:
        return GROUP_CARD;
    case CLASS_SETTLEMENT:
        return GROUP_SETTLEMENT;
    case CLASS_CHANNEL:
        return GROUP_CHANNEL;
    case CLASS_FUND:
    case CLASS_BOND:
    case CLASS_WEALTH:
    case CLASS_INSURANCE:
    case CLASS_SECURITIES:
    case CLASS_GOLD:
    case CLASS_COUNT:
        break;
    }
    return GROUP_WEALTH;
}

struct text rate_text(struct req *r, struct opt_int8 rate)
{
    if (!rate.known)
        return (struct text){NULL, 0};
    int64_t points = (int64_t)divide_half_up(rate.value, RATE_ONE / 10000);
    return text_of(
        arena_printf(r->arena, "%" PRId64 ".%02" PRId64 "%%", points / 100, points % 100));
}

/* ---- numbers that can be asked for whole ---- */

struct by_thing {
    int64_t customer_id, thing_id;
};
static const struct input thing_inputs[] = {
    INPUT_NUMBER(struct by_thing, customer_id, NULL, .required = true, .min = 1, .max = INT64_MAX),
    INPUT_NUMBER(struct by_thing, thing_id, NULL, .required = true, .min = 1, .max = INT64_MAX),
};
static const struct inputs thing_in = INPUTS(struct by_thing, thing_inputs);

static rc find_account(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_thing *t = in;
    struct q_customer_account_no_row row;
    about(r, AUDIT_CUSTOMER, t->customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&t->customer_id, 1}));
    TRY(q_customer_account_no(r->db, r->arena, t->customer_id, t->thing_id, &row));
    *ret_sealed = row.sealed;
    return OK;
}

static rc find_card(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_thing *t = in;
    struct q_customer_card_no_row row;
    about(r, AUDIT_CUSTOMER, t->customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&t->customer_id, 1}));
    TRY(q_customer_card_no(r->db, r->arena, t->customer_id, t->thing_id, &row));
    *ret_sealed = row.sealed;
    return OK;
}

const struct unmasking account_unmasking = {"account.number", N_("Account number"),
                                            PERM_CUSTOMER_READ, &thing_in, find_account};
const struct unmasking card_unmasking = {"card.number", N_("Card number"), PERM_CUSTOMER_READ,
                                         &thing_in, find_card};

static struct text number_url(struct req *r, const struct unmasking *what, int64_t customer_id,
                              int64_t thing_id)
{
    return unmask_url(r, what, "customer_id=%" PRId64 "&thing_id=%" PRId64, customer_id, thing_id);
}

/* ---- accounts ---- */

static void add_maturity(day today, struct account_view *v)
{
    const struct q_customer_accounts_row *a = &v->account;
    if (a->matures_on == NO_DAY || !v->counts)
        return;
    v->days_left = (struct opt_int4){true, a->matures_on - today};
    v->is_overdue = v->days_left.value < 0;
    v->matures_soon = v->days_left.value >= 0 && v->days_left.value <= MATURES_SOON_DAYS;
    v->renews = a->auto_renew.known && a->auto_renew.value;
    v->does_not_renew = a->auto_renew.known && !a->auto_renew.value;
}

static void add_gain(struct account_view *v)
{
    const struct q_customer_accounts_row *a = &v->account;
    if (!a->base_cost.known || a->base_cost.value <= 0 || !v->counts)
        return;
    fen gain = fen_clamp((int128_t)a->base_balance - a->base_cost.value);
    v->gain = (struct opt_int8){true, gain};
    v->gain_size = gain < 0 ? -gain : gain;
    v->gain_direction = text_of(gain > 0 ? "rise" : gain < 0 ? "fall" : NULL);
}

static struct account_view view_of(struct req *r, int64_t customer_id,
                                   const struct q_customer_accounts_row *row)
{
    struct account_view v = {.account = *row};
    enum asset_group group = group_of_class(row->class);
    v.counts = row->status == ACCOUNT_OPEN || row->status == ACCOUNT_FROZEN;
    v.has_balance = group != GROUP_SETTLEMENT && group != GROUP_CHANNEL;
    v.is_foreign = !text_is(row->currency, r->web->bank->config->base_currency);
    v.rate = rate_text(r, row->rate);
    v.unmask_url = number_url(r, &account_unmasking, customer_id, row->account_id);
    add_maturity(r->who->published.day, &v);
    add_gain(&v);
    return v;
}

rc holdings_ask(struct req *r, int64_t customer_id, struct holdings_asked *ret)
{
    *ret = (struct holdings_asked){.customer_id = customer_id};
    db_ahead(r->db);
    return q_customer_accounts(r->db, r->arena, customer_id, r->who->published.day,
                               text_of(r->web->bank->config->base_currency), ACCOUNTS_MOST,
                               &ret->rows, &ret->len);
}

struct holdings_view holdings_show(struct req *r, const struct holdings_asked *asked)
{
    struct account_view *items = arena_alloc(r->arena, (asked->len + 1) * sizeof *items);
    for (size_t i = 0; i < asked->len; i++)
        items[i] = view_of(r, asked->customer_id, &asked->rows[i]);
    return (struct holdings_view){items, asked->len,
                                  asked->len ? asked->rows[0].accounts_total : 0};
}

rc cards_ask(struct req *r, int64_t customer_id, struct cards_asked *ret)
{
    *ret = (struct cards_asked){.customer_id = customer_id};
    db_ahead(r->db);
    return q_customer_cards(r->db, r->arena, customer_id, r->who->published.day, ACCOUNTS_MOST,
                            &ret->rows, &ret->len);
}

struct card_view *cards_show(struct req *r, const struct cards_asked *asked)
{
    struct card_view *cards = arena_alloc(r->arena, (asked->len + 1) * sizeof *cards);
    for (size_t i = 0; i < asked->len; i++)
        cards[i] =
            (struct card_view){asked->rows[i], number_url(r, &card_unmasking, asked->customer_id,
                                                          asked->rows[i].card_id)};
    return cards;
}
