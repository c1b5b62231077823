#include "base/money.h"

#include "base/word.h"

fen fen_clamp(int128_t amount)
{
    if (amount > INT64_MAX)
        return INT64_MAX;
    if (amount < INT64_MIN)
        return INT64_MIN;
    return (fen)amount;
}

fen fen_add(fen a, fen b)
{
    fen sum;
    return __builtin_add_overflow(a, b, &sum) ? fen_clamp((int128_t)a + b) : sum;
}

int128_t divide_half_up(int128_t dividend, int128_t divisor)
{
    int128_t half = divisor / 2;
    /* An odd divisor has no exact half: (d + (div - 1) / 2) / div rounds the same way. */
    return dividend >= 0 ? (dividend + half) / divisor : -((-dividend + half) / divisor);
}

fen fen_convert(fen amount, int64_t rate)
{
    return rate == RATE_ONE ? amount : fen_clamp(divide_half_up((int128_t)amount * rate, RATE_ONE));
}

/* Digits before the point (1 to most_whole), then optionally the point and 1 to 'decimals' digits;
 * the number is scaled to 'decimals' digits. */
static bool decimal_parse(const char *text, size_t len, size_t most_whole, size_t decimals,
                          int64_t *ret_number)
{
    int64_t number = 0;
    size_t i = 0;
    for (; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
        if (i == most_whole)
            return false;
        number = number * 10 + (text[i] - '0');
    }
    if (i == 0)
        return false;

    size_t fraction = 0;
    if (i < len) {
        if (text[i] != '.' || i + 1 == len || len - i - 1 > decimals)
            return false;
        for (i++; i < len; i++, fraction++) {
            if (text[i] < '0' || text[i] > '9')
                return false;
            number = number * 10 + (text[i] - '0');
        }
    }
    for (; fraction < decimals; fraction++)
        number *= 10;
    *ret_number = number;
    return true;
}

/* The form in which nearly every amount comes, up to 13 digits before ".dd", read without a look at
 * single characters.  False says nothing: decimal_parse knows. */
static inline bool usual_parse(const char *text, size_t len, fen *ret_amount)
{
    size_t whole = len - 3;
    if (len < 4 || whole > 13 || text[whole] != '.')
        return false;
    unsigned tens = (unsigned)(unsigned char)text[len - 2] - '0';
    unsigned ones = (unsigned)(unsigned char)text[len - 1] - '0';
    size_t upper = whole > 8 ? whole - 8 : 0;
    uint64_t lower = word_of_digits(text + upper, whole - upper);
    uint64_t number = word_number(lower);
    bool ok = tens <= 9 && ones <= 9 && word_is_digits(lower);
    if (upper) {
        uint64_t word = word_of_digits(text, upper);
        ok = ok && word_is_digits(word);
        number += word_number(word) * 100000000;
    }
    *ret_amount = (fen)(number * 100 + tens * 10 + ones);
    return ok;
}

bool fen_parse(const char *text, size_t len, bool signed_ok, fen *ret_amount)
{
    bool negative = signed_ok && len > 0 && text[0] == '-';
    fen amount;
    if (!usual_parse(text + negative, len - negative, &amount) &&
        !decimal_parse(text + negative, len - negative, 13, 2, &amount))
        return false;
    *ret_amount = negative ? -amount : amount;
    return true;
}

bool rate_parse(const char *text, size_t len, int64_t *ret_rate)
{
    return decimal_parse(text, len, 9, 8, ret_rate);
}

struct fen_text fen_format(fen amount)
{
    struct fen_text out;
    uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    snprintf(out.text, sizeof out.text, "%s%" PRIu64 ".%02" PRIu64, amount < 0 ? "-" : "",
             size / FEN_PER_YUAN, size % FEN_PER_YUAN);
    return out;
}
