#include "base/test.h"

#include "web/rate.h"

#define SECOND UINT64_C(1000000000)
#define T0 (1000 * SECOND)

TEST(so_many_a_minute_and_no_more)
{
    struct rate *rate = rate_new(60);
    int seconds = 0;
    for (int i = 0; i < 60; i++)
        CHECK(rate_take(rate, 7, T0, &seconds));
    CHECK(!rate_take(rate, 7, T0, &seconds));
    CHECK_INT(seconds, 1);
    CHECK(rate_take(rate, 8, T0, &seconds)); /* somebody else */
    CHECK(!rate_take(rate, 7, T0 + SECOND - 1, &seconds));
    CHECK(rate_take(rate, 7, T0 + SECOND, &seconds));
    CHECK(!rate_take(rate, 7, T0 + SECOND, &seconds));
    for (int i = 0; i < 60; i++)
        CHECK(rate_take(rate, 7, T0 + 61 * SECOND, &seconds));
    CHECK(!rate_take(rate, 7, T0 + 61 * SECOND, &seconds));
    rate_free(rate);
}

TEST(one_a_minute_says_how_long)
{
    struct rate *rate = rate_new(1);
    int seconds = 0;
    CHECK(rate_take(rate, 1, T0, &seconds));
    CHECK(!rate_take(rate, 1, T0 + 20 * SECOND, &seconds));
    CHECK_INT(seconds, 40);
    CHECK(rate_take(rate, 1, T0 + 60 * SECOND, &seconds));
    rate_free(rate);
}

TEST(without_limit_everybody_may)
{
    struct rate *rate = rate_new(0);
    int seconds = 0;
    for (int i = 0; i < 100000; i++)
        CHECK(rate_take(rate, 1, T0, &seconds));
    rate_free(rate);
    rate_free(NULL);
}

TEST(however_many_come_the_one_who_just_came_is_known)
{
    struct rate *rate = rate_new(2);
    int seconds = 0;
    for (uint64_t who = 1; who < 300000; who++) {
        CHECK(rate_take(rate, who, T0 + who, &seconds));
        CHECK(rate_take(rate, who, T0 + who, &seconds));
        CHECK(!rate_take(rate, who, T0 + who, &seconds));
    }
    rate_free(rate);
}

TESTS(CASE(so_many_a_minute_and_no_more), CASE(one_a_minute_says_how_long),
      CASE(without_limit_everybody_may), CASE(however_many_come_the_one_who_just_came_is_known))
