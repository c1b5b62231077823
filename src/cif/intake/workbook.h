#pragma once
/* workbook -- rows of Excel's own files (.xlsx, Office Open XML): the first sheet that is shown,
 * cell by cell as text.
 *
 * Nothing of the file is believed: what is unpacked is counted as it comes out, entities and
 * documents of any other form are refused, and cells beyond WORKBOOK_COLUMNS or
 * WORKBOOK_CELL_BYTES are cut.  A number is given as its digits where Excel still has all of them;
 * Excel keeps fifteen, so a longer one was changed by it and says so.
 *
 * Also an empty workbook with columns for text, to be filled in. */
#include "base/arena.h"
#include "base/text.h"

enum { WORKBOOK_COLUMNS = 64, WORKBOOK_CELL_BYTES = 400, WORKBOOK_UNPACKED_MOST = 128 << 20 };

enum workbook_fault { WORKBOOK_GOOD, WORKBOOK_BROKEN, WORKBOOK_HUGE };

enum book_note {
    BOOK_PLAIN,
    BOOK_ROUNDED, /* a number of more digits than Excel keeps; 'text' is what is left of it */
    BOOK_DATE     /* a number that is shown as a date or a time */
};
struct book_cell {
    struct text text; /* empty: nothing stands there */
    enum book_note note;
};

/* One row; cells that are not there are empty.  'line' as Excel numbers it, from 1.  Texts are good
 * for the call.  false: enough. */
typedef bool workbook_row(void *with, const struct book_cell *cells, size_t len, int64_t line);

/* What is kept meanwhile is its own, but for a little of 'a'. */
MUST_USE enum workbook_fault workbook_read(struct text bytes, struct arena *a, workbook_row *row,
                                           void *with);

/* "1.23E+17": what Excel writes into text files in place of a long number. */
bool is_rounded_number(struct text t);

/* An empty workbook whose only sheet has these heads over columns for text; the arena's. */
MUST_USE rc workbook_empty(struct arena *a, const char *const *heads, size_t len,
                           struct text *ret_bytes);
