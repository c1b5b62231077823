#pragma once
/* date -- calendar days as whole numbers.
 *
 * A day is the number of days since 1970-01-01 in the proleptic Gregorian calendar (the bank's
 * zone; time of day never matters to the rules).  NO_DAY means "not known".  Years 1 to 9999. */
#include "base/base.h"

typedef int32_t day;
#define NO_DAY INT32_MIN

struct ymd {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

bool ymd_valid(struct ymd d);
day day_of(struct ymd d); /* d must be valid */
struct ymd day_ymd(day d);
int month_days(int year, int month);

int day_weekday(day d);        /* Monday is 0 */
day day_working_before(day d); /* the last Monday to Friday before it: holidays are not known */
int day_of_year(day d);        /* 1 to 366 */
int month_of_year(day d);      /* January is 0 */
bool day_is_month_end(day d);
day day_month_start(day d);
day day_year_start(day d);

/* The n-th month end before d, n >= 1; d itself never counts. */
day day_month_end_before(day d, int n);

/* Keeps the day of the month, or takes the month's last day where it has no such day. */
day day_add_months(day d, int months);

/* "YYYY-MM-DD" and "YYYYMMDD", exactly; false where the text is no such day. */
bool day_parse(const char *text, size_t len, day *ret_day);
bool day_parse_compact(const char *text, size_t len, day *ret_day);

struct day_text {
    char text[16]; /* "2026-11-22", or "" for NO_DAY */
};
struct day_text day_format(day d);
