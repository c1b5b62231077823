#pragma once
/* write -- a valued day into the database, in the caller's transaction; and a day taken back. */
#include "cif/intake/take.h"
#include "engine/run.h"

/* What run_day found, and the movements that the intake saw, for b->today. */
MUST_USE rc write_day(struct bank *bank, const struct book *b, const struct rules *rules,
                      const struct run *run, const struct take *take);

/* Publishes the day: readers take the newest row.  'mark' is new for each run of a day (state.h).
 */
MUST_USE rc write_published(struct bank *bank, const struct book *b, const struct rules *rules,
                            bool folder, int64_t mark);

/* Puts what people decided for b->today into the book. */
MUST_USE rc write_hands(struct bank *bank, struct book *b);

/* Deletes all that was written for day d, the last one. */
MUST_USE rc write_take_back(struct bank *bank, day d);

/* At a month end d: gives up the daily values of the month that left the days to keep. */
MUST_USE rc write_thin(struct bank *bank, day d);
