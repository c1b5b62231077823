#pragma once
/* member_set -- customers that people have put together: those of a tag, of a list.
 *
 * Other than the rest of a snapshot it is as of now, not of the day: what changes is in the next
 * snapshot of the same day.  Members are rows of the snapshot, ascending; whoever is not in the
 * snapshot (came after its day) is left out. */
#include "base/text.h"

enum member_kind { MEMBER_TAG, MEMBER_LIST, MEMBER_AUDIENCE, MEMBER_KINDS };

struct member_set {
    int32_t id;
    uint8_t kind; /* enum member_kind */
    struct text name;
    const uint32_t *rows;
    uint32_t len;
};

/* By id. */
struct member_sets {
    const struct member_set *const *items;
    size_t len;
};
const struct member_set *member_set_find(const struct member_sets *all, int32_t id); /* or NULL */
const struct member_set *member_set_named(const struct member_sets *all, enum member_kind kind,
                                          struct text name); /* NULL: there is none */
