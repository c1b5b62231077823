#include "cif/customer/member.h"

#include "cif/customer/codes.h"
#include "cif/customer/member.sql.h"
#include "engine/pick.h"
#include "engine/set.h"
#include "platform/scope.h"

/* clang-format off */
static const struct field member_fields[] = {
    FIELD_AS(struct member_row, customer_id, KIND_ID),
    FIELD(struct member_row, customer_no),
    FIELD(struct member_row, name),
    FIELD_CODE(struct member_row, stage, stage_words),
    FIELD_CODE(struct member_row, tier, tier_words),
    FIELD_CODE(struct member_row, standing, standing_words),
    FIELD(struct member_row, home_name),
    FIELD(struct member_row, manager_name),
    FIELD_AS(struct member_row, aum, KIND_FEN),
    FIELD_AS(struct member_row, fa_avg, KIND_FEN),
    FIELD_AS(struct member_row, deposits, KIND_FEN),
    FIELD_AS(struct member_row, aum_month, KIND_FEN),
    {.name = "came_on", .kind = KIND_DAY, .offset = offsetof(struct member_row, came_on)},
};
const struct record member_row_record = RECORD(struct member_row, member_fields);

const struct list_column member_columns[] = {
    {"name", N_("Customer"), "/customers/{customer_id}"},
    {"customer_no", N_("Customer number")},
    {"stage", N_("Stage"), .hidden = true},
    {"tier", N_("Tier")},
    {"standing", N_("Standing")},
    {"home_name", N_("Home outlet")},
    {"manager_name", N_("Manager")},
    {"aum", N_("AUM"), .brief = true},
    {"aum_month", N_("AUM since month-end"), .is_change = true},
    {"fa_avg", N_("Annual daily average"), .brief = true},
    {"deposits", N_("Deposits"), .brief = true, .hidden = true},
    {"came_on", N_("Customer since"), .hidden = true},
};

#define ORDER_MAP(X)                                                                               \
    X("aum", ORDER_AMOUNT(AMOUNT_AUM))                                                             \
    X("aum_month", ORDER_CHANGE(AMOUNT_AUM, AT_MONTH_END))                                         \
    X("fa_avg", ORDER_FA_AVG)                                                                      \
    X("deposits", ORDER_AMOUNT(AMOUNT_DEPOSITS))                                                   \
    X("stage", ORDER_STAGE)                                                                        \
    X("tier", ORDER_TIER)                                                                          \
    X("standing", ORDER_STANDING)                                                                  \
    X("came_on", ORDER_CAME)                                                                       \
    X("customer_no", ORDER_CUSTOMER)
#define BOTH_WAYS(column, order) {column, false}, {column, true},
#define NUMBER(column, order) order,
/* clang-format on */
const struct query_order member_orders[] = {ORDER_MAP(BOTH_WAYS)};
static const int order_numbers[] = {ORDER_MAP(NUMBER)};
static_assert(ARRAY_LEN(member_columns) == MEMBER_COLUMNS &&
                  ARRAY_LEN(member_orders) == MEMBER_ORDERS,
              "as many as the header says");

rc member_reach(struct req *r, struct int8s ids, struct reach *ret)
{
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    struct reach all = reach_ids(s, ids, r->arena);
    struct reach mine = reach_of_person(r, s);
    *ret = reach_both(s, &all, &mine, r->arena);
    return OK;
}

struct reach reach_of_set(const struct set *members, struct arena *a)
{
    return (struct reach){
        .kind = REACH_ROWS, .rows = set_members(members, a), .len = members->count};
}

rc member_pick(struct req *r, const struct reach *set, const struct list_ask *ask,
               struct list_keys *ret)
{
    const struct snapshot *s;
    struct picked picked;
    const struct pick_how how = {.gone = true,
                                 .order = order_numbers[ask->order / 2],
                                 .desc = member_orders[ask->order].descending,
                                 .offset = (size_t)ask->offset,
                                 .limit = (size_t)ask->limit};
    TRY(req_snapshot(r, &s));
    pick(s, set, &how, r->arena, &picked);
    *ret = (struct list_keys){rows_ids(picked.rows, picked.len, r->arena), (int64_t)picked.total};
    return OK;
}

/* ---- rows ---- */

struct placed placed_of(const struct snapshot *s, struct int8s ids, struct arena *a)
{
    int32_t *homes = arena_alloc(a, (ids.len + 1) * sizeof *homes);
    int32_t *managers = arena_alloc(a, (ids.len + 1) * sizeof *managers);
    uint32_t row;
    for (size_t i = 0; i < ids.len; i++)
        if (snapshot_find(s, ids.items[i], &row)) {
            homes[i] = snapshot_home(s, row);
            managers[i] = s->manager[row];
        }
    return (struct placed){{homes, ids.len}, {managers, ids.len}};
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct q_member_people_row *)a)->customer_id;
    int64_t y = ((const struct q_member_people_row *)b)->customer_id;
    return (x > y) - (x < y);
}

static rc find_people(struct req *r, const struct snapshot *s, struct int8s ids,
                      struct q_member_people_row **ret_people, size_t *ret_len)
{
    struct placed placed = placed_of(s, ids, r->arena);
    TRY(scope_open_next(r->db, r->who, ids));
    TRY(q_member_people(r->db, r->arena, ids, placed.homes, placed.managers, s->day, ret_people,
                        ret_len));
    if (*ret_len)
        qsort(*ret_people, *ret_len, sizeof **ret_people, by_id);
    return OK;
}

static struct member_row row_of(const struct snapshot *s, uint32_t row,
                                const struct q_member_people_row *person)
{
    bool compared = snapshot_day_of(s, AT_MONTH_END) != NO_DAY;
    return (struct member_row){
        .customer_id = person->customer_id,
        .customer_no = person->customer_no,
        .name = person->name,
        .home_name = person->home_name,
        .manager_name = person->manager_name,
        .stage = s->stage[row],
        .tier = s->tier[row],
        .standing = s->standing[row],
        .aum = snapshot_amount(s, row, AMOUNT_AUM, AT_DAY),
        .fa_avg = s->fa_avg[row],
        .deposits = snapshot_amount(s, row, AMOUNT_DEPOSITS, AT_DAY),
        .aum_month = {compared, compared ? snapshot_change(s, row, AMOUNT_AUM, AT_MONTH_END) : 0},
        .came_on = s->came[row]};
}

rc member_fill(struct req *r, struct int8s ids, struct list_rows *ret_rows)
{
    const struct snapshot *s;
    struct q_member_people_row *people;
    size_t len, filled = 0;
    uint32_t row;
    TRY(req_snapshot(r, &s));
    TRY(find_people(r, s, ids, &people, &len));
    struct member_row *rows = arena_alloc(r->arena, (ids.len + 1) * sizeof *rows);
    for (size_t i = 0; i < ids.len; i++) {
        const struct q_member_people_row wanted = {.customer_id = ids.items[i]};
        const struct q_member_people_row *person =
            len ? bsearch(&wanted, people, len, sizeof *people, by_id) : NULL;
        if (person && snapshot_find(s, ids.items[i], &row))
            rows[filled++] = row_of(s, row, person);
    }
    *ret_rows = (struct list_rows){rows, filled};
    return OK;
}
