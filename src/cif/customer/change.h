#pragma once
/* change -- private to cif/customer: an amount against an earlier day's, and how a page shows it.
 */
#include "base/record.h"

/* {{#change}}{{>_change}}{{/change}} */
struct change_view {
    struct opt_int8 by;    /* with its sign; not known: there is nothing to compare with */
    int64_t size;          /* without */
    struct text direction; /* "rise", "fall"; a NULL pointer where it is the same */
};
extern const struct record change_record;

/* An amount today and what it was on the three days of history_marks. */
struct compared {
    fen now;
    struct change_view yesterday, month_end, year_end;
};
extern const struct record compared_record;

struct change_view change_of(fen now, bool known, fen before);
