/* live_client -- holds many live streams and says when all of them have heard something: for
 * live.py.
 *
 *   live_client PORT plain|tls STREAMS ROUNDS <cookies
 *
 * Standard input: one cookie a line, taken in turn.  Prints "open", then for each round the clock
 * (CLOCK_MONOTONIC, nanoseconds) at which the first and the last stream heard of a job. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"

enum { COOKIES_MOST = 10000, COOKIE_BYTES = 256, AT_ONCE = 512 };

struct line {
    int fd;
    gnutls_session_t tls; /* NULL: plain */
    int heard;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "live_client: %s\n", what);
    exit(1);
}

static ssize_t hear(struct line *l, char *to, size_t room)
{
    return l->tls ? gnutls_record_recv(l->tls, to, room) : recv(l->fd, to, room, 0);
}

static void secure(struct line *l, gnutls_certificate_credentials_t trust)
{
    int r;
    gnutls_init(&l->tls, GNUTLS_CLIENT);
    gnutls_set_default_priority(l->tls);
    gnutls_credentials_set(l->tls, GNUTLS_CRD_CERTIFICATE, trust);
    gnutls_transport_set_int(l->tls, l->fd);
    do
        r = gnutls_handshake(l->tls);
    while (r < 0 && !gnutls_error_is_fatal(r));
    if (r < 0)
        give_up(gnutls_strerror(r));
}

static void connect_line(struct line *l, int port, gnutls_certificate_credentials_t trust)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    l->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(l->fd, (struct sockaddr *)&to, sizeof to) != 0)
        give_up("cannot connect");
    if (trust)
        secure(l, trust);
}

/* Asks, and reads up to the first event. */
static void open_stream(struct line *l, const char *cookie)
{
    char text[8192];
    size_t len = 0;
    int size = snprintf(
        text, sizeof text,
        "GET /live HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n", cookie);
    if ((l->tls ? gnutls_record_send(l->tls, text, (size_t)size)
                : send(l->fd, text, (size_t)size, 0)) != size)
        give_up("cannot ask");
    while (len + 1 < sizeof text) {
        ssize_t n = hear(l, text + len, sizeof text - len - 1);
        if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
            continue;
        if (n <= 0)
            give_up("a stream was not opened");
        text[len += (size_t)n] = '\0';
        if (strstr(text, "event: day") && memcmp(text + len - 4, "\n\n\r\n", 4) == 0)
            return;
    }
    give_up("no event came first");
}

/* How many times it was told of a job. */
static int jobs_heard(struct line *l)
{
    char text[4096];
    int jobs = 0;
    ssize_t n;
    do {
        n = hear(l, text, sizeof text - 1);
        if (n == 0)
            give_up("a stream ended");
        text[n > 0 ? n : 0] = '\0';
        for (const char *at = text; (at = strstr(at, "event: job")); at++)
            jobs++;
    } while (l->tls && gnutls_record_check_pending(l->tls) > 0); /* epoll does not see those */
    return jobs;
}

static void run_round(int poll, struct line *lines, int count)
{
    uint64_t first = 0;
    for (int heard = 0; heard < count;) {
        struct epoll_event ready[AT_ONCE];
        int n = epoll_wait(poll, ready, AT_ONCE, 60000);
        if (n == 0)
            give_up("not all streams heard of it within a minute");
        for (int i = 0; i < n; i++)
            heard += jobs_heard(&lines[ready[i].data.u32]);
        if (heard > 0 && first == 0)
            first = clock_ns();
    }
    printf("%" PRIu64 " %" PRIu64 "\n", first, clock_ns());
    fflush(stdout);
}

static int read_cookies(char (*cookies)[COOKIE_BYTES])
{
    int count = 0;
    while (count < COOKIES_MOST && fgets(cookies[count], COOKIE_BYTES, stdin)) {
        cookies[count][strcspn(cookies[count], "\n")] = '\0';
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    static char cookies[COOKIES_MOST][COOKIE_BYTES];
    gnutls_certificate_credentials_t trust = NULL;
    if (argc != 5)
        give_up("PORT plain|tls STREAMS ROUNDS <cookies");
    int port = (int)strtol(argv[1], NULL, 10), count = (int)strtol(argv[3], NULL, 10);
    int rounds = (int)strtol(argv[4], NULL, 10), known = read_cookies(cookies);
    struct line *lines = mem_alloc((size_t)count * sizeof *lines);
    int poll = epoll_create1(0);
    if (strcmp(argv[2], "tls") == 0)
        gnutls_certificate_allocate_credentials(&trust);
    for (int i = 0; i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        connect_line(&lines[i], port, trust);
        open_stream(&lines[i], cookies[i % known]);
        int flags = 1;
        ioctl(lines[i].fd, FIONBIO, &flags);
        epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].fd, &event);
    }
    puts("open");
    fflush(stdout);
    for (int i = 0; i < rounds; i++)
        run_round(poll, lines, count);
    return 0;
}
