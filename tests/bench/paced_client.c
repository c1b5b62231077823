/* paced_client -- people who click in their own time: each asks for a page every so often, whether
 * the one before has come or not, and waits from the planned moment.  For morning.py.
 *
 *   paced_client PORT MILLISECONDS SECONDS <steps        (0 milliseconds: without a pause)
 *
 * Standard input: a line for each step of somebody's round, "COOKIE LABEL PATH"; lines with one
 * cookie belong to one person, who goes through them again and again on a connection of its own.
 * Prints for each label, and for "all": how often, the milliseconds' median, 99th percentile and
 * worst, the most bytes, and how many answers were not 200. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

enum {
    STEPS_MOST = 20000,
    PEOPLE_MOST = 1000,
    LABELS_MOST = 200,
    LINE_MOST = 4096,
    HEAD_MOST = 16384
};

struct step {
    char *cookie, *label, *path;
    int next; /* of the same person; the last leads to the first */
};

struct person {
    int fd, step;
    bool waits;       /* for an answer */
    uint64_t planned; /* the next request, or the one that is waited for */
    size_t head_len, body_left, bytes;
    bool in_body;
    char head[HEAD_MOST];
};

struct seen {
    const char *label;
    struct vec millis; /* double */
    size_t bytes_most, faults;
};

struct round {
    struct step steps[STEPS_MOST];
    struct person people[PEOPLE_MOST];
    struct seen seen[LABELS_MOST];
    int steps_len, people_len, labels_len, port, poll;
    uint64_t pause, until;
};

static _Noreturn void give_up(const char *what, const char *which)
{
    fprintf(stderr, "paced_client: %s %s\n", what, which);
    exit(1);
}

static struct seen *seen_of(struct round *r, const char *label)
{
    for (int i = 0; i < r->labels_len; i++)
        if (strcmp(r->seen[i].label, label) == 0)
            return &r->seen[i];
    if (r->labels_len == LABELS_MOST)
        give_up("too many labels:", label);
    r->seen[r->labels_len].label = label;
    vec_init(&r->seen[r->labels_len].millis, sizeof(double));
    return &r->seen[r->labels_len++];
}

#define LESSER(a, b) ((a) < (b) ? (a) : (b))

static void note(struct seen *s, double millis, size_t bytes, bool good)
{
    *(double *)vec_add(&s->millis) = millis;
    s->bytes_most = bytes > s->bytes_most ? bytes : s->bytes_most;
    s->faults += !good;
}

/* ---- the plan ---- */

static char *word_of(char **rest)
{
    char *word = strsep(rest, " \n");
    return word && *word ? strdup(word) : NULL;
}

static void read_steps(struct round *r)
{
    char line[LINE_MOST];
    while (fgets(line, sizeof line, stdin)) {
        struct step *s = &r->steps[r->steps_len];
        char *rest = line;
        if (r->steps_len == STEPS_MOST || !(s->cookie = word_of(&rest)) ||
            !(s->label = word_of(&rest)) || !(s->path = word_of(&rest)))
            give_up("no step, or too many:", line);
        int before = r->steps_len - 1;
        bool same = before >= 0 && strcmp(r->steps[before].cookie, s->cookie) == 0;
        if (!same && r->people_len == PEOPLE_MOST)
            give_up("too many people:", s->cookie);
        if (!same)
            r->people[r->people_len++].step = r->steps_len;
        s->next = r->people[r->people_len - 1].step;
        if (same)
            r->steps[before].next = r->steps_len;
        r->steps_len++;
    }
    if (r->steps_len == 0)
        give_up("nothing to ask for", "");
}

static void connect_person(struct round *r, int i)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)r->port)};
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        give_up("cannot connect", "");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_ctl(r->poll, EPOLL_CTL_ADD, fd, &event);
    r->people[i].fd = fd;
}

/* ---- asking and hearing ---- */

static void ask(struct round *r, struct person *p)
{
    const struct step *s = &r->steps[p->step];
    char text[LINE_MOST * 2];
    int len = snprintf(text, sizeof text,
                       "GET %s HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n"
                       "Accept-Encoding: gzip\r\nCookie: %s\r\n\r\n",
                       s->path, s->cookie);
    if (send(p->fd, text, (size_t)len, MSG_NOSIGNAL) != len)
        give_up("cannot ask for", s->path);
    p->waits = true;
    p->in_body = false;
    p->head_len = p->bytes = 0;
}

static void answered(struct round *r, struct person *p)
{
    const struct step *s = &r->steps[p->step];
    double millis = (double)(clock_ns() - p->planned) / 1e6;
    bool good = memcmp(p->head, "HTTP/1.1 200", 12) == 0;
    if (!good && getenv("PACED_TELL"))
        fprintf(stderr, "%.12s %s\n", p->head, s->path);
    note(seen_of(r, s->label), millis, p->bytes, good);
    note(seen_of(r, "all"), millis, p->bytes, good);
    p->waits = false;
    p->step = s->next;
    p->planned = r->pause ? p->planned + r->pause : clock_ns(); /* 0: as soon as may be */
}

/* Takes what came of the head; gives how much of it was. */
static size_t take_head(struct person *p, const char *from, size_t len)
{
    size_t before = p->head_len, n = LESSER(len, HEAD_MOST - 1 - before);
    memcpy(p->head + before, from, n);
    p->head[p->head_len += n] = '\0';
    char *end = strstr(p->head, "\r\n\r\n");
    if (!end) {
        if (p->head_len == HEAD_MOST - 1)
            give_up("a head without an end", "");
        return n;
    }
    const char *length = strcasestr(p->head, "\r\ncontent-length:");
    if (!length)
        give_up("an answer without its length:", p->head);
    p->in_body = true;
    p->body_left = strtoul(length + 17, NULL, 10);
    p->head_len = (size_t)(end + 4 - p->head);
    p->bytes = p->head_len + p->body_left;
    return p->head_len - before;
}

static void hear(struct round *r, struct person *p)
{
    static char text[1 << 18];
    ssize_t got = recv(p->fd, text, sizeof text, MSG_DONTWAIT);
    if (got < 0)
        return;
    if (got == 0)
        give_up("the server hung up at", r->steps[p->step].path);
    size_t at = p->in_body ? 0 : take_head(p, text, (size_t)got);
    if (!p->in_body)
        return;
    p->body_left -= LESSER(p->body_left, (size_t)got - at);
    if (p->body_left == 0)
        answered(r, p);
}

/* Asks whoever's moment has come; gives the time until the next one's: to the nanosecond, since who
 * waits by turning round and round takes a processor from those who answer. */
static struct timespec ask_due(struct round *r)
{
    uint64_t now = clock_ns(), next = r->until > now ? r->until : now + r->pause;
    for (int i = 0; i < r->people_len; i++) {
        struct person *p = &r->people[i];
        if (!p->waits && p->planned <= now && p->planned < r->until)
            ask(r, p);
        if (!p->waits && p->planned < next)
            next = p->planned;
    }
    uint64_t rest = next > now ? next - now : 0;
    return (struct timespec){(time_t)(rest / 1000000000), (long)(rest % 1000000000)};
}

static bool anybody_waits(const struct round *r)
{
    for (int i = 0; i < r->people_len; i++)
        if (r->people[i].waits)
            return true;
    return false;
}

static void go_round(struct round *r)
{
    struct epoll_event ready[64];
    while (clock_ns() < r->until || anybody_waits(r)) {
        struct timespec rest = ask_due(r);
        int n = epoll_pwait2(r->poll, ready, ARRAY_LEN(ready), &rest, NULL);
        for (int i = 0; i < n; i++)
            hear(r, &r->people[ready[i].data.u32]);
    }
}

/* ---- what was seen ---- */

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void tell(struct seen *s)
{
    size_t count = s->millis.len;
    double *millis = s->millis.items;
    qsort(millis, count, sizeof *millis, by_size);
    printf("%s %zu %.2f %.2f %.2f %zu %zu\n", s->label, count, millis[count / 2],
           millis[count * 99 / 100], millis[count - 1], s->bytes_most, s->faults);
}

int main(int argc, char **argv)
{
    static struct round r;
    if (argc != 4)
        give_up("PORT MILLISECONDS SECONDS <steps", "");
    r.port = (int)strtol(argv[1], NULL, 10);
    r.pause = strtoull(argv[2], NULL, 10) * 1000000;
    r.poll = epoll_create1(EPOLL_CLOEXEC);
    read_steps(&r);
    for (int i = 0; i < r.people_len; i++)
        connect_person(&r, i);
    uint64_t began = clock_ns();
    r.until = began + strtoull(argv[3], NULL, 10) * 1000000000;
    for (int i = 0; i < r.people_len; i++)
        r.people[i].planned = began + r.pause * (uint64_t)i / (uint64_t)r.people_len;
    go_round(&r);
    for (int i = 0; i < r.labels_len; i++)
        tell(&r.seen[i]);
    return 0;
}
