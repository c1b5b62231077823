#include "admin/components.h"

#include "admin/components.html.h"
#include "admin/components_charts.html.h"
#include "admin/components_form.html.h"
#include "admin/components_record.html.h"
#include "web/form.h"

/* They show nothing of the bank's: their values stand in the templates, but for what the form was
 * given, which is shown and not kept. */
struct nothing {
    bool none;
};
static const struct field nothing_fields[] = {FIELD(struct nothing, none)};
static const struct record nothing_record = RECORD(struct nothing, nothing_fields);
static const struct page all_page = {&tmpl_components, &nothing_record, N_("Components")};

static rc all_show(struct req *r)
{
    return show(r, &all_page, VIEW(r, struct nothing));
}

/* ---- charts ---- */

static const struct page charts_page = {&tmpl_components_charts, &nothing_record, N_("Charts")};

static rc charts_show(struct req *r)
{
    return show(r, &charts_page, VIEW(r, struct nothing));
}

/* ---- a form with a file ---- */

struct contact_form {
    struct text subject;
    struct file_in list;
};
/* clang-format off */
static const struct input contact_inputs[] = {
    INPUT_TEXT(struct contact_form, subject, N_("Subject"), .required = true, .max = 60, .help = N_("What you talked about, in a few words")),
    INPUT_FILE(struct contact_form, list, ".csv,.txt", N_("File"), .max = 2 << 20, .help = N_("A text file of at most 2 MB: .csv or .txt")),
};
/* clang-format on */
static const struct inputs contact_in = INPUTS(struct contact_form, contact_inputs);

struct form_view {
    struct form form;
};
static const struct field form_view_fields[] = {FIELD_RECORD(struct form_view, form, form_record)};
static const struct record form_view_record = RECORD(struct form_view, form_view_fields);
static const struct page form_page = {&tmpl_components_form, &form_view_record, N_("A form")};

static rc form_show(struct req *r)
{
    struct form_view *v = VIEW(r, struct form_view);
    v->form = form_make(r, &contact_in, "/components/form", NULL);
    return show(r, &form_page, v);
}

/* ---- a record, and what was received ---- */

enum { LINES_SHOWN = 8, LINE_BYTES_SHOWN = 300 };

struct line {
    struct text text;
};
static const struct field line_fields[] = {FIELD(struct line, text)};
static const struct record line_record = RECORD(struct line, line_fields);

struct received {
    struct text subject, name;
    int64_t size;
    bool has_file, is_binary;
    struct line *lines;
    size_t lines_count;
};
static const struct field received_fields[] = {
    FIELD(struct received, subject),   FIELD(struct received, name),
    FIELD(struct received, size),      FIELD(struct received, has_file),
    FIELD(struct received, is_binary), FIELD_ROWS(struct received, lines, line_record),
};
static const struct record received_record = RECORD(struct received, received_fields);

struct record_view {
    bool is_received;
    struct received received;
};
static const struct field record_view_fields[] = {
    FIELD(struct record_view, is_received),
    FIELD_RECORD(struct record_view, received, received_record),
};
static const struct record record_view_record = RECORD(struct record_view, record_view_fields);
static const struct page record_page = {&tmpl_components_record, &record_view_record,
                                        N_("A record")};

/* What a line shows of itself: not too much, and signs in place of what cannot be shown. */
static struct text shown(struct req *r, struct text line)
{
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        if (out.len >= LINE_BYTES_SHOWN && (c & 0xC0) != 0x80)
            break;
        if ((c < ' ' && c != '\t') || c == 127)
            buf_add_text(&out, "\xEF\xBF\xBD");
        else
            buf_add_char(&out, (char)c);
    }
    return keep(r->arena, &out);
}

static void add_lines(struct req *r, struct text rest, struct received *v)
{
    v->lines = arena_alloc(r->arena, LINES_SHOWN * sizeof *v->lines);
    while (rest.len > 0 && v->lines_count < LINES_SHOWN) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        bool has_return = len > 0 && rest.ptr[len - 1] == '\r';
        v->lines[v->lines_count++].text = shown(r, (struct text){rest.ptr, len - has_return});
        rest.ptr += len + (end != NULL);
        rest.len -= len + (end != NULL);
    }
}

static rc record_show(struct req *r)
{
    return show(r, &record_page, VIEW(r, struct record_view));
}

static rc form_take(struct req *r)
{
    const struct contact_form *in = r->in;
    struct record_view *v = VIEW(r, struct record_view);
    v->is_received = true;
    v->received = (struct received){.subject = in->subject,
                                    .name = in->list.name,
                                    .size = (int64_t)in->list.bytes.len,
                                    .has_file = in->list.name.len > 0};
    v->received.is_binary = v->received.has_file && !text_is_utf8(in->list.bytes);
    if (v->received.has_file && !v->received.is_binary)
        add_lines(r, in->list.bytes, &v->received);
    return show(r, &record_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/components", PERM_COMPONENTS, all_show, .gives = &all_page, .title = N_("Components")},
    {HTTP_GET, "/components/charts", PERM_COMPONENTS, charts_show, .gives = &charts_page, .title = N_("Charts")},
    {HTTP_GET, "/components/form", PERM_COMPONENTS, form_show, .gives = &form_page, .title = N_("A form")},
    {HTTP_POST, "/components/form", PERM_COMPONENTS, form_take, &contact_in, .again = form_show, .gives = &record_page, .title = N_("A form")},
    {HTTP_GET, "/components/record", PERM_COMPONENTS, record_show, .gives = &record_page, .title = N_("A record")},
};
/* clang-format on */
const struct module components_module = {.name = "components", MODULE(routes)};
