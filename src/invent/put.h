#pragma once
/* put -- texts and numbers into the row of a day file that is being made, fast.
 *
 * 'at' is where the next byte goes; whoever hands the line out has made room for ROW_BYTES_MOST. */
#include "base/date.h"
#include "base/money.h"
#include "base/text.h"

enum { ROW_BYTES_MOST = 1024 };

struct line {
    char *at;
};

static inline void put_bytes(struct line *l, const char *bytes, size_t len)
{
    memcpy(l->at, bytes, len);
    l->at += len;
}

static inline void put_text(struct line *l, const char *text)
{
    put_bytes(l, text, strlen(text));
}

static inline void put_char(struct line *l, char c)
{
    *l->at++ = c;
}

static inline void put_comma(struct line *l)
{
    put_char(l, ',');
}

/* With leading zeros up to 'digits'. */
static inline void put_digits(struct line *l, uint64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        l->at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    l->at += digits;
}

static inline void put_number(struct line *l, uint64_t number)
{
    int digits = 1;
    for (uint64_t rest = number; rest >= 10; rest /= 10)
        digits++;
    put_digits(l, number, digits);
}

static inline void put_fen(struct line *l, fen amount)
{
    uint64_t size = amount < 0 ? (uint64_t)-amount : (uint64_t)amount;
    if (amount < 0)
        put_char(l, '-');
    put_number(l, size / FEN_PER_YUAN);
    put_char(l, '.');
    put_digits(l, size % FEN_PER_YUAN, 2);
}

/* "2026-01-30", or nothing for NO_DAY. */
static inline void put_day(struct line *l, day d)
{
    if (d == NO_DAY)
        return;
    struct ymd ymd = day_ymd(d);
    put_digits(l, (uint64_t)ymd.year, 4);
    put_char(l, '-');
    put_digits(l, (uint64_t)ymd.month, 2);
    put_char(l, '-');
    put_digits(l, (uint64_t)ymd.day, 2);
}

/* An id number of 18 characters with its check digit: region of six digits, birth, sequence of
 * three (odd for men). */
void put_certificate(struct line *l, unsigned region, day birth, unsigned sequence);

/* The number, 'digits' long with its last digit, which checks the others (Luhn). */
void put_checked_number(struct line *l, uint64_t number, int digits);
