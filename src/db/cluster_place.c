/* cluster_place -- where the private cluster lies, and who holds which lock. */
#define _GNU_SOURCE 1 /* O_DIRECTORY, O_PATH, realpath */
#include "db/cluster_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

#define SOCKET_PREFIX "guanhu-"

/* ---- the home and its locks ---- */

/* The directories above are made like the home itself: to be entered by all (the server's user must
 * pass), to be read by their owner. */
static int make_path(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        int failed = mkdir(path, 0711) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return errno;
    }
    return mkdir(path, 0711) == 0 || errno == EEXIST ? 0 : errno;
}

static rc open_lock(struct cluster *c, const char *name, bool make, int *ret_fd, struct why *why)
{
    const char *path = arena_printf(&c->arena, "%s/%s", c->home, name);
    struct stat home, file;
    int fd = open(path, (make ? O_CREAT : 0) | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == ENOENT && !make)
        return E_NOT_FOUND;
    if (fd < 0)
        return say_errno(why, errno, path);
    /* What root makes in another's home must not lock its owner out. */
    if (geteuid() == 0 && stat(c->home, &home) == 0 && fstat(fd, &file) == 0 &&
        home.st_uid != file.st_uid && fchown(fd, home.st_uid, home.st_gid) != 0) {
        int error = errno;
        close(fd);
        return say_errno(why, error, path);
    }
    *ret_fd = fd;
    return OK;
}

rc place_open(struct cluster *c, const char *home, bool make, struct why *why)
{
    char *path = arena_printf(&c->arena, "%s", *home ? home : ".");
    int error = make ? make_path(path) : 0;
    if (error)
        return say_errno(why, error, path);
    char *real = realpath(path, NULL);
    if (!real && errno == ENOENT && !make)
        return E_NOT_FOUND;
    if (!real)
        return say_errno(why, errno, path);
    c->home = arena_printf(&c->arena, "%s", real);
    free(real);
    TRY(open_lock(c, "pg.gate", make, &c->gate, why));
    return open_lock(c, "pg.use", make, &c->use, why);
}

static rc lock(int fd, int how, const char *home, struct why *why)
{
    while (flock(fd, how) != 0)
        if (errno != EINTR)
            return why_say(why, E_UNAVAILABLE, "%s: its files cannot be locked: %s", home,
                           strerror(errno));
    return OK;
}

rc place_lock_gate(struct cluster *c, struct why *why)
{
    return lock(c->gate, LOCK_EX, c->home, why);
}

void place_unlock_gate(struct cluster *c)
{
    flock(c->gate, LOCK_UN);
}

rc place_share_use(struct cluster *c, struct why *why)
{
    return lock(c->use, LOCK_SH, c->home, why);
}

bool place_sole_user(struct cluster *c)
{
    return flock(c->use, LOCK_EX | LOCK_NB) == 0;
}

/* One line of /proc/locks: "1: FLOCK  ADVISORY  READ 1234 08:01:5678 0 EOF". */
static void add_user(const char *line, unsigned long inode, struct buf *users)
{
    const char *field[6] = {line};
    for (size_t i = 1; i < ARRAY_LEN(field); i++) {
        const char *end = field[i - 1] + strcspn(field[i - 1], " ");
        field[i] = end + strspn(end, " ");
    }
    const char *at = strrchr(field[5], ':');
    long pid = strtol(field[4], NULL, 10);
    if (strncmp(field[1], "FLOCK", 5) == 0 && at && strtoul(at + 1, NULL, 10) == inode && pid > 0)
        buf_printf(users, "%s%ld", users->len ? ", " : " by process ", pid);
}

const char *place_users(struct cluster *c)
{
    struct stat st;
    char line[256];
    struct buf users;
    FILE *file = fopen("/proc/locks", "re");
    buf_init(&users);
    if (file && fstat(c->use, &st) == 0)
        while (fgets(line, sizeof line, file))
            add_user(line, st.st_ino, &users);
    if (file)
        fclose(file);
    const char *text = arena_text(&c->arena, users.bytes, users.len);
    buf_release(&users);
    return text;
}

/* ---- the data's place ---- */

static int enter_dir(const void *path)
{
    return access(path, X_OK) == 0 ? 0 : errno;
}

static rc sync_dir(const char *path, struct why *why)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd >= 0 && fsync(fd) == 0 ? 0 : errno;
    if (fd >= 0)
        close(fd);
    return error ? say_errno(why, error, path) : OK;
}

static rc make_own_dir(struct cluster *c, const char *path, struct why *why)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return say_errno(why, errno, path);
    if (c->account.other && lchown(path, c->account.uid, c->account.gid) != 0)
        return say_errno(why, errno, path);
    return OK;
}

/* The home's path as one name: its end, so that people recognise it, and a hash of the whole. */
static const char *place_name(struct cluster *c)
{
    static const struct hash_key no_key = {0};
    enum { KEPT = 60 };
    size_t len = strlen(c->home), skip = len > KEPT ? len - KEPT : 1;
    struct hash128 hash = hash128_of(&no_key, c->home, len);
    char *name = arena_printf(&c->arena, "%s-%08x", c->home + skip, (unsigned)hash.low);
    for (char *at = name; *at; at++)
        if (*at == '/')
            *at = '-';
    return name;
}

/* A directory of root's in which nobody else can put anything. */
static bool make_base(struct cluster *c, const char *base)
{
    struct stat st;
    if (mkdir(base, 0711) != 0 && errno != EEXIST)
        return false;
    return lstat(base, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == 0 && !(st.st_mode & 022) &&
           act_as(&c->account, enter_dir, base) == 0;
}

/* The place is taken where a home of this name was removed: its data are kept, under another name,
 * because nobody asked for their end. */
static rc set_aside(struct cluster *c, const char *place, struct why *why)
{
    struct timespec now;
    if (rmdir(place) == 0 || errno == ENOENT)
        return OK;
    server_stop_in(c, arena_printf(&c->arena, "%s/data", place));
    clock_gettime(CLOCK_REALTIME, &now);
    const char *aside = arena_printf(&c->arena, "%s.old-%lld", place, (long long)now.tv_sec);
    return rename(place, aside) == 0 ? OK : say_errno(why, errno, place);
}

static rc make_elsewhere(struct cluster *c, const char *link, struct why *why)
{
    static const char *const bases[] = {"/var/lib/guanhu", "/var/tmp/guanhu"};
    for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
        if (!make_base(c, bases[i]))
            continue;
        const char *place = arena_printf(&c->arena, "%s/%s", bases[i], place_name(c));
        TRY(set_aside(c, place, why));
        TRY(make_own_dir(c, place, why));
        TRY(sync_dir(bases[i], why));
        return symlink(place, link) == 0 ? OK : say_errno(why, errno, link);
    }
    return why_say(why, E_UNAVAILABLE,
                   "user %s can enter neither %s nor a directory under /var/lib "
                   "or /var/tmp: choose a home that it can enter (GUANHU_HOME)",
                   c->account.name, c->home);
}

static rc make_place(struct cluster *c, const char *link, struct why *why)
{
    if (act_as(&c->account, enter_dir, c->home) == 0)
        TRY(make_own_dir(c, link, why));
    else
        TRY(make_elsewhere(c, link, why));
    return sync_dir(c->home, why);
}

static rc server_account(struct cluster *c, struct why *why)
{
    c->account = account_of_caller();
    if (geteuid() != 0)
        return OK;
    if (account_by_name("postgres", &c->account) != OK)
        return why_say(why, E_UNAVAILABLE,
                       "there is no user postgres, as whom the private cluster "
                       "runs when root starts it: install PostgreSQL (apt install postgresql)");
    return OK;
}

/* The data's owner runs the server: root may have been somebody else when the cluster was made. */
static rc check_place(struct cluster *c, const struct stat *st, struct why *why)
{
    if (!S_ISDIR(st->st_mode))
        return why_say(why, E_UNAVAILABLE, "%s: is not a directory: remove it", c->pg);
    if (st->st_uid == c->account.uid)
        return OK;
    if (geteuid() != 0)
        return why_say(why, E_UNAVAILABLE,
                       "%s: belongs to another user (number %u): run guanhu as "
                       "that user or as root",
                       c->pg, (unsigned)st->st_uid);
    if (st->st_uid == 0) /* made, but not yet given away */
        return make_own_dir(c, c->pg, why);
    if (account_by_number(st->st_uid, &c->account) != OK)
        return why_say(why, E_UNAVAILABLE, "%s: belongs to user number %u, who does not exist",
                       c->pg, (unsigned)st->st_uid);
    return OK;
}

rc place_find_data(struct cluster *c, bool make, struct why *why)
{
    const char *link = arena_printf(&c->arena, "%s/pg", c->home);
    struct stat st;
    TRY(server_account(c, why));
    if (lstat(link, &st) != 0) {
        if (errno != ENOENT)
            return say_errno(why, errno, link);
        if (!make)
            return E_NOT_FOUND;
        TRY(make_place(c, link, why));
    }
    char *real = realpath(link, NULL);
    if (!real)
        return why_say(why, E_UNAVAILABLE,
                       "%s: points to a directory that is not there: bring it "
                       "back, or remove the link to begin with an empty database",
                       link);
    c->pg = arena_printf(&c->arena, "%s", real);
    free(real);
    c->data = arena_printf(&c->arena, "%s/data", c->pg);
    c->log = arena_printf(&c->arena, "%s/log", c->pg);
    c->lock = arena_printf(&c->arena, "%s/server.lock", c->pg);
    c->pg_fd = open(c->pg, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (c->pg_fd < 0 || fstat(c->pg_fd, &st) != 0)
        return say_errno(why, errno, c->pg);
    return check_place(c, &st, why);
}

/* ---- the socket's directory ---- */

/* The directory is new for each start, so that nobody can have prepared it and no server that lost
 * its home can be in the way; pg/socket points to it, for connections, the next start and people.
 */
struct socket_act {
    const char *pg;
    const char *dir; /* the new one; NULL: only the old one is dropped */
};

static bool is_ours(const char *dir)
{
    struct stat st;
    const char *name = strrchr(dir, '/');
    return dir[0] == '/' && name && strncmp(name + 1, SOCKET_PREFIX, strlen(SOCKET_PREFIX)) == 0 &&
           lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

static int turn_socket_link(const void *ctx)
{
    const struct socket_act *act = ctx;
    static const char *const files[] = {".s.PGSQL.5432", ".s.PGSQL.5432.lock"};
    char old[256];
    int pg = open(act->pg, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (pg < 0)
        return errno;
    ssize_t len = readlinkat(pg, "socket", old, sizeof old - 1);
    old[len > 0 ? len : 0] = '\0';
    if (len > 0 && is_ours(old)) {
        int dir = open(old, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        for (size_t i = 0; dir >= 0 && i < ARRAY_LEN(files); i++)
            unlinkat(dir, files[i], 0);
        if (dir >= 0)
            close(dir);
        rmdir(old);
    }
    unlinkat(pg, "socket", 0);
    int error = act->dir && symlinkat(act->dir, pg, "socket") != 0 ? errno : 0;
    close(pg);
    return error;
}

void place_drop_socket_dir(struct cluster *c)
{
    struct socket_act act = {.pg = c->pg};
    (void)!act_as(&c->account, turn_socket_link, &act);
}

rc place_make_socket_dir(struct cluster *c, struct why *why)
{
    static const char *const bases[] = {"/tmp", "/var/tmp", "/run"};
    char *dir = NULL;
    for (size_t i = 0; i < ARRAY_LEN(bases) && !dir; i++)
        dir = mkdtemp(arena_printf(&c->arena, "%s/" SOCKET_PREFIX "XXXXXX", bases[i]));
    if (!dir)
        return why_say(why, E_UNAVAILABLE,
                       "no directory for the database's socket can be made in "
                       "/tmp, /var/tmp or /run: %s",
                       strerror(errno));
    if (c->account.other && lchown(dir, c->account.uid, c->account.gid) != 0)
        return say_errno(why, errno, dir);
    struct socket_act act = {.pg = c->pg, .dir = dir};
    int error = act_as(&c->account, turn_socket_link, &act);
    if (error) {
        rmdir(dir);
        return say_errno(why, error, c->pg);
    }
    c->socket_dir = dir;
    return OK;
}
