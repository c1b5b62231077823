#pragma once
/* say -- sentences of C in the user's tongue: "at most {n} characters" with its places filled. */
#include "base/arena.h"
#include "base/tongue.h"

struct place {
    const char *name;
    struct text value;
};

/* A place that 'places' does not name stays as it is. */
const char *say(struct arena *a, enum tongue tongue, const char *english, size_t len,
                const struct place *places);

/* One number: "{n}". */
const char *say_number(struct arena *a, enum tongue tongue, const char *english, int64_t n);
