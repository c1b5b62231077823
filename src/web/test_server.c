/* The server on a real socket: what is answered, what is refused, and how it ends. */
#include "base/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "web/server.h"

/* ---- a small application: says what it was asked ---- */

static rc begin(void *app, void **ret_worker, struct why *why)
{
    (void)why;
    *ret_worker = app;
    return OK;
}

static void end(void *worker)
{
    (void)worker;
}

static void answer(struct http_reply *p, int status, const char *body)
{
    *p = (struct http_reply){.status = status, .body = text_of(body)};
    http_add(p, "Content-Type", TEXT("text/plain"));
}

static void idle(UNUSED void *worker)
{
}

/* /stream/N: of session N, who hears topic 1. */
static void answer_stream(const struct http_request *q, struct http_reply *p)
{
    struct stream_of *of = arena_alloc(q->arena, sizeof *of);
    *of = (struct stream_of){.session_id = q->path.ptr[8], .topics = 1, .seconds = 600};
    answer(p, 200, "hello\n");
    p->stream = of;
}

static uint64_t sum_of(struct text bytes)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes.len; i++)
        sum = sum * 31 + (unsigned char)bytes.ptr[i];
    return sum;
}

static void answer_sum(const struct http_request *q, struct http_reply *p)
{
    answer(p, 200, arena_printf(q->arena, "%zu bytes, %" PRIu64, q->body.len, sum_of(q->body)));
}

static void handle(void *worker, const struct http_request *q, struct http_reply *p)
{
    (void)worker;
    if (q->path.len == 9 && memcmp(q->path.ptr, "/stream/", 8) == 0) {
        answer_stream(q, p);
        return;
    }
    if (text_is(q->path, "/large")) {
        answer_sum(q, p);
        return;
    }
    const char *said =
        arena_printf(q->arena, "%d %.*s?%.*s [%.*s]", (int)q->method, (int)q->path.len, q->path.ptr,
                     (int)q->query.len, q->query.ptr ? q->query.ptr : "", (int)q->body.len,
                     q->body.ptr ? q->body.ptr : "");
    answer(p, 200, said);
}

static bool at_once(void *app, const struct http_request *q, struct http_reply *p)
{
    (void)app;
    if (!text_is(q->path, "/live"))
        return false;
    answer(p, 200, "at once");
    return true;
}

/* /large may be. */
static size_t body_most(void *app, const struct http_request *q)
{
    (void)app;
    return text_is(q->path, "/large") ? 4 << 20 : 1 << 20;
}

static struct http_server *start(void)
{
    struct http_server *s = NULL;
    struct why why;
    static int app;
    int bound;
    CHECK_OK(http_bind("127.0.0.1", 0, &bound, &why));
    CHECK_OK(http_server_start(&(struct http_server_args){.bound = bound,
                                                          .workers = 3,
                                                          .app = &app,
                                                          .folder = "/tmp",
                                                          .body_most = body_most,
                                                          .worker_begin = begin,
                                                          .worker_end = end,
                                                          .handle = handle,
                                                          .idle = idle,
                                                          .at_once = at_once},
                               &s, &why));
    close(bound);
    return s;
}

/* ---- a small client ---- */

/* -1: nobody listens. */
static int try_to_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_to(const struct http_server *s)
{
    int fd = try_to_connect(http_server_port(s));
    CHECK(fd >= 0);
    return fd;
}

static void say(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes += n;
        len -= (size_t)n;
    }
}

/* All that the server says until it closes the connection. */
static const char *hear(int fd)
{
    static char heard[65536];
    size_t len = 0;
    ssize_t n;
    while (len + 1 < sizeof heard && (n = recv(fd, heard + len, sizeof heard - len - 1, 0)) > 0)
        len += (size_t)n;
    heard[len] = '\0';
    close(fd);
    return heard;
}

static const char *ask(const struct http_server *s, const char *request)
{
    int fd = connect_to(s);
    say(fd, request, strlen(request));
    return hear(fd);
}

static void check_status(const struct http_server *s, const char *request, const char *status)
{
    const char *reply = ask(s, request);
    if (strncmp(reply, "HTTP/1.1 ", 9) != 0 || strncmp(reply + 9, status, 3) != 0)
        fail_msg("wanted %s for <<%.200s>>, got <<%.100s>>", status, request, reply);
}

#define HEAD_END "Host: a\r\nConnection: close\r\n\r\n"

TEST(an_address_that_is_taken_or_none_is_said_at_once)
{
    struct http_server *s = start();
    struct why why = {""};
    char port[16];
    int bound;
    snprintf(port, sizeof port, "%d", http_server_port(s));
    CHECK_INT(http_bind("127.0.0.1", http_server_port(s), &bound, &why), E_UNAVAILABLE);
    CHECK(strstr(why.text, port) && strstr(why.text, "127.0.0.1") && strstr(why.text, "--port"));
    CHECK_INT(http_bind("192.0.2.1", 0, &bound, &why), E_UNAVAILABLE);
    CHECK(strstr(why.text, "192.0.2.1") && strstr(why.text, "--listen"));
    CHECK_INT(http_bind("localhost", 0, &bound, &why), E_USAGE);
    CHECK(strstr(why.text, "127.0.0.1") != NULL);
    http_server_stop(s);
    CHECK_OK(http_bind("::1", 0, &bound, &why));
    close(bound);
}

TEST(requests_are_answered)
{
    struct http_server *s = start();
    CHECK(strstr(ask(s, "GET /a/b?x=1 HTTP/1.1\r\n" HEAD_END), "0 /a/b?x=1 []"));
    CHECK(strstr(ask(s, "GET /%E5%AE%A2 HTTP/1.1\r\n" HEAD_END), "0 /客?"));
    CHECK(
        strstr(ask(s, "POST /a HTTP/1.1\r\nContent-Length: 3\r\n" HEAD_END "x=1"), "1 /a? [x=1]"));
    CHECK(strstr(ask(s, "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" HEAD_END
                        "2\r\nx=\r\n1\r\n1\r\n0\r\n\r\n"),
                 "1 /a? [x=1]"));
    CHECK(strstr(ask(s, "GET /live HTTP/1.1\r\n" HEAD_END), "at once"));
    CHECK(!strstr(ask(s, "HEAD /live HTTP/1.1\r\n" HEAD_END), "at once"));
    http_server_stop(s);
}

TEST(requests_on_one_connection_are_answered_in_order)
{
    struct http_server *s = start();
    const char *reply = ask(s, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
                               "Content-Length: 1\r\n\r\nyGET /3 HTTP/1.1\r\n" HEAD_END);
    const char *first = strstr(reply, "0 /1?"), *second = strstr(reply, "1 /2? [y]");
    const char *third = strstr(reply, "0 /3?");
    CHECK(first && second && third && first < second && second < third);
    http_server_stop(s);
}

TEST(what_would_smuggle_is_refused)
{
    struct http_server *s = start();
    check_status(s,
                 "POST /a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" HEAD_END
                 "0\r\n\r\n",
                 "400");
    check_status(
        s, "POST /a HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n" HEAD_END "abcd", "400");
    check_status(s, "POST /a HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n" HEAD_END, "400");
    check_status(s, "POST /a HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n" HEAD_END, "400");
    check_status(s, "POST /a HTTP/1.1\r\nContent-Length:\r\n\t3\r\n" HEAD_END, "400");
    check_status(s, "GET /a HTTP/1.1\r\nX-A : 1\r\n" HEAD_END, "400");
    check_status(s, "GET /a HTTP/1.1\r\nHost: b\r\n" HEAD_END, "400");
    check_status(s, "GET /a%00b HTTP/1.1\r\n" HEAD_END, "400");
    check_status(s, "GET /../etc/passwd HTTP/1.1\r\n" HEAD_END, "400");
    check_status(s, "GET /a//b HTTP/1.1\r\n" HEAD_END, "400");
    check_status(s, "FOO /a HTTP/1.1\r\n" HEAD_END, "405");
    check_status(s, "GET /a HTTP/1.1\r\nCookie: a=1\r\nCookie: b=1\r\n" HEAD_END, "400");
    check_status(s, "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", "400"); /* no Host */
    http_server_stop(s);
}

TEST(what_is_too_large_is_refused)
{
    struct http_server *s = start();
    check_status(s, "POST /a HTTP/1.1\r\nContent-Length: 1048577\r\n" HEAD_END, "413");
    check_status(s, "POST /a HTTP/1.1\r\nContent-Length: 99999999999\r\n" HEAD_END, "413");
    struct buf many;
    buf_init(&many);
    buf_add_text(&many, "GET /a HTTP/1.1\r\n");
    for (int i = 0; i < 65; i++)
        buf_printf(&many, "X-%d: 1\r\n", i);
    buf_add_text(&many, HEAD_END);
    buf_add_char(&many, '\0');
    check_status(s, many.bytes, "431");
    buf_release(&many);
    http_server_stop(s);
}

/* Beyond a megabyte a body lies in a file; it comes back as it was. */
TEST(a_large_body_comes_whole)
{
    struct http_server *s = start();
    static char bytes[(3 << 20) + 17];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + i / 1000);
    char head[200], wanted[100];
    for (size_t len = sizeof bytes; len > 1000; len /= 3) {
        int fd = connect_to(s);
        snprintf(head, sizeof head, "POST /large HTTP/1.1\r\nContent-Length: %zu\r\n" HEAD_END,
                 len);
        snprintf(wanted, sizeof wanted, "%zu bytes, %" PRIu64, len,
                 sum_of((struct text){bytes, len}));
        say(fd, head, strlen(head));
        say(fd, bytes, len);
        CHECK(strstr(hear(fd), wanted));
    }
    check_status(s, "POST /large HTTP/1.1\r\nContent-Length: 4194305\r\n" HEAD_END, "413");
    check_status(s, "GET /large HTTP/1.1\r\nContent-Length: 1048577\r\n" HEAD_END, "413");
    http_server_stop(s);
}

/* A body that goes on for ever is cut off without an answer. */
TEST(a_chunked_body_over_the_limit_is_cut_off)
{
    struct http_server *s = start();
    int fd = connect_to(s);
    static char chunk[65536 + 16];
    const char *head = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" HEAD_END;
    memcpy(chunk, "10000\r\n", 7);
    memset(chunk + 7, 'x', 65536);
    memcpy(chunk + 7 + 65536, "\r\n", 2);
    say(fd, head, strlen(head));
    for (int i = 0; i < 20; i++)
        say(fd, chunk, 7 + 65536 + 2);
    CHECK_TEXT(hear(fd), "");
    http_server_stop(s);
}

/* Connections that never finish what they began neither hold a worker nor keep the server from
 * ending. */
TEST(half_requests_hold_nobody)
{
    struct http_server *s = start();
    int fds[500];
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = connect_to(s);
        const char *half = i % 2 ? "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"
                                 : "GET /a HTTP/1.1\r\nHos";
        say(fds[i], half, strlen(half));
    }
    for (int i = 0; i < 50; i++)
        check_status(s, "GET /a HTTP/1.1\r\n" HEAD_END, "200");
    http_server_stop(s);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        close(fds[i]);
}

static void *ask_many(void *ctx)
{
    int fd = try_to_connect(*(const int *)ctx); /* it may have ended before we began */
    for (int i = 0; i < 200 && fd >= 0; i++) {
        char reply[4096];
        const char *request = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n";
        if (send(fd, request, strlen(request), MSG_NOSIGNAL) <= 0 ||
            recv(fd, reply, sizeof reply, 0) <= 0)
            break;
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

/* The server ends while clients are at it: whatever was taken is answered, nothing hangs. */
TEST(it_ends_while_it_works)
{
    for (int round = 0; round < 5; round++) {
        struct http_server *s = start();
        pthread_t clients[8];
        int port = http_server_port(s);
        for (size_t i = 0; i < ARRAY_LEN(clients); i++)
            pthread_create(&clients[i], NULL, ask_many, &port);
        for (int i = 0; i < round * 10; i++)
            check_status(s, "GET /a HTTP/1.1\r\n" HEAD_END, "200");
        http_server_stop(s);
        for (size_t i = 0; i < ARRAY_LEN(clients); i++)
            pthread_join(clients[i], NULL);
    }
}

/* ---- replies that go on ---- */

/* Reads until it was said. */
static void hear_until(int fd, const char *wanted)
{
    char heard[4096];
    size_t len = 0;
    ssize_t n;
    while (len + 1 < sizeof heard && (n = recv(fd, heard + len, 1, 0)) > 0) {
        heard[++len] = '\0';
        if (len >= strlen(wanted) && strcmp(heard + len - strlen(wanted), wanted) == 0)
            return;
    }
    fail_msg("wanted <<%s>>, got <<%.*s>>", wanted, (int)len, heard);
}

static int open_stream(const struct http_server *s, char session)
{
    char request[64];
    int fd = connect_to(s);
    snprintf(request, sizeof request, "GET /stream/%c HTTP/1.1\r\nHost: a\r\n\r\n", session);
    say(fd, request, strlen(request));
    hear_until(fd, "hello\n\r\n");
    return fd;
}

static void publish(struct http_server *s, const char *what)
{
    streams_send(http_server_streams(s), (struct stream_call){.topics = 1}, text_of(what));
}

TEST(a_stream_says_what_is_published_and_ends_with_its_session)
{
    struct http_server *s = start();
    int a = open_stream(s, 'a'), b = open_stream(s, 'b');
    for (int i = 0; i < 50; i++) {
        publish(s, "news\n");
        hear_until(a, "news\n\r\n");
        hear_until(b, "news\n\r\n");
    }
    streams_end(http_server_streams(s), 'a');
    hear_until(a, "0\r\n\r\n"); /* the last chunk */
    close(a);
    publish(s, "more\n");
    hear_until(b, "more\n\r\n");
    close(b);
    http_server_stop(s);
}

TEST(a_session_has_only_so_many_streams)
{
    struct http_server *s = start();
    int fds[STREAMS_A_SESSION];
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        fds[i] = open_stream(s, 'a');
    check_status(s, "GET /stream/a HTTP/1.1\r\nHost: a\r\n\r\n", "429");
    check_status(s, "HEAD /stream/b HTTP/1.1\r\n" HEAD_END, "200");
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        close(fds[i]);
    http_server_stop(s);
}

/* From page to page: each leaves a stream that nobody hears any more. */
TEST(streams_that_were_left_do_not_count)
{
    struct http_server *s = start();
    for (int i = 0; i < 5 * STREAMS_A_SESSION; i++) {
        int fd = open_stream(s, 'a');
        shutdown(fd, SHUT_WR);
        close(fd);
    }
    http_server_stop(s);
}

/* Whoever hung up is noticed by what is said to them, and forgotten. */
TEST(dead_listeners_are_forgotten)
{
    struct http_server *s = start();
    struct streams *streams = http_server_streams(s);
    for (int i = 0; i < 20; i++)
        close(open_stream(s, (char)('a' + i)));
    int living = open_stream(s, 'z');
    uint64_t patience = clock_ms() + 20000;
    while (streams_count(streams) > 1 && clock_ms() < patience)
        publish(s, ":\n\n");
    CHECK_INT((int64_t)streams_count(streams), 1);
    close(living);
    http_server_stop(s);
}

/* The server ends under open streams, while somebody publishes and half of the clients hang up. */
TEST(it_ends_under_open_streams)
{
    for (int round = 0; round < 5; round++) {
        struct http_server *s = start();
        int fds[60];
        for (size_t i = 0; i < ARRAY_LEN(fds); i++)
            fds[i] = open_stream(s, (char)('a' + i % 25));
        for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
            publish(s, "news\n");
            if (i % 2)
                close(fds[i]);
        }
        http_server_stop(s);
        for (size_t i = 0; i < ARRAY_LEN(fds); i += 2)
            close(fds[i]);
    }
}

TESTS(CASE(an_address_that_is_taken_or_none_is_said_at_once), CASE(requests_are_answered),
      CASE(requests_on_one_connection_are_answered_in_order), CASE(what_would_smuggle_is_refused),
      CASE(what_is_too_large_is_refused), CASE(a_large_body_comes_whole),
      CASE(a_chunked_body_over_the_limit_is_cut_off), CASE(half_requests_hold_nobody),
      CASE(it_ends_while_it_works), CASE(a_stream_says_what_is_published_and_ends_with_its_session),
      CASE(a_session_has_only_so_many_streams), CASE(streams_that_were_left_do_not_count),
      CASE(dead_listeners_are_forgotten), CASE(it_ends_under_open_streams))
