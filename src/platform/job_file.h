#pragma once
/* job_file -- a file that a job makes for the person who asked for it: an export.
 *
 * It lies in the database, sealed, in parts of about a megabyte, so that neither who writes nor who
 * reads it holds the whole; it appears with the commit of the job's transaction.  The database
 * gives it to nobody else (schema/, queued_jobs), and to nobody any more when its time is over. */
#include "base/crypto.h"
#include "db/db.h"

enum { JOB_FILE_DAYS = 7 };

/* One that is being written, within the transaction of the person whose it is. */
struct job_file_out {
    struct db *db;
    struct sealer *sealer;
    int64_t job_id;
    struct buf waiting; /* less than a part */
    int32_t parts;
    int64_t bytes;
};

/* 'name' of letters, digits, "-" and "."; 'type' as browsers call it.  Released by job_file_end, or
 * job_file_drop where it does not come to that. */
struct job_file_kind {
    const char *name, *type;
};
MUST_USE rc job_file_begin(struct job_file_out *f, const struct job_file_kind *kind,
                           int32_t staff_id, int64_t now);
/* 'waiting' has more bytes: writes it where it is a part. */
MUST_USE rc job_file_more(struct job_file_out *f);
MUST_USE rc job_file_end(struct job_file_out *f, int64_t rows);
void job_file_drop(struct job_file_out *f);

/* The person's own file of that job, written to the open file 'to'.  E_NOT_FOUND: there is none,
 * its time is over, or it is another's.  The texts are the arena's. */
struct job_file_found {
    struct text name, type;
    int64_t bytes;
};
MUST_USE rc job_file_read(struct db *db, const struct keys *keys, int64_t job_id, int64_t now,
                          struct arena *a, FILE *to, struct job_file_found *ret, struct why *why);

/* Deletes those whose time is over. */
MUST_USE rc job_files_thin(struct db *db, int64_t now);
