#pragma once
/* config -- how this installation is set up: the home, the database, the bank's own numbers.
 *
 * A flag wins over the environment, the environment over the file, the file over the default.  The
 * file is HOME/guanhu.conf, or the one named with --config; it holds "name = value" lines and lines
 * that begin with #.  Everything is checked when it is read, so that nothing needs a check later.
 * Read once at start; immutable afterwards, so any thread may look at it. */
#include "base/arena.h"
#include "base/why.h"

struct config {
    const char *home;          /* GUANHU_HOME; "./var" */
    const char *database_url;  /* GUANHU_DATABASE_URL; "" means the private cluster in the home */
    int64_t port;              /* GUANHU_PORT; 8080 */
    const char *base_currency; /* "CNY" */
    int64_t refuse_share_bp;   /* a file with more bad rows than this share is refused; 500 */
    int64_t keep_days;         /* days of daily values that stay; 400 */
    int64_t threads;           /* working threads; 2 */
    int64_t ahead_rows;        /* days with so many rows are written ahead; 200000 */
    int64_t session_idle_minutes; /* a session nobody uses ends after; 30 */
    int64_t session_hours;        /* any session ends after; 12 */
    int64_t lock_minutes;         /* a user is locked after five failures for; 10 */
    const char *watch;            /* the directory that a server watches; "": none */
    int64_t watch_seconds;        /* from look to look, until somebody sets it on the page; 900 */
    int64_t requests_per_minute;  /* of one session or token; 0: without limit; 1200 */
    int64_t sign_ins_per_minute;  /* attempts from one address; 0: without limit; 60 */
    const char *allow_addresses; /* people sign in from these only (base/address.h); "": from all */
    struct arena texts;          /* what the pointers above point into */
};

/* What the command line says; NULL where it says nothing. */
struct config_flags {
    const char *home;
    const char *config; /* the configuration file; it must exist */
    const char *database_url;
    const char *port;
};

/* Fills 'ret_config' from flags, environment, file and defaults; release it with config_release.
 * E_USAGE: an unknown name or a bad value ('why' says file and line, and what is allowed), or the
 * file cannot be read; nothing is to be released then. */
MUST_USE rc config_load(const struct config_flags *flags, struct config *ret_config,
                        struct why *why);
void config_release(struct config *c);
