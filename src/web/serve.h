#pragma once
/* serve -- the program as a server, until somebody ends it. */
#include "platform/job.h"
#include "web/route.h"

/* What works beside the pages, on threads of its own. */
struct beside {
    rc (*begin)(const struct bank *bank, const void *how, void **ret_self, struct why *why);
    void (*end)(void *self); /* comes back when its threads have ended */
    const void *how;
};

struct serve_args {
    const struct bank *bank;
    const struct job_kind *const *kinds; /* of the long work that it does */
    size_t kinds_len;
    const struct beside *beside; /* NULL: nothing */
    const struct module *const *modules;
    size_t modules_len;
    const char *listen; /* as in serve_bind */
    int bound;
    const char *certificate, *key; /* paths of PEM files; NULL: without TLS */
    bool quiet;
};

/* Before the bank is opened: an address that is taken is told at once (web/server.h).  The caller
 * closes the descriptor after 'serve'. */
MUST_USE rc serve_bind(const char *listen, int port, int *ret_bound, struct why *why);

/* Serves until SIGTERM or SIGINT.  Then no new long work is begun; the job that runs comes to its
 * end, and pages are answered until then; a second signal asks the job to cancel.  Prints one line
 * when it is ready.  Call it before other threads begin: it holds the two signals for itself. */
MUST_USE rc serve(const struct serve_args *args, struct why *why);
