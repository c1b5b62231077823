#include "web/table_file.h"

#include <unistd.h>

#include "base/record_out.h"
#include "web/list_inside.h"
#include "web/sheet.h"
#include "web/web.h"

static const struct word form_items[] = {
    {TABLE_CSV, "csv", N_("CSV")},
    {TABLE_XLSX, "xlsx", N_("Excel")},
};
const struct words table_forms = {"table_forms", form_items, ARRAY_LEN(form_items)};

static const void *row_at(const struct table_file *file, size_t i)
{
    return (const char *)file->items + i * file->row->size;
}

/* ---- CSV ---- */

static void csv_row(struct req *r, const struct table_file *file, size_t row, struct buf *out)
{
    struct buf value;
    buf_init(&value);
    for (size_t i = 0; i < file->row->len; i++) {
        const struct field *f = &file->row->fields[i];
        buf_clear(&value);
        field_plain(&value, f, field_at(f, row_at(file, row)));
        buf_add_text(out, i ? "," : "");
        list_csv_cell(r->arena, out, value.len ? buf_text(&value) : TEXT(""));
    }
    buf_add_char(out, '\n');
    buf_release(&value);
}

/* A mark at the beginning tells spreadsheets that it is UTF-8. */
static rc send_csv(struct req *r, const struct table_file *file)
{
    struct buf out;
    buf_init(&out);
    buf_add_text(&out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < file->row->len; i++) {
        buf_add_text(&out, i ? "," : "");
        list_csv_cell(r->arena, &out, text_of(file->titles[i]));
    }
    buf_add_char(&out, '\n');
    for (size_t i = 0; i < file->len; i++)
        csv_row(r, file, i, &out);
    return send_bytes(r, keep(r->arena, &out), "text/csv; charset=utf-8",
                      arena_printf(r->arena, "%s.csv", file->name));
}

/* ---- Excel ---- */

static void close_fd(void *fd)
{
    close(*(int *)fd);
}

static rc send_sheet(struct req *r, struct sheet *sheet, const char *name)
{
    int *fd = arena_alloc(r->arena, sizeof *fd);
    struct http_file *sent = VIEW(r, struct http_file);
    TRY(sheet_end(sheet, fd, &r->why));
    arena_defer(r->arena, close_fd, fd);
    *sent = (struct http_file){*fd, lseek(*fd, 0, SEEK_END)};
    if (sent->bytes < 0 || lseek(*fd, 0, SEEK_SET) != 0)
        return why_say(&r->why, E_UNAVAILABLE, "the Excel file could not be read");
    return send_file(r, sent, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     arena_printf(r->arena, "%s.xlsx", name));
}

static rc send_xlsx(struct req *r, const struct table_file *file)
{
    struct sheet *sheet = sheet_new(r->web->bank->config->home, r->tongue);
    sheet_head(sheet, file->titles, file->row->len);
    for (size_t row = 0; row < file->len; row++) {
        for (size_t i = 0; i < file->row->len; i++) {
            const struct field *f = &file->row->fields[i];
            sheet_cell(sheet, f, field_at(f, row_at(file, row)));
        }
        sheet_row_end(sheet);
    }
    return send_sheet(r, sheet, file->name);
}

rc table_file_send(struct req *r, const struct table_file *file, enum table_form form)
{
    return form == TABLE_XLSX ? send_xlsx(r, file) : send_csv(r, file);
}
