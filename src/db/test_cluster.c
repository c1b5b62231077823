/* Private clusters, real ones, in fresh homes under one temporary directory.
 *
 * The tests run in a child; when it ends, however it ends, its parent stops what servers are left
 * and removes the directory. */
#define _GNU_SOURCE 1 /* mount */
#include "base/test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/cluster_inside.h"
#include "db/conn.h"

enum { BIG_LOG = 11534336 }; /* beyond 10 MB */

static char base[] = "/tmp/guanhu-clusters-XXXXXX";

struct home {
    char path[256];
};

static struct home make_home(const char *name, mode_t mode)
{
    struct home h;
    snprintf(h.path, sizeof h.path, "%s/%s", base, name);
    CHECK(mkdir(h.path, mode) == 0 && chmod(h.path, mode) == 0);
    return h;
}

static const char *in(const struct home *h, const char *name)
{
    static _Thread_local char path[512];
    snprintf(path, sizeof path, "%s/%s", h->path, name);
    return path;
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static pid_t server_of(const struct home *h)
{
    char line[32] = "";
    FILE *file = fopen(in(h, "pg/data/postmaster.pid"), "r");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    fclose(file);
    return (pid_t)strtol(line, NULL, 10);
}

static struct cluster *enter(const struct home *h)
{
    struct why why = {""};
    struct cluster *c = NULL;
    rc r = cluster_enter(h->path, &c, &why);
    if (r != OK)
        fail_msg("%s: %s", rc_name(r), why.text);
    return c;
}

static void leave(struct cluster *c)
{
    struct why why = {""};
    rc r = cluster_leave(c, &why);
    if (r != OK)
        fail_msg("%s: %s", rc_name(r), why.text);
}

/* A home whose cluster is there already: a copy of one that is made once. */
static struct home make_ready_home(const char *name)
{
    struct home model, h = make_home(name, 0755);
    struct account me = account_of_caller();
    struct buf output;
    int status = -1;
    snprintf(model.path, sizeof model.path, "%s/model", base);
    if (mkdir(model.path, 0755) == 0)
        leave(enter(&model));
    char *from = strdup(in(&model, "pg"));
    const struct program copy = {.argv = (const char *[]){"/bin/cp", "-a", from, h.path, NULL}};
    buf_init(&output);
    CHECK_OK(run_program(&me, &copy, &output, &status, NULL));
    CHECK_INT(status, 0);
    buf_release(&output);
    free(from);
    return h;
}

static struct db *open_db(const char *conninfo)
{
    struct why why = {""};
    struct db *db = NULL;
    rc r = db_open(conninfo, &db, &why);
    if (r != OK)
        fail_msg("%s: %s", rc_name(r), why.text);
    return db;
}

static void run_sql(const struct cluster *c, const char *sql)
{
    struct db *db = open_db(cluster_conninfo(c));
    if (db_script(db, sql, "sql", NULL) != OK)
        fail_msg("%s", db_why(db));
    db_close(db);
}

static void cannot_enter(const struct home *h, const char *text)
{
    struct why why = {""};
    struct cluster *c = NULL;
    CHECK_RC(cluster_enter(h->path, &c, &why), E_UNAVAILABLE);
    CHECK(c == NULL);
    if (!strstr(why.text, text))
        fail_msg("\"%s\" is not in: %s", text, why.text);
}

static int remove_one(const char *path, UNUSED const struct stat *st, UNUSED int kind,
                      UNUSED struct FTW *where)
{
    return remove(path);
}

/* ---- other users of a cluster ---- */

/* A process that has entered; it leaves, or is killed, as it is told. */
struct holder {
    pid_t pid;
    int tell;
};

static _Noreturn void hold(const char *path, int said, int told)
{
    struct cluster *c = NULL;
    char byte = 'y';
    if (cluster_enter(path, &c, NULL) != OK || write(said, &byte, 1) != 1)
        _exit(1);
    while (read(told, &byte, 1) < 0)
        continue;
    _exit(cluster_leave(c, NULL) != OK);
}

static struct holder start_holder(const struct home *h)
{
    int said[2] = {-1, -1}, told[2] = {-1, -1};
    char byte = 0;
    CHECK(pipe(said) == 0 && pipe(told) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(said[0]);
        close(told[1]);
        hold(h->path, said[1], told[0]);
    }
    close(said[1]);
    close(told[0]);
    CHECK_INT(read(said[0], &byte, 1), 1);
    close(said[0]);
    return (struct holder){pid, told[1]};
}

static int end_holder(struct holder holder)
{
    int status = -1;
    close(holder.tell); /* it reads the end, and leaves */
    CHECK_INT(waitpid(holder.pid, &status, 0), holder.pid);
    return status;
}

static void kill_holder(struct holder holder)
{
    int status = 0;
    CHECK_INT(kill(holder.pid, SIGKILL), 0);
    CHECK_INT(waitpid(holder.pid, &status, 0), holder.pid);
    close(holder.tell);
}

/* ---- tests ---- */

TEST(entering_makes_a_cluster_and_leaving_stops_it)
{
    struct home h = make_home("first", 0755);
    struct cluster *c = enter(&h);
    struct stat st;
    run_sql(c, "create extension btree_gist; create table t (id int8); insert into t values (1)");
    CHECK(server_of(&h) > 0);
    CHECK_INT(stat(in(&h, "pg"), &st), 0);
    CHECK_INT(st.st_mode & 07777, 0700);
    CHECK_INT(stat(c->socket_dir, &st), 0);
    CHECK_INT(st.st_mode & 07777, 0700);
    CHECK(strlen(c->socket_dir) < 60);
    char *socket_dir = strdup(c->socket_dir);
    leave(c);
    CHECK_INT(server_of(&h), 0);
    CHECK_INT(access(socket_dir, F_OK), -1);
    free(socket_dir);

    c = enter(&h); /* the data are still there */
    run_sql(c, "do $$ begin assert (select count(*) from t) = 1; end $$");
    leave(c);
}

TEST(the_owner_is_no_superuser_and_checksums_are_on)
{
    struct home h = make_home("owner", 0755);
    struct cluster *c = enter(&h);
    run_sql(c, "do $$ begin\n"
               "assert (select not rolsuper and not rolbypassrls and rolcreaterole from pg_roles\n"
               "  where rolname = current_user);\n"
               "assert current_user = 'guanhu' and current_database() = 'guanhu';\n"
               "assert current_setting('data_checksums') = 'on';\n"
               "assert current_setting('fsync') = 'on';\n"
               "assert current_setting('listen_addresses') = '';\n"
               "assert current_setting('max_connections') = '50';\n"
               "assert current_setting('server_encoding') = 'UTF8';\n"
               "assert (select datcollate from pg_database where datname = 'guanhu') = 'C';\n"
               "assert lower('É') = 'é' or current_setting('lc_ctype') = 'C';\n"
               "end $$; create role some_role; grant some_role to guanhu; set role some_role");
    struct db *super = open_db(cluster_conninfo_super(c));
    CHECK_OK(db_script(super,
                       "do $$ begin assert (select rolsuper from pg_roles where rolname = "
                       "current_user); end $$",
                       "super", NULL));
    db_close(super);
    leave(c);
}

TEST(the_last_one_out_stops_the_server)
{
    struct home h = make_ready_home("shared");
    struct holder other = start_holder(&h);
    pid_t server = server_of(&h);
    struct cluster *c = enter(&h);
    CHECK_INT(server_of(&h), server); /* adopted */
    leave(c);
    CHECK_INT(server_of(&h), server);
    CHECK_INT(end_holder(other), 0);
    CHECK_INT(server_of(&h), 0);
}

TEST(many_come_and_go_at_once)
{
    enum { MANY = 6, TIMES = 8 };
    struct home h = make_ready_home("many");
    int status = 0;
    for (int i = 0; i < MANY; i++)
        if (fork() == 0) {
            for (int k = 0; k < TIMES; k++) {
                struct cluster *c = NULL;
                struct db *db = NULL;
                if (cluster_enter(h.path, &c, NULL) != OK ||
                    db_open(cluster_conninfo(c), &db, NULL) != OK ||
                    db_script(db, "select 1", "one", NULL) != OK)
                    _exit(1);
                db_close(db);
                if (cluster_leave(c, NULL) != OK)
                    _exit(2);
            }
            _exit(0);
        }
    for (int i = 0; i < MANY; i++) {
        CHECK(wait(&status) > 0);
        CHECK_INT(status, 0);
    }
    CHECK_INT(server_of(&h), 0);
}

TEST(a_server_left_over_by_a_killed_program_is_adopted)
{
    struct home h = make_ready_home("killed");
    struct holder other = start_holder(&h);
    pid_t server = server_of(&h);
    kill_holder(other);
    CHECK_INT(kill(server, 0), 0); /* it lives on */
    struct cluster *c = enter(&h);
    CHECK_INT(server_of(&h), server);
    run_sql(c, "select 1");
    leave(c);
    CHECK_INT(server_of(&h), 0);
}

TEST(stop_stops_what_is_left_over_and_nothing_that_is_used)
{
    struct home h = make_home("stop", 0755), none = {"/nowhere/at/all"};
    struct why why = {""};
    bool stopped = true;
    char who[64];
    CHECK_OK(cluster_stop(none.path, &stopped, &why));
    CHECK(!stopped);
    stopped = true;
    CHECK_OK(cluster_stop(h.path, &stopped, &why));
    CHECK(!stopped);

    struct holder other = start_holder(&h);
    CHECK_RC(cluster_stop(h.path, &stopped, &why), E_REFUSED);
    snprintf(who, sizeof who, "is in use by process %ld: end those first", (long)other.pid);
    if (!strstr(why.text, who))
        fail_msg("%s", why.text);
    kill_holder(other);
    CHECK_OK(cluster_stop(h.path, &stopped, &why));
    CHECK(stopped);
    CHECK_INT(server_of(&h), 0);
    CHECK_OK(cluster_stop(h.path, &stopped, &why));
    CHECK(!stopped);
}

/* Ends our server as a failure of the machine would. */
static void kill_server(const struct home *h)
{
    pid_t server = server_of(h);
    siginfo_t gone;
    CHECK_INT(kill(server, SIGKILL), 0);
    CHECK_INT(waitid(P_PID, (id_t)server, &gone, WEXITED | WNOWAIT), 0);
}

TEST(a_server_that_was_killed_is_started_again)
{
    struct home h = make_ready_home("crash");
    struct cluster *c = enter(&h), *again;
    run_sql(c, "create table t (id int8); insert into t values (1)");
    pid_t server = server_of(&h);
    kill_server(&h);
    again = enter(&h); /* while its processes may still be there */
    CHECK(server_of(&h) > 0 && server_of(&h) != server);
    run_sql(again, "do $$ begin assert (select count(*) from t) = 1; end $$");
    leave(again);
    leave(c);
    CHECK_INT(server_of(&h), 0);
}

/* The number of a dead server may meanwhile be another process's, even one of the same user. */
TEST(stale_pid_files_do_not_matter)
{
    struct home h = make_ready_home("stale");
    struct stat st;
    char text[4096];
    leave(enter(&h));
    CHECK_INT(stat(in(&h, "pg/data"), &st), 0);
    const pid_t pids[] = {getpid(), 1, 4000000};
    for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
        snprintf(text, sizeof text, "%ld\n%s\n1700000000\n5432\n/tmp/gone\n\n  0 0\nready\n",
                 (long)pids[i], in(&h, "pg/data"));
        write_file(in(&h, "pg/data/postmaster.pid"), text, 0600);
        CHECK_INT(chown(in(&h, "pg/data/postmaster.pid"), st.st_uid, st.st_gid), 0);
        leave(enter(&h));
    }
}

TEST(a_socket_that_was_cleaned_away_comes_back)
{
    struct home h = make_ready_home("socket");
    struct holder other = start_holder(&h);
    char path[600];
    ssize_t len = readlink(in(&h, "pg/socket"), path, 500);
    CHECK(len > 0);
    snprintf(path + len, sizeof path - (size_t)len, "/.s.PGSQL.5432");
    CHECK_INT(unlink(path), 0);
    cannot_enter(&h, "was removed while it is in use by process");
    kill_holder(other);
    struct cluster *c = enter(&h);
    run_sql(c, "select 1");
    leave(c);
}

TEST(what_was_half_made_is_made_anew)
{
    struct home h = make_home("half", 0755);
    CHECK_INT(mkdir(in(&h, "pg"), 0700), 0); /* killed before it was given away */
    leave(enter(&h));
    struct home g = make_home("half2", 0755);
    CHECK_INT(mkdir(in(&g, "pg"), 0700), 0);
    CHECK_INT(mkdir(in(&g, "pg/data.new"), 0700), 0);
    write_file(in(&g, "pg/data.new/PG_VERSION"), "15\n", 0600);
    struct account postgres;
    if (geteuid() == 0) {
        CHECK_OK(account_by_name("postgres", &postgres));
        CHECK_INT(chown(in(&g, "pg/data.new"), postgres.uid, postgres.gid), 0);
    }
    leave(enter(&g));
    CHECK_INT(access(in(&g, "pg/data.new"), F_OK), -1);
}

/* Killed at any moment while the cluster is made: the next one makes it. */
TEST(being_killed_while_making_it_harms_nothing)
{
    struct home h = make_home("interrupted", 0755);
    for (int ms = 20; ms <= 600; ms += 145) {
        int ends[2], status;
        CHECK_INT(pipe(ends), 0);
        pid_t pid = fork();
        if (pid == 0) {
            struct cluster *c = NULL;
            close(ends[0]);
            _exit(cluster_enter(h.path, &c, NULL) != OK);
        }
        close(ends[1]);
        struct pollfd end = {.fd = ends[0], .events = POLLIN};
        poll(&end, 1, ms); /* where in its work it is killed is not the point */
        kill(pid, SIGKILL);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        close(ends[0]);
    }
    struct cluster *c = enter(&h);
    run_sql(c, "select 1");
    leave(c);
}

/* The place of a home, and those that were set aside. */
static void remove_places(const char *place)
{
    char pattern[300];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s*", place);
    CHECK_INT(glob(pattern, 0, NULL, &found), 0);
    CHECK_INT(found.gl_pathc, 2);
    for (size_t i = 0; i < found.gl_pathc; i++)
        CHECK_INT(nftw(found.gl_pathv[i], remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    globfree(&found);
}

TEST(a_home_that_only_root_may_enter_works)
{
    if (geteuid() != 0)
        skip();
    struct home h = make_home("closed", 0700);
    char place[256];
    struct cluster *c = enter(&h);
    run_sql(c, "create table t (id int8)");
    ssize_t len = readlink(in(&h, "pg"), place, sizeof place - 1);
    CHECK(len > 0);
    place[len] = '\0';
    CHECK(strncmp(place, "/var/lib/guanhu/", 16) == 0);
    leave(c);
    c = enter(&h);
    run_sql(c, "select * from t");
    leave(c);

    /* The home is removed, its data stay behind; a new home of that name begins anew. */
    CHECK_INT(unlink(in(&h, "pg")), 0);
    c = enter(&h);
    run_sql(c, "create table t (id int8)");
    leave(c);
    remove_places(place);
}

/* As a plain user, with a home of his own and then with one of root's. */
TEST(a_plain_user_has_clusters_too)
{
    if (geteuid() != 0)
        skip();
    struct home h = make_home("plain", 0755), roots = make_ready_home("roots");
    int status = 0;
    CHECK_INT(chown(h.path, 65534, 65534), 0);
    leave(enter(&roots));
    pid_t pid = fork();
    if (pid == 0) {
        struct cluster *c = NULL;
        struct why why = {""};
        struct stat st;
        if (setgid(65534) != 0 || setuid(65534) != 0 || cluster_enter(h.path, &c, &why) != OK ||
            cluster_leave(c, &why) != OK || stat(in(&h, "pg/data"), &st) != 0 || st.st_uid != 65534)
            _exit(1);
        if (cluster_enter(roots.path, &c, &why) != E_UNAVAILABLE ||
            !strstr(why.text, "permission denied: run guanhu as the user who owns it"))
            _exit(2);
        _exit(0);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK_INT(status, 0);

    leave(enter(&h)); /* root in his home: the server is still his, and he is not locked out */
    struct stat st;
    CHECK_INT(stat(in(&h, "pg.gate"), &st), 0);
    CHECK_INT(st.st_uid, 65534);
}

TEST(long_homes_are_fine)
{
    struct home h = make_home("long-long-long-long-long-long-long-long-long-long-long-long-long-"
                              "long-long-long-long-long-long-long-long-long-long-long",
                              0755);
    struct cluster *c = enter(&h);
    run_sql(c, "select 1");
    leave(c);
}

TEST(homes_are_made_with_the_directories_above)
{
    struct home h = make_home("above", 0755);
    snprintf(h.path + strlen(h.path), 32, "/a/b/../b/c");
    struct cluster *c = enter(&h);
    CHECK(strstr(c->home, "/above/a/b/c"));
    leave(c);
}

/* Whoever reads our output must see its end although the server lives on. */
TEST(the_server_does_not_keep_our_output_open)
{
    struct home h = make_ready_home("output");
    int out[2], status;
    char byte;
    bool stopped = false;
    CHECK_INT(pipe(out), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct cluster *c = NULL;
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        _exit(cluster_enter(h.path, &c, NULL) != OK);
    }
    close(out[1]);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK_INT(status, 0);
    struct pollfd end = {.fd = out[0], .events = POLLIN};
    CHECK_INT(poll(&end, 1, 10000), 1);
    CHECK_INT(read(out[0], &byte, 1), 0);
    close(out[0]);
    CHECK_OK(cluster_stop(h.path, &stopped, NULL));
    CHECK(stopped);
}

TEST(a_big_log_is_cut)
{
    struct home h = make_ready_home("log");
    struct cluster *c = enter(&h);
    struct stat st;
    CHECK_INT(truncate(in(&h, "pg/log"), BIG_LOG), 0);
    cluster_trim_log(c);
    CHECK_INT(stat(in(&h, "pg/log"), &st), 0);
    CHECK_INT(st.st_size, 0);
    CHECK_INT(stat(in(&h, "pg/log.old"), &st), 0);
    CHECK_INT(st.st_size, BIG_LOG);
    leave(c);
    CHECK_INT(stat(in(&h, "pg/log"), &st), 0);
    CHECK(st.st_size > 0); /* the server goes on writing */
}

TEST(other_or_missing_programs_are_named)
{
    struct home h = make_home("programs", 0755), bin = make_home("bin", 0755);
    CHECK_INT(setenv("GUANHU_PG_BIN", "/nowhere", 1), 0);
    cannot_enter(&h, "/nowhere/postgres does not run: install PostgreSQL 15 or later");
    CHECK_INT(setenv("GUANHU_PG_BIN", bin.path, 1), 0);
    write_file(in(&bin, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n", 0755);
    CHECK_INT(chmod(in(&bin, "postgres"), 0755), 0);
    cannot_enter(&h, "is PostgreSQL 13: version 15 or later is needed");
    write_file(in(&bin, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 17.1'\n", 0755);
    write_file(in(&bin, "initdb"), "#!/bin/sh\necho 'initdb: error: no luck today' >&2; exit 1\n",
               0755);
    CHECK_INT(chmod(in(&bin, "initdb"), 0755), 0);
    cannot_enter(&h, "cannot be made: no luck today");
    CHECK_INT(unsetenv("GUANHU_PG_BIN"), 0);
    leave(enter(&h));
    CHECK_INT(setenv("GUANHU_PG_BIN", bin.path, 1), 0);
    cannot_enter(&h, "was made by PostgreSQL 15");
    CHECK_INT(unsetenv("GUANHU_PG_BIN"), 0);
}

TEST(a_server_that_cannot_start_says_why)
{
    struct home h = make_ready_home("broken");
    leave(enter(&h));
    int fd = open(in(&h, "pg/data/local.conf"), O_WRONLY | O_TRUNC);
    CHECK(fd >= 0 && write(fd, "shared_buffers = 'x'\n", 21) == 21);
    close(fd);
    cannot_enter(&h, "cannot be started: ");
    CHECK_INT(unlink(in(&h, "pg/data/local.conf")), 0);
    leave(enter(&h));
    CHECK_INT(unlink(in(&h, "pg/data/global/pg_control")), 0);
    cannot_enter(&h, "could not find the database system");
    CHECK_INT(unlink(in(&h, "pg/data/PG_VERSION")), 0);
    cannot_enter(&h, "is no database of PostgreSQL");
    struct home g = make_home("dangling", 0755);
    CHECK_INT(symlink("/nowhere/at/all", in(&g, "pg")), 0);
    cannot_enter(&g, "points to a directory that is not there");
}

static void check_one(struct db *db)
{
    struct why why = {""};
    CHECK_RC(db_script(db, "select 1", "one", NULL), E_UNAVAILABLE);
    CHECK_OK(db_reopen(db, &why));
    CHECK_OK(db_script(db, "select 1", "one", NULL));
}

TEST(connections_find_a_server_that_was_started_anew)
{
    struct home h = make_ready_home("anew");
    struct why why = {""};
    struct cluster *c = enter(&h);
    struct db *db = open_db(cluster_conninfo(c));
    kill_server(&h);
    leave(enter(&h)); /* as another command would; its socket lies elsewhere */
    check_one(db);
    kill_server(&h);
    CHECK_OK(cluster_revive(c, &why));
    check_one(db);
    pid_t server = server_of(&h);
    CHECK_OK(cluster_revive(c, &why)); /* nothing to do */
    CHECK_INT(server_of(&h), server);
    db_close(db);
    leave(c);
    CHECK_INT(server_of(&h), 0);
}

/* Nobody waits for the end of a query whose server died. */
TEST(children_of_a_dead_server_are_ended)
{
    struct home h = make_ready_home("orphans");
    struct cluster *c = enter(&h);
    struct db *counting = NULL;
    pid_t child = fork();
    if (child == 0) /* minutes without looking up */
        _exit(db_open(cluster_conninfo(c), &counting, NULL) == OK &&
              db_script(counting,
                        "select count(*) from generate_series(1, 3000) a, "
                        "generate_series(1, 3000) b, generate_series(1, 3000) c",
                        "count", NULL) == OK);
    struct db *db = open_db(cluster_conninfo_super(c));
    while (db_script(db,
                     "do $$ begin assert exists (select from pg_stat_activity where state = "
                     "'active' and query like 'select count%'); end $$",
                     "look", NULL) != OK)
        poll(NULL, 0, 5);
    kill_server(&h);
    leave(enter(&h));
    db_close(db);
    leave(c);
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT(status, 0); /* it never got its answer */
}

TEST(full_and_read_only_disks_are_named)
{
    struct home h = make_home("disk", 0755);
    if (geteuid() != 0 || mount("none", h.path, "tmpfs", 0, "size=1m,mode=755") != 0)
        skip();
    cannot_enter(&h, "its disk is full: make room on it and try again");
    CHECK_INT(access(in(&h, "pg/data"), F_OK), -1);
    CHECK_INT(mount("none", h.path, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=1m"), 0);
    cannot_enter(&h, "disk that can only be read");
    CHECK_INT(umount(h.path), 0);
}

/* A disk that fills up while the server works: the database says so, and goes on afterwards. */
TEST(a_disk_that_fills_up_is_unavailable)
{
    struct home h = make_home("filling", 0755);
    if (geteuid() != 0 || mount("none", h.path, "tmpfs", 0, "size=120m,mode=755") != 0)
        skip();
    struct cluster *c = enter(&h);
    struct db *db = open_db(cluster_conninfo(c));
    CHECK_OK(db_script(db, "create unlogged table t (x text)", "t", NULL));
    rc r = db_script(db, "insert into t select repeat('x', 500) from generate_series(1, 1000000)",
                     "fill", NULL);
    CHECK_RC(r, E_UNAVAILABLE);
    CHECK(strncmp(db_why(db), "the disk of the database is full: ", 34) == 0);
    CHECK_OK(db_script(db, "select 1", "one", NULL));
    db_close(db);
    leave(c);
    CHECK_INT(umount(h.path), 0);
}

/* ---- running them ---- */

static int stop_home(const char *path, UNUSED const struct stat *st, int kind, struct FTW *where)
{
    bool stopped;
    if (kind == FTW_D && where->level == 1) {
        (void)!cluster_stop(path, &stopped, NULL);
        umount2(path, MNT_DETACH); /* where a test left one; nftw has it open */
    }
    return where->level > 1 ? FTW_SKIP_SIBLINGS : FTW_CONTINUE;
}

static int run_all(void)
{
    const struct CMUnitTest tests[] = {
        CASE(entering_makes_a_cluster_and_leaving_stops_it),
        CASE(the_owner_is_no_superuser_and_checksums_are_on),
        CASE(the_last_one_out_stops_the_server),
        CASE(many_come_and_go_at_once),
        CASE(a_server_left_over_by_a_killed_program_is_adopted),
        CASE(stop_stops_what_is_left_over_and_nothing_that_is_used),
        CASE(a_server_that_was_killed_is_started_again),
        CASE(connections_find_a_server_that_was_started_anew),
        CASE(children_of_a_dead_server_are_ended),
        CASE(stale_pid_files_do_not_matter),
        CASE(a_socket_that_was_cleaned_away_comes_back),
        CASE(what_was_half_made_is_made_anew),
        CASE(being_killed_while_making_it_harms_nothing),
        CASE(a_home_that_only_root_may_enter_works),
        CASE(a_plain_user_has_clusters_too),
        CASE(long_homes_are_fine),
        CASE(homes_are_made_with_the_directories_above),
        CASE(the_server_does_not_keep_our_output_open),
        CASE(a_big_log_is_cut),
        CASE(other_or_missing_programs_are_named),
        CASE(a_server_that_cannot_start_says_why),
        CASE(full_and_read_only_disks_are_named),
        CASE(a_disk_that_fills_up_is_unavailable),
    };
    return cmocka_run_group_tests_name("cluster", tests, NULL, NULL);
}

int main(void)
{
    int status = 1;
    if (!mkdtemp(base) || chmod(base, 0755) != 0 || setenv("GUANHU_PG_SMALL", "1", 1) != 0)
        return 2;
    umask(022);
    pid_t pid = fork();
    if (pid == 0)
        exit(run_all());
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    nftw(base, stop_home, 16, FTW_PHYS | FTW_ACTIONRETVAL);
    nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
