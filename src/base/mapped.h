#pragma once
/* mapped -- a whole file as read-only memory, harmless even if somebody changes it meanwhile.
 *
 * Reading a mapping whose file was cut short would kill the program with SIGBUS; here the hole
 * reads as zeros and the mapping is marked as torn instead.  mapped_unchanged says afterwards
 * whether the file is still the one that was opened (size and times); what was read before may be
 * believed only then.  Any number of threads may read; at most MAPPED_MOST mappings at a time in
 * the program. */
#include "base/text.h"
#include "base/why.h"

enum { MAPPED_MOST = 64 };

struct mapped {
    struct text bytes;
    int fd;
    int slot; /* among the guarded mappings */
    /* as the file was when it was opened */
    int64_t size;
    int64_t modified[2]; /* seconds, nanoseconds */
    int64_t changed[2];
};

/* E_NOT_FOUND: there is no such file; E_UNAVAILABLE: it cannot be read; E_INVALID: not a file. */
MUST_USE rc mapped_open(const char *path, struct mapped *ret_mapped, struct why *why);
void mapped_rest(const struct mapped *m); /* read, and not soon again: no memory of ours is held */
bool mapped_unchanged(const struct mapped *m);
void mapped_close(struct mapped *m);
