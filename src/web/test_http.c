/* What comes off the wire, taken apart: paths, forms, cookies. */
#include "base/test.h"

#include "web/http.h"

static struct arena arena;

static bool path_is(const char *raw, const char *wanted)
{
    struct text path;
    return http_path(&arena, text_of(raw), &path) && text_is(path, wanted);
}

static bool path_refused(const char *raw)
{
    struct text path;
    return !http_path(&arena, text_of(raw), &path);
}

TEST(paths_are_decoded)
{
    CHECK(path_is("/", "/"));
    CHECK(path_is("/loads/2026-01-30", "/loads/2026-01-30"));
    CHECK(path_is("/a%20b/%E5%AE%A2", "/a b/客"));
    CHECK(path_is("/a+b", "/a+b"));
    CHECK(path_is("/api/v1/", "/api/v1"));
    CHECK(path_is("/a%2fb/", "/a/b"));
}

TEST(paths_that_nobody_means_well_with_are_refused)
{
    static const char *const bad[] = {
        "",          "loads",   "//",        "/a//b",      "/a//", "/./a", "/../etc/passwd",
        "/a/%2e%2e", "/%00",    "/a%0d%0ab", "/%",         "/%4",  "/%zz", "/a\\b",
        "/%ff",      "/%c0%af", "/a%7f",     "/%ed%a0%80", "/a%2f"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK(path_refused(bad[i]));
}

static bool form_has(const struct pairs *pairs, size_t i, const char *name, const char *value)
{
    return i < pairs->len && text_is(pairs->items[i].name, name) &&
           text_is(pairs->items[i].value, value);
}

TEST(forms_are_pairs)
{
    struct pairs pairs;
    CHECK(http_form(&arena, TEXT("a=1&name=%E5%BC%A0+san&&empty=&bare&eq=a=b"), 10, &pairs));
    CHECK_INT(pairs.len, 5);
    CHECK(form_has(&pairs, 0, "a", "1"));
    CHECK(form_has(&pairs, 1, "name", "张 san"));
    CHECK(form_has(&pairs, 2, "empty", ""));
    CHECK(form_has(&pairs, 3, "bare", ""));
    CHECK(form_has(&pairs, 4, "eq", "a=b"));
    CHECK(http_form(&arena, TEXT(""), 10, &pairs));
    CHECK_INT(pairs.len, 0);
}

TEST(forms_that_are_none_are_refused)
{
    struct pairs pairs;
    CHECK(!http_form(&arena, TEXT("a=%"), 10, &pairs));
    CHECK(!http_form(&arena, TEXT("a=%00"), 10, &pairs));
    CHECK(!http_form(&arena, TEXT("a=%ff"), 10, &pairs));
    CHECK(!http_form(&arena, TEXT("a&b&c"), 2, &pairs));
}

TEST(a_cookie_counts_once)
{
    CHECK(text_is(http_cookie(TEXT("a=1; guanhu=xyz ; b=2"), "guanhu"), "xyz"));
    CHECK(text_is(http_cookie(TEXT("guanhu="), "guanhu"), ""));
    CHECK(http_cookie(TEXT("xguanhu=1; b"), "guanhu").ptr == NULL);
    CHECK(http_cookie(TEXT("guanhu=1; guanhu=2"), "guanhu").ptr == NULL);
    CHECK(http_cookie(TEXT(""), "guanhu").ptr == NULL);
}

TESTS(CASE(paths_are_decoded), CASE(paths_that_nobody_means_well_with_are_refused),
      CASE(forms_are_pairs), CASE(forms_that_are_none_are_refused), CASE(a_cookie_counts_once))
