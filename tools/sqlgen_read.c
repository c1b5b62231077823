/* sqlgen_read -- reads a .sql file: heads of queries, and SQL with its parameters.
 *
 * Knows as much of SQL as is needed to find parameters and the end of a statement: comments, string
 * literals, quoted names, dollar quotes, casts.  Memory is never given back: the program is short.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlgen.h"

static const struct type types[] = {
    /* clang-format off */
    {"bool", "bool", "struct opt_bool", "DB_BOOL", "bool", "bool", "KIND_BOOL", 5, false, false},
    {"int2", "int16_t", "struct opt_int2", "DB_INT2", "int2", "int2", "KIND_INT2", 6, false, false},
    {"int4", "int32_t", "struct opt_int4", "DB_INT4", "int4", "int4", "KIND_INT4", 8, false, false},
    {"int8", "int64_t", "struct opt_int8", "DB_INT8", "int8", "int8", "KIND_INT8", 12, false, false},
    {"id", "int64_t", "struct opt_int8", "DB_INT8", "int8", "int8", "KIND_ID", 12, false, false},
    {"fen", "fen", "struct opt_int8", "DB_INT8", "int8", "int8", "KIND_FEN", 12, false, false},
    {"text", "struct text", "struct text", "DB_TEXT", "text", "text", "KIND_TEXT", 0, true, false},
    {"bytea", "struct text", "struct text", "DB_BYTEA", "text", "text", NULL, 0, true, false},
    {"sealed", "struct text", "struct text", "DB_BYTEA", "text", "text", "KIND_TEXT", 0, true, false},
    {"date", "day", "day", "DB_DATE", "date", "date", "KIND_DAY", 8, false, false},
    {"hash", "struct hash128", "struct opt_hash", "DB_HASH", "hash", "hash", NULL, 20, false, false},
    {"time", "int64_t", "struct opt_int8", "DB_TIMESTAMPTZ", "time", "time", "KIND_TIME", 12, false, false},
    {"timestamptz", "int64_t", "struct opt_int8", "DB_TIMESTAMPTZ", "time", "time", "KIND_TIME", 12, false, false},
    {"timestamp", "int64_t", "struct opt_int8", "DB_TIMESTAMP", "time", "time", NULL, 12, false, false},
    {"json", "struct text", "struct text", "DB_JSON", "text", "json", "KIND_TEXT", 0, true, false},
    {"int4[]", "struct int4s", "struct int4s", "DB_INT4S", "int4s", "int4s", NULL, 0, true, true},
    {"int8[]", "struct int8s", "struct int8s", "DB_INT8S", "int8s", "int8s", NULL, 0, true, true},
    {"date[]", "struct days", "struct days", "DB_DATES", "dates", "dates", NULL, 0, true, true},
    {"text[]", "struct texts", "struct texts", "DB_TEXTS", "texts", "texts", NULL, 0, true, true},
    {"bytea[]", "struct texts", "struct texts", "DB_BYTEAS", "byteas", "byteas", NULL, 0, true, true},
    {"hash[]", "struct hashes", "struct hashes", "DB_HASHES", "hashes", "hashes", NULL, 0, true, true},
    /* clang-format on */
};

static const struct {
    const char *name;
    const char *tag;
} modes[] = {
    [MODE_EXEC] = {"exec", "QUERY_EXEC"},          [MODE_ONE] = {"one", "QUERY_ONE"},
    [MODE_MAYBE] = {"maybe", "QUERY_MAYBE"},       [MODE_MANY] = {"many", "QUERY_MANY"},
    [MODE_COPY_IN] = {"copy_in", "QUERY_COPY_IN"}, [MODE_COPY_OUT] = {"copy_out", "QUERY_COPY_OUT"},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *mode_tag(enum mode mode)
{
    return modes[mode].tag;
}

/* Where the reader stands in the text of the file. */
struct reader {
    const char *path;
    const char *at;
    int line;
};

static void next(struct reader *r)
{
    if (*r->at == '\n')
        r->line++;
    r->at++;
}

static char *copy_text(const char *from, size_t len)
{
    struct str s = {0};
    str_add(&s, from, len);
    return s.bytes;
}

static size_t name_len(const char *s)
{
    size_t len = 0;
    if (!islower((unsigned char)s[0]))
        return 0;
    while (islower((unsigned char)s[len]) || isdigit((unsigned char)s[len]) || s[len] == '_')
        len++;
    return len;
}

static const char *skip_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t' || *s == '\r')
        s++;
    return s;
}

/* ---- heads ---- */

static const struct type *find_type(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (strlen(types[i].name) == len && strncmp(types[i].name, name, len) == 0)
            return &types[i];
    return NULL;
}

static struct field *find_field(const struct fields *fields, const char *name, size_t len)
{
    for (size_t i = 0; i < fields->len; i++)
        if (strlen(fields->items[i].name) == len && strncmp(fields->items[i].name, name, len) == 0)
            return &fields->items[i];
    return NULL;
}

/* " of WORDS": what the codes mean. */
static const char *read_words(const struct reader *r, const char *s, struct field *field)
{
    const char *of = skip_blanks(s);
    if (strncmp(of, "of ", 3) != 0)
        return s;
    of = skip_blanks(of + 3);
    size_t len = name_len(of);
    if (len == 0 || strcmp(field->type->name, "int2") != 0)
        fail(r->path, r->line, "%s: write \"int2 of WORDS\"", field->name);
    field->words = copy_text(of, len);
    return of + len;
}

/* " phone" after "sealed": by whose rule it is masked. */
static const char *read_personal(const struct reader *r, const char *s, struct field *field)
{
    static const char *const kinds[][2] = {
        {"certificate", "CERTIFICATE"}, {"phone", "PHONE"},   {"email", "EMAIL"},
        {"address", "ADDRESS"},         {"number", "NUMBER"}, {"note", "NOTE"},
    };
    if (strcmp(field->type->name, "sealed") != 0)
        return s;
    s = skip_blanks(s);
    size_t len = name_len(s);
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strlen(kinds[i][0]) == len && strncmp(kinds[i][0], s, len) == 0)
            field->personal = kinds[i][1];
    if (!field->personal)
        fail(r->path, r->line,
             "%s: write \"sealed phone\", or certificate, email, address, number, note",
             field->name);
    return s + len;
}

/* " inner": for the program only. */
static const char *read_inner(const char *s, struct field *field)
{
    const char *word = skip_blanks(s);
    field->inner = name_len(word) == 5 && strncmp(word, "inner", 5) == 0;
    return field->inner ? word + 5 : s;
}

/* One "name type", "name type?", "name int2 of WORDS", "name sealed phone", each perhaps with
 * "inner", of a list; returns what follows it. */
static const char *read_field(const struct reader *r, const char *s, struct fields *fields)
{
    size_t len = name_len(s);
    if (len == 0)
        fail(r->path, r->line, "a name in lower case is expected at \"%.20s\"", s);
    if (find_field(fields, s, len))
        fail(r->path, r->line, "%.*s is declared twice", (int)len, s);
    struct field field = {.name = copy_text(s, len), .line = r->line};

    s = skip_blanks(s + len);
    len = strcspn(s, " \t\r\n,?");
    field.type = find_type(s, len);
    if (!field.type)
        fail(r->path, r->line, "%s: there is no type \"%.*s\"", field.name, (int)len, s);
    s += len;
    if (*s == '?') {
        field.nullable = true;
        s++;
    }
    s = read_words(r, s, &field);
    s = read_personal(r, s, &field);
    s = read_inner(s, &field);
    fields->items = grow(fields->items, fields->len, sizeof field);
    fields->items[fields->len++] = field;
    return skip_blanks(s);
}

static void read_fields(const struct reader *r, const char *s, struct fields *fields)
{
    s = skip_blanks(s);
    if (*s == '\n' || *s == '\0')
        fail(r->path, r->line, "nothing is declared here");
    for (;;) {
        s = read_field(r, s, fields);
        if (*s != ',')
            break;
        s = skip_blanks(s + 1);
        if (*s == '\n' || *s == '\0')
            return; /* the list goes on in the next line */
    }
    if (*s != '\n' && *s != '\0')
        fail(r->path, r->line, "a comma is expected at \"%.*s\"", (int)strcspn(s, "\n"), s);
}

static void add_order(struct query *query, struct order order)
{
    query->orders.items = grow(query->orders.items, query->orders.len, sizeof order);
    query->orders.items[query->orders.len++] = order;
}

/* "name, since desc": both ways by name, only descending by since. */
static void read_orders(const struct reader *r, const char *s, struct query *query)
{
    do {
        s = skip_blanks(s);
        size_t len = name_len(s);
        if (len == 0)
            fail(r->path, r->line, "the name of a column is expected at \"%.*s\"",
                 (int)strcspn(s, "\r\n"), s);
        struct order order = {.column = copy_text(s, len), .line = r->line};
        s = skip_blanks(s + len);
        len = name_len(s);
        bool asc = len == 3 && strncmp(s, "asc", len) == 0;
        bool desc = len == 4 && strncmp(s, "desc", len) == 0;
        if (len && !asc && !desc)
            fail(r->path, r->line, "\"asc\" or \"desc\" is expected at \"%.*s\"", (int)len, s);
        if (!desc)
            add_order(query, order);
        order.descending = true;
        if (!asc)
            add_order(query, order);
        s = skip_blanks(s + len);
    } while (*s++ == ',');
    if (s[-1] != '\n' && s[-1] != '\0')
        fail(r->path, r->line, "a comma is expected at \"%.*s\"", (int)strcspn(s - 1, "\n"), s - 1);
}

static void read_name(const struct reader *r, const char *s, const struct sql_file *file,
                      struct query *query)
{
    s = skip_blanks(s);
    size_t len = name_len(s);
    if (len == 0)
        fail(r->path, r->line, "the query's name is missing or not in lower case");
    query->name = copy_text(s, len);
    query->line = r->line;
    for (size_t i = 0; i < file->len; i++)
        if (strcmp(file->queries[i].name, query->name) == 0)
            fail(r->path, r->line, "%s is already the name of the query in line %d", query->name,
                 file->queries[i].line);

    s = skip_blanks(s + len);
    len = strcspn(s, " \t\r\n");
    for (size_t i = 0; i < COUNT(modes); i++)
        if (*s == ':' && strlen(modes[i].name) == len - 1 &&
            strncmp(modes[i].name, s + 1, len - 1) == 0) {
            query->mode = (enum mode)i;
            s = skip_blanks(s + len);
            if (*s != '\n' && *s != '\0')
                fail(r->path, r->line, "nothing may follow the mode");
            return;
        }
    fail(r->path, r->line,
         "%s: a mode is expected: "
         ":exec :one :maybe :many :copy_in :copy_out",
         query->name);
}

static const char *after(const char *s, const char *word)
{
    size_t len = strlen(word);
    return strncmp(s, word, len) == 0 ? s + len : NULL;
}

/* A comment line.  In the head of a query (query is not NULL) it declares or describes. */
static void read_comment(const struct reader *r, struct query *query)
{
    const char *s = skip_blanks(r->at + 2);
    const char *list;
    if (!query)
        return;
    if ((list = after(s, "in:")))
        read_fields(r, list, &query->in);
    else if ((list = after(s, "out:")))
        read_fields(r, list, &query->out);
    else if ((list = after(s, "order:")))
        read_orders(r, list, query);
    else {
        size_t len = strcspn(s, "\r\n");
        while (len > 0 && s[len - 1] == ' ')
            len--;
        str_add(&query->contract, s, len);
        str_add(&query->contract, "\n", 1);
    }
}

static void skip_line(struct reader *r)
{
    while (*r->at && *r->at != '\n')
        next(r);
    if (*r->at)
        next(r);
}

/* ---- SQL ---- */

static void copy_char(struct reader *r, struct str *sql)
{
    str_add(sql, r->at, 1);
    next(r);
}

/* A literal or a quoted name, up to and with 'quote'; a doubled quote is one of its characters. */
static void copy_quoted(struct reader *r, struct str *sql, char quote, bool backslashes)
{
    int line = r->line;
    copy_char(r, sql);
    for (;;) {
        if (!*r->at)
            fail(r->path, line, "the quote %c that begins here does not end", quote);
        bool ends = *r->at == quote;
        if ((backslashes && *r->at == '\\') || (ends && r->at[1] == quote)) {
            copy_char(r, sql);
            ends = false;
            if (!*r->at)
                continue;
        }
        copy_char(r, sql);
        if (ends)
            return;
    }
}

/* $tag$ ... $tag$; a lone dollar sign is copied. */
static void copy_dollar(struct reader *r, struct str *sql)
{
    size_t tag = 1;
    while (isalnum((unsigned char)r->at[tag]) || r->at[tag] == '_')
        tag++;
    if (r->at[tag] != '$') {
        if (isdigit((unsigned char)r->at[1]))
            fail(r->path, r->line, "write :name for a parameter, not $1");
        copy_char(r, sql);
        return;
    }
    char *mark = copy_text(r->at, tag + 1);
    const char *end = strstr(r->at + tag + 1, mark);
    if (!end)
        fail(r->path, r->line, "the quote %s that begins here does not end", mark);
    for (end += tag + 1; r->at < end;)
        copy_char(r, sql);
}

static void skip_block_comment(struct reader *r)
{
    int depth = 0, line = r->line;
    do {
        if (!*r->at)
            fail(r->path, line, "the comment that begins here does not end");
        if (r->at[0] == '/' && r->at[1] == '*') {
            depth++;
            next(r);
        } else if (r->at[0] == '*' && r->at[1] == '/') {
            depth--;
            next(r);
        }
        next(r);
    } while (depth > 0);
}

static void copy_parameter(struct reader *r, struct query *query)
{
    size_t len = name_len(r->at + 1);
    if (query->orders.len && len == 5 && strncmp(r->at + 1, "order", len) == 0) {
        str_add(&query->sql, (const char[]){ORDER_MARK}, 1);
        r->at += len + 1;
        return;
    }
    struct field *field = find_field(&query->in, r->at + 1, len);
    if (!field)
        fail(r->path, r->line, "%s: :%.*s is not declared in \"-- in:\"", query->name, (int)len,
             r->at + 1);
    if (query->mode == MODE_COPY_IN)
        fail(r->path, r->line, "%s: a COPY takes no parameters", query->name);
    field->used = true;
    str_print(&query->sql, "$%d", (int)(field - query->in.items) + 1);
    r->at += len + 1;
}

static bool in_word(const struct str *sql)
{
    unsigned char last = sql->len ? (unsigned char)sql->bytes[sql->len - 1] : ' ';
    return isalnum(last) || last == '_' || last >= 0x80;
}

/* An E before a quote makes backslashes special, where it is not the end of a longer word. */
static bool is_escape_string(const struct str *sql)
{
    if (sql->len == 0 || (sql->bytes[sql->len - 1] != 'e' && sql->bytes[sql->len - 1] != 'E'))
        return false;
    struct str before = {.bytes = sql->bytes, .len = sql->len - 1};
    return !in_word(&before);
}

/* Steps over a comment that begins here; false where none does. */
static bool skip_comment(struct reader *r, struct query *query)
{
    const char *s = r->at;
    if (s[0] == '/' && s[1] == '*') {
        skip_block_comment(r);
        str_add(&query->sql, " ", 1);
        return true;
    }
    if (s[0] != '-' || s[1] != '-')
        return false;
    if (after(skip_blanks(s + 2), "name:"))
        fail(r->path, r->line, "the statement of %s does not end with a semicolon", query->name);
    while (*r->at && *r->at != '\n')
        next(r);
    return true;
}

static void copy_piece(struct reader *r, struct query *query)
{
    struct str *sql = &query->sql;
    const char *s = r->at;
    if (*s == '\'' || *s == '"') {
        copy_quoted(r, sql, *s, *s == '\'' && is_escape_string(sql));
    } else if (*s == '$' && !in_word(sql)) {
        copy_dollar(r, sql);
    } else if (s[0] == ':' && s[1] == ':') {
        copy_char(r, sql);
        copy_char(r, sql);
    } else if (*s == ':' && name_len(s + 1) > 0) {
        copy_parameter(r, query);
    } else {
        copy_char(r, sql);
    }
}

/* Copies one statement up to its semicolon, parameters replaced by numbers, comments left out. */
static void read_sql(struct reader *r, struct query *query)
{
    while (*r->at && *r->at != ';')
        if (!skip_comment(r, query))
            copy_piece(r, query);
    if (!*r->at)
        fail(r->path, query->line, "%s: the statement does not end with a semicolon", query->name);
    next(r);
}

/* Lines without blanks at their ends and without empty lines. */
static void tidy(struct str *sql)
{
    struct str out = {0};
    const char *s = str_text(sql);
    while (*s) {
        size_t line = strcspn(s, "\n");
        size_t len = line;
        while (len > 0 && isspace((unsigned char)s[len - 1]))
            len--;
        if (len > 0) {
            if (out.len)
                str_add(&out, "\n", 1);
            str_add(&out, s, len);
        }
        s += line + (s[line] == '\n');
    }
    *sql = out;
}

/* ---- what must hold ---- */

/* The next word of SQL in lower case, or the next other character; "" at the end. */
static const char *next_word(const char *s, char word[64])
{
    size_t len = 0;
    while (isspace((unsigned char)*s))
        s++;
    while ((isalnum((unsigned char)*s) || *s == '_') && len < 63)
        word[len++] = (char)tolower((unsigned char)*s++);
    if (len == 0 && *s)
        word[len++] = *s++;
    word[len] = '\0';
    return s;
}

static const char *expect_words(const struct sql_file *file, const struct query *query,
                                const char *s, const char *const *words)
{
    char word[64];
    for (; *words; words++) {
        s = next_word(s, word);
        if (strcmp(word, *words) != 0)
            fail(file->path, query->line, "%s: \"%s\" is expected, \"%s\" found", query->name,
                 *words, word);
    }
    return s;
}

/* copy t (a, b) from stdin (format binary): the columns are those of "in". */
static void check_copy_in(const struct sql_file *file, struct query *query)
{
    static const char *const ends[] = {"from", "stdin", "(", "format", "binary", ")", NULL};
    const char *s =
        expect_words(file, query, str_text(&query->sql), (const char *const[]){"copy", NULL});
    size_t table = strcspn(s, "(");
    char word[64] = "";
    const char *columns = s + table + (s[table] == '(');

    s = columns;
    for (size_t i = 0; i < query->in.len; i++) {
        s = next_word(s, word);
        if (strcmp(word, query->in.items[i].name) != 0)
            fail(file->path, query->line,
                 "%s: column %zu is \"%s\" in the SQL and \"%s\" in "
                 "\"-- in:\"",
                 query->name, i + 1, word, query->in.items[i].name);
        query->in.items[i].used = true;
        s = next_word(s, word);
        if (strcmp(word, i + 1 < query->in.len ? "," : ")") != 0)
            fail(file->path, query->line, "%s: the columns in the SQL and in \"-- in:\" differ",
                 query->name);
    }
    size_t len = (size_t)(s - columns) - 1;
    s = expect_words(file, query, s, ends);
    next_word(s, word);
    if (*word)
        fail(file->path, query->line, "%s: \"%s\" after the COPY", query->name, word);
    str_print(&query->probe, "select %.*s from%.*s", (int)len, columns, (int)table,
              columns - table - 1);
    const char *sql = str_text(&query->sql);
    str_print(&query->frozen, "%.*s, freeze)", (int)(strrchr(sql, ')') - sql), sql);
}

/* copy (select ...) to stdout (format binary). */
static void check_copy_out(const struct sql_file *file, struct query *query)
{
    static const char *const ends[] = {"to", "stdout", "(", "format", "binary", ")", NULL};
    const char *s =
        expect_words(file, query, str_text(&query->sql), (const char *const[]){"copy", "(", NULL});
    const char *end = NULL;
    for (const char *p = s; *p; p++) /* the last ") to" is the one that counts */
        if (*p == ')') {
            char word[64];
            next_word(p + 1, word);
            if (strcmp(word, "to") == 0)
                end = p;
        }
    if (!end)
        fail(file->path, query->line,
             "%s: \"copy (select ...) to stdout (format binary)\" is "
             "expected",
             query->name);
    char word[64];
    next_word(expect_words(file, query, end + 1, ends), word);
    if (*word)
        fail(file->path, query->line, "%s: \"%s\" after the COPY", query->name, word);
    str_add(&query->probe, s, (size_t)(end - s));
    tidy(&query->probe);
}

static void check_orders(const struct sql_file *file, struct query *query)
{
    if (query->orders.len == 0)
        return;
    if (query->mode != MODE_MANY)
        fail(file->path, query->line, "%s: only :many has an order", query->name);
    if (!strchr(str_text(&query->sql), ORDER_MARK))
        fail(file->path, query->line, "%s: \"order by :order\" is missing", query->name);
    for (size_t i = 0; i < query->orders.len; i++) {
        struct order *order = &query->orders.items[i];
        const struct field *f = find_field(&query->out, order->column, strlen(order->column));
        if (!f)
            fail(file->path, order->line, "%s: \"-- out:\" has no column %s", query->name,
                 order->column);
        for (size_t j = 0; j < i; j++)
            if (strcmp(order[-1 - (int)j].column, order->column) == 0 &&
                order[-1 - (int)j].descending == order->descending)
                fail(file->path, order->line, "%s: the order by %s is there twice", query->name,
                     order->column);
        order->nullable = f->nullable;
    }
}

static void check_query(const struct sql_file *file, struct query *query)
{
    bool has_rows = query->mode != MODE_EXEC && query->mode != MODE_COPY_IN;
    if (has_rows && query->out.len == 0)
        fail(file->path, query->line, "%s: \"-- out:\" is missing", query->name);
    if (!has_rows && query->out.len > 0)
        fail(file->path, query->line, "%s: :%s gives no rows, \"-- out:\" is wrong", query->name,
             modes[query->mode].name);
    if (query->mode == MODE_COPY_IN && query->in.len == 0)
        fail(file->path, query->line, "%s: \"-- in:\" must list the columns", query->name);
    if (query->mode == MODE_COPY_OUT && query->in.len > 0)
        fail(file->path, query->line, "%s: a COPY takes no parameters", query->name);

    check_orders(file, query);
    if (query->mode == MODE_COPY_IN)
        check_copy_in(file, query);
    if (query->mode == MODE_COPY_OUT)
        check_copy_out(file, query);
    for (size_t i = 0; i < query->in.len; i++)
        if (!query->in.items[i].used)
            fail(file->path, query->in.items[i].line, "%s: :%s is declared but not used",
                 query->name, query->in.items[i].name);
}

/* ---- the file ---- */

static char *read_whole(const char *path)
{
    struct str text = {0};
    char bytes[4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path, 0, "cannot be read: %s", strerror(errno));
    str_add(&text, "", 0);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        str_add(&text, bytes, got);
    if (ferror(file))
        fail(path, 0, "cannot be read: %s", strerror(errno));
    fclose(file);
    if (strlen(text.bytes) != text.len)
        fail(path, 0, "contains a NUL byte");
    return text.bytes;
}

/* Comments and empty lines up to the next "-- name:" (query is NULL) or up to the SQL. */
static bool read_head(struct reader *r, struct query *query, bool *ret_name)
{
    for (; *r->at; skip_line(r)) {
        const char *s = skip_blanks(r->at);
        if (*s == '\n' || *s == '\0')
            continue;
        r->at = s;
        if (s[0] != '-' || s[1] != '-')
            return true;
        *ret_name = after(skip_blanks(s + 2), "name:");
        if (*ret_name)
            return true;
        read_comment(r, query);
    }
    return false;
}

static void read_query(struct reader *r, const struct sql_file *file, struct query *query)
{
    bool name = false;
    read_name(r, after(skip_blanks(r->at + 2), "name:"), file, query);
    skip_line(r);
    if (!read_head(r, query, &name) || name)
        fail(r->path, query->line, "%s: there is no statement", query->name);
    read_sql(r, query);
    tidy(&query->sql);
    const char *s = skip_blanks(r->at);
    if (*s && *s != '\n' && !(s[0] == '-' && s[1] == '-'))
        fail(r->path, r->line, "nothing may follow the semicolon");
    skip_line(r);
}

static char *make_ident(const char *name)
{
    char *ident = copy_text(name, strcspn(name, "."));
    for (char *c = ident; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return ident;
}

struct sql_file sql_file_read(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct sql_file file = {.path = path, .name = slash ? slash + 1 : path};
    struct reader r = {.path = path, .at = read_whole(path), .line = 1};
    bool name = false;

    file.ident = make_ident(file.name);
    while (read_head(&r, NULL, &name)) {
        if (!name)
            fail(path, r.line, "a statement without \"-- name:\"");
        struct query query = {0};
        read_query(&r, &file, &query);
        check_query(&file, &query);
        file.queries = grow(file.queries, file.len, sizeof query);
        file.queries[file.len++] = query;
    }
    if (file.len == 0)
        fail(path, 0, "contains no query");
    return file;
}
