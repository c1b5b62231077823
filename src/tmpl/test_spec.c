/* The public specification of Mustache (shared/data/mustache-spec), with JSON as what templates are
 * shown with: all required files, and inheritance.  The folder of test data is the
 * first argument, or in GUANHU_DATA. */
#include <jansson.h>

#include "tmpl/compile.h"
#include "tmpl/run.h"

struct showing {
    const struct tmpl_program *program;
    json_t *stack[RUN_MOST_DEPTH + 1];
    size_t depth;
};

/* ---- values ---- */

static json_t *member(json_t *of, struct text name)
{
    char key[128];
    snprintf(key, sizeof key, "%.*s", (int)name.len, name.ptr);
    return json_object_get(of, key);
}

static json_t *find(const struct showing *s, size_t op)
{
    struct text name = {s->program->text + s->program->ops[op].at, s->program->ops[op].len};
    json_t *found = NULL;
    if (text_is(name, "."))
        return s->stack[s->depth - 1];
    for (bool first = true; name.len > 0; first = false) {
        const char *dot = memchr(name.ptr, '.', name.len);
        struct text part = {name.ptr, dot ? (size_t)(dot - name.ptr) : name.len};
        if (first)
            for (size_t i = s->depth; i > 0 && !found; i--)
                found = member(s->stack[i - 1], part);
        else
            found = member(found, part);
        name.ptr += part.len + (dot != NULL);
        name.len -= part.len + (dot != NULL);
    }
    return found;
}

static void add_escaped(struct buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buf_add_text(out, "&amp;");
            break;
        case '<':
            buf_add_text(out, "&lt;");
            break;
        case '>':
            buf_add_text(out, "&gt;");
            break;
        case '"':
            buf_add_text(out, "&quot;");
            break;
        default:
            buf_add_char(out, *text);
        }
}

static void show_json(void *ctx, size_t op, struct buf *out)
{
    const struct showing *s = ctx;
    const json_t *value = find(s, op);
    if (json_is_integer(value))
        buf_printf(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        buf_printf(out, "%g", json_real_value(value));
    else if (json_is_string(value) && s->program->ops[op].code == OP_RAW)
        buf_add_text(out, json_string_value(value));
    else if (json_is_string(value))
        add_escaped(out, json_string_value(value));
}

static size_t count_json(void *ctx, size_t op)
{
    const json_t *value = find(ctx, op);
    if (json_is_array(value))
        return json_array_size(value);
    return value && !json_is_false(value) && !json_is_null(value);
}

static void enter_json(void *ctx, size_t op, size_t item)
{
    struct showing *s = ctx;
    json_t *value = find(s, op);
    s->stack[s->depth++] = json_is_array(value) ? json_array_get(value, item) : value;
}

static void leave_json(void *ctx, UNUSED size_t op)
{
    ((struct showing *)ctx)->depth--;
}

/* ---- tests ---- */

/* What is not there is empty, says the specification. */
static rc load_json(void *ctx, struct text name, const char *from, const char **ret_file,
                    struct text *ret_text, UNUSED struct why *why)
{
    json_t *test = ctx, *text;
    *ret_file = "template";
    *ret_text = text_of(json_string_value(json_object_get(test, "template")));
    if (*from == '\0')
        return OK;
    *ret_text = TEXT("");
    json_object_foreach(json_object_get(test, "partials"), *ret_file,
                        text) if (text_is(name, *ret_file))
    {
        *ret_text = text_of(json_string_value(text));
        break;
    }
    if (!*ret_file)
        *ret_file = "missing";
    return OK;
}

static bool check_test(json_t *test, const char *file)
{
    struct tmpl_program program;
    struct arena arena;
    struct buf out;
    struct why why = {""};
    const struct compile how = {.load = load_json, .ctx = test};
    const char *expected = json_string_value(json_object_get(test, "expected"));
    struct showing showing = {.program = &program, .depth = 1};
    const struct values values = {&showing, show_json, count_json, enter_json, leave_json};
    showing.stack[0] = json_object_get(test, "data");
    arena_init(&arena);
    buf_init(&out);
    rc r = tmpl_compile(&arena, &how, TEXT("template"), &program, &why);
    if (r == OK && !program_run(&program, &values, 0, program.len, 1 << 20, &out))
        snprintf(why.text, sizeof why.text, "did not end");
    bool same = text_equal(buf_text(&out), text_of(expected)) && why.text[0] == '\0';
    if (!same)
        fprintf(stderr, "%s: %s: %s\n  wanted %s\n  got    %.*s\n", file,
                json_string_value(json_object_get(test, "name")), why.text, expected, (int)out.len,
                out.bytes ? out.bytes : "");
    buf_release(&out);
    arena_release(&arena);
    return same;
}

static int run_file(const char *folder, const char *name)
{
    char path[1024];
    json_t *test;
    size_t i, failed = 0;
    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    json_t *file = json_load_file(path, 0, NULL);
    if (!file)
        return -1;
    json_t *tests = json_object_get(file, "tests");
    json_array_foreach(tests, i, test) failed += !check_test(test, name);
    printf("%s: %zu tests, %zu failed\n", name, json_array_size(tests), failed);
    json_decref(file);
    return (int)failed;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"comments", "delimiters", "interpolation", "inverted",
                                        "partials", "sections",   "~inheritance"};
    char data[512];
    int failed = 0;
    if (argc != 2)
        return 2;
    snprintf(data, sizeof data, "%s/mustache-spec",
             getenv("GUANHU_DATA") ? getenv("GUANHU_DATA") : argv[1]);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        int result = run_file(data, names[i]);
        if (result < 0) {
            printf("skipped: %s has no %s.json\n", data, names[i]);
            return 77;
        }
        failed += result;
    }
    return failed > 0;
}
