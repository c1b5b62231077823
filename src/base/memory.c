#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"

enum { LOOK_EVERY_MS = 5 };

/* The kilobytes that a line "NAME:   123 kB" of a file under /proc says; false without one. */
static bool read_kilobytes(const char *path, const char *name, uint64_t *ret_bytes)
{
    char line[256];
    size_t len = strlen(name);
    bool found = false;
    FILE *file = fopen(path, "re");
    while (file && !found && fgets(line, sizeof line, file)) {
        found = strncmp(line, name, len) == 0 && line[len] == ':';
        if (found)
            *ret_bytes = strtoull(line + len + 1, NULL, 10) * 1024;
    }
    if (file)
        fclose(file);
    return found;
}

uint64_t memory_used(void)
{
    uint64_t anonymous = 0, shared = 0;
    if (!read_kilobytes("/proc/self/status", "RssAnon", &anonymous) ||
        !read_kilobytes("/proc/self/status", "RssShmem", &shared))
        return 0;
    return anonymous + shared;
}

uint64_t memory_available(void)
{
    uint64_t bytes = UINT64_MAX;
    return read_kilobytes("/proc/meminfo", "MemAvailable", &bytes) ? bytes : UINT64_MAX;
}

struct memory_watch {
    pthread_t thread;
    atomic_bool ends;
    _Atomic uint64_t peak;
};

uint64_t memory_watch_peak(struct memory_watch *w)
{
    if (!w)
        return 0;
    uint64_t now = memory_used();
    uint64_t peak = atomic_load(&w->peak);
    while (now > peak && !atomic_compare_exchange_weak(&w->peak, &peak, now)) {
    }
    return now > peak ? now : peak;
}

static void *watch(void *ctx)
{
    struct memory_watch *w = ctx;
    const struct timespec pause = {.tv_nsec = LOOK_EVERY_MS * 1000000L};
    while (!atomic_load(&w->ends)) {
        memory_watch_peak(w);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

rc memory_watch_begin(struct memory_watch **ret_watch, struct why *why)
{
    struct memory_watch *w = mem_alloc(sizeof *w);
    if (pthread_create(&w->thread, NULL, watch, w) != 0) {
        free(w);
        return why_say(why, E_UNAVAILABLE, "there is no thread left to watch the memory with");
    }
    *ret_watch = w;
    return OK;
}

void memory_watch_end(struct memory_watch *w)
{
    if (!w)
        return;
    atomic_store(&w->ends, true);
    pthread_join(w->thread, NULL);
    free(w);
}
