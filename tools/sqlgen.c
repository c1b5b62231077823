/* sqlgen -- turns a .sql file into typed C functions, during the build.
 *
 *     sqlgen X.sql X.sql.c X.sql.h
 *     sqlgen --header X.sql X.sql.h
 *
 * What may be written:
 *
 *     -- name: customer_find :one
 *     -- in: id int8, day date
 *     -- out: customer_id int8, name text, home text?
 *     -- The comment becomes the contract in the header.
 *     select customer_id, name, home from customer where customer_id = :id and since <= :day;
 *
 * The rows of :one, :maybe and :many are described by q_NAME_record (base/record.h), but for
 * columns that cannot be shown: bytea, hash, timestamp, arrays.
 *
 * A "?" after a type says that the value may be null.  Lists may go on with further "-- in:" and
 * "-- out:" lines.  Each declared parameter must be used and each used one be declared; with more
 * than four the function takes a struct q_NAME_in.  Modes, and what is generated:
 *
 *     :exec      rc q_NAME(db, in..., int64_t *ret_rows)             ret_rows may be NULL
 *     :one       rc q_NAME(db, [arena,] in..., struct q_NAME_row *)  no row: E_NOT_FOUND
 *     :maybe     rc q_NAME(db, [arena,] in..., struct q_NAME_row *, bool *ret_found)
 *     :many      rc q_NAME(db, arena, in..., struct q_NAME_row **, size_t *ret_count)
 *     :copy_in   rc q_NAME_begin(db), q_NAME_add(db, const struct q_NAME_row *),
 *                q_NAME_end(db, int64_t *ret_rows); "in" lists the columns of
 *                copy t (a, b) from stdin (format binary);
 *     :copy_out  rc q_NAME(db, rc (*each)(void *ctx, const struct q_NAME_row *), void *ctx);
 *                copy (select ...) to stdout (format binary);  takes no parameters
 *
 * A :many may be asked for its rows in several orders, by columns of "out":
 *
 *     -- order: name, since desc
 *     select ... order by :order, customer_id limit :limit offset :offset;
 *
 * gives an "enum q_NAME_order order" before the other parameters (Q_NAME_BY_NAME,
 * Q_NAME_BY_NAME_DESC, Q_NAME_BY_SINCE_DESC; only one way where asc or desc is said), one statement
 * for each, and the table q_NAME_orders[] of what each is.  Nulls come last.  What else makes the
 * order complete, so that pages do not overlap, stands behind :order; pages are ordinary
 * parameters.
 *
 * The arena is there where a column carries memory (text, arrays).  Types: bool int2 int4 int8 text
 * bytea date hash (uuid) timestamptz (or: time) timestamp json, and arrays of int4 int8 date text
 * bytea hash.  id and fen are int8, and say what it is; "int2 of stages" (or "int2? of stages") is
 * a code, whose meaning is the "const struct words stages" of some room below.  json is text for
 * PostgreSQL: write ":x::jsonb" and "x::text"; only a column of copy_in that is declared json is a
 * jsonb column.
 *
 * Each file also gives a table q_FILE_queries[], ended by an entry without a name, with which
 * db/query_check.h compares every query with a real schema. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlgen.h"

static void *never_null(void *ptr)
{
    if (ptr)
        return ptr;
    fputs("sqlgen: out of memory\n", stderr);
    exit(1);
}

void *grow(void *items, size_t len, size_t size)
{
    return never_null(realloc(items, (len + 1) * size));
}

static void make_room(struct str *s, size_t more)
{
    if (s->room - s->len > more)
        return;
    s->room = (s->len + more + 1) * 2;
    s->bytes = never_null(realloc(s->bytes, s->room));
}

void str_add(struct str *s, const char *bytes, size_t len)
{
    make_room(s, len);
    memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
    s->bytes[s->len] = '\0';
}

void str_print(struct str *s, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        make_room(s, (size_t)len);
        vsnprintf(s->bytes + s->len, (size_t)len + 1, format, again);
        s->len += (size_t)len;
    }
    va_end(again);
}

const char *str_text(const struct str *s)
{
    return s->bytes ? s->bytes : "";
}

void fail(const char *path, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (line > 0)
        fprintf(stderr, "%s:%d: ", path, line);
    else
        fprintf(stderr, "%s: ", path);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void write_file(const char *path, const struct str *text)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(str_text(text), 1, text->len, file) != text->len || fclose(file) != 0)
        fail(path, 0, "cannot be written: %s", strerror(errno));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int main(int argc, char **argv)
{
    bool header_only = argc == 4 && strcmp(argv[1], "--header") == 0;
    if (argc != 4) {
        fputs("usage: sqlgen X.sql X.sql.c X.sql.h | sqlgen --header X.sql X.sql.h\n", stderr);
        return 2;
    }
    struct sql_file file = sql_file_read(argv[header_only ? 2 : 1]);
    struct str header = {0}, source = {0};
    write_header(&file, &header);
    write_source(&file, base_name(argv[3]), &source);
    if (!header_only)
        write_file(argv[2], &source);
    write_file(argv[3], &header);
    return 0;
}
