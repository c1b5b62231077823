#include "platform/leader.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 500 }; /* where somebody else leads, or the database is away */

struct leader {
    struct leader_duty duty;
    struct db *db; /* hears what is told, and holds the lock */
    bool listening, leads;
    int wake;  /* something to look at besides notices: the end */
    int ended; /* written at the very end */
    atomic_bool closed;
    pthread_t thread;
};

/* ---- the connection ---- */

static rc lead(struct leader *l)
{
    if (l->leads)
        return OK;
    TRY(db_try_lock(l->db, l->duty.lock, &l->leads));
    return l->leads && l->duty.begin ? l->duty.begin(l->duty.self, l->db) : OK;
}

static rc connect(struct leader *l, struct why *why)
{
    if (db_lost(l->db)) {
        l->listening = l->leads = false;
        TRY(db_reopen(l->db, why));
    }
    if (!l->listening)
        TRY(db_tell(l->db, db_listen(l->db, "guanhu_live"), why));
    l->listening = true;
    return db_tell(l->db, lead(l), why);
}

/* ---- the thread ---- */

static void ring(int fd)
{
    const uint64_t one = 1;
    if (write(fd, &one, sizeof one) < 0)
        assert(errno == EAGAIN); /* it has rung already */
}

/* Until something is told, or 'millis' have passed. */
static void wait_for_turn(struct leader *l, int millis)
{
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};
    struct arena a;
    struct text said;
    arena_init(&a);
    rc r = db_wait_notice(l->db, &a, l->wake, millis, &said);
    arena_release(&a);
    if (r != OK && !leader_closed(l))
        nanosleep(&pause, NULL); /* the return of a database is told by nobody */
}

static void *work(void *self)
{
    struct leader *l = self;
    while (!leader_closed(l)) {
        int millis = RETRY_MS;
        rc r = connect(l, NULL);
        if (r == OK && l->leads)
            r = l->duty.turn(l->duty.self, l->db, &millis);
        if (r != OK)
            db_rollback(l->db);
        if (!leader_closed(l))
            wait_for_turn(l, r == OK ? millis : RETRY_MS);
    }
    ring(l->ended);
    return NULL;
}

/* ---- beginning and ending ---- */

static void release(struct leader *l)
{
    db_close(l->db);
    if (l->wake >= 0)
        close(l->wake);
    if (l->ended >= 0)
        close(l->ended);
    free(l);
}

rc leader_begin(const struct bank *bank, const struct leader_duty *duty, struct leader **ret_leader,
                struct why *why)
{
    struct leader *l = mem_alloc(sizeof *l);
    l->duty = *duty;
    l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    l->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    *ret_leader = l; /* the first turn may need to know */
    rc r = bank_connect(bank, &l->db, why);
    if (r == OK)
        r = connect(l, why);
    if (r == OK && (l->wake < 0 || l->ended < 0 || pthread_create(&l->thread, NULL, work, l) != 0))
        r = why_say(why, E_UNAVAILABLE, "the machine gives no thread for work beside the pages");
    if (r != OK) {
        *ret_leader = NULL;
        release(l);
    }
    return r;
}

void leader_close(struct leader *l)
{
    atomic_store(&l->closed, true);
    ring(l->wake);
}

bool leader_closed(const struct leader *l)
{
    return atomic_load(&l->closed);
}

int leader_ended(const struct leader *l)
{
    return l->ended;
}

void leader_end(struct leader *l)
{
    if (!l)
        return;
    leader_close(l);
    pthread_join(l->thread, NULL);
    release(l);
}
