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

struct action;
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
    const char *audit; /* "user.lock": what the trail calls it; NULL: looks at nothing personal */
    const char *title; /* source text: what the API's description calls it */
    const struct list *list;     /* a list page: instead of 'run' (web/list.h) */
    const struct action *action; /* of which 'run' is a page or the asking (web/action.h); NULL */
    handler *again;              /* shows the form again when inputs are wrong: 422 */
    const struct page *gives;    /* the page that a GET, or 'again', shows */
    const char *answers; /* JSON Schema of what it sends by itself; NULL: what 'gives' says */
    bool is_viewed;    /* no list, but its address too can be kept as a view (web/saved_views.h) */
    bool alone;        /* without a transaction: the handler makes its own */
    bool once;         /* takes no Idempotency-Key: each time leaves its own entry */
    bool while_seeing; /* a change that an administrator who looks as another may make */
};

/* Where a page stands in the navigation: by work, not by module. */
enum nav_section {
    NAV_TODAY,
    NAV_CUSTOMERS,
    NAV_OPPORTUNITIES,
    NAV_CALENDAR,
    NAV_MARKETING,
    NAV_SERVICE,
    NAV_ANALYSIS,
    NAV_ADMIN,
    NAV_SECTIONS
};

/* A line of the navigation; shown to whoever may see the page. */
struct nav {
    enum nav_section section;
    const char *path;  /* of a GET route without inputs in its path */
    const char *label; /* source text */
    enum perm unless;  /* whoever may do that has a wider page of the same; 0: nobody */
};

/* Pages that show several systems: frames, on which each system has panels (web/panel.h). */
enum panel_frame { FRAME_NONE, FRAME_CUSTOMER, FRAME_TODAY, FRAME_COUNT };
struct panel;

struct module {
    const char *name;
    const struct route *routes;
    size_t len;
    const struct nav *nav;
    size_t nav_len;
    const struct unmasking *const
        *unmaskings; /* personal values that can be asked for (web/unmask.h) */
    size_t unmaskings_len;
    const struct panel *panels;
    size_t panels_len;
};
#define MODULE(routes_) .routes = (routes_), .len = ARRAY_LEN(routes_)
#define MODULE_UNMASKINGS(items_) .unmaskings = (items_), .unmaskings_len = ARRAY_LEN(items_)
#define MODULE_PANELS(items_) .panels = (items_), .panels_len = ARRAY_LEN(items_)
#define MODULE_NAV(nav_) .nav = (nav_), .nav_len = ARRAY_LEN(nav_)

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
