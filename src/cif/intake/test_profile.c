#include "base/test.h"

#include "cif/intake/profile.h"

static rc parse(struct arena *arena, const char *json, struct profile *p, struct why *why)
{
    return profile_parse(arena, text_of(json), "profile.json", p, why);
}

TEST(the_example_of_the_specification)
{
    static const char json[] =
        "{ \"charset\": \"GB18030\", \"delimiter\": \"|\", \"quoting\": \"none\", \"header\": true,"
        "  \"dates\": \"YYYYMMDD\", \"files\": { \"customer.csv\": {"
        "    \"columns\": [[\"客户号\", \"customer_no\"], [\"性别\", \"gender\"]],"
        "    \"constants\": { \"cert_type\": \"id\" },"
        "    \"values\": { \"gender\": { \"M\": \"male\", \"F\": \"female\" } } },"
        "  \"fx.csv\": { \"charset\": \"UTF-8\", \"header\": false, \"delimiter\": \";\","
        "    \"quoting\": \"rfc4180\", \"dates\": \"YYMMDD\" } } }";
    struct arena arena;
    struct profile p;
    struct why why = {""};
    arena_init(&arena);
    CHECK_OK(parse(&arena, json, &p, &why));
    const struct profile_file *c = &p.files[FILE_CUSTOMER];
    CHECK_INT(c->charset, CHARSET_GB18030);
    CHECK_INT(c->delimiter, '|');
    CHECK(!c->quotes && c->header);
    CHECK_INT(c->dates, DATES_COMPACT);
    CHECK_INT(c->column_count, 2);
    CHECK(text_is(c->columns[1].name, "性别"));
    CHECK_INT(c->columns[1].column, CUSTOMER_GENDER);
    CHECK(c->has_constant[CUSTOMER_CERT_TYPE] && text_is(c->constants[CUSTOMER_CERT_TYPE], "id"));
    const struct profile_values *v = &c->values[CUSTOMER_GENDER];
    CHECK(text_is(profile_translate(v, TEXT("M")), "male"));
    CHECK(text_is(profile_translate(v, TEXT("F")), "female"));
    CHECK(text_is(profile_translate(v, TEXT("X")), "X"));
    CHECK_INT(p.files[FILE_ORG].charset, CHARSET_GB18030);
    const struct profile_file *fx = &p.files[FILE_FX];
    CHECK(fx->charset == CHARSET_UTF8 && !fx->header && fx->delimiter == ';' && fx->quotes);
    CHECK_INT(fx->dates, DATES_SHORT);
    arena_release(&arena);
}

TEST(the_default_is_the_standard_form)
{
    struct arena arena;
    struct profile p;
    arena_init(&arena);
    CHECK_OK(parse(&arena, "{}", &p, NULL));
    for (int f = 0; f < FILE_COUNT; f++)
        CHECK(p.files[f].charset == CHARSET_UTF8 && p.files[f].delimiter == ',' &&
              p.files[f].quotes && p.files[f].header && p.files[f].dates == DATES_DASHED &&
              p.files[f].column_count == 0);
    arena_release(&arena);
}

static void check_wrong(const char *json, const char *wanted)
{
    struct arena arena;
    struct profile p;
    struct why why = {""};
    arena_init(&arena);
    CHECK_RC(parse(&arena, json, &p, &why), E_USAGE);
    if (!strstr(why.text, wanted))
        CHECK_TEXT(why.text, wanted);
    arena_release(&arena);
}

#define IN_FX(what) "{\"files\":{\"fx.csv\":{" what "}}}"

TEST(unknown_names_are_errors_that_say_where)
{
    check_wrong("{\"chars\":\"UTF-8\"}", "profile.json: unknown name \"chars\"");
    check_wrong("{\"files\":{\"fx\":{}}}", "files: there is no day file \"fx\"");
    check_wrong(IN_FX("\"column\":[]"), "files.\"fx.csv\": unknown name \"column\"");
    check_wrong(IN_FX("\"columns\":[[\"a\",\"rat\"]]"),
                "files.\"fx.csv\".columns[0]: fx.csv has no column \"rat\"");
    check_wrong(IN_FX("\"constants\":{\"x\":\"1\"}"), "fx.csv has no column \"x\"");
    check_wrong(IN_FX("\"values\":{\"x\":{}}"), "files.\"fx.csv\".values: fx.csv has no column");
    check_wrong("{\"charset\":\"latin1\"}", "cannot be \"latin1\", only UTF-8 or GB18030");
    check_wrong("{\"quoting\":\"all\"}", "only none or rfc4180");
    check_wrong("{\"dates\":\"DDMMYYYY\"}", "\"dates\" cannot be");
}

TEST(wrong_forms_are_errors)
{
    check_wrong("", "is not JSON");
    check_wrong("{", "profile.json:1: is not JSON");
    check_wrong("[]", "must be a JSON object");
    check_wrong("{\"header\":1}", "\"header\" must be true or false");
    check_wrong("{\"charset\":1}", "\"charset\" must be");
    check_wrong("{\"files\":[]}", "files: must be an object");
    check_wrong("{\"files\":{\"fx.csv\":1}}", "must be an object");
    check_wrong(IN_FX("\"columns\":{}"), "must be a list");
    check_wrong(IN_FX("\"columns\":[[\"a\"]]"), "must be [name in the file, our name]");
    check_wrong(IN_FX("\"columns\":[[\"a\",\"rate\",\"b\"]]"), "must be [name");
    check_wrong(IN_FX("\"columns\":[\"rate\"]"), "must be [name");
    check_wrong(IN_FX("\"constants\":{\"rate\":1}"), "must be text in quotes");
    check_wrong(IN_FX("\"values\":{\"rate\":1}"), "must be an object");
    check_wrong(IN_FX("\"values\":{\"rate\":{\"a\":1}}"), "must become text");
}

TEST(delimiters_are_one_ascii_character)
{
    static const char *const wrong[] = {"\"\"",    "\"||\"", "\"\\\"\"", "\"\\n\"",
                                        "\"\\r\"", "\"，\"", "1",        "\"\\u00e9\""};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        char json[64];
        snprintf(json, sizeof json, "{\"delimiter\":%s}", wrong[i]);
        check_wrong(json, "\"delimiter\" must be one ASCII character");
    }
    struct arena arena;
    struct profile p;
    arena_init(&arena);
    CHECK_OK(parse(&arena, "{\"delimiter\":\"\\t\"}", &p, NULL));
    CHECK_INT(p.files[0].delimiter, '\t');
    arena_release(&arena);
}

TEST(what_is_mapped_twice_is_an_error)
{
    check_wrong(IN_FX("\"columns\":[[\"a\",\"rate\"],[\"b\",\"rate\"]]"),
                "\"rate\" is mapped twice");
    check_wrong(IN_FX("\"columns\":[[\"a\",\"rate\"],[\"a\",\"currency\"]]"),
                "columns[1]: \"a\" is mapped twice");
    check_wrong(IN_FX("\"columns\":[[\"a\",\"rate\"]],\"constants\":{\"rate\":\"1\"}"),
                "mapped to a column of the file as well");
    check_wrong("{\"header\":true,\"header\":true}", "is not JSON");
    struct arena arena;
    struct profile p;
    arena_init(&arena);
    CHECK_OK(parse(&arena,
                   IN_FX("\"header\":false,\"columns\":[[\"\",\"rate\"],[\"\",\"currency\"]]"), &p,
                   NULL));
    arena_release(&arena);
}

TEST(a_missing_file_is_not_found)
{
    struct arena arena;
    struct profile p;
    arena_init(&arena);
    CHECK_RC(profile_read(&arena, "/nowhere/profile.json", &p, NULL), E_NOT_FOUND);
    arena_release(&arena);
}

TESTS(CASE(the_example_of_the_specification), CASE(the_default_is_the_standard_form),
      CASE(unknown_names_are_errors_that_say_where), CASE(wrong_forms_are_errors),
      CASE(delimiters_are_one_ascii_character), CASE(what_is_mapped_twice_is_an_error),
      CASE(a_missing_file_is_not_found))
