#pragma once
/* column -- is one value of a day file right, and what does it mean?
 *
 * The checks of one column come in a fixed order: encoding, required, length, type, range, code;
 * the first that fails is the fault.  An empty optional value is right and means "not known". */
#include "base/arena.h"
#include "base/date.h"
#include "cif/intake/dayfile.h"

/* The reasons in the order in which they are found; the names stand in quarantine lists. */
enum fault {
    FAULT_NONE,
    FAULT_COLUMNS, /* number of fields; no column */
    FAULT_ENCODING,
    FAULT_REQUIRED,
    FAULT_LENGTH,
    FAULT_TYPE,
    FAULT_RANGE,
    FAULT_CODE,
    FAULT_DUPLICATE,
    FAULT_REFERENCE, /* never by this room's checks: only the books know who is known */
    FAULT_COUNT
};
const char *fault_name(enum fault fault); /* "encoding", "" for FAULT_NONE */

/* A value that was checked.  'text' is UTF-8; dates and times stand in it as "2026-11-22" and
 * "2026-11-22 09:30:00" whatever the file wrote; empty: not known.  'num' by kind (dayfile.h);
 * where the text is empty it is column->empty: NO_DAY for dates, for codes the code that is meant
 * or NO_CODE, else 0. */
struct cell {
    struct text text;
    int64_t num;
};

enum date_form {
    DATES_DASHED,  /* 2026-11-22 */
    DATES_COMPACT, /* 20261122 */
    DATES_SHORT    /* 261122 */
};

/* How the values of a file are to be read. */
struct reading {
    enum date_form dates;
    day business_day; /* for two-digit years */
};
extern const struct reading reading_standard; /* YYYY-MM-DD */

/* Checks 'raw' and says what it means.  ret_cell->text is 'raw' itself, or made in 'scratch' where
 * a date has another form in the file (without a scratch it stays as it is there).  With a fault
 * *ret_cell is untouched. */
enum fault column_check(const struct column *column, struct text raw, const struct reading *how,
                        struct arena *scratch, struct cell *ret_cell);

/* The same for a 'raw' that is known to be valid UTF-8 without NUL. */
enum fault column_check_utf8(const struct column *column, struct text raw,
                             const struct reading *how, struct arena *scratch,
                             struct cell *ret_cell);

/* "2026-11-22 09:30:00" */
bool column_time(struct text t, int64_t *ret_time);

/* A time of a file (CELL_TIME), as the day it falls on. */
day time_day(int64_t seconds);
