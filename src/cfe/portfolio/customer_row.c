#include "cfe/portfolio/customer_row.h"

#include "cfe/portfolio/portfolio.sql.h"
#include "cif/customer/codes.h"
#include "cif/customer/member.h"
#include "engine/pick.h"
#include "platform/scope.h"

#define AMOUNT_FIELD(member) FIELD_AS(struct customer_row, member, KIND_FEN)

/* clang-format off */
static const struct field customer_row_fields[] = {
    FIELD_AS(struct customer_row, customer_id, KIND_ID),
    FIELD(struct customer_row, customer_no),
    FIELD(struct customer_row, name),
    FIELD_CODE(struct customer_row, stage, stage_words),
    FIELD_CODE(struct customer_row, tier, tier_words),
    FIELD_CODE(struct customer_row, standing, standing_words),
    FIELD(struct customer_row, below),
    FIELD(struct customer_row, home_name),
    FIELD(struct customer_row, manager_name),
    AMOUNT_FIELD(deposits), AMOUNT_FIELD(demand), AMOUNT_FIELD(time), AMOUNT_FIELD(funds),
    AMOUNT_FIELD(bonds), AMOUNT_FIELD(wealth), AMOUNT_FIELD(insurance), AMOUNT_FIELD(securities),
    AMOUNT_FIELD(gold), AMOUNT_FIELD(loans), AMOUNT_FIELD(home_loans), AMOUNT_FIELD(secured_loans),
    AMOUNT_FIELD(credit_loans), AMOUNT_FIELD(certificate_bonds), AMOUNT_FIELD(fa),
    AMOUNT_FIELD(fa_avg), AMOUNT_FIELD(aum), AMOUNT_FIELD(acct_max), AMOUNT_FIELD(cc_spend),
    AMOUNT_FIELD(aum_day), AMOUNT_FIELD(aum_month), AMOUNT_FIELD(aum_year),
    AMOUNT_FIELD(deposits_day), AMOUNT_FIELD(deposits_month), AMOUNT_FIELD(deposits_year), AMOUNT_FIELD(held),
    FIELD_CODE(struct customer_row, cc_grade, grade_words),
    FIELD(struct customer_row, kinds),
    FIELD(struct customer_row, birthday),
    {.name = "came_on", .kind = KIND_DAY, .offset = offsetof(struct customer_row, came_on)},
    FIELD_OPT_DAY(struct customer_row, managed_since),
};
const struct record customer_row_record = RECORD(struct customer_row, customer_row_fields);

/* IS_FREE: of customers whom nobody manages, why they should be. */
#define COLUMNS(IS_OWN, IS_FREE) \
    {"name", N_("Customer"), "/customers/{customer_id}"}, \
    {"customer_no", N_("Customer number")}, \
    {"stage", N_("Stage"), "/customers/{customer_id}/why", .hidden = !(IS_FREE)}, \
    {"tier", N_("Tier")}, \
    {"standing", N_("Standing")}, \
    {"below", N_("Months below"), .hidden = true}, \
    {"home_name", N_("Home outlet"), .hidden = !(IS_FREE)}, \
    {"manager_name", N_("Manager"), .hidden = (IS_OWN) || (IS_FREE)}, \
    {"held", N_("Balance of this product"), .brief = true, .hidden = true}, \
    {"aum", N_("AUM"), .brief = true}, \
    {"aum_day", N_("AUM vs. previous day"), .is_change = true}, \
    {"aum_month", N_("AUM since month-end"), .is_change = true}, \
    {"aum_year", N_("AUM year to date"), .is_change = true, .hidden = true}, \
    {"deposits", N_("Deposits"), .brief = true}, \
    {"wealth", N_("Wealth products"), .brief = true}, \
    {"fa_avg", N_("Annual daily average"), .brief = true}, \
    {"fa", N_("Financial assets"), .brief = true, .hidden = !(IS_FREE)}, \
    {"demand", N_("Demand deposits"), .brief = true, .hidden = true}, \
    {"time", N_("Time deposits"), .brief = true, .hidden = true}, \
    {"deposits_day", N_("Deposits vs. previous day"), .is_change = true, .hidden = true}, \
    {"deposits_month", N_("Deposits since month-end"), .is_change = true, .hidden = true}, \
    {"deposits_year", N_("Deposits year to date"), .is_change = true, .hidden = true}, \
    {"funds", N_("Funds"), .brief = true, .hidden = true}, \
    {"bonds", N_("Treasury bonds"), .brief = true, .hidden = true}, \
    {"certificate_bonds", N_("Certificate treasury bonds"), .brief = true, .hidden = true}, \
    {"insurance", N_("Insurance"), .brief = true, .hidden = true}, \
    {"securities", N_("Securities"), .brief = true, .hidden = true}, \
    {"gold", N_("Precious metals"), .brief = true, .hidden = true}, \
    {"loans", N_("Loans"), .brief = true, .hidden = !(IS_OWN)}, \
    {"home_loans", N_("Home loans"), .brief = true, .hidden = true}, \
    {"secured_loans", N_("Secured loans"), .brief = true, .hidden = true}, \
    {"credit_loans", N_("Credit and guaranteed loans"), .brief = true, .hidden = true}, \
    {"acct_max", N_("Largest account"), .brief = true, .hidden = true}, \
    {"cc_spend", N_("Card spend, 12 months"), .brief = true, .hidden = true}, \
    {"cc_grade", N_("Credit card"), .hidden = true}, \
    {"kinds", N_("Kinds of products"), .hidden = true}, \
    {"birthday", N_("Birthday"), .hidden = true}, \
    {"managed_since", N_("Managed since"), .hidden = true}, \
    {"came_on", N_("Customer since"), .hidden = true}
const struct list_column customer_columns[] = {COLUMNS(false, false)};
const struct list_column own_customer_columns[] = {COLUMNS(true, false)};
const struct list_column free_customer_columns[] = {COLUMNS(false, true)};
static_assert(ARRAY_LEN(customer_columns) == CUSTOMER_COLUMNS, "as many as the header says");

/* column, what the store calls it: each ascending and descending */
#define ORDER_MAP(X)                                                                               \
    X("aum", ORDER_AMOUNT(AMOUNT_AUM))                                                             \
    X("aum_day", ORDER_CHANGE(AMOUNT_AUM, AT_YESTERDAY))                                           \
    X("aum_month", ORDER_CHANGE(AMOUNT_AUM, AT_MONTH_END))                                         \
    X("aum_year", ORDER_CHANGE(AMOUNT_AUM, AT_YEAR_END))                                           \
    X("deposits", ORDER_AMOUNT(AMOUNT_DEPOSITS))                                                   \
    X("deposits_day", ORDER_CHANGE(AMOUNT_DEPOSITS, AT_YESTERDAY))                                 \
    X("deposits_month", ORDER_CHANGE(AMOUNT_DEPOSITS, AT_MONTH_END))                               \
    X("deposits_year", ORDER_CHANGE(AMOUNT_DEPOSITS, AT_YEAR_END))                                 \
    X("demand", ORDER_AMOUNT(AMOUNT_DEMAND))                                                       \
    X("time", ORDER_AMOUNT(AMOUNT_TIME))                                                           \
    X("funds", ORDER_AMOUNT(AMOUNT_FUND))                                                          \
    X("bonds", ORDER_AMOUNT(AMOUNT_BOND))                                                          \
    X("held", ORDER_HELD)                                                                          \
    X("certificate_bonds", ORDER_CERTIFICATE_BONDS)                                                \
    X("wealth", ORDER_AMOUNT(AMOUNT_WEALTH))                                                       \
    X("insurance", ORDER_AMOUNT(AMOUNT_INSURANCE))                                                 \
    X("securities", ORDER_AMOUNT(AMOUNT_SECURITIES))                                               \
    X("gold", ORDER_AMOUNT(AMOUNT_GOLD))                                                           \
    X("loans", ORDER_AMOUNT(AMOUNT_LOANS))                                                         \
    X("home_loans", ORDER_HOME_LOANS)                                                              \
    X("secured_loans", ORDER_AMOUNT(AMOUNT_MORTGAGE))                                              \
    X("credit_loans", ORDER_AMOUNT(AMOUNT_CREDIT_LOAN))                                            \
    X("fa", ORDER_AMOUNT(AMOUNT_FA))                                                               \
    X("fa_avg", ORDER_FA_AVG)                                                                      \
    X("acct_max", ORDER_ACCT_MAX)                                                                  \
    X("cc_spend", ORDER_CC_SPEND)                                                                  \
    X("cc_grade", ORDER_CC_GRADE)                                                                  \
    X("kinds", ORDER_KINDS)                                                                        \
    X("stage", ORDER_STAGE)                                                                        \
    X("tier", ORDER_TIER)                                                                          \
    X("standing", ORDER_STANDING)                                                                  \
    X("below", ORDER_BELOW)                                                                        \
    X("birthday", ORDER_BIRTHDAY)                                                                  \
    X("came_on", ORDER_CAME)                                                                       \
    X("managed_since", ORDER_MANAGED_SINCE)
#define FEW_MAP(X)                                                                                 \
    X("name", ORDER_NAME)                                                                          \
    X("customer_no", ORDER_CUSTOMER_NO)                                                            \
    X("home_name", ORDER_HOME)                                                                     \
    X("manager_name", ORDER_MANAGER)
#define BOTH_WAYS(column, order) {column, false}, {column, true},
#define NUMBER(column, order) order,
/* clang-format on */

const struct query_order customer_orders[] = {ORDER_MAP(BOTH_WAYS) FEW_MAP(BOTH_WAYS)};
static const int order_numbers[] = {ORDER_MAP(NUMBER) FEW_MAP(NUMBER)};
static const int many_numbers[] = {ORDER_MAP(NUMBER)};
static_assert(ARRAY_LEN(customer_orders) == CUSTOMER_ORDERS &&
                  ARRAY_LEN(many_numbers) * 2 == CUSTOMER_ORDERS_MANY,
              "as many as the header says");

int customer_order_of(int order)
{
    assert(order >= 0 && order < CUSTOMER_ORDERS);
    return order_numbers[order / 2];
}

/* ---- rows ---- */

static bool is_one_of(int32_t id, struct int4s ids)
{
    for (size_t i = 0; i < ids.len; i++)
        if (ids.items[i] == id)
            return true;
    return false;
}

fen customer_holds(const struct snapshot *s, uint32_t row, struct int4s products)
{
    struct holdings_view held = snapshot_holdings(s, row);
    fen sum = 0;
    for (size_t i = 0; i < held.len && products.len; i++)
        if (is_one_of(held.items[i].product_id, products))
            sum = fen_add(sum, holding_base(s, &held.items[i]));
    return sum;
}

static struct opt_int8 change(const struct snapshot *s, uint32_t row, enum amount a, enum at since)
{
    bool known = snapshot_day_of(s, since) != NO_DAY;
    return (struct opt_int8){known, known ? snapshot_change(s, row, a, since) : 0};
}

static void fill_amounts(const struct snapshot *s, uint32_t row, struct customer_row *to)
{
    to->deposits = snapshot_amount(s, row, AMOUNT_DEPOSITS, AT_DAY);
    to->demand = snapshot_amount(s, row, AMOUNT_DEMAND, AT_DAY);
    to->time = snapshot_amount(s, row, AMOUNT_TIME, AT_DAY);
    to->funds = snapshot_amount(s, row, AMOUNT_FUND, AT_DAY);
    to->bonds = snapshot_amount(s, row, AMOUNT_BOND, AT_DAY);
    to->wealth = snapshot_amount(s, row, AMOUNT_WEALTH, AT_DAY);
    to->insurance = snapshot_amount(s, row, AMOUNT_INSURANCE, AT_DAY);
    to->securities = snapshot_amount(s, row, AMOUNT_SECURITIES, AT_DAY);
    to->gold = snapshot_amount(s, row, AMOUNT_GOLD, AT_DAY);
    to->loans = snapshot_amount(s, row, AMOUNT_LOANS, AT_DAY);
    to->secured_loans = snapshot_amount(s, row, AMOUNT_MORTGAGE, AT_DAY);
    to->credit_loans = snapshot_amount(s, row, AMOUNT_CREDIT_LOAN, AT_DAY);
    to->fa = snapshot_amount(s, row, AMOUNT_FA, AT_DAY);
    to->aum = snapshot_amount(s, row, AMOUNT_AUM, AT_DAY);
    to->aum_day = change(s, row, AMOUNT_AUM, AT_YESTERDAY);
    to->aum_month = change(s, row, AMOUNT_AUM, AT_MONTH_END);
    to->aum_year = change(s, row, AMOUNT_AUM, AT_YEAR_END);
    to->deposits_day = change(s, row, AMOUNT_DEPOSITS, AT_YESTERDAY);
    to->deposits_month = change(s, row, AMOUNT_DEPOSITS, AT_MONTH_END);
    to->deposits_year = change(s, row, AMOUNT_DEPOSITS, AT_YEAR_END);
}

static struct text birthday_text(struct arena *a, uint16_t birthday)
{
    if (!birthday)
        return (struct text){NULL, 0};
    return text_of(arena_printf(a, "%02d-%02d", birthday / 32, birthday % 32));
}

static void fill_facts(const struct snapshot *s, uint32_t row, struct arena *a,
                       struct customer_row *to)
{
    struct snapshot_customer c = snapshot_customer(s, row);
    to->customer_id = c.customer_id;
    to->stage = c.stage;
    to->tier = c.tier;
    to->standing = c.standing;
    to->below = c.below;
    to->kinds = c.kinds;
    to->cc_grade = c.cc_grade;
    to->came_on = c.came;
    to->managed_since = c.managed_since;
    to->birthday = birthday_text(a, c.birthday);
    to->fa_avg = c.fa_avg;
    to->acct_max = c.acct_max;
    to->cc_spend = c.cc_spend;
}

static void fill_person(const struct snapshot *s, const struct q_portfolio_people_row *person,
                        struct customer_row *to)
{
    uint32_t row = (uint32_t)(person->customer_id - 1);
    to->customer_no = person->customer_no;
    to->name = person->name;
    to->home_name = person->home_name;
    to->manager_name = person->manager_name;
    to->home_loans = customer_holds(s, row, person->home_loan_ids);
    to->certificate_bonds = customer_holds(s, row, person->certificate_ids);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct q_portfolio_people_row *)a)->customer_id;
    int64_t y = ((const struct q_portfolio_people_row *)b)->customer_id;
    return (x > y) - (x < y);
}

static rc find_people(struct req *r, const struct snapshot *s, struct int8s ids,
                      struct q_portfolio_people_row **ret_people, size_t *ret_len)
{
    struct placed placed = placed_of(s, ids, r->arena);
    TRY(scope_open_next(r->db, r->who, ids));
    TRY(q_portfolio_people(r->db, r->arena, ids, placed.homes, placed.managers, s->day, ret_people,
                           ret_len));
    if (*ret_len)
        qsort(*ret_people, *ret_len, sizeof **ret_people, by_id);
    return OK;
}

rc customer_fill(struct req *r, struct int8s ids, struct list_rows *ret_rows)
{
    const struct snapshot *s;
    struct q_portfolio_people_row *people;
    size_t len, filled = 0;
    uint32_t row;
    TRY(req_snapshot(r, &s));
    TRY(find_people(r, s, ids, &people, &len));
    struct customer_row *rows = arena_alloc(r->arena, (ids.len + 1) * sizeof *rows);
    for (size_t i = 0; i < ids.len; i++) {
        struct q_portfolio_people_row wanted = {.customer_id = ids.items[i]};
        const struct q_portfolio_people_row *person =
            len ? bsearch(&wanted, people, len, sizeof *people, by_id) : NULL;
        if (!person || !snapshot_find(s, ids.items[i], &row))
            continue;
        fill_facts(s, row, r->arena, &rows[filled]);
        fill_amounts(s, row, &rows[filled]);
        fill_person(s, person, &rows[filled++]);
    }
    *ret_rows = (struct list_rows){rows, filled};
    return OK;
}
