#pragma once
/* sheet -- rows as an Excel file: private to src/web; sheet.c alone sees libxlsxwriter.
 *
 * Rows are written as they come and not kept.  Amounts are numbers with two decimals, days are
 * days, codes are the words of the page, everything else is text and never a formula. */
#include "web/list.h"

struct sheet;

enum { SHEET_ROWS_MOST = 1048575 }; /* below the head */

/* Into a file without a name in 'folder', which its owner gets at the end. */
struct sheet *sheet_new(const char *folder, enum tongue tongue);
void sheet_head(struct sheet *s, const char *const *titles, size_t len);
void sheet_cell(struct sheet *s, const struct field *f, const void *value);
void sheet_row_end(struct sheet *s);

/* Writes it whole, and releases the sheet.  *ret_fd, at its beginning, is the caller's to close.
 * E_UNAVAILABLE: the disk is full, or the folder cannot be written. */
MUST_USE rc sheet_end(struct sheet *s, int *ret_fd, struct why *why);
void sheet_drop(struct sheet *s); /* NULL is fine */
