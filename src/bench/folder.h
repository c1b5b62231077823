#pragma once
/* folder -- private to src/bench: the directory in which a bench bank lives.
 *
 *   DIR/made     whose size the files are, and whether they are complete; locked while it is used
 *   DIR/days     the day folders
 *   DIR/home     a home of its own, with its private cluster
 *
 * Nothing is ever removed from a directory that does not have our file 'made'. */
#include "base/arena.h"
#include "base/progress.h"
#include "base/why.h"
#include "bench/world.h"

struct folder {
    struct arena texts;
    const char *dir, *made, *days, *home;
    int lock; /* 'made', open */
    bool is_new;
};

/* Takes the directory for ourselves; made where it is missing.  E_REFUSED: another program uses it,
 * or it holds something else; folder_leave is to be called only after OK. */
MUST_USE rc folder_enter(const char *dir, struct folder *ret_folder, struct why *why);
void folder_leave(struct folder *f);

/* Makes the files of this bank, or finds them complete.  When that fails nothing of them stays. */
MUST_USE rc folder_fill(struct folder *f, const struct world *world, struct progress *progress,
                        struct why *why);

/* Removes the home and its cluster's data, but not its guanhu.conf.  Nobody may use it. */
void folder_drop_home(struct folder *f);
