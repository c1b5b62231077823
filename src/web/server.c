#include "web/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "web/queue.h"

enum {
    BODY_BYTES_MOST = 1 << 20,
    HEADERS_MOST = 64,
    WAITING_MOST = 4096,
    CONNECTIONS_MOST = 20000,
    IDLE_SECONDS = 30,
    BODY_SECONDS = 60, /* a body that takes longer is cut off */
    EVENT_LOOPS = 2,
};
#define CONNECTION_MEMORY ((size_t)131072)

struct http_server {
    struct http_server_args args;
    struct MHD_Daemon *daemon;
    struct queue queue;
    pthread_t *threads;
    int threads_len;
    struct worker *workers;
    int port;
};

struct worker {
    struct http_server *server;
    void *context;
};

enum stage { STAGE_URI, STAGE_BODY, STAGE_WAITING, STAGE_ANSWERED };

/* One request and its reply. */
struct exchange {
    struct queued queued;
    struct http_server *server;
    struct MHD_Connection *connection;
    struct arena arena;
    struct text uri;
    struct http_request request;
    struct buf body;
    struct http_reply reply;
    enum stage stage;
    uint64_t began_ns;
};

/* ---- workers ---- */

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct queue *q = &w->server->queue;
    struct queued *taken;
    while ((taken = queue_take(q)) != NULL) {
        struct exchange *e = (struct exchange *)taken;
        struct MHD_Connection *connection = e->connection;
        w->server->args.handle(w->context, &e->request, &e->reply);
        e->stage = STAGE_ANSWERED;
        MHD_resume_connection(connection); /* from here on the exchange is the loop's again */
        queue_done(q);
    }
    return NULL;
}

static rc start_workers(struct http_server *s, struct why *why)
{
    s->workers = mem_alloc((size_t)s->args.workers * sizeof *s->workers);
    s->threads = mem_alloc((size_t)s->args.workers * sizeof *s->threads);
    for (int i = 0; i < s->args.workers; i++) {
        struct worker *w = &s->workers[i];
        w->server = s;
        TRY(s->args.worker_begin(s->args.app, &w->context, why));
        if (pthread_create(&s->threads[i], NULL, work, w) != 0) {
            s->args.worker_end(w->context);
            return why_say(why, E_UNAVAILABLE, "worker %d of %d cannot be started", i + 1,
                           s->args.workers);
        }
        s->threads_len++;
    }
    return OK;
}

static void end_workers(struct http_server *s)
{
    for (int i = 0; i < s->threads_len; i++) {
        pthread_join(s->threads[i], NULL);
        s->args.worker_end(s->workers[i].context);
    }
    free(s->threads);
    free(s->workers);
}

/* ---- what comes in ---- */

static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct exchange *e = mem_alloc(sizeof *e);
    e->server = ctx;
    e->connection = connection;
    e->began_ns = clock_ns();
    arena_init(&e->arena);
    buf_init(&e->body);
    e->uri = (struct text){arena_text(&e->arena, uri, strlen(uri)), strlen(uri)};
    return e;
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **con_cls,
                         enum MHD_RequestTerminationCode code)
{
    (void)ctx, (void)connection, (void)code;
    struct exchange *e = *con_cls;
    if (!e)
        return;
    buf_release(&e->body);
    arena_release(&e->arena);
    free(e);
    *con_cls = NULL;
}

/* Paths and values are decoded by http.c, which knows what to refuse. */
static size_t leave_escapes(void *ctx, struct MHD_Connection *connection, char *s)
{
    (void)ctx, (void)connection;
    return strlen(s);
}

static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    struct exchange *e = ctx;
    struct pairs *headers = &e->request.headers;
    if (headers->len == HEADERS_MOST)
        return MHD_NO;
    char *lower = arena_text(&e->arena, name, strlen(name));
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + ('a' - 'A'));
    const char *copy = arena_text(&e->arena, value ? value : "", value ? strlen(value) : 0);
    headers->items[headers->len++] = (struct pair){text_of(lower), text_of(copy)};
    return MHD_YES;
}

static int headers_named(const struct http_request *q, const char *name)
{
    int n = 0;
    for (size_t i = 0; i < q->headers.len; i++)
        n += text_is(q->headers.items[i].name, name);
    return n;
}

/* A header's name is letters, digits and "-" or "_"; what else passes here is how requests are
 * smuggled past a proxy. */
static bool names_are_fine(const struct http_request *q)
{
    for (size_t i = 0; i < q->headers.len; i++) {
        struct text name = q->headers.items[i].name;
        for (size_t k = 0; k < name.len; k++)
            if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", name.ptr[k]))
                return false;
    }
    return true;
}

static bool headers_are_fine(const struct http_request *q)
{
    int lengths = headers_named(q, "content-length");
    int codings = headers_named(q, "transfer-encoding");
    return names_are_fine(q) && lengths <= 1 && codings <= 1 && lengths + codings <= 1 &&
           headers_named(q, "host") <= 1 && headers_named(q, "cookie") <= 1 &&
           headers_named(q, "authorization") <= 1 && headers_named(q, "idempotency-key") <= 1;
}

static bool parse_method(const char *name, enum method *ret_method)
{
    static const struct {
        const char *name;
        enum method method;
    } known[] = {{"GET", HTTP_GET},
                 {"HEAD", HTTP_GET},
                 {"POST", HTTP_POST},
                 {"PUT", HTTP_PUT},
                 {"DELETE", HTTP_DELETE}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i].name, name) == 0) {
            *ret_method = known[i].method;
            return true;
        }
    return false;
}

static struct text client_address(struct exchange *e)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(e->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";
    if (info && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text,
                  sizeof text);
    else if (info && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text,
                  sizeof text);
    return text_of(arena_text(&e->arena, text, strlen(text)));
}

/* The request as dispatch wants it; the status with which it is refused, or 0. */
static int read_head(struct exchange *e, const char *method)
{
    struct http_request *q = &e->request;
    *q = (struct http_request){.arena = &e->arena, .secure = e->server->args.certificate != NULL};
    q->headers.items = arena_alloc(&e->arena, HEADERS_MOST * sizeof *q->headers.items);
    int given = MHD_get_connection_values(e->connection, MHD_HEADER_KIND, add_header, e);
    if (given < 0 || (size_t)given > q->headers.len)
        return 431;
    if (!parse_method(method, &q->method))
        return 405;
    const char *mark = memchr(e->uri.ptr, '?', e->uri.len);
    size_t path_len = mark ? (size_t)(mark - e->uri.ptr) : e->uri.len;
    if (mark)
        q->query = (struct text){mark + 1, e->uri.len - path_len - 1};
    if (!headers_are_fine(q) ||
        !http_path(&e->arena, (struct text){e->uri.ptr, path_len}, &q->path))
        return 400;
    struct text length = http_header(q, "content-length");
    if (length.ptr && (length.len > 9 || strtoul(length.ptr, NULL, 10) > BODY_BYTES_MOST))
        return 413;
    q->address = client_address(e);
    return 0;
}

/* ---- what goes out ---- */

static enum MHD_Result send_reply(struct exchange *e)
{
    struct http_reply *p = &e->reply;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        p->body.len, (void *)(uintptr_t)p->body.ptr, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    bool ok = true;
    for (size_t i = 0; i < p->headers_len && ok; i++) {
        const char *value = arena_text(&e->arena, p->headers[i].value.ptr, p->headers[i].value.len);
        ok = MHD_add_response_header(response, p->headers[i].name.ptr, value) == MHD_YES;
    }
    enum MHD_Result sent =
        ok ? MHD_queue_response(e->connection, (unsigned)p->status, response) : MHD_NO;
    MHD_destroy_response(response);
    return sent;
}

static enum MHD_Result send_refusal(struct exchange *e, int status)
{
    static const char text[] = "refused\n";
    e->stage = STAGE_ANSWERED;
    e->reply = (struct http_reply){.status = status, .body = {text, sizeof text - 1}};
    http_add(&e->reply, "Content-Type", TEXT("text/plain"));
    http_add(&e->reply, "Connection", TEXT("close"));
    if (status == 503)
        http_add(&e->reply, "Retry-After", TEXT("2"));
    return send_reply(e);
}

static void suspend(struct queued *accepted)
{
    struct exchange *e = (struct exchange *)accepted;
    e->stage = STAGE_WAITING;
    MHD_suspend_connection(e->connection);
}

/* The request is whole. */
static enum MHD_Result hand_over(struct exchange *e)
{
    struct http_server *s = e->server;
    e->request.body = buf_text(&e->body);
    if (e->request.method == HTTP_GET && s->args.at_once(s->args.app, &e->request, &e->reply)) {
        e->stage = STAGE_ANSWERED;
        return send_reply(e);
    }
    return queue_put(&s->queue, &e->queued, suspend) ? MHD_YES : send_refusal(e, 503);
}

static enum MHD_Result take_body(struct exchange *e, const char *data, size_t *size)
{
    bool slow = clock_ns() - e->began_ns > (uint64_t)BODY_SECONDS * 1000000000;
    if (slow || e->body.len + *size > BODY_BYTES_MOST)
        return MHD_NO;
    buf_add(&e->body, data, *size);
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **con_cls)
{
    (void)ctx, (void)connection, (void)url, (void)version;
    struct exchange *e = *con_cls;
    switch (e->stage) {
    case STAGE_URI: {
        int refused = read_head(e, method);
        e->stage = STAGE_BODY;
        return refused ? send_refusal(e, refused) : MHD_YES;
    }
    case STAGE_BODY:
        return *size ? take_body(e, data, size) : hand_over(e);
    case STAGE_ANSWERED:
        return send_reply(e);
    case STAGE_WAITING:
        break;
    }
    return MHD_NO;
}

/* ---- starting and stopping ---- */

static void log_nothing(void *ctx, const char *format, va_list args)
{
    (void)ctx, (void)format, (void)args;
}

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse_address(const char *listen, int port, union address *ret)
{
    memset(ret, 0, sizeof *ret);
    if (inet_pton(AF_INET, listen, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons((uint16_t)port);
        return true;
    }
    if (inet_pton(AF_INET6, listen, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons((uint16_t)port);
        return true;
    }
    return false;
}

static rc start_daemon(struct http_server *s, struct why *why)
{
    const struct http_server_args *args = &s->args;
    union address address;
    if (!parse_address(args->listen, args->port, &address))
        return why_say(why, E_USAGE, "%s is not an address to listen on", args->listen);
    bool tls = args->certificate != NULL;
    struct MHD_OptionItem tls_options[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)args->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)args->key},
        {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0) |
                     (address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
        MHD_OPTION_SOCK_ADDR, &address.any, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_LISTEN_BACKLOG_SIZE,
        4096u, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)EVENT_LOOPS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_ARRAY,
        tls ? tls_options : &tls_options[2], MHD_OPTION_END);
    if (!s->daemon)
        return why_say(why, E_UNAVAILABLE,
                       "port %d of %s cannot be listened on: another program uses it, or the "
                       "certificate and key do not fit",
                       args->port, args->listen);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : args->port;
    return OK;
}

rc http_server_start(const struct http_server_args *args, struct http_server **ret_server,
                     struct why *why)
{
    struct http_server *s = mem_alloc(sizeof *s);
    s->args = *args;
    queue_init(&s->queue, WAITING_MOST);
    rc r = start_workers(s, why);
    if (r == OK)
        r = start_daemon(s, why);
    if (r != OK) {
        http_server_stop(s);
        return r;
    }
    *ret_server = s;
    return OK;
}

int http_server_port(const struct http_server *s)
{
    return s->port;
}

/* Nothing may be suspended when the daemon stops, so the workers go last. */
void http_server_stop(struct http_server *s)
{
    if (!s)
        return;
    MHD_socket listening = s->daemon ? MHD_quiesce_daemon(s->daemon) : MHD_INVALID_SOCKET;
    queue_close(&s->queue);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    end_workers(s);
    queue_release(&s->queue);
    free(s);
}
