#include "demo/seasons.h"

enum { FIRST_FESTIVAL = 2015 };

day spring_festival(int year)
{
    /* Month and day. */
    static const short festivals[] = {219, 208, 128, 216, 205, 125, 212, 201, 122,
                                      210, 129, 217, 206, 126, 213, 203, 123, 211,
                                      131, 219, 208, 128, 215, 204, 124, 212};
    int at = year - FIRST_FESTIVAL;
    int date = at >= 0 && at < (int)ARRAY_LEN(festivals) ? festivals[at] : 205;
    return day_of((struct ymd){year, date / 100, date % 100});
}

static bool is_holiday(day d)
{
    struct ymd ymd = day_ymd(d);
    int date = ymd.month * 100 + ymd.day;
    int to_festival = d - spring_festival(ymd.year);
    return date == 101 || (date >= 501 && date <= 505) || (date >= 1001 && date <= 1007) ||
           (to_festival >= -1 && to_festival <= 6);
}

bool day_works(day d)
{
    return day_weekday(d) < 5 && !is_holiday(d);
}

uint32_t days_paid(day d)
{
    uint32_t days = 0;
    if (!day_works(d))
        return 0;
    for (day nominal = d; nominal == d || !day_works(nominal); nominal++)
        days |= UINT32_C(1) << day_ymd(nominal).day;
    return days;
}

int spending_mood(day d)
{
    struct ymd ymd = day_ymd(d);
    int date = ymd.month * 100 + ymd.day;
    int to_festival = spring_festival(ymd.year) - d;
    int mood = day_weekday(d) >= 5 ? 130 : 100;
    if (date == 1111 || date == 618)
        return 300;
    if ((date >= 1101 && date < 1111) || date == 1212)
        mood = mood * 3 / 2;
    if (to_festival > 0 && to_festival <= 14)
        mood = mood * 9 / 5;
    if (date >= 1001 && date <= 1007)
        mood = mood * 17 / 10;
    return mood;
}

bool bonus_time(day d)
{
    int year = day_ymd(d).year;
    int to_festival = spring_festival(year) - d;
    return to_festival > 0 && to_festival <= 31;
}
