#pragma once
/* runner -- the thread of a server that does the long work which waits (job.h).
 *
 * A home has one runner at a time, known by an advisory lock that ends with the program however it
 * ends; that is how a command line knows whom to hand its work to.  A second server on the same
 * home takes over when the first is gone.  Jobs run one after another, each on connections of its
 * own, within the program: what they leave in memory is the server's.
 *
 * When it begins, and when it comes back to a database that was lost, it marks as broken off what
 * says running and is not. */
#include "platform/job.h"

struct runner;

struct runner_args {
    const struct bank *bank; /* both must outlive the runner */
    const struct job_kind *const *kinds;
    size_t kinds_len;
    void *server; /* for the kinds (job_server); NULL: they get none */
};

/* E_UNAVAILABLE: no connection, or no thread.  The caller owns *ret_runner (runner_end). */
MUST_USE rc runner_begin(const struct runner_args *args, struct runner **ret_runner,
                         struct why *why);

/* From now on nothing is taken any more; what runs goes on.  The job that runs, 0: none.  Any
 * thread. */
int64_t runner_close(struct runner *r);

/* Can be read when the closed runner has come to its end. */
int runner_ended(const struct runner *r);

/* Closes it, waits until its job has ended, and releases it.  NULL is fine. */
void runner_end(struct runner *r);
