#include "cif/sync/source_pages.h"

#include "cif/sync/source.h"
#include "cif/sync/source_form.html.h"
#include "cif/sync/source_pages.sql.h"
#include "cif/sync/source_panel.html.h"
#include "cif/sync/sources.html.h"
#include "platform/job.sql.h"
#include "web/form.h"
#include "web/panel.h"

enum { SECONDS_OF_MINUTE = 60, MINUTES_MOST = 1440 };

/* ---- all of them ---- */

/* A row, and what is said of it. */
struct source_seen {
    struct q_source_list_row source;
    bool is_behind, in_step;
    struct text title;
    struct text every; /* "every 15 minutes" */
    struct text since; /* how long it has been behind */
};
static const struct field source_fields[] = {
    FIELD_RECORD(struct source_seen, source, q_source_list_record),
    FIELD(struct source_seen, is_behind),
    FIELD(struct source_seen, in_step),
    FIELD(struct source_seen, title),
    FIELD(struct source_seen, every),
    FIELD(struct source_seen, since),
};
static const struct record source_record = RECORD(struct source_seen, source_fields);

struct sources_view {
    struct source_seen *sources;
    size_t sources_count;
    bool may_run;
};
static const struct field sources_fields[] = {
    FIELD_ROWS(struct sources_view, sources, source_record),
    FIELD(struct sources_view, may_run),
};
static const struct record sources_record = RECORD(struct sources_view, sources_fields);
static const struct page sources_page = {&tmpl_sources, &sources_record, N_("Sources")};

/* A source's name is a source text. */
static struct text title_of(const struct req *r, struct text name)
{
    return text_of(word(r, arena_text(r->arena, name.ptr, name.len)));
}

/* In the largest unit that is whole. */
static struct text every(struct req *r, int32_t seconds)
{
    if (seconds % SECONDS_OF_MINUTE != 0)
        return text_of(say_number(r->arena, r->tongue, N_("every {n} s"), seconds));
    return text_of(
        say_number(r->arena, r->tongue, N_("every {n} min"), seconds / SECONDS_OF_MINUTE));
}

static struct text since(struct req *r, int64_t minutes)
{
    if (minutes >= 2 * MINUTES_MOST)
        return text_of(say_number(r->arena, r->tongue, N_("for {n} days"), minutes / MINUTES_MOST));
    if (minutes >= 120)
        return text_of(say_number(r->arena, r->tongue, N_("for {n} hours"), minutes / 60));
    return text_of(say_number(r->arena, r->tongue, N_("for {n} min"), minutes));
}

static rc sources_fill(struct req *r, struct sources_view *v)
{
    struct q_source_list_row *rows = NULL;
    TRY(q_source_list(r->db, r->arena, watch_lock(), &rows, &v->sources_count));
    v->sources = arena_alloc(r->arena, v->sources_count * sizeof *v->sources);
    for (size_t i = 0; i < v->sources_count; i++) {
        struct source_seen *s = &v->sources[i];
        s->source = rows[i];
        s->is_behind = rows[i].behind_since.known;
        s->in_step = !s->is_behind && rows[i].newest != NO_DAY && !rows[i].problem.len;
        s->title = title_of(r, rows[i].name);
        s->every = every(r, rows[i].every_seconds);
        s->since = since(r, rows[i].behind_minutes);
    }
    v->may_run = may(r, PERM_JOBS_RUN);
    return OK;
}

static rc sources_show(struct req *r)
{
    struct sources_view *v = VIEW(r, struct sources_view);
    TRY(sources_fill(r, v));
    return show(r, &sources_page, v);
}

/* On the morning's page: how far the bank is behind. */
static const struct page panel_page = {&tmpl_source_panel, &sources_record, N_("Sources")};

static rc fill_sources(struct req *r, int64_t subject_id, const void **ret_view)
{
    struct sources_view *v = VIEW(r, struct sources_view);
    (void)subject_id; /* it is about the bank */
    TRY(sources_fill(r, v));
    *ret_view = v;
    return OK;
}

/* ---- synchronise now ---- */

struct by_source {
    int64_t source_id;
};
static const struct input by_source_inputs[] = {PATH_ID(struct by_source, source_id)};
static const struct inputs by_source_in = INPUTS(struct by_source, by_source_inputs);

static rc find(struct req *r, int64_t source_id, struct q_source_find_row *ret)
{
    about(r, AUDIT_SETTING, source_id);
    return q_source_find(r->db, r->arena, source_id, watch_lock(), ret);
}

/* Where one of the kind runs or waits already, that is what is shown. */
static rc synchronise(struct req *r)
{
    const struct by_source *in = r->in;
    struct q_source_find_row s;
    struct q_job_open_row open;
    bool found = false;
    int64_t job;
    TRY(find(r, in->source_id, &s));
    if (!s.watched)
        return refuse(r, E_REFUSED,
                      N_("No server watches this source: start one with guanhu serve --watch."));
    const char *kind = arena_text(r->arena, s.kind.ptr, s.kind.len);
    const struct job_order order = {.kind = kind,
                                    .title = arena_text(r->arena, s.dir.ptr, s.dir.len),
                                    .args = s.args_,
                                    .origin = JOB_BY_PAGE,
                                    .asked_by = r->who->staff_id};
    rc done = job_put(r->db, &order, s.place, &job, &r->why);
    if (done == OK)
        return go(r, "/jobs/%" PRId64, job);
    if (done != E_REFUSED)
        return done;
    TRY(q_job_open(r->db, s.kind, &open, &found));
    return found ? go(r, "/jobs/%" PRId64, open.job_id) : go(r, "/jobs");
}

/* ---- how often it is looked at ---- */

struct schedule_form {
    int64_t source_id;
    int32_t minutes;
};
static const struct input schedule_inputs[] = {
    PATH_ID(struct schedule_form, source_id),
    INPUT_NUMBER(struct schedule_form, minutes, N_("Minutes from one look to the next"),
                 .required = true, .min = 1, .max = MINUTES_MOST,
                 .help = N_("From 1 to 1440, which is once a day.")),
};
static const struct inputs schedule_in = INPUTS(struct schedule_form, schedule_inputs);

struct schedule_view {
    struct text title, dir;
    struct form form;
};
static const struct field schedule_fields[] = {
    FIELD(struct schedule_view, title),
    FIELD(struct schedule_view, dir),
    FIELD_RECORD(struct schedule_view, form, form_record),
};
static const struct record schedule_record = RECORD(struct schedule_view, schedule_fields);
static const struct page schedule_page = {&tmpl_source_form, &schedule_record, N_("Schedule")};

/* After a fault the route's inputs are those of the form. */
static rc schedule_show(struct req *r)
{
    struct schedule_view *v = VIEW(r, struct schedule_view);
    struct q_source_find_row s;
    int64_t id = r->http->method == HTTP_GET ? ((const struct by_source *)r->in)->source_id
                                             : ((const struct schedule_form *)r->in)->source_id;
    TRY(find(r, id, &s));
    const struct schedule_form present = {id, (s.every_seconds + SECONDS_OF_MINUTE - 1) /
                                                  SECONDS_OF_MINUTE};
    v->title = title_of(r, s.name);
    v->dir = s.dir;
    v->form = form_make(r, &schedule_in, arena_printf(r->arena, "/sources/%" PRId64, id), &present);
    return show(r, &schedule_page, v);
}

static rc schedule(struct req *r)
{
    const struct schedule_form *in = r->in;
    struct q_source_find_row s;
    TRY(find(r, in->source_id, &s));
    TRY(q_source_schedule(r->db, in->source_id, in->minutes * SECONDS_OF_MINUTE, NULL));
    return go(r, "/sources");
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/sources", PERM_LOADS_READ, sources_show, .gives = &sources_page, .title = N_("Sources")},
    {HTTP_GET, "/sources/{source_id}", PERM_JOBS_RUN, schedule_show, &by_source_in, .gives = &schedule_page, .title = N_("Schedule")},
    {HTTP_POST, "/sources/{source_id}", PERM_JOBS_RUN, schedule, &schedule_in, .audit = "source.schedule", .again = schedule_show, .gives = &schedule_page, .title = N_("Change a schedule")},
    {HTTP_POST, "/sources/{source_id}/synchronise", PERM_JOBS_RUN, synchronise, &by_source_in, .audit = "source.synchronise", .title = N_("Synchronise now")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/sources", N_("Sources")}};
static const struct panel panels[] = {
    {"sources", FRAME_TODAY, PANEL_SIDE, 10, PERM_LOADS_READ, &panel_page, fill_sources},
};
/* clang-format on */
const struct module source_module = {
    .name = "sources", MODULE(routes), MODULE_NAV(nav), MODULE_PANELS(panels)};
