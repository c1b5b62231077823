#pragma once
/* layout -- which field of a file's records holds which of our columns, and the check of one row.
 *
 * Made once a file, from its header or, without one, from the profile; then immutable.  The profile
 * must outlive it.  Private to intake. */
#include "cif/intake/profile.h"

enum { DETAIL_MOST = 256 };

struct layout {
    enum dayfile file;
    const struct dayfile_table *table;
    const struct profile_file *profile;
    struct reading how;
    bool translates;            /* the profile has values for some column */
    size_t fields;              /* that every record must have */
    int64_t from[COLUMNS_MOST]; /* number of the field, or one of these: */
};
enum { FROM_NOWHERE = -1, FROM_CONSTANT = -2 };

/* False: the file cannot be read in this way; 'detail' (DETAIL_MOST bytes) says why. */
MUST_USE bool layout_of_header(struct layout *l, const struct text *names, size_t count,
                               char *detail);
MUST_USE bool layout_of_profile(struct layout *l, char *detail);

void layout_init(struct layout *l, enum dayfile file, const struct profile_file *profile,
                 day business_day);

/* The column's value in this record as the file has it, empty where the file lacks it. */
struct text layout_raw(const struct layout *l, const struct text *fields, int column);

/* One record with the right number of fields, and how it is to be looked at. */
struct row {
    const struct text *fields;
    struct arena *scratch;
    bool plain;    /* the record is ASCII without NUL */
    bool key_only; /* only the key's cells need dates in their standard form; a little faster */
};

/* Checks the row and fills 'cells'.  With a fault *ret_column is where, and the cells before it are
 * filled. */
enum fault row_check(const struct layout *l, const struct row *row, struct cell *cells,
                     int *ret_column);

/* Only the columns of the key; true where there is a key and all of them are right. */
bool row_key_check(const struct layout *l, const struct row *row, struct cell *cells);
