#include "web/body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void body_init(struct body *b, struct body_account *account, size_t most)
{
    *b = (struct body){.account = account, .most = most, .fd = -1};
    buf_init(&b->bytes);
}

void body_release(struct body *b)
{
    if (b->mapped)
        munmap(b->mapped, b->len);
    if (b->fd >= 0) {
        close(b->fd);
        atomic_fetch_sub(&b->account->taken, b->len);
    }
    buf_release(&b->bytes);
    *b = (struct body){.fd = -1};
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

int open_nameless(const char *folder)
{
    struct buf path;
    buf_init(&path);
    buf_printf(&path, "%s/.body-XXXXXX", folder);
    buf_add_char(&path, '\0');
    int fd = mkstemp(path.bytes);
    if (fd >= 0) {
        unlink(path.bytes);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    buf_release(&path);
    return fd;
}

/* What was in memory goes to the file; from here on its bytes stand in the account. */
static bool move_to_file(struct body *b)
{
    b->fd = open_nameless(b->account->folder);
    if (b->fd < 0)
        return false;
    atomic_fetch_add(&b->account->taken, b->len);
    bool moved = write_all(b->fd, b->bytes.bytes, b->len);
    buf_release(&b->bytes);
    return moved;
}

static bool add_to_file(struct body *b, const char *bytes, size_t len)
{
    if (b->fd < 0 && !move_to_file(b))
        return false;
    b->len += len;
    size_t taken = atomic_fetch_add(&b->account->taken, len) + len;
    return taken <= b->account->most && write_all(b->fd, bytes, len);
}

bool body_add(struct body *b, const char *bytes, size_t len)
{
    if (len > b->most - b->len)
        return false;
    if (b->fd >= 0 || b->len + len > BODY_IN_MEMORY)
        return add_to_file(b, bytes, len);
    buf_add(&b->bytes, bytes, len);
    b->len += len;
    return true;
}

bool body_whole(struct body *b, struct text *ret_bytes)
{
    *ret_bytes = buf_text(&b->bytes);
    if (b->fd < 0)
        return true;
    b->mapped = mmap(NULL, b->len, PROT_READ, MAP_PRIVATE, b->fd, 0);
    if (b->mapped == MAP_FAILED)
        b->mapped = NULL;
    *ret_bytes = (struct text){b->mapped, b->len};
    return b->mapped != NULL;
}
