#pragma once
/* test_naive -- the plainest possible splitter, to hold the fast one against.  Only for tests.
 *
 * One character after the other, by the rules as they are written in csv.h. */
#include "base/text.h"

struct naive_field {
    char *ptr; /* owned */
    size_t len;
};
struct naive_record {
    struct vec fields; /* struct naive_field */
    uint64_t line;
};

static void naive_put(struct buf *field, struct naive_record *record)
{
    struct naive_field *f = vec_add(&record->fields);
    f->len = field->len;
    f->ptr = malloc(field->len + 1);
    if (field->len)
        memcpy(f->ptr, field->bytes, field->len);
    buf_clear(field);
}

/* Reads the record at *at; false at the end of the text. */
static bool naive_next(struct text t, size_t *at, uint64_t *line, char delimiter, bool quotes,
                       struct naive_record *ret)
{
    enum { START, PLAIN, QUOTED, AFTER_QUOTE } state = START;
    struct buf field;
    size_t i = *at;
    if (i == t.len)
        return false;
    buf_init(&field);
    vec_init(&ret->fields, sizeof(struct naive_field));
    ret->line = *line;
    for (; i < t.len; i++) {
        char c = t.ptr[i];
        bool crlf = c == '\r' && i + 1 < t.len && t.ptr[i + 1] == '\n';
        *line += c == '\n';
        if (state == QUOTED) {
            if (c == '"')
                state = AFTER_QUOTE;
            else
                buf_add_char(&field, c);
        } else if (state == AFTER_QUOTE && c == '"') {
            buf_add_char(&field, c);
            state = QUOTED;
        } else if (state == START && c == '"' && quotes) {
            state = QUOTED;
        } else if (c == delimiter) {
            naive_put(&field, ret);
            state = START;
        } else if (c == '\n') {
            i++;
            break;
        } else if (!crlf) {
            buf_add_char(&field, c);
            state = PLAIN;
        }
    }
    naive_put(&field, ret);
    buf_release(&field);
    *at = i;
    return true;
}

static void naive_release(struct naive_record *r)
{
    for (size_t i = 0; i < r->fields.len; i++)
        free(((struct naive_field *)vec_at(&r->fields, i))->ptr);
    vec_release(&r->fields);
}
