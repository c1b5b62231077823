#pragma once
/* take_wait -- private to cif/intake: the rows of one file that wait for what they refer to, and
 * the quarantine's entries that a day makes. */
#include "cif/intake/take_inside.h"

enum wait_end { WAIT_OPEN = -1, WAIT_TAKEN, WAIT_DROPPED };

struct wait {
    struct row row; /* row.cells point into the list's arena */
    struct cell cells[COLUMNS_MOST];
    enum wait_end end;
    bool replaced; /* taken, but the file's own row of the same key stands in its place */
};

struct waits {
    struct wait *items;
    size_t len;
    struct key_index by_key; /* row i is items[i]; keyless files have none */
    struct arena texts;
};

/* The rows that wait now, in the order in which they came. */
rc waits_load(struct taking *t, enum dayfile file, struct waits *ret_waits, struct why *why);
void waits_release(struct waits *w);
struct wait *waits_find(struct waits *w, struct hash128 key); /* NULL: none */

/* Writes how each ended. */
rc waits_store(struct taking *t, enum dayfile file, const struct waits *w);

/* One entry of today's quarantine; a row that waits has reason FAULT_REFERENCE. */
struct entry {
    uint64_t line;
    enum fault reason;
    int column;
    struct text value;  /* in the arena */
    struct text record; /* waiting: packed cells */
    struct hash128 key;
    bool has_key;
};
rc quarantine_store(struct taking *t, enum dayfile file, const struct vec *entries);
