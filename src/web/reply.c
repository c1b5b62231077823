#include "web/reply.h"

#include "base/json_out.h"
#include "base/record_out.h"
#include "tmpl/tmpl.h"
#include "web/bearer.h"
#include "web/frame.h"
#include "web/problem.h"

/* Nothing runs or is loaded but what is ours; no page is kept by a browser or shown in another's.
 */
static void add_safety(struct http_reply *p)
{
    http_add(p, "Content-Security-Policy",
             TEXT("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                  "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
                  "base-uri 'none'; frame-ancestors 'none'"));
    http_add(p, "X-Content-Type-Options", TEXT("nosniff"));
    http_add(p, "X-Frame-Options", TEXT("DENY"));
    http_add(p, "Referrer-Policy", TEXT("same-origin"));
    http_add(p, "Cache-Control", TEXT("no-store"));
    http_add(p, "Vary", TEXT("Accept, Accept-Language, Authorization, Cookie, HX-Request"));
}

static void add_session(const struct req *r, struct http_reply *p)
{
    if (!r->new_token)
        return;
    const char *value = arena_printf(
        r->arena, SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Lax%s%s", r->new_token,
        r->http->secure ? "; Secure" : "", *r->new_token ? "" : "; Max-Age=0");
    http_add(p, "Set-Cookie", text_of(value));
}

static void add_tongue(const struct req *r, struct http_reply *p)
{
    if (r->keeps_tongue)
        http_add(p, "Set-Cookie",
                 text_of(arena_printf(r->arena, "tongue=%s; Path=/; SameSite=Lax; Max-Age=31536000",
                                      tongue_code(r->tongue))));
}

/* ---- pages ---- */

static rc render(struct req *r, struct text *ret_html)
{
    const struct page *page = r->answer.page;
    struct around around = frame_make(r);
    const void *rows[] = {&around, r->answer.view};
    struct buf out;
    buf_init(&out);
    rc done = tmpl_render(web_page(r->web, page), r->tongue, r->is_partial ? "content" : NULL, rows,
                          &out, &r->why);
    *ret_html = keep(r->arena, &out);
    return done;
}

static struct text json_of(struct req *r)
{
    struct buf out;
    buf_init(&out);
    record_json(&out, r->answer.page->record, r->answer.view);
    return keep(r->arena, &out);
}

void reply_as_json(struct req *r)
{
    if (r->answer.kind == ANSWER_PAGE)
        r->answer =
            (struct answer){.kind = ANSWER_BYTES, .bytes = json_of(r), .type = "application/json"};
}

static rc reply_page(struct req *r, struct http_reply *p)
{
    if (r->wants_json) {
        p->body = json_of(r);
        http_add(p, "Content-Type", TEXT("application/json"));
        return OK;
    }
    TRY(render(r, &p->body));
    http_add(p, "Content-Type", TEXT("text/html; charset=utf-8"));
    return OK;
}

/* htmx follows a redirect within the page; only a header of its own moves the browser. */
static void reply_go(struct req *r, struct http_reply *p, const char *to)
{
    if (r->wants_json) {
        p->status = 204;
        return;
    }
    bool by_htmx = http_header(r->http, "hx-request").ptr != NULL;
    p->status = by_htmx ? 200 : 303;
    http_add(p, by_htmx ? "HX-Redirect" : "Location", text_of(to));
}

static void reply_bytes(struct req *r, struct http_reply *p)
{
    p->body = r->answer.bytes;
    p->file = r->answer.file;
    http_add(p, "Content-Type", text_of(r->answer.type));
    if (r->answer.file_name)
        http_add(
            p, "Content-Disposition",
            text_of(arena_printf(r->arena, "attachment; filename=\"%s\"", r->answer.file_name)));
}

static void reply_stream(struct req *r, struct http_reply *p)
{
    p->body = r->answer.bytes;
    p->stream = r->answer.stream;
    http_add(p, "Content-Type", TEXT("text/event-stream"));
    http_add(p, "X-Accel-Buffering", TEXT("no")); /* a proxy that waits for more would keep it */
}

static rc reply_answer(struct req *r, struct http_reply *p)
{
    switch (r->answer.kind) {
    case ANSWER_PAGE:
        return reply_page(r, p);
    case ANSWER_GO:
        reply_go(r, p, r->answer.to);
        return OK;
    case ANSWER_BYTES:
    case ANSWER_FILE:
        reply_bytes(r, p);
        return OK;
    case ANSWER_STREAM:
        reply_stream(r, p);
        return OK;
    case ANSWER_NONE:
        break;
    }
    return why_say(&r->why, E_INTERNAL, "route %s answered nothing", r->route->path);
}

/* ---- what went wrong ---- */

/* Nobody yet, or somebody with a one-time password: sent to the page where that is cured. */
static bool sent_away(struct req *r, rc done, struct http_reply *p)
{
    bool refused = done == E_FORBIDDEN && r->route && r->route->perm != PERM_PUBLIC;
    if (!refused || r->unknown || r->wants_json || (r->who && !r->who->must_change))
        return false;
    bool remembers = !r->who && r->http->method == HTTP_GET && r->http->path.len > 1;
    struct buf to;
    buf_init(&to);
    buf_add_text(&to, r->who ? "/password" : "/sign-in");
    if (remembers) {
        buf_add_text(&to, "?next=");
        url_add(&to, r->http->path);
    }
    reply_go(r, p, keep(r->arena, &to).ptr);
    return true;
}

static int status_of(const struct req *r, rc done)
{
    if (r->unknown)
        return 401;
    if (done == E_FORBIDDEN && !r->who && r->route && r->route->perm != PERM_PUBLIC)
        return 401;
    return rc_http(done);
}

static void reply_json_problem(struct req *r, struct http_reply *p)
{
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "{\"status\":%d,\"title\":", p->status);
    json_add_text(&out, text_of(problem_text(r, p->status)));
    buf_add_text(&out, ",\"errors\":{");
    for (size_t i = 0; i < r->errors_len; i++) {
        buf_add_text(&out, i ? "," : "");
        json_add_text(&out, text_of(r->errors[i].input->name));
        buf_add_char(&out, ':');
        json_add_text(&out, text_of(r->errors[i].message));
    }
    buf_add_text(&out, "}}");
    p->body = keep(r->arena, &out);
    http_add(p, "Content-Type", TEXT("application/problem+json"));
}

/* Programs are told when; a page that waits for the new day (req_snapshot) comes again by itself,
 * and whoever asked for a part of one gets the page. */
static void come_again(const struct req *r, struct http_reply *p)
{
    const char *seconds = arena_printf(r->arena, "%d", r->retry_after ? r->retry_after : 2);
    if (p->status != 503 && p->status != 429)
        return;
    http_add(p, "Retry-After", text_of(seconds));
    if (p->status == 429 || !r->retry_after || r->wants_json || r->http->method != HTTP_GET)
        return;
    if (r->is_partial)
        http_add(p, "HX-Refresh", TEXT("true"));
    else
        http_add(p, "Refresh", text_of(seconds));
}

static void reply_problem(struct req *r, rc done, struct http_reply *p)
{
    p->status = status_of(r, done);
    if (sent_away(r, done, p))
        return;
    come_again(r, p);
    bearer_challenge(r, p->status, p);
    if (r->wants_json) {
        reply_json_problem(r, p);
        return;
    }
    if (r->answer.kind != ANSWER_PAGE) /* else the form, once more */
        problem_show(r, p->status);
    if (reply_page(r, p) != OK) {
        p->body = text_of(problem_text(r, 500));
        http_add(p, "Content-Type", TEXT("text/plain; charset=utf-8"));
    }
}

void reply_make(struct req *r, rc done, struct http_reply *p)
{
    *p = (struct http_reply){.status = 200, .body = TEXT("")};
    add_safety(p);
    if (r->is_repeated)
        http_add(p, "Idempotent-Replayed", TEXT("true"));
    size_t safe = p->headers_len;
    if (done == OK)
        done = reply_answer(r, p);
    if (done != OK) {
        p->headers_len = safe;
        reply_problem(r, done, p);
    }
    add_session(r, p);
    add_tongue(r, p);
}
