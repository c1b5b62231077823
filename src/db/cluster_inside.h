#pragma once
/* Private: what the files of the private cluster know of each other.
 *
 *     cluster.c           entering, leaving, stopping: who may do what when
 *     cluster_place.c     the home, the data's place, the locks, the socket's directory
 *     cluster_programs.c  PostgreSQL's programs; making the data
 *     cluster_server.c    the server: alive, start, wait, stop, log */
#include "base/arena.h"
#include "db/cluster.h"
#include "db/run_as.h"

#define DATABASE "guanhu"
#define SUPERUSER "postgres"
enum { SOCKET_PORT = 5432 };

struct cluster {
    struct arena arena;     /* all texts below */
    const char *home;       /* its real path */
    const char *pg;         /* the real path of HOME/pg */
    const char *data;       /* pg/data */
    const char *log;        /* pg/log */
    const char *lock;       /* pg/server.lock, held by the server and its makers */
    const char *bin;        /* directory of PostgreSQL's programs */
    const char *socket_dir; /* where the server listens */
    int pg_fd;              /* pg itself, through which pg/socket is found; -1 while not open */
    const char *conninfo;
    const char *conninfo_super;
    struct account account; /* whom the server runs as */
    int gate;               /* HOME/pg.gate, -1 while not open */
    int use;                /* HOME/pg.use, -1 while not open */
    pid_t server;           /* 0: none is known */
    bool is_child;          /* we started it, so we wait for it */
    bool small;
    bool dies_with_caller;
};

/* "PATH: cannot be ...: what is wrong, and what to do", from an errno. */
MUST_USE rc say_errno(struct why *why, int error, const char *path);

/* cluster_place.c */
MUST_USE rc place_open(struct cluster *c, const char *home, bool make, struct why *why);
MUST_USE rc place_lock_gate(struct cluster *c, struct why *why);
void place_unlock_gate(struct cluster *c);
MUST_USE rc place_share_use(struct cluster *c, struct why *why);
bool place_sole_user(struct cluster *c);    /* nobody else uses it; then nobody can begin to, too */
const char *place_users(struct cluster *c); /* "by process 12, 34", or "" where that is not known */
MUST_USE rc place_find_data(struct cluster *c, bool make, struct why *why);
MUST_USE rc place_make_socket_dir(struct cluster *c, struct why *why);
void place_drop_socket_dir(struct cluster *c);

/* cluster_programs.c */
MUST_USE rc programs_find(struct cluster *c, struct why *why);
MUST_USE rc programs_make_data(struct cluster *c, struct why *why);
const char *program_path(struct cluster *c, const char *name);

/* The last line of 'output' that tells of a failure, and what to do about it. */
MUST_USE rc say_program(struct cluster *c, const char *doing, struct text output, struct why *why);

/* cluster_server.c */
bool server_find(struct cluster *c); /* a running one: c->server, c->socket_dir */
bool server_reachable(const struct cluster *c);
MUST_USE rc server_wait_for_lock(struct cluster *c, struct why *why); /* or c->server appeared */
MUST_USE rc server_start(struct cluster *c, struct why *why);
MUST_USE rc server_wait(struct cluster *c, struct why *why); /* ended: c->server is 0 */
MUST_USE rc server_stop(struct cluster *c, struct why *why);
void server_trim_log(struct cluster *c);
void server_stop_in(struct cluster *c, const char *data); /* one that lost its home */

/* For tests: as cluster_enter, but the server is small and ends with the calling thread. */
MUST_USE rc cluster_enter_scratch(const char *home, struct cluster **ret_cluster, struct why *why);
