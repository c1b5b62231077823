#include "base/test.h"

#include "base/date.h"

/* The slow calendar that needs no thought: it counts one day after the other. */
static bool naive_leap(int year)
{
    if (year % 400 == 0)
        return true;
    if (year % 100 == 0)
        return false;
    return year % 4 == 0;
}

static int naive_month_days(int year, int month)
{
    if (month == 2)
        return naive_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void naive_next(struct ymd *d)
{
    if (d->day++ < naive_month_days(d->year, d->month))
        return;
    d->day = 1;
    if (d->month++ < 12)
        return;
    d->month = 1;
    d->year++;
}

static bool same(struct ymd a, struct ymd b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

TEST(every_day_of_9999_years_agrees_with_counting)
{
    struct ymd d = {1, 1, 1};
    int in_year = 1;
    day n = day_of(d);
    for (; d.year <= 9999; n++) {
        if (day_of(d) != n || !same(day_ymd(n), d) || day_of_year(n) != in_year ||
            month_of_year(n) != d.month - 1)
            fail_msg("%04d-%02d-%02d is not day %d", d.year, d.month, d.day, n);
        int year = d.year;
        naive_next(&d);
        in_year = d.year == year ? in_year + 1 : 1;
    }
    CHECK_INT(day_of((struct ymd){1970, 1, 1}), 0);
    CHECK_INT(n - day_of((struct ymd){1, 1, 1}), 3652059);
}

TEST(months_and_years_begin_and_end_where_they_should)
{
    struct ymd d = {1899, 1, 1};
    for (day n = day_of(d); d.year <= 2101; n++, naive_next(&d)) {
        bool last = d.day == naive_month_days(d.year, d.month);
        CHECK_INT(day_is_month_end(n), last);
        CHECK(same(day_ymd(day_month_start(n)), (struct ymd){d.year, d.month, 1}));
        CHECK(same(day_ymd(day_year_start(n)), (struct ymd){d.year, 1, 1}));
    }
}

TEST(month_ends_before_a_day_are_counted_backwards)
{
    for (day n = day_of((struct ymd){1999, 1, 1}); n < day_of((struct ymd){2005, 1, 1}); n++) {
        day end = n;
        for (int i = 1; i <= 30; i++) {
            do
                end--;
            while (!day_is_month_end(end));
            CHECK_INT(day_month_end_before(n, i), end);
        }
    }
}

static void check_months(const char *from, int months, const char *to)
{
    day d;
    CHECK(day_parse(from, strlen(from), &d));
    CHECK_TEXT(day_format(day_add_months(d, months)).text, to);
}

TEST(adding_months_keeps_the_day_or_takes_the_last)
{
    check_months("2026-01-31", 1, "2026-02-28");
    check_months("2024-01-31", 1, "2024-02-29");
    check_months("2026-08-31", 6, "2027-02-28");
    check_months("2026-03-15", 6, "2026-09-15");
    check_months("2026-12-31", 6, "2027-06-30");
    check_months("2024-02-29", 12, "2025-02-28");
    check_months("2026-03-31", -1, "2026-02-28");
    check_months("2026-01-31", -2, "2025-11-30");
    check_months("2026-11-22", 0, "2026-11-22");
}

TEST(text_and_day_agree_both_ways)
{
    for (day n = day_of((struct ymd){1, 1, 1}); n <= day_of((struct ymd){9999, 12, 31}); n += 17) {
        struct day_text t = day_format(n);
        struct ymd d = day_ymd(n);
        char compact[9];
        day again = NO_DAY;
        CHECK(day_parse(t.text, strlen(t.text), &again));
        CHECK_INT(again, n);
        snprintf(compact, sizeof compact, "%04u%02u%02u", (unsigned)d.year % 10000,
                 (unsigned)d.month % 100, (unsigned)d.day % 100);
        CHECK(day_parse_compact(compact, 8, &again));
        CHECK_INT(again, n);
    }
    CHECK_TEXT(day_format(NO_DAY).text, "");
}

TEST(what_is_no_day_is_refused)
{
    static const char *const wrong[] = {
        "",           "2026-02-29",  "2026-13-01",  "2026-00-01", "2026-01-00",
        "2026-01-32", "0000-01-01",  "2026-1-01",   "2026-01-1",  "20260101",
        "2026/01/01", " 2026-01-01", "2026-01-01 ", "2026-01-0a", "+026-01-01",
        "-001-01-01", "1900-02-29",  "2026-04-31",
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        day d = 7;
        CHECK(!day_parse(wrong[i], strlen(wrong[i]), &d));
        CHECK_INT(d, 7);
    }
    day d = 7;
    CHECK(!day_parse_compact("2026010", 7, &d));
    CHECK(!day_parse_compact("20260229", 8, &d));
    CHECK(!day_parse_compact("2026-01-", 8, &d));
    CHECK_INT(d, 7);
}

TEST(the_working_day_before_is_no_weekend)
{
    day friday;
    CHECK(day_parse("2026-11-20", 10, &friday));
    for (day d = friday + 1; d <= friday + 3; d++)
        CHECK_INT(day_working_before(d), friday);
    CHECK_INT(day_working_before(friday + 4), friday + 3);
    CHECK_INT(day_working_before(friday), friday - 1);
}

TESTS(CASE(every_day_of_9999_years_agrees_with_counting),
      CASE(months_and_years_begin_and_end_where_they_should),
      CASE(month_ends_before_a_day_are_counted_backwards),
      CASE(adding_months_keeps_the_day_or_takes_the_last), CASE(text_and_day_agree_both_ways),
      CASE(what_is_no_day_is_refused), CASE(the_working_day_before_is_no_weekend))
