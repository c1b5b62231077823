#pragma once
/* carry -- levels of the schemes beside the primary one, carried over from one version of the rules
 * into the next.
 *
 * A level is kept as its number within the scheme, and the scheme as its side.  Where a version
 * renames nothing but puts levels or sides elsewhere, a holder keeps the level of the same name; a
 * scheme or a level that is no more leaves none behind.  A new scheme gives its first levels at the
 * next month end. */
#include "engine/book.h"
#include "engine/rules.h"

struct carry {
    struct {
        uint8_t side; /* SIDES_MOST: the scheme is no more */
        uint8_t level[SCHEME_LEVELS + 1];
    } of[SIDES_MOST];
};

/* False: nothing moves. */
bool carry_make(const struct rules *from, const struct rules *to, struct carry *ret);

uint64_t carry_levels(const struct carry *c, uint64_t levels);

/* Everybody, before the first day of the new version is valued; whose levels are others then is
 * marked with TOUCH_CARRIED, and written with that day. */
void carry_all(const struct carry *c, struct customers *all);
