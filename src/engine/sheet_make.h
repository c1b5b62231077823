#pragma once
/* sheet_make -- a sheet (sheet.h) from what was written since an earlier one.
 *
 *     m = sheet_maker_new(&of, before);                 'before' NULL: from nothing
 *     sheet_put_record(...), sheet_put_home(...), sheet_put_figures(...);
 *     sheet = sheet_made(m);
 *
 * What is put are versions of the days after 'before' and up to the sheet's own, of each customer
 * the oldest first; who has none stands still.  Within a year: between the two lies no 31 December,
 * unless 'before' is one.  From nothing, the newest version of each is enough, and sums begin the
 * day after (of financial assets they are whole). */
#include "engine/book.h"
#include "engine/sheet.h"

struct sheet_of {
    day day;
    int64_t at;
    uint32_t count, room;
    day whole_from;
};

/* A row of customer_day. */
struct sheet_figures {
    uint32_t row;
    day day;
    struct sums sums;
    fen fa, fa_ytd;
    uint8_t codes[SHEET_CODES]; /* but SHEET_ABSENT */
};

struct sheet_maker;
struct sheet_maker *sheet_maker_new(const struct sheet_of *of, const struct sheet *before);
void sheet_maker_free(struct sheet_maker *m); /* NULL is fine */
/* False: the row is not one of the sheet's. */
bool sheet_put_record(struct sheet_maker *m, uint32_t row, bool gone);
bool sheet_put_home(struct sheet_maker *m, uint32_t row, int32_t org_id);
bool sheet_put_figures(struct sheet_maker *m, const struct sheet_figures *f);
/* The caller's; the maker is gone. */
struct sheet *sheet_made(struct sheet_maker *m);
