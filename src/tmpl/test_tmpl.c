#include "base/test.h"

#include "tmpl/test_make.h"
#include "tmpl/test_page.html.h"
#include "tmpl/test_sample.h"

static const struct record *const records[] = {&sample_record, NULL};

static const char *in_chinese(UNUSED void *ctx, const char *message)
{
    if (strcmp(message, "Open & well") == 0)
        return "好";
    return strcmp(message, "{{rows.count}} rows of {{title}}") == 0 ? "{{title}}有{{rows.count}}行"
                                                                    : NULL;
}

/* What the template shows of the sample, in that tongue. */
static void shows_in(enum tongue tongue, const char *text, const struct sample *sample,
                     const char *wanted)
{
    struct maker m = {.translate = in_chinese};
    struct tmpl_bound *bound;
    struct buf out;
    struct why why = {""};
    buf_init(&out);
    arena_init(&m.arena);
    if (make(&m, text, &why) != OK || tmpl_bind(&m.arena, &m.t, records, &bound, &why) != OK)
        fail_msg("%s", why.text);
    CHECK_OK(tmpl_render(bound, tongue, NULL, (const void *const[]){sample}, &out, &why));
    buf_add_char(&out, 0);
    CHECK_TEXT(out.bytes, wanted);
    buf_release(&out);
    arena_release(&m.arena);
}

static void shows(const char *text, const struct sample *sample, const char *wanted)
{
    shows_in(ENGLISH, text, sample, wanted);
}

static void refuses(const char *text, const char *wanted)
{
    struct maker m = {.translate = NULL};
    struct tmpl_bound *bound;
    struct why why = {""};
    arena_init(&m.arena);
    rc r = make(&m, text, &why);
    if (r == OK)
        r = tmpl_bind(&m.arena, &m.t, records, &bound, &why);
    CHECK(r != OK);
    CHECK_TEXT(why.text, wanted);
    arena_release(&m.arena);
}

static struct sample sample(void)
{
    return (struct sample){.title = TEXT("A & 'b'"),
                           .can_edit = true,
                           .notes = TEXT("<b>note</b>"),
                           .link = TEXT("/next?a=1&b=2"),
                           .one = sample_row(3)};
}

TEST(values_show_by_their_kind)
{
    struct sample s = sample();
    shows("", &s, "");
    shows("{{title}}", &s, "A &amp; &#39;b&#39;");
    shows("{{{notes}}}{{&notes}}{{notes}}", &s, "<b>note</b><b>note</b>&lt;b&gt;note&lt;/b&gt;");
    shows("{{one.id}} {{one.worth}} {{one.visits}}", &s, "1000003 3,703,703.67 3,702");
    struct sample once = {.one.visits = 1}, never = {.one.visits = 0};
    shows("{{one.visits}} visit{{one.visits.s}}", &once, "1 visit");
    shows("{{one.visits}} visit{{one.visits.s}}", &never, "0 visits");
    shows("{{one.since}} {{one.since.weekday}} {{one.since.plain}}", &s,
          "2024-10-07 Mon 2024-10-07");
    shows("{{one.at}} {{one.at.day}} {{one.at.clock}} {{one.at.plain}}", &s,
          "2026-11-22 14:05 2026-11-22 14:05 2026-11-22T14:05:00+08:00");
    shows("{{one.state}} {{one.state.name}} {{one.state.tone}}", &s, "Shut shut ");
    s.one.state = 1;
    shows("{{one.state}} {{one.state.name}} {{one.state.tone}}", &s, "Open &amp; well open ok");
    shows("{{one.worth.plain}} {{one.visits.plain}} {{can_edit}}", &s, "3703703.67 3702 true");
    shows("{{#one}}{{name}}{{/one}}", &s, "王 &lt;b&gt; &amp; &quot;Co&quot;");
    s.one.state = 77;
    shows("[{{one.state}}{{one.state.name}}]", &s, "[]");
}

TEST(large_amounts_have_a_short_form)
{
    static const struct {
        fen worth;
        const char *english, *chinese;
    } cases[] = {
        {0, "0.00", "0.00"},
        {-5, "-0.05", "-0.05"},
        {YUAN(999), "999.00", "999.00"},
        {YUAN(12345), "12.35K", "1.23万"},
        {YUAN(-12345678), "-12.35M", "-1,234.57万"},
        {YUAN(123456789012), "123.46B", "1,234.57亿"},
        {INT64_MAX, "92,233,720.37B", "922,337,203.69亿"},
        {INT64_MIN, "-92,233,720.37B", "-922,337,203.69亿"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sample s = {.one.worth = cases[i].worth};
        shows("{{one.worth.short}}", &s, cases[i].english);
        shows_in(CHINESE, "{{one.worth.short}}", &s, cases[i].chinese);
    }
    struct sample s = {.one.worth = INT64_MIN, .one.visits = -1234567};
    shows("{{one.worth}} {{one.visits}} {{one.visits.short}}", &s,
          "-92,233,720,368,547,758.08 -1,234,567 -1.23M");
}

TEST(null_is_a_dash_or_nothing)
{
    struct sample s = {.one.since = NO_DAY};
    shows("{{title}} {{one.lent}} {{one.since}} {{sure}}", &s, "– – – –");
    shows("<i title=\"{{title}}{{one.lent}}\">", &s, "<i title=\"\">");
    shows("{{one.lent.plain}}{{#title}}x{{/title}}{{#one.lent}}x{{/one.lent}}{{#sure}}x{{/sure}}",
          &s, "");
    shows("{{^one.since}}never{{/one.since}}{{{notes}}}", &s, "never");
    s.title = TEXT("");
    s.one.lent = (struct opt_int8){true, 0};
    shows("[{{title}}]{{#title}}x{{/title}}{{#one.lent}}{{one.lent}}{{/one.lent}}", &s, "[]0.00");
}

TEST(sections_ask_and_repeat)
{
    struct sample_row rows[] = {sample_row(0), sample_row(1)};
    struct sample s = sample();
    const char *list = "{{#rows.count}}{{rows.count}}: {{#rows}}{{title}} {{id}}{{#state.open}}!"
                       "{{/state.open}}; {{/rows}}{{/rows.count}}{{^rows}}none{{/rows}}";
    shows("{{#can_edit}}yes{{/can_edit}}{{^can_edit}}no{{/can_edit}}", &s, "yes");
    shows(list, &s, "none");
    s.rows = rows;
    s.rows_count = 2;
    shows(list, &s, "2: A &amp; &#39;b&#39; 1000000!; A &amp; &#39;b&#39; 1000001; ");
    shows("{{#one}}{{#rows}}{{id}} {{/rows}}{{id}}{{/one}}", &s, "1000000 1000001 1000003");
}

TEST(addresses_are_encoded)
{
    struct sample s = sample();
    s.one.lent = (struct opt_int8){true, 5};
    shows("<a href=\"/c/{{one.id}}?t={{title}}&amp;w={{one.worth}}&amp;a={{one.at}}\">", &s,
          "<a href=\"/c/1000003?t=A%20%26%20%27b%27&amp;w=3703703.67&amp;"
          "a=2026-11-22T14%3A05%3A00%2B08%3A00\">");
    shows("<a href=\"{{link}}\">", &s, "<a href=\"/next?a=1&amp;b=2\">");
    shows("<a href=\"{{link}}&amp;back={{link}}\">", &s,
          "<a href=\"/next?a=1&amp;b=2&amp;back=%2Fnext%3Fa%3D1%26b%3D2\">");
    shows("<a href='?s={{one.state}}'>", &s, "<a href='?s=shut'>");
}

TEST(texts_are_translated_with_their_tags)
{
    struct sample s = sample();
    const char *text = "{{#_}} {{rows.count}} rows\n  of {{title}}\n{{/_}}.";
    shows(text, &s, "0 rows of A &amp; &#39;b&#39;.");
    shows_in(CHINESE, text, &s, "A &amp; &#39;b&#39;有0行.");
}

TEST(unknown_names_are_named)
{
    refuses("a\n{{nobody}}", "page: page:2: there is no such name: {{nobody}}");
    refuses("{{one.nobody}}", "page: page:1: there is no such name: {{one.nobody}}");
    refuses("{{id}}", "page: page:1: there is no such name: {{id}}");
    refuses("{{title.short}}", "page: page:1: there is no such name: {{title.short}}");
    refuses("{{one.state.gone}}", "page: page:1: there is no such name: {{one.state.gone}}");
    refuses("{{#one.state.gone}}{{/one.state.gone}}",
            "page: page:1: there is no such name: {{one.state.gone}}");
    refuses("{{.}}", "page: page:1: there is no such name: {{.}}");
    refuses("{{#rows}}{{nobody}}{{/rows}}", "page: page:1: there is no such name: {{nobody}}");
    refuses("{{^rows}}{{id}}{{/rows}}", "page: page:1: there is no such name: {{id}}");
    refuses("{{rows}}",
            "page: page:1: a struct or rows cannot be shown, only their fields: {{rows}}");
    refuses("{{{title}}}", "page: page:1: only markup is shown without escapes: {{title}}");
    refuses("<a href=\"{{title}}\">",
            "page: page:1: an address begins here, and this is none: {{title}}");
}

TEST(broken_templates_are_refused)
{
    refuses("a\n{{#a}}\n", "page:2: is never closed: a");
    refuses("{{#a}}{{/b}}", "page:1: b is closed, but a of line 1 is open");
    refuses("{{/b}}", "page:1: nothing is open that could be closed here: b");
    refuses("\n\n{{a", "page:3: the tag does not end: {{a");
    refuses("{{ }}", "page:1: the tag has no name");
    refuses("{{=a=}}", "page:1: two delimiters are expected: a");
    refuses("{{>_gone}}", "page:1: there is no template _gone");
    refuses("{{>page}}", "page:1: the name of a partial begins with _: page");
    refuses("{{#_}}{{/_}}", "page:1: the text is empty");
    refuses("{{#_}}{{>_a}}{{/_}}", "page:1: this may not stand within a text: _a");
    refuses("{{<page}}{{/page}}", "page:1: the partial is within itself");
    refuses("{{<page}}{{$a}}{{/a}}{{/page}}", "page:1: this goes too deep, or is within itself");
}

/* A component within a page has blocks of its own, even of the same name. */
TEST(blocks_belong_to_where_they_are_written)
{
    static const struct made files[] = {
        {"page", "{{<frame}}{{$title}}P{{/title}}{{$body}}{{<card}}{{$title}}C{{/title}}{{/card}}"
                 "{{/body}}{{/frame}}"},
        {"frame", "<h1>{{$title}}{{/title}}</h1>{{$body}}{{/body}}"},
        {"card", "<h2>{{$title}}{{/title}}</h2>"},
        {NULL, NULL},
    };
    struct maker m = {.translate = NULL};
    struct tmpl_bound *bound;
    struct buf out;
    struct why why = {""};
    struct sample s = sample();
    buf_init(&out);
    arena_init(&m.arena);
    CHECK_OK(make_files(&m, files, &why));
    CHECK_OK(tmpl_bind(&m.arena, &m.t, records, &bound, &why));
    CHECK_OK(tmpl_render(bound, CHINESE, NULL, (const void *const[]){&s}, &out, &why));
    buf_add_char(&out, 0);
    CHECK_TEXT(out.bytes, "<h1>P</h1><h2>C</h2>");
    buf_release(&out);
    arena_release(&m.arena);
}

TEST(a_built_page_and_its_blocks_are_rendered)
{
    struct arena arena;
    struct tmpl_bound *bound;
    struct buf out;
    struct why why = {""};
    struct sample_row row = sample_row(1);
    struct sample s = {.title = TEXT("T"), .rows = &row, .rows_count = 1};
    const void *const rows[] = {&s};
    arena_init(&arena);
    buf_init(&out);
    CHECK_OK(tmpl_bind(&arena, &tmpl_test_page, records, &bound, &why));
    CHECK_OK(tmpl_render(bound, ENGLISH, NULL, rows, &out, &why));
    buf_add_char(&out, 0);
    CHECK_TEXT(out.bytes,
               "<!doctype html>\n<title>T</title>\n<body>\n  <h1>T</h1>\n  <table>\n"
               "    <tr><th>Name</th></tr>\n    <tr>\n"
               "      <td><a href=\"/customers/1000001\">1000001</a></td>\n"
               "      <td>王 &lt;b&gt; &amp; &quot;Co&quot;</td>\n"
               "      <td><span class=\"badge \">Shut</span></td>\n      <td>1,234,567.89</td>\n"
               "      <td>1.00</td>\n      <td>2024-10-05</td>\n      <td>2026-11-22 14:05</td>\n"
               "      <td>1,234</td>\n    </tr>\n  </table>\n</body>\n");
    buf_clear(&out);
    CHECK_OK(tmpl_render(bound, ENGLISH, "title", rows, &out, &why));
    CHECK(text_is(buf_text(&out), "T"));
    buf_clear(&out);
    s.rows_count = 0;
    CHECK_OK(tmpl_render(bound, ENGLISH, "rows", rows, &out, &why));
    CHECK_INT(out.len, 0);
    CHECK_RC(tmpl_render(bound, ENGLISH, "gone", rows, &out, &why), E_NOT_FOUND);
    CHECK_TEXT(why.text, "test_page: there is no block gone");
    buf_release(&out);
    arena_release(&arena);
}

TEST(a_page_does_not_grow_for_ever)
{
    struct maker m = {.translate = NULL};
    struct tmpl_bound *bound;
    struct buf out;
    struct why why = {""};
    struct sample_row *rows = mem_alloc(100000 * sizeof *rows);
    struct sample s = {.rows = rows, .rows_count = 100000};
    char text[512];
    snprintf(text, sizeof text, "{{#rows}}%0300d{{/rows}}", 0);
    arena_init(&m.arena);
    buf_init(&out);
    CHECK_OK(make(&m, text, &why));
    CHECK_OK(tmpl_bind(&m.arena, &m.t, records, &bound, &why));
    CHECK_RC(tmpl_render(bound, CHINESE, NULL, (const void *const[]){&s}, &out, &why), E_REFUSED);
    CHECK_TEXT(why.text, "page: the page is too large");
    CHECK(out.len < TMPL_MOST_BYTES + 1000);
    buf_release(&out);
    arena_release(&m.arena);
    free(rows);
}

TESTS(CASE(values_show_by_their_kind), CASE(large_amounts_have_a_short_form),
      CASE(null_is_a_dash_or_nothing), CASE(sections_ask_and_repeat), CASE(addresses_are_encoded),
      CASE(texts_are_translated_with_their_tags), CASE(unknown_names_are_named),
      CASE(broken_templates_are_refused), CASE(blocks_belong_to_where_they_are_written),
      CASE(a_built_page_and_its_blocks_are_rendered), CASE(a_page_does_not_grow_for_ever))
