#pragma once
/* sheet_read -- the sheets of past days (engine/sheet.h) that reports ask for, from PostgreSQL and
 * from the files that were made of it.
 *
 * Kept are the newest day and the one before, the ends of ten-day periods of this month and two
 * before, and month ends as far back as thirteen of them with the averages of their quarter need.
 * Each is a file home/sheets/YYYYMMDD.sheet with a checksum, mapped, made from the one before it
 * and the rows since; a file that is damaged, missing, or of a day that was run again is made anew.
 * Files may be deleted at any time.  Where none can be written, sheets are held in memory.
 *
 * Each sheet is read in a transaction of its own: nobody waits long for what it holds. */
#include "engine/sheet.h"
#include "platform/bank.h"

enum { SHEETS_MOST = 40 };

/* Counted by references, any thread. */
struct sheets_held;
struct sheets_held *sheets_ref(struct sheets_held *h);       /* NULL is fine; returns it */
struct sheets_held *sheets_unref(struct sheets_held *h);     /* NULL is fine; returns NULL */
const struct sheets *sheets_of(const struct sheets_held *h); /* NULL gives NULL */

struct sheets_how {
    day until;                   /* the newest; NO_DAY: the newest that was published */
    bool (*goes_on)(void *with); /* NULL: always; else E_CANCELLED when it says false */
    void *with;
};
/* All that are kept; those of 'before' that are still right are taken over (NULL: none).  No
 * transaction may be open.  E_CONFLICT: a night is publishing; try again. */
MUST_USE rc sheets_read(const struct bank *bank, struct db *db, const struct sheets_how *how,
                        struct sheets_held *before, struct sheets_held **ret, struct why *why);
