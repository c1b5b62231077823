#pragma once
/* reader -- the first pass over a folder's files, ahead of their being taken; private to intake.
 *
 * While rows of one file go into the book and to the database, which mostly waits for the server,
 * another thread reads the files that come after it (scan.h), in the order of enum dayfile, until
 * so many rows wait that they would cost memory.  Reading depends on nothing that taking changes,
 * so what comes of it is the same.  With one working thread a file is read when it is asked for.
 *
 * One thread has the reader.  What its members point to stays until reader_end. */
#include <pthread.h>

#include "cif/intake/scan.h"

struct reader {
    const char *folder;
    const struct manifest *manifest;
    struct scan_how how;
    bool wanted[FILE_COUNT];

    bool ahead; /* the thread was started */
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t moved;
    struct read {
        bool done;
        rc outcome;
        struct why why;
        struct scan *scan; /* until it is taken */
    } files[FILE_COUNT];
    uint64_t rows_ahead; /* of files that were read and not taken */
    bool ending;
};

/* Fill in the first four members, the rest zeros. */
void reader_begin(struct reader *r);

/* A wanted file, as scan_open gives it; to be asked for in their order, and once. */
MUST_USE rc reader_take(struct reader *r, enum dayfile file, struct scan **ret_scan,
                        struct why *why);

void reader_end(struct reader *r); /* waits for a file that is being read */
