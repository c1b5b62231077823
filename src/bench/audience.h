#pragma once
/* audience -- bench audience: how fast "who?" is answered over a bank of any size (cli.md).
 *
 * The bank is invented in memory, in the form of the readers' store.  Every question goes from its
 * text to the answer on one thread: first of all (with what is then kept), cold (the processor's
 * caches emptied before), and warm (again and again; median and the hundredth that is slowest).
 * Every answer is held against a plain loop over the customers as they were invented.  JSON lines,
 * one a question, then one for each kind of memory. */
#include "base/base.h"
#include "base/why.h"

struct audience_args {
    int64_t customers;
    const char *csv; /* write the bank there, for others to be asked the same; NULL: no */
    bool quiet;
};

/* E_USAGE: impossible numbers; E_UNAVAILABLE: too little memory; E_CANCELLED: an end was asked for
 * (base/end.h); E_INTERNAL: an answer is wrong. */
MUST_USE rc bench_audience(const struct audience_args *args, struct why *why);
