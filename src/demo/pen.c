#include "demo/pen.h"

enum { FULL_BYTES = 1 << 20 };

void pen_init(struct pen *p)
{
    *p = (struct pen){.failed = OK};
    for (int i = 0; i < FILE_COUNT; i++)
        buf_init(&p->rows[i]);
}

void pen_release(struct pen *p)
{
    for (int i = 0; i < FILE_COUNT; i++)
        buf_release(&p->rows[i]);
}

void pen_begin(struct pen *p, const char *dir, day d)
{
    p->failed = day_folder_begin(
        dir, d, "make room, choose another --home or take fewer --customers", &p->folder, &p->why);
}

static void flush(struct pen *p, enum dayfile file)
{
    if (p->failed == OK && p->counts[file])
        p->failed =
            day_folder_put(&p->folder, file, buf_text(&p->rows[file]), p->counts[file], &p->why);
    p->written += p->counts[file];
    p->counts[file] = 0;
    buf_clear(&p->rows[file]);
}

rc pen_end(struct pen *p, struct why *why)
{
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        flush(p, file);
    if (p->failed == OK)
        p->failed = day_folder_end(&p->folder, &p->why);
    day_folder_drop(&p->folder);
    return p->failed == OK ? OK : why_say(why, p->failed, "%s", p->why.text);
}

struct line pen_line(struct pen *p, enum dayfile file)
{
    return (struct line){buf_grow(&p->rows[file], ROW_BYTES_MOST)};
}

void pen_row(struct pen *p, enum dayfile file, struct line line)
{
    struct buf *rows = &p->rows[file];
    size_t len = (size_t)(line.at - rows->bytes) - rows->len;
    assert(len <= ROW_BYTES_MOST);
    rows->len += len;
    p->counts[file]++;
    if (rows->len >= FULL_BYTES)
        flush(p, file);
}
