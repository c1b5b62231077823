#pragma once
/* csv_out -- the results of a command: rows as CSV, or as JSON lines.
 *
 * CSV: UTF-8, LF, a header line, quotes only around fields that hold a comma, a quote, CR or LF.
 * JSON lines: one object a row; every value is a string except in number columns (empty: null).
 * A row is built field by field in the order of the columns and ended with csv_out_row.  A write
 * that fails stops all further ones; csv_out_end reports it (the program ignores SIGPIPE).
 * Typical use: 10 rows to 10 million; nothing is allocated per row. */
#include "base/date.h"
#include "base/money.h"
#include "base/text.h"
#include "base/why.h"

enum csv_kind { CSV_TEXT, CSV_NUMBER };

struct csv_column {
    const char *name;
    enum csv_kind kind; /* how JSON shows it */
};

enum csv_form { CSV_FORM, JSON_FORM };

/* Adds one field, in quotes where the form above asks for them. */
void csv_add(struct buf *b, struct text field);

struct csv_out {
    FILE *file; /* the caller's, stays open */
    enum csv_form form;
    const struct csv_column *columns; /* must outlive the writer */
    size_t columns_len;
    size_t at;      /* column of the next field */
    int error;      /* errno of the first write that failed, or 0 */
    struct buf buf; /* whole rows not yet written, and the row that is being built */
};

/* Writes the header line (not for JSON). */
void csv_out_init(struct csv_out *out, FILE *file, enum csv_form form,
                  const struct csv_column *columns, size_t columns_len);

void csv_out_text(struct csv_out *out, struct text value);
void csv_out_string(struct csv_out *out, const char *value); /* NULL is the empty field */
void csv_out_number(struct csv_out *out, int64_t value);
void csv_out_fen(struct csv_out *out, fen value); /* "1234.50" */
void csv_out_day(struct csv_out *out, day value); /* "2026-11-22"; NO_DAY is the empty field */

/* Ends the row; every column must have had its field. */
void csv_out_row(struct csv_out *out);

/* False once a write failed: a long listing may stop early. */
static inline bool csv_out_ok(const struct csv_out *out)
{
    return out->error == 0;
}

/* Writes what is left, flushes the file and gives the memory back.  E_UNAVAILABLE: something could
 * not be written (disk full, reader gone).  Also to be called after a failure of one's own. */
MUST_USE rc csv_out_end(struct csv_out *out, struct why *why);
