#pragma once
/* published -- the newest business day that readers see. */
#include "db/db.h"

struct published {
    day day;    /* NO_DAY: none yet */
    int64_t at; /* when it was published */
};
MUST_USE rc published_find(struct db *db, struct published *ret);
