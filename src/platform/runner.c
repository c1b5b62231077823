#include "platform/runner.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/job.sql.h"

enum {
    IDLE_MS = 30000, /* a notice comes before, or something is wrong with the connection */
    RETRY_MS = 500   /* where somebody else holds what is needed */
};

struct runner {
    struct runner_args args;
    struct db *db; /* hears what is put, and holds the home's lock */
    int64_t place;
    bool listening, leads;
    int wake;  /* something to look at besides notices: the end */
    int ended; /* written at the very end */
    pthread_t thread;
    pthread_mutex_t lock; /* of the two below */
    bool closed;
    int64_t running; /* the job; 0: none */
};

/* ---- what may run ---- */

static bool is_closed(struct runner *r)
{
    pthread_mutex_lock(&r->lock);
    bool closed = r->closed;
    pthread_mutex_unlock(&r->lock);
    return closed;
}

/* False: it was closed meanwhile, and the job must not begin. */
static bool note_running(struct runner *r, int64_t job)
{
    pthread_mutex_lock(&r->lock);
    bool may = job == 0 || !r->closed;
    r->running = may ? job : 0;
    pthread_mutex_unlock(&r->lock);
    return may;
}

static rc do_job(struct runner *r, const struct job_kind *kind, struct job *job,
                 struct buf *ret_result, struct why *why)
{
    struct bank bank;
    if (!note_running(r, job_id(job)))
        return why_say(why, E_CANCELLED, "the server was ending before it began: call again");
    TRY(bank_join(r->args.bank, &bank, why));
    rc done = kind->run(&bank, job, job_args(job), ret_result, why);
    bank_part(&bank);
    return done;
}

static void run(struct runner *r, const struct job_kind *kind, struct job *job)
{
    struct why why = {""};
    struct buf result;
    buf_init(&result);
    rc done = do_job(r, kind, job, &result, &why);
    job_end(job, done, done == OK ? "" : why.text, buf_text(&result));
    buf_release(&result);
    note_running(r, 0);
}

/* The oldest that waits for this runner.  *ret_later: one waits that cannot begin yet. */
static rc run_waiting(struct runner *r, bool *ret_later)
{
    *ret_later = false;
    for (size_t i = 0; i < r->args.kinds_len && !is_closed(r); i++) {
        const struct job_kind *kind = r->args.kinds[i];
        struct q_job_waiting_row row;
        struct job *job = NULL;
        TRY(q_job_waiting(r->db, text_of(kind->name), r->place, &row));
        if (!row.waits)
            continue;
        TRY(job_take(r->args.bank, kind->name, r->place, &job, NULL));
        if (job)
            run(r, kind, job);
        else
            *ret_later = true;
    }
    return OK;
}

/* ---- the connection ---- */

/* Once it leads, what a former server of this home left behind is put right. */
static rc lead(struct runner *r)
{
    if (r->leads)
        return OK;
    TRY(db_try_lock(r->db, r->place, &r->leads));
    for (size_t i = 0; r->leads && i < r->args.kinds_len; i++) {
        const char *kind = r->args.kinds[i]->name;
        TRY(q_job_break_off(r->db, text_of(kind), job_lock(kind), NULL));
    }
    return OK;
}

static rc connect(struct runner *r, struct why *why)
{
    if (db_lost(r->db)) {
        r->listening = r->leads = false;
        TRY(db_reopen(r->db, why));
    }
    if (!r->listening)
        TRY(db_tell(r->db, db_listen(r->db, "guanhu_live"), why));
    r->listening = true;
    return db_tell(r->db, lead(r), why);
}

/* ---- the thread ---- */

static void drain(int fd)
{
    uint64_t count;
    if (read(fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN || errno == EINTR);
}

static void ring(int fd)
{
    const uint64_t one = 1;
    if (write(fd, &one, sizeof one) < 0)
        assert(errno == EAGAIN); /* it has rung already */
}

/* Until something is put, or 'millis' have passed. */
static void wait_for_work(struct runner *r, int millis)
{
    struct arena a;
    struct text said;
    arena_init(&a);
    rc done = db_wait_notice(r->db, &a, r->wake, millis, &said);
    drain(r->wake);
    arena_release(&a);
    if (done == OK || is_closed(r))
        return;
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};
    nanosleep(&pause, NULL); /* the database is away; its return is announced by nobody */
}

static void *work(void *self)
{
    struct runner *r = self;
    while (!is_closed(r)) {
        bool later = false;
        rc done = connect(r, NULL);
        if (done == OK && r->leads)
            done = run_waiting(r, &later);
        if (done != OK)
            db_rollback(r->db);
        if (!is_closed(r))
            wait_for_work(r, done == OK && r->leads && !later ? IDLE_MS : RETRY_MS);
    }
    ring(r->ended);
    return NULL;
}

/* ---- beginning and ending ---- */

static void release(struct runner *r)
{
    db_close(r->db);
    if (r->wake >= 0)
        close(r->wake);
    if (r->ended >= 0)
        close(r->ended);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

rc runner_begin(const struct runner_args *args, struct runner **ret_runner, struct why *why)
{
    struct runner *r = mem_alloc(sizeof *r);
    r->args = *args;
    r->place = job_place(args->bank->config);
    r->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    r->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&r->lock, NULL);
    rc done = bank_connect(args->bank, &r->db, why);
    if (done == OK)
        done = connect(r, why);
    if (done == OK && (r->wake < 0 || r->ended < 0 || pthread_create(&r->thread, NULL, work, r)))
        done = why_say(why, E_UNAVAILABLE, "the machine gives no thread for long work");
    if (done != OK) {
        release(r);
        return done;
    }
    *ret_runner = r;
    return OK;
}

int64_t runner_close(struct runner *r)
{
    pthread_mutex_lock(&r->lock);
    r->closed = true;
    int64_t running = r->running;
    pthread_mutex_unlock(&r->lock);
    ring(r->wake);
    return running;
}

int runner_ended(const struct runner *r)
{
    return r->ended;
}

void runner_end(struct runner *r)
{
    if (!r)
        return;
    runner_close(r);
    pthread_join(r->thread, NULL);
    release(r);
}
