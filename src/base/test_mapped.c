#include "base/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/mapped.h"
#include "base/sha256.h"

enum { PAGES = 16, PAGE = 4096 };

static char path[64];

static void make_file(size_t bytes)
{
    snprintf(path, sizeof path, "/tmp/guanhu_mapped_XXXXXX");
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    for (size_t i = 0; i < bytes; i++)
        CHECK_INT(write(fd, "x", 1), 1);
    close(fd);
}

TEST(a_file_reads_as_it_is)
{
    struct mapped m;
    make_file(5);
    CHECK_OK(mapped_open(path, &m, NULL));
    CHECK(text_is(m.bytes, "xxxxx"));
    CHECK(mapped_unchanged(&m));
    mapped_close(&m);
    remove(path);
    make_file(0);
    CHECK_OK(mapped_open(path, &m, NULL));
    CHECK_INT(m.bytes.len, 0);
    mapped_close(&m);
    remove(path);
}

TEST(what_is_no_file_is_told_apart)
{
    struct mapped m;
    CHECK_RC(mapped_open("/nowhere/at/all", &m, NULL), E_NOT_FOUND);
    CHECK_RC(mapped_open("/tmp", &m, NULL), E_INVALID);
    make_file(1);
    remove(path);
    CHECK_INT(mkfifo(path, 0600), 0);
    CHECK_RC(mapped_open(path, &m, NULL), E_INVALID);
    remove(path);
}

TEST(a_file_cut_short_reads_as_zeros_and_is_torn)
{
    struct mapped m, other;
    size_t zeros = 0;
    make_file(PAGES * PAGE);
    CHECK_OK(mapped_open(path, &m, NULL));
    CHECK_OK(mapped_open(path, &other, NULL));
    CHECK_INT(truncate(path, 10), 0);
    for (size_t i = 0; i < m.bytes.len; i++)
        zeros += m.bytes.ptr[i] == 0;
    CHECK_INT(zeros, PAGES * PAGE - 10);
    CHECK(!mapped_unchanged(&m));
    /* growing back does not heal what was read as zeros */
    CHECK_INT(truncate(path, PAGES * PAGE), 0);
    CHECK(!mapped_unchanged(&m));
    CHECK(!mapped_unchanged(&other));
    mapped_close(&m);
    mapped_close(&other);
    remove(path);
}

TEST(more_mappings_than_there_are_slots_are_refused)
{
    struct mapped m[MAPPED_MOST];
    struct mapped one_more;
    make_file(1);
    for (int i = 0; i < MAPPED_MOST; i++)
        CHECK_OK(mapped_open(path, &m[i], NULL));
    CHECK_RC(mapped_open(path, &one_more, NULL), E_UNAVAILABLE);
    for (int i = 0; i < MAPPED_MOST; i++)
        mapped_close(&m[i]);
    CHECK_OK(mapped_open(path, &one_more, NULL));
    mapped_close(&one_more);
    remove(path);
}

TEST(checksums)
{
    struct sha256 sum = sha256_of(TEXT("abc"));
    struct sha256 again;
    CHECK_TEXT(sha256_format(sum).text,
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_parse(text_of(sha256_format(sum).text), &again));
    CHECK(sha256_equal(sum, again));
    CHECK_TEXT(sha256_format(sha256_of((struct text){NULL, 0})).text,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(!sha256_parse(TEXT("ba78"), &again));
    CHECK(!sha256_parse(TEXT("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                        &again));
}

TESTS(CASE(a_file_reads_as_it_is), CASE(what_is_no_file_is_told_apart),
      CASE(a_file_cut_short_reads_as_zeros_and_is_torn),
      CASE(more_mappings_than_there_are_slots_are_refused), CASE(checksums))
