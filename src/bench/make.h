#pragma once
/* make -- private to src/bench: the day folders of the invented bank, on disk.
 *
 * The rows are made by two threads, block by block, and written in their order: the same size gives
 * the same bytes. */
#include "base/why.h"
#include "bench/world.h"

/* Writes the folder of one night under 'dir' (made where it is missing), MANIFEST last.
 * E_UNAVAILABLE: it cannot be written; E_CONFLICT: an end was asked for meanwhile. */
MUST_USE rc make_night(const struct world *world, enum night night, const char *dir,
                       struct why *why);
