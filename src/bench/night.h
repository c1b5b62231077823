#pragma once
/* night -- bench night: measures the batch of a night over a bank of any size (cli.md).
 *
 * The bank is invented, made once and kept (bench/folder.h); three days follow one another: the
 * first day, an ordinary night and a month end.  The days before the measured night are run once;
 * the night itself runs in a fresh process of this program, which prints where its time went
 * (batch --steps).  Called again, the same night is measured again: `batch --date` of the last day
 * runs it from the state before it.  Asking for an earlier night than the last one loads the bank
 * anew. */
#include "base/config.h"

struct night_args {
    int64_t customers;
    int64_t accounts;   /* 1 to 5 a customer; 0: three */
    const char *folder; /* NULL: HOME/bench/CUSTOMERS-ACCOUNTS */
    bool month_end;     /* measure the month end */
    bool first;         /* measure the first day: the load of the whole bank */
    bool quiet;
    bool json; /* also the steps that are part of others */
};

/* E_USAGE: impossible numbers; E_UNAVAILABLE: too little memory or room; E_REFUSED: the folder is
 * somebody else's; E_CONFLICT: an end was asked for (base/end.h).  What was half made is removed.
 */
MUST_USE rc bench_night(const struct config *config, const struct night_args *args,
                        struct why *why);
