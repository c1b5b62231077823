/* GET /reports/run: a report as its address defines it; as a file; the customers behind a figure.
 */
#include "analysis/shown/pages.h"

#include "analysis/shown/report.html.h"
#include "analysis/shown/report_behind.html.h"
#include "analysis/shown/report_view.h"
#include "cif/customer/member.h"
#include "web/table_file.h"

static const struct input run_inputs[] = {DEFINITION_INPUTS(0)};
const struct inputs report_run_in = INPUTS(struct definition_in, run_inputs);
const struct page report_page = {&tmpl_report, &report_view_record, N_("Report")};

rc report_run(struct req *r)
{
    const struct definition_in *in = r->in;
    struct definition d;
    struct report_view *v = VIEW(r, struct report_view);
    if (!in->view && definition_is_empty(in))
        return go(r, "/reports");
    TRY(definition_read(r, in, &d));
    TRY(report_view_fill(r, &d, v));
    if (v->is_saved)
        r->answer.title = arena_text(r->arena, v->name.ptr, v->name.len);
    return show(r, &report_page, v);
}

/* ---- as a file ---- */

struct file_form {
    struct definition_in definition;
    int16_t form;
};
static const struct input file_inputs[] = {
    DEFINITION_INPUTS(offsetof(struct file_form, definition)),
    INPUT_CODE(struct file_form, form, table_forms, N_("File"), .required = true),
};
const struct inputs report_file_in = INPUTS(struct file_form, file_inputs);

/* Whatever cannot be shown cannot be sent either, and is refused with the same words. */
static rc read_and_ask(struct req *r, const struct definition_in *in, struct definition *d,
                       struct asked_report *ret)
{
    TRY(definition_read(r, in, d));
    if (!d->report)
        return refuse(r, E_REFUSED, d->fault.said);
    TRY(report_asked(r, d->report, ret));
    return ret->answer ? OK : refuse(r, E_REFUSED, ret->said);
}

/* As answer_record has its columns. */
static const char *const *titles_of(struct req *r, const struct report_answer *x)
{
    const char **titles =
        arena_alloc(r->arena, (2 * x->axes_len + REPORT_MEASURES_MOST + 1) * sizeof *titles);
    size_t len = 0;
    for (size_t i = 0; i < x->axes_len; i++) {
        struct text title = x->axes[i].title;
        titles[len++] =
            arena_printf(r->arena, "%.*s %s", (int)title.len, title.ptr, word(r, N_("key")));
        titles[len++] = arena_text(r->arena, title.ptr, title.len);
    }
    if (x->points_len > 1)
        titles[len++] = word(r, N_("Day"));
    for (size_t m = 0; m < x->report->measures_len; m++)
        titles[len++] = report_measure_told(r->arena, r->tongue, &x->report->measures[m]).ptr;
    return titles;
}

rc report_file(struct req *r)
{
    const struct file_form *in = r->in;
    struct definition d;
    struct asked_report asked;
    TRY(read_and_ask(r, &in->definition, &d, &asked));
    struct table_file file = {
        .name = arena_printf(r->arena, "guanhu-%s", day_format(asked.answer->day).text)};
    answer_record(r->arena, asked.answer, true, &file.row, &file.items, &file.len);
    file.titles = titles_of(r, asked.answer);
    return table_file_send(r, &file, (enum table_form)in->form);
}

/* ---- the customers behind a figure ---- */

struct behind_in {
    struct definition_in definition;
    struct text cell, point;
    struct opt_int4 measure;
};
/* clang-format off */
static const struct input behind_inputs[] = {
    DEFINITION_INPUTS(offsetof(struct behind_in, definition)),
    INPUT_TEXT(struct behind_in, cell, NULL, .max = 400),
    INPUT_TEXT(struct behind_in, point, NULL, .max = 20),
    INPUT_NUMBER(struct behind_in, measure, NULL, .min = 0, .max = REPORT_MEASURES_MOST - 1),
};
/* clang-format on */
const struct inputs report_behind_in = INPUTS(struct behind_in, behind_inputs);

struct behind_view {
    struct text label, list, report_url, condition_url, said;
    int64_t customers;
    struct report_behind behind;
};
static const struct field behind_fields[] = {
    FIELD(struct behind_view, label),
    FIELD_AS(struct behind_view, list, KIND_HTML),
    FIELD_AS(struct behind_view, report_url, KIND_URL),
    FIELD_AS(struct behind_view, condition_url, KIND_URL),
    FIELD(struct behind_view, said),
    FIELD(struct behind_view, customers),
};
static const struct record behind_record = RECORD(struct behind_view, behind_fields);
const struct page report_behind_page = {&tmpl_report_behind, &behind_record,
                                        N_("Customers behind a figure")};

static struct text condition_url(struct req *r, struct text condition)
{
    struct buf b;
    if (!condition.len || !may(r, PERM_CUSTOMERS_LIST))
        return (struct text){NULL, 0};
    buf_init(&b);
    buf_add_text(&b, may(r, PERM_CUSTOMERS_BELOW) ? "/customers?where=" : "/customers/mine?where=");
    url_add(&b, condition);
    return keep(r->arena, &b);
}

static rc behind_open(struct req *r, void **ret_beside)
{
    const struct behind_in *in = r->in;
    struct behind_view *v = VIEW(r, struct behind_view);
    struct definition d;
    struct asked_report asked = {.said = NULL};
    const struct report_cell cell = {text_or_empty(in->cell), text_or_empty(in->point),
                                     in->measure.known ? in->measure.value : 0};
    TRY(definition_read(r, &in->definition, &d));
    if (!d.report)
        return refuse(r, E_REFUSED, d.fault.said);
    TRY(asker_of(r, &asked.asker));
    TRY(report_behind(&asked.asker, d.report, &cell, &v->behind, &asked.said));
    if (asked.said)
        return refuse(r, E_REFUSED, asked.said);
    v->label = v->behind.label.len ? v->behind.label : text_of(word(r, N_("All customers")));
    v->customers = v->behind.rows->count;
    v->report_url = definition_url(r, &d, "/reports/run", d.report);
    v->condition_url = condition_url(r, v->behind.condition);
    *ret_beside = v;
    return OK;
}

static rc behind_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct behind_view *v = ask->beside;
    struct reach reach = reach_of_set(v->behind.rows, r->arena);
    return member_pick(r, &reach, ask, ret);
}

static rc behind_show(struct req *r, void *beside, struct text list)
{
    struct behind_view *v = beside;
    v->list = list;
    r->answer.title = arena_text(r->arena, v->label.ptr, v->label.len);
    return show(r, &report_behind_page, v);
}

const struct list report_behind_list =
    MEMBER_LIST(N_("Customers behind a figure"),
                N_("Nobody is behind this figure any more: the report counts as of its day."),
                behind_pick, behind_open, behind_show);
