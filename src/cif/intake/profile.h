#pragma once
/* profile -- how one bank's files differ from the standard form (profile.json).
 *
 * Read once, then immutable; lives in the arena it was read into.  An unknown name anywhere in it
 * is an error at once (E_USAGE, with the file and the place inside), never silently ignored. */
#include "base/arena.h"
#include "base/why.h"
#include "cif/intake/column.h"

enum charset { CHARSET_UTF8, CHARSET_GB18030 };

struct profile_column {
    struct text name; /* in the file */
    int column;       /* ours */
};
struct profile_value {
    struct text from; /* in the file */
    struct text to;   /* ours */
};
struct profile_values {
    const struct profile_value *items; /* sorted by 'from' for profile_translate */
    size_t count;
};

struct profile_file {
    enum charset charset;
    char delimiter;
    bool quotes; /* RFC 4180; false: a quote is a character like any other */
    bool header;
    enum date_form dates;
    const struct profile_column *columns; /* in file order */
    size_t column_count;
    bool has_constant[COLUMNS_MOST];
    struct text constants[COLUMNS_MOST];
    struct profile_values values[COLUMNS_MOST];
};

struct profile {
    struct profile_file files[FILE_COUNT];
};

/* UTF-8, comma, RFC 4180 quoting, a header with our names, YYYY-MM-DD. */
void profile_default(struct profile *p);

/* E_USAGE: not JSON, not of this form, or with an unknown name.  'path' is only for the message. */
MUST_USE rc profile_parse(struct arena *arena, struct text json, const char *path,
                          struct profile *ret_profile, struct why *why);

/* The same from a file.  E_NOT_FOUND: there is none. */
MUST_USE rc profile_read(struct arena *arena, const char *path, struct profile *ret_profile,
                         struct why *why);

/* Our value for the file's, which is returned as it is where the profile says nothing. */
struct text profile_translate(const struct profile_values *values, struct text from);
