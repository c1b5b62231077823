#pragma once
/* Private: programs and single acts in child processes, as another user where root calls.
 *
 * A child inherits no signal handling, no locale, no PG... variables and none of our open files; it
 * starts in "/".  Between fork and exec it only makes system calls, so other threads may run. */
#include <sys/types.h>

#include "base/text.h"
#include "base/why.h"

enum { MOST_GROUPS = 64 };

struct account {
    bool other; /* not the caller: the child switches to it */
    uid_t uid;
    gid_t gid;
    gid_t groups[MOST_GROUPS];
    int group_count;
    char name[64];
};

/* E_NOT_FOUND: there is no such user; 'why' is left alone. */
MUST_USE rc account_by_name(const char *name, struct account *ret_account);
MUST_USE rc account_by_number(uid_t uid, struct account *ret_account);
struct account account_of_caller(void);

/* Does act(ctx), which returns 0 or an errno, as the account; returns the same. */
MUST_USE int act_as(const struct account *account, int (*act)(const void *ctx), const void *ctx);

struct program {
    const char *const *argv;
    const char *input; /* what it reads, at most 4 KB; NULL: nothing */
    const char *lock;  /* a file on which it and its children hold an exclusive flock; NULL: none */
};

/* Runs a program to its end.  What it says on both channels is appended to 'output'; *ret_status is
 * its exit code, 127 where it cannot be run. */
MUST_USE rc run_program(const struct account *account, const struct program *program,
                        struct buf *output, int *ret_status, struct why *why);

/* A program that goes on by itself, in a session of its own. */
struct daemon {
    const char *const *argv;
    const char *log;       /* gets what it says */
    const char *lock;      /* a file on which it and its children hold an exclusive flock */
    bool dies_with_caller; /* it is interrupted when the thread that started it ends */
};

/* The daemon is a child of the caller: *ret_pid is to be waited for. */
MUST_USE rc start_daemon(const struct account *account, const struct daemon *daemon, pid_t *ret_pid,
                         struct why *why);
