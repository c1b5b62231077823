#include "base/test.h"

#include "base/tongue.h"
#include "base/tongue_table.h"

TEST(every_text_of_the_catalogue_is_found)
{
    for (size_t i = 0; i < chinese_texts_len; i++) {
        const struct translation *t = &chinese_texts[i];
        CHECK(i == 0 || strcmp(t[-1].english, t->english) < 0);
        CHECK(in_tongue(CHINESE, t->english) == t->chinese);
        CHECK(in_tongue(ENGLISH, t->english) == t->english);
        CHECK(text_is_utf8(text_of(t->chinese)));
    }
}

TEST(a_text_that_the_catalogue_lacks_is_itself)
{
    const char *text = "nobody would write this into a catalogue";
    CHECK(in_tongue(CHINESE, text) == text);
    CHECK_TEXT(in_tongue(CHINESE, ""), "");
}

TEST(tongues_have_codes)
{
    for (int i = 0; i < TONGUE_COUNT; i++) {
        enum tongue t = TONGUE_COUNT;
        CHECK(tongue_parse(text_of(tongue_code((enum tongue)i)), &t));
        CHECK_INT(t, i);
    }
}

TEST(a_code_may_name_a_country_and_be_in_any_case)
{
    static const struct {
        const char *code;
        enum tongue tongue; /* TONGUE_COUNT: none of ours */
    } cases[] = {
        {"zh", CHINESE},           {"ZH-Hans-CN", CHINESE}, {"zh_CN", CHINESE},
        {"en", ENGLISH},           {"en-GB", ENGLISH},      {"EN", ENGLISH},
        {"", TONGUE_COUNT},        {"z", TONGUE_COUNT},     {"zho", TONGUE_COUNT},
        {"de", TONGUE_COUNT},      {"*", TONGUE_COUNT},     {"e", TONGUE_COUNT},
        {"english", TONGUE_COUNT},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum tongue t = TONGUE_COUNT;
        CHECK_INT(tongue_parse(text_of(cases[i].code), &t), cases[i].tongue != TONGUE_COUNT);
        CHECK_INT(t, cases[i].tongue);
    }
}

TESTS(CASE(every_text_of_the_catalogue_is_found), CASE(a_text_that_the_catalogue_lacks_is_itself),
      CASE(tongues_have_codes), CASE(a_code_may_name_a_country_and_be_in_any_case))
