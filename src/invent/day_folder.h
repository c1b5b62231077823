#pragma once
/* day_folder -- a day folder that is being written: files with their headers, MANIFEST last.
 *
 * Several files may be written side by side.  The same rows give the same bytes.  What is there of
 * the folder is written over. */
#include "base/why.h"
#include "cif/intake/dayfile.h"

enum { FOLDER_PATH_MOST = 4200 };

struct day_folder {
    char path[FOLDER_PATH_MOST];
    const char *advice; /* what to do where there is no room: "take fewer --customers" */
    struct {
        int fd; /* -1: not begun, and not in MANIFEST */
        uint64_t rows;
        bool full;
    } files[FILE_COUNT];
};

/* Makes DIR/YYYYMMDD.  'advice' must outlive the folder.  E_UNAVAILABLE, here and below: it cannot
 * be written; day_folder_drop is to be called after OK, whatever follows. */
MUST_USE rc day_folder_begin(const char *dir, day d, const char *advice,
                             struct day_folder *ret_folder, struct why *why);

/* MODE of MANIFEST; delta without it. */
void day_folder_set_full(struct day_folder *f, enum dayfile file);

/* Adds 'count' whole rows; the first ones begin the file. */
MUST_USE rc day_folder_put(struct day_folder *f, enum dayfile file, struct text rows,
                           uint64_t count, struct why *why);

/* Ends the files that were begun and writes MANIFEST. */
MUST_USE rc day_folder_end(struct day_folder *f, struct why *why);
void day_folder_drop(struct day_folder *f); /* closes what is open; removes nothing */
