#pragma once
/* test -- what unit tests are written with: cmocka, and a few words of our own.
 *
 *   TEST(a_day_is_what_it_was) { CHECK_TEXT(day_format(0).text, "1970-01-01"); }
 *   TESTS(CASE(a_day_is_what_it_was))
 *
 * Only for test_*.c; the first include, before the file under test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/why.h"

#define TEST(name) static void name(UNUSED void **state)
#define CASE(name) cmocka_unit_test(name)
#define TESTS(...)                                                                                 \
    int main(void)                                                                                 \
    {                                                                                              \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                           \
        return cmocka_run_group_tests(tests, NULL, NULL);                                          \
    }

#define CHECK(condition) assert_true(condition)
#define CHECK_EQ(a, b) assert_true((a) == (b))
#define CHECK_INT(got, wanted) assert_int_equal((got), (wanted))
#define CHECK_TEXT(got, wanted) assert_string_equal((got), (wanted))
#define CHECK_OK(expr) assert_int_equal((expr), OK)
#define CHECK_RC(expr, wanted) assert_int_equal((expr), (wanted))
