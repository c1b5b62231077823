#pragma once
/* csv -- splits delimited text into records and fields.
 *
 * A record ends with LF or CR LF, the last may lack it; a CR anywhere else is text.  An empty line
 * is a record with one empty field.  With quotes (RFC 4180, read leniently): a field that begins
 * with a quote runs to the next single quote and may hold delimiters, line ends and doubled quotes;
 * text after that quote is appended as it is; a quote that is never closed runs to the end of the
 * text; a quote inside a field that did not begin with one is text.
 *
 * Looks at some thousand bytes at once and notes where their marks are (delimiters and line ends);
 * records without any quote are then cut out at these.  The others, and the longest, are split one
 * field after the other.  Allocates nothing, except for fields that must be put together anew
 * (doubled quotes, text after the closing quote): these lie in the scratch arena.
 *
 * Text that changes meanwhile may give any records, but never a byte outside of it.
 */
#include "base/arena.h"
#include "base/text.h"

enum { CSV_WINDOW = 4096, CSV_MARKS_SPARE = 16, CSV_ROOM = 16 };

struct csv {
    const char *at; /* where the next record starts */
    const char *begin;
    const char *end;
    uint64_t line; /* physical line of 'at' */
    char delimiter;
    bool quotes;

    /* The window: marks are offsets from its start, and behind the last is room to write over. */
    const char *window;
    size_t window_len;   /* the next is twice as long, up to CSV_WINDOW */
    uint64_t odd_blocks; /* 64 bytes for each bit: not plain ASCII, or NUL */
    size_t mark_next, mark_count;
    size_t lf_next, lf_count; /* 0 left: the next record does not end in the window */
    uint16_t marks[CSV_WINDOW + CSV_MARKS_SPARE];
    uint16_t lfs[CSV_WINDOW + CSV_MARKS_SPARE];

    /* Where fields are split one by one: the block that is being looked at, as sets of its bytes.
     */
    const char *split_at; /* the next record, if it was not cut out of a window */
    const char *block;
    uint64_t block_marks; /* delimiters and LFs not yet used */
    uint64_t line_ends;   /* LFs; what lies before a quoted field is taken out */
    uint64_t quote_bits;  /* quotes */
    bool block_odd;       /* it has bytes that are not plain ASCII, or NUL */
    bool odd;             /* one of the blocks of this record has */
    bool anew;            /* a field of this record was put together anew */
};

struct csv_record {
    struct text bytes; /* the whole record without its line end */
    uint64_t line;     /* on which it starts */
    size_t fields;     /* how many there are, even if there was no room for all */
    bool plain;        /* certainly only ASCII without NUL */
    bool roomy;        /* its fields lie in the text, with CSV_ROOM bytes of it before and after */
};

/* Then each of its fields is, as they are cut out of it at single bytes. */
static inline bool csv_record_is_utf8(const struct csv_record *record)
{
    return record->plain || text_is_utf8(record->bytes);
}

/* Starts at 'from', which is the start of a record on physical line 'line'. */
void csv_init(struct csv *c, struct text from, uint64_t line, char delimiter, bool quotes);

/* Goes to another record, which starts at 'at' on physical line 'line'; a near one is cheap. */
void csv_seek(struct csv *c, const char *at, uint64_t line);

/* Splits the next record; the first 'room' fields are stored.  False: there is none. */
bool csv_next(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
              struct csv_record *ret_record);
