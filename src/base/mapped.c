#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_FIXED in a signal handler, madvise */
#include "base/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NANOSECONDS = 1000000000, TICK = 20 * 1000000 };

/* A signal handler can be told nothing, so the mappings it guards stand in a table of the program:
 * the one thing here that outlives its owner.  A slot is taken by setting 'used', guarded while
 * 'start' is not 0; 'end' is written before 'start'. */
struct slot {
    atomic_bool used;
    atomic_bool torn;
    atomic_uintptr_t start;
    atomic_uintptr_t end;
};
static struct slot slots[MAPPED_MOST];
static struct sigaction former;
static uintptr_t page_size;
static pthread_mutex_t guard_lock = PTHREAD_MUTEX_INITIALIZER;

/* Puts zeros over the rest of the mapping that 'address' lies in.  False: it is none of ours. */
static bool cover_hole(uintptr_t address)
{
    for (int i = 0; i < MAPPED_MOST; i++) {
        uintptr_t start = atomic_load(&slots[i].start);
        uintptr_t end = atomic_load(&slots[i].end);
        if (start == 0 || address < start || address >= end)
            continue;
        uintptr_t hole = address / page_size * page_size;
        void *zeros = mmap((void *)hole, end - hole, PROT_READ,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        atomic_store(&slots[i].torn, true);
        return zeros != MAP_FAILED;
    }
    return false;
}

/* What is not ours goes to whoever was there before us; by default the fault comes again and ends
 * the program as it would have without us. */
static void on_bus_error(int signal_number, siginfo_t *info, void *context)
{
    int saved = errno;
    bool covered = cover_hole((uintptr_t)info->si_addr);
    errno = saved;
    if (covered)
        return;
    if (former.sa_flags & SA_SIGINFO)
        former.sa_sigaction(signal_number, info, context);
    else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN)
        former.sa_handler(signal_number);
    else
        sigaction(SIGBUS, &former, NULL);
}

/* Puts the handler in place, again where somebody else has put another over it. */
static void guard(void)
{
    struct sigaction ours = {.sa_flags = SA_SIGINFO};
    struct sigaction present;
    ours.sa_sigaction = on_bus_error;
    sigemptyset(&ours.sa_mask);
    pthread_mutex_lock(&guard_lock);
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    sigaction(SIGBUS, NULL, &present);
    if (!(present.sa_flags & SA_SIGINFO) || present.sa_sigaction != on_bus_error) {
        former = present;
        sigaction(SIGBUS, &ours, NULL);
    }
    pthread_mutex_unlock(&guard_lock);
}

static int take_slot(void)
{
    for (int i = 0; i < MAPPED_MOST; i++)
        if (!atomic_exchange(&slots[i].used, true))
            return i;
    return -1;
}

static void remember(struct mapped *m, const struct stat *s)
{
    m->size = s->st_size;
    m->modified[0] = s->st_mtim.tv_sec;
    m->modified[1] = s->st_mtim.tv_nsec;
    m->changed[0] = s->st_ctim.tv_sec;
    m->changed[1] = s->st_ctim.tv_nsec;
}

static rc map(struct mapped *m, const char *path, struct why *why)
{
    m->bytes = (struct text){"", 0};
    if (m->size == 0)
        return OK;
    guard();
    m->slot = take_slot();
    if (m->slot < 0)
        return why_say(why, E_UNAVAILABLE, "%s: too many files are being read at once", path);
    size_t len = (size_t)m->size;
    void *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, m->fd, 0);
    if (bytes == MAP_FAILED) {
        atomic_store(&slots[m->slot].used, false);
        return why_say(why, E_UNAVAILABLE, "%s: cannot be read: %s", path, strerror(errno));
    }
    posix_madvise(bytes, len, POSIX_MADV_SEQUENTIAL);
    m->bytes = (struct text){bytes, len};
    atomic_store(&slots[m->slot].torn, false);
    atomic_store(&slots[m->slot].end, (uintptr_t)bytes + len);
    atomic_store(&slots[m->slot].start, (uintptr_t)bytes);
    return OK;
}

static rc open_fd(const char *path, int *ret_fd, struct why *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return why_say(why, E_NOT_FOUND, "%s: there is no such file", path);
    if (fd < 0)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be opened: %s", path, strerror(errno));
    *ret_fd = fd;
    return OK;
}

/* Times of files move in ticks of a few milliseconds.  A file that was written in this very tick
 * could be written once more without its time telling: wait until the tick is over, then look. */
static int stat_settled(int fd, struct stat *ret)
{
    struct timespec now;
    if (fstat(fd, ret) != 0)
        return -1;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t age = (int64_t)(now.tv_sec - ret->st_mtim.tv_sec) * NANOSECONDS +
                  (now.tv_nsec - ret->st_mtim.tv_nsec);
    if (age < 0 || age >= TICK)
        return 0;
    struct timespec rest = {.tv_nsec = TICK - age};
    nanosleep(&rest, NULL);
    return fstat(fd, ret);
}

rc mapped_open(const char *path, struct mapped *ret_mapped, struct why *why)
{
    struct mapped m = {.fd = -1, .slot = -1};
    TRY(open_fd(path, &m.fd, why));

    struct stat s;
    rc r = OK;
    if (stat_settled(m.fd, &s) != 0)
        r = why_say(why, E_UNAVAILABLE, "%s: cannot be read: %s", path, strerror(errno));
    else if (!S_ISREG(s.st_mode))
        r = why_say(why, E_INVALID, "%s: is not a regular file", path);
    if (r == OK) {
        remember(&m, &s);
        r = map(&m, path, why);
    }
    if (r != OK) {
        close(m.fd);
        return r;
    }
    *ret_mapped = m;
    return OK;
}

void mapped_rest(const struct mapped *m)
{
    if (m->slot >= 0)
        madvise((void *)m->bytes.ptr, m->bytes.len, MADV_DONTNEED);
}

bool mapped_unchanged(const struct mapped *m)
{
    struct stat s;
    struct mapped now = {.fd = -1};
    if (m->slot >= 0 && atomic_load(&slots[m->slot].torn))
        return false;
    if (fstat(m->fd, &s) != 0)
        return false;
    remember(&now, &s);
    return now.size == m->size && memcmp(now.modified, m->modified, sizeof now.modified) == 0 &&
           memcmp(now.changed, m->changed, sizeof now.changed) == 0;
}

void mapped_close(struct mapped *m)
{
    if (m->slot >= 0) {
        atomic_store(&slots[m->slot].start, 0);
        munmap((void *)m->bytes.ptr, m->bytes.len);
        atomic_store(&slots[m->slot].used, false);
    }
    if (m->fd >= 0)
        close(m->fd);
    *m = (struct mapped){.bytes = {"", 0}, .fd = -1, .slot = -1};
}
