/* The lists of customers that people keep: made, filled from files, looked at, deleted. */
#include "cif/customer/codes.h"
#include "cif/customer/member.h"
#include "marketing/audience/audience.h"
#include "marketing/audience/customer_list.html.h"
#include "marketing/audience/customer_lists.html.h"
#include "marketing/audience/list.sql.h"
#include "marketing/audience/list_actions.h"
#include "marketing/audience/tag_list.html.h"
#include "marketing/audience/upload_pages.h"
#include "pcrm/named/named.h"
#include "pcrm/tag/tag.h"
#include "platform/visibility.h"
#include "web/form.h"
#include "web/list.h"

enum { NAME_MOST = 60, ABOUT_MOST = 300 };

static rc find_named(struct req *r, int64_t id, struct named_set *ret)
{
    struct q_list_find_row is;
    TRY(q_list_find(r->db, r->arena, id, &is));
    *ret = (struct named_set){is.name, is.is_mine};
    return OK;
}

static const struct named_sort list_sort = {
    .kind = NAMED_LIST,
    .subject = AUDIT_LIST,
    .path = "/lists",
    .title = N_("Delete a list"),
    .taken = N_("is the name of another list"),
    .others = N_("Only its owner changes a list."),
    .gone = N_("The list and who is on it are gone for everybody."),
    .find = find_named,
};

/* ---- all of them ---- */

struct list_filter {
    struct text q;
    struct opt_bool own;
};
static const struct input filter_inputs[] = {
    INPUT_TEXT(struct list_filter, q, N_("Name contains"), .max = NAME_MOST),
    INPUT_BOOL(struct list_filter, own, N_("Only mine")),
};
static const struct inputs filter_in = INPUTS(struct list_filter, filter_inputs);

/* clang-format off */
static const struct list_column list_columns[] = {
    {"name", N_("Customer list"), "/lists/{list_id}"},
    {"members", N_("Customers")},
    {"about", N_("What it is for")},
    {"owner_name", N_("Owner")},
    {"org_name", N_("Organisation"), .hidden = true},
    {"visibility", N_("Who may use it")},
    {"changed_at", N_("Changed")},
};
/* clang-format on */

static rc lists_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct list_filter *f = r->in;
    return q_list_page(r->db, r->arena, (enum q_list_page_order)ask->order, f->q, f->own,
                       ask->limit, ask->offset, (struct q_list_page_row **)&ret->items, &ret->len);
}

struct lists_view {
    struct text list;
};
static const struct field lists_fields[] = {FIELD_AS(struct lists_view, list, KIND_HTML)};
static const struct record lists_record = RECORD(struct lists_view, lists_fields);
static const struct page lists_page = {&tmpl_customer_lists, &lists_record, N_("Lists")};

static rc lists_open(struct req *r, void **ret_beside)
{
    *ret_beside = VIEW(r, struct lists_view);
    return OK;
}

static rc lists_show(struct req *r, void *beside, struct text list)
{
    struct lists_view *v = beside;
    v->list = list;
    return show(r, &lists_page, v);
}

static const struct list customer_lists =
    LIST(N_("Lists"), q_list_page, list_columns, lists_fetch,
         .first_order = Q_LIST_PAGE_BY_CHANGED_AT_DESC,
         .empty = N_("A list holds customers by name, from a file. Make one, then upload to it."),
         .open = lists_open, .show = lists_show);

/* ---- one of them: its members ---- */

struct by_list {
    int64_t list_id;
};
static const struct input by_list_inputs[] = {PATH_ID(struct by_list, list_id)};
static const struct inputs by_list_in = INPUTS(struct by_list, by_list_inputs);

struct list_view {
    struct q_list_find_row is;
    struct q_list_uploads_row *uploads;
    size_t uploads_count;
    struct reach reach;
    bool has_hidden; /* members whom this person may not see */
    struct text list;
};
static const struct field list_fields[] = {
    FIELD_RECORD(struct list_view, is, q_list_find_record),
    FIELD_ROWS(struct list_view, uploads, q_list_uploads_record),
    FIELD(struct list_view, has_hidden),
    FIELD_AS(struct list_view, list, KIND_HTML),
};
static const struct record list_record = RECORD(struct list_view, list_fields);
static const struct page list_of_customers_page = {&tmpl_customer_list, &list_record,
                                                   N_("Customer list")};

static rc find_members(struct req *r, int64_t list_id, struct reach *ret)
{
    struct int8s members;
    TRY(named_members(r, list_id, r->who->published.day, &members));
    return member_reach(r, members, ret);
}

static rc members_open(struct req *r, void **ret_beside)
{
    const struct by_list *in = r->in;
    struct list_view *v = VIEW(r, struct list_view);
    about(r, AUDIT_LIST, in->list_id);
    TRY(q_list_find(r->db, r->arena, in->list_id, &v->is));
    TRY(q_list_uploads(r->db, r->arena, in->list_id, &v->uploads, &v->uploads_count));
    TRY(find_members(r, in->list_id, &v->reach));
    r->answer.title = arena_text(r->arena, v->is.name.ptr, v->is.name.len);
    *ret_beside = v;
    return OK;
}

static rc members_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct list_view *v = ask->beside;
    return member_pick(r, &v->reach, ask, ret);
}

static rc members_show(struct req *r, void *beside, struct text list)
{
    struct list_view *v = beside;
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    v->has_hidden = (int64_t)reach_size(s, &v->reach) < v->is.members;
    v->list = list;
    return show(r, &list_of_customers_page, v);
}

static const struct list members_list =
    MEMBER_LIST(N_("Members"), N_("None of your customers is on this list."), members_pick,
                members_open, members_show);

/* ---- making and changing ---- */

struct list_form {
    struct text name, about;
    int16_t visibility;
    int64_t list_id; /* of one that is changed */
};
/* clang-format off */
#define FORM_INPUTS                                                                                \
    INPUT_TEXT(struct list_form, name, N_("Name of the list"), .required = true, .max = NAME_MOST, .help = N_("Conditions call it by this name; no other list has it.")), \
    INPUT_TEXT(struct list_form, about, N_("What it is for"), .max = ABOUT_MOST),                  \
    INPUT_CODE(struct list_form, visibility, visibilities, N_("Who may use it"), .required = true, .help = N_("Everybody sees of its customers only those whom they may see."))
static const struct input new_inputs[] = {FORM_INPUTS};
static const struct input change_inputs[] = {PATH_ID(struct list_form, list_id), FORM_INPUTS};
/* clang-format on */
static const struct inputs new_in = INPUTS(struct list_form, new_inputs);
static const struct inputs change_in = INPUTS(struct list_form, change_inputs);

static const struct page form_page = FORM_PAGE(N_("Customer list"));

static rc new_show(struct req *r)
{
    static const struct list_form usual = {.visibility = VISIBLE_OWN};
    return form_page_show(r, &form_page, N_("New list"), form_make(r, &new_in, "/lists", &usual));
}

static rc list_make(struct req *r)
{
    const struct list_form *f = r->in;
    struct q_list_add_row row;
    const struct q_list_add_in in = {.name = f->name,
                                     .about = text_or_empty(f->about),
                                     .owner_id = r->who->staff_id,
                                     .org_id = r->who->org_id,
                                     .visibility = f->visibility,
                                     .at = r->now};
    TRY(named_check(r, &list_sort, 0, f->name));
    TRY(q_list_add(r->db, &in, &row));
    about(r, AUDIT_LIST, row.list_id);
    return go(r, "/lists/%" PRId64, row.list_id);
}

/* A list of the person's own. */
static rc find_own(struct req *r, int64_t list_id, struct q_list_find_row *ret)
{
    about(r, AUDIT_LIST, list_id);
    TRY(q_list_find(r->db, r->arena, list_id, ret));
    return named_own(r, &list_sort, list_id, ret->is_mine);
}

/* After a fault the route's inputs are those of the form. */
static rc change_show(struct req *r)
{
    struct q_list_find_row is;
    int64_t id = r->http->method == HTTP_GET ? ((const struct by_list *)r->in)->list_id
                                             : ((const struct list_form *)r->in)->list_id;
    TRY(find_own(r, id, &is));
    const struct list_form present = {is.name, is.about, is.visibility, id};
    return form_page_show(
        r, &form_page, N_("Change a list"),
        form_make(r, &change_in, arena_printf(r->arena, "/lists/%" PRId64, id), &present));
}

static rc list_change(struct req *r)
{
    const struct list_form *f = r->in;
    struct q_list_find_row is;
    struct q_list_change_row row;
    bool found;
    TRY(find_own(r, f->list_id, &is));
    TRY(named_check(r, &list_sort, f->list_id, f->name));
    TRY(named_carry(r, &list_sort, f->list_id, is.name, f->name));
    const struct q_list_change_in in = {f->list_id, f->name, text_or_empty(f->about), f->visibility,
                                        r->now};
    TRY(q_list_change(r->db, &in, &row, &found));
    return found ? go(r, "/lists/%" PRId64, f->list_id) : E_NOT_FOUND;
}

static const struct input delete_inputs[] = NAMED_DELETE_INPUTS("list_id");
static const struct inputs delete_in = INPUTS(struct named_deleting, delete_inputs);

static rc delete_show(struct req *r)
{
    return named_delete_show(r, &list_sort);
}

static rc list_delete(struct req *r)
{
    return named_delete(r, &list_sort);
}

/* ---- a tag for all of them ---- */

struct tag_view {
    struct q_list_find_row list;
    struct q_list_tags_row *tags;
    size_t tags_count;
};
static const struct field tag_fields[] = {
    FIELD_RECORD(struct tag_view, list, q_list_find_record),
    FIELD_ROWS(struct tag_view, tags, q_list_tags_record),
};
static const struct record tag_record = RECORD(struct tag_view, tag_fields);
static const struct page tag_page = {&tmpl_tag_list, &tag_record, N_("Give a tag")};

static rc tag_show(struct req *r)
{
    const struct by_list *in = r->in;
    struct tag_view *v = VIEW(r, struct tag_view);
    TRY(q_list_find(r->db, r->arena, in->list_id, &v->list));
    TRY(q_list_tags(r->db, r->arena, &v->tags, &v->tags_count));
    return show(r, &tag_page, v);
}

struct tag_form {
    int64_t list_id, tag_id;
};
static const struct input tag_inputs[] = {
    PATH_ID(struct tag_form, list_id),
    INPUT_NUMBER(struct tag_form, tag_id, N_("Tag"), .required = true, .min = 1, .max = INT32_MAX),
};
static const struct inputs tag_in = INPUTS(struct tag_form, tag_inputs);

static rc tag_all(struct req *r)
{
    const struct tag_form *f = r->in;
    struct q_list_find_row list;
    struct int8s members;
    int64_t given, seen;
    about(r, AUDIT_LIST, f->list_id);
    TRY(q_list_find(r->db, r->arena, f->list_id, &list));
    TRY(named_members(r, f->list_id, r->who->published.day, &members));
    TRY(tag_give(r, f->tag_id, members, &given, &seen));
    r->detail = text_of(arena_printf(r->arena, "tag %" PRId64 ": %" PRId64, f->tag_id, given));
    return go(r, "/tags/%" PRId64, f->tag_id);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/lists", PERM_AUDIENCES, .list = &customer_lists, .in = &filter_in, .gives = &lists_page, .title = N_("Lists")},
    {HTTP_GET, "/lists/new", PERM_AUDIENCES, new_show, .gives = &form_page, .title = N_("New list")},
    {HTTP_POST, "/lists", PERM_AUDIENCES, list_make, &new_in, .audit = "list.make", .again = new_show, .gives = &form_page, .title = N_("New list")},
    {HTTP_GET, "/lists/{list_id}", PERM_AUDIENCES, .list = &members_list, .in = &by_list_in, .audit = "list.look", .gives = &list_of_customers_page, .title = N_("Customer list")},
    {HTTP_GET, "/lists/{list_id}/edit", PERM_AUDIENCES, change_show, &by_list_in, .gives = &form_page, .title = N_("Change a list")},
    {HTTP_POST, "/lists/{list_id}", PERM_AUDIENCES, list_change, &change_in, .audit = "list.change", .again = change_show, .gives = &form_page, .title = N_("Change a list")},
    {HTTP_GET, "/lists/{list_id}/delete", PERM_AUDIENCES, delete_show, &delete_in, .gives = &named_delete_page, .title = N_("Delete a list")},
    {HTTP_POST, "/lists/{list_id}/delete", PERM_AUDIENCES, list_delete, &delete_in, .audit = "list.delete", .again = delete_show, .gives = &named_delete_page, .title = N_("Delete a list")},
    {HTTP_GET, "/lists/{list_id}/tag", PERM_AUDIENCES, tag_show, &by_list_in, .gives = &tag_page, .title = N_("Give a tag")},
    {HTTP_POST, "/lists/{list_id}/tag", PERM_AUDIENCES, tag_all, &tag_in, .audit = "list.tag", .title = N_("Give a tag to a list")},
    {HTTP_GET, "/lists/template", PERM_AUDIENCES, upload_template, .title = N_("A workbook to fill in")},
    ACTION_ROUTES("/selection/put-on-list", PERM_AUDIENCES, list_put_action, list_action_in, "selection.put_on_list"),
    ACTION_ROUTES("/selection/take-off-list", PERM_AUDIENCES, list_take_off_action, list_action_in, "selection.take_off_list"),
    {HTTP_GET, "/lists/{list_id}/upload", PERM_AUDIENCES, upload_form, &upload_form_in, .gives = &upload_form_page, .title = N_("Upload customers")},
    {HTTP_POST, "/lists/{list_id}/uploads", PERM_AUDIENCES, upload_take, &upload_in, .audit = "list.upload", .again = upload_form, .gives = &upload_form_page, .title = N_("Upload customers")},
    {HTTP_GET, "/uploads/{upload_id}", PERM_AUDIENCES, upload_show, &by_upload_in, .gives = &upload_page, .title = N_("Upload")},
    {HTTP_GET, "/uploads/{upload_id}/lines", PERM_AUDIENCES, .list = &upload_line_list, .in = &upload_lines_in, .title = N_("Lines that were not taken")},
    {HTTP_POST, "/uploads/{upload_id}/again", PERM_AUDIENCES, upload_again, &by_upload_in, .audit = "list.upload_again", .title = N_("Match an upload again")},
};
static const struct nav nav[] = {{NAV_MARKETING, "/lists", N_("Lists")}};
/* clang-format on */
const struct module customer_list_module = {.name = "lists", MODULE(routes), MODULE_NAV(nav)};
