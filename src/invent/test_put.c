#include "invent/put.h"

#include "base/test.h"

static const char *ended(struct line *l, const char *begin)
{
    *l->at = '\0';
    return begin;
}

/* The example of GB 11643. */
TEST(a_certificate_ends_with_its_check_digit)
{
    char text[32];
    struct line l = {text};
    put_certificate(&l, 110105, day_of((struct ymd){1949, 12, 31}), 2);
    CHECK_TEXT(ended(&l, text), "11010519491231002X");
}

TEST(a_checked_number_ends_with_luhns_digit)
{
    char text[32];
    struct line l = {text};
    put_checked_number(&l, 7992739871, 11);
    CHECK_TEXT(ended(&l, text), "79927398713");
    l.at = text;
    put_checked_number(&l, 453914880343646, 16);
    CHECK_TEXT(ended(&l, text), "4539148803436467");
}

TEST(amounts_and_days_are_written_as_day_files_have_them)
{
    char text[64];
    struct line l = {text};
    put_fen(&l, -123456);
    put_comma(&l);
    put_fen(&l, 7);
    put_comma(&l);
    put_day(&l, day_of((struct ymd){2026, 1, 5}));
    put_comma(&l);
    put_day(&l, NO_DAY);
    CHECK_TEXT(ended(&l, text), "-1234.56,0.07,2026-01-05,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_certificate_ends_with_its_check_digit),
        CASE(a_checked_number_ends_with_luhns_digit),
        CASE(amounts_and_days_are_written_as_day_files_have_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
