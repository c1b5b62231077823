/* tmplc -- turns templates into constant programs, during the build.
 *
 *     tmplc [--path DIR]... X.html X.html.c X.html.h X.html.d
 *
 * writes "const struct tmpl tmpl_X" (tmpl/tmpl.h says what a template may hold): a
 * program for each tongue, partials and parents in their places, texts translated; and which files
 * it was made of.  A template NAME of {{>NAME}} or {{<NAME}} is NAME.html beside the file that
 * names it, or in the first DIR that has it.  The second prints all texts to be translated, and
 * where they stand, as a catalogue without translations (.pot).
 *
 * What is not a template, or shows a value where no escape makes it safe, is refused as "file:line:
 * what is wrong", and ends the build. */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/tongue.h"
#include "tmpl/compile.h"

enum { MOST_PATHS = 8, LITERAL_WIDTH = 90 };

struct tool {
    struct arena arena;
    const char *paths[MOST_PATHS];
    int paths_len;
    enum tongue tongue;
    struct vec files; /* const char *: all that were read */
};

static _Noreturn void fail(const char *format, ...) PRINTF_LIKE(1, 2);
static _Noreturn void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* ---- files ---- */

static bool read_file(struct tool *t, const char *path, struct text *ret_text)
{
    struct buf text;
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    buf_init(&text);
    do {
        got = fread(buf_grow(&text, 4096), 1, 4096, file);
        text.len += got;
    } while (got > 0);
    if (ferror(file))
        fail("%s: cannot be read: %s", path, strerror(errno));
    fclose(file);
    *ret_text = (struct text){arena_text(&t->arena, text.bytes, text.len), text.len};
    buf_release(&text);
    *(const char **)vec_add(&t->files) = path;
    return true;
}

static rc load(void *ctx, struct text name, const char *from, const char **ret_file,
               struct text *ret_text, struct why *why)
{
    struct tool *t = ctx;
    const char *slash = strrchr(from, '/');
    int dir = slash ? (int)(slash - from) + 1 : 0;
    if (*from == '\0') { /* the one to be compiled */
        *ret_file = arena_text(&t->arena, name.ptr, name.len);
        if (!read_file(t, *ret_file, ret_text))
            fail("%s: cannot be read: %s", *ret_file, strerror(errno));
        return OK;
    }
    for (int i = -1; i < t->paths_len; i++) {
        char *path =
            i < 0 ? arena_printf(&t->arena, "%.*s%.*s.html", dir, from, (int)name.len, name.ptr)
                  : arena_printf(&t->arena, "%s/%.*s.html", t->paths[i], (int)name.len, name.ptr);
        if (read_file(t, path, ret_text)) {
            *ret_file = path;
            return OK;
        }
    }
    return why_say(why, E_NOT_FOUND, "there is no template %.*s.html", (int)name.len, name.ptr);
}

static const char *translate(void *ctx, const char *message)
{
    const struct tool *t = ctx;
    return in_tongue(t->tongue, message);
}

/* ---- C ---- */

static void write_literal(struct buf *out, const char *s, size_t len)
{
    size_t width = 0;
    buf_add_text(out, "\n    \"");
    for (size_t i = 0; i < len; i++, width++) {
        unsigned char c = (unsigned char)s[i];
        if (width >= LITERAL_WIDTH && c < 0x80) {
            buf_add_text(out, "\"\n    \"");
            width = 0;
        }
        if (c == '\n')
            buf_add_text(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* two of these would begin a trigraph */
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\%03o", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_text(out, "\"");
}

static void write_blocks(struct buf *out, const struct tmpl_program *p, int tongue)
{
    if (p->blocks_len == 0)
        return;
    buf_printf(out, "\nstatic const struct tmpl_block blocks_%d[] = {\n", tongue);
    for (size_t i = 0; i < p->blocks_len; i++)
        buf_printf(out, "    {\"%s\", %u, %u, %s},\n", p->blocks[i].name, p->blocks[i].first,
                   p->blocks[i].end, p->blocks[i].alone ? "true" : "false");
    buf_add_text(out, "};\n");
}

static size_t files_len(const struct tmpl_program *p)
{
    size_t len = 0;
    for (size_t i = 0; i < p->len; i++)
        if (p->ops[i].file >= len)
            len = p->ops[i].file + 1U;
    return len;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void write_program(struct buf *out, const struct tmpl_program *p, int tongue)
{
    size_t text = 0;
    buf_printf(out, "\nstatic const struct tmpl_op ops_%d[] = {\n", tongue);
    for (size_t i = 0; i < p->len; i++) {
        const struct tmpl_op *op = &p->ops[i];
        buf_printf(out, "    {%u, %u, %u, %u, %u, %u, %u},\n", op->code, op->place, op->file,
                   op->line, op->at, op->len, op->end);
        if (op->code != OP_CALL && op->at + op->len > text)
            text = op->at + op->len;
    }
    buf_printf(out, "    {0},\n};\n\nstatic const char text_%d[] =", tongue);
    write_literal(out, p->text, text);
    buf_printf(out, ";\n\nstatic const char *const files_%d[] = {\n", tongue);
    for (size_t i = 0; i < files_len(p); i++)
        buf_printf(out, "    \"%s\",\n", base_name(p->files[i]));
    buf_add_text(out, "    NULL,\n};\n");
    write_blocks(out, p, tongue);
}

static void write_source(struct buf *out, const char *name, const char *header,
                         const struct tmpl_program *programs)
{
    buf_printf(out,
               "/* Written by tmplc from %s.html: change that file, not this one. */\n"
               "#include \"%s\"\n\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n",
               name, base_name(header));
    for (int t = 0; t < TONGUE_COUNT; t++)
        write_program(out, &programs[t], t);
    buf_printf(out, "\nconst struct tmpl tmpl_%s = {\n    .name = \"%s\",\n    .in = {\n", name,
               name);
    for (int t = 0; t < TONGUE_COUNT; t++) {
        buf_printf(out,
                   "        {.ops = ops_%d,\n         .len = %zu,\n         .text = text_%d,\n"
                   "         .files = files_%d",
                   t, programs[t].len, t, t);
        if (programs[t].blocks_len)
            buf_printf(out, ",\n         .blocks = blocks_%d,\n         .blocks_len = %zu", t,
                       programs[t].blocks_len);
        buf_add_text(out, "},\n");
    }
    buf_add_text(out, "    },\n};\n");
}

static void write_file(const char *path, const struct buf *text)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text->bytes, 1, text->len, file) != text->len || fclose(file) != 0)
        fail("%s: cannot be written: %s", path, strerror(errno));
}

static void write_depfile(struct tool *t, const char *target, const char *path)
{
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "%s:", target);
    for (size_t i = 0; i < t->files.len; i++)
        buf_printf(&out, " %s", *(const char **)vec_at(&t->files, i));
    buf_add_char(&out, '\n');
    write_file(path, &out);
    buf_release(&out);
}

/* customer_list.html gives customer_list. */
static char *name_of(struct tool *t, const char *path)
{
    const char *name = base_name(path);
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (len == 0 || strcmp(name + len, ".html") != 0)
        fail("%s: the name of a template is lower case, and ends with .html", path);
    return arena_text(&t->arena, name, len);
}

static void compile(struct tool *t, const char *path, struct tmpl_program *ret_programs)
{
    const struct compile how = {.load = load, .translate = translate, .ctx = t, .html = true};
    struct why why = {""};
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        t->tongue = (enum tongue)tongue;
        if (tmpl_compile(&t->arena, &how, text_of(path), &ret_programs[tongue], &why) != OK)
            fail("%s", why.text);
    }
}

static void make(struct tool *t, char **files)
{
    struct tmpl_program programs[TONGUE_COUNT];
    struct buf source, header;
    const char *name = name_of(t, files[0]);
    compile(t, files[0], programs);
    buf_init(&source);
    buf_init(&header);
    write_source(&source, name, files[2], programs);
    buf_printf(
        &header,
        "#pragma once\n/* Written by tmplc from %s.html: change that file, not this one. */\n"
        "#include \"tmpl/tmpl.h\"\n\nextern const struct tmpl tmpl_%s;\n",
        name, name);
    write_file(files[1], &source);
    write_file(files[2], &header);
    write_depfile(t, files[1], files[3]);
    buf_release(&source);
    buf_release(&header);
}

int main(int argc, char **argv)
{
    struct tool t = {.tongue = CHINESE};
    int at = 1;
    arena_init(&t.arena);
    vec_init(&t.files, sizeof(const char *));
    for (; at + 1 < argc && strcmp(argv[at], "--path") == 0 && t.paths_len < MOST_PATHS; at += 2)
        t.paths[t.paths_len++] = argv[at + 1];
    if (argc - at != 4) {
        fputs("usage: tmplc [--path DIR]... X.html X.html.c X.html.h X.html.d\n", stderr);
        return 2;
    }
    make(&t, argv + at);
    return 0;
}
