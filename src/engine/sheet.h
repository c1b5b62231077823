#pragma once
/* sheet -- all customers at the end of one past day, and what their days added up to.
 *
 * A snapshot (snapshot.h) knows the published day and amounts of a few days before it; a report
 * over a year asks for month ends, for averages, for the tier of then.  A sheet has one day's
 * amounts, verdicts, home and manager, and the sum of each day's value from the first of January
 * on: the average of a month or a quarter is a difference of two sheets' sums.  What stands still
 * is carried on, so a sheet says of every customer what `guanhu values` prints of that day, to the
 * fen.
 *
 * Columns are by row (customer_id - 1), as a snapshot's, and have 'room' rows: beyond 'count' all
 * is 0 and nobody is there, so that a later snapshot's rows may be looked up.  A sheet never
 * changes and is counted by references. */
#include "base/why.h"
#include "engine/snapshot.h"

/* Of whose days sums are kept. */
enum sheet_sum { SHEET_DEPOSITS, SHEET_LOANS, SHEET_FA, SHEET_AUM, SHEET_SUMS };

enum sheet_code {
    SHEET_ABSENT, /* 1: not a customer then: not yet come, or gone */
    SHEET_STAGE,
    SHEET_TIER,
    SHEET_REF,
    SHEET_BELOW,
    SHEET_STANDING,
    SHEET_CC_GRADE,
    SHEET_KINDS,
    SHEET_CODES
};

struct sheet_memory;
struct sheet {
    struct sheet_memory *memory; /* private */
    day day;
    int64_t at; /* when the day was published; the two name a sheet */
    /* From which day on all daily values are in the sums; of fa they are whole for the whole year.
     */
    day whole_from;
    uint32_t count, room; /* customers there were; rows of each column */
    const fen *amounts[AMOUNT_STORED];
    const fen *sums[SHEET_SUMS];
    const fen *fa_avg;
    const uint8_t *codes[SHEET_CODES];
    const int32_t *home;    /* org_id; 0: none is known */
    const int32_t *manager; /* staff_id of the main manager; 0: nobody */
};

struct sheet *sheet_ref(struct sheet *s);   /* NULL is fine; returns it */
struct sheet *sheet_unref(struct sheet *s); /* NULL is fine; returns NULL */

/* The same day with other managers, who are kept apart: people change them backwards too. 'manager'
 * has s->room rows and becomes the sheet's (large.h). */
struct sheet *sheet_with_managers(struct sheet *s, int32_t *manager);

/* ---- as bytes: what is written to a file, and mapped from it ----------------------------------
 */

/* All but the managers, in one piece of sheet_size(room) bytes: pieces that were never written to
 * are 0. */
struct text sheet_bytes(const struct sheet *s);
size_t sheet_size(uint32_t room);
/* Calls 'put' for each part of the bytes that is not 0. */
rc sheet_each_part(const struct sheet *s,
                   rc (*put)(void *with, size_t at, const void *bytes, size_t len), void *with);

/* A sheet over bytes that are all 0, for sheet_make.h to write. */
struct sheet *sheet_blank(day d, uint32_t room, struct text bytes, void (*release)(void *with),
                          void *with);

/* A sheet over such bytes; 'release' is called when nobody needs them any more.  E_INVALID: they
 * are damaged, cut short, or of another version. */
MUST_USE rc sheet_over(struct text bytes, void (*release)(void *with), void *with,
                       struct sheet **ret, struct why *why);

/* Sheets of several days of one bank, the oldest first. */
struct sheets {
    struct sheet *const *items;
    size_t len;
};
const struct sheet *sheets_of_day(const struct sheets *x, day d); /* NULL: there is none */
