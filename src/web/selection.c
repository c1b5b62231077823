#include "web/selection.h"

#include "web/list_inside.h"
#include "web/list_place.h"

/* ---- the list's own request ---- */

/* The address as it stands in a link: path and query. */
static rc split(struct req *r, struct text list, struct text *ret_path, struct text *ret_query)
{
    const char *mark = memchr(list.ptr, '?', list.len);
    size_t len = mark ? (size_t)(mark - list.ptr) : list.len;
    *ret_query = mark ? (struct text){mark + 1, list.len - len - 1} : TEXT("");
    if (!http_path(r->arena, (struct text){list.ptr, len}, ret_path))
        return fault(r, "list", N_("is no address of a list"));
    return OK;
}

/* What is wrong with the list's own inputs, such as a condition that no longer holds, is said of
 * the list. */
static rc faulty(struct req *r, const struct req *list)
{
    const struct input_error *e = &list->errors[0];
    const char *label = e->input->label ? word(r, e->input->label) : e->input->name;
    return fault(r, "list", arena_printf(r->arena, "%s: %s", label, e->message));
}

/* The list speaks of its own inputs, not of ours. */
static rc told(struct req *r, const struct req *list, rc done)
{
    if (done == E_INVALID && list->errors_len)
        return faulty(r, list);
    if (list->said)
        r->said = list->said;
    r->retry_after = list->retry_after;
    return done;
}

static rc take_list_inputs(struct req *r, struct req *list, const struct list_place *place)
{
    list->in = NULL;
    list->errors = NULL;
    list->errors_len = 0;
    if (!place->route->in)
        return OK;
    struct input_result result =
        inputs_take(r->arena, place->route->in, r->tongue, place->in_path, list->given);
    list->in = result.in;
    list->errors = result.errors;
    list->errors_len = result.errors_len;
    return result.errors_len ? E_INVALID : OK;
}

static rc list_request(struct req *r, const struct list_place *place, struct text query,
                       struct req **ret)
{
    struct req *list = arena_copy(r->arena, r, sizeof *r);
    struct http_request *http = arena_alloc(r->arena, sizeof *http);
    *http = (struct http_request){.arena = r->arena,
                                  .method = HTTP_GET,
                                  .path = place->path,
                                  .query = query,
                                  .address = r->http->address};
    list->http = http;
    list->route = place->route;
    list->path = place->in_path;
    list->said = NULL;
    list->answer = (struct answer){0};
    if (!http_form(r->arena, query, 500, &list->given))
        return fault(r, "list", N_("cannot be read as what stands in an address"));
    *ret = list;
    return told(r, list, take_list_inputs(r, list, place));
}

/* ---- what is picked ---- */

static int by_key(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Whole numbers with commas between; false: something else stands there. */
static bool add_keys(struct text t, int64_t *keys, size_t *len)
{
    for (size_t at = 0; at < t.len; at++) {
        int64_t key = 0;
        size_t begin = at;
        for (; at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9' && at - begin < 18; at++)
            key = key * 10 + (t.ptr[at] - '0');
        if (at == begin || (at < t.len && t.ptr[at] != ','))
            return false;
        keys[(*len)++] = key;
    }
    return true;
}

static rc read_picked(struct req *r, struct selection *s)
{
    size_t room = 0, len = 0, each = 0;
    for (size_t i = 0; i < r->given.len; i++)
        room += text_is(r->given.items[i].name, "picked") ? r->given.items[i].value.len + 1 : 0;
    int64_t *keys = arena_alloc(r->arena, (room + 1) * sizeof *keys);
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, "picked") &&
            !add_keys(r->given.items[i].value, keys, &len))
            return fault(r, "picked", N_("are not the keys of rows"));
    if (len)
        qsort(keys, len, sizeof *keys, by_key);
    for (size_t i = 0; i < len; i++)
        if (!each || keys[i] != keys[each - 1])
            keys[each++] = keys[i];
    s->picked = (struct int8s){keys, each};
    return OK;
}

rc selection_read(struct req *r, const struct selection_form *f, struct selection *ret)
{
    struct text path, query;
    struct list_place place;
    const struct snapshot *shared; /* taken once: the list's request gives nothing back */
    *ret = (struct selection){.r = r, .all = f->all};
    TRY(split(r, f->list, &path, &query));
    TRY(list_place_find(r, path, &place));
    TRY(req_snapshot(r, &shared));
    TRY(list_request(r, &place, query, &ret->list));
    ret->asked = VIEW(r, struct asked);
    TRY(told(r, ret->list, list_read_asked(ret->list, ret->asked)));
    TRY(read_picked(r, ret));
    if (!ret->all && (ret->picked.len == 0 || !place.route->list->pick))
        return refuse(r, E_REFUSED,
                      N_("Nothing is selected: tick rows of the list, or take all results."));
    if (place.route->list->open)
        TRY(told(r, ret->list, place.route->list->open(ret->list, &ret->asked->ask.beside)));
    return OK;
}

/* ---- which they are ---- */

static rc pick(struct selection *s, int64_t limit, struct list_keys *ret)
{
    const struct list *list = s->asked->list;
    struct list_ask ask = s->asked->ask;
    ask.limit = limit;
    ask.offset = 0;
    if (!list_picks_it(list, &ask))
        ask.then_len = 0; /* list_walk puts them in order */
    return told(s->r, s->list, list->pick(s->list, &ask, ret));
}

rc selection_count(struct selection *s, int64_t *ret_rows)
{
    struct list_keys keys = {0};
    struct list_part part = {0};
    struct list_ask ask = s->asked->ask;
    *ret_rows = (int64_t)s->picked.len;
    if (!s->all)
        return OK;
    if (s->asked->list->pick)
        TRY(pick(s, 1, &keys));
    ask.limit = 1;
    if (s->asked->list->fetch)
        TRY(told(s->r, s->list, list_fetch_part(s->list, s->asked->list, &ask, &part)));
    *ret_rows = s->asked->list->pick ? keys.total : part.total;
    return OK;
}

rc selection_keys(struct selection *s, struct int8s *ret_keys, int64_t *ret_missing)
{
    struct list_keys all = {0};
    size_t kept = 0;
    if (s->asked->list->pick)
        TRY(pick(s, SELECTION_ROWS_MOST, &all));
    *ret_missing = 0;
    *ret_keys = all.ids;
    if (s->all)
        return OK;
    int64_t *keys = arena_alloc(s->list->arena, (s->picked.len + 1) * sizeof *keys);
    for (size_t i = 0; i < all.ids.len; i++)
        if (bsearch(&all.ids.items[i], s->picked.items, s->picked.len, sizeof *keys, by_key))
            keys[kept++] = all.ids.items[i];
    *ret_keys = (struct int8s){keys, kept};
    *ret_missing = (int64_t)(s->picked.len - kept);
    return OK;
}

rc list_keys_are_customers(struct req *r, struct int8s keys, struct int8s *ret_customers)
{
    (void)r;
    *ret_customers = keys;
    return OK;
}
