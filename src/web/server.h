#pragma once
/* server -- HTTP on a socket: private to src/web, and the only file that sees libmicrohttpd.
 *
 * Event loops accept, read and send; a request that is complete waits for one of the workers, each
 * a thread with a context of its own (a database connection).  No worker waits for the network: who
 * sends slowly or reads slowly holds memory only.  What libmicrohttpd lets through and must not be
 * (both length headers, two of one, odd methods, NUL) is refused here. */
#include "base/why.h"
#include "web/streams.h"

struct http_server;

/* The address where requests will be taken, bound before the server's long beginning so that a
 * taken port is told at once; nobody can connect before http_server_start.  'port' 0: any free one.
 * The caller closes the descriptor; a server that was started on it has a copy.  E_USAGE: 'listen'
 * is no IPv4 or IPv6 address; E_UNAVAILABLE: it is taken, not this machine's, or not for this user;
 * 'why' says which and what to do. */
MUST_USE rc http_bind(const char *listen, int port, int *ret_bound, struct why *why);

struct http_server_args {
    int bound; /* of http_bind */
    int workers;
    const char *certificate, *key; /* PEM, their contents; NULL: without TLS */
    void *app;
    const char *folder; /* where large bodies lie while they come, in files without names */

    /* Each worker's context; 'worker_end' is called for each that was begun. */
    rc (*worker_begin)(void *app, void **ret_worker, struct why *why);
    void (*worker_end)(void *worker);

    /* Answers a request; on a worker's thread. */
    void (*handle)(void *worker, const struct http_request *request, struct http_reply *reply);

    /* No request waits for this worker. */
    void (*idle)(void *worker);
    /* On the event loop: how large this request's body may be.  Must not block. */
    size_t (*body_most)(void *app, const struct http_request *request);

    /* On the event loop: true where the reply needs no waiting (files, health).  Must not block. */
    bool (*at_once)(void *app, const struct http_request *request, struct http_reply *reply);
};

/* E_USAGE: certificate and key do not fit; E_UNAVAILABLE: a worker cannot begin, or another
 * program was faster at the address.  The caller owns
 * *ret_server (http_server_stop); 'args' is copied. */
MUST_USE rc http_server_start(const struct http_server_args *args, struct http_server **ret_server,
                              struct why *why);
int http_server_port(const struct http_server *s);

/* The replies that go on (http_reply's 'stream'), for who publishes; until http_server_stop. */
struct streams *http_server_streams(struct http_server *s);

/* Refuses what is new, answers what has begun, ends all; NULL is fine. */
void http_server_stop(struct http_server *s);
