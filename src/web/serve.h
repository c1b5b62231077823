#pragma once
/* serve -- the program as a server, until somebody ends it. */
#include "platform/bank.h"
#include "web/route.h"

struct serve_args {
    const struct bank *bank;
    const struct module *const *modules;
    size_t modules_len;
    const char *listen;
    int port;                      /* 0: any free one */
    const char *certificate, *key; /* paths of PEM files; NULL: without TLS */
    bool quiet;
};

/* Serves until SIGTERM or SIGINT, then answers what has begun and returns.  Prints one line when it
 * is ready.  Call it before other threads begin: it holds the two signals for itself. */
MUST_USE rc serve(const struct serve_args *args, struct why *why);
