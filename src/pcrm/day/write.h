#pragma once
/* write -- a valued day into the database, in the caller's transaction or ahead of it; and a day
 * taken back. */
#include "cif/intake/take.h"
#include "engine/run.h"

/* What run_day found, and the movements that the intake saw, for b->today. */
MUST_USE rc write_day(struct incoming *in, const struct book *b, const struct rules *rules,
                      const struct run *run, const struct take *take, struct why *why);

/* Publishes the day: readers take the newest row.  newest_txn: of those taken today, NO_DAY. */
MUST_USE rc write_published(struct bank *bank, const struct book *b, const struct rules *rules,
                            bool folder, day newest_txn);

/* Puts what people decided for b->today into the book. */
MUST_USE rc write_hands(struct bank *bank, struct book *b);

/* Deletes what was written for day d, the last one, but for the large tables (incoming.h). */
MUST_USE rc write_take_back(struct bank *bank, day d);

/* Gives up the daily values of months that left the days to keep as of d, each in a transaction of
 * its own, after the day was published. */
MUST_USE rc write_thin(struct bank *bank, day d);
