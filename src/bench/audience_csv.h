#pragma once
/* audience_csv -- private to src/bench: the invented bank as a CSV file, a row a customer, for
 * other programs to be asked the same (tests/bench/peers). */
#include "bench/audience_bank.h"

/* E_UNAVAILABLE: the file cannot be written. */
MUST_USE rc audience_csv(const struct audience_bank *b, const char *path, struct why *why);
