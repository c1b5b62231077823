/* serving -- a customer stands at the counter: a card, a passbook or a certificate brings up the
 * record for half an hour (SEC-2, "in service").  Each attempt is in the trail, found or not. */
#include "cfe/search/serving.h"

#include "cfe/search/asked.h"
#include "cfe/search/search.h"
#include "cfe/search/serving.html.h"
#include "cfe/search/serving.sql.h"
#include "cfe/search/serving_panel.html.h"
#include "cif/customer/customer.h"
#include "platform/roll_keeper.h"
#include "platform/scope.h"
#include "web/form.h"
#include "web/panel.h"
#include "web/web.h"

enum { PROPOSED_MOST = 10 };

rc serving_now(struct req *r, struct q_serving_now_row **ret_rows, size_t *ret_count)
{
    struct q_serving_ids_row *rows = NULL;
    size_t count = 0;
    TRY(q_serving_ids(r->db, r->arena, &rows, &count));
    int64_t *ids = arena_alloc(r->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].customer_id;
    TRY(scope_open_next(r->db, r->who, (struct int8s){ids, count}));
    return q_serving_now(r->db, r->arena, r->who->published.day, ret_rows, ret_count);
}

/* ---- the page ---- */

struct serving_in {
    struct text number;
};
struct serving_seen {
    bool missed;
};
/* clang-format off */
static const struct input serving_inputs[] = {
    INPUT_TEXT(struct serving_in, number, N_("Account, card or certificate number"), .required = true, .max = NUMBER_MOST, .help = N_("As shown on the card or document; spaces do not matter.")),
};
static const struct input seen_inputs[] = {INPUT_BOOL(struct serving_seen, missed, NULL)};
/* clang-format on */
static const struct inputs serving_in = INPUTS(struct serving_in, serving_inputs);
static const struct inputs seen_in = INPUTS(struct serving_seen, seen_inputs);

struct serving_view {
    struct form form;
    bool missed;
    struct q_serving_now_row *served;
    size_t served_count;
};
static const struct field serving_fields[] = {
    FIELD_RECORD(struct serving_view, form, form_record),
    FIELD(struct serving_view, missed),
    FIELD_ROWS(struct serving_view, served, q_serving_now_record),
};
static const struct record serving_record = RECORD(struct serving_view, serving_fields);
static const struct page serving_page = {&tmpl_serving, &serving_record, N_("Serve a customer")};

static rc show_serving(struct req *r, bool missed)
{
    struct serving_view *v = VIEW(r, struct serving_view);
    v->form = form_make(r, &serving_in, "/serving", NULL);
    v->missed = missed;
    TRY(serving_now(r, &v->served, &v->served_count));
    return show(r, &serving_page, v);
}

static rc serving_show(struct req *r)
{
    const struct serving_seen *in = r->in;
    return show_serving(r, in->missed);
}

static rc serving_again(struct req *r)
{
    return show_serving(r, false);
}

/* ---- beginning and ending ---- */

/* Of certificates the database keeps no index: the roll says whom to compare. */
static struct int8s proposed(struct req *r, const struct search_asked *asked)
{
    uint32_t rows[PROPOSED_MOST];
    int64_t *ids = arena_alloc(r->arena, PROPOSED_MOST * sizeof *ids);
    const struct roll *roll = roll_hold(r->web->roll);
    if (!roll)
        return (struct int8s){ids, 0};
    size_t len = roll_with_certificate(roll, asked->certificates.items, asked->certificates.len,
                                       rows, PROPOSED_MOST);
    roll_let_go(r->web->roll);
    for (size_t i = 0; i < len; i++)
        ids[i] = (int64_t)rows[i] + 1;
    return (struct int8s){ids, len};
}

static rc serving_begin(struct req *r)
{
    const struct serving_in *in = r->in;
    struct search_asked asked = search_asked(r->web->bank, r->arena, in->number);
    struct q_serving_begin_row row = {{NULL, 0}};
    if (!asked.by_number)
        return fault(r, "number", N_("is not a number"));
    TRY(q_serving_begin(r->db, r->arena, asked.hashes, proposed(r, &asked), asked.certificates,
                        &row));
    if (row.customers.len == 0)
        return go(r, "/serving?missed=true");
    about(r, AUDIT_CUSTOMER, row.customers.items[0]);
    if (row.customers.len > 1)
        return go(r, "/serving");
    return go(r, "/customers/%" PRId64, row.customers.items[0]);
}

static rc serving_end(struct req *r)
{
    const struct by_customer *in = r->in;
    about(r, AUDIT_CUSTOMER, in->customer_id);
    TRY(q_serving_end(r->db, in->customer_id, NULL));
    return go(r, "/serving");
}

/* ---- on the page of who is served ---- */

static const struct page panel_page = {&tmpl_serving_panel, &q_serving_one_record,
                                       N_("Being served")};

static rc fill_panel(struct req *r, int64_t customer_id, const void **ret_view)
{
    struct q_serving_one_row *row = VIEW(r, struct q_serving_one_row);
    bool found;
    TRY(q_serving_one(r->db, customer_id, row, &found));
    if (found)
        *ret_view = row;
    return OK;
}

/* clang-format off */
static const struct panel panels[] = {
    {"serving", FRAME_CUSTOMER, PANEL_SIDE, 1, PERM_SERVE, &panel_page, fill_panel},
};
static const struct route routes[] = {
    {HTTP_GET, "/serving", PERM_SERVE, serving_show, &seen_in, .gives = &serving_page, .title = N_("Serve a customer")},
    {HTTP_POST, "/serving", PERM_SERVE, serving_begin, &serving_in, .audit = "customer.serve", .again = serving_again, .gives = &serving_page, .title = N_("Serve a customer")},
    {HTTP_POST, "/serving/{customer_id}/end", PERM_SERVE, serving_end, &customer_in, .audit = "customer.serve_end", .title = N_("End serving a customer")},
};
static const struct nav nav[] = {
    {NAV_CUSTOMERS, "/serving", N_("Serve a customer")},
};
/* clang-format on */
const struct module serving_module = {
    .name = "serving", MODULE(routes), MODULE_NAV(nav), MODULE_PANELS(panels)};
