#pragma once
/* layout -- which field of a file's records holds which of our columns, and the check of one row.
 *
 * Made once a file, from its header or, without one, from the profile; then immutable.  The profile
 * must outlive it.  Private to intake. */
#include "cif/intake/profile.h"

enum { DETAIL_MOST = 256, CODES_MOST = 32, CODE_PLACES_BITS = 6 };

/* One code of a column: its name, and the first eight bytes of it to be compared at once. */
struct code_word {
    uint64_t start;
    const char *name;
    size_t len;
};

/* The codes of a column, each in a place of its own: found without trying one after the other. */
struct code_places {
    uint64_t factor;                       /* chooses the place */
    uint8_t number[1 << CODE_PLACES_BITS]; /* of the code; where there is none, of any */
    uint8_t first;                         /* of the column's codes, in layout.codes */
};

/* How the values of a column are checked: what fills the large files has a short way. */
enum way { WAY_ANY, WAY_TEXT, WAY_AMOUNT, WAY_SIGNED_AMOUNT, WAY_DATE, WAY_TIME, WAY_CODE };

/* What the check of every row asks of one column, put side by side once a file. */
struct step {
    int64_t from; /* number of the field, or one of these: */
    enum way way;
    int empty;
    uint32_t bytes_most;
    bool required;
    bool key;
};
enum { FROM_NOWHERE = -1, FROM_CONSTANT = -2 };

struct layout {
    enum dayfile file;
    const struct dayfile_table *table;
    const struct profile_file *profile;
    struct reading how;
    size_t fields; /* that every record must have */
    struct step steps[COLUMNS_MOST];
    struct code_places places[COLUMNS_MOST];
    struct code_word codes[CODES_MOST];
};

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
    bool utf8;     /* the whole record is known to be valid UTF-8 without NUL */
    bool roomy;    /* of csv_record */
    bool key_only; /* only the key's cells need dates in their standard form; a little faster */
};

/* Checks the row and fills 'cells'.  With a fault *ret_column is where, and the cells before it are
 * filled. */
enum fault row_check(const struct layout *l, const struct row *row, struct cell *cells,
                     int *ret_column);

/* Only the columns of the key; true where there is a key and all of them are right. */
bool row_key_check(const struct layout *l, const struct row *row, struct cell *cells);
