#include "platform/runner.h"

#include <stdatomic.h>

#include "platform/job.sql.h"
#include "platform/leader.h"

enum {
    IDLE_MS = 30000, /* a notice comes before, or something is wrong with the connection */
    LATER_MS = 500   /* what waits cannot begin: a command line runs another of the kind */
};

struct runner {
    struct runner_args args;
    int64_t place;
    struct leader *leader;
    _Atomic int64_t running; /* the job; 0: none */
};

/* ---- one job ---- */

/* It is noted first and the end looked at then, and runner_close does it the other way round: one
 * of the two sees the other. */
static rc do_job(struct runner *r, const struct job_kind *kind, struct job *job,
                 struct buf *ret_result, struct why *why)
{
    struct bank bank;
    atomic_store(&r->running, job_id(job));
    if (leader_closed(r->leader))
        return why_say(why, E_CANCELLED, "the server was ending before it began: call again");
    TRY(bank_join(r->args.bank, &bank, why));
    job_serve(job, r->args.server);
    rc done = kind->run(&bank, job, job_args(job), ret_result, why);
    bank_part(&bank);
    return done;
}

static void run(struct runner *r, const struct job_kind *kind, struct job *job)
{
    struct why why = {""};
    struct buf result;
    buf_init(&result);
    rc done = do_job(r, kind, job, &result, &why);
    job_end(job, done, done == OK ? "" : why.text, buf_text(&result));
    buf_release(&result);
    atomic_store(&r->running, 0);
}

/* ---- its turns ---- */

/* What a former server of this home left behind is put right. */
static rc clean_up(void *self, struct db *db)
{
    struct runner *r = self;
    for (size_t i = 0; i < r->args.kinds_len; i++) {
        const char *kind = r->args.kinds[i]->name;
        TRY(q_job_break_off(db, text_of(kind), job_lock(kind), NULL));
    }
    return OK;
}

/* One of the kind, where one waits.  *ret_millis: when to look again. */
static rc run_waiting(struct runner *r, struct db *db, const struct job_kind *kind, int *ret_millis)
{
    struct q_job_waiting_row row;
    struct job *job = NULL;
    TRY(q_job_waiting(db, text_of(kind->name), r->place, &row));
    if (!row.waits)
        return OK;
    TRY(job_take(r->args.bank, kind->name, r->place, &job, NULL));
    if (job)
        run(r, kind, job);
    *ret_millis = job ? 0 : LATER_MS;
    return OK;
}

static rc turn(void *self, struct db *db, int *ret_millis)
{
    struct runner *r = self;
    *ret_millis = IDLE_MS;
    for (size_t i = 0; i < r->args.kinds_len && !leader_closed(r->leader); i++)
        TRY(run_waiting(r, db, r->args.kinds[i], ret_millis));
    return OK;
}

/* ---- beginning and ending ---- */

rc runner_begin(const struct runner_args *args, struct runner **ret_runner, struct why *why)
{
    struct runner *r = mem_alloc(sizeof *r);
    r->args = *args;
    r->place = job_place(args->bank->config);
    const struct leader_duty duty = {.lock = r->place, .begin = clean_up, .turn = turn, .self = r};
    rc done = leader_begin(args->bank, &duty, &r->leader, why);
    if (done != OK) {
        free(r);
        return done;
    }
    *ret_runner = r;
    return OK;
}

int64_t runner_close(struct runner *r)
{
    leader_close(r->leader);
    return atomic_load(&r->running);
}

int runner_ended(const struct runner *r)
{
    return leader_ended(r->leader);
}

void runner_end(struct runner *r)
{
    if (!r)
        return;
    leader_end(r->leader);
    free(r);
}
