#include "base/date.h"

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool ymd_valid(struct ymd d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= month_days(d.year, d.month);
}

/* Years are counted from March, so that the leap day is the last of its year; 400 years are one
 * era of 146,097 days.  719,468 days lie between 0000-03-01 and 1970-01-01. */
day day_of(struct ymd d)
{
    int year = d.year - (d.month <= 2);
    int era = year / 400;
    int year_of_era = year - era * 400;
    int day_of_march_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_march_year;
    return era * 146097 + day_of_era - 719468;
}

struct ymd day_ymd(day d)
{
    int days = d + 719468;
    int era = days / 146097;
    int day_of_era = days - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_march_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_march_year + 2) / 153;
    int month = march_month + (march_month < 10 ? 3 : -9);
    return (struct ymd){.year = year_of_era + era * 400 + (month <= 2),
                        .month = month,
                        .day = day_of_march_year - (153 * march_month + 2) / 5 + 1};
}

day day_year_start(day d)
{
    return day_of((struct ymd){day_ymd(d).year, 1, 1});
}

int day_of_year(day d)
{
    return d - day_year_start(d) + 1;
}

int month_of_year(day d)
{
    return day_ymd(d).month - 1;
}

bool day_is_month_end(day d)
{
    return day_ymd(d + 1).day == 1;
}

day day_month_start(day d)
{
    return d - (day_ymd(d).day - 1);
}

day day_month_end_before(day d, int n)
{
    day end = day_month_start(d) - 1;
    while (--n > 0)
        end = day_month_start(end) - 1;
    return end;
}

day day_add_months(day d, int months)
{
    struct ymd from = day_ymd(d);
    int count = from.year * 12 + (from.month - 1) + months;
    struct ymd to = {.year = count / 12, .month = count % 12 + 1, .day = from.day};
    int last = month_days(to.year, to.month);
    if (to.day > last)
        to.day = last;
    return day_of(to);
}

/* Reads exactly 'len' digits. */
static bool digits(const char *text, size_t len, int *ret_number)
{
    int number = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (text[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool day_parse_compact(const char *text, size_t len, day *ret_day)
{
    struct ymd d;
    if (len != 8 || !digits(text, 4, &d.year) || !digits(text + 4, 2, &d.month) ||
        !digits(text + 6, 2, &d.day) || !ymd_valid(d))
        return false;
    *ret_day = day_of(d);
    return true;
}

bool day_parse(const char *text, size_t len, day *ret_day)
{
    struct ymd d;
    if (len != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &d.year) ||
        !digits(text + 5, 2, &d.month) || !digits(text + 8, 2, &d.day) || !ymd_valid(d))
        return false;
    *ret_day = day_of(d);
    return true;
}

struct day_text day_format(day d)
{
    struct day_text out = {""};
    if (d == NO_DAY)
        return out;
    struct ymd parts = day_ymd(d);
    snprintf(out.text, sizeof out.text, "%04d-%02d-%02d", (unsigned)parts.year % 10000,
             (unsigned)parts.month % 100, (unsigned)parts.day % 100);
    return out;
}
