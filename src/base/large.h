#pragma once
/* large -- arrays that grow to gigabytes.
 *
 * Like mem_alloc and mem_resize never NULL, but all new memory is zeroed.  From LARGE_FROM bytes on
 * an array is a mapping of its own: it grows without being copied and without a second one beside
 * it, takes memory only where it was written, and asks the system for large pages, without which a
 * scattered look costs a walk through the page tables.  Sizes are the caller's to remember. */
#include <sys/types.h>

#include "base/base.h"

/* LARGE_GRAIN: the large page of most machines; where it is another one, only the grain of sizes.
 */
enum { LARGE_FROM = 4 << 20, LARGE_GRAIN = 2 << 20 };

/* NULL and 0 for the first one; never smaller than before. */
void *large_resize(void *old, size_t old_size, size_t size);

/* The same for an array that large_map was called for: its pages are not to be moved, but copied.
 */
void *large_copy(void *old, size_t old_size, size_t size);

/* Puts a piece of a file in the place of the first bytes of an array of at least LARGE_FROM:
 * nothing is read but what is looked at, and no memory taken but where it is written to; the file
 * is never written.  'at' is a multiple of LARGE_GRAIN.  The file must stay as it is and as long as
 * it is. False, errno: the array is of no more use. */
MUST_USE bool large_map(void *array, size_t len, int fd, off_t at);

/* Has pages of a file come; false, errno: the disk does not give them, and looking at them would
 * end the program. */
MUST_USE bool large_fetch(void *bytes, size_t len);

void large_release(void *ptr, size_t size);
