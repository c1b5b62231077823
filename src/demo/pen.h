#pragma once
/* pen -- private to src/demo: rows into the day folder that is being written, many files at once.
 *
 * A fault is kept and said at the end of the day; until then rows go nowhere. */
#include "invent/day_folder.h"
#include "invent/put.h"

struct pen {
    struct day_folder folder;
    struct buf rows[FILE_COUNT];
    uint64_t counts[FILE_COUNT]; /* of rows that are in 'rows' */
    uint64_t written;            /* rows of all days */
    rc failed;
    struct why why;
};

void pen_init(struct pen *p);
void pen_release(struct pen *p);

/* The days one after another. */
void pen_begin(struct pen *p, const char *dir, day d);
MUST_USE rc pen_end(struct pen *p, struct why *why);

/* One row: what is put into the line ends with its line end. */
struct line pen_line(struct pen *p, enum dayfile file);
void pen_row(struct pen *p, enum dayfile file, struct line line);
