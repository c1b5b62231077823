#include "web/route.h"

#include "base/why.h"

enum { SEGMENTS_MOST = 12 };

/* A route's path cut into segments. */
struct place_of {
    const struct route *route;
    struct text segments[SEGMENTS_MOST];
    size_t len;
};

struct routes {
    struct place_of *items; /* by number of segments, then by path with literals first */
    size_t len;
    size_t begin[SEGMENTS_MOST + 2]; /* where those with so many segments begin */
};

static bool is_name(struct text segment)
{
    return segment.len > 2 && *segment.ptr == '{' && segment.ptr[segment.len - 1] == '}';
}

static struct text name_of(struct text segment)
{
    return (struct text){segment.ptr + 1, segment.len - 2};
}

/* How many segments "/a/b" has; -1: more than there may be. */
static int split(struct text path, struct text *segments)
{
    size_t n = 0, begin = 1;
    for (size_t i = 1; i <= path.len && path.len > 1; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        if (n == SEGMENTS_MOST)
            return -1;
        segments[n++] = (struct text){path.ptr + begin, i - begin};
        begin = i + 1;
    }
    return (int)n;
}

static int order_segments(struct text a, struct text b)
{
    if (is_name(a) != is_name(b))
        return is_name(a) ? 1 : -1;
    return is_name(a) ? 0 : text_order(a, b);
}

/* Equal: the same addresses. */
static int order_shapes(const struct place_of *a, const struct place_of *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    for (size_t i = 0; i < a->len; i++) {
        int order = order_segments(a->segments[i], b->segments[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int order_places(const void *a, const void *b)
{
    const struct place_of *x = a, *y = b;
    int order = order_shapes(x, y);
    return order ? order : (int)x->route->method - (int)y->route->method;
}

static bool path_has(const struct place_of *p, const char *name)
{
    for (size_t i = 0; i < p->len; i++)
        if (is_name(p->segments[i]) && text_is(name_of(p->segments[i]), name))
            return true;
    return false;
}

/* Files come with forms, and a request is kept no larger than they may be. */
static rc check_input(const struct route *route, const struct input *i, struct why *why)
{
    if (i->accepts && (route->method == HTTP_GET || i->from_path))
        return why_say(why, E_USAGE, "route %s takes a file but no form", route->path);
    if (i->accepts && (i->max < 0 || i->max > FILE_BYTES_MOST))
        return why_say(why, E_USAGE, "route %s takes a file of more than %d bytes", route->path,
                       FILE_BYTES_MOST);
    return OK;
}

static rc check_route(const struct place_of *p, struct why *why)
{
    const struct route *route = p->route;
    if (route->perm == PERM_UNDECLARED)
        return why_say(why, E_USAGE, "route %s has no permission", route->path);
    if (!route->run == !route->list)
        return why_say(why, E_USAGE, "route %s needs a handler or a list, one of them",
                       route->path);
    for (size_t i = 0; route->in && i < route->in->len; i++) {
        TRY(check_input(route, &route->in->items[i], why));
        if (route->in->items[i].from_path && !path_has(p, route->in->items[i].name))
            return why_say(why, E_USAGE, "route %s has no {%s} in its path", route->path,
                           route->in->items[i].name);
    }
    return OK;
}

static rc add_route(struct routes *routes, const struct route *route, struct why *why)
{
    struct place_of *p = &routes->items[routes->len++];
    int len = route->path[0] == '/' ? split(text_of(route->path), p->segments) : -1;
    if (len < 0)
        return why_say(why, E_USAGE, "route %s: not a path of at most %d segments", route->path,
                       SEGMENTS_MOST);
    p->route = route;
    p->len = (size_t)len;
    return check_route(p, why);
}

static rc check_order(const struct routes *routes, struct why *why)
{
    for (size_t i = 1; i < routes->len; i++)
        if (order_places(&routes->items[i - 1], &routes->items[i]) == 0)
            return why_say(why, E_USAGE, "routes %s and %s answer the same address",
                           routes->items[i - 1].route->path, routes->items[i].route->path);
    return OK;
}

static void note_beginnings(struct routes *routes)
{
    size_t at = 0;
    for (size_t len = 0; len <= SEGMENTS_MOST + 1; len++) {
        while (at < routes->len && routes->items[at].len < len)
            at++;
        routes->begin[len] = at;
    }
}

rc routes_make(const struct module *const *modules, size_t len, struct routes **ret_routes,
               struct why *why)
{
    size_t count = 0;
    for (size_t m = 0; m < len; m++)
        count += modules[m]->len;
    struct routes *routes = mem_alloc(sizeof *routes);
    routes->items = mem_alloc((count + 1) * sizeof *routes->items);
    rc r = OK;
    for (size_t m = 0; m < len && r == OK; m++)
        for (size_t i = 0; i < modules[m]->len && r == OK; i++)
            r = add_route(routes, &modules[m]->routes[i], why);
    if (r == OK) {
        qsort(routes->items, routes->len, sizeof *routes->items, order_places);
        note_beginnings(routes);
        r = check_order(routes, why);
    }
    if (r != OK) {
        routes_free(routes);
        return r;
    }
    *ret_routes = routes;
    return OK;
}

void routes_free(struct routes *routes)
{
    if (!routes)
        return;
    free(routes->items);
    free(routes);
}

static bool matches(const struct place_of *p, const struct text *segments)
{
    for (size_t i = 0; i < p->len; i++)
        if (!is_name(p->segments[i]) && !text_equal(p->segments[i], segments[i]))
            return false;
    return true;
}

static struct pairs names_in(const struct place_of *p, struct arena *a, const struct text *segments)
{
    struct pairs pairs = {arena_alloc(a, (p->len + 1) * sizeof *pairs.items), 0};
    for (size_t i = 0; i < p->len; i++)
        if (is_name(p->segments[i]))
            pairs.items[pairs.len++] = (struct pair){name_of(p->segments[i]), segments[i]};
    return pairs;
}

struct route_match routes_find(const struct routes *routes, struct arena *a, enum method method,
                               struct text path)
{
    struct route_match match = {0};
    struct text segments[SEGMENTS_MOST];
    int len = split(path, segments);
    if (len < 0)
        return match;
    for (size_t i = routes->begin[len]; i < routes->begin[len + 1]; i++) {
        const struct place_of *p = &routes->items[i];
        if (!matches(p, segments))
            continue;
        match.allowed |= 1u << p->route->method;
        if (p->route->method != method)
            continue;
        match.route = p->route;
        match.path = names_in(p, a, segments);
        return match;
    }
    return match;
}

size_t routes_count(const struct routes *routes)
{
    return routes->len;
}

const struct route *routes_at(const struct routes *routes, size_t i)
{
    return routes->items[i].route;
}
