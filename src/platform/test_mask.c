#include "base/test.h"

#include "platform/mask.h"

static void check(enum personal personal, const char *value, const char *wanted)
{
    CHECK_TEXT(mask_value(personal, text_of(value)).text, wanted);
}

TEST(phones_keep_three_and_four)
{
    check(PERSONAL_PHONE, "13812341234", "138****1234");
    check(PERSONAL_PHONE, "+8613812341234", "+86*******1234");
    check(PERSONAL_PHONE, "87654321", "****4321");
    check(PERSONAL_PHONE, "110", "***");
    check(PERSONAL_PHONE, "", "");
}

TEST(certificates_and_numbers_keep_the_last_four)
{
    check(PERSONAL_CERTIFICATE, "11010119900101123X", "1*************123X");
    check(PERSONAL_CERTIFICATE, "E1234", "*****");
    check(PERSONAL_NUMBER, "6222021234567890123", "***************0123");
    check(PERSONAL_NUMBER, "A0000576", "****0576");
    check(PERSONAL_NUMBER, "1234", "****");
}

TEST(emails_keep_a_letter_and_the_domain)
{
    check(PERSONAL_EMAIL, "zhang.san@example.com", "z***@example.com");
    check(PERSONAL_EMAIL, "z@example.com", "***@example.com");
    check(PERSONAL_EMAIL, "张三@example.com", "张***@example.com");
    check(PERSONAL_EMAIL, "nonsense", "n***");
}

TEST(addresses_keep_the_district)
{
    check(PERSONAL_ADDRESS, "北京市朝阳区建国路88号", "北京市朝阳区***");
    check(PERSONAL_ADDRESS, "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区***");
    check(PERSONAL_ADDRESS, "广西壮族自治区南宁市青秀区民族大道1号",
          "广西壮族自治区南宁市青秀区***");
    check(PERSONAL_ADDRESS, "湖南省长沙县星沙镇1号", "湖南省长沙县***");
    check(PERSONAL_ADDRESS, "浙江省义乌市稠城街道3区5号", "浙江省义乌市***");
    check(PERSONAL_ADDRESS, "上海市南京路100号3区5室", "上海市***");
    check(PERSONAL_ADDRESS, "12 Main Street, Springfield", "12 Mai***");
    check(PERSONAL_ADDRESS, "幸福小区5号", "幸福***");
    check(PERSONAL_ADDRESS, "北京市朝阳区", "北京市朝阳区");
}

TEST(notes_hide_long_runs_of_digits)
{
    check(PERSONAL_NOTE, "call 13812341234 at 1030", "call *******1234 at 1030");
    check(PERSONAL_NOTE, "123456", "123456");
    check(PERSONAL_NOTE, "1234567", "***4567");
    check(PERSONAL_NOTE, "转账给张三6222021234567890123谢谢", "转账给张三***************0123谢谢");
    check(PERSONAL_NOTE, "１３８１２３４１２３４", "*******１２３４");
}

TEST(other_values_stay_but_are_safe_to_show)
{
    check(PERSONAL_NO, "客户 <b>1234567890</b>", "客户 <b>1234567890</b>");
    check(PERSONAL_NO, "a\xFFz\xE5\xAE", "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
    check(PERSONAL_NO, "a\nb\x1B[2J\xE2\x80\xAE", "a b [2J ");
    struct masked m = mask_value(PERSONAL_NO, (struct text){"a\0b", 3});
    CHECK_TEXT(m.text, "a b");
}

TEST(nothing_is_longer_than_two_hundred_characters)
{
    static char wide[4 * 300 + 1];
    for (int i = 0; i < 300; i++)
        memcpy(wide + 4 * i, "\xF0\x9F\x8F\xA6", 4);
    for (int p = PERSONAL_NO; p <= PERSONAL_NOTE; p++) {
        struct masked m = mask_value((enum personal)p, text_of(wide));
        size_t len = strlen(m.text);
        CHECK(len <= MASK_CHARACTERS_MOST * 4);
        CHECK(text_is_utf8((struct text){m.text, len}));
    }
    struct masked m = mask_value(PERSONAL_NO, text_of(wide));
    CHECK_INT(strlen(m.text), 199 * 4 + 3);
    CHECK_TEXT(m.text + 199 * 4, "…");
    wide[800] = 0;
    CHECK_INT(strlen(mask_value(PERSONAL_NO, text_of(wide)).text), 800);
}

TEST(any_bytes_give_valid_text)
{
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        char bytes[64];
        size_t len = i % sizeof bytes;
        for (size_t k = 0; k < len; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            bytes[k] = (char)(seed >> 56);
        }
        struct masked m = mask_value((enum personal)(i % 7), (struct text){bytes, len});
        CHECK(text_is_utf8(text_of(m.text)));
    }
}

TESTS(CASE(phones_keep_three_and_four), CASE(certificates_and_numbers_keep_the_last_four),
      CASE(emails_keep_a_letter_and_the_domain), CASE(addresses_keep_the_district),
      CASE(notes_hide_long_runs_of_digits), CASE(other_values_stay_but_are_safe_to_show),
      CASE(nothing_is_longer_than_two_hundred_characters), CASE(any_bytes_give_valid_text))
