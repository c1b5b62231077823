/* dispatch -- what is done around every handler, in one order.  A page cannot forget a step. */
#include "base/clock.h"
#include "engine/snapshot.h"
#include "platform/scope.h"
#include "web/bearer.h"
#include "web/list.h"
#include "web/multipart.h"
#include "web/rate.h"
#include "web/repeat.h"
#include "web/reply.h"
#include "web/say.h"
#include "web/web.h"

enum { PAIRS_MOST = 500 };

static const char api_prefix[] = "/api/v1", api_root[] = "/api";

/* ---- who asks, and how ---- */

/* The first language that we speak; the order of preference is that of the list. */
static enum tongue tongue_asked(const struct http_request *q)
{
    struct text rest = http_header(q, "accept-language");
    enum tongue tongue;
    while (rest.len > 0) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.ptr) : rest.len;
        struct text code = {rest.ptr, len};
        while (code.len && *code.ptr == ' ')
            code.ptr++, code.len--;
        if (tongue_parse(code, &tongue))
            return tongue;
        rest = comma ? (struct text){comma + 1, rest.len - len - 1} : (struct text){NULL, 0};
    }
    return CHINESE;
}

static enum tongue tongue_of(const struct req *r)
{
    enum tongue tongue;
    if (r->who && r->who->tongue.known)
        return r->who->tongue.value == ENGLISH ? ENGLISH : CHINESE;
    if (tongue_parse(http_cookie(http_header(r->http, "cookie"), "tongue"), &tongue))
        return tongue;
    return tongue_asked(r->http);
}

static bool is_stream(const struct http_request *q)
{
    return http_accepts(q, "text/event-stream");
}

/* Streams, and parts of pages that follow them (ui/src/live.ts), are asked for whether anybody sits
 * there or not. */
static bool is_by_itself(const struct http_request *q)
{
    return is_stream(q) || http_header(q, "x-by-itself").ptr;
}

/* The path lies below the folder. */
static bool is_below(struct text path, const char *folder, size_t len)
{
    return path.len > len && memcmp(path.ptr, folder, len) == 0 && path.ptr[len] == '/';
}

/* The path without what all of the API begins with.  Whatever else begins with /api is a program's
 * too, though nothing is there. */
static struct text path_within(struct text path, bool *ret_is_api)
{
    size_t len = sizeof api_prefix - 1;
    *ret_is_api = text_is(path, api_root) || is_below(path, api_root, sizeof api_root - 1);
    return is_below(path, api_prefix, len) ? (struct text){path.ptr + len, path.len - len} : path;
}

static struct text path_of(struct req *r)
{
    struct text path = path_within(r->http->path, &r->is_api);
    r->wants_json =
        r->is_api || is_stream(r->http) ||
        (http_accepts(r->http, "application/json") && !http_accepts(r->http, "text/html"));
    r->is_partial =
        http_header(r->http, "hx-request").ptr && !http_header(r->http, "hx-boosted").ptr;
    return path;
}

static void find_route(struct req *r)
{
    struct route_match match = routes_find(r->web->routes, r->arena, r->http->method, path_of(r));
    r->route = match.route;
    r->path = match.path;
}

/* Whom the worker remembers is good enough where the transaction proves it (session_begin). */
static rc find_session(struct req *r)
{
    struct text token = http_cookie(http_header(r->http, "cookie"), SESSION_COOKIE);
    struct person *who = VIEW(r, struct person);
    rc found = OK;
    if (token.len == 0 || !address_allowed(&r->web->allowed, r->http->address))
        return OK;
    r->remembered = r->route && !r->route->alone && session_recall(r->memory, token, r->arena, who);
    if (!r->remembered)
        found = session_find(&r->web->people, r->db, token, r->now, r->arena, who);
    if (found == E_NOT_FOUND)
        return OK;
    if (found != OK)
        return db_tell(r->db, found, &r->why);
    if (!r->remembered)
        session_remember(r->memory, token, who);
    r->who = who;
    r->token = token;
    return OK;
}

static rc find_who(struct req *r)
{
    return bearer_given(r) ? bearer_find(r) : find_session(r);
}

/* Sessions have even numbers, tokens odd ones. */
static rc check_rate(struct req *r)
{
    int seconds;
    uint64_t who =
        r->who ? (uint64_t)(r->who->token_id ? r->who->token_id * 2 + 1 : r->who->session_id * 2)
               : 0;
    if (!r->who || rate_take(r->web->requests, who, clock_ns(), &seconds))
        return OK;
    return refuse_for_now(r, seconds);
}

/* Whoever looks as another changes nothing. */
static rc check_only_looks(struct req *r)
{
    if (!r->who || !r->who->seen_by || r->http->method == HTTP_GET || r->route->while_seeing)
        return OK;
    return refuse(r, E_FORBIDDEN,
                  N_("You look as another user and can change nothing: end that first."));
}

static const char *token_sentence(const struct req *r)
{
    if (!post_may(r->who->post, r->route->perm))
        return N_("The post of whose token this is does not allow that: it needs {needs}.");
    if (!perm_is_scope(r->route->perm))
        return N_("No token may do that: only its owner, signed in at a browser.");
    return r->who->scopes ? N_("This token was not made for that: it needs {needs}, and has {has}. "
                               "Make another one under My API tokens.")
                          : N_("This token was not made for that: it needs {needs}, and has no "
                               "right at all. Make another one under My API tokens.");
}

/* A program is told which right it lacks, by its name in the API. */
static rc refuse_token(struct req *r)
{
    struct buf has;
    buf_init(&has);
    perms_name(&has, r->who->scopes);
    const struct place places[] = {{"needs", text_of(perm_name(r->route->perm))},
                                   {"has", text_or_empty(buf_text(&has))}};
    r->said = say(r->arena, r->tongue, token_sentence(r), ARRAY_LEN(places), places);
    buf_release(&has);
    return E_FORBIDDEN;
}

/* Of those who are nobody yet, a person is sent to sign in; whoever must change the password can do
 * nothing else. */
static rc check_permission(struct req *r)
{
    if (r->route->perm == PERM_PUBLIC || may(r, r->route->perm))
        return OK;
    if (!r->who)
        return refuse(r, E_FORBIDDEN, N_("Please sign in first."));
    if (r->who->must_change)
        return refuse(r, E_FORBIDDEN, N_("Please change the one-time password first."));
    if (r->who->token_id)
        return refuse_token(r);
    return refuse(r, E_FORBIDDEN, N_("Your post does not allow this."));
}

/* A change comes from a page of ours: browsers say where a request comes from, and the form or the
 * header carries the session's own token.  Before there is a session only the former can be asked
 * for. */
static rc check_origin(struct req *r)
{
    struct text site = http_header(r->http, "sec-fetch-site");
    if (r->http->method == HTTP_GET || (r->who && r->who->token_id))
        return OK;
    bool foreign = site.ptr && !text_is(site, "same-origin") && !text_is(site, "none");
    struct text given = http_header(r->http, "x-csrf-token");
    for (size_t i = 0; i < r->given.len && !given.ptr; i++)
        if (text_is(r->given.items[i].name, "csrf") && !r->given.items[i].file)
            given = r->given.items[i].value;
    bool ok = !foreign && (!r->who || (given.ptr && session_csrf_ok(r->token, given)));
    if (ok)
        return OK;
    return refuse(r, E_FORBIDDEN,
                  N_("This form is no longer valid: open the page again and repeat."));
}

/* ---- what is given ---- */

static rc read_multipart(struct req *r, struct text type)
{
    struct text body = r->http->body;
    rc done = multipart_read(r->arena, type, body, PAIRS_MOST, &r->given, &r->why);
    if (done != OK)
        r->said = r->why.text; /* a browser does not send such: told to who wrote the program */
    return done;
}

static rc read_given(struct req *r)
{
    const struct http_request *q = r->http;
    struct text type = http_header(q, "content-type");
    if (q->method == HTTP_GET || q->body.len == 0) {
        if (http_form(r->arena, q->query, PAIRS_MOST, &r->given))
            return OK;
    } else if (type.ptr && strncmp(type.ptr, "application/json", 16) == 0) {
        return inputs_of_json(r->arena, q->body, PAIRS_MOST, &r->given, &r->why);
    } else if (type.ptr && strncmp(type.ptr, "application/x-www-form-urlencoded", 33) == 0) {
        if (http_form(r->arena, q->body, PAIRS_MOST, &r->given))
            return OK;
    } else if (type.ptr && multipart_is(type)) {
        return read_multipart(r, type);
    }
    return refuse(r, E_USAGE, N_("What was sent cannot be read."));
}

static rc take_inputs(struct req *r)
{
    const struct inputs *inputs = r->route->in;
    if (!inputs)
        return OK;
    struct input_result result = inputs_take(r->arena, inputs, r->tongue, r->path, r->given);
    r->in = result.in;
    r->errors = result.errors;
    r->errors_len = result.errors_len;
    for (size_t i = 0; i < r->errors_len; i++)
        if (r->errors[i].input->from_path)
            return refuse(r, E_NOT_FOUND, N_("There is no such page."));
    return r->errors_len ? E_INVALID : OK;
}

/* ---- the transaction ---- */

/* While an administrator looks as another, every page is told of. */
static bool is_told(const struct req *r)
{
    return r->route->audit || (r->who && r->who->seen_by);
}

static struct text told_detail(const struct req *r)
{
    return r->detail.len || r->route->audit ? r->detail : r->http->path;
}

static rc audit(struct req *r)
{
    const struct person *p = r->who;
    if (!is_told(r))
        return OK;
    return audit_write(r->db, r->sealer,
                       &(struct audit_entry){
                           .at = r->now,
                           .staff_id = !p           ? 0
                                       : p->seen_by ? p->seen_by
                                                    : p->staff_id,
                           .session_id = p ? p->session_id : 0,
                           .token_id = p ? p->token_id : 0,
                           .seen_as = p && p->seen_by ? p->staff_id : 0,
                           .what = r->route->audit ? r->route->audit : "page.look",
                           .subject = r->subject,
                           .subject_id = r->subject_id,
                           .address = r->http->address,
                           .detail = told_detail(r),
                       });
}

/* Whoever is signed in works under the scope of the post. */
static rc begin(struct req *r, bool reads)
{
    r->check = NULL;
    if (r->who && r->who->token_id)
        return scope_begin(r->db, r->who, reads, r->now, r->arena);
    if (r->who)
        return session_begin(&r->web->people, r->db, r->token, r->now, r->who, reads, r->arena,
                             &r->check);
    return reads ? db_begin_read(r->db) : db_begin(r->db);
}

/* Nothing of the transaction counts if the session was over or its person is another now. */
static rc prove(struct req *r)
{
    bool still = true;
    if (!r->check)
        return OK;
    TRY(session_still(r->db, r->check, r->who, &still));
    r->outdated = !still;
    r->remembered = false; /* known, one way or the other */
    return still ? OK : E_CONFLICT;
}

/* A handler that makes its own transactions is told of in one more. */
static rc run_alone(struct req *r, handler *run)
{
    TRY(run(r));
    TRY(db_begin(r->db));
    TRY(audit(r));
    return db_commit(r->db);
}

/* With its entry, and with what was answered where it may be sent again. */
static rc make_change(struct req *r, handler *run)
{
    bool done;
    TRY(repeat_begin(r, &done));
    if (done)
        return OK;
    TRY(run(r));
    TRY(audit(r));
    return repeat_keep(r);
}

static rc run_proved(struct req *r, handler *run, bool reads)
{
    rc done = reads ? run(r) : make_change(r, run);
    rc proved = prove(r);
    return r->outdated || done == OK ? proved : done;
}

/* A look's entry and its commit are one message; a sealed detail would not last until then. */
static rc tell_of_look(struct req *r)
{
    TRY(db_begin(r->db));
    if (told_detail(r).len == 0)
        db_ahead(r->db);
    TRY(audit(r));
    return db_commit(r->db);
}

/* A change's entry is written in its transaction; a look's is committed before the page is sent. */
static rc run_in_transaction(struct req *r, handler *run)
{
    bool reads = r->http->method == HTTP_GET;
    TRY(begin(r, reads));
    TRY(run_proved(r, run, reads));
    TRY(db_commit(r->db));
    if (r->check && !r->by_itself)
        TRY(session_seen(r->db, r->who, r->now));
    return reads && is_told(r) ? tell_of_look(r) : OK;
}

static rc run_handler(struct req *r, handler *run)
{
    rc done = r->route->alone ? run_alone(r, run) : run_in_transaction(r, run);
    if (done == OK)
        return OK;
    db_rollback(r->db);
    r->answer = (struct answer){0}; /* it told of what was not done */
    return done;
}

static rc answer(struct req *r)
{
    find_route(r);
    TRY(find_who(r));
    r->tongue = tongue_of(r);
    TRY(check_rate(r));
    if (!r->route)
        return refuse(r, E_NOT_FOUND, N_("There is no such page."));
    TRY(check_permission(r));
    TRY(check_only_looks(r));
    TRY(read_given(r));
    TRY(check_origin(r));
    TRY(take_inputs(r));
    TRY(repeat_read(r));
    return run_handler(r, r->route->list ? list_run : r->route->run);
}

/* Nothing was done: nothing is told of. */
static rc run_again(struct req *r, handler *run)
{
    rc done = begin(r, true);
    if (done == OK)
        done = run_proved(r, run, true);
    if (done == OK)
        done = db_commit(r->db);
    if (done != OK)
        db_rollback(r->db);
    return done;
}

/* Inputs that were wrong are shown where they were typed. */
static rc show_again(struct req *r, rc failed)
{
    if (failed != E_INVALID || r->errors_len == 0 || r->wants_json || !r->route->again)
        return failed;
    if (run_again(r, r->route->again) == OK)
        return failed;
    r->answer = (struct answer){0};
    return failed;
}

/* The only place that logs; what the person was told stands on the page. */
static void log_failure(const struct req *r, rc done)
{
    fprintf(stderr, "guanhu: request %s: %.*s: %s: %s\n", r->id, (int)r->http->path.len,
            r->http->path.ptr, rc_name(done), r->why.text);
}

size_t body_most(const struct web *web, const struct http_request *http)
{
    bool is_api;
    struct text path = path_within(http->path, &is_api);
    const struct route *route = routes_find(web->routes, http->arena, http->method, path).route;
    size_t files = 0;
    for (size_t i = 0; route && route->in && i < route->in->len; i++)
        if (route->in->items[i].accepts)
            files += input_most(&route->in->items[i]);
    return files + FORM_BYTES_MOST;
}

static struct req req_of(struct web_worker *w, const struct http_request *http)
{
    struct req r = {.arena = http->arena,
                    .db = w->db,
                    .web = w->web,
                    .sealer = w->sealer,
                    .memory = w->memory,
                    .http = http,
                    .now = clock_now(),
                    .by_itself = is_by_itself(http),
                    .tongue = tongue_asked(http)};
    snprintf(r.id, sizeof r.id, "%08" PRIx32, (uint32_t)random_number());
    return r;
}

/* Whoever was refused as remembered may have another post by now, or none any more: what is
 * remembered only ever lets something be tried. */
static rc answer_proved(struct web_worker *w, const struct http_request *http, struct req *r)
{
    rc done = show_again(r, answer(r));
    if (!r->outdated && !(r->remembered && done != OK))
        return done;
    session_forget(w->memory, r->token);
    snapshot_unref(r->snapshot);
    *r = req_of(w, http);
    return show_again(r, answer(r));
}

void dispatch(struct web_worker *w, const struct http_request *http, struct http_reply *ret_reply)
{
    struct req r = req_of(w, http);
    rc done = OK;
    if (db_hung_up(w->db))
        done = db_reopen(w->db, &r.why);
    if (done == OK)
        done = answer_proved(w, http, &r);
    if (done != OK && r.why.text[0] == '\0' && *db_why(r.db))
        (void)db_tell(r.db, done, &r.why);
    reply_make(&r, done, ret_reply);
    snapshot_unref(r.snapshot);
    if (ret_reply->status >= 500 && !r.retry_after) /* else all is well, in a moment */
        log_failure(&r, done);
}
