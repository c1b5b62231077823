#include "admin/tokens.h"

#include "admin/my_tokens.html.h"
#include "admin/token.html.h"
#include "admin/token_new.html.h"
#include "admin/tokens.sql.h"
#include "platform/token.h"
#include "web/form.h"
#include "web/list.h"

#define DAY INT64_C(86400000000) /* in microseconds */

static const struct word state_items[] = {
    {0, "working", N_("working"), "ok"},
    {1, "expired", N_("expired"), "quiet"},
    {2, "ended", N_("ended"), "quiet"},
};
const struct words token_states = {"token_states", state_items, ARRAY_LEN(state_items)};

/* What the names of permissions mean, in place of the names. */
static struct text scopes_said(struct req *r, struct text names)
{
    uint64_t perms = perms_parse(names);
    const char *between = "";
    struct buf b;
    buf_init(&b);
    for (int p = 0; p < PERM_COUNT; p++) {
        if (!(perms >> p & 1))
            continue;
        buf_add_text(&b, between);
        buf_add_text(&b, word(r, perm_text((enum perm)p)));
        between = r->tongue == CHINESE ? "；" : "; ";
    }
    return keep(r->arena, &b);
}

/* ---- my tokens ---- */

struct my_view {
    struct q_my_tokens_row *tokens;
    size_t tokens_count;
    struct text token; /* just made, shown once */
};
static const struct field my_fields[] = {
    FIELD_ROWS(struct my_view, tokens, q_my_tokens_record),
    FIELD(struct my_view, token),
};
static const struct record my_record = RECORD(struct my_view, my_fields);
static const struct page my_page = {&tmpl_my_tokens, &my_record, N_("My API tokens")};

static rc show_mine(struct req *r, struct text token)
{
    struct my_view *v = VIEW(r, struct my_view);
    v->token = token;
    TRY(q_my_tokens(r->db, r->arena, r->who->staff_id, r->now, &v->tokens, &v->tokens_count));
    for (size_t i = 0; i < v->tokens_count; i++)
        v->tokens[i].scopes = scopes_said(r, v->tokens[i].scopes);
    return show(r, &my_page, v);
}

static rc my_tokens(struct req *r)
{
    return show_mine(r, (struct text){NULL, 0});
}

/* ---- a new one ---- */

struct token_form {
    struct text name, scopes;
    int32_t days;
};
/* clang-format off */
static const struct input token_inputs[] = {
    INPUT_TEXT(struct token_form, name, N_("What it is for"), .required = true, .max = TOKEN_NAME_MOST, .help = N_("The program that will use it, so that you know it again.")),
    INPUT_NUMBER(struct token_form, days, N_("Days it works"), .min = 1, .max = TOKEN_DAYS_MOST, .otherwise = TOKEN_DAYS_USUAL, .help = N_("At most a year.")),
    INPUT_TEXT(struct token_form, scopes, NULL, .required = true, .max = 1000),
};
/* clang-format on */
static const struct inputs token_in = INPUTS(struct token_form, token_inputs);

struct scope_choice {
    struct text name, label;
    bool chosen;
};
static const struct field scope_fields[] = {
    FIELD(struct scope_choice, name),
    FIELD(struct scope_choice, label),
    FIELD(struct scope_choice, chosen),
};
static const struct record scope_record = RECORD(struct scope_choice, scope_fields);

struct new_view {
    struct form form;
    struct scope_choice *scopes;
    size_t scopes_count;
    struct text scopes_error;
};
static const struct field new_fields[] = {
    FIELD_RECORD(struct new_view, form, form_record),
    FIELD_ROWS(struct new_view, scopes, scope_record),
    FIELD(struct new_view, scopes_error),
};
static const struct record new_record = RECORD(struct new_view, new_fields);
static const struct page new_page = {&tmpl_token_new, &new_record, N_("New API token")};

/* "scopes=LOADS_READ NIGHTS_READ", or one "scopes" for each, as forms send them; false: one of them
 * is none that this person may give. */
static bool scopes_given(const struct req *r, uint64_t *ret_scopes)
{
    uint64_t scopes = 0;
    for (size_t i = 0; i < r->given.len; i++) {
        struct text names = r->given.items[i].value;
        if (!text_is(r->given.items[i].name, "scopes"))
            continue;
        for (size_t begin = 0, at = 0; at <= names.len; at++) {
            if (at < names.len && names.ptr[at] != ' ')
                continue;
            enum perm p = perm_named((struct text){names.ptr + begin, at - begin});
            if (!perm_is_scope(p) || !may(r, p))
                return false;
            scopes |= UINT64_C(1) << p;
            begin = at + 1;
        }
    }
    *ret_scopes = scopes;
    return true;
}

static void add_scopes(struct req *r, struct new_view *v)
{
    uint64_t given = 0;
    if (!scopes_given(r, &given))
        given = 0;
    v->scopes = arena_alloc(r->arena, PERM_COUNT * sizeof *v->scopes);
    for (int p = 0; p < PERM_COUNT; p++)
        if (perm_is_scope((enum perm)p) && may(r, (enum perm)p))
            v->scopes[v->scopes_count++] =
                (struct scope_choice){text_of(perm_name((enum perm)p)),
                                      text_of(word(r, perm_text((enum perm)p))), given >> p & 1};
    for (size_t i = 0; i < r->errors_len; i++)
        if (strcmp(r->errors[i].input->name, "scopes") == 0)
            v->scopes_error = text_of(word(r, N_("Choose at least one of these.")));
}

static rc token_new_form(struct req *r)
{
    const struct token_form usual = {.days = TOKEN_DAYS_USUAL};
    struct new_view *v = VIEW(r, struct new_view);
    v->form = form_make(r, &token_in, "/me/tokens", &usual);
    add_scopes(r, v);
    return show(r, &new_page, v);
}

static rc token_make(struct req *r)
{
    const struct token_form *in = r->in;
    struct api_token token;
    struct token_wish wish = {.staff_id = r->who->staff_id,
                              .name = in->name,
                              .now = r->now,
                              .until = r->now + in->days * DAY};
    int64_t token_id;
    if (!scopes_given(r, &wish.scopes))
        return fault(r, "scopes", N_("has what you may not do yourself"));
    TRY(api_token_make(r->db, &wish, &token, &token_id));
    about(r, AUDIT_TOKEN, token_id);
    return show_mine(r,
                     (struct text){arena_text(r->arena, token.text, API_TOKEN_LEN), API_TOKEN_LEN});
}

/* ---- ending ---- */

struct by_token {
    int64_t token_id;
};
static const struct input by_token_inputs[] = {PATH_ID(struct by_token, token_id)};
static const struct inputs by_token_in = INPUTS(struct by_token, by_token_inputs);

static rc end_mine(struct req *r)
{
    const struct by_token *in = r->in;
    int32_t me = r->who->staff_id;
    about(r, AUDIT_TOKEN, in->token_id);
    TRY(api_token_end(r->db, in->token_id, me, me, r->now));
    return go(r, "/me/tokens");
}

static rc end_any(struct req *r)
{
    const struct by_token *in = r->in;
    about(r, AUDIT_TOKEN, in->token_id);
    TRY(api_token_end(r->db, in->token_id, 0, r->who->staff_id, r->now));
    return go(r, "/tokens/%" PRId64, in->token_id);
}

/* ---- everybody's ---- */

struct token_filter {
    struct text q;
    struct opt_int2 state;
};
/* clang-format off */
static const struct input token_filter_inputs[] = {
    INPUT_TEXT(struct token_filter, q, N_("Purpose, staff number or name"), .max = 40),
    INPUT_CODE(struct token_filter, state, token_states, N_("State")),
};
static const struct inputs token_filter_in = INPUTS(struct token_filter, token_filter_inputs);

static const struct list_column token_columns[] = {
    {"name", N_("What it is for"), "/tokens/{token_id}"},
    {"staff_no", N_("Staff number"), "/users/{staff_id}"},
    {"staff_name", N_("Name")},
    {"state", N_("State")},
    {"made_at", N_("Made")},
    {"until", N_("Works until")},
    {"used_at", N_("Last used")},
};
/* clang-format on */

static rc token_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct token_filter *f = r->in;
    return q_token_page(r->db, r->arena, (enum q_token_page_order)ask->order,
                        &(struct q_token_page_in){f->q, f->state, r->now, ask->limit, ask->offset},
                        (struct q_token_page_row **)&ret->items, &ret->len);
}

static const struct list token_list = LIST(
    N_("API tokens"), q_token_page, token_columns, token_fetch,
    .first_order = Q_TOKEN_PAGE_BY_MADE_AT_DESC,
    .about = N_("Programs that work for somebody, with a part of what that person may do"),
    .empty = N_("Nobody has made a token yet. Everybody makes the own ones, under My account."));

struct token_view {
    struct q_token_detail_row token;
    bool may_end;
};
static const struct field token_fields[] = {
    FIELD_RECORD(struct token_view, token, q_token_detail_record),
    FIELD(struct token_view, may_end),
};
static const struct record token_record = RECORD(struct token_view, token_fields);
static const struct page token_page = {&tmpl_token, &token_record, N_("API token")};

static rc token_show(struct req *r)
{
    const struct by_token *in = r->in;
    struct token_view *v = VIEW(r, struct token_view);
    about(r, AUDIT_TOKEN, in->token_id);
    TRY(q_token_detail(r->db, r->arena, in->token_id, r->now, &v->token));
    v->token.scopes = scopes_said(r, v->token.scopes);
    v->may_end = may(r, PERM_USERS_MANAGE) && v->token.state == 0;
    r->answer.title = arena_text(r->arena, v->token.name.ptr, v->token.name.len);
    return show(r, &token_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/me/tokens", PERM_OWN_ACCOUNT, my_tokens, .gives = &my_page, .title = N_("My API tokens")},
    {HTTP_GET, "/me/tokens/new", PERM_OWN_ACCOUNT, token_new_form, .gives = &new_page, .title = N_("New API token")},
    {HTTP_POST, "/me/tokens", PERM_OWN_ACCOUNT, token_make, &token_in, .audit = "token.make", .again = token_new_form, .gives = &my_page, .title = N_("New API token")},
    {HTTP_POST, "/me/tokens/{token_id}/end", PERM_OWN_ACCOUNT, end_mine, &by_token_in, .audit = "token.end", .title = N_("End a token")},
    {HTTP_GET, "/tokens", PERM_USERS_READ, .list = &token_list, .in = &token_filter_in, .title = N_("API tokens")},
    {HTTP_GET, "/tokens/{token_id}", PERM_USERS_READ, token_show, &by_token_in, .gives = &token_page, .title = N_("API token")},
    {HTTP_POST, "/tokens/{token_id}/end", PERM_USERS_MANAGE, end_any, &by_token_in, .audit = "token.end", .title = N_("End a token")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/tokens", N_("API tokens")}};
/* clang-format on */
const struct module token_module = {.name = "tokens", MODULE(routes), MODULE_NAV(nav)};
