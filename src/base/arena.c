#include "base/arena.h"

#include <stdarg.h>

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name) /* clang */
#else
#define HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(ptr, len) ASAN_POISON_MEMORY_REGION(ptr, len)
#define UNPOISON(ptr, len) ASAN_UNPOISON_MEMORY_REGION(ptr, len)
#else
#define POISON(ptr, len) ((void)(ptr), (void)(len))
#define UNPOISON(ptr, len) ((void)(ptr), (void)(len))
#endif

enum { ALIGN = 16, BLOCK_SIZE = 64 * 1024 };

struct arena_block {
    struct arena_block *below;
    size_t size; /* bytes of 'bytes' */
    size_t used;
    _Alignas(ALIGN) unsigned char bytes[];
};

static void *never_null(void *ptr)
{
    if (ptr)
        return ptr;
    fputs("guanhu: out of memory\n", stderr);
    abort();
}

void *mem_alloc(size_t size)
{
    return never_null(calloc(1, size ? size : 1));
}

void *mem_resize(void *old, size_t size)
{
    return never_null(realloc(old, size ? size : 1));
}

void arena_init(struct arena *a)
{
    a->top = NULL;
    a->deferred = NULL;
}

static void drop_top(struct arena *a)
{
    struct arena_block *block = a->top;
    a->top = block->below;
    UNPOISON(block->bytes, block->size);
    free(block);
}

/* Its memory is the arena's own. */
struct arena_deferred {
    struct arena_deferred *below;
    void (*release)(void *what);
    void *what;
};

void arena_defer(struct arena *a, void (*release)(void *what), void *what)
{
    struct arena_deferred *d = arena_alloc(a, sizeof *d);
    *d = (struct arena_deferred){.below = a->deferred, .release = release, .what = what};
    a->deferred = d;
}

static void release_deferred(struct arena *a, const struct arena_deferred *until)
{
    while (a->deferred != until) {
        struct arena_deferred *d = a->deferred;
        a->deferred = d->below;
        d->release(d->what);
    }
}

void arena_release(struct arena *a)
{
    release_deferred(a, NULL);
    while (a->top)
        drop_top(a);
}

static void add_block(struct arena *a, size_t least)
{
    size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    struct arena_block *block = never_null(malloc(sizeof *block + size));
    *block = (struct arena_block){.below = a->top, .size = size};
    POISON(block->bytes, block->size);
    a->top = block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t whole = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (!a->top || a->top->size - a->top->used < whole)
        add_block(a, whole);
    unsigned char *ptr = a->top->bytes + a->top->used;
    a->top->used += whole;
    UNPOISON(ptr, size);
    return memset(ptr, 0, size);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
    void *to = arena_alloc(a, size);
    return size ? memcpy(to, from, size) : to;
}

char *arena_text(struct arena *a, const char *from, size_t len)
{
    char *to = arena_alloc(a, len + 1);
    if (len)
        memcpy(to, from, len);
    return to;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    char *to = arena_alloc(a, (size_t)len + 1);
    vsnprintf(to, (size_t)len + 1, format, again);
    va_end(again);
    return to;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){
        .block = a->top, .used = a->top ? a->top->used : 0, .deferred = a->deferred};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    release_deferred(a, mark.deferred);
    while (a->top != mark.block)
        drop_top(a);
    if (!a->top)
        return;
    POISON(a->top->bytes + mark.used, a->top->used - mark.used);
    a->top->used = mark.used;
}
