#include "demo/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"
#include "invent/remove.h"

enum { PATH = 128 };

static char top[] = "/tmp/guanhu-files-XXXXXX";

/* Writes a bank of that seed under 'name', and gives the control line of its newest accounts. */
static void write_bank(const char *name, uint64_t seed, struct buf *ret_manifest)
{
    const struct demo_size size = {
        .customers = 100, .days = 5, .seed = seed, .until = day_of((struct ymd){2026, 11, 20})};
    char days[PATH], care[PATH], manifest[PATH];
    struct progress progress;
    struct why why = {""};
    snprintf(days, sizeof days, "%s/%s", top, name);
    snprintf(care, sizeof care, "%s/%s.csv", top, name);
    snprintf(manifest, sizeof manifest, "%s/%s/20261120/MANIFEST", top, name);
    CHECK_INT(mkdir(days, 0755), 0);
    progress_init(&progress, stderr, true);
    CHECK_OK(files_write(size, days, care, &progress, &why));
    progress_stop(&progress);
    FILE *file = fopen(manifest, "r");
    CHECK(file != NULL);
    ret_manifest->len = fread(buf_grow(ret_manifest, BUFSIZ), 1, BUFSIZ, file);
    fclose(file);
    CHECK_INT(access(care, R_OK), 0);
}

/* The checksums of the newest day stand for everything that happened before it. */
TEST(the_same_seed_makes_the_same_bank_and_another_another)
{
    struct buf one, again, other;
    buf_init(&one);
    buf_init(&again);
    buf_init(&other);
    CHECK(mkdtemp(top) != NULL);
    write_bank("one", 1, &one);
    write_bank("again", 1, &again);
    write_bank("other", 2, &other);
    remove_tree(top);
    CHECK(one.len > 0 && text_equal(buf_text(&one), buf_text(&again)));
    CHECK(!text_equal(buf_text(&one), buf_text(&other)));
    buf_release(&one);
    buf_release(&again);
    buf_release(&other);
}

TEST(history_begins_nine_months_back_or_before_the_days_asked_for)
{
    struct demo_size size = {.days = 60, .until = day_of((struct ymd){2026, 11, 20})};
    CHECK_INT(demo_first_day(size),
              day_of((struct ymd){2025, 12, 20})); /* last year's end is known */
    size.until = day_of((struct ymd){2026, 3, 10});
    CHECK_INT(demo_first_day(size), day_of((struct ymd){2025, 6, 10}));
    size.days = 400;
    CHECK_INT(demo_first_day(size), size.until - 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_same_seed_makes_the_same_bank_and_another_another),
        CASE(history_begins_nine_months_back_or_before_the_days_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
