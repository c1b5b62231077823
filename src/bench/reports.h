#pragma once
/* reports -- bench reports: how fast a report is answered over a bank of any size.
 *
 * The bank of bench audience (audience_bank.h), and sheets of twelve month ends (engine/sheet.h) of
 * which as much is filled as is asked.  Each report goes from its text to the answer; every figure
 * of every group is held against a plain loop over the customers as they were invented.  JSON
 * lines, one a report. */
#include "base/base.h"
#include "base/why.h"

struct reports_args {
    int64_t customers;
    bool quiet;
};

/* E_USAGE: impossible numbers; E_UNAVAILABLE: too little memory; E_CANCELLED: an end was asked for
 * (base/end.h); E_INTERNAL: an answer is wrong. */
MUST_USE rc bench_reports(const struct reports_args *args, struct why *why);
