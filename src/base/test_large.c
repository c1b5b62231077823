#include "base/test.h"

#include <stdlib.h>
#include <unistd.h>

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

/* A file of words that hold their place, as fill makes them. */
static int file_of_words(size_t count)
{
    char name[] = "/tmp/guanhu-large-XXXXXX";
    int fd = mkstemp(name);
    CHECK(fd >= 0 && unlink(name) == 0);
    for (size_t i = 0; i < count; i++) {
        uint64_t word = i + 1;
        CHECK_INT((int)pwrite(fd, &word, sizeof word, (off_t)(i * sizeof word)), sizeof word);
    }
    return fd;
}

TEST(a_mapped_file_is_read_never_written_and_copied_to_grow)
{
    enum { MAPPED = LARGE_GRAIN + 4096, SIZE = MAPPED + 800, MORE = 3 * LARGE_FROM };
    int fd = file_of_words(MAPPED / 8);
    uint64_t word = 0;
    uint64_t *words = large_resize(NULL, 0, LARGE_FROM);
    CHECK(large_map(words, MAPPED, fd, 0) && large_fetch(words, MAPPED));
    check(words, MAPPED / 8);
    fill(words, MAPPED / 8, SIZE / 8);

    words[5] = 77;
    CHECK_INT((int)pread(fd, &word, sizeof word, 5 * sizeof word), sizeof word);
    CHECK_EQ(word, 6);
    words[5] = 6;

    words = large_copy(words, LARGE_FROM, MORE);
    fill(words, SIZE / 8, MORE / 8);
    check(words, MORE / 8);
    large_release(words, MORE);
    close(fd);
}

TEST(a_file_that_is_too_short_is_told)
{
    int fd = file_of_words(8);
    char *bytes = large_resize(NULL, 0, LARGE_FROM);
    CHECK(large_map(bytes, LARGE_GRAIN, fd, 0));
    CHECK(!large_fetch(bytes, LARGE_GRAIN));
    large_release(bytes, LARGE_FROM);
    close(fd);
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

TESTS(CASE(what_was_there_stays_and_what_is_new_is_zero),
      CASE(a_mapped_file_is_read_never_written_and_copied_to_grow),
      CASE(a_file_that_is_too_short_is_told), CASE(nothing_may_be_released),
      CASE(room_that_was_never_written_is_zero_after_growing))
