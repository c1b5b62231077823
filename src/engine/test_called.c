#include "base/test.h"

#include "engine/called.h"

#include <time.h>

#include "base/arena.h"

static int rank_of(const char *typed, const char *name)
{
    struct called_asked asked = called_asked(text_of(typed));
    struct folded f = name_fold(text_of(name));
    int rank = called_rank(&asked, f.characters, f.len);
    struct called_signs signs = called_signs(f.characters, f.len);
    bool perhaps = true;
    for (int i = 0; i < CALLED_SIGNS; i++)
        perhaps &= called_sign(signs, i) || !called_sign(asked.signs, i);
    CHECK(rank == CALLED_NOT || perhaps); /* no sign may hide somebody */
    return rank;
}

#define RANK(place, way) (CALLED_##place * CALLED_WAYS + CALLED_##way)

static const struct {
    const char *typed, *name;
    int rank;
} cases[] = {
    {"张伟", "张伟", RANK(WHOLE, LITERAL)},
    {"張偉", "张伟", RANK(WHOLE, LITERAL)},
    {"张 伟", "张伟", RANK(WHOLE, LITERAL)},
    {"张", "张伟", RANK(BEGIN, LITERAL)},
    {"伟", "张伟", RANK(WITHIN, LITERAL)},
    {"zhangwei", "张伟", RANK(WHOLE, PINYIN)},
    {"Zhang Wei", "张伟", RANK(WHOLE, PINYIN)},
    {"ｚｈａｎｇｗｅｉ", "张伟", RANK(WHOLE, PINYIN)},
    {"zhang", "张伟", RANK(BEGIN, PINYIN)},
    {"zhangw", "张伟", RANK(WHOLE, PINYIN)},
    {"zhangwe", "张伟", RANK(WHOLE, PINYIN)},
    {"zhang", "张", RANK(WHOLE, PINYIN)},
    {"wei", "张伟", RANK(WITHIN, PINYIN)},
    {"zw", "张伟", RANK(WHOLE, INITIALS)},
    {"ZW", "张伟", RANK(WHOLE, INITIALS)},
    {"zhw", "张伟", RANK(WHOLE, INITIALS)},
    {"zj", "张建国", RANK(BEGIN, INITIALS)},
    {"jg", "张建国", RANK(WITHIN, INITIALS)},
    {"zhangjg", "张建国", RANK(WHOLE, PINYIN)},
    {"张w", "张伟", RANK(WHOLE, INITIALS)},
    {"zhang伟", "张伟", RANK(WHOLE, PINYIN)},
    {"shanxiong", "单雄", RANK(WHOLE, PINYIN)},
    {"danxiong", "单雄", RANK(WHOLE, PINYIN)},
    {"sx", "单雄", RANK(WHOLE, INITIALS)},
    {"yuchi", "尉迟恭", RANK(BEGIN, PINYIN)},
    {"ycg", "尉迟恭", RANK(WHOLE, INITIALS)},
    {"moqi", "万俟雅", RANK(BEGIN, PINYIN)},
    {"lvbu", "吕布", RANK(WHOLE, PINYIN)},
    {"lübu", "吕布", RANK(WHOLE, PINYIN)},
    {"lubu", "吕布", RANK(WHOLE, PINYIN)},
    {"lyubu", "吕布", RANK(WHOLE, PINYIN)},
    {"yinyue", "尹乐", RANK(WHOLE, PINYIN)},
    {"xi an", "席安", RANK(WHOLE, PINYIN)},
    {"xian", "席安", RANK(WHOLE, PINYIN)},
    {"ou", "欧阳娜", RANK(BEGIN, PINYIN)},
    {"oyn", "欧阳娜", RANK(WHOLE, INITIALS)},
    {"john", "John Smith", RANK(BEGIN, LITERAL)},
    {"SMITH", "John Smith", RANK(WITHIN, LITERAL)},
    {"买买提", "买买提·阿卜杜拉", RANK(BEGIN, LITERAL)},
    {"𠮷", "𠮷田", RANK(BEGIN, LITERAL)},
    {"xi an", "贤", CALLED_NOT},
    {"zx", "张伟", CALLED_NOT},
    {"zhangx", "张伟", CALLED_NOT},
    {"hang", "张伟", CALLED_NOT},
    {"ang", "张伟", CALLED_NOT},
    {"伟张", "张伟", CALLED_NOT},
    {"%", "张伟", CALLED_NOT},
    {"_", "张伟", CALLED_NOT},
    {"*", "张伟", CALLED_NOT},
    {"张%", "张伟", CALLED_NOT},
    {"' or 1=1 --", "张伟", CALLED_NOT},
    {"😀", "张伟", CALLED_NOT},
    {"", "张伟", CALLED_NOT},
    {"   ", "张伟", CALLED_NOT},
    {"zhangwei", "", CALLED_NOT},
};

TEST(somebody_is_found_by_each_way_of_typing)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (rank_of(cases[i].typed, cases[i].name) != cases[i].rank)
            fail_msg("%s for %s: %d", cases[i].typed, cases[i].name,
                     rank_of(cases[i].typed, cases[i].name));
}

TEST(what_takes_longest_ends)
{
    char typed[NAME_CHARACTERS_MOST + 1], name[NAME_CHARACTERS_MOST * 3 + 1] = "";
    memset(typed, 'a', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    for (int i = 0; i < NAME_CHARACTERS_MOST / 2; i++)
        memcpy(name + strlen(name), i % 2 ? "阿" : "安", 4);
    clock_t begun = clock();
    for (int i = 0; i < 100; i++)
        (void)rank_of(typed, name);
    CHECK(clock() - begun < CLOCKS_PER_SEC);
}

TESTS(CASE(somebody_is_found_by_each_way_of_typing), CASE(what_takes_longest_ends))
