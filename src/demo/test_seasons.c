#include "demo/seasons.h"

#include "base/test.h"

static day on(int year, int month, int d)
{
    return day_of((struct ymd){year, month, d});
}

TEST(weekends_and_holidays_are_no_working_days)
{
    CHECK_INT(day_weekday(on(2026, 11, 23)), 0);
    CHECK(day_works(on(2026, 11, 20)));
    CHECK(!day_works(on(2026, 11, 21)));
    CHECK(!day_works(on(2026, 10, 1)));
    CHECK(!day_works(on(2026, 2, 17))); /* Spring Festival, a Tuesday */
    CHECK(day_works(on(2026, 2, 24)));
}

TEST(spring_festival_follows_the_moon)
{
    CHECK_INT(spring_festival(2024), on(2024, 2, 10));
    CHECK_INT(spring_festival(2026), on(2026, 2, 17));
    CHECK_INT(spring_festival(2027), on(2027, 2, 6));
}

/* The 15th of November 2026 is a Sunday: paid on Friday, with the Saturday's. */
TEST(what_falls_on_a_weekend_is_paid_before_it)
{
    CHECK_INT(days_paid(on(2026, 11, 13)), 1u << 13 | 1u << 14 | 1u << 15);
    CHECK_INT(days_paid(on(2026, 11, 14)), 0);
    CHECK_INT(days_paid(on(2026, 11, 16)), 1u << 16);
}

TEST(every_day_of_a_month_is_paid_once)
{
    uint32_t paid = 0;
    for (day d = on(2026, 8, 20); d < on(2026, 11, 20); d++) {
        uint32_t now = days_paid(d);
        if (d >= on(2026, 10, 30) && d < on(2026, 11, 20)) {
            CHECK((paid & now & 0xFFFFE) == 0);
            paid |= now;
        }
    }
    CHECK((paid & 0xFFFFE) == 0xFFFFE); /* 1 to 19 */
}

TEST(people_spend_most_on_the_eleventh_of_november)
{
    CHECK_INT(spending_mood(on(2026, 11, 11)), 300);
    CHECK_INT(spending_mood(on(2026, 11, 18)), 100);
    CHECK(spending_mood(on(2026, 2, 10)) > 150);
    CHECK(bonus_time(on(2026, 2, 10)));
    CHECK(!bonus_time(on(2026, 3, 10)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(weekends_and_holidays_are_no_working_days),
        CASE(spring_festival_follows_the_moon),
        CASE(what_falls_on_a_weekend_is_paid_before_it),
        CASE(every_day_of_a_month_is_paid_once),
        CASE(people_spend_most_on_the_eleventh_of_november),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
