#pragma once
/* job -- long work: a row with stage, progress and result, shown live on the terminal and, from
 * other connections, on the pages.
 *
 * One job of a kind runs at a time (advisory lock of the job's own connection, so it ends with the
 * program).  The row is written on that connection, never inside the work's own transaction.  A row
 * left as running by a program that died is marked broken off by the next job of its kind. */
#include "base/progress.h"
#include "platform/bank.h"

struct job;

enum job_state { JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_REFUSED, JOB_BROKEN_OFF };

/* 'kind' is a lower-case word, 'title' what it is for people.  E_REFUSED: one of the kind runs. */
MUST_USE rc job_begin(const struct bank *bank, const char *kind, const char *title, bool quiet,
                      struct job **ret_job, struct why *why);

/* Progress: also to the row, about once a second; what cannot be written there is let go. */
void job_stage(struct job *job, const char *stage, const char *unit, uint64_t total);
void job_rename(struct job *job, const char *stage); /* same stage, another name */
void job_at(struct job *job, uint64_t done);
void job_finish_stage(struct job *job, const char *figures);
void job_note(struct job *job, const char *text);

/* Ends the job with its outcome and one line of result; releases it.  NULL is fine. */
void job_end(struct job *job, rc outcome, const char *message);
