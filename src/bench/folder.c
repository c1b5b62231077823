#define _XOPEN_SOURCE 700 /* realpath */
#include "bench/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "bench/make.h"
#include "invent/remove.h"

/* ---- making and removing ---- */

static rc cannot_use(const char *path, struct why *why)
{
    return why_say(why, E_UNAVAILABLE, "%s: cannot be used: %s: choose another --folder", path,
                   strerror(errno));
}

/* Whoever runs the private cluster must pass: 0755 all the way. */
static rc make_path(struct folder *f, struct why *why)
{
    char *path = arena_printf(&f->texts, "%s", f->dir);
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        bool failed = mkdir(path, 0755) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return cannot_use(f->dir, why);
    }
    f->is_new = mkdir(path, 0755) == 0;
    return f->is_new || errno == EEXIST ? OK : cannot_use(f->dir, why);
}

/* The cluster's data may lie where its user can go (db/cluster.h); they end with the home. */
static void remove_data(const char *link)
{
    struct stat st;
    char *real = lstat(link, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(link, NULL) : NULL;
    if (real && strstr(real, "/guanhu/"))
        remove_tree(real);
    free(real);
}

void folder_drop_home(struct folder *f)
{
    DIR *dir = opendir(f->home);
    struct arena_mark mark = arena_mark(&f->texts);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "guanhu.conf") == 0)
            continue;
        const char *path = arena_printf(&f->texts, "%s/%s", f->home, name);
        remove_data(path);
        remove_tree(path);
    }
    if (dir)
        closedir(dir);
    arena_rewind(&f->texts, mark);
    rmdir(f->home); /* fails where there is a guanhu.conf */
}

/* ---- whose it is ---- */

static bool is_empty(const char *path)
{
    bool empty = true;
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && empty && (entry = readdir(dir));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (dir)
        closedir(dir);
    return empty;
}

static rc take_lock(struct folder *f, struct why *why)
{
    f->lock = open(f->made, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (f->lock < 0 && errno == ENOENT) {
        if (!is_empty(f->dir))
            return why_say(why, E_REFUSED,
                           "%s: holds something that bench has not made: choose another --folder",
                           f->dir);
        f->lock = open(f->made, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    }
    if (f->lock < 0)
        return cannot_use(f->made, why);
    if (flock(f->lock, LOCK_EX | LOCK_NB) == 0)
        return OK;
    close(f->lock);
    return why_say(why, E_REFUSED, "%s: another bench works there: wait for its end", f->dir);
}

static rc enter(struct folder *f, struct why *why)
{
    TRY(make_path(f, why));
    return take_lock(f, why);
}

rc folder_enter(const char *dir, struct folder *ret_folder, struct why *why)
{
    struct folder f = {.lock = -1};
    arena_init(&f.texts);
    f.dir = arena_printf(&f.texts, "%s", dir);
    f.made = arena_printf(&f.texts, "%s/made", dir);
    f.days = arena_printf(&f.texts, "%s/days", dir);
    f.home = arena_printf(&f.texts, "%s/home", dir);
    rc r = enter(&f, why);
    if (r == OK)
        *ret_folder = f;
    else
        arena_release(&f.texts);
    return r;
}

void folder_leave(struct folder *f)
{
    close(f->lock);
    arena_release(&f->texts);
}

/* ---- the files ---- */

/* What 'made' says of complete files; the number changes with the rows that are made. */
static const char *made_text(struct folder *f, const struct world *w)
{
    return arena_printf(&f->texts,
                        "files of guanhu bench, form 1: %" PRIu64 " customers, %" PRIu64
                        " accounts, complete\n",
                        w->customers, w->accounts);
}

static bool is_complete(const struct folder *f, const char *made)
{
    char there[256];
    ssize_t len = pread(f->lock, there, sizeof there, 0);
    return len == (ssize_t)strlen(made) && memcmp(there, made, (size_t)len) == 0;
}

static rc make_files(struct folder *f, const struct world *world, struct progress *progress,
                     struct why *why)
{
    if (mkdir(f->days, 0755) != 0)
        return cannot_use(f->days, why);
    progress_stage(progress, "making the day files", "nights", NIGHT_COUNT);
    for (enum night night = FIRST_DAY; night < NIGHT_COUNT; night++) {
        TRY(make_night(world, night, f->days, why));
        progress_at(progress, (uint64_t)night + 1);
    }
    return OK;
}

/* Another bank's files, or half of one's: with them goes the home that was loaded from them. */
static void clear(struct folder *f)
{
    (void)!ftruncate(f->lock, 0);
    remove_tree(f->days);
    folder_drop_home(f);
}

static void give_up(struct folder *f)
{
    clear(f);
    unlink(f->made);
    if (f->is_new)
        rmdir(f->dir);
}

rc folder_fill(struct folder *f, const struct world *world, struct progress *progress,
               struct why *why)
{
    const char *made = made_text(f, world);
    if (is_complete(f, made))
        return OK;
    clear(f);
    rc r = make_files(f, world, progress, why);
    if (r == OK && pwrite(f->lock, made, strlen(made), 0) != (ssize_t)strlen(made))
        r = cannot_use(f->made, why);
    if (r != OK)
        give_up(f);
    else
        progress_finish(progress, "%" PRIu64 " customers, %" PRIu64 " accounts", world->customers,
                        world->accounts);
    return r;
}
