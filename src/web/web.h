#pragma once
/* web -- the floor on which all pages stand: what requests share, and the workers that answer them.
 *
 * web_make checks every declaration (routes, inputs, lists) and binds every template to its
 * records: what is wrong is told at start, never on a page.  Afterwards nothing of it changes but
 * struct people and the rates, which are made for many threads. */
#include "base/address.h"
#include "platform/job.h"
#include "web/request.h"

struct bound_page {
    const struct page *page;
    struct tmpl_bound *bound;
};

struct rate;
struct panel;
struct snapshots;
struct roll_keeper;
struct sheet_keeper;

struct web {
    const struct bank *bank; /* configuration and keys; its connection belongs to whoever made it */
    struct people people;
    struct routes *routes;
    const struct module *const *modules;
    size_t modules_len;
    const struct job_kind *const *kinds; /* of long work */
    size_t kinds_len;
    struct bound_page *pages; /* by address of the page */
    size_t pages_len;
    const struct panel **panels; /* of all modules, as they stand on their frames (web/panel.h) */
    size_t panels_len;
    struct text openapi, api_index; /* JSON */
    struct snapshots *snapshots;    /* all customers; the server's, while it serves; else NULL */
    struct address_ranges allowed;  /* people and programs come from these */
    struct rate *requests;          /* of a session or token */
    struct rate *sign_ins;          /* of an address */
    struct roll_keeper *roll;       /* everybody by name and number; NULL: without a server */
    struct sheet_keeper *sheets;    /* past days; NULL: without a server */
    struct arena arena;
};

struct web_args {
    const struct bank *bank;
    const struct module *const *modules; /* must outlive the web */
    size_t modules_len;
    const struct job_kind *const *kinds; /* the same */
    size_t kinds_len;
    struct secret_cost cost; /* of a password */
};

/* E_USAGE, E_INVALID: a declaration is wrong; 'why' names it.  The caller owns *ret_web (web_free).
 */
MUST_USE rc web_make(const struct web_args *args, struct web **ret_web, struct why *why);
void web_free(struct web *web);

const struct tmpl_bound *web_page(const struct web *web, const struct page *page);

/* One worker: a thread's own connection and sealer, and whom it remembers. */
struct web_worker {
    struct web *web;
    struct db *db;
    struct sealer *sealer;
    struct session_memory *memory;
};
MUST_USE rc web_worker_begin(struct web *web, struct web_worker **ret_worker, struct why *why);
void web_worker_end(struct web_worker *w);

/* How large a request's body may be: a form and the files that its route takes. */
enum { FORM_BYTES_MOST = 1 << 20 };
size_t body_most(const struct web *web, const struct http_request *http);

/* Answers a request: route, session, permission, CSRF, inputs, scope, transaction, handler, audit,
 * commit, page; in this order and nowhere else. */
void dispatch(struct web_worker *w, const struct http_request *http, struct http_reply *ret_reply);
