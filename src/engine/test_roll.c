#include "base/test.h"

#include "engine/roll.h"

#include "base/arena.h"

static struct hash128 hash(uint64_t n)
{
    return (struct hash128){n, n};
}

/* Five customers at home in 1, 1, 2, 2, 3; the fourth has gone. */
static struct roll *small_roll(void)
{
    static const char *const names[] = {"张伟", "张建国", "李伟", "张伟", "王芳"};
    static const int32_t homes[] = {1, 1, 2, 2, 3};
    struct roll *r = roll_new();
    for (uint32_t row = 0; row < ARRAY_LEN(names); row++) {
        roll_put(r, row,
                 &(struct roll_entry){text_of(names[row]), row == 3, hash(row + 100),
                                      hash(row == 1 ? 200 : row + 200)});
        roll_put_home(r, row, homes[row]);
        roll_put_tails(r, row, roll_tail(TEXT("110101199001011237")), ROLL_NO_TAIL);
    }
    roll_add_tail(r, ROLL_ACCOUNT, 2, roll_tail(TEXT("6222021234")));
    roll_add_tail(r, ROLL_CARD, 2, roll_tail(TEXT("1234")));
    return r;
}

static const char *called(const struct roll *r, const char *typed, const struct roll_reach *reach,
                          size_t room)
{
    static char text[200];
    struct roll_hit hits[10];
    size_t total, len = 0;
    struct called_asked asked = called_asked(text_of(typed));
    size_t count = roll_called(r, &asked, reach, hits, room, &total);
    len += (size_t)snprintf(text, sizeof text, "%zu:", total);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, " %u", hits[i].row);
    return text;
}

TEST(names_are_found_within_reach_in_the_order_of_their_ranks)
{
    struct roll *r = small_roll();
    const struct roll_reach all = {.all = true};
    const bool in_two[] = {false, false, true};
    const int64_t first[] = {1, 3, 99};
    const struct roll_reach two = {.orgs = in_two, .orgs_len = 3};
    const struct roll_reach two_and_own = {in_two[0], in_two, 3, first, 3};
    const struct roll_reach own = {.customers = first, .customers_len = 3};
    CHECK_TEXT(called(r, "张伟", &all, 10), "2: 0 3");
    CHECK_TEXT(called(r, "张", &all, 10), "3: 0 1 3");
    CHECK_TEXT(called(r, "伟", &all, 10), "3: 0 2 3");
    CHECK_TEXT(called(r, "zj", &all, 10), "1: 1");
    CHECK_TEXT(called(r, "zw", &all, 1), "2: 0");
    CHECK_TEXT(called(r, "wei", &two, 10), "2: 2 3");
    CHECK_TEXT(called(r, "wei", &two_and_own, 10), "3: 2 0 3");
    CHECK_TEXT(called(r, "wei", &own, 10), "2: 0 2");
    CHECK_TEXT(called(r, "wei", &(struct roll_reach){.all = false}, 10), "0:");
    CHECK_TEXT(called(r, "", &all, 10), "0:");
    roll_put_tier(r, 2, 5);
    CHECK_TEXT(called(r, "wei", &all, 10), "3: 2 0 3");
    roll_put(r, 4, &(struct roll_entry){TEXT("王伟"), false, hash(1), hash(0)});
    CHECK_TEXT(called(r, "wangwei", &all, 10), "1: 4");
    CHECK_TEXT(called(r, "王芳", &all, 10), "0:");
    roll_free(r);
}

TEST(numbers_are_found_by_their_end_or_whole)
{
    struct roll *r = small_roll();
    const struct roll_reach all = {.all = true};
    uint32_t rows[10];
    CHECK_INT(roll_with_tail(r, roll_tail(TEXT("1237")), &all, rows, 10), 5);
    CHECK_INT(roll_with_tail(r, roll_tail(TEXT("1234")), &all, rows, 10), 1);
    CHECK_INT(rows[0], 2);
    const bool in_one[] = {false, true};
    const struct roll_reach one = {.orgs = in_one, .orgs_len = 2};
    CHECK_INT(roll_with_tail(r, roll_tail(TEXT("1237")), &one, rows, 10), 2);
    CHECK_INT(roll_with_tail(r, roll_tail(TEXT("1234")), &one, rows, 10), 0);
    const struct hash128 wanted[] = {hash(103), hash(7)};
    CHECK_INT(roll_with_certificate(r, wanted, 2, rows, 10), 1);
    CHECK_INT(rows[0], 3);
    CHECK_INT(roll_with_phone(r, hash(200), rows, 10), 2);
    CHECK_INT(roll_with_phone(r, hash(0), rows, 10), 0);
    roll_put(r, 3, &(struct roll_entry){TEXT("张伟"), true, hash(7), hash(200)});
    CHECK_INT(roll_with_certificate(r, wanted, 2, rows, 10), 1);
    CHECK_INT(roll_with_certificate(r, wanted, 1, rows, 10), 0);
    CHECK_INT(roll_with_phone(r, hash(200), rows, 10), 3);
    CHECK_INT(roll_at_home(r, 2, rows, 10), 1);
    roll_free(r);
}

static size_t count_named(const struct roll *r, const char *name)
{
    size_t count = 0;
    uint32_t row;
    for (struct roll_named n = roll_named(r, text_of(name)); roll_next(&n, &row);)
        count++;
    return count;
}

TEST(namesakes_are_found_as_they_come_and_go)
{
    struct roll *r = small_roll();
    CHECK_INT(count_named(r, "张伟"), 2);
    CHECK_INT(count_named(r, "张"), 0);
    roll_put(r, 0, &(struct roll_entry){TEXT("张维"), false, hash(1), hash(0)});
    CHECK_INT(count_named(r, "张伟"), 1);
    for (uint32_t row = 5; row < 5000; row++)
        roll_put(
            r, row,
            &(struct roll_entry){row % 2 ? TEXT("Li") : TEXT("张伟"), false, hash(row), hash(row)});
    CHECK_INT(count_named(r, "LI"), 2498);
    CHECK_INT(count_named(r, "张伟"), 2498);
    roll_free(r);
}

TEST(ends_of_numbers)
{
    CHECK(roll_tail(TEXT("123X")) == roll_tail(TEXT("99123x")));
    CHECK(roll_tail(TEXT("1230")) != roll_tail(TEXT("123X")));
    CHECK_INT(roll_tail(TEXT("12X3")), ROLL_NO_TAIL);
    CHECK_INT(roll_tail(TEXT("123")), ROLL_NO_TAIL);
    CHECK_INT(roll_tail(TEXT("")), ROLL_NO_TAIL);
    CHECK(roll_is_tail(TEXT("0000")) && !roll_is_tail(TEXT("00000")) &&
          !roll_is_tail(TEXT("abcd")));
}

TESTS(CASE(names_are_found_within_reach_in_the_order_of_their_ranks),
      CASE(numbers_are_found_by_their_end_or_whole), CASE(namesakes_are_found_as_they_come_and_go),
      CASE(ends_of_numbers))
