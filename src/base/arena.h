#pragma once
/* arena -- memory that dies together.
 *
 * arena_alloc returns zeroed memory, aligned to 16 bytes, and never NULL: exhaustion of the machine
 * aborts the program (what a user can make large is bounded earlier).  Nothing is freed by itself;
 * arena_rewind gives back everything allocated since arena_mark, arena_release everything.  What is
 * not the arena's but dies with it (arena_defer) is released then, the newest first.
 * Not for several threads at once. */
#include "base/base.h"

struct arena_block;
struct arena_deferred;
struct arena {
    struct arena_block *top;         /* newest block first */
    struct arena_deferred *deferred; /* newest first */
};
struct arena_mark {
    struct arena_block *block;
    size_t used;
    struct arena_deferred *deferred;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a); /* usable again afterwards, as after arena_init */

void *arena_alloc(struct arena *a, size_t size);
void *arena_copy(struct arena *a, const void *from, size_t size);
char *arena_text(struct arena *a, const char *from, size_t len); /* copies and ends it with NUL */
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* Calls release(what) when the memory allocated now is given back. */
void arena_defer(struct arena *a, void (*release)(void *what), void *what);

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* The same promise for memory with a life of its own: never NULL; mem_alloc is zeroed. */
void *mem_alloc(size_t size);
void *mem_resize(void *old, size_t size);
