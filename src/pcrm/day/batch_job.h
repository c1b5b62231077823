#pragma once
/* batch_job -- the batch as a kind of long work (platform/job.h): what it is told and what it gives
 * back, as JSON, so that any program of the bank may ask another for it. */
#include "pcrm/day/batch.h"

extern const struct job_kind batch_kind;

/* An order for it, in the arena's memory: {"dir": ..., "date": ..., "profile": ..., "peaks": true}.
 * Paths that do not begin with a slash are made absolute.  'peaks': the steps' memory is watched.
 */
struct job_order batch_order(const struct batch_args *args, bool peaks, struct arena *a);

/* What the kind's 'run' left.  E_INTERNAL: it is no such thing. */
MUST_USE rc batch_result_read(struct text json, struct batch_result *ret_result, struct why *why);
