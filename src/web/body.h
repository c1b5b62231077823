#pragma once
/* body -- a request's body while it comes in: in memory as long as it is small, then in a file
 * without a name, which is gone when it is closed, however the program ends.  Private to server.c;
 * one thread at a time but for the account. */
#include <stdatomic.h>

#include "base/text.h"

enum { BODY_IN_MEMORY = 1 << 20 };

/* What all bodies in files take together, so that nobody fills the disk. */
struct body_account {
    const char *folder;
    size_t most;
    atomic_size_t taken;
};

struct body {
    struct body_account *account;
    size_t most;
    size_t len;
    struct buf bytes; /* as long as it is in memory */
    int fd;           /* -1: in memory */
    void *mapped;
};

/* A file without a name in that folder, to read and write; -1: it cannot be made. */
int open_nameless(const char *folder);

void body_init(struct body *b, struct body_account *account, size_t most);
void body_release(struct body *b);

/* false: it is longer than 'most', or there is no room for it. */
bool body_add(struct body *b, const char *bytes, size_t len);

/* All of it, as long as the body lives.  false: it cannot be read again. */
bool body_whole(struct body *b, struct text *ret_bytes);
