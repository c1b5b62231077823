#include "bench/make.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/end.h"
#include "base/mapped.h"
#include "base/sha256.h"
#include "bench/rows.h"

enum { BLOCK_ROWS = 8192, WORKERS = 2, PATH_MOST = 4200 };

/* ---- one file, block by block ---- */

/* Some rows of a file, made by one thread. */
struct block {
    const struct day_file *file;
    uint64_t from, until; /* rows */
    char *bytes;          /* room for BLOCK_ROWS */
    size_t len;
};

static void *make_block(void *ctx)
{
    struct block *b = ctx;
    struct line line = {.at = b->bytes};
    for (uint64_t i = b->from; i < b->until; i++) {
        const char *begin = line.at;
        day_file_row(b->file, i, &line);
        assert(line.at - begin <= ROW_BYTES_MOST);
    }
    b->len = (size_t)(line.at - b->bytes);
    return NULL;
}

static rc cannot_write(const char *path, int error, struct why *why)
{
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return why_say(why, E_UNAVAILABLE,
                       "%s: there is no room for the files of the bench bank: make room, choose "
                       "another --folder or take fewer --customers",
                       path);
    return why_say(why, E_UNAVAILABLE,
                   "%s: cannot be written: %s: choose another --folder that you own", path,
                   strerror(error));
}

static rc put_all(int fd, const char *bytes, size_t len, const char *path, struct why *why)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return cannot_write(path, errno, why);
        bytes += put;
        len -= (size_t)put;
    }
    return OK;
}

static rc put_header(int fd, enum dayfile file, const char *path, struct why *why)
{
    const struct dayfile_table *table = dayfile_table(file);
    struct buf header;
    buf_init(&header);
    for (int c = 0; c < table->column_count; c++)
        buf_printf(&header, "%s%s", c ? "," : "", table->columns[c].name);
    buf_add_char(&header, '\n');
    rc r = put_all(fd, header.bytes, header.len, path, why);
    buf_release(&header);
    return r;
}

/* The blocks that are made at the same time; the last ones of a file may be empty. */
static void make_round(struct block *blocks, uint64_t *next, uint64_t rows)
{
    pthread_t threads[WORKERS];
    bool runs[WORKERS] = {false};
    for (int i = 0; i < WORKERS; i++) {
        blocks[i].from = *next;
        blocks[i].until = rows - *next < BLOCK_ROWS ? rows : *next + BLOCK_ROWS;
        *next = blocks[i].until;
    }
    for (int i = 1; i < WORKERS; i++)
        runs[i] = blocks[i].from < blocks[i].until &&
                  pthread_create(&threads[i], NULL, make_block, &blocks[i]) == 0;
    for (int i = 0; i < WORKERS; i++)
        if (!runs[i])
            make_block(&blocks[i]);
    for (int i = 1; i < WORKERS; i++)
        if (runs[i])
            pthread_join(threads[i], NULL);
}

static rc put_rows(int fd, const struct day_file *file, const char *path, struct why *why)
{
    struct block blocks[WORKERS];
    uint64_t rows = day_file_rows(file);
    rc r = OK;
    for (int i = 0; i < WORKERS; i++)
        blocks[i] = (struct block){.file = file,
                                   .bytes = mem_resize(NULL, (size_t)BLOCK_ROWS * ROW_BYTES_MOST)};
    for (uint64_t next = 0; r == OK && next < rows;) {
        make_round(blocks, &next, rows);
        for (int i = 0; r == OK && i < WORKERS; i++)
            r = put_all(fd, blocks[i].bytes, blocks[i].len, path, why);
        if (r == OK && end_asked())
            r = why_say(why, E_CONFLICT, "interrupted");
    }
    for (int i = 0; i < WORKERS; i++)
        free(blocks[i].bytes);
    return r;
}

static rc write_file(const struct day_file *file, const char *path, struct why *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return cannot_write(path, errno, why);
    rc r = put_header(fd, file->file, path, why);
    if (r == OK)
        r = put_rows(fd, file, path, why);
    if (close(fd) != 0 && r == OK)
        r = cannot_write(path, errno, why);
    return r;
}

/* ---- the folder ---- */

static rc add_to_manifest(struct buf *manifest, const struct day_file *file, const char *path,
                          struct why *why)
{
    struct mapped mapped;
    TRY(mapped_open(path, &mapped, why));
    struct sha256_text sum = sha256_format(sha256_of(mapped.bytes));
    mapped_close(&mapped);
    buf_printf(manifest, "%s %" PRIu64 " %s %s\n", dayfile_table(file->file)->name,
               day_file_rows(file), sum.text, day_file_is_full(file) ? "full" : "delta");
    return OK;
}

static rc write_manifest(const struct buf *manifest, const char *folder, struct why *why)
{
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%.4100s/MANIFEST", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return cannot_write(path, errno, why);
    rc r = put_all(fd, manifest->bytes, manifest->len, path, why);
    if (close(fd) != 0 && r == OK)
        r = cannot_write(path, errno, why);
    return r;
}

static rc write_files(const struct world *world, enum night night, const char *folder,
                      struct buf *manifest, struct why *why)
{
    for (enum dayfile file = 0; file < FILE_COUNT; file++) {
        const struct day_file f = {world, night, file};
        char path[PATH_MOST];
        if (day_file_rows(&f) == 0)
            continue;
        snprintf(path, sizeof path, "%.4100s/%s", folder, dayfile_table(file)->name);
        TRY(write_file(&f, path, why));
        TRY(add_to_manifest(manifest, &f, path, why));
    }
    return write_manifest(manifest, folder, why);
}

rc make_night(const struct world *world, enum night night, const char *dir, struct why *why)
{
    char folder[PATH_MOST];
    struct ymd ymd = day_ymd(night_day(night));
    struct buf manifest;
    snprintf(folder, sizeof folder, "%.4000s/%04d%02d%02d", dir, ymd.year, ymd.month, ymd.day);
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return cannot_write(folder, errno, why);
    buf_init(&manifest);
    rc r = write_files(world, night, folder, &manifest, why);
    buf_release(&manifest);
    return r;
}
