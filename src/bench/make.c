#include "bench/make.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/end.h"
#include "bench/rows.h"
#include "invent/day_folder.h"

enum { BLOCK_ROWS = 8192, WORKERS = 2 };

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

static rc put_rows(struct day_folder *folder, const struct day_file *file, struct why *why)
{
    struct block blocks[WORKERS];
    uint64_t rows = day_file_rows(file);
    rc r = OK;
    for (int i = 0; i < WORKERS; i++)
        blocks[i] = (struct block){.file = file,
                                   .bytes = mem_resize(NULL, (size_t)BLOCK_ROWS * ROW_BYTES_MOST)};
    for (uint64_t next = 0; r == OK && next < rows;) {
        make_round(blocks, &next, rows);
        for (int i = 0; r == OK && i < WORKERS; i++) {
            const struct block *b = &blocks[i];
            r = day_folder_put(folder, file->file, (struct text){b->bytes, b->len},
                               b->until - b->from, why);
        }
        if (r == OK && end_asked())
            r = why_say(why, E_CONFLICT, "interrupted");
    }
    for (int i = 0; i < WORKERS; i++)
        free(blocks[i].bytes);
    return r;
}

static rc put_files(const struct world *world, enum night night, struct day_folder *folder,
                    struct why *why)
{
    for (enum dayfile file = 0; file < FILE_COUNT; file++) {
        const struct day_file f = {world, night, file};
        if (day_file_is_full(&f))
            day_folder_set_full(folder, file);
        TRY(put_rows(folder, &f, why));
    }
    return day_folder_end(folder, why);
}

rc make_night(const struct world *world, enum night night, const char *dir, struct why *why)
{
    struct day_folder folder;
    TRY(day_folder_begin(
        dir, night_day(night),
        "make room, choose another --folder that you own or take fewer --customers", &folder, why));
    rc r = put_files(world, night, &folder, why);
    day_folder_drop(&folder);
    return r;
}
