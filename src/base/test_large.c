#include "base/test.h"

#include "base/large.h"

/* Every word holds its place, so that a page that is lost or doubled shows. */
static void fill(uint64_t *words, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        CHECK_EQ(words[i], 0);
        words[i] = i + 1;
    }
}

static void check(const uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_EQ(words[i], i + 1);
}

TEST(what_was_there_stays_and_what_is_new_is_zero)
{
    static const size_t sizes[] = {1,
                                   100,
                                   4096,
                                   LARGE_FROM / 8 - 1,
                                   LARGE_FROM / 8,
                                   524289,
                                   600000,
                                   786432,
                                   786433,
                                   2000000,
                                   2000001,
                                   4000000,
                                   9000000};
    uint64_t *words = NULL;
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        words = large_resize(words, count * sizeof *words, sizes[i] * sizeof *words);
        fill(words, count, sizes[i]);
        count = sizes[i];
        check(words, count);
    }
    large_release(words, count * sizeof *words);
}

TEST(nothing_may_be_released)
{
    large_release(NULL, 0);
}

TEST(room_that_was_never_written_is_zero_after_growing)
{
    enum { FIRST = 3 * LARGE_FROM, THEN = 9 * LARGE_FROM };
    char *bytes = large_resize(NULL, 0, FIRST);
    bytes[0] = 1;
    bytes = large_resize(bytes, FIRST, THEN);
    CHECK_INT(bytes[0], 1);
    for (size_t i = 1; i < THEN; i++)
        if (bytes[i])
            fail_msg("byte %zu", i);
    large_release(bytes, THEN);
}

TESTS(CASE(what_was_there_stays_and_what_is_new_is_zero), CASE(nothing_may_be_released),
      CASE(room_that_was_never_written_is_zero_after_growing))
