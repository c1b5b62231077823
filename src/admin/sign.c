#include "admin/sign.h"

#include "admin/me.html.h"
#include "admin/password.html.h"
#include "admin/sign.sql.h"
#include "admin/sign_in.html.h"
#include "base/clock.h"
#include "platform/people.sql.h"
#include "web/form.h"
#include "web/rate.h"
#include "web/web.h"

/* ---- signing in ---- */

struct sign_in_form {
    struct text staff, password, next;
};

/* clang-format off */
static const struct input sign_in_inputs[] = {
    INPUT_TEXT(struct sign_in_form, staff, N_("Staff number"), .required = true, .max = 40),
    INPUT_TEXT(struct sign_in_form, password, N_("Password"), .required = true, .secret = true, .max = 256),
    INPUT_TEXT(struct sign_in_form, next, NULL, .max = 500),
};
/* clang-format on */
static const struct inputs sign_in_in = INPUTS(struct sign_in_form, sign_in_inputs);

struct sign_in_view {
    struct text wrong, staff, next;
};
static const struct field sign_in_fields[] = {
    FIELD(struct sign_in_view, wrong),
    FIELD(struct sign_in_view, staff),
    FIELD(struct sign_in_view, next),
};
static const struct record sign_in_record = RECORD(struct sign_in_view, sign_in_fields);
static const struct page sign_in_page = {&tmpl_sign_in, &sign_in_record, N_("Sign in")};

/* The link to the other language, before anybody is known. */
static void speak_as_asked(struct req *r)
{
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, "tongue") &&
            tongue_parse(r->given.items[i].value, &r->tongue))
            r->keeps_tongue = true;
}

/* Also after a fault, with what was typed but the password. */
static rc sign_in_show(struct req *r)
{
    speak_as_asked(r);
    struct sign_in_view *v = VIEW(r, struct sign_in_view);
    v->staff = input_typed(&sign_in_inputs[0], r->given);
    v->next = input_typed(&sign_in_inputs[2], r->given);
    if (r->errors_len)
        v->wrong = text_of(r->errors[0].message);
    return show(r, &sign_in_page, v);
}

/* Only a path of our own: an address elsewhere would be a trap. */
static const char *path_or_start(struct req *r, struct text next)
{
    bool ours = next.len > 0 && *next.ptr == '/' && !(next.len > 1 && strchr("/\\", next.ptr[1]));
    for (size_t i = 0; ours && i < next.len; i++)
        ours = next.ptr[i] > ' ' && next.ptr[i] < 127 && next.ptr[i] != '\\';
    return ours ? arena_text(r->arena, next.ptr, next.len) : "/";
}

/* Before anything is looked at: guessing, and the memory that each guess takes, has a limit. */
static rc check_sign_in_rate(struct req *r)
{
    int seconds;
    uint64_t from = keys_hash(r->web->bank->keys, r->http->address).low;
    return rate_take(r->web->sign_ins, from, clock_ns(), &seconds) ? OK
                                                                   : refuse_for_now(r, seconds);
}

static rc sign_in(struct req *r)
{
    const struct sign_in_form *in = r->in;
    struct token token;
    struct text agent = http_header(r->http, "user-agent");
    const struct attempt attempt = {.staff_no = in->staff,
                                    .password = in->password,
                                    .address = r->http->address,
                                    .agent = text_or_empty(agent),
                                    .barred = !address_allowed(&r->web->allowed, r->http->address),
                                    .now = r->now};
    TRY(check_sign_in_rate(r));
    rc done = person_sign_in(&r->web->people, r->db, &attempt, &token, &r->why);
    if (done == E_FORBIDDEN)
        return fault(r, "password",
                     N_("Staff number and password do not fit, or the user is locked."));
    if (done == E_REFUSED)
        return fault(r, "staff",
                     N_("Nobody signs in from this address. Please ask the administrator."));
    if (done == E_BUSY)
        return fault(r, "password",
                     N_("Many people are signing in just now. Please try again in a moment."));
    TRY(done);
    r->new_token = arena_text(r->arena, token.text, TOKEN_LEN);
    return go(r, "%s", path_or_start(r, in->next));
}

static rc sign_out(struct req *r)
{
    TRY(session_end(r->db, r->who->staff_id, r->who->session_id));
    r->new_token = "";
    return go(r, "/sign-in");
}

/* ---- the own password ---- */

struct password_form {
    struct text before, password, again;
};

/* clang-format off */
static const struct input password_inputs[] = {
    INPUT_TEXT(struct password_form, before, N_("Present password"), .required = true, .secret = true, .max = 256),
    INPUT_TEXT(struct password_form, password, N_("New password"), .required = true, .secret = true, .max = 256, .help = N_("At least ten characters; a few words that nobody would guess are best.")),
    INPUT_TEXT(struct password_form, again, N_("New password once more"), .required = true, .secret = true, .max = 256),
};
/* clang-format on */
static const struct inputs password_in = INPUTS(struct password_form, password_inputs);

struct password_view {
    struct form form;
    bool must_change;
};
static const struct field password_fields[] = {
    FIELD_RECORD(struct password_view, form, form_record),
    FIELD(struct password_view, must_change),
};
static const struct record password_record = RECORD(struct password_view, password_fields);
static const struct page password_page = {&tmpl_password, &password_record, N_("Change password")};

static rc password_show(struct req *r)
{
    struct password_view *v = VIEW(r, struct password_view);
    v->form = form_make(r, &password_in, "/password", NULL);
    v->must_change = r->who->must_change;
    return show(r, &password_page, v);
}

static rc password_change(struct req *r)
{
    const struct password_form *in = r->in;
    const struct password_change change = {in->before, in->password, r->now};
    if (!text_equal(in->password, in->again))
        return fault(r, "again", N_("is not the same as above"));
    enum password_fault broken;
    rc done = person_change_password(&r->web->people, r->db, r->who, &change, &broken, &r->why);
    if (done == E_FORBIDDEN)
        return fault(r, "before", N_("is wrong; after five wrong ones the user is locked"));
    if (done == E_INVALID)
        return fault(r, "password", password_fault_text(broken));
    if (done == E_CONFLICT)
        return fault(r, "before", N_("was changed elsewhere meanwhile: sign in anew"));
    TRY(done);
    return go(r, "/");
}

/* ---- my account ---- */

struct me_view {
    struct text staff_no;
    struct q_session_list_row *sessions;
    size_t sessions_count;
    struct q_sign_in_list_row *sign_ins;
    size_t sign_ins_count;
};
static const struct field me_fields[] = {
    FIELD(struct me_view, staff_no),
    FIELD_ROWS(struct me_view, sessions, q_session_list_record),
    FIELD_ROWS(struct me_view, sign_ins, q_sign_in_list_record),
};
static const struct record me_record = RECORD(struct me_view, me_fields);
static const struct page me_page = {&tmpl_me, &me_record, N_("My account")};

static rc me_show(struct req *r)
{
    struct me_view *v = VIEW(r, struct me_view);
    v->staff_no = r->who->staff_no;
    TRY(session_list(&r->web->people, r->db, r->who, r->now, r->arena, &v->sessions,
                     &v->sessions_count));
    TRY(sign_in_list(r->db, r->who->staff_id, r->arena, &v->sign_ins, &v->sign_ins_count));
    return show(r, &me_page, v);
}

struct session_path {
    int64_t session_id;
};
static const struct input session_inputs[] = {PATH_ID(struct session_path, session_id)};
static const struct inputs session_in = INPUTS(struct session_path, session_inputs);

static rc end_session(struct req *r)
{
    const struct session_path *in = r->in;
    about(r, AUDIT_STAFF, r->who->staff_id);
    TRY(session_end(r->db, r->who->staff_id, in->session_id));
    return go(r, "/me");
}

static rc end_others(struct req *r)
{
    about(r, AUDIT_STAFF, r->who->staff_id);
    TRY(session_end_all(r->db, r->who->staff_id, r->who->session_id));
    return go(r, "/me");
}

/* ---- the language ---- */

static const struct word tongue_items[] = {{CHINESE, "zh-CN", N_("Chinese")},
                                           {ENGLISH, "en", N_("English")}};
static const struct words tongue_words = {"tongues", tongue_items, ARRAY_LEN(tongue_items)};
struct tongue_form {
    int16_t tongue;
    struct text next;
};
/* clang-format off */
static const struct input tongue_inputs[] = {
    INPUT_CODE(struct tongue_form, tongue, tongue_words, N_("Language"), .required = true),
    INPUT_TEXT(struct tongue_form, next, NULL, .max = 500),
};
/* clang-format on */
static const struct inputs tongue_in = INPUTS(struct tongue_form, tongue_inputs);

static rc set_tongue(struct req *r)
{
    const struct tongue_form *in = r->in;
    TRY(q_my_tongue(r->db, r->who->staff_id, in->tongue, NULL));
    TRY(session_outdate(r->db, r->who->staff_id));
    return go(r, "%s", path_or_start(r, in->next));
}

/* ---- the theme ---- */

struct theme_form {
    int16_t theme;
    struct text next;
};
/* clang-format off */
static const struct input theme_inputs[] = {
    INPUT_CODE(struct theme_form, theme, theme_words, N_("Theme"), .required = true),
    INPUT_TEXT(struct theme_form, next, NULL, .max = 500),
};
/* clang-format on */
static const struct inputs theme_in = INPUTS(struct theme_form, theme_inputs);

static rc set_theme(struct req *r)
{
    const struct theme_form *in = r->in;
    TRY(q_my_theme(r->db, r->who->staff_id, in->theme, NULL));
    TRY(session_outdate(r->db, r->who->staff_id));
    return go(r, "%s", path_or_start(r, in->next));
}

/* ---- an administrator who looked as another user ---- */

static rc end_seeing(struct req *r)
{
    int32_t seen = r->who->staff_id;
    if (!r->who->seen_by)
        return go(r, "/");
    about(r, AUDIT_STAFF, seen);
    TRY(session_see(r->db, r->who->session_id, 0));
    return go(r, "/users/%" PRId32, seen);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/sign-in", PERM_PUBLIC, sign_in_show, .gives = &sign_in_page, .title = N_("Sign in")},
    {HTTP_POST, "/sign-in", PERM_PUBLIC, sign_in, &sign_in_in, .again = sign_in_show, .gives = &sign_in_page, .alone = true, .title = N_("Sign in")},
    {HTTP_POST, "/sign-out", PERM_SESSION, sign_out, .audit = "session.end", .title = N_("Sign out")},
    {HTTP_GET, "/password", PERM_SESSION, password_show, .gives = &password_page, .title = N_("Change password")},
    {HTTP_POST, "/password", PERM_SESSION, password_change, &password_in, .audit = "password.change", .again = password_show, .gives = &password_page, .alone = true, .title = N_("Change password")},
    {HTTP_GET, "/me", PERM_OWN_ACCOUNT, me_show, .gives = &me_page, .title = N_("My account")},
    {HTTP_POST, "/me/sessions/{session_id}/end", PERM_OWN_ACCOUNT, end_session, &session_in, .audit = "session.end", .title = N_("End a session")},
    {HTTP_POST, "/me/sessions/end-others", PERM_OWN_ACCOUNT, end_others, .audit = "session.end_others", .title = N_("End all other sessions")},
    {HTTP_POST, "/me/tongue", PERM_OWN_ACCOUNT, set_tongue, &tongue_in, .title = N_("Language")},
    {HTTP_POST, "/me/theme", PERM_OWN_ACCOUNT, set_theme, &theme_in, .title = N_("Theme")},
    {HTTP_POST, "/me/see-as/end", PERM_SESSION, end_seeing, .audit = "user.see_as_end", .alone = true, .while_seeing = true, .title = N_("End looking as another user")},
};
/* clang-format on */
const struct module sign_module = {.name = "sign", MODULE(routes)};
