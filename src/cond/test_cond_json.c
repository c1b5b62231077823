#include "base/test.h"

#include "cond/condition.h"

/* ' stands for ", so that the JSON can be read here. */
static struct text quoted(struct arena *a, const char *json)
{
    char *copy = arena_text(a, json, strlen(json));
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return text_of(copy);
}

static void check_both_ways(const char *text, const char *json)
{
    struct arena a;
    const struct cond *from_text = NULL, *from_json = NULL;
    struct cond_fault fault;
    arena_init(&a);
    CHECK_OK(cond_parse(&a, text_of(text), &from_text, &fault));
    CHECK_TEXT(cond_to_json(&a, from_text).ptr, quoted(&a, json).ptr);
    CHECK_OK(cond_from_json(&a, quoted(&a, json), &from_json, &fault));
    CHECK(cond_equal(from_text, from_json));
    CHECK_INT(from_json->place.len, from_text->place.len);
    arena_release(&a);
}

TEST(text_and_json_say_the_same)
{
    check_both_ways("aum >= 500000", "{'field': 'aum', 'op': '>=', 'values': ['500000']}");
    check_both_ways("dnd", "{'field': 'dnd'}");
    check_both_ways("tier in (gold, core) and not dnd",
                    "{'and': [{'field': 'tier', 'op': 'in', 'values': ['gold', 'core']}, "
                    "{'not': {'field': 'dnd'}}]}");
    check_both_ways("aum < 0.8 * aum(3 months ago)",
                    "{'field': 'aum', 'op': '<', 'factor': '0.8', 'than': {'field': 'aum', "
                    "'at': '3 months ago'}}");
    check_both_ways("tier < ref", "{'field': 'tier', 'op': '<', 'than': {'field': 'ref'}}");
    check_both_ways("views(\"a\", 7d) between 1 and 5",
                    "{'field': 'views', 'args': ['a', '7d'], 'op': 'between', 'values': "
                    "['1', '5']}");
    check_both_ways("views(7d) = 0",
                    "{'field': 'views', 'args': ['7d'], 'op': '=', 'values': ['0']}");
    check_both_ways("holds(gold) or holds(\"gold\")",
                    "{'or': [{'field': 'holds', 'args': ['gold']}, "
                    "{'field': 'holds', 'args': [{'name': 'gold'}]}]}");
    check_both_ways("org under \"浙江\" and came <= 30 days ago",
                    "{'and': [{'field': 'org', 'op': 'under', 'values': ['浙江']}, "
                    "{'field': 'came', 'op': '<=', 'values': ['30 days ago']}]}");
    check_both_ways("birthday within 7d",
                    "{'field': 'birthday', 'op': 'within', 'values': ['7d']}");
    check_both_ways("occupation is empty", "{'field': 'occupation', 'op': 'is empty'}");
    check_both_ways("random(12.5%)", "{'field': 'random', 'args': ['12.5%']}");
}

TEST(json_may_be_written_with_less_care)
{
    struct arena a;
    const struct cond *c = NULL;
    struct cond_fault fault;
    arena_init(&a);
    CHECK_OK(cond_from_json(&a,
                            quoted(&a, "{'and': [{'field': '年龄', 'op': 'in', 'values': [30, "
                                       "'40岁']}]}"),
                            &c, &fault));
    CHECK_TEXT(cond_text(&a, c).ptr, "age in (30, 40)");
    arena_release(&a);
}

static void check_refused(const char *json, const char *said)
{
    struct arena a;
    const struct cond *c = NULL;
    struct cond_fault fault;
    struct why why;
    arena_init(&a);
    if (cond_from_json(&a, quoted(&a, json), &c, &fault) != E_INVALID)
        fail_msg("%s", json);
    CHECK(c == NULL);
    cond_fault_say(&fault, ENGLISH, &why);
    CHECK_TEXT(why.text, said);
    arena_release(&a);
}

TEST(hostile_json_is_refused_where_it_is_wrong)
{
    check_refused("", "/: not JSON: '[' or '{' expected near end of file");
    check_refused("[]", "/: expected an object: and, or, not, or a field");
    check_refused("{}", "/field: expected a field");
    check_refused("{'and': []}", "/and: expected an array of conditions");
    check_refused("{'and': {'field': 'dnd'}}", "/and: expected an array of conditions");
    check_refused("{'and': [{'field': 'dnd'}, 7]}",
                  "/and/1: expected an object: and, or, not, or a field");
    check_refused("{'not': {'or': [{'field': 'vip'}, {'field': 'dmd'}]}}",
                  "/not/or/1/field: there is no field \"dmd\"; is dnd meant?");
    check_refused("{'field': 'dnd', 'and': []}",
                  "/: expected nothing beside \"and\", \"or\" or \"not\"");
    check_refused("{'field': 'dnd', 'evil': 1}", "/: expected a key of this tree, not \"evil\"");
    check_refused("{'field': 'dnd', 'field': 'vip'}",
                  "/: not JSON: duplicate object key near '\"field\"'");
    check_refused("{'field': 7}", "/field: expected a field");
    check_refused("{'field': 'aum', 'op': '~', 'values': ['1']}",
                  "/op: expected an operator, as >= or in, not \"~\"");
    check_refused("{'field': 'aum', 'op': 'begins with', 'values': ['1']}",
                  "/op: aum cannot be asked so: expected =, !=, <, <=, >, >=, between or in");
    check_refused("{'field': 'aum'}",
                  "/op: aum cannot be asked so: expected =, !=, <, <=, >, >=, between or in");
    check_refused("{'field': 'aum', 'op': '>=', 'values': ['1', 'x']}",
                  "/values/1: expected an amount in yuan, as 500000, 1234.50 or 50万, not \"x\"");
    check_refused("{'field': 'aum', 'op': '>=', 'values': ['1', '2']}",
                  "/values: expected as many values as the operator takes");
    check_refused("{'field': 'aum', 'op': '>='}",
                  "/values: expected as many values as the operator takes");
    check_refused("{'field': 'aum', 'op': '>=', 'values': ['1 and dnd']}",
                  "/values/0: expected nothing more, not \"and\"");
    check_refused("{'field': 'aum', 'op': '>=', 'values': [1.5]}", "/values/0: expected a string");
    check_refused("{'field': 'name', 'op': '=', 'values': ['a\\u0007']}",
                  "/values/0: \"a \" is out of range: expected a text in quotes");
    check_refused("{'field': 'tag', 'args': []}", "/args: expected the name of a tag in quotes, "
                                                  "not \"tag\"");
    check_refused("{'field': 'tag', 'args': ['']}",
                  "/args/0: expected the name of a tag in quotes");
    check_refused("{'field': 'tag', 'args': ['a', 'b']}",
                  "/args: expected an array of the field's arguments, not \"tag\"");
    check_refused("{'field': 'logins', 'args': ['400d'], 'op': '=', 'values': ['0']}",
                  "/args/0: \"400d\" is out of range: expected 1 to 366 days");
    check_refused(
        "{'field': 'aum', 'at': 'tomorrow', 'op': '=', 'values': ['0']}",
        "/at: expected a day: yesterday, last month end, 2 months ago, 3 months ago or year begin, "
        "not \"tomorrow\"");
    check_refused("{'field': 'aum', 'op': '<', 'factor': '0', 'than': {'field': 'fa'}}",
                  "/than: \"0\" is out of range: expected a factor from 0.0001 to 1000");
    check_refused("{'field': 'aum', 'op': '<', 'factor': 'x', 'than': {'field': 'fa'}}",
                  "/factor: expected a factor of at most four decimals, as 0.8 or 80%, not \"x\"");
    check_refused("{'field': 'aum', 'op': '<', 'than': {'field': 'age'}}",
                  "/than: age cannot be compared with it: it is of another kind");
    check_refused("{'field': 'aum', 'op': '<', 'than': {'field': 'fa'}, 'values': ['1']}",
                  "/: expected either values, or a field to compare with");
}

static const char *nested(struct arena *a, size_t times)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < times; i++)
        buf_add_text(&b, "{'not': ");
    buf_add_text(&b, "{'field': 'dnd'}");
    for (size_t i = 0; i < times; i++)
        buf_add_char(&b, '}');
    const char *json = arena_text(a, b.bytes, b.len);
    buf_release(&b);
    return json;
}

TEST(depth_and_size_of_json_are_bounded)
{
    struct arena a;
    struct cond_fault fault;
    const struct cond *c = NULL;
    arena_init(&a);
    CHECK_OK(cond_from_json(&a, quoted(&a, nested(&a, COND_DEPTH_MOST)), &c, &fault));
    c = NULL;
    CHECK_RC(cond_from_json(&a, quoted(&a, nested(&a, COND_DEPTH_MOST + 1)), &c, &fault),
             E_INVALID);
    CHECK_INT(fault.kind, COND_TOO_DEEP);
    CHECK_RC(cond_from_json(&a, quoted(&a, nested(&a, 3000)), &c, &fault), E_INVALID);
    CHECK(fault.kind == COND_TOO_DEEP || fault.kind == COND_NOT_JSON);
    CHECK_RC(cond_from_json(&a, quoted(&a, nested(&a, 20000)), &c, &fault), E_INVALID);
    CHECK_INT(fault.kind, COND_TOO_LONG);
    CHECK_INT(fault.limit, COND_JSON_MOST);
    CHECK(c == NULL);
    arena_release(&a);
}

TESTS(CASE(text_and_json_say_the_same), CASE(json_may_be_written_with_less_care),
      CASE(hostile_json_is_refused_where_it_is_wrong), CASE(depth_and_size_of_json_are_bounded))
