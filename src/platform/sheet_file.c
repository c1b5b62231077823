#define _DEFAULT_SOURCE /* dirent */
#include "platform/sheet_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mapped.h"

enum { PATH_ROOM = 4096, NAME_LEN = 14 /* 20261031.sheet */ };

static bool path_of(char path[PATH_ROOM], const char *home, day d, const char *more)
{
    struct ymd at = day_ymd(d);
    return snprintf(path, PATH_ROOM, "%s/sheets/%04d%02d%02d.sheet%s", home, at.year, at.month,
                    at.day, more) < PATH_ROOM;
}

/* ---- reading ---- */

static void unmap(void *with)
{
    mapped_close(with);
    free(with);
}

static rc load(const char *path, struct sheet **ret)
{
    struct mapped *m = mem_alloc(sizeof *m);
    struct why why = {""};
    rc r = mapped_open(path, m, &why);
    if (r != OK) {
        free(m);
        return r;
    }
    r = sheet_over(m->bytes, unmap, m, ret, &why);
    if (r == OK && mapped_unchanged(m))
        return OK;
    if (r == OK)
        *ret = sheet_unref(*ret);
    else
        unmap(m);
    return E_NOT_FOUND;
}

rc sheet_load(const char *home, day d, int64_t at, uint32_t room, struct sheet **ret)
{
    char path[PATH_ROOM];
    struct sheet *s = NULL;
    if (!path_of(path, home, d, "") || load(path, &s) != OK)
        return E_NOT_FOUND;
    if (s->day == d && s->at == at && s->room >= room) {
        *ret = s;
        return OK;
    }
    sheet_unref(s);
    return E_NOT_FOUND;
}

/* ---- writing ---- */

static rc put(void *with, size_t at, const void *bytes, size_t len)
{
    const int *fd = with;
    const char *from = bytes;
    while (len) {
        ssize_t done = pwrite(*fd, from, len, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return E_UNAVAILABLE;
        from += done;
        at += (size_t)done;
        len -= (size_t)done;
    }
    return OK;
}

/* What is never written stays a hole, and reads as 0. */
static bool write_file(const char *path, const struct sheet *s)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool done =
        ftruncate(fd, (off_t)sheet_size(s->room)) == 0 && sheet_each_part(s, put, &fd) == OK;
    return close(fd) == 0 && done;
}

static bool make_folder(const char *home)
{
    char path[PATH_ROOM];
    return snprintf(path, sizeof path, "%s/sheets", home) < PATH_ROOM &&
           (mkdir(path, 0700) == 0 || errno == EEXIST);
}

void sheet_save(const char *home, struct sheet **sheet)
{
    char path[PATH_ROOM], temporary[PATH_ROOM], more[32];
    struct sheet *mapped = NULL;
    snprintf(more, sizeof more, ".%ld.new", (long)getpid());
    if (!make_folder(home) || !path_of(path, home, (*sheet)->day, "") ||
        !path_of(temporary, home, (*sheet)->day, more))
        return;
    if (!write_file(temporary, *sheet) || rename(temporary, path) != 0) {
        unlink(temporary);
        return;
    }
    if (load(path, &mapped) != OK)
        return;
    sheet_unref(*sheet);
    *sheet = mapped;
}

/* ---- thinning ---- */

static bool is_wanted(const char *name, const day *days, size_t len)
{
    day d;
    if (strlen(name) < NAME_LEN || !day_parse_compact(name, 8, &d))
        return name[0] == '.';
    for (size_t i = 0; i < len; i++)
        if (days[i] == d)
            return true;
    return false;
}

void sheet_files_thin(const char *home, const day *days, size_t len)
{
    char path[PATH_ROOM];
    if (snprintf(path, sizeof path, "%s/sheets", home) >= PATH_ROOM)
        return;
    DIR *folder = opendir(path);
    for (struct dirent *e = folder ? readdir(folder) : NULL; e; e = readdir(folder))
        if (!is_wanted(e->d_name, days, len) && strlen(e->d_name) == NAME_LEN)
            unlinkat(dirfd(folder), e->d_name, 0);
    if (folder)
        closedir(folder);
}
