#include "base/test.h"

TEST(a_failure_is_one_line)
{
    struct why why;
    CHECK_RC(why_say(&why, E_INVALID, "%s: line %d: a\nb\tc", "x.csv", 7), E_INVALID);
    CHECK_TEXT(why.text, "x.csv: line 7: a b c");
    CHECK_RC(why_in(&why, E_INVALID, "20261122"), E_INVALID);
    CHECK_TEXT(why.text, "20261122: x.csv: line 7: a b c");
    CHECK_RC(why_say(NULL, E_USAGE, "nobody listens"), E_USAGE);
    CHECK_RC(why_in(NULL, E_USAGE, "nobody listens"), E_USAGE);
}

TEST(long_texts_are_cut)
{
    char text[2000];
    struct why why;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    CHECK_RC(why_say(&why, E_INTERNAL, "%s", text), E_INTERNAL);
    CHECK_INT(strlen(why.text), sizeof why.text - 1);
    CHECK_RC(why_in(&why, E_INTERNAL, "%s", text), E_INTERNAL);
    CHECK(strlen(why.text) < sizeof why.text);
}

TEST(every_outcome_has_name_text_and_exit_code)
{
    for (rc r = OK; r <= E_INTERNAL; r++) {
        CHECK(rc_name(r)[0] != '\0');
        CHECK(rc_text(r)[0] != '\0');
        CHECK(rc_exit(r) >= 0 && rc_exit(r) <= 3);
    }
    CHECK_INT(rc_exit(OK), 0);
    CHECK_INT(rc_exit(E_USAGE), 2);
    CHECK_INT(rc_exit(E_REFUSED), 3);
    CHECK_TEXT(rc_name(E_NOT_FOUND), "E_NOT_FOUND");
}

TESTS(CASE(a_failure_is_one_line), CASE(long_texts_are_cut),
      CASE(every_outcome_has_name_text_and_exit_code))
