#include "web/bearer.h"

#include <strings.h>

#include "platform/token.h"
#include "web/reply.h"

static const char scheme[] = "Bearer ";
enum { SCHEME_LEN = sizeof scheme - 1 };

bool bearer_given(const struct req *r)
{
    return http_header(r->http, "authorization").ptr != NULL;
}

static rc not_let_in(struct req *r, const char *english)
{
    r->unknown = true;
    return refuse(r, E_FORBIDDEN, english);
}

static bool token_of(struct text header, struct text *ret_token)
{
    bool is_bearer = header.len > SCHEME_LEN && strncasecmp(header.ptr, scheme, SCHEME_LEN) == 0;
    *ret_token =
        is_bearer ? (struct text){header.ptr + SCHEME_LEN, header.len - SCHEME_LEN} : TEXT("");
    return is_bearer;
}

rc bearer_find(struct req *r)
{
    struct text token;
    struct person *who = VIEW(r, struct person);
    if (!r->is_api)
        return not_let_in(r, N_("A token works only below /api/v1."));
    if (http_cookie(http_header(r->http, "cookie"), SESSION_COOKIE).len)
        return refuse(r, E_USAGE,
                      N_("A request brings a token or the cookie of a session, not both."));
    if (!token_of(http_header(r->http, "authorization"), &token))
        return not_let_in(r, N_("Write the token as \"Authorization: Bearer guanhu_...\"."));
    if (!address_allowed(&r->web->allowed, r->http->address))
        return not_let_in(r, N_("Nobody is let in from this address."));
    rc found = api_token_find(r->db, token, r->now, r->arena, who);
    if (found == OK)
        found = published_find(r->db, &who->published);
    if (found == E_NOT_FOUND)
        return not_let_in(r,
                          N_("There is no such token, it has ended or expired, or whose it is may "
                             "not sign in."));
    if (found != OK)
        return db_tell(r->db, found, &r->why);
    r->who = who;
    return OK;
}

void bearer_challenge(const struct req *r, int status, struct http_reply *p)
{
    const char *value = "Bearer realm=\"guanhu\"";
    bool needs_scope = status == 403 && r->who && r->who->token_id && r->route &&
                       perm_is_scope(r->route->perm) && !(r->who->scopes >> r->route->perm & 1);
    if (!r->is_api || !(status == 401 || needs_scope))
        return;
    if (needs_scope)
        value = arena_printf(r->arena, "%s, error=\"insufficient_scope\", scope=\"%s\"", value,
                             perm_name(r->route->perm));
    else if (bearer_given(r))
        value = arena_printf(r->arena, "%s, error=\"invalid_token\"", value);
    http_add(p, "WWW-Authenticate", text_of(value));
}
