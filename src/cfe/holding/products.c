#include "cfe/holding/products.h"

#include "cfe/holding/holding.sql.h"
#include "cfe/portfolio/said.h"
#include "cfe/portfolio/whose.h"
#include "cif/customer/codes.h"
#include "engine/totals.h"
#include "pcrm/who/who.h"

/* ---- what is asked for ---- */

static const struct word whose_items[] = {
    {0, "mine", N_("My customers")},
    {1, "related", N_("Related customers")},
};
static const struct words whose_words = {"own_whose", whose_items, ARRAY_LEN(whose_items)};
enum { WHOSE_RELATED = 1 };

struct products_form {
    struct opt_int2 kind, whose;
    struct text q, org, where;
};
/* clang-format off */
#define FILTERS                                                                                    \
    INPUT_TEXT(struct products_form, q, N_("Product contains"), .max = 60),                        \
    INPUT_CODE(struct products_form, kind, class_words, N_("Kind")),                               \
    INPUT_WHERE(struct products_form)
static const struct input below_inputs[] = {
    FILTERS,
    INPUT_TEXT(struct products_form, org, N_("Organisation"), .max = 60, .help = N_("Number or name of your organisation or one below it")),
};
static const struct input own_inputs[] = {
    FILTERS,
    INPUT_CODE(struct products_form, whose, whose_words, N_("Whose")),
};
/* clang-format on */
const struct inputs products_in = INPUTS(struct products_form, below_inputs);
const struct inputs own_products_in = INPUTS(struct products_form, own_inputs);

/* ---- rows ---- */

struct product_row {
    int64_t product_id;
    struct text product_code, name, family, list, org, where;
    int16_t product_class;
    struct opt_int2 risk;
    int32_t customers, accounts;
    fen amount;
    int64_t list_total;
};
/* clang-format off */
#define INNER(member, kind_) {.name = #member, .kind = (kind_), .nullable = (kind_) == KIND_TEXT, .offset = offsetof(struct product_row, member), .inner = true}
static const struct field product_fields[] = {
    FIELD_AS(struct product_row, product_id, KIND_ID),
    FIELD(struct product_row, product_code), FIELD(struct product_row, name),
    FIELD(struct product_row, family),
    FIELD_CODE(struct product_row, product_class, class_words),
    FIELD_CODE(struct product_row, risk, product_risk_words),
    FIELD(struct product_row, customers), FIELD(struct product_row, accounts),
    FIELD_AS(struct product_row, amount, KIND_FEN),
    INNER(list, KIND_TEXT), INNER(org, KIND_TEXT), INNER(where, KIND_TEXT), INNER(list_total, KIND_INT8),
};
static const struct record product_record = RECORD(struct product_row, product_fields);

/* The customers who hold it, with what they have of it. */
#define HOLDERS "product={product_id}&where={where}&sort=-held&columns=name,customer_no,tier,standing,manager_name,held,aum,deposits,fa_avg"
#define COLUMNS(HOLDERS_OF)                                                                        \
    {"name", N_("Product"), HOLDERS_OF HOLDERS},                                                   \
    {"product_code", N_("Code"), .hidden = true},                                                  \
    {"product_class", N_("Kind")},                                                                 \
    {"family", N_("Family")},                                                                      \
    {"risk", N_("Risk")},                                                                          \
    {"customers", N_("Customers"), HOLDERS_OF HOLDERS},                                            \
    {"accounts", N_("Accounts"), .hidden = true},                                                  \
    {"amount", N_("Amount"), .brief = true}
static const struct list_column columns[] = {COLUMNS("/customers?org={org}&")};
static const struct list_column own_columns[] = {COLUMNS("/customers/{list}?")};
#define BOTH_WAYS(column) {column, false}, {column, true}
static const struct query_order orders[] = {
    BOTH_WAYS("amount"), BOTH_WAYS("name"), BOTH_WAYS("product_code"), BOTH_WAYS("product_class"), BOTH_WAYS("family"),
    BOTH_WAYS("risk"), BOTH_WAYS("customers"), BOTH_WAYS("accounts"),
};
/* clang-format on */
enum { BY_AMOUNT_DESC = 1 };

struct wanted {
    const struct snapshot *s;
    struct reach reach;
    struct org_found org;
    bool own, related;
};

static rc wanted_find(struct req *r, struct wanted *ret)
{
    const struct products_form *in = r->in;
    bool known = true;
    *ret = (struct wanted){.own = r->route->list == &own_products_list};
    TRY(req_snapshot(r, &ret->s));
    if (in->org.len)
        TRY(org_find(r, ret->s, in->org, &known, &ret->org));
    if (!known)
        return fault(r, "org", N_("is neither your organisation nor one below it"));
    ret->related = in->whose.known && in->whose.value == WHOSE_RELATED;
    ret->reach =
        !ret->own ? reach_below(ret->s, ret->org.org_id ? ret->org.org_id : org_of_person(r), false)
        : ret->related ? reach_co_managed(ret->s, r->who->staff_id)
                       : reach_managed(ret->s, r->who->staff_id);
    return reach_where(r, in->where, ret->s, &ret->reach);
}

static bool has_part(struct text whole, struct text part)
{
    for (size_t i = 0; i + part.len <= whole.len; i++)
        if (memcmp(whole.ptr + i, part.ptr, part.len) == 0)
            return true;
    return part.len == 0;
}

static const struct q_holding_products_row *product_named(const struct q_holding_products_row *rows,
                                                          size_t len, int32_t product_id)
{
    for (size_t i = 0; i < len; i++)
        if (rows[i].product_id == product_id)
            return &rows[i];
    return NULL;
}

/* Sums come by product_id, and so do names. */
static rc fill_rows(struct req *r, const struct wanted *w, const struct product_totals *totals,
                    size_t len, struct list_rows *ret)
{
    const struct products_form *in = r->in;
    struct q_holding_products_row *names = NULL;
    struct product_row *rows = arena_alloc(r->arena, (len + 1) * sizeof *rows);
    int32_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    size_t names_len = 0, n = 0;
    for (size_t i = 0; i < len; i++)
        ids[i] = totals[i].product_id;
    if (len)
        TRY(q_holding_products(r->db, r->arena, (struct int4s){ids, len}, w->s->day, &names,
                               &names_len));
    for (size_t i = 0; i < len; i++) {
        const struct q_holding_products_row *p =
            product_named(names, names_len, totals[i].product_id);
        if (!p || !has_part(p->name, in->q) ||
            (in->kind.known && in->kind.value != totals[i].class))
            continue;
        rows[n++] = (struct product_row){.product_id = p->product_id,
                                         .product_code = p->product_code,
                                         .name = p->name,
                                         .family = p->family,
                                         .list = w->related ? TEXT("related") : TEXT("mine"),
                                         .org = in->org,
                                         .where = in->where,
                                         .product_class = totals[i].class,
                                         .risk = p->risk,
                                         .customers = (int32_t)totals[i].customers,
                                         .accounts = (int32_t)totals[i].accounts,
                                         .amount = totals[i].amount};
    }
    *ret = (struct list_rows){rows, n};
    return OK;
}

static rc products_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    struct wanted w;
    struct product_totals *totals = NULL;
    size_t len = 0;
    TRY(wanted_find(r, &w));
    totals_by_product(w.s, &w.reach, r->arena, &totals, &len);
    TRY(fill_rows(r, &w, totals, len, ret));
    struct product_row *rows = ret->items;
    for (size_t i = 0; i < ret->len; i++)
        rows[i].list_total = (int64_t)ret->len;
    *ret = list_sorted(r->arena, &product_record, &orders[ask->order], ask, ret);
    return OK;
}

/* ---- above the rows ---- */

static rc products_crown(struct req *r, struct list_crown *ret)
{
    static const struct {
        const char *label;
        enum amount amount;
    } shown[] = {{N_("Deposits"), AMOUNT_DEPOSITS},   {N_("Wealth products"), AMOUNT_WEALTH},
                 {N_("Funds"), AMOUNT_FUND},          {N_("Treasury bonds"), AMOUNT_BOND},
                 {N_("Insurance"), AMOUNT_INSURANCE}, {N_("Loans"), AMOUNT_LOANS}};
    struct wanted w;
    struct totals t;
    TRY(wanted_find(r, &w));
    totals_of(w.s, &w.reach, &t);
    ret->figures = arena_alloc(r->arena, ARRAY_LEN(shown) * sizeof *ret->figures);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        struct key_figure f = said_figure(r, w.s, &t, word(r, shown[i].label), shown[i].amount);
        f.note = text_of(word(r, N_("vs. previous day")));
        ret->figures[ret->figures_len++] = f;
    }
    if (w.org.name.len)
        ret->said[ret->said_len++] = (struct list_said){
            "org", arena_printf(r->arena, "%s: %.*s", word(r, N_("Organisation")),
                                (int)w.org.name.len, w.org.name.ptr)};
    return OK;
}

#define PRODUCTS(columns_, about_)                                                                 \
    {                                                                                              \
        .title = N_("Holdings by product"), .about = (about_), .columns = (columns_),              \
        .columns_len = ARRAY_LEN(columns_), .row = &product_record, .orders = orders,              \
        .orders_len = ARRAY_LEN(orders), .first_order = BY_AMOUNT_DESC, .fetch = products_fetch,   \
        .crown = products_crown, .loosen = who_loosen,                                             \
        .empty = N_("Holdings arrive with the accounts in the nightly files.")                     \
    }
const struct list products_list =
    PRODUCTS(columns, N_("What customers of your organisation and those below it hold"));
const struct list own_products_list =
    PRODUCTS(own_columns, N_("What the customers you manage hold"));
