#include "cfe/portfolio/portfolio.h"

#include "cfe/portfolio/classes.h"
#include "cfe/portfolio/customer_row.h"
#include "cfe/portfolio/portfolio.sql.h"
#include "cfe/portfolio/said.h"
#include "cfe/portfolio/sorted.h"
#include "cfe/portfolio/summary.h"
#include "cfe/portfolio/whose.h"
#include "cif/customer/codes.h"
#include "engine/pick.h"
#include "engine/totals.h"
#include "pcrm/who/who.h"
#include "platform/scope.h"
#include "web/say.h"

/* So many are sorted or searched by name; the database reads the names of each. */
enum { FEW_MOST = 2000 };

/* ---- filters ---- */

/* clang-format off */
#define FIGURE_MAP(X)                                                                              \
    X(0, "aum", N_("AUM"), ORDER_AMOUNT(AMOUNT_AUM))                                               \
    X(1, "fa", N_("Financial assets"), ORDER_AMOUNT(AMOUNT_FA))                                    \
    X(2, "fa_avg", N_("Annual daily average"), ORDER_FA_AVG)                                       \
    X(3, "deposits", N_("Deposits"), ORDER_AMOUNT(AMOUNT_DEPOSITS))                                \
    X(4, "demand", N_("Demand deposits"), ORDER_AMOUNT(AMOUNT_DEMAND))                             \
    X(5, "time", N_("Time deposits"), ORDER_AMOUNT(AMOUNT_TIME))                                   \
    X(6, "funds", N_("Funds"), ORDER_AMOUNT(AMOUNT_FUND))                                          \
    X(7, "bonds", N_("Treasury bonds"), ORDER_AMOUNT(AMOUNT_BOND))                                 \
    X(8, "wealth", N_("Wealth products"), ORDER_AMOUNT(AMOUNT_WEALTH))                             \
    X(9, "insurance", N_("Insurance"), ORDER_AMOUNT(AMOUNT_INSURANCE))                             \
    X(10, "securities", N_("Securities"), ORDER_AMOUNT(AMOUNT_SECURITIES))                         \
    X(11, "gold", N_("Precious metals"), ORDER_AMOUNT(AMOUNT_GOLD))                                \
    X(12, "loans", N_("Loans"), ORDER_AMOUNT(AMOUNT_LOANS))                                        \
    X(13, "acct_max", N_("Largest account"), ORDER_ACCT_MAX)                                       \
    X(14, "cc_spend", N_("Card spend, 12 months"), ORDER_CC_SPEND)                                  \
    X(15, "aum_day", N_("AUM vs. previous day"), ORDER_CHANGE(AMOUNT_AUM, AT_YESTERDAY))            \
    X(16, "aum_month", N_("AUM since month-end"), ORDER_CHANGE(AMOUNT_AUM, AT_MONTH_END))          \
    X(17, "aum_year", N_("AUM year to date"), ORDER_CHANGE(AMOUNT_AUM, AT_YEAR_END))
/* clang-format on */
#define FIGURE_WORD(code, name, label, order) {code, name, label},
#define FIGURE_ORDER(code, name, label, order) [code] = (order),
static const struct word figure_items[] = {FIGURE_MAP(FIGURE_WORD)};
static const struct words figure_words = {"figures", figure_items, ARRAY_LEN(figure_items)};
static const int figure_orders[] = {FIGURE_MAP(FIGURE_ORDER)};

struct filter {
    struct text q;
    struct opt_int2 stage, tier, standing, figure;
    struct opt_int8 from, until;
    struct opt_int4 kinds, birthday;
    struct text org, where;
    bool unmanaged, alone;
    struct opt_int8 manager, product; /* manager 0: nobody */
};
/* clang-format off */
#define FILTERS                                                                                    \
    INPUT_TEXT(struct filter, q, N_("Name contains"), .max = 40),                                  \
    INPUT_CODE(struct filter, stage, stage_words, N_("Stage")),                                    \
    INPUT_CODE(struct filter, tier, tier_words, N_("Tier")),                                       \
    INPUT_CODE(struct filter, standing, standing_words, N_("Standing")),                           \
    INPUT_CODE(struct filter, figure, figure_words, N_("Figure"), .help = N_("AUM if none is chosen")), \
    INPUT_FEN(struct filter, from, N_("From (yuan)"), .min = INT64_MIN, .max = INT64_MAX),         \
    INPUT_FEN(struct filter, until, N_("Up to (yuan)"), .min = INT64_MIN, .max = INT64_MAX),       \
    INPUT_NUMBER(struct filter, kinds, N_("Kinds of products"), .min = 0, .max = 15),              \
    INPUT_NUMBER(struct filter, birthday, N_("Birthday within (days)"), .help = N_("Today counts as the first day"), .min = 1, .max = DAYS_TO_BIRTHDAY_MOST), \
    INPUT_NUMBER(struct filter, product, NULL, .min = 1, .max = INT32_MAX),                        \
    INPUT_WHERE(struct filter)
static const struct input own_inputs[] = {FILTERS};
static const struct input below_inputs[] = {
    FILTERS,
    INPUT_TEXT(struct filter, org, N_("Organisation"), .max = 60, .help = N_("Number or name of your organisation or one below it")),
    INPUT_BOOL(struct filter, unmanaged, N_("Without a manager")),
    INPUT_BOOL(struct filter, alone, N_("Without organisations below")),
    INPUT_NUMBER(struct filter, manager, NULL, .min = 0, .max = INT32_MAX),
};
/* clang-format on */
static const struct inputs own_in = INPUTS(struct filter, own_inputs);
static const struct inputs below_in = INPUTS(struct filter, below_inputs);

/* ---- whom the list is about ---- */

enum whose { WHOSE_MINE, WHOSE_RELATED, WHOSE_BELOW, WHOSE_UNASSIGNED };

struct wanted {
    const struct snapshot *s;
    struct reach reach;
    struct pick_how how;
    struct org_found org; /* the one of the filter; 0: none */
};

static enum whose whose_of(const struct req *r);

static struct reach reach_of_list(struct req *r, const struct wanted *w)
{
    switch (whose_of(r)) {
    case WHOSE_MINE:
        return reach_managed(w->s, r->who->staff_id);
    case WHOSE_RELATED:
        return reach_co_managed(w->s, r->who->staff_id);
    case WHOSE_BELOW:
    case WHOSE_UNASSIGNED:
        break;
    }
    const struct filter *f = r->in;
    return reach_below(w->s, w->org.org_id ? w->org.org_id : org_of_person(r), f->alone);
}

static rc add_range(struct req *r, const struct filter *f, struct pick_how *how)
{
    if (!f->from.known && !f->until.known)
        return OK;
    if (f->from.known && f->until.known && f->until.value < f->from.value)
        return fault(r, "until", N_("is less than the lower amount"));
    how->ranges[how->ranges_len++] = (struct pick_range){
        figure_orders[f->figure.known ? f->figure.value : 0],
        f->from.known ? f->from.value : INT64_MIN, f->until.known ? f->until.value : INT64_MAX};
    return OK;
}

static uint32_t bit(struct opt_int2 code)
{
    return code.known ? UINT32_C(1) << code.value : 0;
}

static rc add_how(struct req *r, const struct filter *f, struct pick_how *how)
{
    bool unassigned = whose_of(r) == WHOSE_UNASSIGNED;
    how->stages = unassigned ? UINT32_C(1) << STAGE_TARGET : bit(f->stage);
    how->tiers = bit(f->tier);
    how->standings = bit(f->standing);
    how->unmanaged = unassigned || f->unmanaged || (f->manager.known && !f->manager.value);
    how->manager_id = f->manager.known ? (int32_t)f->manager.value : 0;
    how->product_id = f->product.known ? (int32_t)f->product.value : 0;
    if (f->kinds.known)
        how->ranges[how->ranges_len++] =
            (struct pick_range){ORDER_KINDS, f->kinds.value, f->kinds.value};
    return add_range(r, f, how);
}

static rc find_org(struct req *r, struct wanted *w)
{
    const struct filter *f = r->in;
    bool known = true;
    if (f->org.len)
        TRY(org_find(r, w->s, f->org, &known, &w->org));
    return known ? OK : fault(r, "org", N_("is neither your organisation nor one below it"));
}

static rc wanted_find(struct req *r, struct wanted *ret)
{
    const struct filter *f = r->in;
    *ret = (struct wanted){0};
    TRY(req_snapshot(r, &ret->s));
    TRY(find_org(r, ret));
    ret->reach = reach_of_list(r, ret);
    return add_how(r, f, &ret->how);
}

/* ---- picking ---- */

static struct picked pick_all(struct req *r, const struct wanted *w, size_t most)
{
    struct pick_how how = w->how;
    struct picked picked;
    how.order = ORDER_CUSTOMER;
    how.limit = most;
    pick(w->s, &w->reach, &how, r->arena, &picked);
    return picked;
}

/* What only names can tell is asked of the database, for few. */
static rc open_few(struct req *r, const struct wanted *w, struct int8s *ret_ids)
{
    struct picked few = pick_all(r, w, FEW_MOST);
    if (few.total > FEW_MOST)
        return refuse(r, E_INVALID,
                      N_("Too many customers to search by name here: narrow the list to 2,000 with "
                         "other filters, or use the search."));
    *ret_ids = rows_ids(few.rows, few.len, r->arena);
    return few.len ? scope_open_next(r->db, r->who, *ret_ids) : OK;
}

/* From then on the list is about those of that name only. */
static rc keep_named(struct req *r, struct text part, struct wanted *w)
{
    struct q_portfolio_those_named_row *rows = NULL;
    struct int8s few;
    size_t len = 0;
    TRY(open_few(r, w, &few));
    if (few.len)
        TRY(q_portfolio_those_named(r->db, r->arena, few, w->s->day, part, &rows, &len));
    int64_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = rows[i].customer_id;
    w->reach = reach_ids(w->s, (struct int8s){ids, len}, r->arena);
    return OK;
}

static rc pick_by_text(struct req *r, const struct list_ask *ask, const struct wanted *w,
                       struct list_keys *ret)
{
    const struct filter *f = r->in;
    struct q_portfolio_named_row *rows = NULL;
    struct int8s few;
    size_t len = 0;
    TRY(open_few(r, w, &few));
    const struct q_portfolio_named_in in = {few, w->s->day, f->q, ask->limit, ask->offset};
    int order = ask->order - CUSTOMER_ORDERS_MANY;
    if (few.len)
        TRY(q_portfolio_named(r->db, r->arena, (enum q_portfolio_named_order)order, &in, &rows,
                              &len));
    int64_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = rows[i].customer_id;
    *ret = (struct list_keys){{ids, len}, len ? rows[0].list_total : 0};
    return OK;
}

/* Also what each has of the product that is asked for. */
static rc customers_fill(struct req *r, struct int8s ids, struct list_rows *ret)
{
    const struct filter *f = r->in;
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    TRY(customer_fill(r, ids, ret));
    struct customer_row *rows = ret->items;
    int32_t product = f->product.known ? (int32_t)f->product.value : 0;
    for (size_t i = 0; i < ret->len && product; i++) {
        uint32_t row = (uint32_t)(rows[i].customer_id - 1);
        rows[i].held = (struct opt_int8){true, customer_holds(s, row, (struct int4s){&product, 1})};
    }
    return OK;
}

static int64_t key_below(const struct snapshot *s, uint32_t row, const void *of)
{
    (void)of;
    return s->below[row];
}

static int64_t key_birthday(const struct snapshot *s, uint32_t row, const void *of)
{
    (void)of;
    return s->birthday[row];
}

/* Most have nothing of the class: their holdings are not looked at. */
struct of_products {
    struct int4s products;
    int class;             /* the amount of their class; -1: of any class */
    const fen *class_sums; /* NULL: of any class */
};

static int64_t key_products(const struct snapshot *s, uint32_t row, const void *of)
{
    const struct of_products *p = of;
    if (p->class_sums && p->class_sums[row] == 0)
        return 0;
    fen held = customer_holds(s, row, p->products);
    return held > 0 ? held : 0;
}

static rc products_of(struct req *r, int order, const struct wanted *w, struct of_products *ret)
{
    struct q_portfolio_families_row families;
    int32_t *product = arena_copy(r->arena, &w->how.product_id, sizeof *product);
    *ret = (struct of_products){{product, *product != 0}, -1, NULL};
    if (order == ORDER_HELD)
        return OK;
    bool loans = order == ORDER_HOME_LOANS;
    int class = loans ? AMOUNT_MORTGAGE : AMOUNT_BOND;
    TRY(q_portfolio_families(r->db, r->arena, w->s->day, &families));
    *ret = (struct of_products){loans ? families.home_loan_ids : families.certificate_ids, class,
                                w->s->amounts[AT_DAY][class]};
    return OK;
}

/* The page is filled by those who hold something of the class: the others need not be known. */
static bool pick_holders(struct req *r, const struct sorted_how *how, const struct wanted *w,
                         const struct of_products *products, struct picked *ret)
{
    struct wanted holders = *w;
    struct picked page;
    if (products->class < 0 || !how->desc || holders.how.ranges_len == PICK_RANGES_MOST)
        return false;
    holders.how.ranges[holders.how.ranges_len++] =
        (struct pick_range){ORDER_AMOUNT(products->class), 1, INT64_MAX};
    struct picked some = pick_all(r, &holders, SIZE_MAX);
    sorted_page(w->s, some.rows, some.len, how, r->arena, &page.rows, &page.len);
    if (page.len < how->limit || key_products(w->s, page.rows[page.len - 1], products) == 0)
        return false;
    page.total = pick_all(r, w, 0).total;
    *ret = page;
    return true;
}

static rc sort_by_key(struct req *r, int order, const struct pick_how *page, const struct wanted *w,
                      struct picked *ret)
{
    struct of_products products;
    struct sorted_how how = {.desc = page->desc, .offset = page->offset, .limit = page->limit};
    how.key = order == ORDER_BIRTHDAY ? key_birthday
              : order == ORDER_BELOW  ? key_below
                                      : key_products;
    if (how.key == key_products)
        TRY(products_of(r, order, w, &products));
    how.of = &products;
    if (how.key == key_products && pick_holders(r, &how, w, &products, ret))
        return OK;
    struct picked all = pick_all(r, w, SIZE_MAX);
    sorted_page(w->s, all.rows, all.len, &how, r->arena, &ret->rows, &ret->len);
    ret->total = all.total;
    return OK;
}

static rc pick_by_key(struct req *r, int order, const struct list_ask *ask, const struct wanted *w,
                      struct list_keys *ret)
{
    struct picked picked;
    struct pick_how page = w->how;
    page.order = order;
    page.desc = customer_orders[ask->order].descending;
    page.offset = (size_t)ask->offset;
    page.limit = (size_t)ask->limit;
    if (!pick_known(w->s, &w->reach, &page, r->arena, &picked)) {
        TRY(sort_by_key(r, order, &page, w, &picked));
        pick_keep(w->s, &w->reach, &page, &picked);
    }
    *ret = (struct list_keys){rows_ids(picked.rows, picked.len, r->arena), (int64_t)picked.total};
    return OK;
}

static void pick_by_store(struct req *r, const struct list_ask *ask, const struct wanted *w,
                          struct list_keys *ret)
{
    struct pick_how how = w->how;
    struct picked picked;
    how.order = customer_order_of(ask->order);
    how.desc = customer_orders[ask->order].descending;
    for (size_t i = 0; i < ask->then_len; i++)
        how.then[how.then_len++] = (struct pick_then){customer_order_of(ask->then[i]),
                                                      customer_orders[ask->then[i]].descending};
    how.offset = (size_t)ask->offset;
    how.limit = (size_t)ask->limit;
    pick(w->s, &w->reach, &how, r->arena, &picked);
    *ret = (struct list_keys){rows_ids(picked.rows, picked.len, r->arena), (int64_t)picked.total};
}

/* Names, numbers, birthdays and products are no columns of the store. */
static bool picks_several(const struct list_ask *ask)
{
    bool stored = customer_order_of(ask->order) < ORDER_HOME_LOANS;
    for (size_t i = 0; i < ask->then_len; i++)
        stored &= customer_order_of(ask->then[i]) < ORDER_HOME_LOANS;
    return stored;
}

/* Who is gone is in the list only where the condition asks for it. */
static rc add_where(struct req *r, const struct filter *f, struct pick_how *how)
{
    const struct who *who;
    TRY(who_where(r, "where", f->where, &who));
    if (!who)
        return OK;
    how->members = evaluate(who->evaluation, who->within, r->arena);
    how->gone = who->asks_gone;
    return OK;
}

static rc customers_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct filter *f = r->in;
    struct wanted w;
    int order = customer_order_of(ask->order);
    TRY(wanted_find(r, &w));
    TRY(add_where(r, f, &w.how));
    if (f->birthday.known) {
        struct birthdays soon = birthdays_within(req_read_on(r).today, f->birthday.value);
        w.reach = reach_born(w.s, &w.reach, &soon, r->arena);
    }
    if (order >= ORDER_NAME)
        return pick_by_text(r, ask, &w, ret);
    if (f->q.len)
        TRY(keep_named(r, f->q, &w));
    if (order >= ORDER_HOME_LOANS)
        return pick_by_key(r, order, ask, &w, ret);
    pick_by_store(r, ask, &w, ret);
    return OK;
}

/* ---- above the rows ---- */

/* "412 customers with 1.23 billion of AUM, 1.2 million more than yesterday". */
static const char *subtitle_of(struct req *r, const struct snapshot *s, const struct totals *t)
{
    bool compared = snapshot_day_of(s, AT_YESTERDAY) != NO_DAY;
    const fen *now = t->amounts[AT_DAY], *before = t->amounts[AT_YESTERDAY];
    const struct place places[] = {{"customers", said_number(r, t->customers)},
                                   {"aum", said_short(r, now[AMOUNT_AUM])},
                                   {"moved", said_signed(r, now[AMOUNT_AUM] - before[AMOUNT_AUM])}};
    return say(r->arena, r->tongue,
               compared ? N_("Customers {customers} · AUM {aum} · {moved} vs. previous day")
                        : N_("Customers {customers} · AUM {aum}"),
               ARRAY_LEN(places), places);
}

static struct opt_int8 count_of(uint32_t n)
{
    return (struct opt_int8){true, n};
}

static void add_tabs(struct req *r, const struct totals *t, struct list_crown *ret)
{
    /* clang-format off */
    const struct list_tab tabs[] = {
        {N_("All"), .count = count_of(t->customers)},
        {N_("Target customers"), .where = {{"stage", "target"}}, .count = count_of(t->stages[STAGE_TARGET])},
        {N_("Core"), .where = {{"tier", "core"}}, .count = count_of(t->tiers[TIER_CORE])},
        {N_("Growth"), .where = {{"tier", "growth"}}, .count = count_of(t->tiers[TIER_GROWTH])},
        {N_("Platinum"), .where = {{"tier", "platinum"}}, .count = count_of(t->tiers[TIER_PLATINUM])},
        {N_("Gold"), .where = {{"tier", "gold"}}, .count = count_of(t->tiers[TIER_GOLD])},
        {N_("Watch"), .where = {{"standing", "watch"}}, .count = count_of(t->standings[STANDING_WATCH])},
        {N_("Attention"), .where = {{"standing", "attention"}}, .count = count_of(t->standings[STANDING_ATTENTION])},
        {N_("Churned"), .where = {{"standing", "churned"}}, .count = count_of(t->standings[STANDING_CHURNED])},
    };
    /* clang-format on */
    ret->tabs = arena_copy(r->arena, tabs, sizeof tabs);
    ret->tabs_len = ARRAY_LEN(tabs);
}

static void add_said(struct req *r, struct list_crown *crown, const char *input, const char *label,
                     struct text name)
{
    crown->said[crown->said_len++] = (struct list_said){
        input, arena_printf(r->arena, "%s: %.*s", word(r, label), (int)name.len, name.ptr)};
}

/* What the numbers in the address stand for. */
static rc say_filters(struct req *r, const struct wanted *w, struct list_crown *crown)
{
    const struct filter *f = r->in;
    struct q_portfolio_staff_name_row staff = {{"–", 3}};
    struct q_portfolio_product_name_row product = {{"–", 3}};
    bool found;
    if (w->org.org_id)
        add_said(r, crown, "org", N_("Organisation"), w->org.name);
    if (f->manager.known && f->manager.value)
        TRY(q_portfolio_staff_name(r->db, r->arena, f->manager.value, w->s->day, &staff, &found));
    if (f->manager.known)
        add_said(r, crown, "manager", N_("Manager"), staff.name);
    if (f->product.known)
        TRY(q_portfolio_product_name(r->db, r->arena, f->product.value, w->s->day, &product,
                                     &found));
    if (f->product.known)
        add_said(r, crown, "product", N_("Holds"), product.name);
    return OK;
}

static rc customers_crown(struct req *r, struct list_crown *ret)
{
    struct wanted w;
    struct totals t;
    TRY(wanted_find(r, &w));
    if (whose_of(r) == WHOSE_UNASSIGNED)
        return say_filters(r, &w, ret);
    totals_of(w.s, &w.reach, &t);
    add_tabs(r, &t, ret);
    ret->subtitle = subtitle_of(r, w.s, &t);
    return say_filters(r, &w, ret);
}

/* ---- the lists ---- */

#define CUSTOMER_LIST(title_, about_, empty_, columns_, orders_len_)                               \
    {                                                                                              \
        .title = (title_), .about = (about_), .empty = (empty_), .columns = (columns_),            \
        .columns_len = CUSTOMER_COLUMNS, .row = &customer_row_record, .orders = customer_orders,   \
        .orders_len = (orders_len_), .first_order = CUSTOMER_ORDER_FIRST, .pick = customers_pick,  \
        .picks_several = picks_several, .fill = customers_fill, .key = "customer_id",              \
        .customers = list_keys_are_customers, .crown = customers_crown, .loosen = who_loosen       \
    }

static const struct list mine_list =
    CUSTOMER_LIST(N_("My customers"), N_("Customers you manage"),
                  N_("The customers you manage are listed here. The outlet head assigns them."),
                  own_customer_columns, CUSTOMER_ORDERS);
static const struct list related_list = CUSTOMER_LIST(
    N_("Related customers"), N_("Customers you co-manage with their main manager"),
    N_("Customers you co-manage are listed here once an outlet head gives you a share."),
    customer_columns, CUSTOMER_ORDERS);
static const struct list below_list =
    CUSTOMER_LIST(N_("Our customers"), N_("Customers of your organisation and those below it"),
                  N_("Customers arrive with the nightly files; those of your organisation and the "
                     "ones below it are listed here."),
                  customer_columns, CUSTOMER_ORDERS_MANY);
static const struct list unassigned_list = CUSTOMER_LIST(
    N_("To be assigned"),
    N_("Target customers of your organisation and below without a manager. Click a stage to see "
       "why; the outlet head assigns."),
    N_("Every target customer here has a manager."), free_customer_columns, CUSTOMER_ORDERS_MANY);

static enum whose whose_of(const struct req *r)
{
    const struct list *list = r->route->list;
    return list == &mine_list      ? WHOSE_MINE
           : list == &related_list ? WHOSE_RELATED
           : list == &below_list   ? WHOSE_BELOW
                                   : WHOSE_UNASSIGNED;
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/customers/mine", PERM_CUSTOMERS_OWN, .list = &mine_list, .in = &own_in, .title = N_("My customers")},
    {HTTP_GET, "/customers/related", PERM_CUSTOMERS_OWN, .list = &related_list, .in = &own_in, .title = N_("Related customers")},
    {HTTP_GET, "/customers", PERM_CUSTOMERS_BELOW, .list = &below_list, .in = &below_in, .title = N_("Our customers")},
    {HTTP_GET, "/customers/unassigned", PERM_CUSTOMERS_BELOW, .list = &unassigned_list, .in = &below_in, .title = N_("To be assigned")},
    {HTTP_GET, "/customers/summary", PERM_CUSTOMERS_LIST, summary_show, &summary_in, .title = N_("Customer summary")},
    {HTTP_GET, "/customers/summary/organisations", PERM_CUSTOMERS_BELOW, .list = &summary_org_list, .in = &summary_in, .title = N_("Customer summary by organisation")},
    {HTTP_GET, "/customers/summary/managers", PERM_CUSTOMERS_BELOW, .list = &summary_manager_list, .in = &summary_in, .title = N_("Customer summary by manager")},
    {HTTP_GET, "/customers/summary/mine", PERM_CUSTOMERS_OWN, .list = &summary_own_list, .in = &summary_own_in, .title = N_("Summary of my customers")},
    {HTTP_GET, "/customers/classes", PERM_CUSTOMERS_LIST, classes_show, &classes_in, .gives = &classes_page, .title = N_("Classification")},
};
static const struct nav nav[] = {
    {NAV_CUSTOMERS, "/customers/mine", N_("My customers")},
    {NAV_CUSTOMERS, "/customers/related", N_("Related customers")},
    {NAV_CUSTOMERS, "/customers", N_("Our customers")},
    {NAV_CUSTOMERS, "/customers/unassigned", N_("To be assigned")},
    {NAV_CUSTOMERS, "/customers/summary", N_("Customer summary")},
    {NAV_CUSTOMERS, "/customers/classes", N_("Classification")},
};
/* clang-format on */
const struct module portfolio_module = {.name = "portfolio", MODULE(routes), MODULE_NAV(nav)};
