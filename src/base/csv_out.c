#include "base/csv_out.h"

#include <errno.h>

#include "base/json_out.h"

enum { WRITE_SIZE = 64 * 1024 };

static void write_out(struct csv_out *out)
{
    if (out->error == 0 && out->buf.len > 0) {
        errno = 0;
        if (fwrite(out->buf.bytes, 1, out->buf.len, out->file) != out->buf.len)
            out->error = errno ? errno : EIO;
    }
    buf_clear(&out->buf);
}

static bool needs_quotes(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] == ',' || t.ptr[i] == '"' || t.ptr[i] == '\r' || t.ptr[i] == '\n')
            return true;
    return false;
}

void csv_add(struct buf *b, struct text t)
{
    if (!needs_quotes(t)) {
        buf_add(b, t.ptr, t.len);
        return;
    }
    buf_add_char(b, '"');
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"')
            buf_add_char(b, '"');
        buf_add_char(b, t.ptr[i]);
    }
    buf_add_char(b, '"');
}

/* What stands before the next field's value. */
static const struct csv_column *begin_field(struct csv_out *out)
{
    assert(out->at < out->columns_len);
    const struct csv_column *column = &out->columns[out->at];
    if (out->form == CSV_FORM) {
        if (out->at > 0)
            buf_add_char(&out->buf, ',');
    } else {
        buf_add_char(&out->buf, out->at == 0 ? '{' : ',');
        json_add_text(&out->buf, text_of(column->name));
        buf_add_char(&out->buf, ':');
    }
    out->at++;
    return column;
}

void csv_out_init(struct csv_out *out, FILE *file, enum csv_form form,
                  const struct csv_column *columns, size_t columns_len)
{
    *out = (struct csv_out){
        .file = file, .form = form, .columns = columns, .columns_len = columns_len};
    buf_init(&out->buf);
    if (form != CSV_FORM)
        return;
    for (size_t i = 0; i < columns_len; i++)
        csv_out_string(out, columns[i].name);
    csv_out_row(out);
}

void csv_out_text(struct csv_out *out, struct text value)
{
    const struct csv_column *column = begin_field(out);
    if (out->form == CSV_FORM)
        csv_add(&out->buf, value);
    else if (column->kind == CSV_TEXT)
        json_add_text(&out->buf, value);
    else if (value.len == 0)
        buf_add_text(&out->buf, "null");
    else
        buf_add(&out->buf, value.ptr, value.len);
}

void csv_out_string(struct csv_out *out, const char *value)
{
    csv_out_text(out, text_of(value));
}

void csv_out_number(struct csv_out *out, int64_t value)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%" PRId64, value);
    csv_out_text(out, (struct text){text, (size_t)len});
}

void csv_out_fen(struct csv_out *out, fen value)
{
    csv_out_string(out, fen_format(value).text);
}

void csv_out_day(struct csv_out *out, day value)
{
    csv_out_string(out, day_format(value).text);
}

void csv_out_row(struct csv_out *out)
{
    assert(out->at == out->columns_len);
    buf_add_text(&out->buf, out->form == CSV_FORM ? "\n" : "}\n");
    out->at = 0;
    if (out->buf.len >= WRITE_SIZE)
        write_out(out);
}

rc csv_out_end(struct csv_out *out, struct why *why)
{
    write_out(out);
    errno = 0;
    if (out->error == 0 && fflush(out->file) != 0)
        out->error = errno ? errno : EIO;
    buf_release(&out->buf);
    if (out->error == EPIPE)
        return why_say(why, E_UNAVAILABLE, "the result was not read to its end");
    if (out->error)
        return why_say(why, E_UNAVAILABLE, "could not write the result: %s", strerror(out->error));
    return OK;
}
