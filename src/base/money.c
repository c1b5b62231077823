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

int128_t divide_half_up(int128_t dividend, int128_t divisor)
{
    const int64_t plain = INT64_MAX / 2; /* up to here 64 bits do, and are several times faster */
    if (dividend <= plain && dividend >= -plain && divisor <= plain) {
        int64_t d = (int64_t)dividend, by = (int64_t)divisor;
        return d >= 0 ? (d + by / 2) / by : -((-d + by / 2) / by);
    }
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

bool fen_parse(const char *text, size_t len, bool signed_ok, fen *ret_amount)
{
    bool negative = signed_ok && len > 0 && text[0] == '-';
    fen amount;
    if (!decimal_parse(text + negative, len - negative, 13, 2, &amount))
        return false;
    *ret_amount = negative ? -amount : amount;
    return true;
}

/* The last 'kept' characters of eight, after zeros. */
static inline uint64_t last_digits(uint64_t word, size_t kept)
{
    uint64_t mask = kept ? UINT64_MAX << (64 - 8 * kept) : 0;
    return (word & mask) | (WORD_ZEROS & ~mask);
}

/* The form in which most amounts come, 1 to 13 digits and ".dd", without a branch that depends on
 * how many there are. */
bool fen_parse_roomy(const char *text, size_t len, bool signed_ok, fen *ret_amount)
{
    const uint64_t before_point = UINT64_C(0x000000FFFFFFFFFF);
    const uint64_t after_point = UINT64_C(0xFFFF000000000000);
    size_t negative = signed_ok && text[0] == '-';
    size_t size = len - negative;
    const char *end = text + len;
    uint64_t word = word_at(end - 8);
    if (size - 4 > 12 || end[-3] != '.')
        return fen_parse(text, len, signed_ok, ret_amount);
    size_t lower = size < 8 ? size - 1 : 7;
    uint64_t digits = last_digits((word & before_point) << 8 | (word & after_point), lower);
    uint64_t upper = last_digits(word_at(end - 16), size - 1 - lower);
    if (!word_is_digits(digits) || !word_is_digits(upper))
        return false;
    fen amount = (fen)(word_number(upper) * 10000000 + word_number(digits));
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
