#include "pcrm/timeline/timeline.h"

#include "cif/customer/codes.h"
#include "cif/customer/customer.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/timeline/event_words.h"
#include "pcrm/timeline/timeline.html.h"
#include "pcrm/timeline/timeline.sql.h"
#include "platform/mask.h"
#include "web/masked.h"

enum { PAGE_EVENTS = 50, PAGE_ALERTS_MOST = 500, PAGES_MOST = 200 };

/* ---- what is shown ---- */

struct event_shown {
    int16_t group;
    struct text icon, tone, said, exact;
};
/* clang-format off */
static const struct field event_fields[] = {
    FIELD_CODE(struct event_shown, group, timeline_group_words),
    {.name = "icon", .kind = KIND_TEXT, .offset = offsetof(struct event_shown, icon), .inner = true},
    {.name = "tone", .kind = KIND_TEXT, .offset = offsetof(struct event_shown, tone), .inner = true},
    {.name = "said", .kind = KIND_TEXT, .offset = offsetof(struct event_shown, said), .inner = true},
    FIELD(struct event_shown, exact),
};
static const struct record event_record = RECORD(struct event_shown, event_fields);

struct day_shown {
    day day;
    bool is_today;
    struct event_shown *events;
    size_t events_count;
};
static const struct field day_fields[] = {
    FIELD_AS(struct day_shown, day, KIND_DAY),
    FIELD(struct day_shown, is_today),
    FIELD_ROWS(struct day_shown, events, event_record),
};
static const struct record day_record = RECORD(struct day_shown, day_fields);

/* A filter that can be chosen: all, or one group. */
struct choice_shown {
    struct text url, label;
    bool current;
};
static const struct field choice_fields[] = {
    FIELD_AS(struct choice_shown, url, KIND_URL),
    FIELD(struct choice_shown, label),
    FIELD(struct choice_shown, current),
};
static const struct record choice_record = RECORD(struct choice_shown, choice_fields);

struct timeline_view {
    struct customer_head head;
    struct choice_shown *choices;
    struct day_shown *days;
    size_t choices_count, days_count;
    struct text kind; /* the group chosen, for the form */
    day since, until, last_day;
    int32_t page;
    struct text prev_url, next_url, all_url;
    bool is_filtered;
};
#define INNER_URL(member) {.name = #member, .kind = KIND_URL, .nullable = true, .offset = offsetof(struct timeline_view, member), .inner = true}
#define ASKED_DAY(member) {.name = #member, .kind = KIND_DAY, .nullable = true, .offset = offsetof(struct timeline_view, member)}
static const struct field timeline_fields[] = {
    FIELD_RECORD(struct timeline_view, head, customer_head_record),
    {.name = "choices", .kind = KIND_ROWS, .offset = offsetof(struct timeline_view, choices), .count_offset = offsetof(struct timeline_view, choices_count), .of = &choice_record, .inner = true},
    FIELD_ROWS(struct timeline_view, days, day_record),
    FIELD(struct timeline_view, kind),
    ASKED_DAY(since),
    ASKED_DAY(until),
    ASKED_DAY(last_day),
    FIELD(struct timeline_view, page),
    INNER_URL(prev_url),
    INNER_URL(next_url),
    INNER_URL(all_url),
    {.name = "is_filtered", .kind = KIND_BOOL, .offset = offsetof(struct timeline_view, is_filtered), .inner = true},
};
static const struct record timeline_record = RECORD(struct timeline_view, timeline_fields);
static const struct page timeline_page = {&tmpl_timeline, &timeline_record, N_("Timeline")};

/* ---- what is asked ---- */

struct timeline_ask {
    int64_t customer_id;
    struct opt_int2 kind;
    day since, until;
    int32_t page;
};
static const struct input ask_inputs[] = {
    PATH_ID(struct timeline_ask, customer_id),
    INPUT_CODE(struct timeline_ask, kind, timeline_group_words, N_("Product type")),
    INPUT_DAY(struct timeline_ask, since, N_("From date")),
    INPUT_DAY(struct timeline_ask, until, N_("Until")),
    INPUT_NUMBER(struct timeline_ask, page, NULL, .min = 1, .max = PAGES_MOST, .otherwise = 1),
};
static const struct inputs ask_in = INPUTS(struct timeline_ask, ask_inputs);
/* clang-format on */

static struct text address(struct req *r, const struct timeline_ask *in, int kind, int32_t page)
{
    struct buf b;
    buf_init(&b);
    buf_printf(&b, "/customers/%" PRId64 "/timeline?page=%d", in->customer_id, page);
    if (kind >= 0)
        buf_printf(&b, "&kind=%s", timeline_group_words.items[kind].name);
    if (in->since != NO_DAY)
        buf_printf(&b, "&since=%s", day_format(in->since).text);
    if (in->until != NO_DAY)
        buf_printf(&b, "&until=%s", day_format(in->until).text);
    return keep(r->arena, &b);
}

static int kind_of(const struct timeline_ask *in)
{
    return in->kind.known ? in->kind.value : -1;
}

static void add_choices(struct req *r, const struct timeline_ask *in, struct timeline_view *v)
{
    v->choices = arena_alloc(r->arena, (TIMELINE_GROUPS + 1) * sizeof *v->choices);
    for (int kind = -1; kind < TIMELINE_GROUPS; kind++) {
        const char *label = kind < 0 ? N_("All") : timeline_group_words.items[kind].label;
        v->choices[v->choices_count++] = (struct choice_shown){
            address(r, in, kind, 1), text_of(word(r, label)), kind == kind_of(in)};
    }
}

/* ---- events into days ---- */

struct filling {
    struct req *r;
    const struct q_timeline_page_row *rows;
    size_t count;
    const struct alert_line *alerts;
    size_t alerts_count;
    struct timeline_view *view;
    struct event_shown *events;
    size_t events_count;
};

static const struct alert_line *alert_of(const struct filling *f,
                                         const struct q_timeline_page_row *row)
{
    for (size_t i = 0; i < f->alerts_count; i++)
        if (f->alerts[i].day == row->day_ && f->alerts[i].number == row->id)
            return &f->alerts[i];
    return NULL;
}

static bool event_shown(const struct filling *f, const struct q_timeline_page_row *row,
                        struct event_shown *ret)
{
    struct event_words words;
    const struct alert_line *alert = row->what == EVENT_ALERT ? alert_of(f, row) : NULL;
    if (alert) {
        *ret = (struct event_shown){TIMELINE_ALERTS, alert->icon, alert->tone, alert->said,
                                    alert->exact};
        return true;
    }
    if (!event_say(f->r->arena, f->r->tongue, row, &words))
        return false;
    *ret = (struct event_shown){(int16_t)words.group, text_of(words.icon), text_of(words.tone),
                                words.said, words.exact};
    return true;
}

static void add_event(struct filling *f, const struct q_timeline_page_row *row)
{
    struct timeline_view *v = f->view;
    struct event_shown *e = &f->events[f->events_count];
    if (!event_shown(f, row, e))
        return;
    if (v->days_count == 0 || v->days[v->days_count - 1].day != row->day_)
        v->days[v->days_count++] =
            (struct day_shown){.day = row->day_, .is_today = row->day_ == v->last_day, .events = e};
    v->days[v->days_count - 1].events_count++;
    f->events_count++;
}

static void fill_days(struct filling *f)
{
    f->events = arena_alloc(f->r->arena, (f->count + 1) * sizeof *f->events);
    f->view->days = arena_alloc(f->r->arena, (f->count + 1) * sizeof *f->view->days);
    for (size_t i = 0; i < f->count; i++)
        add_event(f, &f->rows[i]);
}

/* ---- reading ---- */

static void mask_texts(struct req *r, struct q_timeline_page_row *row)
{
    struct masked m;
    if (!row->t1.ptr || (row->what != EVENT_TXN && row->what != EVENT_DIGITAL))
        return;
    m = mask_value(PERSONAL_NOTE, row->t1);
    row->t1 = text_of(arena_text(r->arena, m.text, strlen(m.text)));
}

static rc read_alerts(struct filling *f, int64_t customer_id)
{
    struct alert_line *lines;
    day first = NO_DAY, last = NO_DAY;
    for (size_t i = 0; i < f->count; i++)
        if (f->rows[i].what == EVENT_ALERT) {
            first = f->rows[i].day_;
            last = last == NO_DAY ? first : last;
        }
    if (first == NO_DAY)
        return OK;
    TRY(alerts_of_customer(f->r, customer_id, first, last, PAGE_ALERTS_MOST, &lines,
                           &f->alerts_count));
    f->alerts = lines;
    return OK;
}

static rc read_events(struct req *r, const struct timeline_ask *in, struct timeline_view *v)
{
    struct filling f = {.r = r, .view = v};
    struct q_timeline_page_row *rows;
    day until = in->until == NO_DAY || in->until > v->last_day ? v->last_day : in->until;
    const struct q_timeline_page_in ask = {
        .customer_id = in->customer_id,
        .groups = in->kind.known ? 1 << in->kind.value : (1 << TIMELINE_GROUPS) - 1,
        .since = in->since == NO_DAY ? day_of((struct ymd){1, 1, 1}) : in->since,
        .until = until,
        .limit = PAGE_EVENTS + 1,
        .offset = (int64_t)(in->page - 1) * PAGE_EVENTS};
    TRY(q_timeline_page(r->db, r->arena, &ask, &rows, &f.count));
    if (f.count > PAGE_EVENTS) {
        f.count = PAGE_EVENTS;
        v->next_url = address(r, in, kind_of(in), in->page + 1);
    }
    TRY(mask_rows(r, &q_timeline_page_record, rows, f.count));
    for (size_t i = 0; i < f.count; i++)
        mask_texts(r, &rows[i]);
    f.rows = rows;
    TRY(read_alerts(&f, in->customer_id));
    fill_days(&f);
    return OK;
}

static rc timeline_show(struct req *r)
{
    const struct timeline_ask *in = r->in;
    struct timeline_view *v = VIEW(r, struct timeline_view);
    TRY(customer_head_find(r, in->customer_id, &v->head));
    v->last_day = r->who->published.day;
    v->since = in->since;
    v->until = in->until;
    v->page = in->page;
    v->is_filtered = in->kind.known || in->since != NO_DAY || in->until != NO_DAY;
    if (in->kind.known)
        v->kind = text_of(timeline_group_words.items[in->kind.value].name);
    add_choices(r, in, v);
    if (in->page > 1)
        v->prev_url = address(r, in, kind_of(in), in->page - 1);
    v->all_url =
        text_of(arena_printf(r->arena, "/customers/%" PRId64 "/timeline", in->customer_id));
    TRY(read_events(r, in, v));
    return show(r, &timeline_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/customers/{customer_id}/timeline", PERM_CUSTOMER_READ, timeline_show, &ask_in, .audit = "customer.look", .gives = &timeline_page, .title = N_("Timeline")},
};
/* clang-format on */
const struct module timeline_module = {.name = "timeline", MODULE(routes)};
