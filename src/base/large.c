#define _GNU_SOURCE /* mremap, madvise */
#include "base/large.h"

#include <errno.h>
#include <sys/mman.h>

#include "base/arena.h"

static size_t whole_grains(size_t size)
{
    return (size + LARGE_GRAIN - 1) / LARGE_GRAIN * LARGE_GRAIN;
}

/* Begins at a whole grain: more is mapped, and what stands over at both ends given back. */
static void *map(size_t size)
{
    char *start =
        mmap(NULL, size + LARGE_GRAIN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        fputs("guanhu: out of memory\n", stderr);
        abort();
    }
    size_t before = (LARGE_GRAIN - (uintptr_t)start % LARGE_GRAIN) % LARGE_GRAIN;
    if (before)
        munmap(start, before);
    if (LARGE_GRAIN - before)
        munmap(start + before + size, LARGE_GRAIN - before);
#ifdef MADV_HUGEPAGE
    madvise(start + before, size, MADV_HUGEPAGE);
#endif
    return start + before;
}

/* The pages themselves go over to the new place, and the mapping grows to fill it. */
static void move(void *from, size_t old_size, void *to, size_t size)
{
#ifdef MREMAP_FIXED
    if (mremap(from, old_size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
        return;
#endif
    memcpy(to, from, old_size);
    munmap(from, old_size);
}

static void *resize_small(void *old, size_t old_size, size_t size)
{
    char *bytes = mem_resize(old, size);
    memset(bytes + old_size, 0, size - old_size);
    return bytes;
}

void *large_resize(void *old, size_t old_size, size_t size)
{
    assert(size >= old_size);
    if (size < LARGE_FROM)
        return resize_small(old, old_size, size);
    if (old_size >= LARGE_FROM && whole_grains(old_size) == whole_grains(size))
        return old;

    void *bytes = map(whole_grains(size));
    if (old_size >= LARGE_FROM) {
        move(old, whole_grains(old_size), bytes, whole_grains(size));
    } else if (old) {
        memcpy(bytes, old, old_size);
        free(old);
    }
    return bytes;
}

void *large_copy(void *old, size_t old_size, size_t size)
{
    void *bytes = large_resize(NULL, 0, size);
    if (old_size)
        memcpy(bytes, old, old_size);
    large_release(old, old_size);
    return bytes;
}

bool large_map(void *array, size_t len, int fd, off_t at)
{
    if (mmap(array, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, at) == MAP_FAILED)
        return false;
#ifdef MADV_HUGEPAGE
    madvise(array, len, MADV_HUGEPAGE);
#endif
    return true;
}

bool large_fetch(void *bytes, size_t len)
{
#ifdef MADV_POPULATE_READ
    if (len && madvise(bytes, len, MADV_POPULATE_READ) != 0)
        return errno == EINVAL; /* a system that does not know it: they come as they are read */
#endif
    return true;
}

void large_release(void *ptr, size_t size)
{
    if (size >= LARGE_FROM)
        munmap(ptr, whole_grains(size));
    else
        free(ptr);
}
