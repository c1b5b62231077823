/* Exports: rows of any list as CSV or Excel, a file for whoever asked for it; and its download. */
#include <unistd.h>

#include "base/record_out.h"
#include "platform/job_file.h"
#include "web/action_inside.h"
#include "web/body.h"
#include "web/sheet.h"
#include "web/web.h"

enum { ROWS_MOST = 1000000 };

enum export_form { EXPORT_XLSX, EXPORT_CSV };
static const struct word form_items[] = {
    {EXPORT_XLSX, "xlsx", N_("Excel")},
    {EXPORT_CSV, "csv", N_("CSV")},
};
static const struct words export_forms = {"export_forms", form_items, ARRAY_LEN(form_items)};

struct export_form_in {
    struct selection_form selection;
    int16_t form;
};
/* clang-format off */
static const struct input export_inputs[] = {
    SELECTION_INPUTS(struct export_form_in),
    INPUT_CODE(struct export_form_in, form, export_forms, N_("File"), .required = true),
};
/* clang-format on */
static const struct inputs export_in = INPUTS(struct export_form_in, export_inputs);

/* ---- writing ---- */

struct exporting {
    struct list_taker taker; /* first: 'take' is given the whole */
    struct acting *acting;
    const struct asked *asked;
    struct job_file_out out;
    struct sheet *sheet; /* NULL: CSV */
};

static rc take_rows(struct list_taker *self, const struct list_rows *rows)
{
    struct exporting *e = (struct exporting *)self;
    const struct asked *asked = e->asked;
    for (size_t i = 0; i < rows->len && e->sheet; i++) {
        for (size_t c = 0; c < asked->list->columns_len; c++) {
            const struct field *f = list_field(asked->list, &asked->list->columns[c]);
            if (asked->shown[c])
                sheet_cell(e->sheet, f, field_at(f, list_row_at(asked->list, rows, i)));
        }
        sheet_row_end(e->sheet);
    }
    if (!e->sheet)
        list_csv_rows(e->acting->r, asked, rows, &e->out.waiting);
    e->acting->done += (int64_t)rows->len;
    job_at(e->acting->job, (uint64_t)e->acting->done);
    TRY(job_go_on(e->acting->job, e->acting->why));
    return job_file_more(&e->out);
}

static void write_titles(struct exporting *e)
{
    struct req *r = e->acting->r;
    const struct list *list = e->asked->list;
    const char **titles = arena_alloc(r->arena, (list->columns_len + 1) * sizeof *titles);
    size_t len = 0;
    for (size_t c = 0; c < list->columns_len; c++)
        if (e->asked->shown[c])
            titles[len++] = word(r, list->columns[c].title);
    if (e->sheet)
        sheet_head(e->sheet, titles, len);
    else
        list_csv_titles(r, e->asked, &e->out.waiting);
}

static rc write_rows(struct exporting *e)
{
    struct acting *a = e->acting;
    const struct asked *asked = e->asked;
    struct list_ask ask = asked->ask;
    ask.limit = ROWS_MOST;
    write_titles(e);
    if (!asked->list->pick)
        return list_walk_all(a->selection->list, asked->list, &ask, &e->taker);
    TRY(list_walk(a->selection->list, asked->list, &ask, a->keys, &e->taker));
    a->unseen = (int64_t)a->keys.len - a->done;
    return OK;
}

/* The sheet's bytes go where those of CSV went at once. */
static rc copy_sheet(struct exporting *e)
{
    char block[1 << 16];
    int fd;
    ssize_t len = 0;
    struct sheet *sheet = e->sheet;
    e->sheet = NULL;
    TRY(sheet_end(sheet, &fd, e->acting->why));
    rc r = OK;
    while (r == OK && (len = read(fd, block, sizeof block)) > 0) {
        buf_add(&e->out.waiting, block, (size_t)len);
        r = job_file_more(&e->out);
    }
    close(fd);
    return r;
}

static const struct job_file_kind *kind_of(struct req *r, enum export_form form)
{
    static const char *const types[] = {
        [EXPORT_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [EXPORT_CSV] = "text/csv; charset=utf-8"};
    struct job_file_kind *kind = VIEW(r, struct job_file_kind);
    kind->type = types[form];
    kind->name = arena_printf(r->arena, "guanhu-%s.%s", day_format(r->who->published.day).text,
                              form_items[form].name);
    return kind;
}

static rc export_rows(struct exporting *e, enum export_form form)
{
    struct acting *a = e->acting;
    struct req *r = a->r;
    TRY(job_file_begin(&e->out, kind_of(r, form), r->who->staff_id, r->now));
    if (form == EXPORT_XLSX)
        e->sheet = sheet_new(r->web->bank->config->home, r->tongue);
    rc done = write_rows(e);
    if (done == OK && e->sheet)
        done = copy_sheet(e);
    sheet_drop(e->sheet);
    if (done != OK) {
        job_file_drop(&e->out);
        return done;
    }
    return job_file_end(&e->out, a->done);
}

static rc export_run(struct acting *a)
{
    const struct export_form_in *in = a->r->in;
    struct asked *asked = a->selection->asked;
    struct req *r = a->r;
    if (a->keys.len > ROWS_MOST)
        return refuse(r, E_REFUSED,
                      N_("A file takes a million rows at most: narrow the list down."));
    TRY(view_kept_find(r->db, r->arena, r->who, a->selection->list->route->path, &asked->kept));
    TRY(db_settle(r->db));
    list_choose_columns(a->selection->list, asked);
    job_stage(a->job, N_("writing the file"), N_("rows"), a->keys.len);
    struct exporting e = {.taker = {take_rows},
                          .acting = a,
                          .asked = asked,
                          .out = {.db = r->db, .sealer = r->sealer, .job_id = job_id(a->job)}};
    a->has_file = true;
    return export_rows(&e, (enum export_form)in->form);
}

static const struct action export_action = {
    .title = N_("Export"),
    .about = N_("The file has the columns and the order of the list, and shows personal values as "
                "masked as the page does. You alone can download it, for seven days."),
    .icon = "download",
    .any_list = true,
    .run = export_run};

/* ---- the download ---- */

struct by_job {
    int64_t job_id;
};
static const struct input by_job_inputs[] = {PATH_ID(struct by_job, job_id)};
static const struct inputs by_job_in = INPUTS(struct by_job, by_job_inputs);

static void close_file(void *file)
{
    fclose(file);
}

/* Put together in a file without a name: of any size, nothing of it stays in memory. */
static rc open_file(struct req *r, FILE **ret)
{
    int fd = open_nameless(r->web->bank->config->home);
    FILE *file = fd >= 0 ? fdopen(fd, "w+b") : NULL;
    if (!file) {
        if (fd >= 0)
            close(fd);
        return why_say(&r->why, E_UNAVAILABLE, "the home cannot be written: is its disk full?");
    }
    arena_defer(r->arena, close_file, file);
    *ret = file;
    return OK;
}

static rc download(struct req *r)
{
    const struct by_job *in = r->in;
    struct job_file_found found;
    FILE *file = NULL;
    about(r, AUDIT_JOB, in->job_id);
    TRY(open_file(r, &file));
    TRY(job_file_read(r->db, r->web->bank->keys, in->job_id, r->now, r->arena, file, &found,
                      &r->why));
    if (fflush(file) != 0)
        return why_say(&r->why, E_UNAVAILABLE, "the home cannot be written: is its disk full?");
    struct http_file *sent = VIEW(r, struct http_file);
    *sent = (struct http_file){fileno(file), found.bytes};
    return send_file(r, sent, arena_text(r->arena, found.type.ptr, found.type.len),
                     arena_text(r->arena, found.name.ptr, found.name.len));
}

/* clang-format off */
static const struct route routes[] = {
    ACTION_ROUTES("/selection/export", PERM_SIGNED_IN, export_action, export_in, "selection.export"),
    {HTTP_GET, "/jobs/{job_id}/file", PERM_SIGNED_IN, download, &by_job_in, .audit = "selection.download", .title = N_("The file that a job made")},
};
/* clang-format on */
const struct module action_module = {.name = "actions", MODULE(routes)};
