#include "base/test.h"

#include "cond/condition.h"
#include "cond/test_random_condition.h"

static struct arena arena;

static const struct cond *parsed(const char *text)
{
    const struct cond *c = NULL;
    struct cond_fault fault;
    if (cond_parse(&arena, text_of(text), &c, &fault) != OK) {
        struct why why;
        cond_fault_say(&fault, ENGLISH, &why);
        fail_msg("%s\n%s", text, why.text);
    }
    return c;
}

/* What is written in any way is printed in one; and that is read as what it was. */
static void check_canonical(const char *written, const char *canonical)
{
    const struct cond *c = parsed(written);
    CHECK_TEXT(cond_text(&arena, c).ptr, canonical);
    CHECK(cond_equal(c, parsed(canonical)));
}

static void check_fault(const char *text, const char *said)
{
    const struct cond *c = NULL;
    struct cond_fault fault;
    struct why why;
    if (cond_parse(&arena, text_of(text), &c, &fault) != E_INVALID)
        fail_msg("%s", text);
    cond_fault_say(&fault, ENGLISH, &why);
    CHECK_TEXT(why.text, said);
    CHECK(c == NULL);
}

TEST(conditions_have_one_way_to_be_printed)
{
    check_canonical("tier in (gold, platinum) and aum >= 500000 and not dnd and tag(\"房贷客户\") "
                    "and logins(30d) >= 1 and org under \"一级分行-浙江\"",
                    "tier in (gold, platinum) and aum >= 500000 and not dnd and tag(\"房贷客户\") "
                    "and logins(30d) >= 1 and org under \"一级分行-浙江\"");
    check_canonical("aum<0.80*aum( 3 months ago )", "aum < 0.8 * aum(3 months ago)");
    check_canonical("aum < 80% * aum(3个月前)", "aum < 0.8 * aum(3 months ago)");
    check_canonical("aum(2 个月前) < fa(2 months ago)", "aum(2 months ago) < fa(2 months ago)");
    check_canonical("no purchase(wealth, 90d)", "not purchase(wealth, 90d)");
    check_canonical("birthday within 7 days", "birthday within 7d");
    check_canonical("AGE BETWEEN 30 AND 45", "age between 30 and 45");
    check_canonical("occupation is not empty", "not occupation is empty");
    check_canonical("name begins with \"王\"", "name begins with \"王\"");
    check_canonical("came >= 2026-01-01", "came >= 2026-01-01");
    check_canonical("opened_on within the last 4 weeks", "opened_on within the last 28d");
    check_canonical("random 10%", "random(10%)");
    check_canonical("random(0.25%)", "random(0.25%)");
    check_canonical("spent(pos, 90d) >= 5000.50", "spent(pos, 90d) >= 5000.5");
    check_canonical("spent(90d) > 1", "spent(90d) > 1");
    check_canonical("views(\"credit card\", 7d) = 0", "views(\"credit card\", 7d) = 0");
    check_canonical("tier < ref", "tier < ref");
    check_canonical("fa_change(yesterday) <= -50000", "fa_change(yesterday) <= -50000");
    check_canonical("manager_share < 60%", "manager_share < 60%");
    check_canonical("came < 1 day ago or came > 2 years ago",
                    "came < 1 day ago or came > 24 months ago");
    check_canonical("came <= today", "came <= today");
    check_canonical("level(card) >= gold", "level(card) >= gold");
    check_canonical("org under (\"a\", \"b\")", "org under (\"a\", \"b\")");
    check_canonical("org under (\"a\")", "org under \"a\"");
    check_canonical("tier in (gold)", "tier in (gold)");
}

TEST(conditions_can_be_written_in_chinese)
{
    check_canonical("客户等级 属于 （金级、白金级） 且 AUM余额 ≥ 50万 且 非 免打扰",
                    "tier in (gold, platinum) and aum >= 500000 and not dnd");
    check_canonical("年日均金融资产 不低于 1.5亿元", "fa_avg >= 150000000");
    check_canonical("年龄 介于 30 与 45 岁 或者 职业 开头为 “医”",
                    "age between 30 and 45 or occupation begins with \"医\"");
    check_canonical("没有 购买(理财产品, 90天) 且 生日 未来 7 天内",
                    "not purchase(wealth, 90d) and birthday within 7d");
    check_canonical("登录次数(30天) ＝ 0 并且 开户日 最近 30 天",
                    "logins(30d) = 0 and opened_on within the last 30d");
    check_canonical("AUM余额 < 0.8 × AUM余额(上月末)", "aum < 0.8 * aum(last month end)");
    check_canonical("职业 不为空 且 性别 不属于 (男)",
                    "not occupation is empty and not gender in (male)");
    check_canonical("标签(「有“引号”」)", "tag(\"有“引号”\")");
}

TEST(groups_bind_as_people_expect)
{
    check_canonical("dnd and vip or gone", "(dnd and vip) or gone");
    check_canonical("dnd and (vip or gone)", "dnd and (vip or gone)");
    check_canonical("not dnd and vip", "not dnd and vip");
    check_canonical("not (dnd and vip)", "not (dnd and vip)");
    check_canonical("not not dnd", "not not dnd");
    check_canonical("((dnd))", "dnd");
    check_canonical("dnd and (vip and gone)", "dnd and (vip and gone)");
    CHECK_INT(parsed("dnd and vip and gone")->len, 3);
    CHECK_INT(parsed("dnd and (vip and gone)")->len, 2);
    CHECK_INT(cond_nodes(parsed("dnd and not (vip or gone)")), 6);
}

TEST(texts_may_hold_anything_that_is_seen)
{
    check_canonical("tag(\"say \\\"hello\\\" \\\\ 👩‍👩‍👧\")",
                    "tag(\"say \\\"hello\\\" \\\\ 👩‍👩‍👧\")");
    check_canonical("name = \"and\"", "name = \"and\"");
    /* e and its accent become one, as it is stored */
    check_canonical("name = \"Rene\xCC\x81\"", "name = \"Ren\xC3\xA9\"");
}

TEST(faults_say_what_where_and_what_was_meant)
{
    check_fault("", "character 1: expected a field");
    check_fault("aun >= 5", "character 1: there is no field \"aun\"; is aum meant?");
    check_fault("年日均金融资 >= 5",
                "character 1: there is no field \"年日均金融资\"; is 年日均金融资产 meant?");
    check_fault("xyzzy", "character 1: there is no field \"xyzzy\"");
    check_fault("tier in (gold, platinm)",
                "character 16: \"platinm\" is not one of none, potential, gold, platinum, growth, "
                "core; is platinum meant?");
    check_fault("dnd and", "character 8: expected a field");
    check_fault("dnd vip", "character 5: expected \"and\", \"or\" or the end, not \"vip\"");
    check_fault("dnd adn vip",
                "character 5: expected \"and\", \"or\" or the end, not \"adn\"; is and meant?");
    check_fault("tier inn (gold)",
                "character 6: expected an operator, as >= or in, not \"inn\"; is in meant?");
    check_fault("(dnd", "character 5: expected \"and\", \"or\" or a closing parenthesis");
    check_fault("aum", "character 4: expected an operator, as >= or in");
}

TEST(what_does_not_suit_a_field_is_said)
{
    check_fault("aum begins with \"x\"",
                "character 5: aum cannot be asked so: expected =, !=, <, <=, >, >=, between or in");
    check_fault("gender > male", "character 8: gender cannot be asked so: expected =, != or in");
    check_fault("aum is empty", "character 5: aum is always known, it is never empty");
    check_fault("aum >= much",
                "character 8: expected an amount in yuan, as 500000, 1234.50 or 50万, "
                "not \"much\"");
    check_fault("aum >= deposts", "character 8: expected an amount in yuan, as 500000, 1234.50 or "
                                  "50万, not \"deposts\"; is deposits meant?");
    check_fault("aum >= 500,000", "character 11: expected \"and\", \"or\" or the end, not \",\"");
    check_fault("aum >= 0.001", "character 8: \"0.001\" is out of range: expected an amount in "
                                "yuan, as 500000, 1234.50 or 50万");
    check_fault("aum >= 99999999999999", "character 8: \"99999999999999\" is out of range: "
                                         "expected at most 10,000,000,000,000 yuan");
    check_fault("age = -1", "character 7: \"-1\" is out of range: expected 0 to 1,000,000,000");
    check_fault("age between 45 and 30", "character 20: the second value is below the first");
    check_fault("came between today and 3 days ago",
                "character 24: the second value is below the first");
    check_fault("logins >= 1", "character 8: expected a number of days, as 30d, not \">=\"");
    check_fault("logins(400d) >= 1",
                "character 8: \"400d\" is out of range: expected 1 to 366 days");
    check_fault("logins(30) >= 1", "character 10: expected a number of days, as 30d, not \")\"");
    check_fault("spent(pos 90d) > 1", "character 11: expected a comma, not \"90\"");
    check_fault("fa_avg(yesterday) > 1",
                "character 7: expected an operator, as >= or in, not \"(\"");
    check_fault("funds(3 months ago) > 1", "character 1: funds is not kept of that day");
    check_fault("aum > age", "character 7: age cannot be compared with it: it is of another kind");
    check_fault("tier > stage",
                "character 8: stage cannot be compared with it: it is of another kind");
    check_fault("aum > 5000 * aum(yesterday)",
                "character 14: \"5000\" is out of range: expected a factor from 0.0001 to 1000");
    check_fault("came = 2026-02-30",
                "character 8: expected a day, as 2026-01-31, today, 30 days ago or 3 months ago, "
                "not \"2026-02-30\"");
    check_fault("tag(房贷客户)",
                "character 5: expected the name of a tag in quotes, not \"房贷客户\"");
    check_fault("tag(\"\")", "character 5: expected the name of a tag in quotes");
    check_fault("name = \"张", "character 8: a quote begins here and does not end");
    check_fault("name = \"a\\n\"", "character 11: the character \"n\" cannot stand here");
    check_fault("dnd; vip", "character 4: the character \";\" cannot stand here");
    check_fault("dnd and tag(\"👩‍👩‍👧\") and aun > 5",
                "character 26: there is no field \"aun\"; is aum meant?");
    check_fault("random 120%", "character 8: \"120%\" is out of range: expected 0.01% to 100%");
    check_fault("co_manager != \"7\"",
                "character 12: co_manager cannot be asked so: expected = or in");
    check_fault("\xFF", "character 1: the condition is not valid UTF-8");
}

TEST(faults_can_be_said_in_chinese)
{
    const struct cond *c;
    struct cond_fault fault;
    struct why why;
    CHECK_RC(cond_parse(&arena, TEXT("aun >= 5"), &c, &fault), E_INVALID);
    cond_fault_say(&fault, CHINESE, &why);
    CHECK_TEXT(why.text, "第 1 个字符：没有名为“aun”的字段；是否指 aum？");
    CHECK_RC(cond_parse(&arena, TEXT("客户阶段 = 潜在客户"), &c, &fault), E_INVALID);
    cond_fault_say(&fault, CHINESE, &why);
    CHECK_TEXT(why.text, "第 8 个字符：“潜在客户”不在这些词之中：留置客户，潜力客户，目标客户；"
                         "是否指 潜力客户？");
}

static const char *repeated(const char *what, size_t times, const char *end)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < times; i++)
        buf_add_text(&b, what);
    buf_add_text(&b, end);
    const char *text = arena_text(&arena, b.bytes, b.len);
    buf_release(&b);
    return text;
}

TEST(size_and_depth_are_bounded)
{
    parsed(repeated("not ", COND_DEPTH_MOST, "dnd"));
    check_fault(repeated("not ", COND_DEPTH_MOST + 1, "dnd"),
                "character 133: groups are nested too deeply: at most 32 levels");
    check_fault(repeated("(", 3000, "dnd"),
                "character 34: groups are nested too deeply: at most 32 levels");
    check_fault(repeated("(dnd or vip and ", 20, repeated("(", 1, "dnd")),
                "character 325: expected \"and\", \"or\" or a closing parenthesis");
    check_fault(repeated("dnd or ", 1000, "dnd"),
                "character 1: the condition is too long: at most 4096 bytes");
    check_fault(repeated("vip or ", COND_NODES_MOST, "dnd"),
                "character 3501: too many parts: at most 500; a list or a tag says more with less");
    check_fault(repeated("dnd=", 1025, ""),
                "character 1: the condition is too long: at most 4096 bytes");
    check_fault(repeated("not dnd or ", 300, "dnd"),
                "character 1: too many parts: at most 500; a list or a tag says more with less");
}

TEST(a_list_has_at_most_so_many_values)
{
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, "age in (1");
    for (int i = 1; i < COND_VALUES_MOST; i++)
        buf_add_text(&b, ",1");
    parsed(arena_printf(&arena, "%.*s)", (int)b.len, b.bytes));
    check_fault(arena_printf(&arena, "%.*s,1)", (int)b.len, b.bytes),
                "character 8: too many values: at most 500; upload them as a list");
    buf_release(&b);
}

TEST(parts_know_their_place_in_the_text)
{
    const struct cond *c = parsed("标签(\"👩\") 且 (dnd or vip)");
    CHECK_INT(c->parts[0]->place.at, 0);
    CHECK_INT(c->parts[0]->place.len, 7);
    CHECK_INT(c->parts[1]->place.at, 11);
    CHECK_INT(c->parts[1]->parts[1]->place.at, 18);
    CHECK_INT(c->place.len, 22);
    CHECK_INT(parsed("aum >= 5")->test.values[0].place.at, 7);
}

TEST(relative_days_are_told_from_the_business_day)
{
    day today = day_of((struct ymd){2026, 3, 31});
    const struct cond_test *t = &parsed("came >= 1 month ago")->test;
    CHECK_TEXT(day_format(cond_day(&t->values[0], today)).text, "2026-02-28");
    t = &parsed("came >= 3 days ahead")->test;
    CHECK_TEXT(day_format(cond_day(&t->values[0], today)).text, "2026-04-03");
    static const char *const wanted[] = {"2026-03-31", "2026-03-30", "2026-02-28",
                                         "2026-01-31", "2025-12-31", "2025-12-31"};
    for (enum moment m = 0; m < MOMENTS; m++)
        CHECK_TEXT(day_format(cond_moment_day(m, today)).text, wanted[m]);
}

/* Whatever the tree: text and JSON give it back. */
TEST(random_trees_come_back_from_text_and_json)
{
    struct arena a;
    arena_init(&a);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct random_conditions r = {.arena = &a, .seed = seed};
        const struct cond *c = random_condition(&r), *from_text = NULL, *from_json = NULL;
        struct cond_fault fault;
        struct text text = cond_text(&a, c);
        if (cond_parse(&a, text, &from_text, &fault) != OK)
            fail_msg("seed %u: %.*s", (unsigned)seed, (int)text.len, text.ptr);
        CHECK(cond_equal(c, from_text));
        CHECK(text_equal(cond_text(&a, from_text), text));
        struct text json = cond_to_json(&a, c);
        if (cond_from_json(&a, json, &from_json, &fault) != OK)
            fail_msg("seed %u: %.*s: %s", (unsigned)seed, (int)json.len, json.ptr, fault.path);
        CHECK(cond_equal(c, from_json));
        arena_release(&a);
    }
}

static rc find_name(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
                    struct text *ret_nearest)
{
    int *asked = with;
    ++*asked;
    if (text_is(name, "nobody")) {
        *ret_nearest = TEXT("somebody");
        return E_NOT_FOUND;
    }
    *ret_id = 100 * (kind + 1) + *asked;
    return OK;
}

TEST(names_become_ids)
{
    int asked = 0;
    const struct cond_names names = {&asked, find_name};
    const struct cond *c, *bound = NULL;
    struct cond_fault fault;
    c = parsed("org under (\"a\", \"b\") and (tag(\"t\") or holds(\"安心快线\")) and holds(gold)");
    CHECK_OK(cond_resolve(&arena, c, &names, &bound, &fault));
    CHECK(cond_equal(c, bound));
    CHECK_INT(bound->parts[0]->test.values[1].id, 102);
    CHECK_INT(cond_arg(&bound->parts[1]->parts[0]->test.left, ARG_TAG)->id, 403);
    CHECK_INT(cond_arg(&bound->parts[1]->parts[1]->test.left, ARG_PRODUCT)->id, 304);
    CHECK_INT(c->parts[0]->test.values[1].id, 0);
    CHECK_INT(asked, 4);

    struct why why;
    c = parsed("dnd and manager = \"nobody\"");
    CHECK_RC(cond_resolve(&arena, c, &names, &bound, &fault), E_INVALID);
    cond_fault_say(&fault, ENGLISH, &why);
    CHECK_TEXT(why.text, "character 19: the bank has no \"nobody\"; is somebody meant?");
}

TEST(fields_and_words_are_told_apart_by_their_names)
{
    for (size_t i = 0; i < CUSTOMER_FIELDS; i++) {
        CHECK_INT(field_of_name(text_of(customer_fields[i].name)), i);
        CHECK_INT(field_of_name(text_of(customer_fields[i].zh)), i);
        CHECK(customer_fields[i].type != OF_CODE || customer_fields[i].words);
        CHECK(customer_fields[i].type != OF_COUNT || customer_fields[i].unit);
    }
    const struct words *const lists[] = {&stage_words,    &tier_words,     &standing_words,
                                         &class_words,    &grade_words,    &cert_type_words,
                                         &gender_words,   &risk_words,     &related_words,
                                         &txn_sort_words, &card_kind_words};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t j = 0; j < lists[i]->len; j++) {
            int16_t code;
            const struct word *w = &lists[i]->items[j];
            CHECK(code_of_word(lists[i], text_of(w->name), &code) && code == w->code);
            CHECK(code_of_word(lists[i], text_of(in_tongue(CHINESE, w->label)), &code) &&
                  code == w->code);
        }
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(conditions_have_one_way_to_be_printed),
        CASE(conditions_can_be_written_in_chinese),
        CASE(groups_bind_as_people_expect),
        CASE(texts_may_hold_anything_that_is_seen),
        CASE(faults_say_what_where_and_what_was_meant),
        CASE(what_does_not_suit_a_field_is_said),
        CASE(faults_can_be_said_in_chinese),
        CASE(size_and_depth_are_bounded),
        CASE(a_list_has_at_most_so_many_values),
        CASE(parts_know_their_place_in_the_text),
        CASE(relative_days_are_told_from_the_business_day),
        CASE(random_trees_come_back_from_text_and_json),
        CASE(names_become_ids),
        CASE(fields_and_words_are_told_apart_by_their_names),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
