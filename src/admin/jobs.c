#include "admin/jobs.h"

#include "admin/job.html.h"
#include "admin/jobs.sql.h"
#include "platform/job.h"
#include "web/list.h"
#include "web/web.h"

enum { LINES_MOST = 200 }; /* of the log, on the page */

struct job_filter {
    struct opt_int2 state;
};
/* clang-format off */
static const struct input job_filter_inputs[] = {
    INPUT_CODE(struct job_filter, state, job_states, N_("State")),
};
static const struct inputs job_filter_in = INPUTS(struct job_filter, job_filter_inputs);

static const struct list_column job_columns[] = {
    {"title", N_("Job"), "/jobs/{job_id}"},
    {"state", N_("State")},
    {"stage", N_("Step")},
    {"origin", N_("Asked by")},
    {"asked_name", N_("Person")},
    {"asked_at", N_("Asked")},
    {"started_at", N_("Started")},
    {"ended_at", N_("Ended")},
    {"message", N_("What went wrong"), .hidden = true},
};
/* clang-format on */

/* What jobs call their steps and what they count is a source text, or a name that needs none. */
static struct text word_for(const struct req *r, struct text english)
{
    return text_of(word(r, arena_text(r->arena, english.ptr, english.len)));
}

/* Of those that this person asked for; nobody: of all. */
static rc fetch_of(struct req *r, struct opt_int4 asked_by, const struct list_ask *ask,
                   struct list_rows *ret)
{
    const struct job_filter *f = r->in;
    struct q_job_list_row *rows = NULL;
    TRY(q_job_list(r->db, r->arena, (enum q_job_list_order)ask->order, f->state, asked_by,
                   ask->limit, ask->offset, &rows, &ret->len));
    for (size_t i = 0; i < ret->len; i++)
        rows[i].stage = word_for(r, rows[i].stage);
    ret->items = rows;
    return OK;
}

static rc job_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    return fetch_of(r, (struct opt_int4){false, 0}, ask, ret);
}

static rc own_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    return fetch_of(r, (struct opt_int4){true, r->who->staff_id}, ask, ret);
}

static const struct list job_list =
    LIST(N_("Jobs"), q_job_list, job_columns, job_fetch, .first_order = Q_JOB_LIST_BY_ASKED_AT_DESC,
         .about = N_("Long work, the latest first"),
         .empty = N_("Nothing has run yet. The nightly batch is the first job that appears here."));

static const struct list own_job_list =
    LIST(N_("My background work"), q_job_list, job_columns, own_fetch,
         .first_order = Q_JOB_LIST_BY_ASKED_AT_DESC,
         .about = N_("What you asked for and the server does meanwhile, the latest first"),
         .empty = N_("Exports and actions on selected customers stand here as soon as you ask for "
                     "one: tick rows of a list, then choose what to do with them."));

/* ---- one job ---- */

struct by_job {
    int64_t job_id;
};
static const struct input by_job_inputs[] = {PATH_ID(struct by_job, job_id)};
static const struct inputs by_job_in = INPUTS(struct by_job, by_job_inputs);

struct job_view {
    struct q_job_find_row job;
    bool open, running, may_cancel; /* open: runs or waits */
    bool has_total, is_cancelling;
    bool is_batch, is_action, is_export;
    struct text kind_title, step, unit;
    struct text to; /* where the result of an action is looked at */
    int32_t percent;
    struct text pace, left; /* in words; NULL pointers while nobody knows */
    struct q_job_log_last_row *lines;
    size_t lines_count;
};
static const struct field job_fields[] = {
    FIELD_RECORD(struct job_view, job, q_job_find_record),
    FIELD(struct job_view, open),
    FIELD(struct job_view, running),
    FIELD(struct job_view, may_cancel),
    FIELD(struct job_view, has_total),
    FIELD(struct job_view, is_cancelling),
    {.name = "is_batch",
     .kind = KIND_BOOL,
     .offset = offsetof(struct job_view, is_batch),
     .inner = true},
    FIELD(struct job_view, is_action),
    FIELD(struct job_view, is_export),
    FIELD_AS(struct job_view, to, KIND_URL),
    FIELD(struct job_view, kind_title),
    FIELD(struct job_view, step),
    FIELD(struct job_view, unit),
    FIELD(struct job_view, percent),
    FIELD(struct job_view, pace),
    FIELD(struct job_view, left),
    FIELD_ROWS(struct job_view, lines, q_job_log_last_record),
};
static const struct record job_record = RECORD(struct job_view, job_fields);
static const struct page job_page = {&tmpl_job, &job_record, N_("Job")};

static const struct job_kind *kind_named(const struct web *web, struct text name)
{
    for (size_t i = 0; i < web->kinds_len; i++)
        if (text_is(name, web->kinds[i]->name))
            return web->kinds[i];
    return NULL;
}

/* Hours, minutes, seconds, as a clock has them. */
static struct text clock_of(struct req *r, int64_t seconds)
{
    int hours = (int)(seconds / 3600), minutes = (int)(seconds / 60 % 60);
    const char *text =
        hours ? arena_printf(r->arena, "%d:%02d:%02d", hours, minutes, (int)(seconds % 60))
              : arena_printf(r->arena, "%d:%02d", minutes, (int)(seconds % 60));
    return text_of(text);
}

/* By the average since the step began. */
static void tell_pace(struct req *r, struct job_view *v)
{
    const struct q_job_find_row *j = &v->job;
    int64_t seconds = j->stage_at.known ? (j->seen_at - j->stage_at.value) / 1000000 : 0;
    if (!v->running || seconds <= 0 || j->done <= 0)
        return;
    int64_t pace = j->done / seconds;
    if (pace > 0)
        v->pace = text_of(say_number(r->arena, r->tongue, N_("{n} a second"), pace));
    if (v->has_total && j->total >= j->done) {
        static const char english[] = N_("about {time} left");
        const struct place places[] = {
            {"time", clock_of(r, (j->total - j->done) * seconds / j->done)}, {NULL, {NULL, 0}}};
        v->left = text_of(say(r->arena, r->tongue, english, sizeof english - 1, places));
    }
}

static bool is_own(const struct req *r, const struct q_job_find_row *j)
{
    return j->asked_by.known && j->asked_by.value == r->who->staff_id;
}

/* Whoever asked for it, and who may have asked for it. */
static bool may_cancel(const struct req *r, const struct q_job_find_row *j,
                       const struct job_kind *kind)
{
    return is_own(r, j) || (may(r, PERM_JOBS_RUN) && (!kind || may(r, kind->perm)));
}

/* One of the own ones; all others are for who sees long work. */
static rc find_job(struct req *r, int64_t job_id, struct q_job_find_row *ret)
{
    TRY(q_job_find(r->db, r->arena, job_id, ret));
    return may(r, PERM_JOBS_READ) || is_own(r, ret) ? OK : E_NOT_FOUND;
}

static void fill_view(struct req *r, struct job_view *v)
{
    const struct q_job_find_row *j = &v->job;
    const struct job_kind *kind = kind_named(r->web, j->kind);
    v->running = j->state == JOB_RUNNING;
    v->open = v->running || j->state == JOB_WAITING;
    v->is_cancelling = v->running && j->cancel_asked_at.known;
    v->may_cancel = v->open && !v->is_cancelling && may_cancel(r, j, kind);
    v->is_batch = text_is(j->kind, "batch");
    v->is_action = text_is(j->kind, "action");
    v->is_export = j->file_name.len > 0;
    v->to = j->look_at;
    v->kind_title = kind ? text_of(word(r, kind->title)) : j->kind;
    v->step = word_for(r, j->stage);
    v->unit = word_for(r, j->unit);
    v->has_total = j->total > 0;
    v->percent = v->has_total ? (int32_t)(j->done * 100 / j->total) : 0;
    tell_pace(r, v);
}

static rc job_show(struct req *r)
{
    const struct by_job *in = r->in;
    struct job_view *v = VIEW(r, struct job_view);
    TRY(find_job(r, in->job_id, &v->job));
    TRY(q_job_log_last(r->db, r->arena, in->job_id, LINES_MOST, &v->lines, &v->lines_count));
    fill_view(r, v);
    r->answer.title = arena_text(r->arena, v->kind_title.ptr, v->kind_title.len);
    r->answer.subtitle = arena_text(r->arena, v->job.title.ptr, v->job.title.len);
    return show(r, &job_page, v);
}

static rc cancel(struct req *r)
{
    const struct by_job *in = r->in;
    struct q_job_find_row job;
    about(r, AUDIT_JOB, in->job_id);
    TRY(find_job(r, in->job_id, &job));
    if (!may_cancel(r, &job, kind_named(r->web, job.kind)))
        return refuse(r, E_FORBIDDEN, N_("Your post does not allow this."));
    rc done = job_cancel(r->db, in->job_id, r->who->staff_id);
    if (done == E_CONFLICT)
        return refuse(r, E_REFUSED, N_("This job has ended already: there is nothing to cancel."));
    TRY(done);
    return go(r, "/jobs/%" PRId64, in->job_id);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/jobs", PERM_JOBS_READ, .list = &job_list, .in = &job_filter_in, .title = N_("Jobs")},
    {HTTP_GET, "/jobs/{job_id}", PERM_SIGNED_IN, job_show, &by_job_in, .gives = &job_page, .title = N_("Job")},
    {HTTP_GET, "/me/jobs", PERM_SIGNED_IN, .list = &own_job_list, .in = &job_filter_in, .title = N_("My background work")},
    {HTTP_POST, "/jobs/{job_id}/cancel", PERM_SIGNED_IN, cancel, &by_job_in, .audit = "job.cancel", .title = N_("Cancel a job")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/jobs", N_("Jobs")}};
/* clang-format on */
const struct module jobs_module = {.name = "jobs", MODULE(routes), MODULE_NAV(nav)};
