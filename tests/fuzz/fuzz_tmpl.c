/* Any text as a template, with a frame, a partial and a record: it is refused, or its page holds no
 * markup that the template did not; and in no case does it end badly. */
#include "fuzz.h"

#include "tmpl/test_make.h"
#include "tmpl/test_sample.h"

static const char hostile[] = "<x onload='y'>&\"";

/* The template's own markup may be anything; what the values add may not. */
static void values_stay_harmless(struct text page)
{
    for (size_t i = 0; i + sizeof hostile - 1 <= page.len; i++)
        MUST(memcmp(page.ptr + i, hostile, sizeof hostile - 1) != 0);
}

static void render(struct maker *m, bool holds_hostile)
{
    static const struct record *const records[] = {&sample_record, NULL};
    const struct text name = {hostile, sizeof hostile - 1};
    struct sample_row rows[] = {sample_row(1), sample_row(2)};
    struct sample sample = {
        .title = name, .home = name, .one = sample_row(7), .rows = rows, .rows_count = 2};
    struct tmpl_bound *bound;
    struct why why;
    rows[1].name = name;
    if (tmpl_bind(&m->arena, &m->t, records, &bound, &why) != OK)
        return;
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        struct buf out;
        buf_init(&out);
        rc r = tmpl_render(bound, (enum tongue)tongue, NULL, (const void *const[]){&sample}, &out,
                           &why);
        MUST(r == OK || r == E_REFUSED);
        if (!holds_hostile && r == OK)
            values_stay_harmless(buf_text(&out));
        buf_release(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct maker m = {.translate = NULL};
    struct why why = {""};
    if (size > 4096)
        return 0;
    arena_init(&m.arena);
    const char *text = arena_text(&m.arena, (const char *)data, size);
    const struct made files[] = {
        {"page", text},
        {"frame", "<title>{{$title}}{{title}}{{/title}}</title>\n  {{$body}}\n  {{/body}}\n"},
        {"_row", "{{#rows}}\n<a href=\"/{{id}}\">{{name}}</a> {{>_row}}\n{{/rows}}\n"},
        {"_own", text},
        {NULL, NULL},
    };
    rc r = make_files(&m, files, &why);
    MUST(r == OK || why.text[0] != '\0');
    if (r == OK)
        render(&m, strstr(text, "onload") != NULL);
    arena_release(&m.arena);
    return 0;
}
