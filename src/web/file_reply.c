#include "web/file_reply.h"

#include "web/asset.h"
#include "web/assets.h"

static void constant(struct http_reply *p, const char *type, struct text body)
{
    *p = (struct http_reply){.status = 200, .body = body};
    http_add(p, "Content-Type", text_of(type));
    http_add(p, "X-Content-Type-Options", TEXT("nosniff"));
}

static bool takes_gzip(const struct http_request *q)
{
    struct text codings = http_header(q, "accept-encoding");
    for (size_t i = 0; i + 4 <= codings.len; i++)
        if (memcmp(codings.ptr + i, "gzip", 4) == 0)
            return true;
    return false;
}

/* Its address bears its hash: it never changes. */
static void send_asset(const struct http_request *q, const struct asset *asset,
                       struct http_reply *p)
{
    bool gzip = takes_gzip(q);
    constant(p, asset->type, gzip ? asset->gzip : asset->plain);
    if (gzip)
        http_add(p, "Content-Encoding", TEXT("gzip"));
    http_add(p, "Vary", TEXT("Accept-Encoding"));
    http_add(p, "Cache-Control", TEXT("public, max-age=31536000, immutable"));
}

bool file_reply(const struct web *web, const struct http_request *q, struct http_reply *p)
{
    const struct asset *asset = asset_find(q->path);
    if (asset)
        send_asset(q, asset, p);
    else if (text_is(q->path, "/favicon.ico"))
        send_asset(q, asset_find(TEXT(ASSET_GUANHU_SVG)), p);
    else if (text_is(q->path, "/health/live"))
        constant(p, "text/plain", TEXT("alive\n"));
    else if (text_is(q->path, "/api/v1"))
        constant(p, "application/json", web->api_index);
    else if (text_is(q->path, "/api/v1/openapi.json"))
        constant(p, "application/json", web->openapi);
    else
        return false;
    return true;
}
