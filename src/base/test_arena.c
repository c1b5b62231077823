#include "base/test.h"

#include "base/arena.h"

static bool all_zero(const unsigned char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i])
            return false;
    return true;
}

TEST(memory_is_zeroed_aligned_and_apart)
{
    struct arena a;
    unsigned char *all[500];
    arena_init(&a);
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i] = arena_alloc(&a, i);
        CHECK_INT((uintptr_t)all[i] % 16, 0);
        CHECK(all_zero(all[i], i));
        memset(all[i], (int)(i % 255) + 1, i);
    }
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        for (size_t k = 0; k < i; k++)
            CHECK_INT(all[i][k], i % 255 + 1);
    arena_release(&a);
}

TEST(large_things_have_room)
{
    struct arena a;
    arena_init(&a);
    unsigned char *small = arena_alloc(&a, 10);
    unsigned char *large = arena_alloc(&a, 3000000);
    unsigned char *after = arena_alloc(&a, 10);
    CHECK(all_zero(large, 3000000));
    memset(large, 1, 3000000);
    CHECK(all_zero(small, 10));
    CHECK(all_zero(after, 10));
    arena_release(&a);
}

TEST(rewinding_gives_back_and_memory_is_zeroed_again)
{
    struct arena a;
    arena_init(&a);
    struct arena_mark empty = arena_mark(&a);
    int *kept = arena_copy(&a, &(int){42}, sizeof(int));
    struct arena_mark mark = arena_mark(&a);
    for (int round = 0; round < 20; round++) {
        unsigned char *p = arena_alloc(&a, 1000);
        CHECK(all_zero(p, 1000));
        memset(p, 0xAA, 1000);
        memset(arena_alloc(&a, 100000), 0xBB, 100000);
        arena_rewind(&a, mark);
    }
    CHECK_INT(*kept, 42);
    arena_rewind(&a, empty);
    CHECK(a.top == NULL);
    arena_alloc(&a, 1);
    arena_release(&a);
    arena_release(&a);
    CHECK(a.top == NULL);
}

TEST(texts_end_with_nul)
{
    struct arena a;
    arena_init(&a);
    CHECK_TEXT(arena_text(&a, "abcdef", 3), "abc");
    CHECK_TEXT(arena_text(&a, NULL, 0), "");
    CHECK_TEXT(arena_printf(&a, "%s-%d", "x", 7), "x-7");
    CHECK_TEXT(arena_printf(&a, "%s", ""), "");
    char long_text[5000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    CHECK_TEXT(arena_printf(&a, "%s", long_text), long_text);
    arena_release(&a);
}

TEST(memory_of_its_own_is_zeroed_and_keeps_its_content)
{
    unsigned char *p = mem_alloc(100);
    CHECK(all_zero(p, 100));
    memset(p, 7, 100);
    p = mem_resize(p, 100000);
    for (int i = 0; i < 100; i++)
        CHECK_INT(p[i], 7);
    free(p);
    free(mem_alloc(0));
}

struct counted {
    char *at;
    char letter;
};

static void note(void *what)
{
    struct counted *c = what;
    *c->at = c->letter;
}

TEST(what_was_deferred_is_released_newest_first_and_once)
{
    struct arena a;
    arena_init(&a);
    char told[3] = "";
    struct counted first = {&told[0], 'a'}, second = {&told[1], 'b'};
    arena_defer(&a, note, &first);
    struct arena_mark mark = arena_mark(&a);
    arena_defer(&a, note, &second);
    arena_rewind(&a, mark);
    CHECK_INT(told[0], 0);
    CHECK_INT(told[1], 'b');
    struct counted over = {&told[0], 'c'}; /* released before the first one, which writes over it */
    arena_defer(&a, note, &over);
    told[1] = 0;
    arena_release(&a);
    CHECK_TEXT(told, "a");
    arena_release(&a);
}

TESTS(CASE(what_was_deferred_is_released_newest_first_and_once),
      CASE(memory_is_zeroed_aligned_and_apart), CASE(large_things_have_room),
      CASE(rewinding_gives_back_and_memory_is_zeroed_again), CASE(texts_end_with_nul),
      CASE(memory_of_its_own_is_zeroed_and_keeps_its_content))
