#include "admin/users.h"

#include "admin/user.html.h"
#include "admin/users.sql.h"
#include "platform/people.sql.h"
#include "web/list.h"
#include "web/web.h"

/* ---- users ---- */

static const struct word user_state_items[] = {
    {0, "no_password", N_("no password yet"), NULL},
    {1, "active", N_("active"), "ok"},
    {2, "locked", N_("locked"), "bad"},
    {3, "left", N_("has left"), NULL},
};
const struct words user_states = {"user_states", user_state_items, ARRAY_LEN(user_state_items)};

struct user_filter {
    struct text q;
    struct opt_int2 post;
    struct opt_bool locked;
};
/* clang-format off */
static const struct input user_filter_inputs[] = {
    INPUT_TEXT(struct user_filter, q, N_("Staff number or name"), .max = 40),
    INPUT_CODE(struct user_filter, post, post_words, N_("Post")),
    INPUT_BOOL(struct user_filter, locked, N_("Locked")),
};
static const struct inputs user_filter_in = INPUTS(struct user_filter, user_filter_inputs);

static const struct list_column user_columns[] = {
    {"staff_no", N_("Staff number"), "/users/{staff_id}"},
    {"name", N_("Name")},
    {"post", N_("Post")},
    {"org_name", N_("Organisation")},
    {"state", N_("State")},
    {"last_sign_in", N_("Last sign-in")},
};
/* clang-format on */

static rc user_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct user_filter *f = r->in;
    return q_user_list(r->db, r->arena, (enum q_user_list_order)ask->order,
                       &(struct q_user_list_in){f->q, f->post, f->locked, ask->limit, ask->offset},
                       (struct q_user_list_row **)&ret->items, &ret->len);
}

static const struct list user_list =
    LIST(N_("Users"), q_user_list, user_columns, user_fetch,
         .about = N_("Staff of the bank as of the last day files, and how they sign in"),
         .empty = N_(
             "Staff come with the day files: staff.csv of the first day folder fills this list."));

/* ---- one user ---- */

struct by_staff {
    int64_t staff_id;
};
static const struct input by_staff_inputs[] = {PATH_ID(struct by_staff, staff_id)};
static const struct inputs by_staff_in = INPUTS(struct by_staff, by_staff_inputs);

struct user_view {
    struct q_user_find_row user;
    struct q_sign_in_list_row *sign_ins;
    size_t sign_ins_count;
    bool may_manage, may_see_as, is_locked;
    struct text one_time; /* just given, shown once */
};
static const struct field user_fields[] = {
    FIELD_RECORD(struct user_view, user, q_user_find_record),
    FIELD_ROWS(struct user_view, sign_ins, q_sign_in_list_record),
    FIELD(struct user_view, may_manage),
    FIELD(struct user_view, may_see_as),
    FIELD(struct user_view, is_locked),
    FIELD(struct user_view, one_time),
};
static const struct record user_record = RECORD(struct user_view, user_fields);
static const struct page user_page = {&tmpl_user, &user_record, N_("User")};

static rc show_user(struct req *r, struct text one_time)
{
    const struct by_staff *in = r->in;
    struct user_view *v = VIEW(r, struct user_view);
    about(r, AUDIT_STAFF, in->staff_id);
    TRY(q_user_find(r->db, r->arena, in->staff_id, &v->user));
    TRY(sign_in_list(r->db, (int32_t)in->staff_id, r->arena, &v->sign_ins, &v->sign_ins_count));
    v->may_manage = may(r, PERM_USERS_MANAGE) && !v->user.has_left;
    v->may_see_as = may(r, PERM_SEE_AS) && !v->user.has_left && in->staff_id != r->who->staff_id;
    v->is_locked = v->user.locked_by_hand ||
                   (v->user.locked_until.known && v->user.locked_until.value > r->now);
    v->one_time = one_time;
    r->answer.title = arena_text(r->arena, v->user.name.ptr, v->user.name.len);
    r->answer.subtitle = arena_text(r->arena, v->user.staff_no.ptr, v->user.staff_no.len);
    return show(r, &user_page, v);
}

static rc user_show(struct req *r)
{
    return show_user(r, (struct text){NULL, 0});
}

/* Somebody may not lock the last door behind oneself. */
static rc staff_no_of_another(struct req *r, struct text *ret_staff_no)
{
    const struct by_staff *in = r->in;
    struct q_user_find_row user;
    about(r, AUDIT_STAFF, in->staff_id);
    if (in->staff_id == r->who->staff_id)
        return refuse(r, E_REFUSED, N_("Nobody does this to the own user: ask a colleague."));
    TRY(q_user_find(r->db, r->arena, in->staff_id, &user));
    *ret_staff_no = user.staff_no;
    return OK;
}

static rc lock_user(struct req *r)
{
    const struct by_staff *in = r->in;
    struct text staff_no;
    int32_t staff_id;
    TRY(staff_no_of_another(r, &staff_no));
    TRY(user_lock(r->db, staff_no, &staff_id, &r->why));
    return go(r, "/users/%" PRId64, in->staff_id);
}

static rc unlock_user(struct req *r)
{
    const struct by_staff *in = r->in;
    struct text staff_no;
    int32_t staff_id;
    TRY(staff_no_of_another(r, &staff_no));
    TRY(user_unlock(r->db, staff_no, NULL, &staff_id, &r->why));
    return go(r, "/users/%" PRId64, in->staff_id);
}

/* Shown once, on this very answer; nowhere is it kept. */
static rc give_password(struct req *r)
{
    struct one_time password;
    struct text staff_no;
    int32_t staff_id;
    TRY(staff_no_of_another(r, &staff_no));
    rc done =
        user_give_password(&r->web->people, r->db, staff_no, r->now, &password, &staff_id, &r->why);
    if (done == E_REFUSED)
        return refuse(r, done, N_("Who has left the bank gets no password."));
    TRY(done);
    return show_user(
        r, (struct text){arena_text(r->arena, password.text, ONE_TIME_LEN), ONE_TIME_LEN});
}

/* From the next page on; the bar on every page ends it. */
static rc see_as(struct req *r)
{
    const struct by_staff *in = r->in;
    struct q_user_find_row user;
    about(r, AUDIT_STAFF, in->staff_id);
    if (in->staff_id == r->who->staff_id)
        return refuse(r, E_REFUSED, N_("You see the pages as yourself already."));
    TRY(q_user_find(r->db, r->arena, in->staff_id, &user));
    if (user.has_left)
        return refuse(r, E_REFUSED, N_("Who has left the bank sees nothing."));
    TRY(session_see(r->db, r->who->session_id, (int32_t)in->staff_id));
    return go(r, "/");
}

/* ---- organisations ---- */

static const struct word org_level_items[] = {
    {0, "head", N_("head office")},    {1, "tier1", N_("tier-1 branch")},
    {2, "tier2", N_("tier-2 branch")}, {3, "subbranch", N_("sub-branch")},
    {4, "outlet", N_("outlet")},
};
const struct words org_levels = {"org_levels", org_level_items, ARRAY_LEN(org_level_items)};

struct org_filter {
    struct text q;
    struct opt_int2 level;
};
/* clang-format off */
static const struct input org_filter_inputs[] = {
    INPUT_TEXT(struct org_filter, q, N_("Number or name"), .max = 40),
    INPUT_CODE(struct org_filter, level, org_levels, N_("Level")),
};
static const struct inputs org_filter_in = INPUTS(struct org_filter, org_filter_inputs);

static const struct list_column org_columns[] = {
    {"org_no", N_("Number")},
    {"name", N_("Organisation")},
    {"level", N_("Level")},
    {"parent_name", N_("Belongs to")},
    {"region", N_("Region")},
    {"staff", N_("Staff")},
};
/* clang-format on */

static rc org_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct org_filter *f = r->in;
    return q_org_list(r->db, r->arena, (enum q_org_list_order)ask->order, f->q, f->level,
                      ask->limit, ask->offset, (struct q_org_list_row **)&ret->items, &ret->len);
}

static const struct list org_list = LIST(
    N_("Organisations"), q_org_list, org_columns, org_fetch,
    .about = N_("From head office to outlets, as of the last day files"),
    .empty = N_(
        "Organisations come with the day files: org.csv of the first day folder fills this list."));

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/users", PERM_USERS_READ, .list = &user_list, .in = &user_filter_in, .title = N_("Users")},
    {HTTP_GET, "/users/{staff_id}", PERM_USERS_READ, user_show, &by_staff_in, .gives = &user_page, .title = N_("User")},
    {HTTP_POST, "/users/{staff_id}/lock", PERM_USERS_MANAGE, lock_user, &by_staff_in, .audit = "user.lock", .title = N_("Lock a user")},
    {HTTP_POST, "/users/{staff_id}/unlock", PERM_USERS_MANAGE, unlock_user, &by_staff_in, .audit = "user.unlock", .title = N_("Unlock a user")},
    {HTTP_POST, "/users/{staff_id}/password", PERM_USERS_MANAGE, give_password, &by_staff_in, .audit = "user.password", .gives = &user_page, .title = N_("Give a one-time password")},
    {HTTP_POST, "/users/{staff_id}/see-as", PERM_SEE_AS, see_as, &by_staff_in, .audit = "user.see_as", .title = N_("See the pages as this user")},
    {HTTP_GET, "/organisations", PERM_ORGS_READ, .list = &org_list, .in = &org_filter_in, .title = N_("Organisations")},
};
static const struct nav nav[] = {
    {NAV_ADMIN, "/users", N_("Users")},
    {NAV_ADMIN, "/organisations", N_("Organisations")},
};
/* clang-format on */
const struct module users_module = {.name = "users", MODULE(routes), MODULE_NAV(nav)};
