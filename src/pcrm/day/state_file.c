#include "pcrm/day/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/checksum.h"
#include "base/large.h"
#include "engine/image.h"
#include "engine/journal.h"

/* A chunk is a large page: where the system can, a file written in such pieces lies in such pages.
 */
enum { FORMAT = 2, PAGE = 4096, CHUNK = LARGE_GRAIN, THREADS_MOST = 16 };
enum kind { KIND_BASE = 1, KIND_JOURNAL };

/* In front of both kinds; 'content' follows: a journal's bytes, or a base's shape and the checksums
 * of its chunks, which begin at the next page. */
struct head {
    char magic[8];
    uint64_t layout;
    int64_t mark, mark_before;
    uint64_t content_len, content_sum;
    int32_t day;
    uint32_t kind;
    uint64_t sum; /* of all before */
};
static const char magic[8] = "GuanHu\n";

static uint64_t layout(enum kind kind)
{
    uint64_t of_kind = kind == KIND_BASE ? image_layout() : journal_layout();
    return of_kind + FORMAT * UINT64_C(0x100000001b3);
}

static uint64_t head_sum(const struct head *h)
{
    return checksum64(h, offsetof(struct head, sum), layout((enum kind)h->kind));
}

static struct head head_of(enum kind kind, const struct state_stamp *stamp, struct text content)
{
    struct head h = {.layout = layout(kind),
                     .mark = stamp->mark,
                     .mark_before = stamp->mark_before,
                     .content_len = content.len,
                     .content_sum = checksum64(content.ptr, content.len, 0),
                     .day = stamp->day,
                     .kind = kind};
    memcpy(h.magic, magic, sizeof magic);
    h.sum = head_sum(&h);
    return h;
}

/* ---- bytes in and out ---- */

static rc cannot(struct why *why, const char *name, const char *what)
{
    return why_say(why, E_UNAVAILABLE, "%s cannot be %s: %s", name, what, strerror(errno));
}

static bool write_at(int fd, const void *bytes, size_t len, off_t at)
{
    const char *from = bytes;
    while (len > 0) {
        ssize_t done = pwrite(fd, from, len, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        from += done;
        at += done;
        len -= (size_t)done;
    }
    return true;
}

static bool read_at(int fd, void *bytes, size_t len, off_t at)
{
    char *to = bytes;
    while (len > 0) {
        ssize_t done = pread(fd, to, len, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done == 0)
            errno = EIO; /* shorter than it was a moment ago */
        if (done <= 0)
            return false;
        to += done;
        at += done;
        len -= (size_t)done;
    }
    return true;
}

static int create(int dir, const char *name, struct why *why)
{
    unlinkat(dir, "new", 0);
    int fd = openat(dir, "new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        (void)!cannot(why, name, "made");
    return fd;
}

/* The new file gets its name when all of it is on the disk. */
static rc publish(int dir, int fd, const char *name, bool written, struct why *why)
{
    written = written && fsync(fd) == 0;
    if (written && renameat(dir, "new", dir, name) == 0 && fsync(dir) == 0) {
        close(fd);
        return OK;
    }
    rc r = cannot(why, name, "written");
    close(fd);
    unlinkat(dir, "new", 0);
    return r;
}

/* ---- opening ---- */

static rc damaged(struct why *why, const char *name)
{
    return why_say(why, E_INVALID, "%s is damaged", name);
}

/* Reads the head and what follows it into 'content'. */
static rc read_content(int fd, const char *name, enum kind kind, const struct state_stamp *wanted,
                       struct buf *content, uint64_t *ret_size, struct why *why)
{
    struct head h;
    struct stat s;
    if (fstat(fd, &s) != 0)
        return cannot(why, name, "read");
    if (!S_ISREG(s.st_mode) || (size_t)s.st_size < sizeof h)
        return damaged(why, name);
    if (!read_at(fd, &h, sizeof h, 0))
        return cannot(why, name, "read");
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.kind != kind)
        return damaged(why, name);
    if (h.layout != layout(kind))
        return why_say(why, E_INVALID, "%s is of another version", name);
    if (h.sum != head_sum(&h) || h.content_len > (uint64_t)s.st_size - sizeof h)
        return damaged(why, name);
    if (h.day != wanted->day || h.mark != wanted->mark || h.mark_before != wanted->mark_before)
        return why_say(why, E_INVALID, "%s is of another run of the day", name);
    char *to = buf_grow(content, h.content_len + 1);
    if (!read_at(fd, to, h.content_len, sizeof h))
        return cannot(why, name, "read");
    content->len += h.content_len;
    if (checksum64(to, h.content_len, 0) != h.content_sum)
        return damaged(why, name);
    *ret_size = (uint64_t)s.st_size;
    return OK;
}

static rc open_file(int dir, const char *name, int *ret_fd, struct why *why)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return why_say(why, E_NOT_FOUND, "%s is not there", name);
    if (fd < 0)
        return cannot(why, name, "read");
    *ret_fd = fd;
    return OK;
}

/* ---- journals ---- */

rc journal_write(int dir, const char *name, const struct state_stamp *stamp, struct text bytes,
                 struct why *why)
{
    struct head h = head_of(KIND_JOURNAL, stamp, bytes);
    int fd = create(dir, name, why);
    if (fd < 0)
        return E_UNAVAILABLE;
    bool written =
        write_at(fd, &h, sizeof h, 0) && write_at(fd, bytes.ptr, bytes.len, (off_t)sizeof h);
    return publish(dir, fd, name, written, why);
}

rc journal_read(int dir, const char *name, const struct state_stamp *wanted, struct buf *ret_bytes,
                struct why *why)
{
    int fd = -1;
    uint64_t size = 0;
    TRY(open_file(dir, name, &fd, why));
    rc r = read_content(fd, name, KIND_JOURNAL, wanted, ret_bytes, &size, why);
    close(fd);
    if (r == OK && size != sizeof(struct head) + ret_bytes->len)
        r = damaged(why, name);
    return r;
}

/* ---- the chunks of a base ---- */

/* A piece of a part: what one thread reads or writes at a time. */
struct chunk {
    char *bytes;
    size_t len;
    off_t at;    /* in the file */
    bool mapped; /* but for what stands over a whole page */
    uint64_t sum;
};

/* All chunks of a book, shared by the threads; all but the last of a part are CHUNK long. */
struct chunks {
    struct vec items; /* struct chunk */
    off_t end;        /* of the file */
    int fd;
    bool writing;
    atomic_size_t next;
    atomic_int trouble; /* errno, or -1: a checksum differs */
};

static off_t round_up(off_t at, off_t grain)
{
    return (at + grain - 1) / grain * grain;
}

static size_t content_len(size_t chunks)
{
    return sizeof(struct image_shape) + chunks * sizeof(uint64_t);
}

static off_t begin_of_chunks(size_t len)
{
    return round_up((off_t)(sizeof(struct head) + len), PAGE);
}

/* Large parts that a day hardly writes to are mapped, and so begin at a whole grain; what stands
 * before them is nothing. */
static void add_part(struct chunks *c, const struct image_part *p)
{
    bool mapped = p->steady && p->len >= LARGE_FROM;
    if (mapped)
        c->end = round_up(c->end, LARGE_GRAIN);
    for (size_t done = 0; done < p->len; done += CHUNK) {
        size_t len = p->len - done < CHUNK ? p->len - done : CHUNK;
        *(struct chunk *)vec_add(&c->items) =
            (struct chunk){.bytes = p->bytes + done, .len = len, .at = c->end, .mapped = mapped};
        c->end += (off_t)len;
    }
}

/* Behind the head, the shape and the checksums. */
static void chunks_init(struct chunks *c, const struct book *b)
{
    struct image_part parts[IMAGE_PARTS_MOST];
    size_t count = image_parts(b, parts), chunks = 0;
    for (size_t i = 0; i < count; i++)
        chunks += (parts[i].len + CHUNK - 1) / CHUNK;
    c->end = begin_of_chunks(content_len(chunks));
    vec_init(&c->items, sizeof(struct chunk));
    for (size_t i = 0; i < count; i++)
        add_part(c, &parts[i]);
    atomic_init(&c->next, 0);
    atomic_init(&c->trouble, 0);
}

static int write_chunk(struct chunks *c, struct chunk *k, size_t i)
{
    k->sum = checksum64(k->bytes, k->len, i);
    return write_at(c->fd, k->bytes, k->len, k->at) ? 0 : errno;
}

/* The disk is asked for all of a chunk at once, as reading would. */
static bool map_chunk(const struct chunks *c, const struct chunk *k, size_t len)
{
    posix_fadvise(c->fd, k->at, (off_t)len, POSIX_FADV_WILLNEED);
    return large_map(k->bytes, len, c->fd, k->at) && large_fetch(k->bytes, len);
}

static int read_chunk(struct chunks *c, struct chunk *k, size_t i)
{
    size_t mapped = k->mapped ? k->len / PAGE * PAGE : 0;
    if (mapped && !map_chunk(c, k, mapped))
        return errno;
    if (!read_at(c->fd, k->bytes + mapped, k->len - mapped, k->at + (off_t)mapped))
        return errno;
    return checksum64(k->bytes, k->len, i) == k->sum ? 0 : -1;
}

static void *move_share(void *arg)
{
    struct chunks *c = arg;
    while (atomic_load(&c->trouble) == 0) {
        size_t i = atomic_fetch_add(&c->next, 1);
        if (i >= c->items.len)
            break;
        struct chunk *k = vec_at(&c->items, i);
        int trouble = c->writing ? write_chunk(c, k, i) : read_chunk(c, k, i);
        if (trouble)
            atomic_store(&c->trouble, trouble);
    }
    return NULL;
}

/* 0, errno, or -1 where a checksum differs. */
static int move_all(struct chunks *c, unsigned threads)
{
    pthread_t ids[THREADS_MOST];
    bool started[THREADS_MOST] = {false};
    if (threads > THREADS_MOST)
        threads = THREADS_MOST;
    for (unsigned t = 1; t < threads; t++)
        started[t] = pthread_create(&ids[t], NULL, move_share, c) == 0;
    move_share(c);
    for (unsigned t = 1; t < threads; t++)
        if (started[t])
            pthread_join(ids[t], NULL);
    return atomic_load(&c->trouble);
}

/* ---- a base ---- */

/* The chunks first, their checksums in front of them after that. */
static bool write_base(int fd, const struct state_stamp *stamp, const struct book *b,
                       unsigned threads)
{
    struct image_shape shape = image_describe(b);
    struct chunks c = {.fd = fd, .writing = true};
    struct buf content;
    chunks_init(&c, b);
    int trouble = move_all(&c, threads);
    buf_init(&content);
    buf_add(&content, &shape, sizeof shape);
    for (size_t i = 0; i < c.items.len; i++)
        buf_add(&content, &((struct chunk *)vec_at(&c.items, i))->sum, sizeof(uint64_t));
    struct head h = head_of(KIND_BASE, stamp, buf_text(&content));
    bool written = trouble == 0 && write_at(fd, &h, sizeof h, 0) &&
                   write_at(fd, content.bytes, content.len, (off_t)sizeof h);
    int error = trouble ? trouble : errno;
    buf_release(&content);
    vec_release(&c.items);
    errno = error;
    return written;
}

rc base_write(int dir, const char *name, const struct state_stamp *stamp, const struct book *b,
              unsigned threads, struct why *why)
{
    int fd = create(dir, name, why);
    if (fd < 0)
        return E_UNAVAILABLE;
    return publish(dir, fd, name, write_base(fd, stamp, b, threads), why);
}

/* The book is given its memory only where the file is long enough for its shape. */
static bool prepare(struct book *b, struct text content, uint64_t size)
{
    struct image_shape shape;
    if (content.len < sizeof shape)
        return false;
    memcpy(&shape, content.ptr, sizeof shape);
    off_t begin = begin_of_chunks(content.len);
    return (uint64_t)begin <= size && image_size(&shape) <= size - (uint64_t)begin &&
           image_prepare(b, &shape);
}

/* 0, errno, or -1 where the file is damaged. */
static int read_chunks(int fd, uint64_t size, struct text content, struct book *b, unsigned threads)
{
    struct chunks c = {.fd = fd};
    chunks_init(&c, b);
    const char *sums = content.ptr + sizeof(struct image_shape);
    int trouble = -1;
    if (content.len == content_len(c.items.len) && size == (uint64_t)c.end) {
        for (size_t i = 0; i < c.items.len; i++)
            memcpy(&((struct chunk *)vec_at(&c.items, i))->sum, sums + i * sizeof(uint64_t),
                   sizeof(uint64_t));
        trouble = move_all(&c, threads);
    }
    vec_release(&c.items);
    return trouble;
}

rc base_read(int dir, const char *name, const struct state_stamp *wanted, struct book *b,
             unsigned threads, uint64_t *ret_size, struct why *why)
{
    struct buf content;
    uint64_t size = 0;
    int fd = -1;
    TRY(open_file(dir, name, &fd, why));
    buf_init(&content);
    rc r = read_content(fd, name, KIND_BASE, wanted, &content, &size, why);
    if (r == OK && !prepare(b, buf_text(&content), size))
        r = damaged(why, name);
    int trouble = r == OK ? read_chunks(fd, size, buf_text(&content), b, threads) : 0;
    errno = trouble;
    if (trouble)
        r = trouble < 0 ? damaged(why, name) : cannot(why, name, "read");
    if (r == OK && (b->today != wanted->day || !image_finish(b)))
        r = damaged(why, name);
    buf_release(&content);
    close(fd);
    if (r == OK)
        *ret_size = size;
    return r;
}
