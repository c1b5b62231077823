#pragma once
/* masked -- personal values on their way out: they leave the database sealed and every answer
 * masked.
 *
 * A query says "-- out: phone sealed phone" (or certificate, email, address, number, note) and
 * gives x_sealed as phone; that is all: the field of the row is unsealed and masked before any
 * page, JSON or CSV is made of it.  What forgets to ask would show sealed bytes.  Whole values:
 * web/unmask.h. */
#include "web/request.h"

/* Every personal field of the record, and of records and rows within it, in place. */
MUST_USE rc mask_record(struct req *r, const struct record *record, void *row);
MUST_USE rc mask_rows(struct req *r, const struct record *record, void *rows, size_t len);

/* One value, where only the row says what it is. */
MUST_USE rc mask_sealed(struct req *r, enum personal personal, struct text sealed,
                        struct text *ret_masked);
