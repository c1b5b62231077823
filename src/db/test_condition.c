#include "base/test.h"

#include "db/condition.h"

static struct arena arena;

static int start(UNUSED void **state)
{
    arena_init(&arena);
    return 0;
}

static int stop(UNUSED void **state)
{
    arena_release(&arena);
    return 0;
}

static const struct cond *parse(const char *text)
{
    const struct cond *c = NULL;
    struct cond_fault fault;
    CHECK_OK(cond_parse(&arena, text_of(text), &c, &fault));
    return c;
}

static const char *sql_of(const char *text)
{
    const struct condition_of of = {.day = 20000, .first_day = 19000};
    struct text sql = {NULL, 0};
    CHECK_OK(condition_sql(parse(text), &of, &arena, &sql));
    return sql.ptr;
}

static int times(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        count++;
    return count;
}

TEST(values_never_stand_in_the_text)
{
    const char *sql = sql_of("name = \"x'; drop table customer; --\" and aum >= 123456.78"
                             " and occupation begins with \"$1\" and age in (41, 43)"
                             " and views(\"o'clock\", 61d) >= 5 and opened_on = 2011-12-13");
    CHECK(!strstr(sql, "drop"));
    CHECK(!strstr(sql, "12345678"));
    CHECK(!strstr(sql, "clock"));
    CHECK(!strstr(sql, "61"));
    CHECK(!strstr(sql, "41"));
    CHECK(!strstr(sql, "2011"));
}

TEST(what_is_asked_twice_is_read_once)
{
    CHECK_INT(times(sql_of("aum >= 1 and fa <= 2 and not tier = gold"), "from customer_day"), 1);
    CHECK_INT(times(sql_of("aum >= 1 and aum(yesterday) <= 2"), "from customer_day"), 2);
    CHECK_INT(times(sql_of("logins(30d) = 1 or logins(30d) = 2"), "from behaviour"), 1);
    CHECK_INT(times(sql_of("logins(30d) = 1 or logins(31d) = 2"), "from behaviour"), 2);
}

TEST(what_is_not_known_makes_a_test_false)
{
    const char *sql = sql_of("not age > 30 or gender is empty");
    CHECK(strstr(sql, "not (coalesce(s1.age > $3, false))"));
    CHECK(strstr(sql, "coalesce(s1.gender is null, false)"));
}

/* A day before the bank's first one. */
TEST(of_days_before_the_bank_nothing_is_known)
{
    const struct condition_of of = {.day = 20000, .first_day = 20000};
    struct text sql;
    CHECK_OK(condition_sql(parse("aum(yesterday) >= 0"), &of, &arena, &sql));
    CHECK(strstr(sql.ptr, "coalesce(null::int8 >= $2, false)"));
}

static rc stands_for_itself(void *with, enum name_kind kind, UNUSED int64_t id,
                            UNUSED struct arena *a, const struct cond **ret)
{
    if (kind != NAMED_AUDIENCE)
        return E_NOT_FOUND;
    *ret = with;
    return OK;
}

TEST(audiences_that_lead_to_each_other_are_refused)
{
    struct condition_of of = {.day = 20000, .first_day = 19000, .stands_for = stands_for_itself};
    struct text sql = {NULL, 0};
    const struct cond *circle = parse("dnd or audience(\"itself\")");
    of.with = (void *)(uintptr_t)parse("gone or tag(\"t\")");
    CHECK_OK(condition_sql(circle, &of, &arena, &sql));
    CHECK(strstr(sql.ptr, "s1.gone"));
    CHECK_INT(times(sql.ptr, "live_member"), 1);
    of.with = (void *)(uintptr_t)circle;
    CHECK_INT(condition_sql(circle, &of, &arena, &sql), E_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(values_never_stand_in_the_text), CASE(what_is_asked_twice_is_read_once),
        CASE(what_is_not_known_makes_a_test_false), CASE(of_days_before_the_bank_nothing_is_known),
        CASE(audiences_that_lead_to_each_other_are_refused)};
    return cmocka_run_group_tests(tests, start, stop);
}
