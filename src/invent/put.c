#include "invent/put.h"

void put_certificate(struct line *l, unsigned region, day birth, unsigned sequence)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    const char *begin = l->at;
    struct ymd ymd = day_ymd(birth);
    int sum = 0;
    put_digits(l, region, 6);
    put_digits(l, (uint64_t)(ymd.year * 10000 + ymd.month * 100 + ymd.day), 8);
    put_digits(l, sequence, 3);
    for (int i = 0; i < 17; i++)
        sum += (begin[i] - '0') * weights[i];
    put_char(l, "10X98765432"[sum % 11]);
}

void put_checked_number(struct line *l, uint64_t number, int digits)
{
    const char *begin = l->at;
    int sum = 0;
    put_digits(l, number, digits - 1);
    for (int i = 0; i < digits - 1; i++) {
        int digit = begin[digits - 2 - i] - '0';
        int weighed = i % 2 == 0 ? 2 * digit : digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
    }
    put_char(l, (char)('0' + (10 - sum % 10) % 10));
}
