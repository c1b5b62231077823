#pragma once
/* money -- amounts as whole fen (hundredths of the currency's unit), never floating point.
 *
 * Every division rounds half up, halves away from zero (rules.md), once, at the end.  Sums that
 * leave 64 bits (9.2e16 yuan) saturate instead of wrapping; no bank's books reach that. */
#include "base/base.h"

typedef int64_t fen;

enum { FEN_PER_YUAN = 100, BASIS_POINTS = 10000 };
#define YUAN(amount) ((fen)(amount)*FEN_PER_YUAN)
#define RATE_ONE INT64_C(100000000) /* a rate of 1.00000000: rates have eight decimals */

fen fen_clamp(int128_t amount);

static inline fen fen_add(fen a, fen b)
{
    fen sum;
    return __builtin_add_overflow(a, b, &sum) ? fen_clamp((int128_t)a + b) : sum;
}

/* dividend / divisor, halves away from zero; divisor > 0. */
int128_t divide_half_up(int128_t dividend, int128_t divisor);

/* An amount in a foreign currency in base currency; rate with eight decimals. */
fen fen_convert(fen amount, int64_t rate);

/* "1234.5": 1 to 13 digits, optionally a point and 1 or 2 digits (dayfiles.md); a leading "-" only
 * where signed_ok.  False where the text is anything else. */
bool fen_parse(const char *text, size_t len, bool signed_ok, fen *ret_amount);

/* The same, faster, where the 16 bytes before the text's end may be read; len > 0. */
bool fen_parse_roomy(const char *text, size_t len, bool signed_ok, fen *ret_amount);

/* "0.0275": 1 to 9 digits, optionally a point and 1 to 8 digits; 0 is well formed here. */
bool rate_parse(const char *text, size_t len, int64_t *ret_rate);

struct fen_text {
    char text[32];
};
struct fen_text fen_format(fen amount); /* "1234.50", "-5.00", "0.00" */
