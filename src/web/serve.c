#include "web/serve.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/end.h"
#include "platform/roll_keeper.h"
#include "platform/runner.h"
#include "platform/scope.h"
#include "platform/sheet_keeper.h"
#include "platform/snapshots.h"
#include "web/bell.h"
#include "web/file_reply.h"
#include "web/server.h"
#include "web/web.h"

enum { WORKERS = 8, PEM_BYTES_MOST = 1 << 20 };

static rc worker_begin(void *app, void **ret_worker, struct why *why)
{
    struct web_worker *w = NULL;
    TRY(web_worker_begin(app, &w, why));
    *ret_worker = w;
    return OK;
}

static void worker_end(void *worker)
{
    web_worker_end(worker);
}

static void handle(void *worker, const struct http_request *request, struct http_reply *reply)
{
    dispatch(worker, request, reply);
}

static void idle(void *worker)
{
    db_idle(((struct web_worker *)worker)->db);
}

static bool at_once(void *app, const struct http_request *request, struct http_reply *reply)
{
    return file_reply(app, request, reply);
}

static size_t most(void *app, const struct http_request *request)
{
    return body_most(app, request);
}

/* The whole file, ended by NUL; the caller frees it.  NULL path: NULL. */
static rc read_pem(const char *path, char **ret_pem, struct why *why)
{
    FILE *file = path ? fopen(path, "rb") : NULL;
    *ret_pem = NULL;
    if (!path)
        return OK;
    if (!file)
        return why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    char *pem = mem_alloc(PEM_BYTES_MOST + 1);
    size_t len = fread(pem, 1, PEM_BYTES_MOST, file);
    bool whole = !ferror(file) && len > 0 && len < PEM_BYTES_MOST;
    fclose(file);
    if (!whole) {
        free(pem);
        return why_say(why, E_USAGE, "%s: not a PEM file of at most a megabyte", path);
    }
    *ret_pem = pem;
    return OK;
}

static void say_ready(const struct serve_args *args, const struct http_server *server)
{
    printf("guanhu serves on http%s://%s:%d\n", args->certificate ? "s" : "", args->listen,
           http_server_port(server));
    fflush(stdout);
}

/* ---- the end ---- */

static void tell(const struct serve_args *args, const char *line)
{
    if (!args->quiet)
        fprintf(stderr, "guanhu: %s\n", line);
}

static void wait_for_any(int one, int other)
{
    struct pollfd places[] = {{.fd = one, .events = POLLIN}, {.fd = other, .events = POLLIN}};
    while (poll(places, ARRAY_LEN(places), -1) < 0)
        assert(errno == EINTR);
}

static bool can_be_read(int fd)
{
    struct pollfd place = {.fd = fd, .events = POLLIN};
    return poll(&place, 1, 0) > 0;
}

static void cancel(const struct serve_args *args, int64_t job)
{
    struct db *db = args->bank->db;
    rc r = db_reopen(db, NULL);
    if (r == OK)
        r = job_cancel(db, job, 0);
    tell(args, r == OK ? "asking it to cancel" : "it can be asked no more; waiting for its end");
}

/* The first signal ends the taking of work, those after it the work that runs. */
static void finish_work(const struct serve_args *args, struct runner *runner, int signals)
{
    char line[160];
    int64_t job = runner_close(runner);
    if (job) {
        snprintf(line, sizeof line,
                 "job %" PRId64 " runs: ending after it; a second signal cancels it", job);
        tell(args, line);
    }
    while (!can_be_read(runner_ended(runner))) {
        wait_for_any(signals, runner_ended(runner));
        if (end_take(signals) && job)
            cancel(args, job);
    }
}

static rc run_pages(const struct serve_args *args, struct http_server_args *how,
                    struct runner *runner, struct snapshots *snapshots, int signals,
                    struct why *why)
{
    struct web *web = how->app;
    struct http_server *server = NULL;
    struct bell *bell = NULL;
    void *beside = NULL;
    const struct bell_args hears = {args->bank, snapshots};
    if (args->beside)
        TRY(args->beside->begin(args->bank, args->beside->how, &beside, why));
    rc r = roll_keeper_begin(args->bank, &web->roll, why);
    if (r == OK)
        r = sheet_keeper_begin(args->bank, &web->sheets, why);
    if (r == OK)
        r = http_server_start(how, &server, why);
    if (r == OK)
        r = bell_start(&hears, http_server_streams(server), &bell, why);
    if (r == OK) {
        say_ready(args, server);
        while (!end_take(signals))
            wait_for_any(signals, -1);
    }
    if (args->beside)
        args->beside->end(beside);
    if (r == OK) {
        finish_work(args, runner, signals);
        tell(args, "answering what has begun, then ending");
    }
    bell_stop(bell);
    http_server_stop(server);
    sheet_keeper_end(web->sheets);
    roll_keeper_end(web->roll);
    return r;
}

/* The signals are held in all threads that begin from here on, and stay so. */
static rc run(const struct serve_args *args, struct http_server_args *how, struct why *why)
{
    struct end_hold hold = end_hold();
    struct snapshots *snapshots = NULL;
    struct runner *runner = NULL;
    int signals = end_open(&hold);
    if (signals < 0)
        return why_say(why, E_UNAVAILABLE, "the machine has no descriptors left");
    const struct runner_args work = {args->bank, args->kinds, args->kinds_len, how->app};
    rc r = snapshots_begin(args->bank, &snapshots, why);
    ((struct web *)how->app)->snapshots = snapshots;
    if (r == OK)
        r = runner_begin(&work, &runner, why);
    if (r == OK)
        r = run_pages(args, how, runner, snapshots, signals, why);
    runner_end(runner);
    snapshots_end(snapshots);
    close(signals);
    return r;
}

rc serve_bind(const char *listen, int port, int *ret_bound, struct why *why)
{
    return http_bind(listen, port, ret_bound, why);
}

rc serve(const struct serve_args *args, struct why *why)
{
    struct web *web = NULL;
    char *certificate = NULL, *key = NULL;
    const struct web_args web_args = {.bank = args->bank,
                                      .modules = args->modules,
                                      .modules_len = args->modules_len,
                                      .kinds = args->kinds,
                                      .kinds_len = args->kinds_len,
                                      .cost = SECRET_COST_NORMAL};
    TRY(scope_check(args->bank->db, why));
    rc r = web_make(&web_args, &web, why);
    if (r == OK)
        r = read_pem(args->certificate, &certificate, why);
    if (r == OK)
        r = read_pem(args->key, &key, why);
    if (r == OK)
        r = run(args,
                &(struct http_server_args){.bound = args->bound,
                                           .workers = WORKERS,
                                           .certificate = certificate,
                                           .key = key,
                                           .app = web,
                                           .folder = args->bank->config->home,
                                           .body_most = most,
                                           .worker_begin = worker_begin,
                                           .worker_end = worker_end,
                                           .handle = handle,
                                           .idle = idle,
                                           .at_once = at_once},
                why);
    free(certificate);
    free(key);
    web_free(web);
    return r;
}
