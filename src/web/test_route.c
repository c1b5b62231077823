/* Routes: which one answers, and which tables are refused at start. */
#include "base/test.h"

#include "web/route.h"

static struct arena arena;

struct by_id {
    int64_t id;
};
static const struct input id_items[] = {PATH_ID(struct by_id, id)};
static const struct inputs id_in = INPUTS(struct by_id, id_items);

static rc nothing(struct req *r)
{
    (void)r;
    return OK;
}

static const struct route good[] = {
    {HTTP_GET, "/", PERM_PUBLIC, nothing},
    {HTTP_GET, "/users/{id}", PERM_SIGNED_IN, nothing, &id_in},
    {HTTP_GET, "/users/new", PERM_SIGNED_IN, nothing},
    {HTTP_POST, "/users/{id}", PERM_SIGNED_IN, nothing, &id_in},
    {HTTP_GET, "/users/{id}/posts/{post}", PERM_SIGNED_IN, nothing, &id_in},
};
static const struct module good_module = {.name = "good", MODULE(good)};

static struct routes *make_good(void)
{
    struct routes *routes = NULL;
    struct why why;
    const struct module *modules[] = {&good_module};
    CHECK_OK(routes_make(modules, 1, &routes, &why));
    return routes;
}

TEST(the_route_of_an_address_is_found)
{
    struct routes *routes = make_good();
    CHECK(routes_find(routes, &arena, HTTP_GET, TEXT("/")).route == &good[0]);
    CHECK(routes_find(routes, &arena, HTTP_GET, TEXT("/users/17")).route == &good[1]);
    CHECK(routes_find(routes, &arena, HTTP_GET, TEXT("/users/new")).route == &good[2]);
    CHECK(routes_find(routes, &arena, HTTP_POST, TEXT("/users/new")).route == &good[3]);
    struct route_match m = routes_find(routes, &arena, HTTP_GET, TEXT("/users/17/posts/rm"));
    CHECK(m.route == &good[4]);
    CHECK_INT(m.path.len, 2);
    CHECK(text_is(m.path.items[0].name, "id") && text_is(m.path.items[0].value, "17"));
    CHECK(text_is(m.path.items[1].name, "post") && text_is(m.path.items[1].value, "rm"));
    routes_free(routes);
}

TEST(an_address_without_a_route_says_what_there_is)
{
    struct routes *routes = make_good();
    CHECK(routes_find(routes, &arena, HTTP_GET, TEXT("/nowhere")).route == NULL);
    struct route_match m = routes_find(routes, &arena, HTTP_DELETE, TEXT("/users/17"));
    CHECK(m.route == NULL);
    CHECK_INT(m.allowed, 1u << HTTP_GET | 1u << HTTP_POST);
    CHECK(routes_find(routes, &arena, HTTP_GET, TEXT("/1/2/3/4/5/6/7/8/9/10/11/12/13")).route ==
          NULL);
    routes_free(routes);
}

static void check_refused(const struct route *items, size_t len)
{
    struct routes *routes = NULL;
    struct why why;
    const struct module module = {.name = "bad", .routes = items, .len = len};
    const struct module *modules[] = {&module};
    CHECK_INT(routes_make(modules, 1, &routes, &why), E_USAGE);
    CHECK(routes == NULL);
}

TEST(tables_with_a_fault_are_refused)
{
    static const struct route no_perm[] = {{HTTP_GET, "/a", .run = nothing}};
    static const struct route no_handler[] = {{HTTP_GET, "/a", PERM_PUBLIC}};
    static const struct route no_slash[] = {{HTTP_GET, "a", PERM_PUBLIC, nothing}};
    static const struct route no_id[] = {{HTTP_GET, "/a/{key}", PERM_PUBLIC, nothing, &id_in}};
    static const struct route twice[] = {{HTTP_GET, "/a/{x}", PERM_PUBLIC, nothing},
                                         {HTTP_GET, "/a/{y}", PERM_PUBLIC, nothing}};
    check_refused(no_perm, 1);
    check_refused(no_handler, 1);
    check_refused(no_slash, 1);
    check_refused(no_id, 1);
    check_refused(twice, 2);
}

TESTS(CASE(the_route_of_an_address_is_found), CASE(an_address_without_a_route_says_what_there_is),
      CASE(tables_with_a_fault_are_refused))
