#pragma once
/* scan -- the first pass over a day file: is it what MANIFEST says, and which of its rows are good?
 *
 * Maps the file, checks it against its line, splits and checks every row on two threads and finds
 * the duplicates.  Nothing outside is touched; references are not looked at.  The outcome is a
 * refusal of the whole file, or its good rows and its faults, both in file order.  The second pass
 * goes over the good rows and has them split again: all of them in blocks (scan_rows_next), or a
 * few of them singly (scan_row).
 *
 * Everything in struct scan is read-only for others and lives until scan_close; several threads may
 * read it and go over its rows, each with its own struct scan_rows or arena.  Memory: 32 bytes a
 * good row, and for GB18030 the text of the file in UTF-8.
 *
 * A file that changes while it is read never does harm: scan_open, scan_row, scan_rows_next and
 * scan_unchanged then answer E_CONFLICT.  Call scan_unchanged after the last row and before
 * committing. */
#include "base/arena.h"
#include "base/hash.h"
#include "base/why.h"
#include "cif/intake/csv.h"
#include "cif/intake/manifest.h"
#include "cif/intake/profile.h"

enum refusal {
    REFUSAL_NONE,
    REFUSAL_MISSING, /* named in MANIFEST and not there */
    REFUSAL_SHA256,
    REFUSAL_ROWS,   /* the number of records; told before the header */
    REFUSAL_HEADER, /* a required column is missing, or a column stands twice */
    REFUSAL_SHARE,  /* too many bad rows */
    REFUSAL_LATE,   /* never by scan: for those who know the days */
    REFUSAL_COUNT
};
const char *refusal_name(enum refusal refusal); /* "missing", "" for REFUSAL_NONE */

struct scan_row {
    struct hash128 key; /* cells_key of the row; zeros where the file has no key */
    uint64_t offset;    /* in the decoded text */
    uint64_t line;      /* physical line on which it starts, from 1, header included */
};

/* One bad row with its first fault. */
struct scan_fault {
    uint64_t line;
    uint64_t offset; /* of the whole record, see scan_record; 'len' without its line end */
    uint64_t len;
    struct text value;  /* as it stands in the file, unquoted; not masked; may not be UTF-8 */
    struct hash128 key; /* where has_key: such a key is not absent from a full file */
    bool has_key;
    enum fault reason;
    int column; /* NO_COLUMN for FAULT_COLUMNS */
};

struct scan_inside;
struct scan {
    enum dayfile file;
    bool full;
    enum refusal refusal;
    char detail[256]; /* of a refusal: what was expected and found, for people */
    uint64_t records; /* rows read, without the header = row_count + fault_count */
    const struct scan_row *rows;
    size_t row_count;
    const struct scan_fault *faults;
    size_t fault_count;
    uint64_t bytes; /* of the file */
    double checksum_seconds;
    double parse_seconds; /* decoding, splitting, checking, duplicates */
    struct scan_inside *inside;
};

struct scan_how {
    const struct profile *profile;
    const struct hash_key *key; /* for the fingerprints */
    day business_day;
    int share_bp;     /* refused above this share of bad rows in basis points; 500 */
    int share_from;   /* ... in files of at least so many rows; 20 */
    unsigned threads; /* 1 or 2; 0: by the size of the file */
};
enum { SHARE_BP = 500, SHARE_FROM = 20 };

/* Scans FOLDER/NAME as 'line' describes it.  A refusal is an outcome, not a failure: *ret_scan has
 * it then, without rows and faults.  E_CONFLICT: the file changed meanwhile; E_UNAVAILABLE: it
 * cannot be read. */
MUST_USE rc scan_open(const char *folder, const struct manifest_line *line,
                      const struct scan_how *how, struct scan **ret_scan, struct why *why);

/* The same over bytes that the caller keeps until scan_close; sha256 is not looked at. */
MUST_USE rc scan_bytes(struct text bytes, const struct manifest_line *line,
                       const struct scan_how *how, struct scan **ret_scan, struct why *why);

/* A block of good rows on the second pass: row 'first' of the scan and those after it.  Some 60 KB,
 * which stay in the core's own cache; the caller has them on the heap or in a longer-lived struct.
 *
 *   scan_rows_init(rows, s, 0);
 *   do {
 *       TRY(scan_rows_next(rows, why));
 *       for each reference column c: key_find of rows->refs[c][0 .. rows->count)
 *       for each i < rows->count: use rows->cells[i] and s->rows[rows->first + i]
 *   } while (rows->count);
 *   scan_rows_release(rows); */
enum { SCAN_ROWS_MOST = 64 };

struct scan_known; /* fingerprints of values that come again and again */
struct scan_rows {
    const struct scan *scan;
    size_t first;
    size_t count; /* 0 after the last row */
    struct cell cells[SCAN_ROWS_MOST][COLUMNS_MOST];
    /* By column, for those that are references: hash128_of each cell's text, zeros where that is
     * empty.  Others are unspecified. */
    struct hash128 refs[COLUMNS_MOST][SCAN_ROWS_MOST];
    struct text *fields;
    struct csv csv;
    struct arena kept;    /* fields, known */
    struct arena scratch; /* texts of this block */
    struct scan_known *known;
};

/* Before the first block, which will begin with row 'first'. */
void scan_rows_init(struct scan_rows *r, const struct scan *s, size_t first);
void scan_rows_release(struct scan_rows *r);

/* The next block, of SCAN_ROWS_MOST rows or what is left.  Texts point into the file or live until
 * the next call.  After E_CONFLICT the rows are unspecified. */
MUST_USE rc scan_rows_next(struct scan_rows *r, struct why *why);

/* Splits good row i again.  'cells' has room for COLUMNS_MOST and gets one for every column of the
 * table (not known where the file lacks it); texts point into the file or into 'scratch'. */
MUST_USE rc scan_row(const struct scan *s, size_t i, struct arena *scratch, struct cell *cells,
                     struct why *why);

/* The bytes of a record as they stand in the file (in UTF-8), to be sealed and kept. */
struct text scan_record(const struct scan *s, uint64_t offset, uint64_t len);

MUST_USE rc scan_unchanged(const struct scan *s, struct why *why);

struct scan *scan_close(struct scan *s); /* NULL is fine; returns NULL */
