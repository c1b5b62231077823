#define _GNU_SOURCE /* POLLRDHUP */
#include "web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "web/body.h"
#include "web/queue.h"

enum {
    HEADERS_MOST = 64,
    WAITING_MOST = 4096,
    CONNECTIONS_MOST = 20000,
    IDLE_SECONDS = 30,
    STREAMS_MOST = 8000,
    STREAM_BLOCK = 1024,
    BODY_SECONDS = 60,              /* a body that takes longer is cut off, */
    BODY_BYTES_A_SECOND = 64 << 10, /* but a large one may take as long as this */
    BODIES_MB_MOST = 1024,          /* in files, all together */
    EVENT_LOOPS = 2,
    LISTEN_BACKLOG = 4096,
};
/* For the head of a request and the sending of its answer; libmicrohttpd wipes it between requests.
 */
#define CONNECTION_MEMORY ((size_t)32768)

struct http_server {
    struct http_server_args args;
    struct MHD_Daemon *daemon;
    struct queue queue;
    struct streams streams;
    struct body_account bodies;
    pthread_t *threads;
    int threads_len;
    struct worker *workers;
    int port, listener;
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
    struct body body;
    struct http_reply reply;
    struct stream *stream; /* NULL: the reply is all there is */
    enum stage stage;
    uint64_t began_ns;
};

/* ---- workers ---- */

/* The next request; before waiting for it the worker may put its things in order. */
static struct queued *next_request(struct worker *w)
{
    struct queued *taken = queue_poll(&w->server->queue);
    if (taken)
        return taken;
    w->server->args.idle(w->context);
    return queue_take(&w->server->queue);
}

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct queue *q = &w->server->queue;
    struct queued *taken;
    while ((taken = next_request(w)) != NULL) {
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
    body_init(&e->body, &e->server->bodies, BODY_IN_MEMORY);
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
    if (e->stream)
        streams_leave(&e->server->streams, e->stream);
    free(e->stream);
    body_release(&e->body);
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

/* libmicrohttpd puts what a folded line says behind the header's name; folded, these two would say
 * how long the body is to a proxy and not to us. */
static bool stretches_framing(struct text name)
{
    static const char *const framing[] = {"transfer-encoding", "content-length"};
    for (size_t i = 0; i < ARRAY_LEN(framing); i++) {
        size_t len = strlen(framing[i]);
        if (name.len > len && memcmp(name.ptr, framing[i], len) == 0)
            return true;
    }
    return false;
}

/* A header's name is letters, digits and "-" or "_"; what else passes here is how requests are
 * smuggled past a proxy. */
static bool names_are_fine(const struct http_request *q)
{
    for (size_t i = 0; i < q->headers.len; i++) {
        struct text name = q->headers.items[i].name;
        if (stretches_framing(name))
            return false;
        for (size_t k = 0; k < name.len; k++)
            if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", name.ptr[k]))
                return false;
    }
    return true;
}

/* libmicrohttpd takes a body in any other coding for none, and its bytes for the next request. */
static bool coding_is_fine(const struct http_request *q, const char *version)
{
    struct text coding = http_header(q, "transfer-encoding");
    return !coding.ptr ||
           (strcmp(version, MHD_HTTP_VERSION_1_1) == 0 && text_is(coding, "chunked"));
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

static int check_length(struct exchange *e)
{
    const struct http_server_args *args = &e->server->args;
    struct text length = http_header(&e->request, "content-length");
    if (e->request.method != HTTP_GET)
        e->body.most = args->body_most(args->app, &e->request);
    if (!length.ptr)
        return 0;
    if (length.len > 9)
        return 413;
    size_t bytes = strtoul(length.ptr, NULL, 10);
    if (bytes > e->body.most)
        return 413;
    bool has_room = atomic_load(&e->server->bodies.taken) + bytes <= e->server->bodies.most;
    return bytes > BODY_IN_MEMORY && !has_room ? 503 : 0;
}

/* The request as dispatch wants it; the status with which it is refused, or 0. */
static int read_head(struct exchange *e, const char *method, const char *version)
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
    if (!headers_are_fine(q) || !coding_is_fine(q, version) ||
        !http_path(&e->arena, (struct text){e->uri.ptr, path_len}, &q->path))
        return 400;
    q->address = client_address(e);
    return check_length(e);
}

/* ---- what goes out ---- */

static ssize_t read_stream(void *ctx, uint64_t at, char *to, size_t room)
{
    (void)at;
    struct exchange *e = ctx;
    ssize_t len = streams_take(&e->server->streams, e->stream, to, room);
    return len < 0 ? MHD_CONTENT_READER_END_OF_STREAM : len;
}

static void let_sleep(void *connection)
{
    MHD_suspend_connection(connection);
}

static void let_wake(void *connection)
{
    MHD_resume_connection(connection);
}

/* Nobody looks at the socket of a stream that sleeps. */
static bool is_gone(void *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct pollfd place = {.fd = info ? info->connect_fd : -1, .events = POLLRDHUP};
    return poll(&place, 1, 0) > 0;
}

static enum MHD_Result send_refusal(struct exchange *e, int status);
static enum MHD_Result send_response(struct exchange *e, struct MHD_Response *response);

/* A stream lasts long and needs nothing of its request: the request's memory is given back. */
static enum MHD_Result send_stream(struct exchange *e)
{
    const struct http_reply *p = &e->reply;
    e->stream = mem_alloc(sizeof *e->stream);
    int refused = streams_admit(&e->server->streams, e->stream, p->stream, p->body, e->connection,
                                clock_ns());
    if (refused) {
        free(e->stream);
        e->stream = NULL;
        return send_refusal(e, refused);
    }
    enum MHD_Result sent = send_response(
        e, MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, e, NULL));
    e->reply = (struct http_reply){0};
    body_release(&e->body);
    arena_release(&e->arena);
    return sent;
}

static enum MHD_Result send_reply(struct exchange *e)
{
    const struct text *body = &e->reply.body;
    const struct http_file *file = e->reply.file;
    if (e->reply.stream)
        return send_stream(e);
    if (file) /* it closes what it is given */
        return send_response(e,
                             MHD_create_response_from_fd64((uint64_t)file->bytes, dup(file->fd)));
    return send_response(e, MHD_create_response_from_buffer(body->len, (void *)(uintptr_t)body->ptr,
                                                            MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result send_response(struct exchange *e, struct MHD_Response *response)
{
    struct http_reply *p = &e->reply;
    bool ok = true;
    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < p->headers_len && ok; i++) {
        const char *value = arena_text(&e->arena, p->headers[i].value.ptr, p->headers[i].value.len);
        ok = MHD_add_response_header(response, p->headers[i].name.ptr, value) == MHD_YES;
    }
    enum MHD_Result sent =
        ok ? MHD_queue_response(e->connection, (unsigned)p->status, response) : MHD_NO;
    MHD_destroy_response(response);
    return sent;
}

/* Why, for whoever reads what a program was told: no page is made on the event loop. */
static struct text refusal_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {400, "refused: this is not a well-formed request, or it can be read in two ways\n"},
        {405, "refused: there is no such method here; GET, HEAD, POST, PUT and DELETE are known\n"},
        {413, "refused: the body is larger than what may be sent to this address\n"},
        {429, "refused: this session has as many streams as it may; close some pages\n"},
        {431, "refused: too many headers, or too long ones\n"},
        {503, "refused: too much is going on here just now; try again in a moment\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i].status == status)
            return text_of(texts[i].text);
    return TEXT("refused\n");
}

static enum MHD_Result send_refusal(struct exchange *e, int status)
{
    e->stage = STAGE_ANSWERED;
    e->reply = (struct http_reply){.status = status, .body = refusal_text(status)};
    http_add(&e->reply, "Content-Type", TEXT("text/plain"));
    http_add(&e->reply, "Connection", TEXT("close"));
    if (status == 503 || status == 429)
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
    if (!body_whole(&e->body, &e->request.body))
        return send_refusal(e, 503);
    if (e->request.method == HTTP_GET && s->args.at_once(s->args.app, &e->request, &e->reply)) {
        e->stage = STAGE_ANSWERED;
        return send_reply(e);
    }
    return queue_put(&s->queue, &e->queued, suspend) ? MHD_YES : send_refusal(e, 503);
}

static enum MHD_Result take_body(struct exchange *e, const char *data, size_t *size)
{
    uint64_t seconds = BODY_SECONDS + e->body.len / BODY_BYTES_A_SECOND;
    bool slow = clock_ns() - e->began_ns > seconds * 1000000000;
    if (slow || !body_add(&e->body, data, *size))
        return MHD_NO;
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **con_cls)
{
    (void)ctx, (void)connection, (void)url;
    struct exchange *e = *con_cls;
    switch (e->stage) {
    case STAGE_URI: {
        int refused = read_head(e, method, version);
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

static rc cannot_listen(const char *listen, int port, int error, struct why *why)
{
    switch (error) {
    case EADDRINUSE:
        return why_say(why, E_UNAVAILABLE,
                       "%s port %d is taken by another program: end that one, or name another port "
                       "with --port or GUANHU_PORT",
                       listen, port);
    case EADDRNOTAVAIL:
        return why_say(why, E_UNAVAILABLE,
                       "%s is not an address of this machine: name one with --listen, 127.0.0.1 "
                       "for this machine only, 0.0.0.0 for all of its addresses",
                       listen);
    case EACCES:
        return why_say(why, E_UNAVAILABLE,
                       "%s port %d is not for this user to listen on: name a port from 1024 up "
                       "with --port or GUANHU_PORT",
                       listen, port);
    default:
        return why_say(why, E_UNAVAILABLE, "%s port %d cannot be listened on: %s", listen, port,
                       strerror(error));
    }
}

rc http_bind(const char *listen, int port, int *ret_bound, struct why *why)
{
    union address address;
    int yes = 1;
    if (!parse_address(listen, port, &address))
        return why_say(why, E_USAGE,
                       "--listen: \"%s\" is not an address: write numbers, as 127.0.0.1 or ::1",
                       listen);
    socklen_t len = address.any.sa_family == AF_INET6 ? sizeof address.v6 : sizeof address.v4;
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, &address.any, len) == 0) {
        *ret_bound = fd;
        return OK;
    }
    rc r = cannot_listen(listen, port, errno, why);
    if (fd >= 0)
        close(fd);
    return r;
}

/* Begins to listen where the address was bound. */
static rc open_place(struct http_server *s, struct why *why)
{
    union address address;
    socklen_t len = sizeof address;
    char name[INET6_ADDRSTRLEN] = "";
    if (getsockname(s->args.bound, &address.any, &len) != 0)
        return why_say(why, E_UNAVAILABLE, "the address was lost: %s", strerror(errno));
    bool v6 = address.any.sa_family == AF_INET6;
    s->listener = fcntl(s->args.bound, F_DUPFD_CLOEXEC, 0); /* the library closes it */
    if (s->listener < 0)
        return why_say(why, E_UNAVAILABLE, "the machine has no descriptors left");
    s->port = ntohs(v6 ? address.v6.sin6_port : address.v4.sin_port);
    if (listen(s->listener, LISTEN_BACKLOG) == 0)
        return OK;
    int error = errno;
    inet_ntop(address.any.sa_family,
              v6 ? (void *)&address.v6.sin6_addr : (void *)&address.v4.sin_addr, name, sizeof name);
    return cannot_listen(name, s->port, error, why);
}

static rc start_daemon(struct http_server *s, struct why *why)
{
    const struct http_server_args *args = &s->args;
    bool tls = args->certificate != NULL;
    struct MHD_OptionItem tls_options[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)args->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)args->key},
        {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0);
    TRY(open_place(s, why));
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
        MHD_OPTION_LISTEN_SOCKET, s->listener, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)EVENT_LOOPS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, s, MHD_OPTION_ARRAY, tls ? tls_options : &tls_options[2], MHD_OPTION_END);
    if (s->daemon)
        return OK;
    if (tls)
        return why_say(why, E_USAGE,
                       "the certificate and the key do not fit each other, or are "
                       "not what --certificate and --key want");
    return why_say(why, E_UNAVAILABLE, "requests cannot be taken: the machine has no room left");
}

rc http_server_start(const struct http_server_args *args, struct http_server **ret_server,
                     struct why *why)
{
    struct http_server *s = mem_alloc(sizeof *s);
    s->args = *args;
    s->bodies = (struct body_account){.folder = args->folder, .most = (size_t)BODIES_MB_MOST << 20};
    queue_init(&s->queue, WAITING_MOST);
    streams_init(&s->streams, STREAMS_MOST, (struct stream_calls){let_sleep, let_wake, is_gone});
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

struct streams *http_server_streams(struct http_server *s)
{
    return &s->streams;
}

/* Nothing may be suspended when the daemon stops: requests are answered and streams ended before,
 * and the workers go last.  What comes meanwhile gets 503.  (MHD_quiesce_daemon would refuse the
 * connections themselves, but aborts now and then: library and loop both take the listening socket
 * out of epoll.) */
void http_server_stop(struct http_server *s)
{
    if (!s)
        return;
    queue_close(&s->queue);
    streams_close(&s->streams);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    end_workers(s);
    queue_release(&s->queue);
    streams_release(&s->streams);
    free(s);
}
