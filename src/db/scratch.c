#define _GNU_SOURCE 1 /* nftw */
#include "db/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/cluster_inside.h"

struct scratch {
    char home[64];
    struct cluster *cluster;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "the database for the test cannot be had: %s\n", what);
    exit(1);
}

struct scratch *scratch_start(void)
{
    struct why why = {""};
    struct scratch *s = mem_alloc(sizeof *s);
    snprintf(s->home, sizeof s->home, "/tmp/guanhu-test-XXXXXX");
    if (!mkdtemp(s->home) || chmod(s->home, 0711) != 0)
        give_up(strerror(errno));
    if (cluster_enter_scratch(s->home, &s->cluster, &why) != OK)
        give_up(why.text);
    return s;
}

static int remove_one(const char *path, UNUSED const struct stat *st, UNUSED int kind,
                      UNUSED struct FTW *where)
{
    return remove(path);
}

struct scratch *scratch_stop(struct scratch *s)
{
    struct why why = {""};
    if (!s)
        return NULL;
    if (cluster_leave(s->cluster, &why) != OK)
        fprintf(stderr, "%s\n", why.text);
    nftw(s->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(s);
    return NULL;
}

const char *scratch_conninfo(const struct scratch *s)
{
    return cluster_conninfo(s->cluster);
}

const char *scratch_conninfo_super(const struct scratch *s)
{
    return cluster_conninfo_super(s->cluster);
}

static struct db *open_db(const char *conninfo)
{
    struct why why = {""};
    struct db *db = NULL;
    if (db_open(conninfo, &db, &why) != OK)
        give_up(why.text);
    return db;
}

struct db *scratch_db(const struct scratch *s)
{
    return open_db(scratch_conninfo(s));
}

struct db *scratch_db_super(const struct scratch *s)
{
    return open_db(scratch_conninfo_super(s));
}
