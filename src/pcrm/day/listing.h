#pragma once
/* listing -- private to pcrm/day: what a batch notes about folders that it does not take. */
#include "cif/intake/folders.h"
#include "platform/bank.h"

/* Lists folders without MANIFEST as not ready, and those of days that were run already (last: the
 * newest one; 'again' is about to be run again, or NO_DAY) as late.  Commits by itself. */
MUST_USE rc listing_note(struct bank *bank, const struct folders *folders, day last, day again,
                         struct why *why);
