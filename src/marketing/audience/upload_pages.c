#include "marketing/audience/upload_pages.h"

#include "marketing/audience/audience.h"
#include "marketing/audience/list.sql.h"
#include "marketing/audience/upload.h"
#include "marketing/audience/upload.html.h"
#include "marketing/audience/upload.sql.h"
#include "marketing/audience/upload_form.html.h"
#include "platform/job.sql.h"
#include "web/form.h"
#include "web/web.h"

enum { LINES_SHOWN = 10 };

/* ---- a file ---- */

struct upload_target {
    int64_t list_id;
};
static const struct input upload_form_inputs[] = {PATH_ID(struct upload_target, list_id)};
const struct inputs upload_form_in = INPUTS(struct upload_target, upload_form_inputs);

struct upload_given {
    int64_t list_id;
    int16_t way;
    struct file_in file;
};
/* clang-format off */
static const struct input upload_inputs[] = {
    PATH_ID(struct upload_given, list_id),
    INPUT_CODE(struct upload_given, way, upload_ways, N_("The file names customers by"), .required = true),
    INPUT_FILE(struct upload_given, file, ".xlsx,.csv,.tsv,.txt", N_("File"), .required = true, .max = UPLOAD_BYTES_MOST, .help = N_("An Excel workbook (.xlsx, its first sheet), CSV or text with tabs in UTF-8 or GB18030; at most 100,000 lines.")),
};
/* clang-format on */
const struct inputs upload_in = INPUTS(struct upload_given, upload_inputs);

struct form_view {
    struct q_list_find_row list;
    struct form form;
};
static const struct field form_fields[] = {
    FIELD_RECORD(struct form_view, list, q_list_find_record),
    FIELD_RECORD(struct form_view, form, form_record),
};
static const struct record form_view_record = RECORD(struct form_view, form_fields);
const struct page upload_form_page = {&tmpl_upload_form, &form_view_record, N_("Upload customers")};

static rc find_own_list(struct req *r, int64_t list_id, struct q_list_find_row *ret)
{
    about(r, AUDIT_LIST, list_id);
    TRY(q_list_find(r->db, r->arena, list_id, ret));
    return ret->is_mine ? OK : refuse(r, E_FORBIDDEN, N_("Only its owner changes a list."));
}

/* After a fault the route's inputs are those of the form. */
rc upload_form(struct req *r)
{
    static const struct upload_given usual = {.way = BY_CUSTOMER_NO};
    struct form_view *v = VIEW(r, struct form_view);
    int64_t id = r->http->method == HTTP_GET ? ((const struct upload_target *)r->in)->list_id
                                             : ((const struct upload_given *)r->in)->list_id;
    TRY(find_own_list(r, id, &v->list));
    v->form =
        form_make(r, &upload_in, arena_printf(r->arena, "/lists/%" PRId64 "/uploads", id), &usual);
    return show(r, &upload_form_page, v);
}

/* Its columns are text, so that Excel leaves the digits of a certificate alone. */
rc upload_template(struct req *r)
{
    struct text bytes;
    const char *heads[UPLOAD_WAYS];
    for (size_t i = 0; i < UPLOAD_WAYS; i++)
        heads[i] = word(r, upload_ways.items[i].label);
    TRY(workbook_empty(r->arena, heads, UPLOAD_WAYS, &bytes));
    return send_bytes(r, bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                      word(r, N_("customers.xlsx")));
}

/* The job takes all uploads that wait: where one waits or runs already there need be no other. */
static rc put_job(struct req *r, struct text file_name)
{
    int64_t job;
    const struct job_order order = {
        .kind = upload_kind.name,
        .title = arena_text(r->arena, file_name.ptr, file_name.len),
        .origin = JOB_BY_PAGE,
        .asked_by = r->who->staff_id,
    };
    rc done = job_put(r->db, &order, job_place(r->web->bank->config), &job, &r->why);
    return done == E_REFUSED ? OK : done;
}

rc upload_take(struct req *r)
{
    const struct upload_given *in = r->in;
    struct q_list_find_row list;
    struct q_upload_add_row row;
    struct upload_entries entries = {NULL, 0};
    struct buf sealed;
    TRY(find_own_list(r, in->list_id, &list));
    enum upload_fault found =
        upload_file_read(in->file.bytes, (enum upload_way)in->way, r->arena, &entries);
    if (found != UPLOAD_GOOD)
        return fault(r, "file", upload_fault_text(found));
    buf_init(&sealed);
    seal(r->sealer, in->file.bytes, &sealed);
    const struct q_upload_add_in add = {.list_id = in->list_id,
                                        .staff_id = r->who->staff_id,
                                        .file_name = in->file.name,
                                        .way = in->way,
                                        .at = r->now,
                                        .content = keep(r->arena, &sealed),
                                        .lines = (int64_t)entries.len};
    TRY(q_upload_add(r->db, &add, &row));
    TRY(put_job(r, in->file.name));
    r->detail = in->file.name;
    return go(r, "/uploads/%" PRId64, row.upload_id);
}

/* ---- what became of it ---- */

struct by_upload {
    int64_t upload_id;
};
static const struct input by_upload_inputs[] = {PATH_ID(struct by_upload, upload_id)};
const struct inputs by_upload_in = INPUTS(struct by_upload, by_upload_inputs);

struct upload_view {
    struct q_upload_find_row is;
    bool open, is_lost; /* no job is there for it */
    bool has_failed, more_failed;
    struct q_upload_reasons_row *reasons;
    size_t reasons_count;
    struct q_upload_lines_row *lines;
    size_t lines_count;
};
static const struct field upload_fields[] = {
    FIELD_RECORD(struct upload_view, is, q_upload_find_record),
    FIELD(struct upload_view, open),
    FIELD(struct upload_view, is_lost),
    FIELD(struct upload_view, has_failed),
    FIELD(struct upload_view, more_failed),
    FIELD_ROWS(struct upload_view, reasons, q_upload_reasons_record),
    FIELD_ROWS(struct upload_view, lines, q_upload_lines_record),
};
static const struct record upload_record = RECORD(struct upload_view, upload_fields);
const struct page upload_page = {&tmpl_upload, &upload_record, N_("Upload")};

rc upload_show(struct req *r)
{
    const struct by_upload *in = r->in;
    struct upload_view *v = VIEW(r, struct upload_view);
    struct q_job_open_row job;
    const struct opt_int2 any = {false, 0};
    bool has_job = false;
    TRY(q_upload_find(r->db, r->arena, in->upload_id, &v->is));
    TRY(q_upload_reasons(r->db, r->arena, in->upload_id, &v->reasons, &v->reasons_count));
    TRY(q_upload_lines(r->db, r->arena, Q_UPLOAD_LINES_BY_LINE, in->upload_id, any, LINES_SHOWN, 0,
                       &v->lines, &v->lines_count));
    v->open = v->is.state == UPLOAD_WAITING || v->is.state == UPLOAD_MATCHING;
    if (v->open)
        TRY(q_job_open(r->db, text_of(upload_kind.name), &job, &has_job));
    v->is_lost = v->open && !has_job;
    v->has_failed = v->lines_count > 0;
    v->more_failed = v->is.failed > LINES_SHOWN;
    r->answer.title = arena_text(r->arena, v->is.file_name.ptr, v->is.file_name.len);
    return show(r, &upload_page, v);
}

rc upload_again(struct req *r)
{
    const struct by_upload *in = r->in;
    struct q_upload_find_row is;
    struct q_upload_again_row row;
    bool found;
    TRY(q_upload_find(r->db, r->arena, in->upload_id, &is));
    about(r, AUDIT_LIST, is.list_id);
    TRY(q_upload_again(r->db, in->upload_id, &row, &found));
    if (!found)
        return refuse(r, E_REFUSED, N_("This upload has ended: upload the file once more."));
    TRY(put_job(r, is.file_name));
    return go(r, "/uploads/%" PRId64, in->upload_id);
}

/* ---- the lines that were not taken ---- */

struct line_filter {
    int64_t upload_id;
    struct opt_int2 reason;
};
static const struct input line_inputs[] = {
    PATH_ID(struct line_filter, upload_id),
    INPUT_CODE(struct line_filter, reason, line_faults, N_("Reason")),
};
const struct inputs upload_lines_in = INPUTS(struct line_filter, line_inputs);

static const struct list_column line_columns[] = {
    {"line", N_("Line")},
    {"shown", N_("What stands there")},
    {"reason", N_("Reason")},
    {"first", N_("First on line")},
};

static rc lines_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct line_filter *f = r->in;
    struct q_upload_find_row is;
    TRY(q_upload_find(r->db, r->arena, f->upload_id, &is));
    return q_upload_lines(r->db, r->arena, (enum q_upload_lines_order)ask->order, f->upload_id,
                          f->reason, ask->limit, ask->offset,
                          (struct q_upload_lines_row **)&ret->items, &ret->len);
}

const struct list upload_line_list =
    LIST(N_("Lines that were not taken"), q_upload_lines, line_columns, lines_fetch,
         .first_order = Q_UPLOAD_LINES_BY_LINE,
         .about = N_("Correct them in the file, and upload it again"),
         .empty = N_("Every line was taken."));
