#define _GNU_SOURCE 1 /* realpath */
#include "platform/job.h"

#include <limits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/record.h"
#include "base/sha256.h"
#include "base/tongue.h"
#include "platform/job.sql.h"

enum { WRITE_EVERY_MS = 1000 };

struct job {
    struct db *db;
    int64_t id;
    int64_t key; /* of the kind's lock */
    struct arena arena;
    struct text args;
    int32_t asked_by;
    void *server;
    struct progress progress;
    char stage[96], unit[32];
    uint64_t done, total;
    int64_t stage_at;  /* as rows have it */
    uint64_t began_ms; /* the stage, by the clock that never goes back */
    uint64_t written_ms;
    int32_t lines; /* of the log */
    bool cancelled;
};

static const struct word state_items[] = {
    {JOB_WAITING, "waiting", N_("waiting"), "quiet"},
    {JOB_RUNNING, "running", N_("running"), "info"},
    {JOB_DONE, "done", N_("done"), "ok"},
    {JOB_FAILED, "failed", N_("failed"), "bad"},
    {JOB_REFUSED, "refused", N_("refused"), "warn"},
    {JOB_CANCELLED, "cancelled", N_("cancelled"), "warn"},
    {JOB_BROKEN_OFF, "broken_off", N_("broken off"), "bad"},
};
const struct words job_states = {"job_states", state_items, ARRAY_LEN(state_items)};

static const struct word origin_items[] = {
    {JOB_BY_COMMAND, "command", N_("command line")},
    {JOB_BY_PAGE, "page", N_("page")},
    {JOB_BY_SCHEDULE, "schedule", N_("schedule")},
};
const struct words job_origins = {"job_origins", origin_items, ARRAY_LEN(origin_items)};

/* ---- locks ---- */

/* The kind's letters. */
int64_t job_lock(const char *kind)
{
    uint64_t key = 0;
    for (; *kind; kind++)
        key = key * 31 + (unsigned char)*kind;
    return (int64_t)(key & INT64_MAX);
}

/* This machine's name and the home's path: two servers of one database have two places. */
int64_t job_place(const struct config *config)
{
    char host[256] = "", name[256 + PATH_MAX];
    char *home = realpath(config->home, NULL);
    uint64_t key;
    gethostname(host, sizeof host - 1);
    snprintf(name, sizeof name, "%s\n%s", host, home ? home : config->home);
    free(home);
    struct sha256 print = sha256_of(text_of(name));
    memcpy(&key, print.bytes, sizeof key);
    return (int64_t)(key & INT64_MAX);
}

/* ---- beginning ---- */

/* A connection of its own that holds the kind's lock; then nothing else of the kind runs. */
static rc open_job(const struct bank *bank, const char *kind, struct job **ret_job, bool *ret_got,
                   struct why *why)
{
    struct db *db;
    struct q_job_patient_row patient;
    TRY(bank_connect(bank, &db, why));
    struct job *j = mem_alloc(sizeof *j);
    j->db = db;
    j->key = job_lock(kind);
    j->stage_at = clock_now();
    arena_init(&j->arena);
    rc r = db_try_lock(db, j->key, ret_got);
    if (r == OK)
        r = q_job_patient(db, &j->arena, &patient);
    if (r == OK && *ret_got)
        r = q_job_break_off(db, text_of(kind), j->key, NULL);
    (void)db_tell(db, r, why);
    *ret_job = j;
    return r;
}

static void close_job(struct job *j)
{
    if (!j)
        return;
    db_close(j->db);
    arena_release(&j->arena);
    free(j);
}

static struct opt_int4 staff_of(int32_t staff_id)
{
    return (struct opt_int4){staff_id != 0, staff_id};
}

static rc refuse_second(const char *kind, struct why *why)
{
    return why_say(why, E_REFUSED, "a %s is running already: wait for it to end, then call again",
                   kind);
}

static rc add_row(struct job *j, const struct job_order *o, struct why *why)
{
    struct q_job_add_row row;
    TRY(db_tell(j->db,
                q_job_add(j->db,
                          &(struct q_job_add_in){.kind = text_of(o->kind),
                                                 .title = text_of(o->title),
                                                 .args_ = o->args,
                                                 .origin = (int16_t)o->origin,
                                                 .asked_by = staff_of(o->asked_by)},
                          &row),
                why));
    j->id = row.job_id;
    j->args = o->args;
    j->asked_by = o->asked_by;
    return OK;
}

rc job_begin(const struct bank *bank, const struct job_order *order, bool quiet,
             struct job **ret_job, struct why *why)
{
    struct job *j = NULL;
    bool got = false;
    rc r = open_job(bank, order->kind, &j, &got, why);
    if (r == OK && !got)
        r = refuse_second(order->kind, why);
    if (r == OK)
        r = add_row(j, order, why);
    if (r != OK) {
        close_job(j);
        return r;
    }
    progress_init(&j->progress, stderr, quiet);
    *ret_job = j;
    return OK;
}

rc job_put(struct db *db, const struct job_order *o, int64_t place, int64_t *ret_job_id,
           struct why *why)
{
    struct q_job_put_row row;
    bool put = false;
    TRY(db_tell(db,
                q_job_put(db,
                          &(struct q_job_put_in){.kind = text_of(o->kind),
                                                 .title = text_of(o->title),
                                                 .args_ = o->args,
                                                 .origin = (int16_t)o->origin,
                                                 .asked_by = staff_of(o->asked_by),
                                                 .place = place,
                                                 .key = job_lock(o->kind),
                                                 .queues = o->queues},
                          &row, &put),
                why));
    if (!put)
        return refuse_second(o->kind, why);
    *ret_job_id = row.job_id;
    return OK;
}

rc jobs_open_of(struct db *db, int32_t asked_by, const char *kind, int64_t *ret_open)
{
    struct q_jobs_open_of_row row;
    TRY(q_jobs_open_of(db, asked_by, text_of(kind), &row));
    *ret_open = row.open;
    return OK;
}

rc job_take(const struct bank *bank, const char *kind, int64_t place, struct job **ret_job,
            struct why *why)
{
    struct job *j = NULL;
    struct q_job_take_row row;
    bool got = false, found = false;
    *ret_job = NULL;
    rc r = open_job(bank, kind, &j, &got, why);
    if (r == OK && got)
        r = db_tell(j->db, q_job_take(j->db, &j->arena, text_of(kind), place, &row, &found), why);
    if (r != OK || !found) {
        close_job(j);
        return r;
    }
    j->id = row.job_id;
    j->args = row.args_;
    j->asked_by = row.asked_by.known ? row.asked_by.value : 0;
    progress_init(&j->progress, stderr, true);
    *ret_job = j;
    return OK;
}

int64_t job_id(const struct job *job)
{
    return job->id;
}

struct text job_args(const struct job *job)
{
    return job->args;
}

int32_t job_asked_by(const struct job *job)
{
    return job->asked_by;
}

void *job_server(const struct job *job)
{
    return job->server;
}

void job_serve(struct job *job, void *server)
{
    job->server = server;
}

rc job_cancel(struct db *db, int64_t job_id, int32_t asked_by)
{
    int64_t rows = 0;
    TRY(q_job_cancel(db, job_id, staff_of(asked_by), &rows));
    return rows ? OK : E_CONFLICT;
}

/* ---- progress ---- */

static void write_row(struct job *j)
{
    struct q_job_progress_row row = {false};
    bool found;
    j->written_ms = clock_ms();
    rc r = q_job_progress(j->db,
                          &(struct q_job_progress_in){.job_id = j->id,
                                                      .stage = text_of(j->stage),
                                                      .unit = text_of(j->unit),
                                                      .stage_at = j->stage_at,
                                                      .done = (int64_t)j->done,
                                                      .total = (int64_t)j->total},
                          &row, &found);
    if (r != OK)
        db_rollback(j->db);
    j->cancelled |= row.cancel;
}

static void write_line(struct job *j, enum job_line kind, const char *body, uint64_t ms)
{
    rc r = q_job_log_add(j->db,
                         &(struct q_job_log_add_in){.job_id = j->id,
                                                    .line = ++j->lines,
                                                    .kind = (int16_t)kind,
                                                    .stage = text_of(j->stage),
                                                    .body = text_of(body),
                                                    .millis = (int64_t)ms},
                         NULL);
    if (r != OK)
        db_rollback(j->db);
}

void job_stage(struct job *job, const char *stage, const char *unit, uint64_t total)
{
    snprintf(job->stage, sizeof job->stage, "%s", stage);
    snprintf(job->unit, sizeof job->unit, "%s", unit);
    job->done = 0;
    job->total = total;
    job->stage_at = clock_now();
    job->began_ms = clock_ms();
    progress_stage(&job->progress, stage, unit, total);
    write_row(job);
}

void job_rename(struct job *job, const char *stage)
{
    snprintf(job->stage, sizeof job->stage, "%s", stage);
    progress_rename(&job->progress, stage);
}

void job_at(struct job *job, uint64_t done)
{
    job->done = done;
    progress_at(&job->progress, done);
    if (clock_ms() - job->written_ms >= WRITE_EVERY_MS)
        write_row(job);
}

void job_finish_stage(struct job *job, const char *figures)
{
    progress_finish(&job->progress, "%s", figures);
    write_line(job, JOB_LINE_STAGE, figures, clock_ms() - job->began_ms);
}

void job_note(struct job *job, const char *text)
{
    progress_note(&job->progress, "%s", text);
    write_line(job, JOB_LINE_NOTE, text, 0);
}

rc job_go_on(const struct job *job, struct why *why)
{
    if (!job->cancelled)
        return OK;
    return why_say(why, E_CANCELLED,
                   "cancelled: what was not finished is undone, and the next call goes on there");
}

rc job_go_on_now(struct job *job, struct why *why)
{
    write_row(job);
    return job_go_on(job, why);
}

/* ---- the end ---- */

static enum job_state state_of(rc outcome)
{
    if (outcome == OK)
        return JOB_DONE;
    if (outcome == E_CANCELLED)
        return JOB_CANCELLED;
    return outcome == E_REFUSED ? JOB_REFUSED : JOB_FAILED;
}

void job_end(struct job *job, rc outcome, const char *message, struct text result)
{
    if (!job)
        return;
    progress_stop(&job->progress);
    if (outcome != OK)
        write_line(job, JOB_LINE_FAULT, message, 0);
    rc r = q_job_close(job->db,
                       &(struct q_job_close_in){.job_id = job->id,
                                                .state = (int16_t)state_of(outcome),
                                                .outcome = text_of(rc_name(outcome)),
                                                .message = text_of(message),
                                                .result = result},
                       NULL);
    if (r == OK)
        r = db_unlock(job->db, job->key); /* before the caller is told, not some time after */
    (void)r; /* the next job of the kind marks the row, and the lock ends with the connection */
    close_job(job);
}
