#pragma once
/* upload -- customers named in a file go onto a list: private to src/marketing/audience.
 *
 * A job does it (audience.h), upload after upload, each in one transaction of the person who
 * uploaded: all that were found are on the list, or nothing is done.  Only customers whom the
 * person may see go onto it.  Of certificates and phones the report does not tell those of other
 * people's customers from those of nobody: whoever uploads numbers shall not learn who banks here.
 * A customer number says nothing by itself, so there it tells. */
#include "marketing/audience/upload_file.h"
#include "platform/job.h"

enum upload_state { UPLOAD_WAITING, UPLOAD_MATCHING, UPLOAD_DONE, UPLOAD_FAILED };

enum line_fault {
    LINE_UNKNOWN, /* nobody whom the person may see has it */
    LINE_OUTSIDE, /* a customer of the bank, not for this person to see */
    LINE_TWICE,
    LINE_SEVERAL,   /* more than one customer have it */
    LINE_NO_NUMBER, /* cannot be one */
    LINE_ROUNDED,   /* a spreadsheet has changed its digits: enum book_note */
    LINE_DATE
};

extern const struct words upload_ways, upload_states, line_faults;
