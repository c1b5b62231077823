/* The server on a real socket: what is answered, what is refused, and how it ends. */
#include "base/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

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

static void handle(void *worker, const struct http_request *q, struct http_reply *p)
{
    (void)worker;
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

static struct http_server *start(void)
{
    struct http_server *s = NULL;
    struct why why;
    static int app;
    CHECK_OK(http_server_start(&(struct http_server_args){.listen = "127.0.0.1",
                                                          .workers = 3,
                                                          .app = &app,
                                                          .worker_begin = begin,
                                                          .worker_end = end,
                                                          .handle = handle,
                                                          .idle = idle,
                                                          .at_once = at_once},
                               &s, &why));
    return s;
}

/* ---- a small client ---- */

static int connect_to(const struct http_server *s)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_server_port(s))};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
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
    const struct http_server *s = ctx;
    int fd = connect_to(s);
    for (int i = 0; i < 200; i++) {
        char reply[4096];
        const char *request = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n";
        if (send(fd, request, strlen(request), MSG_NOSIGNAL) <= 0 ||
            recv(fd, reply, sizeof reply, 0) <= 0)
            break;
    }
    close(fd);
    return NULL;
}

/* The server ends while clients are at it: whatever was taken is answered, nothing hangs. */
TEST(it_ends_while_it_works)
{
    for (int round = 0; round < 5; round++) {
        struct http_server *s = start();
        pthread_t clients[8];
        for (size_t i = 0; i < ARRAY_LEN(clients); i++)
            pthread_create(&clients[i], NULL, ask_many, s);
        for (int i = 0; i < round * 10; i++)
            check_status(s, "GET /a HTTP/1.1\r\n" HEAD_END, "200");
        http_server_stop(s);
        for (size_t i = 0; i < ARRAY_LEN(clients); i++)
            pthread_join(clients[i], NULL);
    }
}

TESTS(CASE(requests_are_answered), CASE(requests_on_one_connection_are_answered_in_order),
      CASE(what_would_smuggle_is_refused), CASE(what_is_too_large_is_refused),
      CASE(a_chunked_body_over_the_limit_is_cut_off), CASE(half_requests_hold_nobody),
      CASE(it_ends_while_it_works))
