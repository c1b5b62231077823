#pragma once
/* fits -- whether this machine has the memory for a bank of that size. */
#include "base/why.h"

/* E_UNAVAILABLE: it has not; says how much is free. */
MUST_USE rc bench_fits(int64_t customers, uint64_t bytes_per_customer, struct why *why);
