#include "cif/intake/folders.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/text.h"

static bool is_directory(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static int by_day(const void *a, const void *b)
{
    day x = ((const struct folder *)a)->day, y = ((const struct folder *)b)->day;
    return (x > y) - (x < y);
}

rc folders_list(struct arena *arena, const char *dir, struct folders *ret_folders, struct why *why)
{
    DIR *d = opendir(dir);
    if (!d)
        return why_say(why, E_USAGE, "%s: the folder with the day files cannot be read: %s", dir,
                       strerror(errno));
    struct vec found;
    vec_init(&found, sizeof(struct folder));
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        struct folder f;
        if (!day_parse_compact(e->d_name, strlen(e->d_name), &f.day))
            continue;
        f.path = arena_printf(arena, "%s/%s", dir, e->d_name);
        if (!is_directory(f.path))
            continue;
        struct stat s;
        f.ready = stat(arena_printf(arena, "%s/MANIFEST", f.path), &s) == 0;
        *(struct folder *)vec_add(&found) = f;
    }
    closedir(d);
    if (found.len)
        qsort(found.items, found.len, sizeof(struct folder), by_day);
    *ret_folders = (struct folders){
        .items = arena_copy(arena, found.items, found.len * sizeof(struct folder)),
        .len = found.len,
    };
    vec_release(&found);
    return OK;
}

const struct folder *folders_on(const struct folders *f, day d)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->items[i].day == d)
            return &f->items[i];
    return NULL;
}

const struct folder *folders_first_ready(const struct folders *f)
{
    for (size_t i = 0; i < f->len; i++)
        if (f->items[i].ready)
            return &f->items[i];
    return NULL;
}

const struct folder *folders_newest_ready(const struct folders *f)
{
    for (size_t i = f->len; i-- > 0;)
        if (f->items[i].ready)
            return &f->items[i];
    return NULL;
}
