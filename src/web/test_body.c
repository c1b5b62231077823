/* Bodies as they come in: small ones in memory, large ones in a file, none larger than it may be.
 */
#include "base/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/body.h"

enum { MEGABYTE = 1 << 20 };

static char folder[] = "/tmp/guanhu-body-XXXXXX";
static char block[MEGABYTE];

static struct body_account account_of(size_t megabytes)
{
    return (struct body_account){.folder = folder, .most = megabytes * MEGABYTE};
}

static void check_whole(struct body *b, size_t len)
{
    struct text whole;
    CHECK(body_whole(b, &whole));
    CHECK_INT((int64_t)whole.len, (int64_t)len);
    for (size_t i = 0; i < len; i++)
        if (whole.ptr[i] != block[i % MEGABYTE])
            fail_msg("byte %zu differs", i);
}

TEST(small_ones_stay_in_memory)
{
    struct body_account account = account_of(10);
    struct body b;
    body_init(&b, &account, MEGABYTE);
    check_whole(&b, 0);
    CHECK(body_add(&b, block, 100));
    CHECK(body_add(&b, block + 100, MEGABYTE - 100));
    CHECK_INT(b.fd, -1);
    CHECK_INT((int64_t)account.taken, 0);
    check_whole(&b, MEGABYTE);
    CHECK(!body_add(&b, block, 1));
    body_release(&b);
}

TEST(large_ones_lie_in_a_file_that_nobody_finds)
{
    struct body_account account = account_of(10);
    struct body b;
    body_init(&b, &account, 4 * MEGABYTE);
    for (int i = 0; i < 4; i++)
        CHECK(body_add(&b, block, MEGABYTE));
    CHECK(b.fd >= 0);
    CHECK_INT((int64_t)account.taken, 4 * MEGABYTE);
    CHECK(!body_add(&b, block, 1));
    CHECK_INT(rmdir(folder), 0); /* empty */
    check_whole(&b, 4 * MEGABYTE);
    body_release(&b);
    CHECK_INT((int64_t)account.taken, 0);
    CHECK_INT(mkdir(folder, 0700), 0);
}

TEST(all_together_take_no_more_than_there_is_room_for)
{
    struct body_account account = account_of(3);
    struct body first, second;
    body_init(&first, &account, 4 * MEGABYTE);
    body_init(&second, &account, 4 * MEGABYTE);
    CHECK(body_add(&first, block, MEGABYTE) && body_add(&first, block, MEGABYTE));
    CHECK(body_add(&second, block, MEGABYTE)); /* in memory: not counted */
    CHECK(!body_add(&second, block, MEGABYTE));
    body_release(&second);
    body_init(&second, &account, 4 * MEGABYTE);
    CHECK(body_add(&first, block, MEGABYTE));
    body_release(&first);
    CHECK(body_add(&second, block, MEGABYTE) && body_add(&second, block, MEGABYTE));
    body_release(&second);
    CHECK_INT((int64_t)account.taken, 0);
}

TEST(without_a_folder_only_small_ones_are_taken)
{
    struct body_account account = {.folder = "/nowhere", .most = 10 * MEGABYTE};
    struct body b;
    body_init(&b, &account, 4 * MEGABYTE);
    CHECK(body_add(&b, block, MEGABYTE));
    CHECK(!body_add(&b, block, 1));
    body_release(&b);
    CHECK_INT((int64_t)account.taken, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(small_ones_stay_in_memory),
        CASE(large_ones_lie_in_a_file_that_nobody_finds),
        CASE(all_together_take_no_more_than_there_is_room_for),
        CASE(without_a_folder_only_small_ones_are_taken),
    };
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)(i * 7 + i / 1000);
    if (!mkdtemp(folder))
        return 1;
    int failed = cmocka_run_group_tests_name("body", tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
