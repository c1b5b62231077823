#include "base/date.h"

#include "base/word.h"

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

/* 1970-01-01 was a Thursday. */
int day_weekday(day d)
{
    int w = (d + 3) % 7;
    return w < 0 ? w + 7 : w;
}

enum { SATURDAY = 5 };

day day_working_before(day d)
{
    do
        d--;
    while (day_weekday(d) >= SATURDAY);
    return d;
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

/* The day that eight digits name, YYYYMMDD.  This and not day_of is on the way of every row of a
 * day file: the century is there for the taking, and the months are in a table. */
static bool digits_day(uint64_t digits, day *ret_day)
{
    static const int16_t before[] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    uint64_t pairs = word_pairs(digits);
    unsigned century = (unsigned)(pairs & 0xFF);
    unsigned of_century = (unsigned)(pairs >> 16 & 0xFF);
    unsigned month = (unsigned)(pairs >> 32 & 0xFF);
    unsigned on = (unsigned)(pairs >> 48);
    unsigned year = century * 100 + of_century;
    if (!word_is_digits(digits) || year == 0 || month - 1 > 11)
        return false;
    bool is_leap = (of_century ? of_century : century) % 4 == 0;
    int days = before[month + 1] - before[month] + (is_leap && month == 2);
    if (on - 1 >= (unsigned)days)
        return false;
    /* Leap days of the years before this one; 719,163 days lie between 0000-12-31 and 1970-01-01.
     */
    unsigned last = year - 1;
    unsigned leaps = last / 4 - last / 100 + last / 400;
    *ret_day = (day)(last * 365 + leaps + on) + before[month] + (is_leap && month > 2) - 719163;
    return true;
}

bool day_parse_compact(const char *text, size_t len, day *ret_day)
{
    return len == 8 && digits_day(word_at(text), ret_day);
}

bool day_parse(const char *text, size_t len, day *ret_day)
{
    const uint64_t dash = '-';
    if (len != 10)
        return false;
    uint64_t front = word_at(text); /* YYYY-MM- */
    if ((front & (UINT64_C(0xFF) << 32 | UINT64_C(0xFF) << 56)) != (dash << 32 | dash << 56))
        return false;
    uint64_t year = front & UINT64_C(0xFFFFFFFF);
    uint64_t month = front >> 8 & UINT64_C(0xFFFF) << 32;
    uint64_t on = word_at(text + 2) & UINT64_C(0xFFFF) << 48;
    return digits_day(year | month | on, ret_day);
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
