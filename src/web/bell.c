#include "web/bell.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "platform/snapshots.h"
#include "web/live.h"

enum {
    TICK_MILLIS = 1000,
    PROOF_MILLIS = 15000, /* so often it is proved that the connection is there */
};

struct bell {
    const struct bank *bank;
    struct db *db;
    struct snapshots *snapshots;
    struct streams *streams;
    struct arena arena;
    pthread_t thread;
    int wake[2]; /* a pipe; when it can be read the thread ends */
    uint64_t ticked_ms, proved_ms;
    bool is_lost;
};

static bool is_woken(const struct bell *b, int millis)
{
    struct pollfd place = {.fd = b->wake[0], .events = POLLIN};
    return poll(&place, 1, millis) > 0;
}

/* The only place that logs of it: once when the connection is lost, once when it is there again. */
static void note(struct bell *b, bool is_lost, const char *text)
{
    if (b->is_lost != is_lost)
        fprintf(stderr, "guanhu: live pages: %s\n", text);
    b->is_lost = is_lost;
}

static void day_is_there(void *streams, day d)
{
    char notice[32];
    snprintf(notice, sizeof notice, "day %s", day_format(d).text);
    live_tell(streams, text_of(notice));
}

static void listen_to_store(struct bell *b)
{
    snapshots_tell(b->snapshots, (struct snapshots_ear){day_is_there, b->streams});
}

static void hear_again(struct bell *b)
{
    struct why why = {""};
    note(b, true, db_why(b->db));
    rc r = bank_revive(b->bank, &why);
    if (r == OK)
        r = db_reopen(b->db, &why);
    if (r == OK)
        r = db_listen(b->db, LIVE_CHANNEL);
    if (r != OK) {
        (void)is_woken(b, TICK_MILLIS);
        return;
    }
    streams_look_again(b->streams);
    listen_to_store(b); /* which says the newest day once more */
    note(b, false, "the connection to the database is there again");
}

static void tick(struct bell *b)
{
    if (clock_ms() - b->ticked_ms < TICK_MILLIS)
        return;
    b->ticked_ms = clock_ms();
    streams_tick(b->streams, clock_ns());
}

static rc prove(struct bell *b)
{
    if (clock_ms() - b->proved_ms < PROOF_MILLIS)
        return OK;
    b->proved_ms = clock_ms();
    return db_listen(b->db, LIVE_CHANNEL);
}

/* Days are told by the store. */
static void pass_on(const struct bell *b, struct text said)
{
    static const char topic[] = "day ";
    if (said.ptr && (said.len < strlen(topic) || memcmp(said.ptr, topic, strlen(topic)) != 0))
        live_tell(b->streams, said);
}

static void *hear(void *ctx)
{
    struct bell *b = ctx;
    struct arena_mark mark = arena_mark(&b->arena);
    while (!is_woken(b, 0)) {
        struct text said;
        rc r = db_wait_notice(b->db, &b->arena, b->wake[0], TICK_MILLIS, &said);
        if (r == OK)
            pass_on(b, said);
        if (r == OK)
            r = prove(b);
        if (r != OK)
            hear_again(b);
        tick(b);
        arena_rewind(&b->arena, mark);
    }
    return NULL;
}

static void release(struct bell *b)
{
    db_close(b->db);
    if (b->wake[0] >= 0)
        close(b->wake[0]);
    if (b->wake[1] >= 0)
        close(b->wake[1]);
    arena_release(&b->arena);
    free(b);
}

static rc begin(struct bell *b, const struct bank *bank, struct why *why)
{
    if (pipe(b->wake) != 0)
        return why_say(why, E_UNAVAILABLE, "no pipe for live pages: %s", strerror(errno));
    TRY(bank_connect(bank, &b->db, why));
    TRY(db_tell(b->db, db_listen(b->db, LIVE_CHANNEL), why));
    if (pthread_create(&b->thread, NULL, hear, b) != 0)
        return why_say(why, E_UNAVAILABLE, "the thread for live pages cannot be started");
    return OK;
}

rc bell_start(const struct bell_args *args, struct streams *streams, struct bell **ret_bell,
              struct why *why)
{
    struct bell *b = mem_alloc(sizeof *b);
    *b = (struct bell){
        .bank = args->bank, .snapshots = args->snapshots, .streams = streams, .wake = {-1, -1}};
    arena_init(&b->arena);
    arena_alloc(&b->arena, 1); /* so that rewinding keeps its first block */
    rc r = begin(b, args->bank, why);
    if (r != OK) {
        release(b);
        return r;
    }
    listen_to_store(b);
    *ret_bell = b;
    return OK;
}

void bell_stop(struct bell *b)
{
    if (!b)
        return;
    snapshots_tell(b->snapshots, (struct snapshots_ear){NULL, NULL});
    while (write(b->wake[1], "x", 1) < 0 && errno == EINTR)
        continue;
    pthread_join(b->thread, NULL);
    release(b);
}
