#include "platform/hand_over.h"

#include <unistd.h>

#include "base/end.h"
#include "platform/job.sql.h"

enum { LOOK_EVERY_MS = 500 }; /* whether the server is still there; what it does is told at once */

struct follower {
    struct db *db; /* hears what is told of the job, and asks */
    int64_t job;
    int64_t key; /* of the kind's lock */
    struct progress progress;
    int64_t stage_at;
    int32_t line; /* of the log, the last one shown */
    int signals;  /* descriptor */
    bool cancels; /* asked to */
};

/* ---- what is shown ---- */

static void show_line(struct follower *f, const struct q_job_log_since_row *l, struct arena *a)
{
    const char *stage = arena_text(a, l->stage.ptr, l->stage.len);
    const char *body = arena_text(a, l->body.ptr, l->body.len);
    f->line = l->line;
    if (l->kind == JOB_LINE_STAGE)
        progress_finished(&f->progress, stage, body, (uint64_t)l->millis);
    else if (l->kind == JOB_LINE_NOTE)
        progress_note(&f->progress, "%s", body);
}

static rc show_lines(struct follower *f, struct arena *a)
{
    struct q_job_log_since_row *lines = NULL;
    size_t count = 0;
    TRY(q_job_log_since(f->db, a, f->job, f->line, &lines, &count));
    for (size_t i = 0; i < count; i++)
        show_line(f, &lines[i], a);
    return OK;
}

static void show_stage(struct follower *f, const struct q_job_follow_row *j, struct arena *a)
{
    const char *stage = arena_text(a, j->stage.ptr, j->stage.len);
    const char *unit = arena_text(a, j->unit.ptr, j->unit.len);
    if (!j->stage_at.known || j->state != JOB_RUNNING)
        return;
    if (j->stage_at.value != f->stage_at)
        progress_stage(&f->progress, stage, unit, (uint64_t)j->total);
    else
        progress_rename(&f->progress, stage);
    f->stage_at = j->stage_at.value;
    progress_at(&f->progress, (uint64_t)j->done);
}

/* ---- one look ---- */

static bool has_ended(const struct q_job_follow_row *j)
{
    return j->state != JOB_RUNNING && j->state != JOB_WAITING;
}

static rc outcome_of(const struct q_job_follow_row *j, struct arena *a, struct buf *ret_result,
                     struct why *why)
{
    rc outcome = rc_named(arena_text(a, j->outcome.ptr, j->outcome.len));
    if (j->state == JOB_BROKEN_OFF)
        return why_say(why, E_UNAVAILABLE, "the server that ran it ended: call again to go on");
    if (outcome == OK)
        buf_add(ret_result, j->result.ptr, j->result.len);
    else
        why_say(why, outcome, "%.*s", (int)j->message.len, j->message.ptr);
    return outcome;
}

/* One that ends between the look at its row and that at its lock is no dead one: asked again, its
 * row says so. */
static rc look(struct follower *f, struct arena *a, struct q_job_follow_row *ret_job)
{
    TRY(q_job_follow(f->db, a, f->job, f->key, ret_job));
    if (!ret_job->alive)
        TRY(q_job_follow(f->db, a, f->job, f->key, ret_job));
    return show_lines(f, a);
}

/* ---- until its end ---- */

static rc server_gone(struct follower *f, const struct q_job_follow_row *j, struct why *why)
{
    bool begun = j->state == JOB_RUNNING;
    TRY(db_tell(f->db, q_job_drop_waiting(f->db, f->job, NULL), why));
    return why_say(why, E_UNAVAILABLE, "the server ended %s: call again to %s",
                   begun ? "while it ran this" : "before it began", begun ? "go on" : "do it");
}

static rc take_signal(struct follower *f, struct why *why)
{
    if (!end_take(f->signals))
        return OK;
    if (f->cancels)
        return why_say(why, E_UNAVAILABLE,
                       "left to itself: job %" PRId64 " goes on in the server; /jobs/%" PRId64
                       " shows it",
                       f->job, f->job);
    f->cancels = true;
    progress_note(&f->progress, "asking the server to cancel; once more leaves it to itself");
    rc r = job_cancel(f->db, f->job, 0);
    return r == E_CONFLICT ? OK : db_tell(f->db, r, why); /* it has ended: that is seen next */
}

static rc follow_once(struct follower *f, struct arena *a, struct buf *ret_result, bool *ret_ended,
                      struct why *why)
{
    struct q_job_follow_row j;
    struct text said;
    TRY(db_tell(f->db, look(f, a, &j), why));
    *ret_ended = has_ended(&j);
    if (*ret_ended)
        return outcome_of(&j, a, ret_result, why);
    if (!j.alive)
        return server_gone(f, &j, why);
    show_stage(f, &j, a);
    TRY(db_tell(f->db, db_wait_notice(f->db, a, f->signals, LOOK_EVERY_MS, &said), why));
    return take_signal(f, why);
}

static rc follow(struct follower *f, struct buf *ret_result, struct why *why)
{
    bool ended = false;
    rc r = OK;
    while (r == OK && !ended) {
        struct arena a;
        arena_init(&a);
        r = follow_once(f, &a, ret_result, &ended, why);
        arena_release(&a);
    }
    progress_stop(&f->progress);
    return r;
}

/* ---- there, or here ---- */

static rc do_there(struct bank *bank, const struct job_order *order, int64_t place, bool quiet,
                   struct buf *ret_result, struct why *why)
{
    struct follower f = {.db = bank->db, .key = job_lock(order->kind)};
    struct end_hold hold = end_hold();
    f.signals = end_open(&hold);
    progress_init(&f.progress, stderr, quiet);
    rc r = db_tell(f.db, db_listen(f.db, "guanhu_live"), why);
    if (r == OK)
        r = job_put(f.db, order, place, &f.job, why);
    if (r == OK)
        r = follow(&f, ret_result, why);
    if (f.signals >= 0)
        close(f.signals);
    end_release(hold);
    return r;
}

static rc do_here(struct bank *bank, const struct job_kind *kind, const struct job_order *order,
                  bool quiet, struct buf *ret_result, struct why *why)
{
    struct job *job;
    TRY(job_begin(bank, order, quiet, &job, why));
    rc r = kind->run(bank, job, order->args, ret_result, why);
    job_end(job, r, r == OK ? "" : why->text, buf_text(ret_result));
    return r;
}

rc job_do(struct bank *bank, const struct job_kind *kind, const struct job_order *order, bool quiet,
          struct buf *ret_result, struct why *why)
{
    int64_t place = job_place(bank->config);
    struct q_job_locked_row served;
    TRY(db_tell(bank->db, q_job_locked(bank->db, place, &served), why));
    if (served.held)
        return do_there(bank, order, place, quiet, ret_result, why);
    return do_here(bank, kind, order, quiet, ret_result, why);
}
