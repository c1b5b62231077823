#include "cfe/search/search.h"

#include "cfe/search/find.h"
#include "cfe/search/search.html.h"
#include "cfe/search/serving.h"
#include "cfe/search/serving.sql.h"
#include "web/web.h"

enum { PAGES_MOST = 8 };

/* ---- pages of the navigation, by their names in either tongue ---- */

struct page_hit {
    struct text url, label;
};
static const struct field page_hit_fields[] = {
    FIELD_AS(struct page_hit, url, KIND_URL),
    FIELD(struct page_hit, label),
};
static const struct record page_hit_record = RECORD(struct page_hit, page_hit_fields);

static bool is_called(const struct called_asked *asked, const char *label)
{
    struct folded name = name_fold(text_of(label));
    return called_rank(asked, name.characters, name.len) != CALLED_NOT;
}

static bool may_open(const struct req *r, const struct nav *nav)
{
    struct route_match m = routes_find(r->web->routes, r->arena, HTTP_GET, text_of(nav->path));
    return m.route && may(r, m.route->perm);
}

struct search_view {
    struct text q, number; /* as typed; and where it may be a number */
    bool is_asked, may_find, may_look_up, may_serve, is_reading, has_more, found_nobody;
    struct search_hit *hits; /* who was found, or whom the person looked at last */
    size_t hits_count;
    int64_t total;
    struct q_serving_now_row *served;
    size_t served_count;
    struct page_hit *pages;
    size_t pages_count;
};
static const struct field search_fields[] = {
    FIELD(struct search_view, q),
    FIELD(struct search_view, number),
    FIELD(struct search_view, is_asked),
    FIELD(struct search_view, may_find),
    FIELD(struct search_view, may_look_up),
    FIELD(struct search_view, may_serve),
    FIELD(struct search_view, is_reading),
    FIELD(struct search_view, has_more),
    FIELD(struct search_view, found_nobody),
    FIELD_ROWS(struct search_view, hits, search_hit_record),
    FIELD(struct search_view, total),
    FIELD_ROWS(struct search_view, served, q_serving_now_record),
    FIELD_ROWS(struct search_view, pages, page_hit_record),
};
static const struct record search_record = RECORD(struct search_view, search_fields);
static const struct page search_page = {&tmpl_search, &search_record, N_("Search")};

static void find_pages(struct req *r, const struct called_asked *asked, struct search_view *v)
{
    v->pages = arena_alloc(r->arena, PAGES_MOST * sizeof *v->pages);
    for (size_t m = 0; m < r->web->modules_len; m++)
        for (size_t i = 0; i < r->web->modules[m]->nav_len; i++) {
            const struct nav *nav = &r->web->modules[m]->nav[i];
            bool found =
                is_called(asked, nav->label) || is_called(asked, in_tongue(CHINESE, nav->label));
            if (found && v->pages_count < PAGES_MOST && may_open(r, nav))
                v->pages[v->pages_count++] =
                    (struct page_hit){text_of(nav->path), text_of(word(r, nav->label))};
        }
}

/* ---- the page ---- */

struct search_in {
    struct text q;
    int32_t most;
};
/* clang-format off */
static const struct input search_inputs[] = {
    INPUT_TEXT(struct search_in, q, N_("Search"), .max = TYPED_MOST),
    INPUT_NUMBER(struct search_in, most, NULL, .min = 1, .max = HITS_MOST, .otherwise = HITS_MOST),
};
/* clang-format on */
static const struct inputs search_in = INPUTS(struct search_in, search_inputs);

static void take_found(struct search_view *v, const struct search_found *f)
{
    v->hits = f->hits;
    v->hits_count = f->len;
    v->total = (int64_t)f->total;
    v->is_reading = f->is_reading;
    v->has_more = f->total > f->len;
    v->found_nobody = v->is_asked && f->len == 0;
}

static rc find_customers(struct req *r, const struct search_asked *asked, size_t most,
                         struct search_view *v)
{
    struct search_found found = {.len = 0};
    bool may_be_somebody = asked->by_name || asked->by_number;
    if (!v->may_find || r->who->published.day == NO_DAY)
        return OK;
    if (may_be_somebody)
        TRY(search_find(r, asked, most, &found));
    else if (!v->is_asked)
        TRY(search_lately(r, &found));
    take_found(v, &found);
    return OK;
}

static rc find_all(struct req *r, struct text typed, size_t most, struct search_view *v)
{
    struct search_asked asked = search_asked(r->web->bank, r->arena, typed);
    v->q = asked.typed;
    v->is_asked = asked.typed.len > 0;
    v->may_find = may(r, PERM_CUSTOMER_READ);
    v->may_serve = may(r, PERM_SERVE);
    v->may_look_up = may(r, PERM_LOOKUP);
    if (asked.by_number && !asked.by_tail)
        v->number = asked.typed;
    TRY(find_customers(r, &asked, most, v));
    if (v->may_serve && !v->is_asked)
        TRY(serving_now(r, &v->served, &v->served_count));
    if (v->is_asked)
        find_pages(r, &asked.name, v);
    return OK;
}

static rc search_show(struct req *r)
{
    const struct search_in *in = r->in;
    struct search_view *v = VIEW(r, struct search_view);
    TRY(find_all(r, in->q, (size_t)in->most, v));
    return show(r, &search_page, v);
}

/* What was too long is found by nothing, and nothing is wrong with the page. */
static rc search_again(struct req *r)
{
    struct search_view *v = VIEW(r, struct search_view);
    v->is_asked = v->found_nobody = true;
    v->may_find = may(r, PERM_CUSTOMER_READ);
    return show(r, &search_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/search", PERM_SIGNED_IN, search_show, &search_in, .again = search_again, .gives = &search_page, .title = N_("Search")},
};
/* clang-format on */
const struct module search_module = {.name = "search", MODULE(routes)};
