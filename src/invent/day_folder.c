#include "invent/day_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mapped.h"
#include "base/sha256.h"

static rc cannot_write(const struct day_folder *f, const char *path, struct why *why)
{
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return why_say(why, E_UNAVAILABLE, "%s: there is no room for the day files: %s", path,
                       f->advice);
    return why_say(why, E_UNAVAILABLE, "%s: cannot be written: %s: %s", path, strerror(errno),
                   f->advice);
}

static rc put_all(const struct day_folder *f, int fd, struct text bytes, const char *path,
                  struct why *why)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return cannot_write(f, path, why);
        bytes.ptr += put;
        bytes.len -= (size_t)put;
    }
    return OK;
}

struct path {
    char text[FOLDER_PATH_MOST + 32];
};

static struct path path_of(const struct day_folder *f, const char *name)
{
    struct path path;
    snprintf(path.text, sizeof path.text, "%s/%s", f->path, name);
    return path;
}

rc day_folder_begin(const char *dir, day d, const char *advice, struct day_folder *ret_folder,
                    struct why *why)
{
    struct ymd ymd = day_ymd(d);
    ret_folder->advice = advice;
    for (int i = 0; i < FILE_COUNT; i++) {
        ret_folder->files[i].fd = -1;
        ret_folder->files[i].rows = 0;
        ret_folder->files[i].full = false;
    }
    snprintf(ret_folder->path, sizeof ret_folder->path, "%.4000s/%04d%02d%02d", dir, ymd.year,
             ymd.month, ymd.day);
    if (mkdir(ret_folder->path, 0755) != 0 && errno != EEXIST)
        return cannot_write(ret_folder, ret_folder->path, why);
    return OK;
}

void day_folder_set_full(struct day_folder *f, enum dayfile file)
{
    f->files[file].full = true;
}

static rc begin_file(struct day_folder *f, enum dayfile file, struct why *why)
{
    const struct dayfile_table *table = dayfile_table(file);
    struct path path = path_of(f, table->name);
    f->files[file].fd = open(path.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (f->files[file].fd < 0)
        return cannot_write(f, path.text, why);
    struct buf header;
    buf_init(&header);
    for (int c = 0; c < table->column_count; c++)
        buf_printf(&header, "%s%s", c ? "," : "", table->columns[c].name);
    buf_add_char(&header, '\n');
    rc r = put_all(f, f->files[file].fd, buf_text(&header), path.text, why);
    buf_release(&header);
    return r;
}

rc day_folder_put(struct day_folder *f, enum dayfile file, struct text rows, uint64_t count,
                  struct why *why)
{
    if (f->files[file].fd < 0)
        TRY(begin_file(f, file, why));
    f->files[file].rows += count;
    return put_all(f, f->files[file].fd, rows, path_of(f, dayfile_table(file)->name).text, why);
}

static rc end_file(struct day_folder *f, enum dayfile file, struct buf *manifest, struct why *why)
{
    const char *name = dayfile_table(file)->name;
    struct path path = path_of(f, name);
    struct mapped mapped;
    int fd = f->files[file].fd;
    f->files[file].fd = -1;
    if (close(fd) != 0)
        return cannot_write(f, path.text, why);
    TRY(mapped_open(path.text, &mapped, why));
    struct sha256_text sum = sha256_format(sha256_of(mapped.bytes));
    mapped_close(&mapped);
    buf_printf(manifest, "%s %" PRIu64 " %s %s\n", name, f->files[file].rows, sum.text,
               f->files[file].full ? "full" : "delta");
    return OK;
}

static rc write_manifest(struct day_folder *f, const struct buf *manifest, struct why *why)
{
    struct path path = path_of(f, "MANIFEST");
    int fd = open(path.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return cannot_write(f, path.text, why);
    rc r = put_all(f, fd, buf_text(manifest), path.text, why);
    if (close(fd) != 0 && r == OK)
        r = cannot_write(f, path.text, why);
    return r;
}

rc day_folder_end(struct day_folder *f, struct why *why)
{
    struct buf manifest;
    rc r = OK;
    buf_init(&manifest);
    for (enum dayfile file = 0; r == OK && file < FILE_COUNT; file++)
        if (f->files[file].fd >= 0)
            r = end_file(f, file, &manifest, why);
    if (r == OK)
        r = write_manifest(f, &manifest, why);
    buf_release(&manifest);
    return r;
}

void day_folder_drop(struct day_folder *f)
{
    for (int i = 0; i < FILE_COUNT; i++)
        if (f->files[i].fd >= 0)
            close(f->files[i].fd);
}
