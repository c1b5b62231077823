/* cluster_server -- the server of the private cluster: is there one, starting, waiting, stopping.
 */
#define _GNU_SOURCE 1 /* pidfd_open by syscall, struct statvfs */
#include "db/cluster_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/clock.h"

enum {
    POLL_MS = 5,
    LONGEST_WAIT_MS = 10 * 60 * 1000, /* recovery and the last checkpoint of a large database */
    LONGEST_END_MS = 120 * 1000,      /* processes of a server that died */
    ORPHANS_MS = 1000, /* so long they may end by themselves, so often they are told */
    MOST_LOG = 10 * 1024 * 1024
};
#define MB INT64_C(1048576)

static void pause_ms(int ms)
{
    poll(NULL, 0, ms);
}

/* ---- is there a server? ---- */

/* What postmaster.pid says. */
struct pid_file {
    pid_t pid;
    char socket_dir[256];
    bool ready;
};

static void read_line(struct pid_file *f, int number, char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (number == 1)
        f->pid = (pid_t)strtol(line, NULL, 10);
    if (number == 5)
        snprintf(f->socket_dir, sizeof f->socket_dir, "%.255s", line);
    if (number == 8)
        f->ready = strncmp(line, "ready", 5) == 0;
}

static struct pid_file read_pid_file(const char *data)
{
    struct pid_file f = {0};
    char path[4200], line[4200];
    int number = 0;
    snprintf(path, sizeof path, "%s/postmaster.pid", data);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        read_line(&f, ++number, line);
    if (file)
        fclose(file);
    return f;
}

static bool is_named_postgres(pid_t pid)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool named = fgets(name, sizeof name, file) && strncmp(name, "postgres", 8) == 0;
    fclose(file);
    return named;
}

/* The number alone proves nothing: after a crash it may be another process's.  A server works in
 * its data directory. */
static bool is_server(pid_t pid, const char *data)
{
    char path[64];
    struct stat there, here;
    snprintf(path, sizeof path, "/proc/%ld/cwd", (long)pid);
    return pid > 0 && kill(pid, 0) == 0 && is_named_postgres(pid) && stat(path, &there) == 0 &&
           stat(data, &here) == 0 && there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

bool server_find(struct cluster *c)
{
    struct pid_file f = read_pid_file(c->data);
    if (!is_server(f.pid, c->data))
        return false;
    if (c->is_child && c->server != f.pid) {
        waitpid(c->server, NULL, WNOHANG); /* ours died, and somebody started another one */
        c->is_child = false;
    }
    c->server = f.pid;
    c->socket_dir = arena_printf(&c->arena, "%s", f.socket_dir);
    return true;
}

bool server_reachable(const struct cluster *c)
{
    char path[512];
    snprintf(path, sizeof path, "%s/.s.PGSQL.%d", c->socket_dir, SOCKET_PORT);
    return access(path, F_OK) == 0;
}

/* ---- settings ---- */

static int64_t read_number(const char *path)
{
    char line[64] = "";
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    fclose(file);
    return strtoll(line, NULL, 10); /* "max" is 0 */
}

/* Of the machine, or what a container is allowed. */
static int64_t memory_size(void)
{
    int64_t all = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    int64_t limit = read_number("/sys/fs/cgroup/memory.max");
    return limit > 0 && limit < all ? limit : all;
}

static int64_t between(int64_t least, int64_t x, int64_t most)
{
    return x < least ? least : x > most ? most : x;
}

static int64_t disk_free(const char *path)
{
    struct statvfs st;
    return statvfs(path, &st) == 0 ? (int64_t)(st.f_bavail * st.f_frsize) : 0;
}

/* Parallel queries share memory by /dev/shm, which many containers keep at 64 MB. */
static const char *shared_memory_kind(void)
{
    struct statvfs st;
    bool roomy = statvfs("/dev/shm", &st) == 0 && (int64_t)(st.f_blocks * st.f_frsize) >= 256 * MB;
    return roomy ? "posix" : "sysv";
}

static const char *make_settings(struct cluster *c)
{
    int64_t memory = memory_size() / MB;
    int64_t buffers = c->small ? 32 : between(32, memory / 4, 1024);
    int64_t wal = c->small ? 256 : between(1024, disk_free(c->pg) / MB / 10, 8192);
    bool lz4 = strncmp(c->bin, "/usr/lib/postgresql/", 20) == 0;
    return arena_printf(
        &c->arena,
        "# Written at each start; put your own settings into local.conf.\n"
        "shared_buffers = %" PRId64 "MB\neffective_cache_size = %" PRId64 "MB\n"
        "maintenance_work_mem = %" PRId64 "MB\nwork_mem = 16MB\nmax_connections = 50\n"
        "max_locks_per_transaction = 256\n"
        "dynamic_shared_memory_type = %s\njit = off\nrandom_page_cost = 1.1\n"
        "max_wal_size = %" PRId64 "MB\nmin_wal_size = %" PRId64 "MB\nwal_buffers = 16MB\n"
        "checkpoint_timeout = 15min\nwal_compression = %s\ndefault_toast_compression = %s\n"
        "synchronous_commit = on\n"
        /* The disk writes while rows come, not only when they are committed. */
        "backend_flush_after = 2MB\n"
        /* What is written into new tables needs no log: it is on disk before it is published. */
        "wal_level = minimal\nmax_wal_senders = 0\n"
        /* The log must not tell what the rows say. */
        "log_error_verbosity = terse\nlog_min_error_statement = panic\nlog_checkpoints = off\n"
        "log_line_prefix = '%%m [%%p] '\n",
        buffers, between(buffers, memory / 2, memory), between(64, memory / 16, 512),
        shared_memory_kind(), wal, between(80, wal / 8, 1024), lz4 ? "lz4" : "on",
        lz4 ? "lz4" : "pglz");
}

struct settings_act {
    const char *path;
    const char *made;
    const char *text;
};

static int write_settings(const void *ctx)
{
    const struct settings_act *act = ctx;
    size_t len = strlen(act->text);
    int fd = open(act->made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return errno;
    ssize_t put = write(fd, act->text, len);
    int error = put == (ssize_t)len ? 0 : put < 0 ? errno : ENOSPC;
    close(fd);
    if (!error && rename(act->made, act->path) != 0)
        error = errno;
    return error;
}

/* ---- starting ---- */

/* The server's own children call themselves "postgres: checkpointer" and the like. */
static bool is_child_of_server(pid_t pid, const char *data)
{
    static const char title[] = "postgres: ";
    char path[64], line[sizeof title] = "";
    snprintf(path, sizeof path, "/proc/%ld/cmdline", (long)pid);
    FILE *file = is_server(pid, data) ? fopen(path, "re") : NULL;
    if (!file)
        return false;
    bool read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    return read && strcmp(line, title) == 0;
}

/* Children of a server that died end when they notice, and one in the middle of a long query only
 * after it; what they do counts no more.  True: there are some, who have now been told. */
static bool end_orphans(struct cluster *c)
{
    bool any = false;
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (is_child_of_server(pid, c->data))
            any = kill(pid, SIGQUIT) == 0 || any;
    }
    if (dir)
        closedir(dir);
    return any;
}

/* Until the lock is had, a server appears, or patience ends.  *ret_orphans: the last look saw some.
 */
static bool wait_for_lock(struct cluster *c, int fd, bool *ret_orphans)
{
    uint64_t now = clock_ms(), end = now + LONGEST_END_MS, look = now + ORPHANS_MS;
    for (; now < end; pause_ms(POLL_MS), now = clock_ms()) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 || server_find(c))
            return true;
        if (now < look)
            continue;
        *ret_orphans = end_orphans(c);
        look = now + ORPHANS_MS;
    }
    return false;
}

/* Processes of a server that died hold its lock as long as they live, and so do initdb and its like
 * when guanhu is killed while they work: nothing must begin before they are gone.  One that was
 * just being started when guanhu was killed appears while we wait: then c->server names it. */
rc server_wait_for_lock(struct cluster *c, struct why *why)
{
    bool orphans = false;
    int fd = open(c->lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? OK : say_errno(why, errno, c->lock);
    bool got = wait_for_lock(c, fd, &orphans);
    close(fd);
    if (got)
        return OK;
    return orphans ? why_say(why, E_UNAVAILABLE,
                             "processes of a server that died still work in %s, and the disk keeps "
                             "them from ending: try again when it is less busy",
                             c->data)
                   : why_say(why, E_UNAVAILABLE,
                             "a server that cannot be seen from here uses %s: "
                             "end it on its machine or in its container",
                             c->data);
}

static int remove_file(const void *path)
{
    return unlink(path) == 0 ? 0 : errno;
}

/* PostgreSQL takes any living process of its user for the server whose number is in the file. */
static void drop_stale_pid_file(struct cluster *c)
{
    struct pid_file f = read_pid_file(c->data);
    const char *path = arena_printf(&c->arena, "%s/postmaster.pid", c->data);
    if (f.pid > 0 && kill(f.pid, 0) == 0 && !is_server(f.pid, c->data))
        (void)!act_as(&c->account, remove_file, path);
}

static off_t log_size(const struct cluster *c)
{
    struct stat st;
    return stat(c->log, &st) == 0 ? st.st_size : 0;
}

/* Why the server ended: what it wrote into its log since 'from'. */
static rc say_log(struct cluster *c, off_t from, struct why *why)
{
    char text[8192];
    ssize_t len = 0;
    int fd = open(c->log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0) {
        len = pread(fd, text, sizeof text, from);
        close(fd);
    }
    return say_program(c, "started", (struct text){text, len > 0 ? (size_t)len : 0}, why);
}

/* Has the server ended?  Our child is waited for, so that it does not stay behind as a zombie. */
static bool has_ended(struct cluster *c)
{
    int status;
    if (!c->is_child)
        return !is_server(c->server, c->data);
    if (waitpid(c->server, &status, WNOHANG) == 0)
        return false;
    c->is_child = false;
    return true;
}

static rc wait_ready(struct cluster *c, off_t log_from, struct why *why)
{
    for (uint64_t end = clock_ms() + LONGEST_WAIT_MS; clock_ms() < end; pause_ms(POLL_MS)) {
        struct pid_file f = read_pid_file(c->data);
        if (f.pid == c->server && f.ready) {
            /* Whoever found a server that was just starting has not seen where it listens. */
            c->socket_dir = arena_printf(&c->arena, "%s", f.socket_dir);
            return OK;
        }
        if (has_ended(c)) {
            c->server = 0;
            return say_log(c, log_from, why);
        }
    }
    return why_say(why, E_UNAVAILABLE,
                   "the private cluster in %s is still recovering: try again "
                   "later (its log: %s)",
                   c->pg, c->log);
}

/* A server that was told to stop says "ready" in its file until it begins to: only asking tells. */
static PGPing ping(struct cluster *c)
{
    return PQping(arena_printf(&c->arena, "host=%s port=%d dbname=postgres user=%s", c->socket_dir,
                               SOCKET_PORT, SUPERUSER));
}

rc server_wait(struct cluster *c, struct why *why)
{
    TRY(wait_ready(c, log_size(c), why));
    struct arena_mark mark = arena_mark(&c->arena);
    for (uint64_t end = clock_ms() + LONGEST_WAIT_MS; clock_ms() < end; pause_ms(POLL_MS)) {
        if (!server_reachable(c) || ping(c) == PQPING_OK)
            return OK;
        arena_rewind(&c->arena, mark);
        if (!has_ended(c))
            continue;
        c->server = 0;
        return why_say(why, E_UNAVAILABLE, "the private cluster in %s ended while it was asked",
                       c->pg);
    }
    return why_say(why, E_UNAVAILABLE, "the private cluster in %s does not answer: see its log %s",
                   c->pg, c->log);
}

rc server_start(struct cluster *c, struct why *why)
{
    struct settings_act settings = {
        .path = arena_printf(&c->arena, "%s/guanhu.conf", c->data),
        .made = arena_printf(&c->arena, "%s/guanhu.conf.new", c->data),
        .text = make_settings(c),
    };
    TRY(server_wait_for_lock(c, why));
    if (c->server)
        return server_wait(c, why);
    drop_stale_pid_file(c);
    TRY(place_make_socket_dir(c, why));
    int error = act_as(&c->account, write_settings, &settings);
    if (error)
        return say_errno(why, error, settings.path);

    struct daemon daemon = {
        .argv =
            (const char *[]){program_path(c, "postgres"), "-D", c->data, "-c", "listen_addresses=",
                             "-c", "port=5432", "-c", "unix_socket_permissions=0700", "-c",
                             arena_printf(&c->arena, "unix_socket_directories=%s", c->socket_dir),
                             "-c", "logging_collector=off", "-c", "fsync=on", NULL},
        .log = c->log,
        .lock = c->lock,
        .dies_with_caller = c->dies_with_caller,
    };
    off_t log_from = log_size(c);
    TRY(start_daemon(&c->account, &daemon, &c->server, why));
    c->is_child = true;
    rc r = wait_ready(c, log_from, why);
    if (r != OK && c->server == 0)
        place_drop_socket_dir(c);
    return r;
}

/* ---- stopping ---- */

/* Waits until the process is gone; where the kernel cannot tell, by looking again and again. */
static bool wait_gone(struct cluster *c, const char *data, pid_t pid)
{
    uint64_t end = clock_ms() + LONGEST_WAIT_MS;
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd gone = {.fd = fd, .events = POLLIN};
    while (clock_ms() < end) {
        bool ended = c->is_child && pid == c->server ? has_ended(c) : !is_server(pid, data);
        if (ended)
            break;
        poll(&gone, fd >= 0, fd >= 0 ? 1000 : POLL_MS);
    }
    if (fd >= 0)
        close(fd);
    return !is_server(pid, data);
}

rc server_stop(struct cluster *c, struct why *why)
{
    if (kill(c->server, SIGINT) != 0 && errno != ESRCH)
        return why_say(why, E_UNAVAILABLE,
                       "the private cluster in %s cannot be stopped: %s: stop "
                       "it as user %s",
                       c->pg, strerror(errno), c->account.name);
    if (!wait_gone(c, c->data, c->server))
        return why_say(why, E_UNAVAILABLE,
                       "the private cluster in %s does not stop: see its log %s", c->pg, c->log);
    c->server = 0;
    place_drop_socket_dir(c);
    return OK;
}

void server_stop_in(struct cluster *c, const char *data)
{
    struct pid_file f = read_pid_file(data);
    if (is_server(f.pid, data) && kill(f.pid, SIGINT) == 0)
        wait_gone(c, data, f.pid);
}

/* ---- log ---- */

struct log_act {
    const char *log;
    const char *old;
};

/* The server appends to the file it has open: the content is moved, not the file. */
static int move_log(const void *ctx)
{
    const struct log_act *act = ctx;
    char bytes[16384];
    ssize_t got = 0;
    int from = open(act->log, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    int to = open(act->old, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    while (from >= 0 && to >= 0 && (got = read(from, bytes, sizeof bytes)) > 0)
        if (write(to, bytes, (size_t)got) != got)
            break;
    int error = from >= 0 && ftruncate(from, 0) == 0 ? 0 : errno;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return error;
}

void server_trim_log(struct cluster *c)
{
    struct log_act act = {.log = c->log, .old = arena_printf(&c->arena, "%s.old", c->log)};
    if (log_size(c) > MOST_LOG)
        (void)!act_as(&c->account, move_log, &act);
}
