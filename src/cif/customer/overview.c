/* The customer at a glance: /customers/{customer_id}. */
#include "cif/customer/overview.html.h"
#include "cif/customer/pages.h"
#include "web/panel.h"

struct overview_view {
    struct customer_head head;
    struct panels panels;
};
static const struct field overview_fields[] = {
    FIELD_RECORD(struct overview_view, head, customer_head_record),
    FIELD_PANELS(struct overview_view, panels),
};
static const struct record overview_record = RECORD(struct overview_view, overview_fields);
const struct page overview_page = {&tmpl_overview, &overview_record, N_("Customer"),
                                   .frame = FRAME_CUSTOMER};

rc overview_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct overview_view *v = VIEW(r, struct overview_view);
    TRY(customer_head_find(r, in->customer_id, &v->head));
    TRY(panels_fill(r, FRAME_CUSTOMER, in->customer_id, &v->panels));
    return show(r, &overview_page, v);
}
