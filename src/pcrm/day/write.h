#pragma once
/* write -- a valued day into the database, in the caller's transaction or ahead of it; and a day
 * taken back. */
#include "cif/intake/take.h"
#include "engine/run.h"

/* What run_day found, and the movements that the intake saw, for b->today. */
MUST_USE rc write_day(struct incoming *in, const struct book *b, const struct rules *rules,
                      const struct rules *before, const struct run *run, const struct take *take,
                      struct why *why);

/* Publishes the day: readers take the newest row. */
struct publication {
    day day;
    int rule_version;
    bool folder; /* a folder was taken */
    int64_t customers;
    int64_t alerts;
    day newest_txn; /* of those taken on the day; NO_DAY */
    day spend_from; /* dates of the card spend taken on the day; NO_DAY */
    day spend_until;
    int64_t mark; /* new for each run of a day (state.h) */
};
MUST_USE rc write_published(struct bank *bank, const struct publication *p);

/* Puts what people decided for b->today into the book. */
MUST_USE rc write_hands(struct bank *bank, struct book *b);

/* Deletes what was written for day d, the last one, but for the large tables (incoming.h). */
MUST_USE rc write_take_back(struct bank *bank, day d);

/* Gives up the daily values of months that left the days to keep as of d, each in a transaction of
 * its own, after the day was published. */
MUST_USE rc write_thin(struct bank *bank, day d);

/* Puts together the days of months and the quarters of years that are over (schema/0017_years.sql):
 * each table in a transaction of its own, after the day was published.  Ended on the way, it goes
 * on with what is left. */
MUST_USE rc write_gather(struct bank *bank);
