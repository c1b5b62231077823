#pragma once
/* csv -- splits delimited text into records and fields.
 *
 * A record ends with LF or CR LF, the last may lack it; a CR anywhere else is text.  An empty line
 * is a record with one empty field.  With quotes (RFC 4180, read leniently): a field that begins
 * with a quote runs to the next single quote and may hold delimiters, line ends and doubled quotes;
 * text after that quote is appended as it is; a quote that is never closed runs to the end of the
 * text; a quote inside a field that did not begin with one is text.
 *
 * Reads 64 bytes at a time and allocates nothing, except for fields that must be put together
 * anew (doubled quotes, text after the closing quote): these lie in the scratch arena.
 */
#include "base/arena.h"
#include "base/text.h"

struct csv {
    const char *at; /* where the next record starts */
    const char *end;
    uint64_t line; /* physical line of 'at' */
    char delimiter;
    bool quotes;

    /* The block that is being looked at, as sets of its bytes. */
    const char *block;
    uint64_t marks;      /* delimiters and LFs not yet used */
    uint64_t line_ends;  /* LFs; what lies before a quoted field is taken out */
    uint64_t quote_bits; /* quotes */
    bool block_odd;      /* it has bytes that are not plain ASCII, or NUL */
    bool odd;            /* one of the blocks of this record has */
};

struct csv_record {
    struct text bytes; /* the whole record without its line end */
    uint64_t line;     /* on which it starts */
    size_t fields;     /* how many there are, even if there was no room for all */
    bool plain;        /* certainly only ASCII without NUL */
};

/* Then each of its fields is, as they are cut out of it at single bytes. */
static inline bool csv_record_is_utf8(const struct csv_record *record)
{
    return record->plain || text_is_utf8(record->bytes);
}

/* Starts at 'from', which is the start of a record on physical line 'line'. */
void csv_init(struct csv *c, struct text from, uint64_t line, char delimiter, bool quotes);

/* Splits the next record; the first 'room' fields are stored.  False: there is none. */
bool csv_next(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
              struct csv_record *ret_record);
