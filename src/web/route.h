#pragma once
/* route -- which address is answered by whom, for whom, with what.
 *
 * A module is a table of routes; the program's modules together are checked and sorted once at
 * start (routes_make): a route without a permission, two routes for one address, inputs that name a
 * part of the path that is not there, all stop the start.
 *
 * A path is made of segments; "{name}" stands for any one segment, and a literal segment wins over
 * it: /users/new before /users/{staff_id}. */
#include "platform/perm.h"
#include "web/http.h"
#include "web/input.h"

struct list;
struct page;
struct req;

typedef rc handler(struct req *r);

struct route {
    enum method method;
    const char *path;
    enum perm perm;
    handler *run;
    const struct inputs *in; /* NULL: none */
    const char
        *audit; /* "user.lock": what the trail calls it; NULL for looks at nothing personal */
    const char *title;          /* source text: what the API's description calls it */
    const struct list *list;    /* a list page: instead of 'run' (web/list.h) */
    handler *again;             /* POST: shows the form again when inputs are wrong */
    const struct record *gives; /* what the page's JSON is; NULL for redirects */
};

struct module {
    const char *name;
    const struct route *routes;
    size_t len;
};
#define MODULE(name_, routes_)                                                                     \
    {                                                                                              \
        (name_), (routes_), ARRAY_LEN(routes_)                                                     \
    }

/* The table of all routes; immutable, shared by all threads. */
struct routes;

/* E_USAGE: a fault in a table; 'why' names the route.  The caller owns *ret_routes (routes_free).
 */
MUST_USE rc routes_make(const struct module *const *modules, size_t len, struct routes **ret_routes,
                        struct why *why);
void routes_free(struct routes *routes);

struct route_match {
    const struct route *route; /* NULL: none */
    struct pairs path;         /* what stands for the {names} */
    unsigned allowed;          /* where there is none: bit set of methods that have one */
};
struct route_match routes_find(const struct routes *routes, struct arena *a, enum method method,
                               struct text path);

/* All of them in the order of their paths and methods: for the access matrix and the description.
 */
size_t routes_count(const struct routes *routes);
const struct route *routes_at(const struct routes *routes, size_t i);
