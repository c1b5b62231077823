#include "web/web.h"

#include "tmpl/tmpl.h"
#include "web/frame.h"
#include "web/list.h"
#include "web/openapi.h"
#include "web/panel.h"
#include "web/problem.h"
#include "web/rate.h"

enum { PASSWORDS_AT_A_TIME = 2 };

static int order_pages(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct bound_page *)a)->page;
    uintptr_t y = (uintptr_t)((const struct bound_page *)b)->page;
    return (x > y) - (x < y);
}

const struct tmpl_bound *web_page(const struct web *web, const struct page *page)
{
    struct bound_page key = {.page = page};
    const struct bound_page *found =
        bsearch(&key, web->pages, web->pages_len, sizeof *web->pages, order_pages);
    assert(found); /* a route must say which page it gives */
    return found->bound;
}

static bool has_page(const struct web *web, const struct page *page)
{
    for (size_t i = 0; i < web->pages_len; i++)
        if (web->pages[i].page == page)
            return true;
    return false;
}

static rc bind_page(struct web *web, const struct page *page, struct why *why)
{
    const struct record *records[] = {&around_record, page->record, NULL};
    struct bound_page *bound = &web->pages[web->pages_len];
    if (has_page(web, page))
        return OK;
    bound->page = page;
    TRY(tmpl_bind(&web->arena, page->tmpl, records, &bound->bound, why));
    web->pages_len++;
    return OK;
}

static rc bind_pages(struct web *web, struct why *why)
{
    size_t count = routes_count(web->routes);
    web->pages = arena_alloc(&web->arena, (count + web->panels_len + 3) * sizeof *web->pages);
    TRY(bind_page(web, &problem_page, why));
    TRY(bind_page(web, &list_page, why));
    TRY(bind_page(web, &list_part_page, why));
    for (size_t i = 0; i < count; i++) {
        const struct route *route = routes_at(web->routes, i);
        if (route->gives)
            TRY(bind_page(web, route->gives, why));
        if (route->gives)
            TRY(panels_check_page(route->gives, why));
        if (route->list)
            TRY(list_check(route->list, why));
    }
    for (size_t i = 0; i < web->panels_len; i++)
        TRY(bind_page(web, web->panels[i]->page, why));
    qsort(web->pages, web->pages_len, sizeof *web->pages, order_pages);
    return OK;
}

rc web_make(const struct web_args *args, struct web **ret_web, struct why *why)
{
    struct web *web = mem_alloc(sizeof *web);
    arena_init(&web->arena);
    web->bank = args->bank;
    web->modules = args->modules;
    web->modules_len = args->modules_len;
    web->kinds = args->kinds;
    web->kinds_len = args->kinds_len;
    web->requests = rate_new(args->bank->config->requests_per_minute);
    web->sign_ins = rate_new(args->bank->config->sign_ins_per_minute);
    bool fine = address_ranges_parse(&web->arena, text_of(args->bank->config->allow_addresses),
                                     &web->allowed);
    assert(fine); /* the configuration was checked when it was read */
    rc r = people_init(&web->people, args->bank->config, args->cost, PASSWORDS_AT_A_TIME, why);
    if (r == OK)
        r = routes_make(args->modules, args->modules_len, &web->routes, why);
    if (r == OK)
        r = panels_collect(web, why);
    if (r == OK)
        r = bind_pages(web, why);
    if (r != OK) {
        web_free(web);
        return r;
    }
    web->openapi = openapi_of(web, &web->arena);
    web->api_index = openapi_index(web, &web->arena);
    *ret_web = web;
    return OK;
}

void web_free(struct web *web)
{
    if (!web)
        return;
    routes_free(web->routes);
    rate_free(web->requests);
    rate_free(web->sign_ins);
    arena_release(&web->arena);
    free(web);
}

rc web_worker_begin(struct web *web, struct web_worker **ret_worker, struct why *why)
{
    struct web_worker *w = mem_alloc(sizeof *w);
    w->web = web;
    rc r = bank_connect(web->bank, &w->db, why);
    if (r != OK) {
        free(w);
        return r;
    }
    w->sealer = sealer_open(web->bank->keys);
    w->memory = session_memory_make();
    *ret_worker = w;
    return OK;
}

void web_worker_end(struct web_worker *w)
{
    db_close(w->db);
    sealer_close(w->sealer);
    session_memory_free(w->memory);
    free(w);
}
