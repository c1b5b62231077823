#include "web/sheet.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include "base/record_out.h"
#include "web/body.h"

enum { NAME_WIDTH = 22, NUMBER_WIDTH = 16 };

struct sheet {
    int fd; /* -1: could not be opened */
    enum tongue tongue;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *head, *amount, *number, *day;
    lxw_row_t row;
    lxw_col_t column;
    bool failed;
    struct buf text;
};

/* The library opens files by name; one without a name has this one. */
static lxw_workbook *open_book(int fd, const char *folder)
{
    char path[64];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = (char *)(uintptr_t)folder};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return workbook_new_opt(path, &options);
}

static lxw_format *format_of(lxw_workbook *book, const char *number)
{
    lxw_format *format = workbook_add_format(book);
    if (number)
        format_set_num_format(format, number);
    else
        format_set_bold(format);
    return format;
}

struct sheet *sheet_new(const char *folder, enum tongue tongue)
{
    struct sheet *s = mem_alloc(sizeof *s);
    *s = (struct sheet){.fd = open_nameless(folder), .tongue = tongue};
    buf_init(&s->text);
    s->book = s->fd >= 0 ? open_book(s->fd, folder) : NULL;
    s->page = s->book ? workbook_add_worksheet(s->book, NULL) : NULL;
    s->failed = !s->page;
    if (s->failed)
        return s;
    s->head = format_of(s->book, NULL);
    s->amount = format_of(s->book, "#,##0.00");
    s->number = format_of(s->book, "#,##0");
    s->day = format_of(s->book, "yyyy-mm-dd");
    return s;
}

void sheet_head(struct sheet *s, const char *const *titles, size_t len)
{
    for (size_t i = 0; i < len && !s->failed; i++) {
        worksheet_set_column(s->page, (lxw_col_t)i, (lxw_col_t)i, i ? NUMBER_WIDTH : NAME_WIDTH,
                             NULL);
        s->failed |= worksheet_write_string(s->page, 0, (lxw_col_t)i, titles[i], s->head) != 0;
    }
    if (!s->failed)
        worksheet_freeze_panes(s->page, 1, 1);
    s->row = 1;
}

static lxw_error write_text(struct sheet *s, const char *text)
{
    return worksheet_write_string(s->page, s->row, s->column, text, NULL);
}

static lxw_error write_plain(struct sheet *s, const struct field *f, const void *value)
{
    buf_clear(&s->text);
    field_plain(&s->text, f, value);
    buf_add_char(&s->text, '\0');
    return write_text(s, s->text.bytes);
}

static lxw_error write_day(struct sheet *s, day d)
{
    struct ymd ymd = day_ymd(d);
    lxw_datetime on = {.year = ymd.year, .month = ymd.month, .day = ymd.day};
    return worksheet_write_datetime(s->page, s->row, s->column, &on, s->day);
}

static lxw_error write_code(struct sheet *s, const struct field *f, const void *value)
{
    const struct word *w = word_of_code(f->words, (int16_t)field_number(f, value));
    return w ? write_text(s, in_tongue(s->tongue, w->label)) : write_plain(s, f, value);
}

/* Excel's numbers hold fifteen digits: amounts below ten billion yuan to the fen. */
static lxw_error write_value(struct sheet *s, const struct field *f, const void *value)
{
    switch (f->kind) {
    case KIND_FEN:
        return worksheet_write_number(s->page, s->row, s->column,
                                      (double)field_number(f, value) / 100, s->amount);
    case KIND_INT2:
    case KIND_INT4:
    case KIND_INT8:
        return worksheet_write_number(s->page, s->row, s->column, (double)field_number(f, value),
                                      s->number);
    case KIND_BOOL:
        return write_text(s, in_tongue(s->tongue, field_number(f, value) ? N_("yes") : N_("no")));
    case KIND_CODE:
        return write_code(s, f, value);
    case KIND_DAY:
        return write_day(s, *(const day *)value);
    default:
        return write_plain(s, f, value);
    }
}

void sheet_cell(struct sheet *s, const struct field *f, const void *value)
{
    if (!s->failed && !field_is_null(f, value))
        s->failed |= write_value(s, f, value) != 0;
    s->column++;
}

void sheet_row_end(struct sheet *s)
{
    s->column = 0;
    s->row++;
}

static bool close_book(struct sheet *s)
{
    bool closed = s->book && workbook_close(s->book) == LXW_NO_ERROR;
    s->book = NULL;
    return closed;
}

rc sheet_end(struct sheet *s, int *ret_fd, struct why *why)
{
    bool whole = close_book(s) && !s->failed && lseek(s->fd, 0, SEEK_SET) == 0;
    if (whole) {
        *ret_fd = s->fd;
        s->fd = -1;
    }
    sheet_drop(s);
    return whole ? OK
                 : why_say(why, E_UNAVAILABLE,
                           "the Excel file could not be written: is the disk of the home full?");
}

void sheet_drop(struct sheet *s)
{
    if (!s)
        return;
    (void)close_book(s);
    if (s->fd >= 0)
        close(s->fd);
    buf_release(&s->text);
    free(s);
}
