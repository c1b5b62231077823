#pragma once
/* job -- long work: a row with stage, progress, log and result, shown live on the terminal and,
 * from other connections, on the pages.
 *
 * A job begins at once, in the program that asks for it (job_begin), or waits as a row until the
 * runner of a server takes it (job_put, job_take; runner.h).  From then on both are the same.
 *
 * One job of a kind runs at a time (advisory lock of the job's own connection, so it ends with the
 * program), and one of a kind may wait, or many where the order says that it queues.  The row is
 * written on that connection, never inside the work's own transaction; whoever changes it tells the
 * channel guanhu_live "job ID".  A row left as running by a program that died is marked broken off
 * by the next job of its kind, or by the next runner. */
#include "base/progress.h"
#include "platform/bank.h"
#include "platform/perm.h"

struct job;
struct words;

enum job_state {
    JOB_RUNNING,
    JOB_DONE,
    JOB_FAILED,
    JOB_REFUSED,
    JOB_BROKEN_OFF,
    JOB_WAITING,
    JOB_CANCELLED
};
enum job_origin { JOB_BY_COMMAND, JOB_BY_PAGE, JOB_BY_SCHEDULE };
extern const struct words job_states, job_origins;
enum job_line { JOB_LINE_STAGE, JOB_LINE_NOTE, JOB_LINE_FAULT };

/* What is wanted of whom. */
struct job_order {
    const char *kind;  /* a lower-case word */
    const char *title; /* what it is for people */
    struct text args;  /* of the kind, JSON; empty: none */
    enum job_origin origin;
    int32_t asked_by; /* of the staff; 0: nobody who is known */
    bool queues;      /* waits behind others of its kind; false: one of them is enough */
};

/* A kind of work.  'run' does it on a bank of its own and leaves its result, JSON, in 'ret_result'.
 */
struct job_kind {
    const char *name;  /* "batch" */
    const char *title; /* source text */
    enum perm perm;    /* to start and to cancel it */
    rc (*run)(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
              struct why *why);
};

/* The locks of a kind, held while one of it runs, and of a home, held while its server runs jobs.
 */
int64_t job_lock(const char *kind);
int64_t job_place(const struct config *config);

/* Runs here and now; progress goes to standard error.  E_REFUSED: one of the kind runs. */
MUST_USE rc job_begin(const struct bank *bank, const struct job_order *order, bool quiet,
                      struct job **ret_job, struct why *why);

/* Waits for the runner of that place, once the caller's transaction is committed, if one is open.
 * E_REFUSED: one of the kind runs or waits already, and the order does not queue. */
MUST_USE rc job_put(struct db *db, const struct job_order *order, int64_t place,
                    int64_t *ret_job_id, struct why *why);

/* One of the kind that waits at that place begins.  *ret_job: NULL where there is none, or another
 * of the kind runs. */
MUST_USE rc job_take(const struct bank *bank, const char *kind, int64_t place, struct job **ret_job,
                     struct why *why);
int64_t job_id(const struct job *job);
struct text job_args(const struct job *job);
int32_t job_asked_by(const struct job *job); /* 0: nobody who is known */

/* What the program that runs it has for kinds that need it (runner.h); NULL: a command line. */
void *job_server(const struct job *job);
void job_serve(struct job *job, void *server);

/* How many of the kind that person has waiting or running. */
MUST_USE rc jobs_open_of(struct db *db, int32_t asked_by, const char *kind, int64_t *ret_open);

/* What the program that runs it has for kinds that need it (runner.h); NULL: a command line. */
void *job_server(const struct job *job);
void job_serve(struct job *job, void *server);

/* Asks for its end; one that waits ends at once.  E_CONFLICT: it has ended already. */
MUST_USE rc job_cancel(struct db *db, int64_t job_id, int32_t asked_by);

/* Progress: also to the row, each stage at once and within it about once a second; what cannot be
 * written there is let go. */
void job_stage(struct job *job, const char *stage, const char *unit, uint64_t total);
void job_rename(struct job *job, const char *stage); /* same stage, another name */
void job_at(struct job *job, uint64_t done);
void job_finish_stage(struct job *job, const char *figures);
void job_note(struct job *job, const char *text);

/* May the work go on?  E_CANCELLED: it was asked to end.  The first says what was known when the
 * row was written last and costs nothing; the second asks the row, before what is done stands. */
MUST_USE rc job_go_on(const struct job *job, struct why *why);
MUST_USE rc job_go_on_now(struct job *job, struct why *why);

/* Ends the job with its outcome, one line of what went wrong, and its result; releases it.  NULL is
 * fine. */
void job_end(struct job *job, rc outcome, const char *message, struct text result);
