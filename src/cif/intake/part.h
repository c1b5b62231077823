#pragma once
/* part -- one stretch of a day file, split and checked row by row; two of them run side by side.
 *
 * Where the file may be cut is not known before it is read from the start: a line end may stand
 * inside quotes.  So the second part starts at a guess, and part_join takes over what it found from
 * the first record that both agree on.  Private to intake. */
#include "cif/intake/csv.h"
#include "cif/intake/layout.h"
#include "cif/intake/scan.h"

struct part {
    const struct layout *layout;
    const struct hash_key *key;
    struct text whole; /* the decoded text of the file; offsets count from its start */
    const char *start;
    const char *stop; /* records that start here or after belong to others */
    uint64_t line;    /* of 'start' */

    struct vec rows;     /* struct scan_row */
    struct vec faults;   /* struct scan_fault */
    struct arena values; /* texts of the faults that do not stand in the file as they are */
    const char *end;     /* where the next record starts, at or after 'stop' */
    uint64_t end_line;
};

void part_init(struct part *p, const struct layout *layout, const struct hash_key *key,
               struct text whole, const char *start, const char *stop, uint64_t line);
void part_release(struct part *p);

void part_scan(struct part *p);

/* Adds to 'first' what 'second' found after first->end, with the right lines; the texts of its
 * faults stay with 'second'.  False: 'second' saw no record that starts there. */
MUST_USE bool part_join(struct part *first, const struct part *second);

/* The fault of a record, found once more by its offset (for duplicates, which are found late). */
struct scan_fault part_fault_at(struct part *p, const struct scan_row *row, enum fault reason,
                                int column);
