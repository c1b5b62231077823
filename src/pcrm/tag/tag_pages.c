/* The tags themselves: which there are, who has them; made, changed, deleted, given to many. */
#include "cif/customer/member.h"
#include "cond/told.h"
#include "pcrm/named/named.h"
#include "pcrm/tag/portrait.h"
#include "pcrm/tag/tag.h"
#include "pcrm/tag/tag.html.h"
#include "pcrm/tag/tag.sql.h"
#include "pcrm/tag/tag_actions.h"
#include "pcrm/tag/tags.html.h"
#include "pcrm/who/who.h"
#include "platform/visibility.h"
#include "web/form.h"
#include "web/list.h"

enum { NAME_MOST = 20, ABOUT_MOST = 200, GIVEN_MOST = 10000 };

static rc find_named(struct req *r, int64_t id, struct named_set *ret)
{
    struct q_tag_find_row is;
    TRY(q_tag_find(r->db, r->arena, id, &is));
    *ret = (struct named_set){is.name, is.is_mine};
    return OK;
}

static const struct named_sort tag_sort = {
    .kind = NAMED_TAG,
    .subject = AUDIT_TAG,
    .path = "/tags",
    .title = N_("Delete a tag"),
    .taken = N_("is the name of another tag"),
    .others = N_("Only its owner changes a tag."),
    .gone = N_("The tag is taken from everybody who has it."),
    .find = find_named,
};

/* ---- all of them ---- */

struct tag_filter {
    struct text q;
    struct opt_int2 kind, part;
    struct opt_bool own;
};
static const struct input filter_inputs[] = {
    INPUT_TEXT(struct tag_filter, q, N_("Name contains"), .max = NAME_MOST),
    INPUT_CODE(struct tag_filter, kind, tag_kinds, N_("Kind")),
    INPUT_CODE(struct tag_filter, part, tag_parts, N_("Part of the portrait")),
    INPUT_BOOL(struct tag_filter, own, N_("Only mine")),
};
static const struct inputs filter_in = INPUTS(struct tag_filter, filter_inputs);

/* clang-format off */
static const struct list_column tag_columns[] = {
    {"name", N_("Tag"), "/tags/{tag_id}"},
    {"kind", N_("Kind")},
    {"part", N_("Part of the portrait")},
    {"about", N_("What it says")},
    {"condition", N_("Condition"), .hidden = true},
    {"owner_name", N_("Owner")},
    {"visibility", N_("Who may use it")},
    {"changed_at", N_("Changed"), .hidden = true},
};
/* clang-format on */

static rc tags_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct tag_filter *f = r->in;
    const struct q_tag_page_in in = {f->q, f->kind, f->part, f->own, ask->limit, ask->offset};
    return q_tag_page(r->db, r->arena, (enum q_tag_page_order)ask->order, &in,
                      (struct q_tag_page_row **)&ret->items, &ret->len);
}

struct tags_view {
    bool may_manage;
    struct text list;
};
static const struct field tags_fields[] = {
    FIELD(struct tags_view, may_manage),
    FIELD_AS(struct tags_view, list, KIND_HTML),
};
static const struct record tags_record = RECORD(struct tags_view, tags_fields);
static const struct page tags_page = {&tmpl_tags, &tags_record, N_("Tags")};

static rc tags_open(struct req *r, void **ret_beside)
{
    *ret_beside = VIEW(r, struct tags_view);
    return OK;
}

static rc tags_show(struct req *r, void *beside, struct text list)
{
    struct tags_view *v = beside;
    v->may_manage = may(r, PERM_TAGS_MANAGE);
    v->list = list;
    return show(r, &tags_page, v);
}

static const struct list tag_list =
    LIST(N_("Tags"), q_tag_page, tag_columns, tags_fetch, .first_order = Q_TAG_PAGE_BY_NAME,
         .empty = N_("No tag yet. Make one, then give it on a customer's page or to a whole list."),
         .open = tags_open, .show = tags_show);

/* ---- one of them: who has it ---- */

struct by_tag {
    int64_t tag_id;
};
static const struct input by_tag_inputs[] = {PATH_ID(struct by_tag, tag_id)};
static const struct inputs by_tag_in = INPUTS(struct by_tag, by_tag_inputs);

struct tag_view {
    struct q_tag_find_row is;
    struct reach holders;
    bool is_system;
    struct text said; /* the condition is no longer valid */
    struct text told; /* it in words */
    struct text list;
};
static const struct field tag_fields[] = {
    FIELD_RECORD(struct tag_view, is, q_tag_find_record),
    FIELD(struct tag_view, is_system),
    FIELD(struct tag_view, said),
    FIELD(struct tag_view, told),
    FIELD_AS(struct tag_view, list, KIND_HTML),
};
static const struct record tag_record = RECORD(struct tag_view, tag_fields);
static const struct page tag_page = {&tmpl_tag, &tag_record, N_("Tag")};

/* Nobody where the condition is no longer valid: *ret_said says why. */
static rc holders_by_condition(struct req *r, struct text condition, struct reach *ret,
                               struct text *ret_said)
{
    const struct who *who;
    const char *said;
    TRY(who_read(r, condition, &who, &said));
    *ret = reach_nobody();
    *ret_said = text_of(said);
    if (who)
        *ret = reach_of_set(evaluate(who->evaluation, who->within, r->arena), r->arena);
    return OK;
}

static rc holders_by_hand(struct req *r, int64_t tag_id, struct reach *ret)
{
    struct int8s members;
    TRY(named_members(r, tag_id, r->who->published.day, &members));
    return member_reach(r, members, ret);
}

static rc holders_open(struct req *r, void **ret_beside)
{
    const struct by_tag *in = r->in;
    struct tag_view *v = VIEW(r, struct tag_view);
    about(r, AUDIT_TAG, in->tag_id);
    TRY(q_tag_find(r->db, r->arena, in->tag_id, &v->is));
    v->is_system = v->is.kind == TAG_SYSTEM;
    r->answer.title = arena_text(r->arena, v->is.name.ptr, v->is.name.len);
    *ret_beside = v;
    return v->is_system ? holders_by_condition(r, v->is.condition, &v->holders, &v->said)
                        : holders_by_hand(r, in->tag_id, &v->holders);
}

static rc holders_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct tag_view *v = ask->beside;
    return member_pick(r, &v->holders, ask, ret);
}

static rc holders_show(struct req *r, void *beside, struct text list)
{
    struct tag_view *v = beside;
    v->list = list;
    if (v->is_system)
        v->told = cond_told_text(r->arena, r->tongue, v->is.condition);
    return show(r, &tag_page, v);
}

static const struct list holder_list =
    MEMBER_LIST(N_("Customers who have it"), N_("None of your customers has this tag."),
                holders_pick, holders_open, holders_show);

/* ---- making and changing ---- */

struct tag_form {
    int64_t tag_id; /* of one that is changed */
    struct text name, about;
    int16_t part, visibility;
    struct text condition; /* of a system tag */
};
/* clang-format off */
#define FORM_INPUTS                                                                                \
    INPUT_TEXT(struct tag_form, name, N_("Name of the tag"), .required = true, .max = NAME_MOST, .help = N_("A word or two; no other tag has it.")), \
    INPUT_CODE(struct tag_form, part, tag_parts, N_("Part of the portrait"), .required = true),    \
    INPUT_TEXT(struct tag_form, about, N_("What it says"), .max = ABOUT_MOST),                     \
    INPUT_CODE(struct tag_form, visibility, visibilities, N_("Who may use it"), .required = true)
static const struct input new_inputs[] = {FORM_INPUTS};
static const struct input change_inputs[] = {PATH_ID(struct tag_form, tag_id), FORM_INPUTS};
#define SYSTEM_INPUTS                                                                              \
    FORM_INPUTS,                                                                                   \
    INPUT_TEXT(struct tag_form, condition, N_("Condition"), .required = true, .multiline = true, .max = COND_BYTES_MOST, .help = N_("A customer has the tag while this holds, for example: age >= 60 and logins(30d) >= 1"))
static const struct input new_system_inputs[] = {SYSTEM_INPUTS};
static const struct input change_system_inputs[] = {PATH_ID(struct tag_form, tag_id), SYSTEM_INPUTS};
/* clang-format on */
static const struct inputs new_system_in = INPUTS(struct tag_form, new_system_inputs);
static const struct inputs change_system_in = INPUTS(struct tag_form, change_system_inputs);
static const struct inputs new_in = INPUTS(struct tag_form, new_inputs);
static const struct inputs change_in = INPUTS(struct tag_form, change_inputs);

static const struct page form_page = FORM_PAGE(N_("Tag"));
static const struct page system_form_page = WHO_FORM_PAGE(N_("System tag"));

/* *ret_condition: as the language writes it; empty of a custom tag. */
static rc check_form(struct req *r, const struct tag_form *f, struct text *ret_condition)
{
    *ret_condition = TEXT("");
    TRY(named_check(r, &tag_sort, f->tag_id, f->name));
    return f->condition.ptr
               ? who_check_of(r, "condition", f->condition, NAMED_TAG, f->tag_id, ret_condition)
               : OK;
}

static rc new_show(struct req *r)
{
    static const struct tag_form usual = {.part = PART_ATTITUDE, .visibility = VISIBLE_OWN};
    return form_page_show(r, &form_page, N_("New tag"), form_make(r, &new_in, "/tags", &usual));
}

static rc new_system_show(struct req *r)
{
    static const struct tag_form usual = {.part = PART_BASICS, .visibility = VISIBLE_BANK};
    return who_form_show(r, &system_form_page, N_("New system tag"),
                         form_make(r, &new_system_in, "/tags/system", &usual));
}

static rc tag_make(struct req *r)
{
    const struct tag_form *f = r->in;
    struct q_tag_add_row row;
    struct text condition;
    TRY(check_form(r, f, &condition));
    const struct q_tag_add_in in = {.name = f->name,
                                    .kind = f->condition.ptr ? TAG_SYSTEM : TAG_CUSTOM,
                                    .part = f->part,
                                    .about = text_or_empty(f->about),
                                    .condition = condition,
                                    .owner_id = r->who->staff_id,
                                    .org_id = r->who->org_id,
                                    .visibility = f->visibility,
                                    .at = r->now};
    TRY(q_tag_add(r->db, &in, &row));
    about(r, AUDIT_TAG, row.tag_id);
    return go(r, "/tags/%" PRId64, row.tag_id);
}

static rc find_own(struct req *r, int64_t tag_id, struct q_tag_find_row *ret)
{
    about(r, AUDIT_TAG, tag_id);
    TRY(q_tag_find(r->db, r->arena, tag_id, ret));
    return named_own(r, &tag_sort, tag_id, ret->is_mine);
}

/* After a fault the route's inputs are those of the form. */
static rc change_show(struct req *r)
{
    struct q_tag_find_row is;
    int64_t id = r->http->method == HTTP_GET ? ((const struct by_tag *)r->in)->tag_id
                                             : ((const struct tag_form *)r->in)->tag_id;
    TRY(find_own(r, id, &is));
    bool is_system = is.kind == TAG_SYSTEM;
    const struct tag_form present = {id, is.name, is.about, is.part, is.visibility, is.condition};
    const char *to = arena_printf(r->arena, "/tags/%" PRId64 "%s", id, is_system ? "/system" : "");
    if (is_system)
        return who_form_show(r, &system_form_page, N_("Change a system tag"),
                             form_make(r, &change_system_in, to, &present));
    return form_page_show(r, &form_page, N_("Change a tag"),
                          form_make(r, &change_in, to, &present));
}

static rc tag_change(struct req *r)
{
    const struct tag_form *f = r->in;
    struct q_tag_find_row is;
    struct q_tag_change_row row;
    struct text condition;
    bool found;
    TRY(find_own(r, f->tag_id, &is));
    if ((is.kind == TAG_SYSTEM) != (f->condition.ptr != NULL))
        return refuse(r, E_REFUSED, N_("A system tag has a condition, a custom tag has none."));
    TRY(check_form(r, f, &condition));
    TRY(named_carry(r, &tag_sort, f->tag_id, is.name, f->name));
    const struct q_tag_change_in in = {.tag_id = f->tag_id,
                                       .name = f->name,
                                       .part = f->part,
                                       .about = text_or_empty(f->about),
                                       .condition = condition,
                                       .visibility = f->visibility,
                                       .at = r->now};
    TRY(q_tag_change(r->db, &in, &row, &found));
    return found ? go(r, "/tags/%" PRId64, f->tag_id) : E_NOT_FOUND;
}

static const struct input delete_inputs[] = NAMED_DELETE_INPUTS("tag_id");
static const struct inputs delete_in = INPUTS(struct named_deleting, delete_inputs);

static rc delete_show(struct req *r)
{
    return named_delete_show(r, &tag_sort);
}

static rc tag_delete(struct req *r)
{
    return named_delete(r, &tag_sort);
}

/* ---- to a selection ---- */

struct given_form {
    int64_t tag_id;
    struct text customers; /* ids, a comma or blank between */
};
static const struct input given_inputs[] = {
    PATH_ID(struct given_form, tag_id),
    INPUT_TEXT(struct given_form, customers, N_("Customers"), .required = true, .max = 200000),
};
static const struct inputs given_in = INPUTS(struct given_form, given_inputs);

/* Whole numbers; false: something else stands there, or there are too many. */
static bool ids_in(struct req *r, struct text t, struct int8s *ret)
{
    int64_t *ids = arena_alloc(r->arena, GIVEN_MOST * sizeof *ids);
    size_t len = 0;
    for (size_t at = 0; at < t.len;) {
        if (t.ptr[at] == ',' || t.ptr[at] == ' ') {
            at++;
            continue;
        }
        int64_t id = 0;
        size_t begin = at;
        for (; at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9' && at - begin < 18; at++)
            id = id * 10 + (t.ptr[at] - '0');
        bool ended = at == t.len || t.ptr[at] == ',' || t.ptr[at] == ' ';
        if (at == begin || !ended || len == GIVEN_MOST)
            return false;
        ids[len++] = id;
    }
    *ret = (struct int8s){ids, len};
    return len > 0;
}

static rc give_selection(struct req *r)
{
    const struct given_form *f = r->in;
    struct int8s ids;
    int64_t given, seen;
    about(r, AUDIT_TAG, f->tag_id);
    if (!ids_in(r, f->customers, &ids))
        return fault(r, "customers", N_("are not numbers of at most 10,000 customers"));
    TRY(tag_give(r, f->tag_id, ids, &given, &seen));
    return go(r, "/tags/%" PRId64, f->tag_id);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/tags", PERM_TAGS, .list = &tag_list, .in = &filter_in, .gives = &tags_page, .title = N_("Tags")},
    {HTTP_GET, "/tags/new", PERM_TAGS, new_show, .gives = &form_page, .title = N_("New tag")},
    {HTTP_POST, "/tags", PERM_TAGS, tag_make, &new_in, .audit = "tag.make", .again = new_show, .gives = &form_page, .title = N_("New tag")},
    {HTTP_GET, "/tags/system/new", PERM_TAGS_MANAGE, new_system_show, .gives = &system_form_page, .title = N_("New system tag")},
    {HTTP_POST, "/tags/system", PERM_TAGS_MANAGE, tag_make, &new_system_in, .audit = "tag.make", .again = new_system_show, .gives = &system_form_page, .title = N_("New system tag")},
    {HTTP_POST, "/tags/{tag_id}/system", PERM_TAGS_MANAGE, tag_change, &change_system_in, .audit = "tag.change", .again = change_show, .gives = &system_form_page, .title = N_("Change a system tag")},
    {HTTP_GET, "/tags/{tag_id}", PERM_TAGS, .list = &holder_list, .in = &by_tag_in, .audit = "tag.look", .gives = &tag_page, .title = N_("Tag")},
    {HTTP_GET, "/tags/{tag_id}/edit", PERM_TAGS, change_show, &by_tag_in, .gives = &form_page, .title = N_("Change a tag")},
    {HTTP_POST, "/tags/{tag_id}", PERM_TAGS, tag_change, &change_in, .audit = "tag.change", .again = change_show, .gives = &form_page, .title = N_("Change a tag")},
    {HTTP_GET, "/tags/{tag_id}/delete", PERM_TAGS, delete_show, &delete_in, .gives = &named_delete_page, .title = N_("Delete a tag")},
    {HTTP_POST, "/tags/{tag_id}/delete", PERM_TAGS, tag_delete, &delete_in, .audit = "tag.delete", .again = delete_show, .gives = &named_delete_page, .title = N_("Delete a tag")},
    {HTTP_POST, "/tags/{tag_id}/give", PERM_TAGS, give_selection, &given_in, .audit = "tag.give", .title = N_("Give a tag to several customers")},
    ACTION_ROUTES("/selection/give-tag", PERM_TAGS, tag_give_action, tag_action_in, "selection.give_tag"),
    ACTION_ROUTES("/selection/take-tag", PERM_TAGS, tag_take_action, tag_action_in, "selection.take_tag"),
    {HTTP_POST, "/customers/{customer_id}/tags", PERM_TAGS, portrait_give, &customer_tags_in, .audit = "customer.tag", .title = N_("Give a customer tags")},
    {HTTP_POST, "/customers/{customer_id}/tags/{tag_id}/take", PERM_TAGS, portrait_take, &customer_tag_in, .audit = "customer.untag", .title = N_("Take a tag from a customer")},
};
static const struct nav nav[] = {{NAV_CUSTOMERS, "/tags", N_("Tags")}};
static const struct panel panels[] = {
    {"portrait", FRAME_CUSTOMER, PANEL_SIDE, 5, PERM_CUSTOMER_READ, &portrait_page, portrait_fill},
};
/* clang-format on */
const struct module tag_module = {
    .name = "tags", MODULE(routes), MODULE_NAV(nav), MODULE_PANELS(panels)};
