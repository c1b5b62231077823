#pragma once
/* cluster -- the private PostgreSQL server of a home directory.
 *
 * It is used where no database is configured: HOME/pg holds its data and its log, it listens on a
 * unix socket in a short directory of mode 0700 and nowhere else.  It is made on first use, started
 * by the first user and stopped by the last one; a server left over by a program that was killed is
 * adopted.  It runs as the caller, or as user postgres when root calls; where that user cannot
 * enter the home, HOME/pg is a symbolic link to a directory under /var/lib/guanhu or
 * /var/tmp/guanhu.
 *
 * Every user holds a shared lock on HOME/pg.use; whoever starts, stops or makes the server holds an
 * exclusive lock on HOME/pg.gate meanwhile.  Killing any program at any moment leaves nothing that
 * the next one cannot use.
 *
 * Environment: GUANHU_PG_BIN names the directory of another PostgreSQL's programs;
 * GUANHU_PG_SMALL=1 asks for a small server (tests, tiny machines).  HOME/pg/data/local.conf, where
 * it exists, overrules the settings chosen here. */
#include "base/base.h"
#include "base/why.h"

struct cluster;

/* Takes part in the cluster of 'home' (made where it does not exist): on OK the server answers, and
 * stays until cluster_leave.  E_UNAVAILABLE: it cannot be made or started; the message says what to
 * do.  Call it before other threads change the environment. */
MUST_USE rc cluster_enter(const char *home, struct cluster **ret_cluster, struct why *why);

/* A server that died meanwhile is started again; where it lives nothing is done.  From any thread.
 * Connections that were lost find it (db_reopen).  E_UNAVAILABLE: as cluster_enter. */
MUST_USE rc cluster_revive(const struct cluster *cluster, struct why *why);

/* For db_open, in this process and its forks: database guanhu as its owner guanhu, who is no
 * superuser; as the superuser postgres for those who must.  They lead to the server that runs now,
 * also after another one was started. */
const char *cluster_conninfo(const struct cluster *cluster);
const char *cluster_conninfo_super(const struct cluster *cluster);

/* Close the connections first.  The last one out stops the server.  The cluster is released
 * whatever the outcome; NULL is fine. */
MUST_USE rc cluster_leave(struct cluster *cluster, struct why *why);

/* Stops a left-over server.  E_REFUSED: somebody uses it.  *ret_stopped: there was one to stop. */
MUST_USE rc cluster_stop(const char *home, bool *ret_stopped, struct why *why);

/* The server's log never grows far beyond 10 MB when this is called now and then (entering does).
 */
void cluster_trim_log(struct cluster *cluster);
