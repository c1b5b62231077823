#include "po.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 4096, MARKS = 64 };

struct reader {
    const char *path;
    int line;
    struct po po;
    struct po_entry entry; /* the one that is being read */
    char **member;         /* where a further "..." line belongs */
    bool fuzzy;
};

__attribute__((format(printf, 3, 4))) static _Noreturn void fail(const char *path, int line,
                                                                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", path, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *never_null(void *ptr)
{
    if (ptr)
        return ptr;
    fputs("po: out of memory\n", stderr);
    exit(1);
}

/* --- what a text wants filled in -----------------------------------------------------------------
 */

struct mark {
    const char *at;
    size_t len;
};

/* {{days.s}} is the English plural of a number: no other tongue needs it. */
static bool is_plural(const char *close)
{
    return strncmp(close - 2, ".s", 2) == 0;
}

/* The next {{tag}} at or after 'from'; its end, or NULL. */
static const char *next_tag(const char *from, struct mark *mark)
{
    const char *open = strstr(from, "{{"), *close = open ? strstr(open, "}}") : NULL;
    if (!close)
        return NULL;
    if (close - open > 4 && is_plural(close))
        return next_tag(close + 2, mark);
    *mark = (struct mark){open, (size_t)(close + 2 - open)};
    return close + 2;
}

/* The next format of printf.  A blank is no flag here, so that "50% of" has none. */
static const char *next_format(const char *from, struct mark *mark)
{
    for (const char *p = strchr(from, '%'); p; p = strchr(p, '%')) {
        const char *end = p + 1;
        end += strspn(end, "-+#0123456789.*hlzjt");
        if (*end && strchr("%diouxXeEfgGcsp", *end)) {
            *mark = (struct mark){p, (size_t)(end + 1 - p)};
            return end + 1;
        }
        p++;
    }
    return NULL;
}

typedef const char *next_fn(const char *from, struct mark *mark);

static size_t collect(const char *text, next_fn *next, struct mark marks[MARKS])
{
    size_t len = 0;
    while (len < MARKS && (text = next(text, &marks[len])))
        len++;
    return len;
}

static int order_marks(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    size_t least = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->at, y->at, least);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool same_marks(const struct po_entry *e, next_fn *next, bool any_order)
{
    struct mark a[MARKS], b[MARKS];
    size_t a_len = collect(e->source, next, a), b_len = collect(e->translation, next, b);
    if (any_order) {
        qsort(a, a_len, sizeof *a, order_marks);
        qsort(b, b_len, sizeof *b, order_marks);
    }
    for (size_t i = 0; i < a_len && i < b_len; i++)
        if (order_marks(&a[i], &b[i]) != 0)
            return false;
    return a_len == b_len;
}

/* --- reading -------------------------------------------------------------------------------------
 */

static void check(const struct reader *r)
{
    const struct po_entry *e = &r->entry;
    if (!e->translation)
        fail(r->path, e->line, "there is no msgstr");
    if (r->fuzzy)
        fail(r->path, e->line, "the translation is marked as fuzzy: %s", e->source);
    if (!*e->translation)
        fail(r->path, e->line, "the translation is empty: %s", e->source);
    if (!same_marks(e, next_tag, true))
        fail(r->path, e->line, "the translation has other {{tags}}: %s", e->source);
    if (!same_marks(e, next_format, false))
        fail(r->path, e->line, "the translation has other formats: %s", e->source);
}

static void end_entry(struct reader *r)
{
    bool header = r->entry.source && !*r->entry.source;
    if (r->entry.source && !header) {
        check(r);
        struct po *po = &r->po;
        po->items = never_null(realloc(po->items, (po->len + 1) * sizeof *po->items));
        po->items[po->len++] = r->entry;
    }
    r->entry = (struct po_entry){NULL, NULL, 0};
    r->member = NULL;
    r->fuzzy = false;
}

static char unescaped(const struct reader *r, char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '"':
    case '\\':
        return c;
    default:
        fail(r->path, r->line, "\\%c is not known", c);
    }
}

/* Adds what stands between the quotes to the text that is being read. */
static void add_quoted(struct reader *r, const char *p)
{
    size_t len = *r->member ? strlen(*r->member) : 0;
    char *to = *r->member = never_null(realloc(*r->member, len + strlen(p) + 1));
    if (*p++ != '"')
        fail(r->path, r->line, "a text begins with \"");
    for (; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1])
            to[len++] = unescaped(r, *++p);
        else
            to[len++] = *p;
    }
    if (strcmp(p, "\"") != 0)
        fail(r->path, r->line, "a text ends with \", and nothing after it");
    to[len] = '\0';
}

static bool take_word(const char **line, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*line, word, len) != 0)
        return false;
    *line += len;
    return true;
}

static void read_line(struct reader *r, const char *line)
{
    if (*line == '#') {
        if (r->entry.translation)
            end_entry(r);
        if (line[1] == ',' && strstr(line, "fuzzy"))
            r->fuzzy = true;
    } else if (take_word(&line, "msgid ")) {
        if (r->entry.translation)
            end_entry(r);
        if (r->entry.source)
            fail(r->path, r->line, "msgid comes before its msgstr");
        r->entry.line = r->line;
        r->member = &r->entry.source;
        add_quoted(r, line);
    } else if (take_word(&line, "msgstr ")) {
        if (!r->entry.source || r->entry.translation)
            fail(r->path, r->line, "msgstr comes after its msgid");
        r->member = &r->entry.translation;
        add_quoted(r, line);
    } else if (*line == '"' && r->member) {
        add_quoted(r, line);
    } else if (*line) {
        fail(r->path, r->line, "neither msgid, msgstr, a text, nor a comment");
    }
}

static int order_entries(const void *a, const void *b)
{
    return strcmp(((const struct po_entry *)a)->source, ((const struct po_entry *)b)->source);
}

struct po po_read(const char *path)
{
    struct reader r = {.path = path};
    char line[LINE_MAX_LEN];
    FILE *file = fopen(path, "r");
    if (!file)
        fail(path, 0, "%s", strerror(errno));
    while (fgets(line, sizeof line, file)) {
        r.line++;
        size_t len = strcspn(line, "\n");
        if (line[len] != '\n' && !feof(file))
            fail(path, r.line, "the line is too long");
        line[len] = '\0';
        read_line(&r, line);
    }
    fclose(file);
    end_entry(&r);
    if (r.po.len)
        qsort(r.po.items, r.po.len, sizeof *r.po.items, order_entries);
    for (size_t i = 1; i < r.po.len; i++)
        if (strcmp(r.po.items[i - 1].source, r.po.items[i].source) == 0)
            fail(path, r.po.items[i].line, "is there twice: %s", r.po.items[i].source);
    return r.po;
}

const char *po_find(const struct po *po, const char *source)
{
    struct po_entry key = {(char *)source, NULL, 0};
    const struct po_entry *found =
        po->len ? bsearch(&key, po->items, po->len, sizeof key, order_entries) : NULL;
    return found ? found->translation : NULL;
}
