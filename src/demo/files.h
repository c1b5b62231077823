#pragma once
/* files -- private to src/demo: all files of a demo bank, from its size alone.
 *
 * The same size gives the same bytes, whoever asks and when. */
#include "base/progress.h"
#include "demo/town.h"

/* Writes DIR/YYYYMMDD/... and the file for `assign`; both directories exist.  What is there is
 * written over.  E_UNAVAILABLE: it cannot be written. */
MUST_USE rc files_write(struct demo_size size, const char *dir, const char *care_path,
                        struct progress *progress, struct why *why);
