#include "base/record_out.h"

#include "base/json_out.h"

enum { MICROSECONDS = 1000000, DAY_SECONDS = 86400, MOST_DEPTH = 16 };

static bool number_is_null(const struct field *f, const void *value)
{
    switch (f->kind) {
    case KIND_BOOL:
        return !((const struct opt_bool *)value)->known;
    case KIND_INT2:
    case KIND_CODE:
        return !((const struct opt_int2 *)value)->known;
    case KIND_INT4:
        return !((const struct opt_int4 *)value)->known;
    default:
        return !((const struct opt_int8 *)value)->known;
    }
}

bool field_is_null(const struct field *f, const void *value)
{
    switch (f->kind) {
    case KIND_DAY:
        return *(const day *)value == NO_DAY;
    case KIND_TEXT:
    case KIND_URL:
    case KIND_HTML:
    case KIND_JSON:
        return !((const struct text *)value)->ptr;
    case KIND_RECORD:
    case KIND_ROWS:
        return false;
    case KIND_BOOL:
    case KIND_INT2:
    case KIND_INT4:
    case KIND_INT8:
    case KIND_ID:
    case KIND_FEN:
    case KIND_TIME:
    case KIND_CODE:
        break;
    }
    return f->nullable && number_is_null(f, value);
}

int64_t field_number(const struct field *f, const void *value)
{
    bool n = f->nullable;
    switch (f->kind) {
    case KIND_BOOL:
        return n ? ((const struct opt_bool *)value)->value : *(const bool *)value;
    case KIND_INT2:
    case KIND_CODE:
        return n ? ((const struct opt_int2 *)value)->value : *(const int16_t *)value;
    case KIND_INT4:
        return n ? ((const struct opt_int4 *)value)->value : *(const int32_t *)value;
    case KIND_INT8:
    case KIND_ID:
    case KIND_FEN:
    case KIND_TIME:
        return n ? ((const struct opt_int8 *)value)->value : *(const int64_t *)value;
    case KIND_DAY:
        return *(const day *)value;
    case KIND_TEXT:
    case KIND_URL:
    case KIND_HTML:
    case KIND_JSON:
    case KIND_RECORD:
    case KIND_ROWS:
        break;
    }
    return 0;
}

size_t field_count(const struct field *f, const void *row)
{
    return *(const size_t *)((const char *)row + f->count_offset);
}

day bank_day(int64_t time, int *ret_seconds)
{
    int64_t seconds = time / MICROSECONDS - (time % MICROSECONDS < 0) + BANK_ZONE_SECONDS;
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
    *ret_seconds = (int)(seconds - days * DAY_SECONDS);
    return (day)days;
}

/* A page has hundreds of ids: printf would be a third of its time. */
static void add_number(struct buf *b, int64_t number)
{
    char room[24], *end = room + sizeof room, *at = end;
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + size % 10);
    while (size /= 10);
    if (number < 0)
        *--at = '-';
    buf_add(b, at, (size_t)(end - at));
}

static void add_time(struct buf *b, int64_t time)
{
    int seconds;
    day d = bank_day(time, &seconds);
    buf_printf(b, "%sT%02d:%02d:%02d+08:00", day_format(d).text, seconds / 3600, seconds / 60 % 60,
               seconds % 60);
}

static const char *code_name(const struct field *f, const void *value)
{
    const struct word *word = word_of_code(f->words, (int16_t)field_number(f, value));
    return word ? word->name : "";
}

void field_plain(struct buf *b, const struct field *f, const void *value)
{
    const struct text *text = value;
    if (field_is_null(f, value))
        return;
    switch (f->kind) {
    case KIND_BOOL:
        buf_add_text(b, field_number(f, value) ? "true" : "false");
        break;
    case KIND_INT2:
    case KIND_INT4:
    case KIND_INT8:
    case KIND_ID:
        add_number(b, field_number(f, value));
        break;
    case KIND_FEN:
        buf_add_text(b, fen_format(field_number(f, value)).text);
        break;
    case KIND_TIME:
        add_time(b, field_number(f, value));
        break;
    case KIND_CODE:
        buf_add_text(b, code_name(f, value));
        break;
    case KIND_DAY:
        buf_add_text(b, day_format(*(const day *)value).text);
        break;
    case KIND_TEXT:
    case KIND_URL:
    case KIND_HTML:
    case KIND_JSON:
        buf_add(b, text->ptr, text->len);
        break;
    case KIND_RECORD:
    case KIND_ROWS:
        break;
    }
}

static bool is_column(const struct field *f)
{
    return f->kind != KIND_RECORD && f->kind != KIND_ROWS && !f->inner;
}

static bool is_bare(const struct field *f)
{
    return f->kind <= KIND_INT8;
}

static bool is_text(const struct field *f)
{
    return f->kind == KIND_TEXT || f->kind == KIND_URL || f->kind == KIND_HTML;
}

static void add_record(struct buf *b, const struct record *r, const void *row, int depth);

static void add_rows(struct buf *b, const struct field *f, const void *row, int depth)
{
    const char *rows = *(const char *const *)field_at(f, row);
    size_t count = field_count(f, row);
    buf_add_char(b, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(b, ',');
        add_record(b, f->of, rows + i * f->of->size, depth);
    }
    buf_add_char(b, ']');
}

static void add_value(struct buf *b, const struct field *f, const void *row, int depth)
{
    const void *value = field_at(f, row);
    if (f->kind == KIND_RECORD) {
        add_record(b, f->of, value, depth);
    } else if (f->kind == KIND_ROWS) {
        add_rows(b, f, row, depth);
    } else if (field_is_null(f, value)) {
        buf_add_text(b, "null");
    } else if (is_text(f)) {
        json_add_text(b, *(const struct text *)value);
    } else if (is_bare(f) || f->kind == KIND_JSON) {
        field_plain(b, f, value);
    } else { /* nothing in these forms needs an escape */
        buf_add_char(b, '"');
        field_plain(b, f, value);
        buf_add_char(b, '"');
    }
}

/* Records are constant and finite, but one could be within itself by its rows. */
static void add_record(struct buf *b, const struct record *r, const void *row, int depth)
{
    assert(depth < MOST_DEPTH);
    const char *comma = "";
    buf_add_char(b, '{');
    for (size_t i = 0; i < r->len; i++) {
        if (r->fields[i].inner)
            continue;
        buf_add_text(b, comma);
        comma = ",";
        json_add_text(b, text_of(r->fields[i].name));
        buf_add_char(b, ':');
        add_value(b, &r->fields[i], row, depth + 1);
    }
    buf_add_char(b, '}');
}

void record_json(struct buf *b, const struct record *r, const void *row)
{
    add_record(b, r, row, 0);
}

size_t record_columns(const struct record *r, struct csv_column *ret_columns, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < r->len; i++) {
        const struct field *f = &r->fields[i];
        if (!is_column(f))
            continue;
        assert(len < room);
        ret_columns[len++] = (struct csv_column){f->name, is_bare(f) ? CSV_NUMBER : CSV_TEXT};
    }
    return len;
}

void record_csv(struct csv_out *out, const struct record *r, const void *row)
{
    struct buf plain;
    buf_init(&plain);
    for (size_t i = 0; i < r->len; i++) {
        const struct field *f = &r->fields[i];
        if (!is_column(f))
            continue;
        buf_clear(&plain);
        field_plain(&plain, f, field_at(f, row));
        csv_out_text(out, buf_text(&plain));
    }
    csv_out_row(out);
    buf_release(&plain);
}
