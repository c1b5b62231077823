/* cluster_programs -- finds PostgreSQL's programs and makes the data with them. */
#define _GNU_SOURCE 1 /* newlocale */
#include "db/cluster_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OLDEST = 15 };
#define DEBIAN_DIR "/usr/lib/postgresql"

const char *program_path(struct cluster *c, const char *name)
{
    return arena_printf(&c->arena, "%s/%s", c->bin, name);
}

/* ---- what a program said ---- */

static const struct {
    const char *sign;
    const char *advice;
} advices[] = {
    {"No space left on device", "its disk is full: make room on it and try again"},
    {"Disk quota exceeded", "its disk is full: make room on it and try again"},
    {"Read-only file system", "its disk can only be read: choose another home (GUANHU_HOME)"},
    {"could not map anonymous shared memory", "there is too little memory: set GUANHU_PG_SMALL=1"},
    {"Cannot allocate memory", "there is too little memory: set GUANHU_PG_SMALL=1"},
    {"could not create any Unix-domain sockets", "its socket cannot be made: look at /tmp"},
    {"Permission denied", "its files belong to somebody else: run guanhu as their owner"},
};

/* Finds the last line that tells of a failure, without the time and the process before it; else the
 * first line that is no mere report. */
static struct text find_failure(struct text output)
{
    static const char *const signs[] = {"FATAL:", "PANIC:", "error:", "ERROR:"};
    struct text found = {NULL, 0};
    const char *end = output.ptr + output.len;
    for (const char *line = output.ptr; line && line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t len = (size_t)((stop ? stop : end) - line);
        for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
            const char *at = memmem(line, len, signs[i], strlen(signs[i]));
            if (at) {
                at += strlen(signs[i]);
                found = (struct text){at, (size_t)(line + len - at)};
            }
        }
        if (!found.ptr && len > 0 && !memmem(line, len, "LOG:", 4))
            found = (struct text){line, len};
        line = stop ? stop + 1 : NULL;
    }
    while (found.len > 0 && *found.ptr == ' ') {
        found.ptr++;
        found.len--;
    }
    return found;
}

rc say_program(struct cluster *c, const char *doing, struct text output, struct why *why)
{
    struct text failure = find_failure(output);
    if (!failure.len)
        failure = TEXT("it ended without saying why");
    for (size_t i = 0; i < ARRAY_LEN(advices); i++)
        if (output.len && memmem(output.ptr, output.len, advices[i].sign, strlen(advices[i].sign)))
            return why_say(why, E_UNAVAILABLE, "the private cluster in %s cannot be %s: %s (%.*s)",
                           c->pg, doing, advices[i].advice, (int)failure.len, failure.ptr);
    return why_say(why, E_UNAVAILABLE, "the private cluster in %s cannot be %s: %.*s (its log: %s)",
                   c->pg, doing, (int)failure.len, failure.ptr, c->log);
}

/* ---- finding them ---- */

/* The major version that made the data; 0 where there are none. */
static int data_version(const struct cluster *c)
{
    char path[4096], line[32] = "";
    snprintf(path, sizeof path, "%s/PG_VERSION", c->data);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    fclose(file);
    return (int)strtol(line, NULL, 10);
}

/* Newest of Debian's, or exactly 'wanted' where it is not 0. */
static int find_debian(int wanted)
{
    int best = 0;
    DIR *dir = opendir(DEBIAN_DIR);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        char path[512];
        int version = (int)strtol(entry->d_name, NULL, 10);
        snprintf(path, sizeof path, DEBIAN_DIR "/%s/bin/postgres", entry->d_name);
        if (version > best && (wanted == 0 || version == wanted) && access(path, X_OK) == 0)
            best = version;
    }
    if (dir)
        closedir(dir);
    return best;
}

/* The directory of PATH that has postgres and initdb; NULL: none. */
static const char *find_in_path(struct cluster *c)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        int len = (int)strcspn(path, ":");
        const char *dir = arena_printf(&c->arena, "%.*s", len, path);
        if (*dir == '/' && access(arena_printf(&c->arena, "%s/postgres", dir), X_OK) == 0 &&
            access(arena_printf(&c->arena, "%s/initdb", dir), X_OK) == 0)
            return dir;
        path += len + (path[len] == ':');
    }
    return NULL;
}

/* "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)" -> 15. */
static rc ask_version(struct cluster *c, int *ret_version, struct why *why)
{
    struct buf output;
    int status = 0;
    buf_init(&output);
    const struct program ask = {.argv = (const char *[]){program_path(c, "postgres"), "-V", NULL}};
    rc r = run_program(&c->account, &ask, &output, &status, why);
    buf_add_char(&output, '\0');
    const char *number = strstr(output.bytes, ") ");
    if (r == OK && status == 0 && number)
        *ret_version = (int)strtol(number + 2, NULL, 10);
    else if (r == OK)
        r = why_say(why, E_UNAVAILABLE,
                    "%s/postgres does not run: install PostgreSQL 15 or later "
                    "(apt install postgresql)",
                    c->bin);
    buf_release(&output);
    return r;
}

static rc check_version(struct cluster *c, int made_by, struct why *why)
{
    int version = 0;
    TRY(ask_version(c, &version, why));
    if (version < OLDEST)
        return why_say(why, E_UNAVAILABLE,
                       "%s is PostgreSQL %d: version 15 or later is needed "
                       "(apt install postgresql)",
                       c->bin, version);
    if (made_by && version != made_by)
        return why_say(why, E_UNAVAILABLE,
                       "the private cluster in %s was made by PostgreSQL %d, "
                       "%s is %d: install postgresql-%d, or upgrade the data with pg_upgrade",
                       c->pg, made_by, c->bin, version, made_by);
    return OK;
}

rc programs_find(struct cluster *c, struct why *why)
{
    int made_by = data_version(c);
    int debian = find_debian(made_by);
    const char *configured = getenv("GUANHU_PG_BIN");
    if (configured && *configured) {
        c->bin = arena_printf(&c->arena, "%s", configured);
        return check_version(c, made_by, why);
    }
    if (debian >= OLDEST) {
        c->bin = arena_printf(&c->arena, DEBIAN_DIR "/%d/bin", debian);
        return OK;
    }
    int other = find_debian(0);
    c->bin = find_in_path(c);
    if (!c->bin && other > 0)
        c->bin = arena_printf(&c->arena, DEBIAN_DIR "/%d/bin", other);
    if (!c->bin)
        return why_say(why, E_UNAVAILABLE,
                       "PostgreSQL is not installed: install version 15 or "
                       "later (apt install postgresql), or name a server in GUANHU_DATABASE_URL");
    return check_version(c, made_by, why);
}

/* ---- making the data ---- */

/* Under the lock of the server: where we are killed, the program goes on, and who comes next has to
 * wait for its end. */
static rc run(struct cluster *c, const char *const *argv, const char *input, struct why *why)
{
    const struct program one = {.argv = argv, .input = input, .lock = c->lock};
    struct buf output;
    int status = 0;
    buf_init(&output);
    rc r = run_program(&c->account, &one, &output, &status, why);
    if (r == OK && status != 0)
        r = say_program(c, "made", buf_text(&output), why);
    buf_release(&output);
    return r;
}

/* Texts compare by bytes, whatever the machine's language; C.UTF-8 only says what a letter is. */
static rc run_initdb(struct cluster *c, const char *data, struct why *why)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    const char *letters = utf8 ? "--lc-ctype=C.UTF-8" : "--lc-ctype=C";
    if (utf8)
        freelocale(utf8);
    return run(c,
               (const char *[]){program_path(c, "initdb"), "-D", data, "-U", SUPERUSER, "-A",
                                "trust", "-E", "UTF8", "--locale=C", letters, "--data-checksums",
                                "--no-sync", "--no-instructions", NULL},
               NULL, why);
}

struct file_act {
    const char *path;
    const char *text;
    bool appends;
};

static int write_text(const void *ctx)
{
    const struct file_act *act = ctx;
    size_t len = strlen(act->text);
    int fd = open(act->path,
                  O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (act->appends ? O_APPEND : O_TRUNC),
                  0600);
    if (fd < 0)
        return errno;
    ssize_t put = write(fd, act->text, len);
    int error = put == (ssize_t)len ? 0 : put < 0 ? errno : ENOSPC;
    close(fd);
    return error;
}

static rc configure(struct cluster *c, const char *data, struct why *why)
{
    const struct file_act acts[] = {
        {arena_printf(&c->arena, "%s/postgresql.conf", data),
         "\n# What guanhu chose for this machine, at each start; and what you choose yourself.\n"
         "include 'guanhu.conf'\ninclude_if_exists 'local.conf'\n",
         true},
        {arena_printf(&c->arena, "%s/local.conf", data),
         "# Your own settings; they overrule those of guanhu.conf.\n", false},
        {arena_printf(&c->arena, "%s/guanhu.conf", data), "", false},
        {arena_printf(&c->arena, "%s/pg_hba.conf", data),
         "# The socket lies in a directory that only its owner can enter.\n"
         "local all all trust\n",
         false},
    };
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        int error = act_as(&c->account, write_text, &acts[i]);
        if (error)
            return say_errno(why, error, acts[i].path);
    }
    return OK;
}

/* The owner of the database may make roles but is no superuser: what it serves is bound by rules
 * that a superuser would escape. */
static rc make_database(struct cluster *c, const char *data, struct why *why)
{
    static const char sql[] =
        "create role " DATABASE " login createrole;\n"
        "create database " DATABASE " owner " DATABASE " strategy file_copy;\n";
    return run(c,
               (const char *[]){program_path(c, "postgres"), "--single", "-F", "-D", data, "-c",
                                "exit_on_error=true", "-c", "log_checkpoints=false", "postgres",
                                NULL},
               sql, why);
}

struct rename_act {
    const char *dir;
    const char *from;
    const char *to;
};

static int rename_dir(const void *ctx)
{
    const struct rename_act *act = ctx;
    if (rename(act->from, act->to) != 0)
        return errno;
    int fd = open(act->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd >= 0 && fsync(fd) == 0 ? 0 : errno;
    if (fd >= 0)
        close(fd);
    return error;
}

/* Everything is done in another directory, written to the disk, and then renamed. */
rc programs_make_data(struct cluster *c, struct why *why)
{
    const char *made = arena_printf(&c->arena, "%s/data.new", c->pg);
    struct stat st;
    if (data_version(c) > 0)
        return OK;
    if (lstat(c->data, &st) == 0)
        return why_say(why, E_UNAVAILABLE,
                       "%s: is no database of PostgreSQL: move it away, or "
                       "restore it from its backup",
                       c->data);
    TRY(server_wait_for_lock(c, why));
    TRY(run(c, (const char *[]){"/bin/rm", "-rf", "--", made, NULL}, NULL, why));
    TRY(run_initdb(c, made, why));
    TRY(configure(c, made, why));
    TRY(make_database(c, made, why));
    if (!c->small)
        TRY(run(c, (const char *[]){program_path(c, "initdb"), "--sync-only", "-D", made, NULL},
                NULL, why));
    struct rename_act act = {.dir = c->pg, .from = made, .to = c->data};
    int error = act_as(&c->account, rename_dir, &act);
    return error ? say_errno(why, error, c->data) : OK;
}
