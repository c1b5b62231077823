#include "pcrm/day/night_pages.h"

#include "pcrm/day/batch.h"
#include "pcrm/day/night.html.h"
#include "pcrm/day/night_pages.sql.h"
#include "pcrm/day/night_panel.html.h"
#include "web/list.h"
#include "web/panel.h"

/* ---- all nights ---- */

struct night_filter {
    day since, until;
};
/* clang-format off */
static const struct input night_filter_inputs[] = {
    INPUT_DAY(struct night_filter, since, N_("From")),
    INPUT_DAY(struct night_filter, until, N_("Until")),
};
static const struct inputs night_filter_in = INPUTS(struct night_filter, night_filter_inputs);

static const struct list_column night_columns[] = {
    {"day", N_("Business day"), "/nights/{day}"},
    {"customers", N_("Customers")},
    {"alerts", N_("Alerts")},
    {"files", N_("Files")},
    {"rows", N_("Rows")},
    {"taken", N_("Taken")},
    {"quarantined", N_("Quarantined")},
    {"waiting", N_("Waiting")},
    {"refused", N_("Refused files")},
    {"rule_version", N_("Rules"), .hidden = true},
    {"millis", N_("Milliseconds")},
    {"published_at", N_("Published")},
};
/* clang-format on */

static rc night_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct night_filter *f = r->in;
    return q_night_list(r->db, r->arena, (enum q_night_list_order)ask->order, f->since, f->until,
                        ask->limit, ask->offset, (struct q_night_list_row **)&ret->items,
                        &ret->len);
}

static const struct list night_list = LIST(
    N_("Nights"), q_night_list, night_columns, night_fetch, .first_order = Q_NIGHT_LIST_BY_DAY_DESC,
    .about = N_("Each published business day and what its day files brought"),
    .empty =
        N_("No day is published yet: the first batch over a day folder makes the first night."));

/* ---- one night ---- */

/* Steps of a batch (enum batch_step) as people call them. */
static const struct word step_items[] = {
    {STEP_LOAD, "load", N_("Starting from the state of the day before")},
    {STEP_CHECKSUM, "checksum", N_("Checksums of the files")},
    {STEP_PARSE, "parse", N_("Checking and taking the rows")},
    {STEP_COMPUTE, "compute", N_("Valuing every customer")},
    {STEP_WRITE, "write", N_("Writing to the database")},
    {STEP_PUBLISH, "publish", N_("Publishing the day")},
    {STEP_TOTAL, "total", N_("From files to the published day")},
    {STEP_KEEP, "keep", N_("of it: keeping the engine's state")},
};
const struct words night_step_words = {"night_steps", step_items, ARRAY_LEN(step_items)};

struct by_day {
    day day;
};
static const struct input by_day_inputs[] = {PATH_DAY(struct by_day, day)};
static const struct inputs by_day_in = INPUTS(struct by_day, by_day_inputs);

struct night_view {
    struct q_night_find_row night;
    struct q_night_steps_row *steps;
    size_t steps_count;
};
static const struct field night_fields[] = {
    FIELD_RECORD(struct night_view, night, q_night_find_record),
    FIELD_ROWS(struct night_view, steps, q_night_steps_record),
};
static const struct record night_record = RECORD(struct night_view, night_fields);
static const struct page night_page = {&tmpl_night, &night_record, N_("Night")};

static rc night_show(struct req *r)
{
    const struct by_day *in = r->in;
    struct night_view *v = VIEW(r, struct night_view);
    TRY(q_night_find(r->db, in->day, &v->night));
    TRY(q_night_steps(r->db, r->arena, in->day, &v->steps, &v->steps_count));
    return show(r, &night_page, v);
}

/* ---- the last nights, on the morning's page ---- */

enum { PANEL_NIGHTS = 7 };

struct night_panel {
    struct q_night_list_row *nights;
    size_t nights_count;
};
static const struct field panel_fields[] = {
    FIELD_ROWS(struct night_panel, nights, q_night_list_record),
};
static const struct record panel_record = RECORD(struct night_panel, panel_fields);
static const struct page panel_page = {&tmpl_night_panel, &panel_record, N_("Nights")};

static rc fill_nights(struct req *r, int64_t subject_id, const void **ret_view)
{
    struct night_panel *v = VIEW(r, struct night_panel);
    day newest = r->who->published.day;
    (void)subject_id; /* it is about the bank */
    if (newest == NO_DAY)
        return OK;
    TRY(q_night_list(r->db, r->arena, Q_NIGHT_LIST_BY_DAY_DESC, newest - PANEL_NIGHTS + 1, newest,
                     PANEL_NIGHTS, 0, &v->nights, &v->nights_count));
    *ret_view = v;
    return OK;
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/nights", PERM_NIGHTS_READ, .list = &night_list, .in = &night_filter_in, .title = N_("Nights")},
    {HTTP_GET, "/nights/{day}", PERM_NIGHTS_READ, night_show, &by_day_in, .gives = &night_page, .title = N_("Night")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/nights", N_("Nights")}};
static const struct panel panels[] = {
    {"nights", FRAME_TODAY, PANEL_MAIN, 10, PERM_NIGHTS_READ, &panel_page, fill_nights},
};
/* clang-format on */
const struct module night_module = {
    .name = "nights", MODULE(routes), MODULE_NAV(nav), MODULE_PANELS(panels)};
