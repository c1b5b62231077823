/* Conditions as people say them; what every field and operator comes to, and that nothing is left
 * unsaid. */
#include "base/test.h"

#include "cond/test_random_condition.h"
#include "cond/told.h"

static void check_told(const char *typed, const char *chinese, const char *english)
{
    const struct cond *c;
    struct cond_fault fault;
    struct arena a;
    arena_init(&a);
    CHECK_OK(cond_parse(&a, text_of(typed), &c, &fault));
    CHECK_TEXT(cond_told(&a, CHINESE, c).ptr, chinese);
    CHECK_TEXT(cond_told(&a, ENGLISH, c).ptr, english);
    arena_release(&a);
}

TEST(sizes_and_words)
{
    check_told("tier in (gold, platinum) and fa >= 500000",
               "客户等级为金级或白金级，且金融资产不低于50万元",
               "tier is Gold or Platinum, and financial assets is at least 500,000 yuan");
    check_told("aum between 1234.5 and 250000000", "AUM余额在1,234.5元到2.5亿元之间",
               "assets under management is between 1,234.5 yuan and 250,000,000 yuan");
    check_told("age >= 18", "年龄不低于18岁", "age is at least 18");
    check_told("manager_share < 50%", "主管户份额低于50%", "the main manager's share is below 50%");
}

TEST(parentheses_and_windows)
{
    check_told("logins(30d) = 0", "近30天登录次数为0次", "sign-ins in 30 days is 0");
    check_told("holds(wealth) and not holds(\"安心快线\")", "持有理财产品，且未持有“安心快线”",
               "holds Wealth product, and does not hold “安心快线”");
    check_told("random(10%)", "在随机10%之内", "is among a random 10%");
}

TEST(comparisons_and_groups)
{
    check_told("aum < 0.8 * aum(3 months ago)", "AUM余额低于3 个月前的AUM余额的80%",
               "assets under management is below 80% of assets under management 3 months ago");
    check_told(
        "dnd or (gone and not age > 60)",
        "不愿接听电话和接收短信，或（客户数据不再送达，且不符合“年龄高于60岁”）",
        "wants no calls and messages, or (is no longer delivered, and not so: age is above 60)");
    check_told("came within the last 30d", "首次送达日在最近30天内",
               "first delivery is within the last 30 days");
}

/* No place is left open, whatever is asked. */
TEST(nothing_is_left_unsaid)
{
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        struct arena a;
        arena_init(&a);
        struct random_conditions r = {.arena = &a, .seed = seed, .depth = 3};
        const struct cond *c = random_condition(&r);
        for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
            struct text told = cond_told(&a, tongue, c);
            if (memchr(told.ptr, '{', told.len) || strstr(told.ptr, "(null)"))
                fail_msg("%s: %s", cond_text(&a, c).ptr, told.ptr);
        }
        arena_release(&a);
    }
}

TESTS(CASE(sizes_and_words), CASE(parentheses_and_windows), CASE(comparisons_and_groups),
      CASE(nothing_is_left_unsaid))
