#include "cif/intake/reader.h"

/* No further file is begun while so many rows wait: a bank's first day has tens of millions. */
enum { ROWS_AHEAD = 4000000 };

static rc read_file(struct reader *r, enum dayfile file, struct scan **ret_scan, struct why *why)
{
    return scan_open(r->folder, &r->manifest->lines[file], &r->how, ret_scan, why);
}

/* False: nobody wants any more files. */
static bool wait_for_room(struct reader *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->rows_ahead >= ROWS_AHEAD && !r->ending)
        pthread_cond_wait(&r->moved, &r->lock);
    bool go_on = !r->ending;
    pthread_mutex_unlock(&r->lock);
    return go_on;
}

static void hand_over(struct reader *r, struct read *f)
{
    pthread_mutex_lock(&r->lock);
    f->done = true;
    r->rows_ahead += f->scan ? f->scan->row_count : 0;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
}

static void *read_files(void *reader)
{
    struct reader *r = reader;
    for (enum dayfile file = 0; file < FILE_COUNT; file++) {
        if (!r->wanted[file])
            continue;
        if (!wait_for_room(r))
            break;
        struct read *f = &r->files[file];
        f->outcome = read_file(r, file, &f->scan, &f->why);
        hand_over(r, f);
    }
    return NULL;
}

void reader_begin(struct reader *r)
{
    int count = 0;
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        count += r->wanted[file];
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    r->ahead =
        r->how.threads > 1 && count > 1 && pthread_create(&r->thread, NULL, read_files, r) == 0;
}

rc reader_take(struct reader *r, enum dayfile file, struct scan **ret_scan, struct why *why)
{
    struct read *f = &r->files[file];
    assert(r->wanted[file]);
    if (!r->ahead)
        return read_file(r, file, ret_scan, why);
    pthread_mutex_lock(&r->lock);
    while (!f->done)
        pthread_cond_wait(&r->moved, &r->lock);
    *ret_scan = f->scan;
    r->rows_ahead -= f->scan ? f->scan->row_count : 0;
    f->scan = NULL;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
    if (f->outcome != OK && why)
        *why = f->why;
    return f->outcome;
}

void reader_end(struct reader *r)
{
    pthread_mutex_lock(&r->lock);
    r->ending = true;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
    if (r->ahead)
        pthread_join(r->thread, NULL);
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        scan_close(r->files[file].scan);
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->moved);
}
