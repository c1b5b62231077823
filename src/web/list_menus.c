/* The menus above a list: by which columns it stands, and its views. */
#include "web/link.h"
#include "web/list_inside.h"
#include "web/list_view.h"

/* ---- several columns ---- */

int list_order_at(const struct asked *a, int rank)
{
    return rank ? a->ask.then[rank - 1] : a->ask.order;
}

int list_rank_of(const struct asked *a, const char *column)
{
    for (int rank = 0; rank <= (int)a->ask.then_len; rank++)
        if (strcmp(a->list->orders[list_order_at(a, rank)].column, column) == 0)
            return rank;
    return -1;
}

static const char *order_name(struct req *r, const struct list *list, int order)
{
    const struct query_order *o = &list->orders[order];
    return arena_printf(r->arena, "%s%s", o->descending ? "-" : "", o->column);
}

struct text list_then_url(struct req *r, const struct asked *a, const char *column,
                          const char *order)
{
    int here = list_rank_of(a, column);
    int count = (int)a->ask.then_len + 1;
    struct buf names;
    buf_init(&names);
    for (int rank = 0; rank < count && (here >= 0 || rank < LIST_SORTS_MOST - 1); rank++)
        buf_printf(&names, "%s%s", rank ? "," : "",
                   rank == here ? order : order_name(r, a->list, list_order_at(a, rank)));
    if (here < 0)
        buf_printf(&names, ",%s", order);
    struct text sort = keep(r->arena, &names);
    return link_with(r, 2, (const struct change[]){{"sort", sort.ptr}, {"page", NULL}});
}

static const char *title_of(const struct list *list, const char *field)
{
    for (size_t c = 0; c < list->columns_len; c++)
        if (strcmp(list->columns[c].field, field) == 0)
            return list->columns[c].title;
    return NULL;
}

/* Every order whose column people know by a name. */
static void add_sort(struct req *r, const struct asked *a, int rank, struct list_sort *sort)
{
    static const char *const labels[LIST_SORTS_MOST] = {N_("Sort by"), N_("then by"),
                                                        N_("and then by")};
    const struct list *list = a->list;
    int now = rank <= (int)a->ask.then_len ? list_order_at(a, rank) : -1;
    *sort = (struct list_sort){.label = text_of(word(r, labels[rank])), .rank = rank};
    sort->choices = arena_alloc(r->arena, (list->orders_len + 1) * sizeof *sort->choices);
    sort->choices[sort->choices_count++] = (struct list_choice){TEXT(""), TEXT("–"), now < 0};
    for (size_t i = 0; i < list->orders_len; i++) {
        const struct query_order *o = &list->orders[i];
        const char *title = title_of(list, o->column);
        if (!title)
            continue;
        sort->choices[sort->choices_count++] = (struct list_choice){
            text_of(order_name(r, list, (int)i)),
            text_of(arena_printf(r->arena, "%s %s", word(r, title), o->descending ? "↓" : "↑")),
            (int)i == now};
    }
}

static void keep_given(struct req *r, struct list_view *v)
{
    v->sort_keep = arena_alloc(r->arena, (r->given.len + 1) * sizeof *v->sort_keep);
    for (size_t i = 0; i < r->given.len; i++) {
        const struct pair *p = &r->given.items[i];
        if (p->value.len && !text_is(p->name, "sort") && !text_is(p->name, "page"))
            v->sort_keep[v->sort_keep_count++] = (struct list_choice){p->name, p->value, true};
    }
}

void list_add_sorts(struct req *r, const struct asked *a, struct list_view *v)
{
    v->sorts = arena_alloc(r->arena, LIST_SORTS_MOST * sizeof *v->sorts);
    v->sorts_count = LIST_SORTS_MOST;
    for (int rank = 0; rank < LIST_SORTS_MOST; rank++)
        add_sort(r, a, rank, &v->sorts[rank]);
    v->has_sorts = v->sorts[0].choices_count > 2;
    keep_given(r, v);
}

/* ---- views ---- */

/* Those shown, where the address or the person chose them; "": the list's own. */
static struct text shown_columns(struct req *r, const struct asked *a)
{
    struct buf b;
    buf_init(&b);
    if (a->kept.columns.len || list_given(r, "columns").len)
        for (size_t c = 0; c < a->list->columns_len; c++)
            if (a->shown[c])
                buf_printf(&b, "%s%s", b.len ? "," : "", a->list->columns[c].field);
    return keep(r->arena, &b);
}

static void add_saved(struct req *r, const struct asked *a, struct list_view *v)
{
    const struct saved_views *views = &a->views;
    v->saved = arena_alloc(r->arena, (views->len + 1) * sizeof *v->saved);
    for (size_t i = 0; i < views->len; i++) {
        const struct saved_view *view = &views->items[i];
        v->saved[v->saved_count++] =
            (struct list_saved){.name = view->name,
                                .url = saved_view_url(r, r->http->path, view),
                                .owner = view->is_mine ? (struct text){NULL, 0} : view->owner,
                                .is_mine = view->is_mine,
                                .is_shared = view->is_shared,
                                .is_first = view->is_first,
                                .current = view == views->current};
    }
    v->has_saved = views->len > 0;
}

static void add_current(struct req *r, const struct saved_view *view, struct list_view *v)
{
    v->has_view = true;
    v->view_label = v->view_name = view->name;
    v->view_is_mine = view->is_mine;
    v->view_is_shared = view->is_mine && view->is_shared;
    v->view_is_first = view->is_first;
    v->view_is_changed = !text_equal(view->query, v->view_query);
    v->view_id = text_of(arena_printf(r->arena, "%" PRId64, view->view_id));
    v->view_act = text_of(arena_printf(r->arena, "/me/views/%" PRId64 "/drop", view->view_id));
}

static void add_posts(struct req *r, struct list_view *v)
{
    v->posts = arena_alloc(r->arena, post_words.len * sizeof *v->posts);
    for (size_t i = 0; i < post_words.len; i++)
        v->posts[v->posts_count++] = (struct list_choice){
            text_of(post_words.items[i].name), text_of(word(r, post_words.items[i].label)), false};
}

void list_add_views(struct req *r, const struct asked *a, struct list_view *v)
{
    v->can_save = !r->who->seen_by;
    v->can_set = v->can_save && may(r, PERM_VIEWS_SET);
    v->view_query = saved_view_query(r, shown_columns(r, a));
    v->view_label = text_of(word(r, N_("Views")));
    v->begins_with_view = a->views.first != NULL;
    v->plain_url = text_of(arena_printf(r->arena, "%.*s%s", (int)r->http->path.len,
                                        r->http->path.ptr, a->views.first ? "?view=0" : ""));
    add_saved(r, a, v);
    if (a->views.current)
        add_current(r, a->views.current, v);
    if (v->can_set)
        add_posts(r, v);
}
