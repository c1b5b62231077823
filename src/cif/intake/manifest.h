#pragma once
/* manifest -- the control file of a day folder: which files, how many rows, which bytes.
 *
 * One line a file, "NAME ROWS SHA256 MODE"; strict, because a folder whose MANIFEST cannot be
 * believed must not be taken.  A folder without one is not ready. */
#include "base/arena.h"
#include "base/sha256.h"
#include "base/why.h"
#include "cif/intake/dayfile.h"

struct manifest_line {
    enum dayfile file;
    bool full; /* the file is everything; false: only the rows that changed */
    uint64_t rows;
    struct sha256 sha256;
};

struct manifest {
    bool named[FILE_COUNT];
    struct manifest_line lines[FILE_COUNT]; /* where named */
    const char *const *others;              /* names that are not ours, for a line in the log */
    size_t other_count;
};

/* E_INVALID: a malformed line or a name twice; 'why' has path, line and what is expected. */
MUST_USE rc manifest_parse(struct arena *arena, struct text bytes, const char *path,
                           struct manifest *ret_manifest, struct why *why);

/* Reads FOLDER/MANIFEST.  E_NOT_FOUND: there is none, the folder is not ready. */
MUST_USE rc manifest_read(struct arena *arena, const char *folder, struct manifest *ret_manifest,
                          struct why *why);
