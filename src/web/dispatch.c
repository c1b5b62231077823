/* dispatch -- what is done around every handler, in one order.  A page cannot forget a step. */
#include "base/clock.h"
#include "platform/scope.h"
#include "web/list.h"
#include "web/reply.h"
#include "web/web.h"

enum { PAIRS_MOST = 500 };

static const char api_prefix[] = "/api/v1";

/* ---- who asks, and how ---- */

static bool header_has(const struct http_request *q, const char *name, const char *word)
{
    struct text value = http_header(q, name);
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= value.len; i++)
        if (memcmp(value.ptr + i, word, len) == 0)
            return true;
    return false;
}

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

static struct text path_of(struct req *r)
{
    struct text path = r->http->path;
    size_t len = sizeof api_prefix - 1;
    bool is_api = path.len > len && memcmp(path.ptr, api_prefix, len) == 0 && path.ptr[len] == '/';
    r->wants_json = is_api || (header_has(r->http, "accept", "application/json") &&
                               !header_has(r->http, "accept", "text/html"));
    r->is_partial =
        http_header(r->http, "hx-request").ptr && !http_header(r->http, "hx-boosted").ptr;
    return is_api ? (struct text){path.ptr + len, path.len - len} : path;
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
    if (token.len == 0)
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
    return refuse(r, E_FORBIDDEN, N_("Your post does not allow this."));
}

/* A change comes from a page of ours: browsers say where a request comes from, and the form or the
 * header carries the session's own token.  Before there is a session only the former can be asked
 * for. */
static rc check_origin(struct req *r)
{
    struct text site = http_header(r->http, "sec-fetch-site");
    if (r->http->method == HTTP_GET)
        return OK;
    bool foreign = site.ptr && !text_is(site, "same-origin") && !text_is(site, "none");
    struct text given = http_header(r->http, "x-csrf-token");
    for (size_t i = 0; i < r->given.len && !given.ptr; i++)
        if (text_is(r->given.items[i].name, "csrf"))
            given = r->given.items[i].value;
    bool ok = !foreign && (!r->who || (given.ptr && session_csrf_ok(r->token, given)));
    if (ok)
        return OK;
    return refuse(r, E_FORBIDDEN,
                  N_("This form is no longer valid: open the page again and repeat."));
}

/* ---- what is given ---- */

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

static rc audit(struct req *r)
{
    if (!r->route->audit)
        return OK;
    return audit_write(r->db, r->sealer,
                       &(struct audit_entry){
                           .at = r->now,
                           .staff_id = r->who ? r->who->staff_id : 0,
                           .session_id = r->who ? r->who->session_id : 0,
                           .what = r->route->audit,
                           .subject = r->subject,
                           .subject_id = r->subject_id,
                           .address = r->http->address,
                       });
}

/* Whoever is signed in works under the scope of the post. */
static rc begin(struct req *r, bool reads)
{
    r->check = NULL;
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
    TRY(session_still(r->db, r->check, &still));
    r->outdated = !still;
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

static rc run_proved(struct req *r, handler *run)
{
    rc done = run(r);
    rc proved = prove(r);
    return r->outdated || done == OK ? proved : done;
}

/* A change's entry is written in its transaction; a look's is committed before the page is sent. */
static rc run_in_transaction(struct req *r, handler *run)
{
    bool reads = r->http->method == HTTP_GET;
    TRY(begin(r, reads));
    TRY(run_proved(r, run));
    if (!reads)
        TRY(audit(r));
    TRY(db_commit(r->db));
    if (r->check)
        TRY(session_touch(r->db, r->who, r->check, r->now));
    if (!reads || !r->route->audit)
        return OK;
    TRY(db_begin(r->db));
    TRY(audit(r));
    return db_commit(r->db);
}

static rc run_handler(struct req *r, handler *run)
{
    rc done = r->route->alone ? run_alone(r, run) : run_in_transaction(r, run);
    if (done != OK)
        db_rollback(r->db);
    return done;
}

static rc answer(struct req *r)
{
    find_route(r);
    TRY(find_session(r));
    r->tongue = tongue_of(r);
    if (!r->route)
        return refuse(r, E_NOT_FOUND, N_("There is no such page."));
    TRY(check_permission(r));
    TRY(read_given(r));
    TRY(check_origin(r));
    TRY(take_inputs(r));
    return run_handler(r, r->route->list ? list_run : r->route->run);
}

/* Inputs that were wrong are shown where they were typed. */
static rc show_again(struct req *r, rc failed)
{
    if (failed != E_INVALID || r->errors_len == 0 || r->wants_json || !r->route->again)
        return failed;
    if (run_handler(r, r->route->again) == OK)
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

static struct req req_of(struct web_worker *w, const struct http_request *http)
{
    struct req r = {.arena = http->arena,
                    .db = w->db,
                    .web = w->web,
                    .sealer = w->sealer,
                    .memory = w->memory,
                    .http = http,
                    .now = clock_now(),
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
    *r = req_of(w, http);
    return show_again(r, answer(r));
}

void dispatch(struct web_worker *w, const struct http_request *http, struct http_reply *ret_reply)
{
    struct req r = req_of(w, http);
    rc done = OK;
    if (db_lost(w->db))
        done = db_reopen(w->db, &r.why);
    if (done == OK)
        done = answer_proved(w, http, &r);
    if (done != OK && r.why.text[0] == '\0' && *db_why(r.db))
        (void)db_tell(r.db, done, &r.why);
    reply_make(&r, done, ret_reply);
    if (ret_reply->status >= 500)
        log_failure(&r, done);
}
