#pragma once
/* link -- this page's own address with something else in its query. */
#include "web/request.h"

/* One change; a NULL value takes the name out. */
struct change {
    const char *name;
    const char *value;
};

/* Where a condition of this page is put together (pcrm/who); it comes back as its "where". */
struct text link_to_condition(struct req *r, struct text where);

/* "/loads?state=refused&page=3": what was given, with the changes; without "as". */
struct text link_with(struct req *r, size_t len, const struct change *changes);
