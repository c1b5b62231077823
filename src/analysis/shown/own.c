/* Reports that people keep: saved, named, shared, copied, deleted.  One is a saved view of the page
 * that shows reports (platform/view.h, decisions 0031 and 0046). */
#include "analysis/shown/pages.h"

#include "analysis/shown/definition.h"
#include "analysis/shown/own.sql.h"
#include "analysis/shown/report_delete.html.h"
#include "platform/view.h"
#include "web/form.h"

enum { ABOUT_MOST = 300 };

/* ---- saving ---- */

struct save_form {
    struct definition_in definition;
    struct text name, about;
    bool is_shared;
};
/* clang-format off */
#define NAME_INPUTS(type)                                                                          \
    INPUT_TEXT(type, name, N_("Name of the report"), .required = true, .max = VIEW_NAME_MOST),      \
    INPUT_TEXT(type, about, N_("What it is for"), .max = ABOUT_MOST),                              \
    INPUT_BOOL(type, is_shared, N_("Share it with my organisation and those below it"), .help = N_("Everybody sees in it only the customers whom they may see."))
/* clang-format on */
static const struct input save_inputs[] = {
    DEFINITION_INPUTS(offsetof(struct save_form, definition)),
    NAME_INPUTS(struct save_form),
};
const struct inputs report_save_in = INPUTS(struct save_form, save_inputs);
/* Opened with a definition alone. */
const struct inputs report_saving_in = {sizeof(struct save_form), save_inputs,
                                        ARRAY_LEN(save_inputs) - 3};

/* The definition goes along unseen; the rest is as in any form. */
static void hide_definition(struct form *form)
{
    size_t kept = 0;
    for (size_t i = 0; i < form->fields_count; i++) {
        struct form_field *f = &form->fields[i];
        const char *const shown[] = {"name", "about", "is_shared"};
        bool is_shown = false;
        for (size_t n = 0; n < ARRAY_LEN(shown); n++)
            is_shown |= text_is(f->name, shown[n]);
        if (is_shown)
            form->fields[kept++] = *f;
    }
    form->fields_count = kept;
}

const struct page report_save_page = FORM_PAGE(N_("Save a report"));

static const char *saving_address(struct req *r, const struct definition *d)
{
    struct text address = definition_url(r, d, "/reports", d->report);
    return arena_text(r->arena, address.ptr, address.len);
}

rc report_save_show(struct req *r)
{
    const struct save_form *in = r->in;
    struct definition d;
    TRY(definition_read(r, &in->definition, &d));
    if (!d.report)
        return refuse(r, E_REFUSED, d.fault.said);
    struct save_form *present = VIEW(r, struct save_form);
    *present = (struct save_form){.name = d.name.is_mine ? d.name.name : (struct text){NULL, 0},
                                  .about = d.name.is_mine ? d.name.about : (struct text){NULL, 0},
                                  .is_shared = d.name.is_mine && d.name.is_shared};
    struct form form = form_make(r, &report_save_in, saving_address(r, &d), present);
    hide_definition(&form);
    return form_page_show(r, &report_save_page, N_("Save a report"), form);
}

static rc save(struct req *r, const struct report *report, const struct view_saving *form)
{
    struct view_saving saving = *form;
    int64_t view_id = 0;
    saving.list = text_of(report_list);
    saving.query = definition_query(r, report);
    saving.now = r->now;
    rc saved = view_save(r->db, r->who, &saving, &view_id);
    if (saved == E_REFUSED)
        return refuse(r, E_REFUSED,
                      N_("You have fifty reports: delete one before you save another."));
    TRY(saved);
    about(r, AUDIT_VIEW, view_id);
    return go(r, "/reports/run?view=%" PRId64, view_id);
}

rc report_save(struct req *r)
{
    const struct save_form *in = r->in;
    struct definition d;
    TRY(definition_read(r, &in->definition, &d));
    if (!d.report)
        return fault(r, d.fault.input, d.fault.said);
    return save(
        r, d.report,
        &(struct view_saving){.name = in->name, .about = in->about, .is_shared = in->is_shared});
}

/* ---- one of them ---- */

struct by_report {
    int64_t view_id;
};
static const struct input by_report_inputs[] = {PATH_ID(struct by_report, view_id)};
const struct inputs by_report_in = INPUTS(struct by_report, by_report_inputs);

static rc find(struct req *r, int64_t view_id, struct view_found *ret)
{
    about(r, AUDIT_VIEW, view_id);
    TRY(view_find(r->db, r->arena, r->who, view_id, ret));
    return text_is(ret->list, report_list) ? OK : E_NOT_FOUND;
}

static rc find_own(struct req *r, int64_t view_id, struct view_found *ret)
{
    TRY(find(r, view_id, ret));
    return ret->is_mine ? OK : refuse(r, E_FORBIDDEN, N_("Only its owner changes a report."));
}

struct change_form {
    int64_t view_id;
    struct text name, about;
    bool is_shared;
};
static const struct input change_inputs[] = {
    PATH_ID(struct change_form, view_id),
    NAME_INPUTS(struct change_form),
};
const struct inputs report_change_in = INPUTS(struct change_form, change_inputs);
const struct page report_edit_page = FORM_PAGE(N_("Name and sharing"));

rc report_edit_show(struct req *r)
{
    const struct by_report *in = r->in; /* after a fault too: the path comes first */
    struct view_found is;
    TRY(find_own(r, in->view_id, &is));
    const struct change_form present = {in->view_id, is.name, is.about, is.is_shared};
    const char *to = arena_printf(r->arena, "/reports/%" PRId64 "/edit", in->view_id);
    return form_page_show(r, &report_edit_page, N_("Name and sharing"),
                          form_make(r, &report_change_in, to, &present));
}

rc report_edit(struct req *r)
{
    const struct change_form *in = r->in;
    struct view_found is;
    TRY(find_own(r, in->view_id, &is));
    const struct view_changing changing = {in->view_id, in->name, text_or_empty(in->about),
                                           in->is_shared};
    rc changed = view_change(r->db, r->arena, r->who, &changing);
    if (changed == E_CONFLICT)
        return fault(r, "name", N_("is the name of another of your reports"));
    TRY(changed);
    return go(r, "/reports/run?view=%" PRId64, in->view_id);
}

/* ---- copies ---- */

/* "Name (2)", cut so that it may be a name. */
static struct text copy_name(struct req *r, struct text name, int64_t number)
{
    char behind[24];
    int len = snprintf(behind, sizeof behind, " (%" PRId64 ")", number);
    size_t most = 0, characters = 0;
    for (; most < name.len; most++) {
        bool begins = ((unsigned char)name.ptr[most] & 0xC0) != 0x80;
        if (begins && ++characters > (size_t)(VIEW_NAME_MOST - len))
            break;
    }
    return text_of(arena_printf(r->arena, "%.*s%s", (int)most, name.ptr, behind));
}

/* Under a name that none of the own ones has: those that there are must stay. */
rc report_copy(struct req *r)
{
    const struct by_report *in = r->in;
    struct view_found is;
    struct q_report_name_taken_row row;
    const struct report *report;
    struct report_fault fault_;
    struct text name;
    TRY(find(r, in->view_id, &is));
    if (report_from_address(r->arena, r->tongue, is.query, &report, &fault_) != OK)
        return refuse(r, E_REFUSED, fault_.said);
    for (int64_t number = 2;; number++) {
        name = copy_name(r, is.name, number);
        TRY(q_report_name_taken(r->db, text_of(report_list), r->who->staff_id, name, &row));
        if (!row.taken)
            break;
    }
    return save(r, report, &(struct view_saving){.name = name, .about = is.about});
}

/* ---- the end ---- */

struct delete_view {
    struct text name, keep_url, delete_url;
    int64_t people; /* on whose dashboards it stands */
    bool is_used, is_shared;
};
static const struct field delete_fields[] = {
    FIELD(struct delete_view, name),
    FIELD_AS(struct delete_view, keep_url, KIND_URL),
    FIELD_AS(struct delete_view, delete_url, KIND_URL),
    FIELD(struct delete_view, people),
    FIELD(struct delete_view, is_used),
    FIELD(struct delete_view, is_shared),
};
static const struct record delete_record = RECORD(struct delete_view, delete_fields);
const struct page report_delete_page = {&tmpl_report_delete, &delete_record, N_("Delete a report")};

rc report_delete_show(struct req *r)
{
    const struct by_report *in = r->in;
    struct view_found is;
    struct q_report_dashboards_row shown;
    struct delete_view *v = VIEW(r, struct delete_view);
    TRY(find_own(r, in->view_id, &is));
    TRY(q_report_dashboards(r->db, in->view_id, &shown));
    *v = (struct delete_view){
        .name = is.name,
        .keep_url = text_of(arena_printf(r->arena, "/reports/run?view=%" PRId64, in->view_id)),
        .delete_url = text_of(arena_printf(r->arena, "/reports/%" PRId64 "/delete", in->view_id)),
        .people = shown.people,
        .is_used = shown.people > 0,
        .is_shared = is.is_shared};
    return show(r, &report_delete_page, v);
}

rc report_delete(struct req *r)
{
    const struct by_report *in = r->in;
    struct view_found is;
    TRY(find_own(r, in->view_id, &is));
    TRY(view_drop(r->db, r->who, in->view_id));
    return go(r, "/reports");
}
