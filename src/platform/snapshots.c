#include "platform/snapshots.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/pick.h"
#include "platform/asking.h"
#include "platform/snapshot_read.h"
#include "platform/snapshots.sql.h"

enum {
    HELD = 2,
    RETRY_MS = 500,  /* the database is away, or what is to be read is being rebuilt */
    LOOK_MS = 15000, /* a notice comes before, or something is wrong with the connection */
    CALM_MS = 200,   /* between two looks at what people changed */
};

struct snapshots {
    const struct bank *bank;
    struct db *ear_db; /* hears */
    struct db *db;     /* reads */
    struct arena arena;
    int wake;
    atomic_bool ends;
    bool listening;
    bool is_failing; /* said already */
    bool rang;       /* somebody changed something */
    struct buf seen; /* what held[0] knows of people's changes */
    uint64_t looked_ms;
    pthread_t thread;

    pthread_mutex_t lock;
    struct snapshot *held[HELD]; /* newest first */
    struct snapshot *empty;      /* of a bank without a day */
    struct snapshots_ear ear;

    struct asking asking;
};

/* ---- what is held ---- */

struct snapshot *snapshots_take(struct snapshots *s, struct published published)
{
    struct snapshot *found = NULL;
    if (published.day == NO_DAY)
        return snapshot_ref(s->empty);
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < HELD && !found; i++)
        if (s->held[i] && s->held[i]->day == published.day && s->held[i]->at == published.at)
            found = snapshot_ref(s->held[i]);
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* The former newest stays, unless it is the same day's; the memory of what goes is given back
 * outside the lock. */
static void hold(struct snapshots *s, struct snapshot *newest)
{
    pthread_mutex_lock(&s->lock);
    bool same_day = s->held[0] && s->held[0]->day == newest->day;
    size_t leaves = same_day ? 0 : HELD - 1;
    struct snapshot *old = s->held[leaves];
    memmove(&s->held[1], &s->held[0], leaves * sizeof s->held[0]);
    s->held[0] = newest;
    pthread_mutex_unlock(&s->lock);
    snapshot_unref(old);
}

static void tell(struct snapshots *s, day d)
{
    pthread_mutex_lock(&s->lock);
    if (s->ear.is_there)
        s->ear.is_there(s->ear.self, d);
    pthread_mutex_unlock(&s->lock);
}

void snapshots_tell(struct snapshots *s, struct snapshots_ear ear)
{
    pthread_mutex_lock(&s->lock);
    s->ear = ear;
    if (ear.is_there && s->held[0])
        ear.is_there(ear.self, s->held[0]->day);
    pthread_mutex_unlock(&s->lock);
}

/* ---- reading ---- */

/* Only this thread changes what is held, so it may look without the lock. */
static rc refresh(struct snapshots *s, struct why *why)
{
    struct snapshot *newest = NULL;
    const struct snapshots_held held = {s->held, HELD, s->rang, buf_text(&s->seen)};
    struct buf seen;
    const day before = s->held[0] ? s->held[0]->day : NO_DAY;
    const int64_t at = s->held[0] ? s->held[0]->at : 0;
    buf_init(&seen);
    rc r = snapshot_read(s->bank, s->db, &held, &newest, &seen, why);
    if (r == OK && seen.len) {
        struct buf old = s->seen;
        s->seen = seen;
        seen = old;
    }
    buf_release(&seen);
    if (r != OK)
        return r;
    s->rang = false;
    s->looked_ms = clock_ms();
    if (!newest)
        return OK;
    bool is_other = newest->day != before || newest->at != at;
    struct snapshot *kept = snapshot_ref(newest);
    hold(s, newest);
    if (is_other)
        tell(s, kept->day);
    pick_prepare(kept);
    snapshot_unref(kept);
    return OK;
}

/* Nobody knows what was said while nobody listened. */
static rc connect(struct snapshots *s, struct why *why)
{
    if (db_lost(s->db))
        TRY(db_reopen(s->db, why));
    if (db_lost(s->ear_db)) {
        s->listening = false;
        TRY(db_reopen(s->ear_db, why));
    }
    if (!s->listening) {
        TRY(db_tell(s->ear_db, db_listen(s->ear_db, "guanhu_live"), why));
        s->rang = true;
    }
    s->listening = true;
    return OK;
}

static rc look(struct snapshots *s, struct why *why)
{
    TRY(connect(s, why));
    return refresh(s, why);
}

/* ---- the thread ---- */

static bool begins_with(struct text t, const char *word)
{
    size_t len = strlen(word);
    return t.len >= len && memcmp(t.ptr, word, len) == 0;
}

/* After a look at people's changes the next one waits a little: many may change something. */
static int calm_ms(const struct snapshots *s)
{
    uint64_t passed = clock_ms() - s->looked_ms;
    return passed < CALM_MS ? CALM_MS - (int)passed : 0;
}

/* Until a day is published, somebody has changed something, or it is time to look in any case. */
static void wait_for_news(struct snapshots *s)
{
    struct arena_mark mark = arena_mark(&s->arena);
    struct text said = {NULL, 0};
    bool is_news = false;
    while (!is_news && !atomic_load(&s->ends)) {
        int millis = s->rang ? calm_ms(s) : LOOK_MS;
        rc r = db_wait_notice(s->ear_db, &s->arena, s->wake, millis, &said);
        bool is_over = r != OK || !said.ptr;
        s->rang |= is_over || begins_with(said, "change ");
        is_news = is_over || begins_with(said, "day ");
        arena_rewind(&s->arena, mark);
    }
}

/* The only place that logs: once when it fails, once when it works again. */
static void note(struct snapshots *s, rc r, const struct why *why)
{
    bool fails = r != OK && r != E_CONFLICT;
    if (fails && !s->is_failing)
        fprintf(stderr, "guanhu: the readers' store: %s\n", why->text);
    if (r == OK && s->is_failing)
        fprintf(stderr, "guanhu: the readers' store: it is up to date again\n");
    s->is_failing = fails || (s->is_failing && r != OK);
}

static void *keep_up(void *self)
{
    struct snapshots *s = self;
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};
    while (!atomic_load(&s->ends)) {
        struct why why = {""};
        rc r = look(s, &why);
        note(s, r, &why);
        if (r == OK)
            wait_for_news(s);
        else
            nanosleep(&pause, NULL);
    }
    return NULL;
}

struct asking *snapshots_asking(struct snapshots *s)
{
    return &s->asking;
}

/* ---- beginning and ending ---- */

static void release(struct snapshots *s)
{
    for (size_t i = 0; i < HELD; i++)
        snapshot_unref(s->held[i]);
    snapshot_unref(s->empty);
    db_close(s->db);
    db_close(s->ear_db);
    asking_end(&s->asking);
    if (s->wake >= 0)
        close(s->wake);
    arena_release(&s->arena);
    buf_release(&s->seen);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* A night may be publishing just now: what it rebuilds is waited for. */
static rc first_look(struct snapshots *s, struct why *why)
{
    enum { TRIES = 60 };
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};
    rc r = E_CONFLICT;
    for (int i = 0; r == E_CONFLICT && i < TRIES; i++) {
        if (i)
            nanosleep(&pause, NULL);
        r = look(s, why);
    }
    return r;
}

rc snapshots_begin(const struct bank *bank, struct snapshots **ret_snapshots, struct why *why)
{
    struct snapshots *s = mem_alloc(sizeof *s);
    s->bank = bank;
    s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    arena_init(&s->arena);
    arena_alloc(&s->arena, 1); /* so that rewinding keeps its first block */
    pthread_mutex_init(&s->lock, NULL);
    asking_begin(&s->asking, bank);
    s->empty = snapshot_empty();
    rc r = s->wake < 0 ? why_say(why, E_UNAVAILABLE, "the machine has no descriptors left") : OK;
    if (r == OK)
        r = bank_connect(bank, &s->db, why);
    if (r == OK)
        r = bank_connect(bank, &s->ear_db, why);
    if (r == OK)
        r = first_look(s, why);
    if (r == OK && pthread_create(&s->thread, NULL, keep_up, s) != 0)
        r = why_say(why, E_UNAVAILABLE, "the machine gives no thread for the readers' store");
    if (r != OK) {
        release(s);
        return r;
    }
    *ret_snapshots = s;
    return OK;
}

void snapshots_end(struct snapshots *s)
{
    const uint64_t one = 1;
    if (!s)
        return;
    atomic_store(&s->ends, true);
    if (write(s->wake, &one, sizeof one) < 0)
        assert(errno == EAGAIN); /* it has rung already */
    pthread_join(s->thread, NULL);
    release(s);
}

/* ---- what people changed ---- */

rc snapshots_changed(struct db *db, enum changed what, struct int8s customers)
{
    return q_snapshots_customers_changed(db, customers, (int32_t)what, NULL);
}

rc snapshots_changed_all(struct db *db, enum changed what)
{
    static const int64_t everybody[] = {0};
    return snapshots_changed(db, what, (struct int8s){everybody, 1});
}

rc snapshots_set_changed(struct db *db, int32_t set_id)
{
    return q_snapshots_set_changed(db, set_id, NULL);
}

rc snapshots_thin_changes(struct db *db)
{
    return q_snapshots_thin_changes(db, NULL);
}

rc snapshots_read_until(const struct bank *bank, day d, struct snapshot **ret_snapshot,
                        struct why *why)
{
    return snapshot_read_until(bank, bank->db, d, ret_snapshot, why);
}

rc snapshots_read(const struct bank *bank, const struct snapshot *before,
                  struct snapshot **ret_snapshot, struct why *why)
{
    struct snapshot *base = (struct snapshot *)(uintptr_t)before; /* only referred to */
    const struct snapshots_held held = {&base, base ? 1 : 0, .rang = base != NULL};
    struct buf seen;
    buf_init(&seen);
    rc r = snapshot_read(bank, bank->db, &held, ret_snapshot, &seen, why);
    buf_release(&seen);
    return r;
}
