#include "web/list.h"

#include "base/record_out.h"
#include "web/list_inside.h"
#include "web/masked.h"

#include <jansson.h>

static const char total_name[] = "list_total";

/* ---- the address ---- */

struct text list_given(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, name))
            return r->given.items[i].value;
    return (struct text){NULL, 0};
}

/* The order "-day" or "day"; -1: there is no such. */
int list_order_named(const struct list *list, struct text name)
{
    bool descending = name.len > 0 && *name.ptr == '-';
    struct text column = {name.ptr + descending, name.len - descending};
    for (size_t i = 0; i < list->orders_len; i++)
        if (list->orders[i].descending == descending && text_is(column, list->orders[i].column))
            return (int)i;
    return -1;
}

static bool names_column(struct text names, const char *column)
{
    size_t begin = 0;
    for (size_t i = 0; i <= names.len; i++) {
        if (i < names.len && names.ptr[i] != ',')
            continue;
        if (text_is((struct text){names.ptr + begin, i - begin}, column))
            return true;
        begin = i + 1;
    }
    return false;
}

/* "columns=day,rows", or one "columns" for each, as forms send them. */
static bool is_asked_for(const struct req *r, const char *column)
{
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, "columns") &&
            names_column(r->given.items[i].value, column))
            return true;
    return false;
}

/* Those of the address, else those kept, else those not hidden; none that the list has: the last.
 */
void list_choose_columns(const struct req *r, struct asked *a)
{
    bool named = list_given(r, "columns").len > 0;
    bool any = false;
    for (size_t c = 0; c < a->list->columns_len; c++) {
        const struct list_column *column = &a->list->columns[c];
        a->shown[c] =
            named ? is_asked_for(r, column->field) : names_column(a->kept.columns, column->field);
        any |= a->shown[c];
    }
    for (size_t c = 0; c < a->list->columns_len && !any; c++)
        a->shown[c] = !a->list->columns[c].hidden;
}

/* A page that is no number is the first one: people edit addresses. */
static int64_t page_asked(struct text t)
{
    int64_t page = 0;
    for (size_t i = 0; i < t.len && page < 1000000; i++)
        page = t.ptr[i] >= '0' && t.ptr[i] <= '9' ? page * 10 + (t.ptr[i] - '0') : 0;
    return page > 0 ? page : 1;
}

/* One more order, "-day"; a column counts once. */
static rc add_order(struct req *r, const struct list *list, struct text name, size_t *len,
                    struct list_ask *ask)
{
    int order = list_order_named(list, name);
    if (order < 0)
        return refuse(r, E_INVALID, N_("The list cannot be sorted like that."));
    const char *column = list->orders[order].column;
    bool again = *len > 0 && strcmp(list->orders[ask->order].column, column) == 0;
    for (size_t i = 0; i < ask->then_len; i++)
        again |= strcmp(list->orders[ask->then[i]].column, column) == 0;
    if (again || *len == LIST_SORTS_MOST)
        return OK;
    if (*len == 0)
        ask->order = order;
    else
        ask->then[ask->then_len++] = order;
    ++*len;
    return OK;
}

/* "sort=-day,state", or one "sort" for each, as forms send them. */
static rc read_orders(struct req *r, const struct list *list, struct list_ask *ask)
{
    size_t len = 0;
    ask->order = list->first_order;
    for (size_t i = 0; i < r->given.len; i++) {
        struct text names = r->given.items[i].value;
        if (!text_is(r->given.items[i].name, "sort"))
            continue;
        for (size_t k = 0, begin = 0; k <= names.len; k++) {
            if (k < names.len && names.ptr[k] != ',')
                continue;
            struct text name = {names.ptr + begin, k - begin};
            if (name.len)
                TRY(add_order(r, list, name, &len, ask));
            begin = k + 1;
        }
    }
    return OK;
}

rc list_read_asked(struct req *r, struct asked *ret)
{
    const struct list *list = r->route->list;
    *ret = (struct asked){.list = list,
                          .shown = arena_alloc(r->arena, list->columns_len + 1),
                          .page = page_asked(list_given(r, "page")),
                          .as_csv = text_is(list_given(r, "as"), "csv")};
    return read_orders(r, list, &ret->ask);
}

/* ---- the rows ---- */

static int64_t total_of(const struct list *list, const struct list_rows *rows)
{
    const struct field *f = record_field(list->row, text_of(total_name));
    return rows->len ? field_number(f, field_at(f, rows->items)) : 0;
}

const void *list_row_at(const struct list *list, const struct list_rows *rows, size_t i)
{
    return (const char *)rows->items + i * list->row->size;
}

const struct field *list_field(const struct list *list, const struct list_column *c)
{
    return record_field(list->row, text_of(c->field));
}

rc list_refuse_too_many(struct req *r)
{
    return refuse(r, E_INVALID,
                  N_("That is too many rows to sort by these columns together: narrow the list "
                     "down by conditions, or sort by one column."));
}

/* All of them, since the query knows one order only. */
static rc fetch_refined(struct req *r, const struct list *list, const struct list_ask *ask,
                        struct list_part *ret)
{
    struct list_rows all = {0};
    struct list_ask first = {.order = ask->order, .limit = LIST_SORT_MOST, .beside = ask->beside};
    TRY(list->fetch(r, &first, &all));
    ret->total = total_of(list, &all);
    if (ret->total > LIST_SORT_MOST)
        return list_refuse_too_many(r);
    ret->rows = list_refined(r->arena, list, ask, &all);
    return OK;
}

/* The same of rows that are picked by one order only. */
static rc pick_refined(struct req *r, const struct list *list, const struct list_ask *ask,
                       struct list_part *ret)
{
    struct list_keys keys = {0};
    struct list_rows all = {0};
    struct list_ask first = {.order = ask->order, .limit = LIST_FILL_MOST, .beside = ask->beside};
    TRY(list->pick(r, &first, &keys));
    ret->total = keys.total;
    if (keys.total > LIST_FILL_MOST)
        return list_refuse_too_many(r);
    if (keys.ids.len)
        TRY(list->fill(r, keys.ids, &all));
    TRY(db_settle(r->db));
    ret->rows = list_refined(r->arena, list, ask, &all);
    return OK;
}

bool list_picks_it(const struct list *list, const struct list_ask *ask)
{
    return ask->then_len == 0 || (list->picks_several && list->picks_several(ask));
}

static rc fetch_picked(struct req *r, const struct list *list, const struct list_ask *ask,
                       struct list_part *ret)
{
    struct list_keys keys = {0};
    TRY(list->pick(r, ask, &keys));
    ret->total = keys.total;
    ret->rows = (struct list_rows){NULL, 0};
    return keys.ids.len ? list->fill(r, keys.ids, &ret->rows) : OK;
}

/* No rows leave here but masked ones. */
rc list_fetch_part(struct req *r, const struct list *list, const struct list_ask *ask,
                   struct list_part *ret)
{
    if (list->pick && list_picks_it(list, ask)) {
        TRY(fetch_picked(r, list, ask, ret));
    } else if (list->pick) {
        TRY(pick_refined(r, list, ask, ret));
    } else if (ask->then_len) {
        TRY(fetch_refined(r, list, ask, ret));
    } else {
        TRY(list->fetch(r, ask, &ret->rows));
        ret->total = total_of(list, &ret->rows);
    }
    return mask_rows(r, list->row, ret->rows.items, ret->rows.len);
}

/* A page behind the last one shows the first.  What is kept travels with the rows. */
static rc fetch_page(struct req *r, struct asked *a, struct list_part *ret)
{
    struct list_ask ask = a->ask;
    ask.limit = LIST_PAGE_ROWS;
    ask.offset = (a->page - 1) * LIST_PAGE_ROWS;
    TRY(list_fetch_part(r, a->list, &ask, ret));
    if (ret->rows.len > 0 || a->page == 1)
        return OK;
    a->page = 1;
    ask.offset = 0;
    return list_fetch_part(r, a->list, &ask, ret);
}

/* ---- as JSON ---- */

static rc send_json(struct req *r, const struct asked *a, const struct list_part *part)
{
    struct buf out;
    int64_t total = part->total;
    buf_init(&out);
    buf_printf(&out, "{\"total\":%" PRId64 ",\"page\":%" PRId64 ",\"pages\":%" PRId64 ",\"rows\":[",
               total, a->page, (total + LIST_PAGE_ROWS - 1) / LIST_PAGE_ROWS);
    for (size_t i = 0; i < part->rows.len; i++) {
        buf_add_text(&out, i ? "," : "");
        record_json(&out, a->list->row, list_row_at(a->list, &part->rows, i));
    }
    buf_add_text(&out, "]}");
    return send_bytes(r, keep(r->arena, &out), "application/json", NULL);
}

/* A page that is asked for nothing begins with the view that is chosen for it. */
static bool begins_with_view(const struct req *r, const struct asked *a)
{
    return r->given.len == 0 && a->views.first;
}

/* What is asked outlives a failure: the query that was sent ahead writes into it even then. */
rc list_run(struct req *r)
{
    struct asked *asked = VIEW(r, struct asked);
    struct list_part part = {0};
    TRY(list_read_asked(r, asked));
    if (asked->list->open)
        TRY(asked->list->open(r, &asked->ask.beside));
    if (!r->wants_json)
        TRY(view_kept_find(r->db, r->arena, r->who, r->route->path, &asked->kept));
    if (asked->as_csv)
        return list_send_csv(r, asked);
    TRY(fetch_page(r, asked, &part));
    if (r->wants_json)
        return send_json(r, asked, &part);
    TRY(db_settle(r->db));
    saved_views_read(r, asked->kept.views, &asked->views);
    if (begins_with_view(r, asked))
        return go(r, "%s", saved_view_url(r, r->http->path, asked->views.first).ptr);
    list_choose_columns(r, asked);
    return list_page_show(r, asked, &part);
}

/* ---- at start, and for the API's description ---- */

static rc check_link(const struct list *list, const char *link, struct why *why)
{
    for (const char *at = link ? strchr(link, '{') : NULL; at; at = strchr(at + 1, '{'))
        if (!record_field(list->row, (struct text){at + 1, strcspn(at + 1, "}")}))
            return why_say(why, E_USAGE, "list %s: link %s names what no row has", list->title,
                           link);
    return OK;
}

static rc check_column(const struct list *list, const struct list_column *c, struct why *why)
{
    if (!list_field(list, c) || (c->masked && !record_field(list->row, text_of(c->masked))) ||
        (c->said && !record_field(list->row, text_of(c->said))))
        return why_say(why, E_USAGE, "list %s: no row has a field %s", list->title, c->field);
    if (!c->unmask != !c->key)
        return why_say(why, E_USAGE, "list %s: column %s needs unmask and key, or neither",
                       list->title, c->field);
    TRY(check_link(list, c->link, why));
    return check_link(list, c->key, why);
}

rc list_check(const struct list *list, struct why *why)
{
    const struct field *total = record_field(list->row, text_of(total_name));
    if (!list->open != !list->show)
        return why_say(why, E_USAGE, "list %s: needs open and show, or neither", list->title);
    if (!list->fetch == !list->pick || !list->pick != !list->fill)
        return why_say(why, E_USAGE, "list %s: needs fetch, or pick and fill", list->title);
    if (list->fetch && (!total || !total->inner))
        return why_say(why, E_USAGE, "list %s: its query gives no \"%s int8 inner\"", list->title,
                       total_name);
    if ((list->key && (!list->pick || !record_field(list->row, text_of(list->key)))) ||
        (list->customers && !list->key))
        return why_say(why, E_USAGE, "list %s: its key is a field of rows that are picked",
                       list->title);
    for (size_t i = 0; i < list->columns_len; i++)
        TRY(check_column(list, &list->columns[i], why));
    return OK;
}

static json_t *sorts_of(const struct list *list)
{
    json_t *names = json_array();
    for (size_t i = 0; i < list->orders_len; i++)
        json_array_append_new(names, json_sprintf("%s%s", list->orders[i].descending ? "-" : "",
                                                  list->orders[i].column));
    return names;
}

static json_t *parameter(const char *name, const char *what, json_t *schema)
{
    return json_pack("{s:s, s:s, s:s, s:o}", "name", name, "in", "query", "description", what,
                     "schema", schema);
}

void list_describe(const struct list *list, struct json_t *parameters)
{
    json_t *sort =
        parameter("sort", "the order of the rows; more than one among equal ones",
                  json_pack("{s:s, s:i, s:{s:s, s:o}}", "type", "array", "maxItems",
                            LIST_SORTS_MOST, "items", "type", "string", "enum", sorts_of(list)));
    json_object_set_new(sort, "style", json_string("form"));
    json_object_set_new(sort, "explode", json_false());
    json_array_append_new(parameters, sort);
    json_array_append_new(
        parameters,
        parameter("page", "from 1", json_pack("{s:s, s:i}", "type", "integer", "minimum", 1)));
    json_array_append_new(parameters,
                          parameter("columns", "of the page and of CSV, with commas between",
                                    json_pack("{s:s}", "type", "string")));
    json_array_append_new(parameters,
                          parameter("as", "csv: all rows as a file",
                                    json_pack("{s:s, s:[s]}", "type", "string", "enum", "csv")));
}
