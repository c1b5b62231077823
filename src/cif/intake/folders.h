#pragma once
/* folders -- which days a directory holds (dayfiles.md): YYYYMMDD folders, ready with a MANIFEST.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/why.h"

struct folder {
    day day;
    bool ready;
    const char *path;
};
struct folders {
    const struct folder *items; /* by day */
    size_t len;
};

/* E_USAGE: 'dir' cannot be read.  What is not named like a date is not looked at. */
MUST_USE rc folders_list(struct arena *arena, const char *dir, struct folders *ret_folders,
                         struct why *why);
const struct folder *folders_on(const struct folders *f, day d); /* NULL: none */
const struct folder *folders_first_ready(const struct folders *f);
const struct folder *folders_newest_ready(const struct folders *f);
