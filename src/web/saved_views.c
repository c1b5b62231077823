#include "web/saved_views.h"

#include "platform/view.h"
#include "web/list_columns.h"
#include "web/list_inside.h"
#include "web/list_place.h"
#include "web/views_page.h"
#include "web/web.h"

#include <jansson.h>

/* ---- to choose from ---- */

static struct text text_at(struct req *r, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);
    return text ? text_of(arena_text(r->arena, text, json_string_length(value)))
                : (struct text){NULL, 0};
}

static struct saved_view view_of(struct req *r, const json_t *object)
{
    return (struct saved_view){
        .view_id = json_integer_value(json_object_get(object, "view_id")),
        .name = text_at(r, object, "name"),
        .query = text_at(r, object, "query"),
        .owner = text_at(r, object, "owner"),
        .is_mine = json_is_true(json_object_get(object, "is_mine")),
        .is_shared = json_is_true(json_object_get(object, "is_shared")),
        .is_first = json_is_true(json_object_get(object, "is_first")),
    };
}

static bool is_named(const struct req *r, const struct saved_view *view)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, view->view_id);
    return text_is(list_given(r, "view"), id);
}

void saved_views_read(struct req *r, struct text kept, struct saved_views *ret)
{
    json_t *views = json_loadb(kept.ptr, kept.len, 0, NULL);
    *ret = (struct saved_views){.len = json_array_size(views)};
    ret->items = arena_alloc(r->arena, (ret->len + 1) * sizeof *ret->items);
    for (size_t i = 0; i < ret->len; i++) {
        struct saved_view *view = &ret->items[i];
        *view = view_of(r, json_array_get(views, i));
        if (view->is_first)
            ret->first = view;
        if (is_named(r, view))
            ret->current = view;
    }
    json_decref(views);
}

struct text saved_view_url(struct req *r, struct text path, const struct saved_view *view)
{
    struct buf b;
    buf_init(&b);
    url_add(&b, path);
    buf_printf(&b, "?view=%" PRId64, view->view_id);
    if (view->query.len) {
        buf_add_char(&b, '&');
        buf_add(&b, view->query.ptr, view->query.len);
    }
    return keep(r->arena, &b);
}

/* ---- what a view keeps ---- */

static void add_pair(struct buf *b, struct text name, struct text value)
{
    if (b->len)
        buf_add_char(b, '&');
    url_add(b, name);
    buf_add_char(b, '=');
    url_add(b, value);
}

/* A filter of the list that its address can set. */
static bool is_filter(const struct route *route, struct text name)
{
    for (size_t i = 0; route->in && i < route->in->len; i++)
        if (text_is(name, route->in->items[i].name))
            return !route->in->items[i].from_path;
    return false;
}

static bool is_kept(const struct route *route, struct text name)
{
    return is_filter(route, name) || text_is(name, "sort") || text_is(name, "columns");
}

static struct text query_of(struct arena *a, const struct route *route, struct pairs given,
                            struct text columns)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < given.len; i++) {
        const struct pair *p = &given.items[i];
        bool named = columns.len && text_is(p->name, "columns");
        if (p->value.len && is_kept(route, p->name) && !named)
            add_pair(&b, p->name, p->value);
    }
    if (columns.len)
        add_pair(&b, TEXT("columns"), columns);
    return keep(a, &b);
}

struct text saved_view_query(struct req *r, struct text columns)
{
    return query_of(r->arena, r->route, r->given, columns);
}

/* ---- what is saved ---- */

static bool is_order(const struct list *list, struct text names)
{
    for (size_t i = 0, begin = 0; i <= names.len; i++) {
        if (i < names.len && names.ptr[i] != ',')
            continue;
        struct text name = {names.ptr + begin, i - begin};
        if (name.len && list_order_named(list, name) < 0)
            return false;
        begin = i + 1;
    }
    return true;
}

/* Only what the list can be asked for, as the list checks it. */
static rc read_query(struct req *r, const struct list_place *place, struct text typed,
                     struct text *ret_query)
{
    struct pairs given;
    if (!http_form(r->arena, typed, 500, &given))
        return fault(r, "query", N_("cannot be read as what stands in an address"));
    if (place->route->in &&
        inputs_take(r->arena, place->route->in, r->tongue, place->in_path, given).errors_len)
        return fault(r, "query", N_("has a value that the list does not know"));
    for (size_t i = 0; i < given.len; i++) {
        const struct pair *p = &given.items[i];
        if (p->value.len && !is_kept(place->route, p->name) && list_columns_carry(p->name) &&
            !text_is(p->name, "view"))
            return fault(r, "query", N_("names a filter that the list does not have"));
        if (place->route->list && text_is(p->name, "sort") &&
            !is_order(place->route->list, p->value))
            return fault(r, "query", N_("names an order that the list does not have"));
    }
    *ret_query = query_of(r->arena, place->route, given, (struct text){NULL, 0});
    return OK;
}

static rc back_to(struct req *r, const struct list_place *place, int64_t view_id, struct text query)
{
    const struct saved_view view = {.view_id = view_id, .query = query};
    return go(r, "%s", saved_view_url(r, place->path, &view).ptr);
}

/* ---- saving and dropping ---- */

struct save_form {
    struct text at, name, query;
    bool is_shared;
};
/* clang-format off */
static const struct input save_inputs[] = {
    INPUT_TEXT(struct save_form, at, NULL, .required = true, .max = 200),
    INPUT_TEXT(struct save_form, name, N_("Name of the view"), .required = true, .max = VIEW_NAME_MOST),
    INPUT_TEXT(struct save_form, query, NULL, .max = VIEW_QUERY_MOST),
    INPUT_BOOL(struct save_form, is_shared, N_("Share with my organisation")),
};
/* clang-format on */
static const struct inputs save_in = INPUTS(struct save_form, save_inputs);

static rc view_keep(struct req *r)
{
    const struct save_form *in = r->in;
    struct list_place place;
    struct text query;
    int64_t view_id = 0;
    TRY(list_place_find(r, in->at, &place));
    TRY(read_query(r, &place, in->query, &query));
    const struct view_saving saving = {.list = place.key,
                                       .name = in->name,
                                       .query = query,
                                       .is_shared = in->is_shared,
                                       .now = r->now};
    rc saved = view_save(r->db, r->who, &saving, &view_id);
    if (saved == E_REFUSED)
        return refuse(r, E_REFUSED,
                      N_("You have fifty views of this list: delete one before you save another."));
    TRY(saved);
    about(r, AUDIT_VIEW, view_id);
    return back_to(r, &place, view_id, query);
}

struct by_view {
    int64_t view_id;
    struct text at;
};
static const struct input by_view_inputs[] = {
    PATH_ID(struct by_view, view_id),
    INPUT_TEXT(struct by_view, at, NULL, .required = true, .max = 200),
};
static const struct inputs open_in = {sizeof(struct by_view), by_view_inputs, 1};
static const struct inputs by_view_in = INPUTS(struct by_view, by_view_inputs);

static rc view_forget(struct req *r)
{
    const struct by_view *in = r->in;
    struct list_place place;
    TRY(list_place_find(r, in->at, &place));
    about(r, AUDIT_VIEW, in->view_id);
    TRY(view_drop(r->db, r->who, in->view_id));
    return back_to(r, &place, 0, (struct text){NULL, 0});
}

/* An address of its own, to be sent to a colleague. */
static rc view_open(struct req *r)
{
    const struct by_view *in = r->in;
    struct view_found view;
    struct list_place place;
    TRY(view_find(r->db, r->arena, r->who, in->view_id, &view));
    TRY(list_place_find(r, view.list, &place));
    return back_to(r, &place, in->view_id, view.query);
}

/* ---- with which one the list begins ---- */

struct first_form {
    struct text at;
    int64_t view_id; /* 0: the list as it is */
    struct opt_int2 post;
    bool reset; /* the own choice does not hold any more */
};
/* clang-format off */
static const struct input first_inputs[] = {
    INPUT_TEXT(struct first_form, at, NULL, .required = true, .max = 200),
    INPUT_NUMBER(struct first_form, view_id, NULL, .min = 0, .max = INT64_MAX),
    INPUT_BOOL(struct first_form, reset, NULL),
};
static const struct input post_first_inputs[] = {
    INPUT_TEXT(struct first_form, at, NULL, .required = true, .max = 200),
    INPUT_NUMBER(struct first_form, view_id, NULL, .min = 0, .max = INT64_MAX),
    INPUT_CODE(struct first_form, post, post_words, N_("Post"), .required = true),
};
/* clang-format on */
static const struct inputs first_in = INPUTS(struct first_form, first_inputs);
static const struct inputs post_first_in = INPUTS(struct first_form, post_first_inputs);

/* A view of that list that the person sees, or none. */
static rc chosen_find(struct req *r, const struct list_place *place, int64_t view_id,
                      struct view_found *ret)
{
    *ret = (struct view_found){0};
    if (!view_id)
        return OK;
    TRY(view_find(r->db, r->arena, r->who, view_id, ret));
    return text_equal(ret->list, place->key) ? OK : E_NOT_FOUND;
}

static rc first_set(struct req *r)
{
    const struct first_form *in = r->in;
    struct list_place place;
    struct view_found view;
    TRY(list_place_find(r, in->at, &place));
    TRY(chosen_find(r, &place, in->view_id, &view));
    if (in->reset)
        TRY(view_begin_as_others(r->db, r->who, place.key));
    else
        TRY(view_begin(r->db, r->who, place.key, -1, in->view_id));
    return back_to(r, &place, in->view_id, view.query);
}

static rc post_first_set(struct req *r)
{
    const struct first_form *in = r->in;
    struct list_place place;
    struct view_found view;
    TRY(list_place_find(r, in->at, &place));
    TRY(chosen_find(r, &place, in->view_id, &view));
    about(r, AUDIT_VIEW, in->view_id);
    TRY(view_begin(r->db, r->who, place.key, in->post.value, in->view_id));
    return back_to(r, &place, in->view_id, view.query);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/me/views", PERM_OWN_ACCOUNT, .list = &views_list, .title = N_("My views")},
    {HTTP_GET, "/me/views/{view_id}/edit", PERM_OWN_ACCOUNT, view_edit, &view_edit_in, .gives = &view_edit_page, .title = N_("Change a view")},
    {HTTP_POST, "/me/views/{view_id}/edit", PERM_OWN_ACCOUNT, view_edited, &view_form_in, "view.change", N_("Change a view"), .again = view_edit, .gives = &view_edit_page},
    {HTTP_POST, "/me/views", PERM_OWN_ACCOUNT, view_keep, &save_in, "view.save", N_("Save what a list shows as a view")},
    {HTTP_GET, "/me/views/{view_id}", PERM_OWN_ACCOUNT, view_open, &open_in, .title = N_("A list as a view shows it")},
    {HTTP_POST, "/me/views/{view_id}/drop", PERM_OWN_ACCOUNT, view_forget, &by_view_in, "view.drop", N_("Delete a view")},
    {HTTP_POST, "/me/views/first", PERM_OWN_ACCOUNT, first_set, &first_in, .title = N_("With which view a list begins")},
    {HTTP_POST, "/me/views/post-first", PERM_VIEWS_SET, post_first_set, &post_first_in, "view.first", N_("With which view a list begins for a post")},
};
/* clang-format on */
const struct module saved_views_module = {.name = "saved_views", MODULE(routes)};
