#pragma once
/* list_columns -- the columns of a list that somebody chose: kept for the person and the list,
 * until others are chosen or the list's own come back.
 *
 * A list is named by its route's path, its columns by their fields, with commas between; view.h
 * reads them.  Within a transaction of that person: nobody sees or changes another one's. */
#include "db/db.h"

/* No columns: the list's own come back. */
MUST_USE rc list_columns_keep(struct db *db, int32_t staff_id, struct text list,
                              struct text columns);
