/* All views that somebody has or is shared: an overview, and one to be changed. */
#include "web/views_page.h"

#include "platform/view.h"
#include "platform/view.sql.h"
#include "web/filter_words.h"
#include "web/form.h"
#include "web/list_place.h"
#include "web/view_edit.html.h"

/* ---- all of them ---- */

/* clang-format off */
static const struct list_column columns[] = {
    {"name", N_("View"), "/me/views/{view_id}"},
    {"list_title", N_("List")},
    {"shows", N_("Shows")},
    {"owner_name", N_("Owner")},
    {"is_shared", N_("Shared")},
    {"is_first", N_("The list begins with it")},
    {"saved_at", N_("Saved")},
    {"change", N_("Change a view"), "/me/views/{view_id}/edit"},
};
/* clang-format on */

static rc views_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct person *p = r->who;
    struct q_view_page_row *rows = NULL;
    const struct q_view_page_in in = {p->staff_id, p->org_id, p->post, ask->limit, ask->offset};
    TRY(q_view_page(r->db, r->arena, (enum q_view_page_order)ask->order, &in, &rows, &ret->len));
    for (size_t i = 0; i < ret->len; i++) {
        struct list_place place;
        if (list_place_of(r, rows[i].list, &place)) {
            rows[i].list_title = text_of(word(r, place.route->title));
            rows[i].shows = filters_told(r, place.route->in, rows[i].query);
            if (!rows[i].shows.len)
                rows[i].shows = text_of(word(r, N_("the whole list")));
        }
        if (rows[i].is_mine)
            rows[i].change = text_of(word(r, N_("Change a view")));
    }
    ret->items = rows;
    return OK;
}

const struct list views_list = LIST(
    N_("My views"), q_view_page, columns, views_fetch, .first_order = Q_VIEW_PAGE_BY_LIST,
    .about = N_("Lists as you or others saved them: with filters, condition, columns and order"),
    .empty = N_("Save what a list shows as a view: under “Views”, above every list."));

/* ---- one of them ---- */

struct view_form {
    int64_t view_id;
    struct text name;
    bool is_shared, is_first;
};
static const struct input form_inputs[] = {
    PATH_ID(struct view_form, view_id),
    INPUT_TEXT(struct view_form, name, N_("Name of the view"), .required = true,
               .max = VIEW_NAME_MOST),
    INPUT_BOOL(struct view_form, is_shared, N_("Share it with my organisation and those below it")),
    INPUT_BOOL(struct view_form, is_first, N_("Begin the list with this view")),
};
const struct inputs view_form_in = INPUTS(struct view_form, form_inputs);
static const struct input by_view_inputs[] = {PATH_ID(struct view_form, view_id)};
const struct inputs view_edit_in = INPUTS(struct view_form, by_view_inputs);

struct edit_view {
    int64_t view_id;
    struct form form;
};
static const struct field edit_fields[] = {
    FIELD_AS(struct edit_view, view_id, KIND_ID),
    FIELD_RECORD(struct edit_view, form, form_record),
};
static const struct record edit_record = RECORD(struct edit_view, edit_fields);
const struct page view_edit_page = {&tmpl_view_edit, &edit_record, N_("Change a view")};

static rc find_own(struct req *r, int64_t view_id, struct view_found *ret)
{
    TRY(view_find(r->db, r->arena, r->who, view_id, ret));
    return ret->is_mine ? OK : refuse(r, E_FORBIDDEN, N_("Only its owner changes a view."));
}

/* After a fault too: the path says which. */
rc view_edit(struct req *r)
{
    const struct view_form *in = r->in;
    struct view_found is;
    struct edit_view *v = VIEW(r, struct edit_view);
    TRY(find_own(r, in->view_id, &is));
    const struct view_form present = {in->view_id, is.name, is.is_shared, is.is_first};
    const char *to = arena_printf(r->arena, "/me/views/%" PRId64 "/edit", in->view_id);
    v->view_id = in->view_id;
    v->form = form_make(r, &view_form_in, to, &present);
    return show(r, &view_edit_page, v);
}

rc view_edited(struct req *r)
{
    const struct view_form *in = r->in;
    struct view_found is;
    about(r, AUDIT_VIEW, in->view_id);
    TRY(find_own(r, in->view_id, &is));
    const struct view_changing changing = {in->view_id, in->name, {NULL, 0}, in->is_shared};
    rc changed = view_change(r->db, r->arena, r->who, &changing);
    if (changed == E_CONFLICT)
        return fault(r, "name", N_("is the name of another of your views of that list"));
    TRY(changed);
    if (in->is_first)
        TRY(view_begin(r->db, r->who, is.list, -1, in->view_id));
    else if (is.is_first)
        TRY(view_begin_as_others(r->db, r->who, is.list));
    return go(r, "/me/views");
}
