#include "pcrm/alert/alert_panel.h"

#include "pcrm/alert/alert_panel.html.h"
#include "pcrm/alert/alert_words.h"
#include "web/panel.h"

enum { PANEL_DAYS = 30, PANEL_LINES = 8 };

struct alert_panel {
    int64_t customer_id;
    struct alert_line *lines;
    size_t lines_count;
    bool more; /* than are shown */
};
static const struct field panel_fields[] = {
    FIELD_AS(struct alert_panel, customer_id, KIND_ID),
    FIELD_ROWS(struct alert_panel, lines, alert_line_record),
    FIELD(struct alert_panel, more),
};
static const struct record panel_record = RECORD(struct alert_panel, panel_fields);
static const struct page panel_page = {&tmpl_alert_panel, &panel_record, N_("Alerts")};

static rc fill_alerts(struct req *r, int64_t customer_id, const void **ret_view)
{
    struct alert_panel *p = VIEW(r, struct alert_panel);
    day today = r->who->published.day;
    p->customer_id = customer_id;
    TRY(alerts_of_customer(r, customer_id, today - PANEL_DAYS + 1, today, PANEL_LINES + 1,
                           &p->lines, &p->lines_count));
    p->more = p->lines_count > PANEL_LINES;
    if (p->more)
        p->lines_count = PANEL_LINES;
    if (p->lines_count > 0)
        *ret_view = p;
    return OK;
}

/* clang-format off */
static const struct panel panels[] = {
    {"alerts", FRAME_CUSTOMER, PANEL_SIDE, 20, PERM_CUSTOMER_READ, &panel_page, fill_alerts},
};
/* clang-format on */
const struct module alert_module = {.name = "alert", MODULE_PANELS(panels)};
