#include "base/test.h"

#include "base/arena.h"
#include "base/memory.h"

enum { MUCH = 64 * 1024 * 1024 };

TEST(what_is_used_grows_with_what_is_touched)
{
    uint64_t before = memory_used();
    char *much = mem_alloc(MUCH);
    memset(much, 1, MUCH);
    CHECK(memory_used() >= before + MUCH / 2);
    free(much);
    CHECK(memory_available() > 0);
}

TEST(a_watch_remembers_the_peak)
{
    struct memory_watch *w = NULL;
    CHECK_OK(memory_watch_begin(&w, NULL));
    uint64_t before = memory_watch_peak(w);
    char *much = mem_alloc(MUCH);
    memset(much, 1, MUCH);
    memory_watch_peak(w);
    free(much);
    CHECK(memory_watch_peak(w) >= before + MUCH / 2);
    memory_watch_end(w);
    memory_watch_end(NULL);
    CHECK_INT((int)memory_watch_peak(NULL), 0);
}

TESTS(CASE(what_is_used_grows_with_what_is_touched), CASE(a_watch_remembers_the_peak))
