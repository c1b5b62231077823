/* Where values may stand in a page, and what becomes of them there. */
#include "base/test.h"

#include "tmpl/test_make.h"

static const char *broken_chinese(UNUSED void *ctx, UNUSED const char *message)
{
    return "再\"见\"";
}

static rc compiled(const char *text, const char *(*translate)(void *, const char *),
                   enum tmpl_place *ret_place, struct why *why)
{
    struct maker m = {.translate = translate};
    arena_init(&m.arena);
    rc r = make(&m, text, why);
    for (size_t i = 0; r == OK && i < m.t.in[0].len; i++)
        if (m.t.in[0].ops[i].code == OP_VALUE)
            *ret_place = (enum tmpl_place)m.t.in[0].ops[i].place;
    arena_release(&m.arena);
    return r;
}

static void stands(const char *text, enum tmpl_place wanted)
{
    struct why why = {""};
    enum tmpl_place place = PLACE_TEXT;
    if (compiled(text, NULL, &place, &why) != OK)
        fail_msg("%s", why.text);
    CHECK_INT(place, wanted);
}

static void refuses_in(const char *text, const char *(*translate)(void *, const char *),
                       const char *wanted)
{
    struct why why = {""};
    enum tmpl_place place;
    CHECK_RC(compiled(text, translate, &place, &why), E_INVALID);
    CHECK_TEXT(why.text, wanted);
}

static void refuses(const char *text, const char *wanted)
{
    refuses_in(text, NULL, wanted);
}

TEST(values_know_where_they_stand)
{
    stands("<p>{{x}}</p>", PLACE_TEXT);
    stands("1 < 2 {{x}}", PLACE_TEXT);
    stands("<!-- <a href= --><!doctype html>{{x}}", PLACE_TEXT);
    stands("<script>if (a < b) { f('</b>') }</script>{{x}}", PLACE_TEXT);
    stands("<STYLE>a{}</STYLE >{{x}}", PLACE_TEXT);
    stands("<br/>{{x}}", PLACE_TEXT);
    stands("<i class=\"{{x}}\">", PLACE_ATTR);
    stands("<i a=b c d = 'e' class = '{{x}}'>", PLACE_ATTR);
    stands("<input value=\"{{x}}\" {{#on}}checked{{/on}}>", PLACE_ATTR);
    stands("<a href=\"{{x}}\">", PLACE_URL);
    stands("<a HREF='/a/{{x}}'>", PLACE_URL_PART);
    stands("<a href=\"a/{{x}}\">", PLACE_URL_PART);
    stands("<a href=\"mailto:{{x}}\">", PLACE_URL_PART);
    stands("<b hx-get=\"?a=1{{#on}}&amp;b={{x}}{{/on}}\">", PLACE_URL_PART);
    stands("{{#on}}<a href=\"/\">{{/on}}{{x}}{{#on}}</a>{{/on}}", PLACE_TEXT);
}

TEST(dangerous_places_are_refused)
{
    refuses("<script>{{x}}</script>", "page:1: a value in a script or a style: x");
    refuses("<style>\n{{x}}</style>", "page:2: a value in a script or a style: x");
    refuses("<script></scrip>{{x}}", "page:1: a value in a script or a style: x");
    refuses("<!-- {{x}} -->", "page:1: a value in a comment: x");
    refuses("<a onclick=\"{{x}}\">", "page:1: a value in an attribute that is a program: x");
    refuses("<a hx-on:click=\"{{x}}\">", "page:1: a value in an attribute that is a program: x");
    refuses("<a style='{{x}}'>", "page:1: a value in an attribute that is a program: x");
    refuses("<a title={{x}}>", "page:1: a value in an attribute without quotes: x");
    refuses("<a title=a{{x}}>", "page:1: a value in an attribute without quotes: x");
    refuses("<a {{x}}>", "page:1: a value within a tag, outside of an attribute's quotes: x");
    refuses("<{{x}}>", "page:1: a value within a tag, outside of an attribute's quotes: x");
    refuses("<a href=\"javascript:{{x}}\">", "page:1: a value in an address that is no page's: x");
    refuses("<a href=\"java{{x}}\">",
            "page:1: a value may not be part of the beginning of an address: x");
    refuses("<a {{#y}}title{{/y}}=\"{{x}}\">",
            "page:1: the section must end in the same tag or attribute where it begins: y");
    refuses("<a title=\"{{{x}}}\">", "page:1: markup in an attribute: x");
    refuses("<a title=\"", "page:1: the page ends within a tag");
}

TEST(sections_leave_the_page_as_they_found_it)
{
    refuses("{{#x}}<a {{/x}}>",
            "page:1: the section must end in the same tag or attribute where it begins: x");
    refuses("<a title={{#x}}\"a\"{{/x}}>",
            "page:1: the section must end in the same tag or attribute where it begins: x");
    refuses("<a href=\"{{#x}}/a{{/x}}\">",
            "page:1: the section must end in the same tag or attribute where it begins: x");
}

TEST(translations_stay_in_their_attribute)
{
    stands("<a title=\"{{#_}}Good bye, {{x}}{{/_}}\">", PLACE_ATTR);
    refuses_in("<a title=\"{{#_}}Good bye{{/_}}\">", broken_chinese,
               "page:1: the text, or its translation, must end in the tag or attribute where it "
               "begins");
    refuses("{{#_}}Good <b{{/_}}>",
            "page:1: the text, or its translation, must end in the tag or attribute where it "
            "begins");
}

TESTS(CASE(values_know_where_they_stand), CASE(dangerous_places_are_refused),
      CASE(sections_leave_the_page_as_they_found_it), CASE(translations_stay_in_their_attribute))
