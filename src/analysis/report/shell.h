#pragma once
/* shell -- reports from the command line: `guanhu report DEFINITION`. */
#include "base/csv_out.h"
#include "base/date.h"
#include "platform/bank.h"

struct report_args {
    const char *definition; /* an address: by=tier&show=customers,sum(aum) */
    day date;               /* the business day; NO_DAY: the newest */
    const char *as;         /* staff number of whoever asks; NULL: the whole bank is asked about */
    bool keys;              /* also the stable names of parts */
    bool told;              /* what it counts, in words, in place of figures */
    const char *cell;       /* the customers behind that one, in place of figures; NULL */
    const char *point;      /* of that day; NULL: the last one */
    int64_t measure;        /* of that figure, from 0 */
};
MUST_USE rc report_print(struct bank *bank, const struct report_args *args, FILE *file,
                         enum csv_form form, struct why *why);
