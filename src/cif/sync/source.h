#pragma once
/* source -- where data come from, and the watch that looks on a schedule whether there are new
 * ones.
 *
 * A source is a directory into which day folders are delivered.  Its row says how often it is
 * looked at (a parameter, changed on the page), what the last look found, and how far the bank is
 * behind. When a look finds a ready folder newer than the last day taken, it puts a job that takes
 * it, once for each newest folder; a job that broke off is put again.  Of several servers on one
 * database one watches. */
#include "platform/job.h"

struct source_args {
    const char *name;       /* source text, and the key of its row */
    const char *dir;        /* with the day folders */
    struct job_order order; /* what takes the new ones */
    int64_t every_seconds;  /* where the row does not say */
};

struct watch;

/* E_USAGE: 'dir' cannot be read; E_UNAVAILABLE.  'args' must outlive the watch; the caller owns
 * *ret_watch (watch_end). */
MUST_USE rc watch_begin(const struct bank *bank, const struct source_args *args,
                        struct watch **ret_watch, struct why *why);
void watch_end(struct watch *w); /* NULL is fine */

/* The lock of whoever watches. */
int64_t watch_lock(void);
