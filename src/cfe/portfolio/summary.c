#include "cfe/portfolio/summary.h"

#include "cfe/portfolio/portfolio.sql.h"
#include "cfe/portfolio/said.h"
#include "cfe/portfolio/whose.h"
#include "engine/totals.h"
#include "web/say.h"

/* clang-format off */
static const struct input summary_inputs[] = {
    INPUT_TEXT(struct summary_form, org, N_("Organisation"), .max = 60, .help = N_("Number or name of your organisation or one below it")),
    INPUT_WHERE(struct summary_form),
};
static const struct input own_inputs[] = {INPUT_WHERE(struct summary_form)};
/* clang-format on */
const struct inputs summary_in = INPUTS(struct summary_form, summary_inputs);
const struct inputs summary_own_in = INPUTS(struct summary_form, own_inputs);

/* ---- rows ---- */

struct summary_row {
    struct text name; /* of whom the row is */
    struct text org_no, alone, list, where;
    struct text staff_no;
    int64_t manager;
    int32_t customers, targets, potentials, core, growth, platinum, gold, watch, attention, churned;
    fen aum, deposits, time, funds, bonds, wealth, insurance, loans, fa;
    struct opt_int8 aum_day, aum_month, aum_year, deposits_day, deposits_month, deposits_year;
    struct opt_int8 loans_day, loans_month, loans_year, fa_day, fa_month, fa_year;
    int64_t list_total;
};
/* clang-format off */
#define AMOUNT_FIELD(member) FIELD_AS(struct summary_row, member, KIND_FEN)
#define INNER_TEXT(member) {.name = #member, .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct summary_row, member), .inner = true}
static const struct field summary_fields[] = {
    FIELD(struct summary_row, name),
    FIELD(struct summary_row, org_no),
    INNER_TEXT(alone),
    INNER_TEXT(list),
    INNER_TEXT(where),
    FIELD(struct summary_row, staff_no),
    {.name = "manager", .kind = KIND_ID, .offset = offsetof(struct summary_row, manager), .inner = true},
    FIELD(struct summary_row, customers), FIELD(struct summary_row, targets), FIELD(struct summary_row, potentials),
    FIELD(struct summary_row, core), FIELD(struct summary_row, growth), FIELD(struct summary_row, platinum),
    FIELD(struct summary_row, gold), FIELD(struct summary_row, watch), FIELD(struct summary_row, attention),
    FIELD(struct summary_row, churned),
    AMOUNT_FIELD(aum), AMOUNT_FIELD(aum_day), AMOUNT_FIELD(aum_month), AMOUNT_FIELD(aum_year),
    AMOUNT_FIELD(deposits), AMOUNT_FIELD(deposits_day), AMOUNT_FIELD(deposits_month), AMOUNT_FIELD(deposits_year),
    AMOUNT_FIELD(time), AMOUNT_FIELD(wealth), AMOUNT_FIELD(funds), AMOUNT_FIELD(bonds), AMOUNT_FIELD(insurance),
    AMOUNT_FIELD(loans), AMOUNT_FIELD(loans_day), AMOUNT_FIELD(loans_month), AMOUNT_FIELD(loans_year),
    AMOUNT_FIELD(fa), AMOUNT_FIELD(fa_day), AMOUNT_FIELD(fa_month), AMOUNT_FIELD(fa_year),
    {.name = "list_total", .kind = KIND_INT8, .offset = offsetof(struct summary_row, list_total), .inner = true},
};
static const struct record summary_record = RECORD(struct summary_row, summary_fields);

/* The numbers, each with the customers behind it: BEHIND is the beginning of their list's address. */
#define NUMBER_COLUMNS(BEHIND)                                                                     \
    {"customers", N_("Customers"), BEHIND},                                                        \
    {"targets", N_("Targets"), BEHIND "&stage=target"},                                            \
    {"potentials", N_("Potential customers"), BEHIND "&stage=potential", .hidden = true},          \
    {"core", N_("Core"), BEHIND "&tier=core"},                                                     \
    {"growth", N_("Growth"), BEHIND "&tier=growth"},                                               \
    {"platinum", N_("Platinum"), BEHIND "&tier=platinum"},                                         \
    {"gold", N_("Gold"), BEHIND "&tier=gold"},                                                     \
    {"watch", N_("Watch"), BEHIND "&standing=watch", .hidden = true},                              \
    {"attention", N_("Attention"), BEHIND "&standing=attention"},                                  \
    {"churned", N_("Churned"), BEHIND "&standing=churned"},                                        \
    {"aum", N_("AUM"), BEHIND "&sort=-aum", .brief = true},                                        \
    {"aum_day", N_("AUM vs. previous day"), .is_change = true},                                         \
    {"aum_month", N_("AUM since month-end"), .is_change = true},                                       \
    {"aum_year", N_("AUM year to date"), .is_change = true, .hidden = true},                                   \
    {"deposits", N_("Deposits"), BEHIND "&sort=-deposits", .brief = true},                         \
    {"deposits_day", N_("Deposits vs. previous day"), .is_change = true, .hidden = true},           \
    {"deposits_month", N_("Deposits since month-end"), .is_change = true},                         \
    {"deposits_year", N_("Deposits year to date"), .is_change = true, .hidden = true},     \
    {"time", N_("Time deposits"), BEHIND "&sort=-time", .brief = true, .hidden = true},            \
    {"wealth", N_("Wealth products"), BEHIND "&sort=-wealth", .brief = true, .hidden = true},      \
    {"funds", N_("Funds"), BEHIND "&sort=-funds", .brief = true, .hidden = true},                  \
    {"bonds", N_("Treasury bonds"), BEHIND "&sort=-bonds", .brief = true, .hidden = true},         \
    {"insurance", N_("Insurance"), BEHIND "&sort=-insurance", .brief = true, .hidden = true},      \
    {"loans", N_("Loans"), BEHIND "&sort=-loans", .brief = true},                                  \
    {"loans_day", N_("Loans vs. previous day"), .is_change = true, .hidden = true},                 \
    {"loans_month", N_("Loans since month-end"), .is_change = true, .hidden = true},               \
    {"loans_year", N_("Loans year to date"), .is_change = true, .hidden = true},           \
    {"fa", N_("Financial assets"), BEHIND "&sort=-fa", .brief = true},                             \
    {"fa_day", N_("Financial assets vs. previous day"), .is_change = true, .hidden = true},         \
    {"fa_month", N_("Financial assets since month-end"), .is_change = true, .hidden = true},       \
    {"fa_year", N_("Financial assets year to date"), .is_change = true, .hidden = true}
static const struct list_column org_columns[] = {
    {"name", N_("Organisation"), "/customers/summary?org={org_no}&where={where}"},
    {"org_no", N_("Number"), .hidden = true},
    NUMBER_COLUMNS("/customers?org={org_no}&alone={alone}&where={where}"),
};
static const struct list_column manager_columns[] = {
    {"name", N_("Manager"), "/customers?org={org_no}&manager={manager}&where={where}"},
    {"staff_no", N_("Staff number"), .hidden = true},
    NUMBER_COLUMNS("/customers?org={org_no}&manager={manager}&where={where}"),
};
static const struct list_column own_columns[] = {
    {"name", N_("Customers"), "/customers/{list}?where={where}"},
    NUMBER_COLUMNS("/customers/{list}?where={where}"),
};

#define BOTH_WAYS(column) {column, false}, {column, true}
static const struct query_order summary_orders[] = {
    BOTH_WAYS("name"), BOTH_WAYS("customers"), BOTH_WAYS("targets"), BOTH_WAYS("potentials"), BOTH_WAYS("core"),
    BOTH_WAYS("growth"), BOTH_WAYS("platinum"), BOTH_WAYS("gold"), BOTH_WAYS("watch"), BOTH_WAYS("attention"),
    BOTH_WAYS("churned"), BOTH_WAYS("aum"), BOTH_WAYS("aum_day"), BOTH_WAYS("aum_month"), BOTH_WAYS("aum_year"),
    BOTH_WAYS("deposits"), BOTH_WAYS("deposits_day"), BOTH_WAYS("deposits_month"), BOTH_WAYS("deposits_year"),
    BOTH_WAYS("time"), BOTH_WAYS("wealth"), BOTH_WAYS("funds"), BOTH_WAYS("bonds"), BOTH_WAYS("insurance"),
    BOTH_WAYS("loans"), BOTH_WAYS("loans_day"), BOTH_WAYS("loans_month"), BOTH_WAYS("loans_year"),
    BOTH_WAYS("fa"), BOTH_WAYS("fa_day"), BOTH_WAYS("fa_month"), BOTH_WAYS("fa_year"),
};
enum { ORDER_BY_AUM = 2 * 11 + 1 };
/* clang-format on */

static struct opt_int8 moved(const struct snapshot *s, const struct totals *t, enum amount a,
                             enum at since)
{
    bool known = snapshot_day_of(s, since) != NO_DAY;
    return (struct opt_int8){known, known ? t->amounts[AT_DAY][a] - t->amounts[since][a] : 0};
}

static void fill_amounts(const struct snapshot *s, const struct totals *t, struct summary_row *to)
{
    const fen *now = t->amounts[AT_DAY];
    to->aum = now[AMOUNT_AUM];
    to->deposits = now[AMOUNT_DEPOSITS];
    to->time = now[AMOUNT_TIME];
    to->funds = now[AMOUNT_FUND];
    to->bonds = now[AMOUNT_BOND];
    to->wealth = now[AMOUNT_WEALTH];
    to->insurance = now[AMOUNT_INSURANCE];
    to->loans = now[AMOUNT_LOANS];
    to->fa = now[AMOUNT_FA];
    to->aum_day = moved(s, t, AMOUNT_AUM, AT_YESTERDAY);
    to->aum_month = moved(s, t, AMOUNT_AUM, AT_MONTH_END);
    to->aum_year = moved(s, t, AMOUNT_AUM, AT_YEAR_END);
    to->deposits_day = moved(s, t, AMOUNT_DEPOSITS, AT_YESTERDAY);
    to->deposits_month = moved(s, t, AMOUNT_DEPOSITS, AT_MONTH_END);
    to->deposits_year = moved(s, t, AMOUNT_DEPOSITS, AT_YEAR_END);
    to->loans_day = moved(s, t, AMOUNT_LOANS, AT_YESTERDAY);
    to->loans_month = moved(s, t, AMOUNT_LOANS, AT_MONTH_END);
    to->loans_year = moved(s, t, AMOUNT_LOANS, AT_YEAR_END);
    to->fa_day = moved(s, t, AMOUNT_FA, AT_YESTERDAY);
    to->fa_month = moved(s, t, AMOUNT_FA, AT_MONTH_END);
    to->fa_year = moved(s, t, AMOUNT_FA, AT_YEAR_END);
}

static void fill_row(const struct snapshot *s, const struct totals *t, struct summary_row *to)
{
    to->customers = (int32_t)t->customers;
    to->targets = (int32_t)t->stages[STAGE_TARGET];
    to->potentials = (int32_t)t->stages[STAGE_POTENTIAL];
    to->core = (int32_t)t->tiers[TIER_CORE];
    to->growth = (int32_t)t->tiers[TIER_GROWTH];
    to->platinum = (int32_t)t->tiers[TIER_PLATINUM];
    to->gold = (int32_t)t->tiers[TIER_GOLD];
    to->watch = (int32_t)t->standings[STANDING_WATCH];
    to->attention = (int32_t)t->standings[STANDING_ATTENTION];
    to->churned = (int32_t)t->standings[STANDING_CHURNED];
    fill_amounts(s, t, to);
}

static void give_page(struct req *r, const struct list_ask *ask, struct summary_row *rows,
                      size_t len, struct list_rows *ret)
{
    const struct summary_form *in = r->in;
    for (size_t i = 0; i < len; i++) {
        rows[i].list_total = (int64_t)len;
        rows[i].where = in->where;
    }
    *ret = list_sorted(r->arena, &summary_record, &summary_orders[ask->order], ask,
                       &(struct list_rows){rows, len});
}

/* ---- of which organisation ---- */

struct summary_of {
    const struct snapshot *s;
    struct org_found org; /* 0: the bank */
};

static rc summary_find(struct req *r, struct summary_of *ret)
{
    const struct summary_form *in = r->in;
    bool known = true;
    *ret = (struct summary_of){.org.org_id = org_of_person(r)};
    TRY(req_snapshot(r, &ret->s));
    if (in->org.len)
        TRY(org_find(r, ret->s, in->org, &known, &ret->org));
    return known ? OK : fault(r, "org", N_("is neither your organisation nor one below it"));
}

/* Where the whole bank is asked for: the organisation at the top, if there is one alone. */
static int32_t top_of(const struct summary_of *of)
{
    if (of->org.org_id || !of->s->place_count)
        return of->org.org_id;
    return of->s->places[1].org_id;
}

/* ---- by organisation ---- */

static const struct q_portfolio_orgs_row *org_named(const struct q_portfolio_orgs_row *orgs,
                                                    size_t len, int32_t org_id)
{
    for (size_t i = 0; i < len; i++)
        if (orgs[i].org_id == org_id)
            return &orgs[i];
    return NULL;
}

static rc name_orgs(struct req *r, const struct snapshot *s, const struct org_totals *totals,
                    size_t len, struct summary_row *rows)
{
    struct q_portfolio_orgs_row *orgs = NULL;
    size_t orgs_len = 0;
    int32_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = totals[i].org_id;
    if (len)
        TRY(q_portfolio_orgs(r->db, r->arena, (struct int4s){ids, len}, s->day, &orgs, &orgs_len));
    for (size_t i = 0; i < len; i++) {
        const struct q_portfolio_orgs_row *org = org_named(orgs, orgs_len, totals[i].org_id);
        rows[i].name = org ? org->name : TEXT("–");
        rows[i].org_no = org ? org->org_no : (struct text){NULL, 0};
        rows[i].alone = totals[i].itself ? TEXT("true") : (struct text){NULL, 0};
        if (totals[i].itself)
            rows[i].name = text_of(say(r->arena, r->tongue, N_("{org} (own level)"), 1,
                                       &(struct place){"org", rows[i].name}));
    }
    return OK;
}

/* Of each only those who meet the condition. */
static rc narrow_orgs(struct req *r, const struct snapshot *s, struct org_totals *totals,
                      size_t len)
{
    const struct summary_form *in = r->in;
    struct reach members = reach_all();
    TRY(reach_where(r, in->where, s, &members));
    for (size_t i = 0; i < len && members.kind == REACH_ROWS; i++) {
        struct reach org = reach_below(s, totals[i].org_id, totals[i].itself);
        struct reach both = reach_both(s, &members, &org, r->arena);
        totals_of(s, &both, &totals[i].totals);
    }
    return OK;
}

static rc org_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    struct summary_of of;
    struct org_totals *totals = NULL;
    size_t len = 0;
    TRY(summary_find(r, &of));
    if (top_of(&of))
        totals_by_child(of.s, top_of(&of), r->arena, &totals, &len);
    TRY(narrow_orgs(r, of.s, totals, len));
    struct summary_row *rows = arena_alloc(r->arena, (len + 1) * sizeof *rows);
    for (size_t i = 0; i < len; i++)
        fill_row(of.s, &totals[i].totals, &rows[i]);
    TRY(name_orgs(r, of.s, totals, len, rows));
    give_page(r, ask, rows, len, ret);
    return OK;
}

/* ---- by manager ---- */

static int by_staff_id(const void *a, const void *b)
{
    const struct q_portfolio_staff_row *x = a, *y = b;
    return (x->staff_id > y->staff_id) - (x->staff_id < y->staff_id);
}

static rc name_managers(struct req *r, const struct summary_of *of,
                        const struct manager_totals *totals, size_t len, struct summary_row *rows)
{
    const struct summary_form *in = r->in;
    struct q_portfolio_staff_row *staff = NULL;
    size_t staff_len = 0;
    int32_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = totals[i].staff_id;
    if (len)
        TRY(q_portfolio_staff(r->db, r->arena, (struct int4s){ids, len}, of->s->day, &staff,
                              &staff_len));
    if (staff_len)
        qsort(staff, staff_len, sizeof *staff, by_staff_id);
    for (size_t i = 0; i < len; i++) {
        struct q_portfolio_staff_row wanted = {.staff_id = totals[i].staff_id};
        const struct q_portfolio_staff_row *who =
            staff_len ? bsearch(&wanted, staff, staff_len, sizeof *staff, by_staff_id) : NULL;
        rows[i].manager = totals[i].staff_id;
        rows[i].name = who ? who->name : text_of(word(r, N_("Nobody")));
        rows[i].staff_no = who ? who->staff_no : (struct text){NULL, 0};
        rows[i].org_no = in->org;
    }
    return OK;
}

static rc manager_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct summary_form *in = r->in;
    struct summary_of of;
    struct manager_totals *totals = NULL;
    size_t len = 0;
    TRY(summary_find(r, &of));
    struct reach reach = reach_below(of.s, of.org.org_id, false);
    TRY(reach_where(r, in->where, of.s, &reach));
    totals_by_manager(of.s, &reach, r->arena, &totals, &len);
    struct summary_row *rows = arena_alloc(r->arena, (len + 1) * sizeof *rows);
    for (size_t i = 0; i < len; i++)
        fill_row(of.s, &totals[i].totals, &rows[i]);
    TRY(name_managers(r, &of, totals, len, rows));
    give_page(r, ask, rows, len, ret);
    return OK;
}

/* ---- the own ---- */

static rc own_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct summary_form *in = r->in;
    struct summary_of of;
    struct totals totals[2];
    struct summary_row *rows = arena_alloc(r->arena, 2 * sizeof *rows);
    TRY(req_snapshot(r, &of.s));
    struct reach managed = reach_managed(of.s, r->who->staff_id);
    struct reach shared = reach_co_managed(of.s, r->who->staff_id);
    TRY(reach_where(r, in->where, of.s, &managed));
    TRY(reach_where(r, in->where, of.s, &shared));
    totals_of(of.s, &managed, &totals[0]);
    totals_of(of.s, &shared, &totals[1]);
    for (size_t i = 0; i < 2; i++)
        fill_row(of.s, &totals[i], &rows[i]);
    rows[0].name = text_of(word(r, N_("My customers")));
    rows[0].list = TEXT("mine");
    rows[1].name = text_of(word(r, N_("Related customers")));
    rows[1].list = TEXT("related");
    give_page(r, ask, rows, 2, ret);
    return OK;
}

/* ---- above the rows ---- */

static rc crown_of(struct req *r, const struct snapshot *s, const struct reach *reach,
                   struct list_crown *ret)
{
    static const struct {
        const char *label;
        enum amount amount;
    } shown[] = {{N_("AUM"), AMOUNT_AUM},
                 {N_("Deposits"), AMOUNT_DEPOSITS},
                 {N_("Loans"), AMOUNT_LOANS},
                 {N_("Financial assets"), AMOUNT_FA}};
    struct totals t;
    totals_of(s, reach, &t);
    ret->figures = arena_alloc(r->arena, ARRAY_LEN(shown) * sizeof *ret->figures);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        ret->figures[ret->figures_len++] =
            said_figure(r, s, &t, word(r, shown[i].label), shown[i].amount);
    return OK;
}

static rc below_crown(struct req *r, struct list_crown *ret)
{
    const struct summary_form *in = r->in;
    static const struct list_tab tabs[] = {
        {N_("By organisation"), .path = "/customers/summary/organisations"},
        {N_("By manager"), .path = "/customers/summary/managers"},
    };
    struct summary_of of;
    TRY(summary_find(r, &of));
    struct reach reach = reach_below(of.s, of.org.org_id, false);
    TRY(reach_where(r, in->where, of.s, &reach));
    ret->tabs = tabs;
    ret->tabs_len = ARRAY_LEN(tabs);
    if (of.org.name.len)
        ret->said[ret->said_len++] = (struct list_said){
            "org", arena_printf(r->arena, "%s: %.*s", word(r, N_("Organisation")),
                                (int)of.org.name.len, of.org.name.ptr)};
    return crown_of(r, of.s, &reach, ret);
}

static rc own_crown(struct req *r, struct list_crown *ret)
{
    const struct summary_form *in = r->in;
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    struct reach own = reach_managed(s, r->who->staff_id);
    TRY(reach_where(r, in->where, s, &own));
    return crown_of(r, s, &own, ret);
}

/* ---- the lists ---- */

#define SUMMARY(columns_, fetch_, crown_, about_)                                                  \
    {                                                                                              \
        .title = N_("Customer summary"), .about = (about_), .columns = (columns_),                 \
        .columns_len = ARRAY_LEN(columns_), .row = &summary_record, .orders = summary_orders,      \
        .orders_len = ARRAY_LEN(summary_orders), .first_order = ORDER_BY_AUM, .fetch = (fetch_),   \
        .crown = (crown_),                                                                         \
        .empty = N_("The sums stand here as soon as organisations and customers have come with "   \
                    "the day files.")                                                              \
    }

const struct list summary_org_list =
    SUMMARY(org_columns, org_fetch, below_crown,
            N_("Each organisation with all below it · every number opens its customers"));
const struct list summary_manager_list =
    SUMMARY(manager_columns, manager_fetch, below_crown,
            N_("Customers by main manager · every number opens its customers"));
const struct list summary_own_list =
    SUMMARY(own_columns, own_fetch, own_crown,
            N_("Totals of your customers · every number opens its customers"));

/* An outlet has managers, what stands above it has organisations below. */
rc summary_show(struct req *r)
{
    const struct summary_form *in = r->in;
    struct summary_of of;
    if (!may(r, PERM_CUSTOMERS_BELOW))
        return go(r, "/customers/summary/mine");
    TRY(summary_find(r, &of));
    uint32_t place = top_of(&of) ? snapshot_place(of.s, top_of(&of)) : 0;
    const char *by = place && of.s->places[place].last > place ? "organisations" : "managers";
    struct buf to;
    buf_init(&to);
    buf_printf(&to, "/customers/summary/%s?org=", by);
    url_add(&to, text_or_empty(in->org));
    buf_add_text(&to, "&where=");
    url_add(&to, text_or_empty(in->where));
    return go(r, "%s", keep(r->arena, &to).ptr);
}
