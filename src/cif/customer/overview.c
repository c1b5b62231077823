/* The customer at a glance: /customers/{customer_id}. */
#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "cif/customer/customer.sql.h"
#include "cif/customer/figures.h"
#include "cif/customer/holdings.h"
#include "cif/customer/overview.html.h"
#include "cif/customer/pages.h"
#include "platform/mask.h"
#include "web/panel.h"

/* ---- who the customer is, and what is not known ---- */

enum { RISK_VALID_MONTHS = 12, RISK_SOON_DAYS = 30, PROFILE_FIELDS = 10 };

struct profile_view {
    struct q_customer_profile_row is;
    struct text email; /* masked */
    struct text address_url;
    day risk_until;
    bool risk_is_over, risk_ends_soon;
    int32_t known, of;
    bool is_complete;
};
/* clang-format off */
static const struct field profile_fields[] = {
    FIELD_RECORD(struct profile_view, is, q_customer_profile_record),
    FIELD(struct profile_view, email),
    {.name = "address_url", .kind = KIND_URL, .nullable = true, .offset = offsetof(struct profile_view, address_url), .inner = true},
    FIELD_OPT_DAY(struct profile_view, risk_until),
    FIELD(struct profile_view, risk_is_over),
    FIELD(struct profile_view, risk_ends_soon),
    FIELD(struct profile_view, known),
    FIELD(struct profile_view, of),
    FIELD(struct profile_view, is_complete),
};
/* clang-format on */
static const struct record profile_record = RECORD(struct profile_view, profile_fields);

/* Of the ten things a manager should know of everybody. */
static int32_t count_known(const struct customer_head *head, const struct q_customer_profile_row *p)
{
    const bool known[PROFILE_FIELDS] = {
        head->gender.known,   p->birth_date != NO_DAY, head->phone.len > 0,  p->email.len > 0,
        p->address.len > 0,   p->occupation.len > 0,   p->education.len > 0, p->marital.len > 0,
        p->income_year.known, p->risk_level.known,
    };
    int32_t count = 0;
    for (size_t i = 0; i < PROFILE_FIELDS; i++)
        count += known[i];
    return count;
}

static struct text masked_email(struct req *r, struct text email)
{
    if (email.len == 0)
        return (struct text){NULL, 0};
    struct masked m = mask_value(PERSONAL_EMAIL, email);
    return (struct text){arena_text(r->arena, m.text, strlen(m.text)), strlen(m.text)};
}

static void fill_profile(struct req *r, const struct customer_head *head, struct profile_view *v)
{
    v->email = masked_email(r, v->is.email);
    v->is.email = v->email; /* no JSON says more than the page */
    v->risk_until = v->is.risk_assessed_on == NO_DAY
                        ? NO_DAY
                        : day_add_months(v->is.risk_assessed_on, RISK_VALID_MONTHS);
    bool has_end = v->is.risk_level.known && v->risk_until != NO_DAY;
    v->risk_is_over = has_end && v->risk_until < head->day;
    v->risk_ends_soon = has_end && !v->risk_is_over && v->risk_until - head->day <= RISK_SOON_DAYS;
    v->of = PROFILE_FIELDS;
    v->known = count_known(head, &v->is);
    v->is_complete = v->known == v->of;
    if (v->is.address.ptr)
        v->address_url = customer_address_url(r, head->customer_id);
}

/* ---- services, and what matures next ---- */

struct service_view {
    struct text name;
    bool held;
};
static const struct field service_fields[] = {
    FIELD(struct service_view, name),
    FIELD(struct service_view, held),
};
static const struct record service_record = RECORD(struct service_view, service_fields);

enum { MATURITIES_SHOWN = 5, SERVICES_MOST = 12 };

struct overview_view {
    struct customer_head head;
    struct profile_view profile;
    struct customer_figures figures;
    struct service_view *services, *channels;
    size_t services_count, channels_count;
    struct account_view *maturities;
    size_t maturities_count;
    struct panels panels;
    bool has_side;
};
static const struct field overview_fields[] = {
    FIELD_RECORD(struct overview_view, head, customer_head_record),
    FIELD_RECORD(struct overview_view, profile, profile_record),
    FIELD_RECORD(struct overview_view, figures, customer_figures_record),
    FIELD_ROWS(struct overview_view, services, service_record),
    FIELD_ROWS(struct overview_view, channels, service_record),
    FIELD_ROWS(struct overview_view, maturities, account_view_record),
    FIELD_PANELS(struct overview_view, panels),
    FIELD(struct overview_view, has_side),
};
static const struct record overview_record = RECORD(struct overview_view, overview_fields);
const struct page overview_page = {&tmpl_overview, &overview_record, N_("Customer"),
                                   .frame = FRAME_CUSTOMER};

/* Each product of settlement or channels once, those that the customer has first by the query. */
static void add_services(struct req *r, const struct holdings_view *all, enum asset_group group,
                         struct service_view **ret, size_t *ret_count)
{
    struct service_view *items = arena_alloc(r->arena, SERVICES_MOST * sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < all->len && n < SERVICES_MOST; i++) {
        const struct account_view *v = &all->items[i];
        bool known = false;
        for (size_t k = 0; k < n; k++)
            known |= text_equal(items[k].name, v->account.product);
        if (v->counts && group_of_class(v->account.class) == group && !known)
            items[n++] = (struct service_view){v->account.product, true};
    }
    *ret = items;
    *ret_count = n;
}

static int order_maturities(const void *a, const void *b)
{
    day x = ((const struct account_view *)a)->account.matures_on;
    day y = ((const struct account_view *)b)->account.matures_on;
    return (x > y) - (x < y);
}

static void add_maturities(struct req *r, const struct holdings_view *all, struct overview_view *v)
{
    v->maturities = arena_alloc(r->arena, (all->len + 1) * sizeof *v->maturities);
    for (size_t i = 0; i < all->len; i++)
        if (all->items[i].matures_soon && all->items[i].account.balance > 0)
            v->maturities[v->maturities_count++] = all->items[i];
    if (v->maturities_count > 1)
        qsort(v->maturities, v->maturities_count, sizeof *v->maturities, order_maturities);
    if (v->maturities_count > MATURITIES_SHOWN)
        v->maturities_count = MATURITIES_SHOWN;
}

rc overview_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct overview_view *v = VIEW(r, struct overview_view);
    struct history history;
    struct holdings_asked accounts;
    TRY(customer_head_find(r, in->customer_id, &v->head));
    db_ahead(r->db);
    TRY(q_customer_profile(r->db, r->arena, in->customer_id, v->head.day, &v->profile.is));
    TRY(history_ask(r, in->customer_id, &history));
    TRY(holdings_ask(r, in->customer_id, &accounts));
    TRY(panels_fill(r, FRAME_CUSTOMER, in->customer_id, &v->panels)); /* the first one sends it */
    TRY(db_settle(r->db));
    struct holdings_view holdings = holdings_show(r, &accounts);
    fill_profile(r, &v->head, &v->profile);
    v->figures = customer_figures_of(r, &history);
    add_services(r, &holdings, GROUP_SETTLEMENT, &v->services, &v->services_count);
    add_services(r, &holdings, GROUP_CHANNEL, &v->channels, &v->channels_count);
    add_maturities(r, &holdings, v);
    v->has_side = v->panels.side_count > 0;
    return show(r, &overview_page, v);
}
