#pragma once
/* embedded -- files that were built into the program (written by tools/embed.c).
 *
 * A table of them ends with an entry whose name is NULL. */
#include "base/text.h"

struct embedded {
    const char *name;  /* without its directory */
    struct text bytes; /* a NUL follows that is not counted */
};
