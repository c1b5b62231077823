#pragma once
/* state_file -- private to pcrm/day: the engine's files as they lie on the disk.
 *
 * A base is the whole book after a day, a journal what the book was told in one.  Both bear a
 * stamp: they count only for the run of the day that has the same mark in the database.  Every byte
 * is under a checksum; a file comes into being whole, by rename, or not at all.  Numbers are as
 * this machine has them; a fingerprint of the layout keeps other machines' and programs' files out.
 */
#include "base/why.h"
#include "engine/book.h"

struct state_stamp {
    day day;
    int64_t mark;        /* business_day.mark of the day */
    int64_t mark_before; /* a journal: that of the day before; a base: 0 */
};

/* 'dir' is an open directory.  A failure (E_UNAVAILABLE) leaves nothing behind but what was there
 * before; 'why' begins with the name. */
MUST_USE rc base_write(int dir, const char *name, const struct state_stamp *stamp,
                       const struct book *b, unsigned threads, struct why *why);
MUST_USE rc journal_write(int dir, const char *name, const struct state_stamp *stamp,
                          struct text bytes, struct why *why);

/* E_NOT_FOUND: there is none; E_INVALID: damaged, of another program, or with another stamp than
 * the wanted one; E_UNAVAILABLE: cannot be read.  Only with OK is an empty book filled; else it may
 * be half filled and is to be released. */
MUST_USE rc base_read(int dir, const char *name, const struct state_stamp *wanted, struct book *b,
                      unsigned threads, uint64_t *ret_size, struct why *why);
MUST_USE rc journal_read(int dir, const char *name, const struct state_stamp *wanted,
                         struct buf *ret_bytes, struct why *why);
