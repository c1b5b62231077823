#pragma once
/* demo -- guanhu demo: a believable bank to look at (cli.md).
 *
 * Its day folders are written under HOME/demo/days, the real batch runs over them, the real
 * `assign` takes HOME/demo/assign.csv, and one person of each post gets a password.  First comes a
 * day some nine months back, and before last year's end, with a year of history in opening.csv,
 * then one folder a month, in which standings can form, then the delivered days one by one up to
 * the newest: the last working day before today, so that this morning looks like any morning.  The
 * same size (newest day and seed among it) gives the same files.
 *
 * Called again it goes on where it was ended, or says that the bank is there. */
#include "base/config.h"
#include "base/csv_out.h"
#include "base/date.h"

enum {
    DEMO_CUSTOMERS = 20000,
    DEMO_CUSTOMERS_LEAST = 100,
    DEMO_CUSTOMERS_MOST = 10000000,
    DEMO_DAYS = 60,
    DEMO_DAYS_MOST = 3000
};

struct demo_args {
    int64_t customers; /* here and below 0: the default, or what the bank that is there has */
    int64_t days;
    int64_t seed;
    day until;   /* NO_DAY: the last working day before today */
    bool served; /* whoever calls serves it next */
    bool quiet;
    enum csv_form form;
};

/* Prints who can sign in.  E_REFUSED: the home holds another bank; else as batch and assign. */
MUST_USE rc demo_run(const struct config *config, const struct demo_args *args, FILE *out,
                     struct why *why);
