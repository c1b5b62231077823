/* Who came into an audience and who left it between two days, and by what. */
#include "cif/customer/codes.h"
#include "cif/customer/member.h"
#include "marketing/audience/audience_days.html.h"
#include "marketing/audience/audience_pages.h"
#include "marketing/audience/refresh.h"
#include "web/http.h"

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
    INPUT_DAY(struct days_in, from, N_("From date"), .required = true),
    INPUT_DAY(struct days_in, until, N_("To date"), .required = true),
    INPUT_CODE(struct days_in, way, ways, N_("Who")),
};
const struct inputs audience_days_in = INPUTS(struct days_in, days_inputs);

struct days_view {
    struct q_audience_find_row is;
    day from, until;
    struct text list;
};
static const struct field days_fields[] = {
    FIELD_RECORD(struct days_view, is, q_audience_find_record),
    FIELD_AS(struct days_view, from, KIND_DAY),
    FIELD_AS(struct days_view, until, KIND_DAY),
    FIELD_AS(struct days_view, list, KIND_HTML),
};
static const struct record days_record = RECORD(struct days_view, days_fields);
const struct page audience_days_page = {&tmpl_audience_days, &days_record,
                                        N_("Difference between two days")};

/* ---- who ---- */

struct changes {
    struct q_audience_changes_row *items;
    size_t len;
    struct reach reach; /* of them, whom the person may see */
};

/* Were in it on the one day and not on the other. */
static rc find(struct req *r, bool went, struct changes *ret)
{
    const struct days_in *in = r->in;
    *ret = (struct changes){.len = 0};
    TRY(q_audience_changes(r->db, r->arena, in->audience_id, went ? in->from : in->until,
                           went ? in->until : in->from, &ret->items, &ret->len));
    int64_t *ids = arena_alloc(r->arena, (ret->len + 1) * sizeof *ids);
    for (size_t i = 0; i < ret->len; i++)
        ids[i] = ret->items[i].customer_id;
    return member_reach(r, (struct int8s){ids, ret->len}, &ret->reach);
}

static rc check_days(struct req *r, const struct days_in *in)
{
    struct q_audience_kept_row row;
    const day days[] = {in->from, in->until};
    size_t wanted = in->from == in->until ? 1 : 2;
    if (in->until < in->from)
        return fault(r, "until", N_("lies before the other day"));
    TRY(q_audience_kept(r->db, in->audience_id, (struct days){days, 2}, &row));
    if (row.known < (int64_t)wanted)
        return refuse(r, E_REFUSED,
                      N_("Of one of these days nobody kept who was in it. Kept are the days since "
                         "the audience was published, at most 400."));
    return OK;
}

static rc days_open(struct req *r, void **ret_beside)
{
    const struct days_in *in = r->in;
    struct days_view *v = VIEW(r, struct days_view);
    TRY(audience_open(r, in->audience_id, &v->is));
    TRY(check_days(r, in));
    *ret_beside = v;
    return OK;
}

static rc days_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct days_in *in = r->in;
    struct changes found;
    TRY(find(r, in->way == 1, &found));
    return member_pick(r, &found.reach, ask, ret);
}

static rc days_crown(struct req *r, struct list_crown *ret)
{
    struct changes came, went;
    TRY(find(r, false, &came));
    TRY(find(r, true, &went));
    const struct list_tab tabs[] = {
        {N_("Came"), .where = {{"way", "came"}}, .within = true,
         .count = {true, (int64_t)came.reach.len}},
        {N_("Left"), .where = {{"way", "went"}}, .within = true,
         .count = {true, (int64_t)went.reach.len}},
    };
    *ret = (struct list_crown){.tabs = arena_copy(r->arena, tabs, sizeof tabs),
                               .tabs_len = ARRAY_LEN(tabs)};
    return OK;
}

/* ---- by what ---- */

struct change_row {
    struct member_row member; /* first */
    day on;
    struct text by;
};
#define MEMBER_FIELD(member_, kind_)                                                               \
    {                                                                                              \
        .name = #member_, .kind = (kind_), .nullable = (kind_) == KIND_TEXT,                       \
        .offset = offsetof(struct change_row, member.member_)                                      \
    }
#define MEMBER_CODE(member_, words_)                                                               \
    {                                                                                              \
        .name = #member_, .kind = KIND_CODE,                                                       \
        .offset = offsetof(struct change_row, member.member_), .words = &(words_)                  \
    }
/* clang-format off */
static const struct field change_fields[] = {
    MEMBER_FIELD(customer_id, KIND_ID),
    MEMBER_FIELD(customer_no, KIND_TEXT),
    MEMBER_FIELD(name, KIND_TEXT),
    MEMBER_CODE(tier, tier_words),
    MEMBER_FIELD(home_name, KIND_TEXT),
    MEMBER_FIELD(manager_name, KIND_TEXT),
    MEMBER_FIELD(aum, KIND_FEN),
    FIELD_AS(struct change_row, on, KIND_DAY),
    FIELD(struct change_row, by),
};
static const struct record change_record = RECORD(struct change_row, change_fields);
static const struct list_column change_columns[] = {
    {"name", N_("Customer"), "/customers/{customer_id}"},
    {"customer_no", N_("Customer number")},
    {"on", N_("On")},
    {"by", N_("By what")},
    {"tier", N_("Tier")},
    {"home_name", N_("Home outlet")},
    {"manager_name", N_("Manager")},
    {"aum", N_("AUM"), .brief = true},
};
/* clang-format on */

/* The tests of a condition whose bits are set, as the language writes them. */
struct telling {
    struct req *r;
    struct buf said;
    uint64_t bits;
    int n;
};

static void tell(struct telling *t, struct text what)
{
    if (t->said.len)
        buf_add_text(&t->said, word(t->r, N_("; ")));
    buf_add(&t->said, what.ptr, what.len);
}

static void tell_tests(struct telling *t, const struct cond *c)
{
    if (c->kind == COND_TEST) {
        if (t->n < TURNED_TESTS && t->bits >> t->n & 1)
            tell(t, cond_text(t->r->arena, c));
        t->n++;
    }
    for (size_t i = 0; i < c->len; i++)
        tell_tests(t, c->parts[i]);
}

static struct text by_what(struct req *r, const struct q_audience_changes_row *change)
{
    struct telling t = {.r = r, .bits = (uint64_t)change->by_parts.value};
    const struct cond *c;
    struct cond_fault fault_;
    if (!change->condition.ptr)
        return text_of(word(r, N_("a version was published")));
    buf_init(&t.said);
    if (cond_parse(r->arena, change->condition, &c, &fault_) == OK)
        tell_tests(&t, c);
    if (t.bits >> TURNED_KNOWN & 1)
        tell(&t, text_of(word(r, N_("the bank did not know this customer before"))));
    if (t.bits >> TURNED_SCOPE & 1)
        tell(&t,
             text_of(word(
                 r, N_("the owner of the audience sees other customers, or this one has gone"))));
    if (!t.said.len)
        tell(&t, text_of(word(r, N_("tags, lists or audiences that it asks for"))));
    return keep(r->arena, &t.said);
}

static int by_customer(const void *a, const void *b)
{
    int64_t x = ((const struct q_audience_changes_row *)a)->customer_id;
    int64_t y = ((const struct q_audience_changes_row *)b)->customer_id;
    return (x > y) - (x < y);
}

static rc days_fill(struct req *r, struct int8s ids, struct list_rows *ret)
{
    const struct days_in *in = r->in;
    struct changes found;
    TRY(find(r, in->way == 1, &found));
    TRY(member_fill(r, ids, ret));
    const struct member_row *members = ret->items;
    struct change_row *rows = arena_alloc(r->arena, (ret->len + 1) * sizeof *rows);
    for (size_t i = 0; i < ret->len; i++) {
        const struct q_audience_changes_row wanted = {.customer_id = members[i].customer_id};
        const struct q_audience_changes_row *change =
            bsearch(&wanted, found.items, found.len, sizeof wanted, by_customer);
        rows[i] = (struct change_row){.member = members[i], .on = NO_DAY};
        if (change) {
            rows[i].on = change->day_;
            rows[i].by = by_what(r, change);
        }
    }
    ret->items = rows;
    return OK;
}

static rc days_show(struct req *r, void *beside, struct text list)
{
    const struct days_in *in = r->in;
    struct days_view *v = beside;
    v->from = in->from;
    v->until = in->until;
    v->list = list;
    return show(r, &audience_days_page, v);
}

const struct list audience_days_list = {
    .title = N_("Difference between two days"),
    .empty = N_("Nobody whom you may see."),
    .columns = change_columns,
    .columns_len = ARRAY_LEN(change_columns),
    .row = &change_record,
    .orders = member_orders,
    .orders_len = MEMBER_ORDERS,
    .first_order = MEMBER_ORDER_FIRST,
    .pick = days_pick,
    .fill = days_fill,
    .key = "customer_id",
    .customers = list_keys_are_customers,
    .crown = days_crown,
    .open = days_open,
    .show = days_show,
};
