#pragma once
/* read_on -- on which day the bank's figures are read, and so what "today" is on pages.
 *
 * Figures are those of the end of a business day; whoever reads them does so a day or, after a
 * weekend, three days later.  What is to come (maturities, birthdays) and what is "today" or
 * "tomorrow" counts from the calendar day of the reader, in the bank's zone.  A bank that is more
 * than READ_LATE_DAYS behind, or ahead of the clock, is one whose clock says nothing about its
 * figures: there it counts from the day after the business day, and pages say so. */
#include "base/date.h"

enum { READ_LATE_DAYS = 10 }; /* the longest holidays and their bridges */

struct read_on {
    day today;
    bool is_late;   /* today is not the calendar's */
    int32_t behind; /* days from 'published' to the last working day before the calendar's; or 0 */
};
/* 'published': not NO_DAY.  'now': microseconds since 1970 (base/clock.h). */
struct read_on read_on(day published, int64_t now);
