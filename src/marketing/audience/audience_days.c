/* Who came into an audience and who left it between two days. */
#include "cif/customer/member.h"
#include "marketing/audience/audience_days.html.h"
#include "marketing/audience/audience_pages.h"

/* clang-format off */
static const struct word way_items[] = {
    {0, "came", N_("came")},
    {1, "went", N_("left")},
};
/* clang-format on */
static const struct words ways = {"ways", way_items, ARRAY_LEN(way_items)};

struct days_in {
    int64_t audience_id;
    day from, until;
    int16_t way;
};
static const struct input days_inputs[] = {
    PATH_ID(struct days_in, audience_id),
    INPUT_DAY(struct days_in, from, N_("From the day"), .required = true),
    INPUT_DAY(struct days_in, until, N_("Until the day"), .required = true),
    INPUT_CODE(struct days_in, way, ways, N_("Who")),
};
const struct inputs audience_days_in = INPUTS(struct days_in, days_inputs);

struct days_view {
    struct q_audience_find_row is;
    day from, until;
    int64_t came, went;
    struct text list;
};
static const struct field days_fields[] = {
    FIELD_RECORD(struct days_view, is, q_audience_find_record),
    FIELD_AS(struct days_view, from, KIND_DAY),
    FIELD_AS(struct days_view, until, KIND_DAY),
    FIELD(struct days_view, came),
    FIELD(struct days_view, went),
    FIELD_AS(struct days_view, list, KIND_HTML),
};
static const struct record days_record = RECORD(struct days_view, days_fields);
const struct page audience_days_page = {&tmpl_audience_days, &days_record,
                                        N_("Difference between two days")};

/* Were in it on the one day and not on the other; among whom the person may see. */
static rc find(struct req *r, bool went, struct reach *ret)
{
    const struct days_in *in = r->in;
    struct q_audience_between_row row;
    TRY(q_audience_between(r->db, r->arena, in->audience_id, went ? in->from : in->until,
                           went ? in->until : in->from, &row));
    return member_reach(r, row.customers, ret);
}

static rc days_open(struct req *r, void **ret_beside)
{
    const struct days_in *in = r->in;
    struct days_view *v = VIEW(r, struct days_view);
    TRY(audience_open(r, in->audience_id, &v->is));
    if (in->until < in->from)
        return fault(r, "until", N_("lies before the other day"));
    *ret_beside = v;
    return OK;
}

static rc days_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct days_in *in = r->in;
    struct reach reach;
    TRY(find(r, in->way == 1, &reach));
    return member_pick(r, &reach, ask, ret);
}

static rc days_crown(struct req *r, struct list_crown *ret)
{
    struct reach came, went;
    TRY(find(r, false, &came));
    TRY(find(r, true, &went));
    const struct list_tab tabs[] = {
        {N_("Came"), .where = {{"way", "came"}}, .within = true,
         .count = {true, (int64_t)came.len}},
        {N_("Left"), .where = {{"way", "went"}}, .within = true,
         .count = {true, (int64_t)went.len}},
    };
    *ret = (struct list_crown){.tabs = arena_copy(r->arena, tabs, sizeof tabs),
                               .tabs_len = ARRAY_LEN(tabs)};
    return OK;
}

static rc days_show(struct req *r, void *beside, struct text list)
{
    const struct days_in *in = r->in;
    struct days_view *v = beside;
    struct reach came, went;
    TRY(find(r, false, &came));
    TRY(find(r, true, &went));
    v->from = in->from;
    v->until = in->until;
    v->came = (int64_t)came.len;
    v->went = (int64_t)went.len;
    v->list = list;
    return show(r, &audience_days_page, v);
}

const struct list audience_days_list = {
    .title = N_("Difference between two days"),
    .empty = N_("Nobody whom you may see."),
    .columns = member_columns,
    .columns_len = MEMBER_COLUMNS,
    .row = &member_row_record,
    .orders = member_orders,
    .orders_len = MEMBER_ORDERS,
    .first_order = MEMBER_ORDER_FIRST,
    .pick = days_pick,
    .fill = member_fill,
    .key = "customer_id",
    .customers = list_keys_are_customers,
    .crown = days_crown,
    .open = days_open,
    .show = days_show,
};
