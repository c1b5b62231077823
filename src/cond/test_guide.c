/* The guide teaches what is true: its examples are read, in both languages alike, and each field
 * has its row. */
#include "base/test.h"

#include "base/mapped.h"
#include "cond/contradictions.h"
#include "cond/words.h"

static const char *folder; /* docs/guide */

struct page {
    struct mapped file;
    struct text rest;
};

static void open_page(struct page *p, const char *name)
{
    char path[1024];
    struct why why;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mapped_open(path, &p->file, &why) != OK)
        fail_msg("%s", why.text);
    p->rest = p->file.bytes;
}

static bool next_line(struct page *p, struct text *ret_line)
{
    if (p->rest.len == 0)
        return false;
    const char *end = memchr(p->rest.ptr, '\n', p->rest.len);
    size_t len = end ? (size_t)(end - p->rest.ptr) : p->rest.len;
    *ret_line = (struct text){p->rest.ptr, len};
    p->rest = (struct text){p->rest.ptr + len + (end != NULL), p->rest.len - len - (end != NULL)};
    return true;
}

/* The next line that stands indented by four: a condition. */
static bool next_example(struct page *p, struct text *ret_example)
{
    struct text line;
    while (next_line(p, &line))
        if (line.len > 4 && memcmp(line.ptr, "    ", 4) == 0) {
            *ret_example = (struct text){line.ptr + 4, line.len - 4};
            return true;
        }
    return false;
}

static const struct cond *example(struct arena *a, struct text text)
{
    const struct cond *c = NULL;
    const struct cond_finding *findings;
    struct cond_fault fault;
    struct why why;
    if (cond_parse(a, text, &c, &fault) != OK) {
        cond_fault_say(&fault, ENGLISH, &why);
        fail_msg("%.*s\n%s", (int)text.len, text.ptr, why.text);
    }
    if (cond_contradictions(a, c, NULL, &findings) > 0) {
        cond_finding_say(&findings[0], ENGLISH, &why);
        fail_msg("%.*s\n%s", (int)text.len, text.ptr, why.text);
    }
    return c;
}

TEST(the_examples_of_both_languages_are_the_same_conditions)
{
    struct arena a;
    struct page english, chinese;
    struct text line, other;
    size_t examples = 0;
    arena_init(&a);
    open_page(&english, "conditions.md");
    open_page(&chinese, "conditions.zh.md");
    for (; next_example(&english, &line); examples++) {
        CHECK(next_example(&chinese, &other));
        if (!cond_equal(example(&a, line), example(&a, other)))
            fail_msg("%.*s\n%.*s", (int)line.len, line.ptr, (int)other.len, other.ptr);
    }
    CHECK(!next_example(&chinese, &other));
    CHECK(examples >= 20);
    mapped_close(&english.file);
    mapped_close(&chinese.file);
    arena_release(&a);
}

static const char *sample_of_arg(const struct catalogue_arg *arg)
{
    switch (arg->kind) {
    case ARG_CODE:
        return arg->words->items[0].name;
    case ARG_PRODUCT:
        return "wealth";
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
    case ARG_TEXT:
        return "\"…\"";
    case ARG_SCHEME:
        return "card";
    case ARG_WINDOW:
        return "30d";
    case ARG_PERCENT:
        return "10%";
    case ARG_SINCE:
        return "yesterday";
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    return "";
}

/* "spent(cash, 30d)" */
static void add_sample(struct buf *b, const struct catalogue_field *f)
{
    buf_add_text(b, f->name);
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++)
        buf_printf(b, "%s%s", i == 0 ? "(" : ", ", sample_of_arg(&f->args[i]));
    buf_add_text(b, f->args[0].kind == ARG_END ? "" : ")");
}

static bool has_line(const struct page *p, struct text wanted)
{
    struct page from = *p;
    struct text line;
    while (next_line(&from, &line))
        if (text_equal(line, wanted))
            return true;
    return false;
}

static void check_rows(const char *name, enum tongue tongue)
{
    struct page p;
    struct buf sample, row;
    size_t missing = 0;
    buf_init(&sample);
    buf_init(&row);
    open_page(&p, name);
    for (size_t i = 0; i < CUSTOMER_FIELDS; i++) {
        const struct catalogue_field *f = &customer_fields[i];
        buf_clear(&sample);
        buf_clear(&row);
        add_sample(&sample, f);
        buf_printf(&row, "| `%.*s` | %s | %s |", (int)sample.len, sample.bytes, f->zh,
                   in_tongue(tongue, f->meaning));
        if (has_line(&p, buf_text(&row)))
            continue;
        print_message("%s lacks: %.*s\n", name, (int)row.len, row.bytes);
        missing++;
    }
    CHECK_INT(missing, 0);
    mapped_close(&p.file);
    buf_release(&sample);
    buf_release(&row);
}

TEST(every_field_has_its_row)
{
    check_rows("conditions.md", ENGLISH);
    check_rows("conditions.zh.md", CHINESE);
}

static void add_words(struct buf *b, const struct words *words)
{
    for (size_t i = 0; i < words->len; i++)
        buf_printf(b, "%s`%s` %s", i > 0 ? ", " : "", words->items[i].name,
                   in_tongue(CHINESE, words->items[i].label));
}

/* "| `tier`, `ref` | `none` 未评级, ... |" */
static void check_words(const char *name, const char *used_by, const struct words *words)
{
    struct page p;
    struct buf row;
    buf_init(&row);
    open_page(&p, name);
    buf_printf(&row, "| %s | ", used_by);
    add_words(&row, words);
    buf_add_text(&row, " |");
    if (!has_line(&p, buf_text(&row)))
        fail_msg("%s lacks: %.*s", name, (int)row.len, row.bytes);
    mapped_close(&p.file);
    buf_release(&row);
}

TEST(every_closed_list_has_its_words)
{
    static const struct {
        const char *used_by;
        const struct words *words;
    } lists[] = {
        {"`stage`", &stage_words},         {"`tier`, `ref`", &tier_words},
        {"`standing`", &standing_words},   {"`cc_grade`, `level`", &grade_words},
        {"`gender`", &gender_words},       {"`risk_level`", &risk_words},
        {"`cert_type`", &cert_type_words}, {"`holds` … `purchased`", &class_words},
        {"`cards`", &card_kind_words},     {"`spent`, `received`, `transactions`", &txn_sort_words},
        {"`related`", &related_words},
    };
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        check_words("conditions.md", lists[i].used_by, lists[i].words);
        check_words("conditions.zh.md", lists[i].used_by, lists[i].words);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(the_examples_of_both_languages_are_the_same_conditions),
        CASE(every_field_has_its_row),
        CASE(every_closed_list_has_its_words),
    };
    assert(argc == 2);
    folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
