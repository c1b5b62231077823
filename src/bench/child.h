#pragma once
/* child -- private to src/bench: this very program, run again in a process of its own. */
#include "base/why.h"

/* Runs the program with these words (ended by NULL; the first is its name) and waits.  What it
 * prints goes where ours goes, or nowhere without 'shown'; the one line it says on standard error
 * goes into 'why'.  E_CONFLICT: an end was asked for (base/end.h), and the child was ended;
 * otherwise what its exit code says.
 */
MUST_USE rc child_run(const char *const *words, bool shown, struct why *why);
