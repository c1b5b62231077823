#include "platform/job.h"

#include "base/clock.h"
#include "platform/job.sql.h"

enum { WRITE_EVERY_MS = 1000 };

struct job {
    struct db *db;
    int64_t id;
    struct progress progress;
    char stage[96];
    uint64_t done, total;
    uint64_t written_ms;
};

/* The lock's number: the kind's letters. */
static int64_t lock_of(const char *kind)
{
    uint64_t key = 0;
    for (; *kind; kind++)
        key = key * 31 + (unsigned char)*kind;
    return (int64_t)(key & INT64_MAX);
}

static rc start(struct job *j, const char *kind, const char *title, struct why *why)
{
    bool got = false;
    struct q_job_add_row row;
    rc r = db_try_lock(j->db, lock_of(kind), &got);
    if (r == OK && !got)
        return why_say(why, E_REFUSED,
                       "a %s is running already: wait for it to end, then call again", kind);
    if (r == OK)
        r = q_job_break_off(j->db, text_of(kind), NULL);
    if (r == OK)
        r = q_job_add(j->db, text_of(kind), text_of(title), &row);
    if (r != OK)
        return db_tell(j->db, r, why);
    j->id = row.job_id;
    return OK;
}

rc job_begin(const struct bank *bank, const char *kind, const char *title, bool quiet,
             struct job **ret_job, struct why *why)
{
    struct db *db;
    TRY(bank_connect(bank, &db, why));
    struct job *j = mem_alloc(sizeof *j);
    j->db = db;
    progress_init(&j->progress, stderr, quiet);
    rc r = start(j, kind, title, why);
    if (r != OK) {
        db_close(j->db);
        free(j);
        return r;
    }
    *ret_job = j;
    return OK;
}

static void write_row(struct job *j)
{
    j->written_ms = clock_ms();
    if (q_job_progress(j->db, j->id, text_of(j->stage), (int64_t)j->done, (int64_t)j->total,
                       NULL) != OK)
        db_rollback(j->db);
}

void job_stage(struct job *job, const char *stage, const char *unit, uint64_t total)
{
    snprintf(job->stage, sizeof job->stage, "%s", stage);
    job->done = 0;
    job->total = total;
    progress_stage(&job->progress, stage, unit, total);
    if (clock_ms() - job->written_ms >= WRITE_EVERY_MS)
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
}

void job_note(struct job *job, const char *text)
{
    progress_note(&job->progress, "%s", text);
}

static enum job_state state_of(rc outcome)
{
    if (outcome == OK)
        return JOB_DONE;
    return outcome == E_REFUSED ? JOB_REFUSED : JOB_FAILED;
}

void job_end(struct job *job, rc outcome, const char *message)
{
    if (!job)
        return;
    progress_stop(&job->progress);
    if (q_job_close(job->db, job->id, (int16_t)state_of(outcome), text_of(message), NULL) != OK)
        db_rollback(job->db); /* the next job of the kind marks the row */
    db_close(job->db);
    free(job);
}
