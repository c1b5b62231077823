#include "base/test.h"

#include "base/money.h"

/* Rounding as on paper: quotient and rest of the absolute value; up when twice the rest reaches
 * the divisor; then the sign. */
static int128_t paper_divide(int128_t dividend, int128_t divisor)
{
    int128_t size = dividend < 0 ? -dividend : dividend;
    int128_t quotient = size / divisor, rest = size % divisor;
    if (2 * rest >= divisor)
        quotient++;
    return dividend < 0 ? -quotient : quotient;
}

TEST(halves_are_rounded_away_from_zero)
{
    CHECK_EQ(divide_half_up(5, 10), 1);
    CHECK_EQ(divide_half_up(-5, 10), -1);
    CHECK_EQ(divide_half_up(4, 10), 0);
    CHECK_EQ(divide_half_up(-4, 10), 0);
    CHECK_EQ(divide_half_up(15, 10), 2);
    CHECK_EQ(divide_half_up(-15, 10), -2);
    CHECK_EQ(divide_half_up(1, 3), 0);
    CHECK_EQ(divide_half_up(2, 3), 1);
    CHECK_EQ(divide_half_up(-2, 3), -1);
    CHECK_EQ(divide_half_up(0, 7), 0);
    CHECK_EQ(divide_half_up(183, 366), 1);
    CHECK_EQ(divide_half_up(182, 365), 0);
    CHECK_EQ(divide_half_up(183, 365), 1);
}

TEST(division_agrees_with_paper)
{
    for (int divisor = 1; divisor <= 400; divisor++)
        for (int dividend = -1500; dividend <= 1500; dividend++)
            if (divide_half_up(dividend, divisor) != paper_divide(dividend, divisor))
                fail_msg("%d / %d", dividend, divisor);

    int128_t large = (int128_t)INT64_MAX * 366, half = INT64_MAX / 2; /* where 64 bits end */
    for (int i = -50; i <= 50; i++) {
        CHECK_EQ(divide_half_up(large + i, 366), paper_divide(large + i, 366));
        CHECK_EQ(divide_half_up(-large + i, 365), paper_divide(-large + i, 365));
        CHECK_EQ(divide_half_up(large + i, 10000), paper_divide(large + i, 10000));
        CHECK_EQ(divide_half_up(half + i, 366), paper_divide(half + i, 366));
        CHECK_EQ(divide_half_up(-half + i, 366), paper_divide(-half + i, 366));
    }
}

TEST(sums_stop_at_the_edge_instead_of_wrapping)
{
    CHECK_EQ(fen_add(INT64_MAX, 1), INT64_MAX);
    CHECK_EQ(fen_add(INT64_MIN, -1), INT64_MIN);
    CHECK_EQ(fen_add(INT64_MAX, INT64_MIN), -1);
    CHECK_EQ(fen_add(1, 2), 3);
    CHECK_EQ(fen_clamp((int128_t)INT64_MAX + 1), INT64_MAX);
    CHECK_EQ(fen_clamp((int128_t)INT64_MIN - 1), INT64_MIN);
    CHECK_EQ(fen_clamp(-7), -7);
}

/* With room before it a text is the same amount, or none. */
static void check_roomy(const char *digits)
{
    char room[64];
    fen alone = 7, roomy = 7;
    size_t len = strlen(digits);
    if (len == 0)
        return;
    snprintf(room, sizeof room, "9.,-55.11.2026,-%s", digits);
    for (int sign = 0; sign < 2; sign++) {
        bool ok = fen_parse(digits, len, sign, &alone);
        if (fen_parse_roomy(room + 16, len, sign, &roomy) != ok || roomy != alone)
            fail_msg("\"%s\" depends on what stands before it", digits);
    }
}

TEST(what_stands_before_an_amount_does_not_matter)
{
    static const char usual[] = "0123456789012345678..--,a";
    char text[24];
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 300000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        size_t len = 1 + (size_t)(random >> 60);
        for (size_t k = 0; k < len; k++) {
            uint64_t any = random >> 13 ^ random >> (k * 3 + 5);
            text[k] = usual[any % (i % 4 ? 10 : sizeof usual - 1)];
        }
        if (i % 3 && len > 3)
            text[len - 3] = '.';
        if (i % 5 == 0)
            text[0] = '-';
        text[len] = 0;
        check_roomy(text);
    }
}

static int64_t rate_of(const char *text)
{
    int64_t rate = -1;
    CHECK(rate_parse(text, strlen(text), &rate));
    return rate;
}

TEST(foreign_amounts_are_rounded_once)
{
    CHECK_EQ(fen_convert(12345, RATE_ONE), 12345);
    CHECK_EQ(fen_convert(100, rate_of("7.12345678")), 712);
    CHECK_EQ(fen_convert(1, rate_of("0.5")), 1);
    CHECK_EQ(fen_convert(-1, rate_of("0.5")), -1);
    CHECK_EQ(fen_convert(1, rate_of("0.49999999")), 0);
    CHECK_EQ(fen_convert(3, rate_of("1.5")), 5);
    CHECK_EQ(fen_convert(-3, rate_of("1.5")), -5);
    CHECK_EQ(fen_convert(INT64_MAX, rate_of("999999999.99999999")), INT64_MAX);
    CHECK_EQ(fen_convert(-INT64_MAX, rate_of("999999999.99999999")), INT64_MIN);
}

static fen fen_of(const char *text, bool signed_ok)
{
    fen amount = -1;
    CHECK(fen_parse(text, strlen(text), signed_ok, &amount));
    return amount;
}

TEST(amounts_are_read_as_they_are_written)
{
    CHECK_EQ(fen_of("0", false), 0);
    CHECK_EQ(fen_of("1", false), 100);
    CHECK_EQ(fen_of("1.5", false), 150);
    CHECK_EQ(fen_of("1.05", false), 105);
    CHECK_EQ(fen_of("0001.00", false), 100);
    CHECK_EQ(fen_of("9999999999999.99", false), INT64_C(999999999999999));
    CHECK_EQ(fen_of("-9999999999999.99", true), -INT64_C(999999999999999));
    CHECK_EQ(fen_of("-0.01", true), -1);
    CHECK_EQ(fen_of("-0", true), 0);
    CHECK_EQ(fen_of("5", true), 500);
}

TEST(what_is_no_amount_is_refused)
{
    static const char *const wrong[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1.",
        ".5",
        "1.234",
        "1,000",
        "1e3",
        "1..2",
        "--1",
        "-",
        "-.5",
        "0x10",
        "１",
        "1.2.3",
        "1-",
        "nan",
        "1.-5",
        "1.+5",
        "12345678901234",
        "00000000000001",
        "12345678901234.00",
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        fen amount = 7;
        if (fen_parse(wrong[i], strlen(wrong[i]), true, &amount))
            fail_msg("\"%s\" was read as an amount", wrong[i]);
        CHECK_EQ(amount, 7);
    }
    fen amount = 7;
    CHECK(!fen_parse("-1", 2, false, &amount));
    CHECK(!fen_parse("1\0002", 3, false, &amount));
    CHECK_EQ(amount, 7);
}

TEST(only_the_given_bytes_are_read)
{
    fen amount;
    CHECK(fen_parse("12.345", 5, false, &amount));
    CHECK_EQ(amount, 1234);
    CHECK(fen_parse("129", 2, false, &amount));
    CHECK_EQ(amount, 1200);
}

TEST(rates_have_nine_digits_and_eight_decimals)
{
    CHECK_EQ(rate_of("1"), RATE_ONE);
    CHECK_EQ(rate_of("0.0275"), 2750000);
    CHECK_EQ(rate_of("999999999.99999999"), INT64_C(99999999999999999));
    CHECK_EQ(rate_of("0.00000001"), 1);
    CHECK_EQ(rate_of("0"), 0);
    int64_t rate;
    CHECK(!rate_parse("1234567890", 10, &rate));
    CHECK(!rate_parse("1.123456789", 11, &rate));
    CHECK(!rate_parse("-1", 2, &rate));
    CHECK(!rate_parse("", 0, &rate));
}

TEST(format_and_parse_agree_both_ways)
{
    CHECK_TEXT(fen_format(0).text, "0.00");
    CHECK_TEXT(fen_format(123450).text, "1234.50");
    CHECK_TEXT(fen_format(-500).text, "-5.00");
    CHECK_TEXT(fen_format(-1).text, "-0.01");
    CHECK_TEXT(fen_format(99).text, "0.99");
    CHECK_TEXT(fen_format(INT64_MAX).text, "92233720368547758.07");
    CHECK_TEXT(fen_format(INT64_MIN).text, "-92233720368547758.08");

    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 100000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        fen amount = (fen)(random % 1999999999999999u) - INT64_C(999999999999999);
        struct fen_text t = fen_format(amount);
        CHECK_EQ(fen_of(t.text, true), amount);
    }
}

TESTS(CASE(halves_are_rounded_away_from_zero), CASE(division_agrees_with_paper),
      CASE(sums_stop_at_the_edge_instead_of_wrapping), CASE(foreign_amounts_are_rounded_once),
      CASE(amounts_are_read_as_they_are_written), CASE(what_is_no_amount_is_refused),
      CASE(what_stands_before_an_amount_does_not_matter), CASE(only_the_given_bytes_are_read),
      CASE(rates_have_nine_digits_and_eight_decimals), CASE(format_and_parse_agree_both_ways))
