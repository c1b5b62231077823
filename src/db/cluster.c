#include "db/cluster_inside.h"

#include <errno.h>
#include <unistd.h>

static struct cluster *cluster_new(void)
{
    struct cluster *c = mem_alloc(sizeof *c);
    const char *small = getenv("GUANHU_PG_SMALL");
    arena_init(&c->arena);
    c->gate = c->use = c->pg_fd = -1;
    c->small = small && strcmp(small, "1") == 0;
    return c;
}

static void cluster_release(struct cluster *c)
{
    if (c->pg_fd >= 0)
        close(c->pg_fd);
    if (c->use >= 0)
        close(c->use);
    if (c->gate >= 0)
        close(c->gate);
    arena_release(&c->arena);
    free(c);
}

rc say_errno(struct why *why, int error, const char *path)
{
    switch (error) {
    case EROFS:
        return why_say(why, E_UNAVAILABLE,
                       "%s: lies on a disk that can only be read: choose "
                       "another home (GUANHU_HOME)",
                       path);
    case ENOSPC:
    case EDQUOT:
        return why_say(why, E_UNAVAILABLE, "%s: its disk is full: make room on it and try again",
                       path);
    case EACCES:
    case EPERM:
        return why_say(why, E_UNAVAILABLE,
                       "%s: permission denied: run guanhu as the user who owns "
                       "it, or choose another home (GUANHU_HOME)",
                       path);
    default:
        return why_say(why, E_UNAVAILABLE, "%s: cannot be used: %s", path, strerror(error));
    }
}

/* A server that runs but cannot be reached (its socket was cleaned away) is of no use to newcomers.
 */
static rc replace_unreachable(struct cluster *c, struct why *why)
{
    if (!place_sole_user(c))
        return why_say(why, E_UNAVAILABLE,
                       "the socket of the private cluster in %s was removed "
                       "while it is in use%s: end those, and try again",
                       c->home, place_users(c));
    TRY(server_stop(c, why));
    return server_start(c, why);
}

/* Under the gate: a server that answers, whatever was there before. */
static rc bring_up(struct cluster *c, struct why *why)
{
    TRY(programs_find(c, why));
    TRY(programs_make_data(c, why));
    server_trim_log(c);
    if (!server_find(c))
        return server_start(c, why);
    rc r = server_wait(c, why);
    if (r != OK) /* one that was just ending is no failure: another is started */
        return c->server ? r : server_start(c, why);
    return server_reachable(c) ? OK : replace_unreachable(c, why);
}

/* Through the link pg/socket, so that whoever connects again finds a server that somebody started
 * anew; and through the open directory, because a socket's path may only be short. */
static void name_connections(struct cluster *c)
{
    const char *at = arena_printf(
        &c->arena, "host=/proc/self/fd/%d/socket port=%d dbname=" DATABASE, c->pg_fd, SOCKET_PORT);
    c->conninfo = arena_printf(&c->arena, "%s user=%s", at, DATABASE);
    c->conninfo_super = arena_printf(&c->arena, "%s user=%s", at, SUPERUSER);
}

/* The lock on use is shared only after the server is up: until then "sole user" means nobody. */
static rc enter(struct cluster *c, const char *home, struct why *why)
{
    TRY(place_open(c, home, true, why));
    TRY(place_lock_gate(c, why));
    TRY(place_find_data(c, true, why));
    TRY(bring_up(c, why));
    TRY(place_share_use(c, why));
    name_connections(c);
    place_unlock_gate(c);
    return OK;
}

static rc enter_new(struct cluster *c, const char *home, struct cluster **ret_cluster,
                    struct why *why)
{
    rc r = enter(c, home, why);
    if (r == OK)
        *ret_cluster = c;
    else
        cluster_release(c);
    return r;
}

rc cluster_enter(const char *home, struct cluster **ret_cluster, struct why *why)
{
    return enter_new(cluster_new(), home, ret_cluster, why);
}

rc cluster_enter_scratch(const char *home, struct cluster **ret_cluster, struct why *why)
{
    struct cluster *c = cluster_new();
    c->small = c->dies_with_caller = true;
    return enter_new(c, home, ret_cluster, why);
}

/* Entering starts what is needed; the caller's own use keeps the leaving from stopping it. */
rc cluster_revive(const struct cluster *cluster, struct why *why)
{
    struct cluster *again = NULL;
    TRY(cluster_enter(cluster->home, &again, why));
    return cluster_leave(again, why);
}

const char *cluster_conninfo(const struct cluster *cluster)
{
    return cluster->conninfo;
}

const char *cluster_conninfo_super(const struct cluster *cluster)
{
    return cluster->conninfo_super;
}

void cluster_trim_log(struct cluster *cluster)
{
    server_trim_log(cluster);
}

static rc leave(struct cluster *c, struct why *why)
{
    TRY(place_lock_gate(c, why));
    if (!place_sole_user(c) || !server_find(c))
        return OK;
    return server_stop(c, why);
}

rc cluster_leave(struct cluster *cluster, struct why *why)
{
    if (!cluster)
        return OK;
    rc r = leave(cluster, why);
    cluster_release(cluster);
    return r;
}

static rc stop(struct cluster *c, const char *home, bool *ret_stopped, struct why *why)
{
    rc r = place_open(c, home, false, why);
    if (r == OK)
        r = place_lock_gate(c, why);
    if (r == OK)
        r = place_find_data(c, false, why);
    if (r != OK || !server_find(c)) {
        *ret_stopped = false;
        return r == E_NOT_FOUND ? OK : r;
    }
    if (!place_sole_user(c))
        return why_say(why, E_REFUSED, "the private cluster in %s is in use%s: end those first",
                       c->home, place_users(c));
    TRY(server_stop(c, why));
    *ret_stopped = true;
    return OK;
}

rc cluster_stop(const char *home, bool *ret_stopped, struct why *why)
{
    struct cluster *c = cluster_new();
    rc r = stop(c, home, ret_stopped, why);
    cluster_release(c);
    return r;
}
