#pragma once
/* large -- arrays that grow to gigabytes.
 *
 * Like mem_alloc and mem_resize never NULL, but all new memory is zeroed.  From LARGE_FROM bytes on
 * an array is a mapping of its own: it grows without being copied and without a second one beside
 * it, takes memory only where it was written, and asks the system for large pages, without which a
 * scattered look costs a walk through the page tables.  Sizes are the caller's to remember. */
#include "base/base.h"

enum { LARGE_FROM = 4 << 20 };

/* NULL and 0 for the first one; never smaller than before. */
void *large_resize(void *old, size_t old_size, size_t size);
void large_release(void *ptr, size_t size);
