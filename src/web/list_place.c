#include "web/list_place.h"

#include "web/web.h"

bool list_place_of(struct req *r, struct text path, struct list_place *ret)
{
    struct route_match m = routes_find(r->web->routes, r->arena, HTTP_GET, path);
    if (!m.route || !(m.route->list || m.route->is_viewed) || !may(r, m.route->perm))
        return false;
    *ret = (struct list_place){m.route, path, m.path, text_of(m.route->path)};
    return true;
}

rc list_place_find(struct req *r, struct text path, struct list_place *ret)
{
    return list_place_of(r, path, ret) ? OK : refuse(r, E_NOT_FOUND, N_("There is no such list."));
}
