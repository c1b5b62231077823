#pragma once
/* hand_over -- long work of the command line: done here, or by the server of this home where one
 * runs (runner.h), with the same lines on the terminal, the same outcome and the same result.
 *
 * While the server works, the first SIGINT or SIGTERM asks it to cancel, the second leaves it to
 * itself.  Here a signal ends the program, as ever. */
#include "platform/job.h"

/* The server runs it with its own configuration; paths in 'order->args' must be absolute.  Adds the
 * result, JSON, to 'ret_result'.  E_REFUSED: one of the kind runs; E_CANCELLED; E_UNAVAILABLE: the
 * server ended, or was left to go on alone; and whatever the work's outcome is. */
MUST_USE rc job_do(struct bank *bank, const struct job_kind *kind, const struct job_order *order,
                   bool quiet, struct buf *ret_result, struct why *why);
