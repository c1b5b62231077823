#include "web/serve.h"

#include <errno.h>
#include <signal.h>

#include "platform/scope.h"
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

/* Blocked in all threads that begin from here on, so that only sigwait sees them. */
static sigset_t hold_signals(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    return ends;
}

static rc run(const struct serve_args *args, struct http_server_args *how, struct why *why)
{
    struct http_server *server = NULL;
    sigset_t ends = hold_signals();
    int ended_by;
    TRY(http_server_start(how, &server, why));
    say_ready(args, server);
    sigwait(&ends, &ended_by);
    if (!args->quiet)
        fprintf(stderr, "guanhu: answering what has begun, then ending\n");
    http_server_stop(server);
    return OK;
}

rc serve(const struct serve_args *args, struct why *why)
{
    struct web *web = NULL;
    char *certificate = NULL, *key = NULL;
    const struct web_args web_args = {args->bank, args->modules, args->modules_len,
                                      SECRET_COST_NORMAL};
    TRY(scope_check(args->bank->db, why));
    rc r = web_make(&web_args, &web, why);
    if (r == OK)
        r = read_pem(args->certificate, &certificate, why);
    if (r == OK)
        r = read_pem(args->key, &key, why);
    if (r == OK)
        r = run(args,
                &(struct http_server_args){.listen = args->listen,
                                           .port = args->port,
                                           .workers = WORKERS,
                                           .certificate = certificate,
                                           .key = key,
                                           .app = web,
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
