#pragma once
/* state -- the engine's file: the books kept on disk beside the database, for a fast start.
 *
 * HOME/engine holds bases (base-20260131: the whole book after a day) and journals
 * (journal-20260201: what it was told the day after).  PostgreSQL stays the only truth.  A day's
 * journal is on the disk before the day is committed, and both bear the day's random mark: so
 * whatever happens, a file fits the database or it is not used.  A missing, damaged, older or newer
 * file costs time, never a figure and never a failure: the books are then read from the database,
 * and a line says why.
 *
 *   state_open                   once
 *   state_load                   the book after the last day that counts
 *   state_day_begin              before book_day_begin
 *   state_day_keep               after run_day, before the day's commit
 *   state_end                    after the last commit: makes a new base where one is due
 *   state_close
 *
 * The former base and its journals stay until there is another one: running the last day again
 * begins before it.  One batch at a time uses the directory. */
#include "engine/journal.h"
#include "engine/rules.h"
#include "platform/job.h"

struct state {
    struct bank *bank;
    struct job *job; /* NULL: nobody is told */
    int dir;         /* -1: there is no place for files */
    struct journal journal;
    bool chained; /* base and journals say all up to the last day */
    day last;     /* the last day known here ... */
    int64_t mark; /* ... and its mark */
    day base;     /* that the chain begins with */
    uint64_t base_size, journals_size;
    int journals;
};

/* Never fails: where there is no place for files, it does without. */
void state_open(struct state *s, struct bank *bank, struct job *job);
void state_close(struct state *s);

/* Fills an initialised, empty book as of the end of day d, from the files or else from the
 * database. 'rules' are those in force on d.  Begins and ends its own transaction. */
MUST_USE rc state_load(struct state *s, day d, const struct rules *rules, struct book *book,
                       struct why *why);

/* From the files only: E_NOT_FOUND where they do not serve, and 'why' says so. */
MUST_USE rc state_load_files(struct state *s, day d, struct book *book, struct why *why);

/* Writes down what the book is told from now on.  Gives the mark of this run of the day. */
int64_t state_day_begin(struct state *s, struct book *book);
void state_day_keep(struct state *s, struct book *book);
void state_end(struct state *s, const struct book *book);

/* guanhu state rebuild: reads the books from the database and writes a new base.  E_NOT_FOUND: no
 * day was run yet. */
MUST_USE rc state_rebuild(struct bank *bank, bool quiet, day *ret_day, struct why *why);

/* guanhu state verify: compares every column of what the files and the database say, prints each
 * difference.  E_CONFLICT: there are some; E_NOT_FOUND: the files do not serve. */
MUST_USE rc state_verify(struct bank *bank, bool quiet, FILE *out, day *ret_day, struct why *why);
