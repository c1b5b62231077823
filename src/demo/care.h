#pragma once
/* care -- private to src/demo: who manages whom, as the file that `assign` takes.
 *
 * Most targets have a relationship manager of their outlet, some two or three, ordinary ones a
 * teller of the open counter; the others wait for the outlet's head. */
#include "demo/town.h"

/* As of the newest day.  E_UNAVAILABLE: the file cannot be written. */
MUST_USE rc care_write(const struct town *t, const char *path, struct why *why);
