#include "web/repeat.h"

#include "web/reply.h"

/* What makes two requests the same one. */
static struct hash128 request_hash(const struct req *r)
{
    const struct http_request *q = r->http;
    struct text type = http_header(q, "content-type");
    struct buf b;
    buf_init(&b);
    const struct text parts[] = {q->path, q->query, type, q->body};
    buf_printf(&b, "%d", (int)q->method);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        buf_printf(&b, " %zu ", parts[i].len);
        buf_add(&b, parts[i].ptr, parts[i].len);
    }
    struct hash128 hash = keys_hash(r->web->bank->keys, buf_text(&b));
    buf_release(&b);
    return hash;
}

static bool is_key(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] <= ' ' || t.ptr[i] > '~')
            return false;
    return t.len > 0 && t.len <= REQUEST_KEY_BYTES_MOST;
}

rc repeat_read(struct req *r)
{
    struct text key = http_header(r->http, "idempotency-key");
    if (!key.ptr || r->http->method == HTTP_GET)
        return OK;
    if (!r->is_api || !r->who || r->route->alone || r->route->once)
        return refuse(r, E_USAGE, N_("This request takes no Idempotency-Key."));
    if (!is_key(key))
        return refuse(
            r, E_USAGE,
            N_("An Idempotency-Key is 1 to 255 letters, digits and signs without blanks."));
    r->key = (struct request_key){r->who->staff_id, key, request_hash(r), r->now};
    return OK;
}

static rc answer_again(struct req *r, struct text sealed)
{
    struct buf body;
    r->is_repeated = true;
    if (!sealed.ptr)
        return go(r, "/");
    buf_init(&body);
    rc done = unseal(r->web->bank->keys, sealed, &body, &r->why);
    struct text json = keep(r->arena, &body);
    return done == OK ? send_bytes(r, json, "application/json", NULL) : done;
}

rc repeat_begin(struct req *r, bool *ret_done)
{
    struct kept_answer kept = {.found = false};
    *ret_done = false;
    if (r->key.key.len == 0)
        return OK;
    TRY(request_key_claim(r->db, &r->key, r->arena, &kept));
    *ret_done = kept.found;
    if (kept.other)
        return refuse(r, E_INVALID,
                      N_("Another request was sent under this Idempotency-Key: take a new one."));
    return kept.found ? answer_again(r, kept.sealed) : OK;
}

rc repeat_keep(struct req *r)
{
    if (r->key.key.len == 0)
        return OK;
    reply_as_json(r);
    return request_key_keep(r->db, r->sealer, &r->key, r->answer.bytes);
}
