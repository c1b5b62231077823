#include "admin/jobs.h"

#include "admin/job.html.h"
#include "admin/jobs.sql.h"
#include "platform/job.h"
#include "web/list.h"

static const struct word job_state_items[] = {
    {JOB_RUNNING, "running", N_("running"), "info"},
    {JOB_DONE, "done", N_("done"), "ok"},
    {JOB_FAILED, "failed", N_("failed"), "bad"},
    {JOB_REFUSED, "refused", N_("refused"), "warn"},
    {JOB_BROKEN_OFF, "broken_off", N_("broken off"), "bad"},
};
const struct words job_states = {"job_states", job_state_items, ARRAY_LEN(job_state_items)};

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
    {"message", N_("Result")},
    {"started_at", N_("Started")},
    {"ended_at", N_("Ended")},
};
/* clang-format on */

static rc job_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct job_filter *f = r->in;
    return q_job_list(r->db, r->arena, (enum q_job_list_order)ask->order, f->state, ask->limit,
                      ask->offset, (struct q_job_list_row **)&ret->items, &ret->len);
}

static const struct list job_list =
    LIST(N_("Jobs"), q_job_list, job_columns, job_fetch,
         .first_order = Q_JOB_LIST_BY_STARTED_AT_DESC, .about = N_("Long work, the latest first"),
         .empty = N_("Nothing has run yet. The nightly batch is the first job that appears here."));

struct by_job {
    int64_t job_id;
};
static const struct input by_job_inputs[] = {PATH_ID(struct by_job, job_id)};
static const struct inputs by_job_in = INPUTS(struct by_job, by_job_inputs);

struct job_view {
    struct q_job_find_row job;
    bool running;
    int32_t percent;
};
static const struct field job_fields[] = {
    FIELD_RECORD(struct job_view, job, q_job_find_record),
    FIELD(struct job_view, running),
    FIELD(struct job_view, percent),
};
static const struct record job_record = RECORD(struct job_view, job_fields);
static const struct page job_page = {&tmpl_job, &job_record, N_("Job")};

static rc job_show(struct req *r)
{
    const struct by_job *in = r->in;
    struct job_view *v = VIEW(r, struct job_view);
    TRY(q_job_find(r->db, r->arena, in->job_id, &v->job));
    v->running = v->job.state == JOB_RUNNING;
    v->percent = v->job.total > 0 ? (int32_t)(v->job.done * 100 / v->job.total) : 0;
    r->answer.title = arena_text(r->arena, v->job.title.ptr, v->job.title.len);
    return show(r, &job_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/jobs", PERM_JOBS_READ, .list = &job_list, .in = &job_filter_in, .title = N_("Jobs")},
    {HTTP_GET, "/jobs/{job_id}", PERM_JOBS_READ, job_show, &by_job_in, .gives = &job_page, .title = N_("Job")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/jobs", N_("Jobs")}};
/* clang-format on */
const struct module jobs_module = {.name = "jobs", MODULE(routes), MODULE_NAV(nav)};
