#include "base/test.h"

#include "base/arena.h"
#include "base/pinyin.h"

static const char *folded_text(const char *name, bool typed)
{
    static char text[NAME_CHARACTERS_MOST * 8 + 1];
    struct folded f = typed ? name_fold_typed(text_of(name)) : name_fold(text_of(name));
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < f.len; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                f.characters[i] < 0x80 ? "%c" : "<%x>", (int)f.characters[i]);
    return text;
}

TEST(names_are_folded_as_they_are_compared)
{
    CHECK_TEXT(folded_text("Zhang Wei", false), "zhangwei");
    CHECK_TEXT(folded_text("  Ｚｈａｎｇ　ＷＥＩ１２ ", false), "zhangwei12");
    CHECK_TEXT(folded_text("O'Brien-Müller", false), "obrienmuller");
    CHECK_TEXT(folded_text("張偉", false), "<5f20><4f1f>"); /* 张伟 */
    CHECK_TEXT(folded_text("乾", false), "<4e7e>");         /* qian is not 干, gan */
    CHECK_TEXT(folded_text("买买提·阿卜杜拉", false), folded_text("买买提•阿卜杜拉", false));
    CHECK_TEXT(folded_text("\xE5\xBC", false), "");
    CHECK_TEXT(folded_text("\xFF\xFE%_*", false), "%_*");
    CHECK_TEXT(folded_text("\xE2\x80\x8B\x01", false), "");
    CHECK_TEXT(folded_text("𠮷", false), "<20bb7>");
    CHECK_TEXT(folded_text("😀", false), "<1f600>");
}

TEST(what_is_typed_keeps_one_space_between)
{
    CHECK_TEXT(folded_text("  zhang \t  wei  ", true), "zhang wei");
    CHECK_TEXT(folded_text("   ", true), "");
}

TEST(only_so_many_characters_are_compared)
{
    char longest[10000];
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    CHECK_INT(name_fold(text_of(longest)).len, NAME_CHARACTERS_MOST);
    CHECK_INT(name_fold_typed(text_of(longest)).len, NAME_CHARACTERS_MOST);
}

/* All readings of all characters: "shan/dan dan". */
static const char *read_as(const char *name)
{
    static char text[500];
    struct folded f = name_fold(text_of(name));
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < f.len; i++) {
        struct readings r = name_readings(f.characters, f.len, i);
        for (int k = 0; k < r.len; k++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                    k   ? "/"
                                    : i ? " "
                                        : "",
                                    r.items[k]);
    }
    return text;
}

TEST(characters_have_readings)
{
    CHECK_TEXT(read_as("张伟"), "zhang wei");
    CHECK_TEXT(read_as("張偉"), "zhang wei");
    CHECK_TEXT(read_as("吕"), "lv");
    CHECK_TEXT(read_as("A1"), "");
}

TEST(surnames_are_read_as_surnames_first)
{
    static const struct {
        const char *name, *reading;
    } cases[] = {{"单", "shan/dan"}, {"曾", "zeng/ceng"}, {"查", "zha/cha"},  {"解", "xie/jie"},
                 {"区", "ou/qu"},    {"仇", "qiu/chou"},  {"朴", "piao/pu"},  {"盖", "ge/gai"},
                 {"缪", "miao/mou"}, {"翟", "zhai/di"},   {"覃", "qin/tan"},  {"种", "chong/zhong"},
                 {"黑", "he/hei"},   {"繁", "po/fan"},    {"员", "yun/yuan"}, {"召", "shao/zhao"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_TEXT(read_as(cases[i].name), cases[i].reading);
    CHECK_TEXT(read_as("尉迟恭"), "yu/wei chi gong");
    CHECK_TEXT(read_as("万俟卨"), "mo/wan qi xie");
    CHECK_TEXT(read_as("万里"), "wan li");
    CHECK_TEXT(read_as("单于"), "chan/shan/dan yu");
    CHECK_TEXT(read_as("小单"), "xiao dan/shan");
}

TESTS(CASE(names_are_folded_as_they_are_compared), CASE(what_is_typed_keeps_one_space_between),
      CASE(only_so_many_characters_are_compared), CASE(characters_have_readings),
      CASE(surnames_are_read_as_surnames_first))
