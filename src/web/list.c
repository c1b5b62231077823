#include "web/list.h"

#include "base/csv_out.h"
#include "base/record_out.h"
#include "tmpl/tmpl.h"
#include "web/form.h"
#include "web/link.h"
#include "web/list.html.h"
#include "web/list_view.h"
#include "web/masked.h"
#include "web/unmask.h"

#include <jansson.h>

const struct page list_page = {&tmpl_list, &list_view_record, N_("List")};

static const char total_name[] = "list_total";

/* What the address asks for. */
struct asked {
    const struct list *list;
    bool *shown; /* for each column */
    int order;
    int64_t page; /* from 1 */
    bool as_csv;
};

/* ---- the address ---- */

static struct text given_value(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, name))
            return r->given.items[i].value;
    return (struct text){NULL, 0};
}

/* The order "-day" or "day"; -1: there is no such. */
static int order_named(const struct list *list, struct text name)
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

/* "columns=day,rows", or one "columns" for each, as forms send them; none: those not hidden. */
static void choose_columns(const struct req *r, struct asked *a)
{
    bool chosen = given_value(r, "columns").len > 0;
    for (size_t c = 0; c < a->list->columns_len; c++) {
        a->shown[c] = !chosen && !a->list->columns[c].hidden;
        for (size_t i = 0; chosen && i < r->given.len; i++)
            if (text_is(r->given.items[i].name, "columns"))
                a->shown[c] |= names_column(r->given.items[i].value, a->list->columns[c].field);
    }
}

/* A page that is no number is the first one: people edit addresses. */
static int64_t page_asked(struct text t)
{
    int64_t page = 0;
    for (size_t i = 0; i < t.len && page < 1000000; i++)
        page = t.ptr[i] >= '0' && t.ptr[i] <= '9' ? page * 10 + (t.ptr[i] - '0') : 0;
    return page > 0 ? page : 1;
}

static rc read_asked(struct req *r, struct asked *ret)
{
    const struct list *list = r->route->list;
    struct text sort = given_value(r, "sort");
    *ret = (struct asked){.list = list,
                          .shown = arena_alloc(r->arena, list->columns_len + 1),
                          .order = sort.len ? order_named(list, sort) : list->first_order,
                          .page = page_asked(given_value(r, "page")),
                          .as_csv = text_is(given_value(r, "as"), "csv")};
    choose_columns(r, ret);
    return ret->order >= 0 ? OK : refuse(r, E_INVALID, N_("The list cannot be sorted like that."));
}

/* ---- the rows ---- */

static int64_t total_of(const struct list *list, const struct list_rows *rows)
{
    const struct field *f = record_field(list->row, text_of(total_name));
    return rows->len ? field_number(f, field_at(f, rows->items)) : 0;
}

static const void *row_at(const struct list *list, const struct list_rows *rows, size_t i)
{
    return (const char *)rows->items + i * list->row->size;
}

static const struct field *field_of(const struct list *list, const struct list_column *c)
{
    return record_field(list->row, text_of(c->field));
}

/* No rows leave here but masked ones. */
static rc fetch(struct req *r, const struct list *list, const struct list_ask *ask,
                struct list_rows *ret_rows)
{
    TRY(list->fetch(r, ask, ret_rows));
    return mask_rows(r, list->row, ret_rows->items, ret_rows->len);
}

/* A page behind the last one shows the first. */
static rc fetch_page(struct req *r, struct asked *a, struct list_rows *ret_rows)
{
    struct list_ask ask = {a->order, LIST_PAGE_ROWS, (a->page - 1) * LIST_PAGE_ROWS};
    TRY(fetch(r, a->list, &ask, ret_rows));
    if (ret_rows->len > 0 || a->page == 1)
        return OK;
    a->page = 1;
    ask.offset = 0;
    return fetch(r, a->list, &ask, ret_rows);
}

/* ---- as JSON and CSV ---- */

static rc send_json(struct req *r, const struct asked *a, const struct list_rows *rows)
{
    struct buf out;
    int64_t total = total_of(a->list, rows);
    buf_init(&out);
    buf_printf(&out, "{\"total\":%" PRId64 ",\"page\":%" PRId64 ",\"pages\":%" PRId64 ",\"rows\":[",
               total, a->page, (total + LIST_PAGE_ROWS - 1) / LIST_PAGE_ROWS);
    for (size_t i = 0; i < rows->len; i++) {
        buf_add_text(&out, i ? "," : "");
        record_json(&out, a->list->row, row_at(a->list, rows, i));
    }
    buf_add_text(&out, "]}");
    return send_bytes(r, keep(r->arena, &out), "application/json", NULL);
}

static bool is_formula(struct text t)
{
    bool negative = t.len > 1 && *t.ptr == '-' && t.ptr[1] >= '0' && t.ptr[1] <= '9';
    return t.len > 0 && strchr("=+-@\t\r", *t.ptr) && !negative;
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
static void csv_cell(struct arena *a, struct buf *out, struct text value)
{
    if (is_formula(value))
        value = text_of(arena_printf(a, "'%.*s", (int)value.len, value.ptr));
    csv_add(out, value);
}

static void csv_titles(struct req *r, const struct asked *a, struct buf *out)
{
    const char *comma = "";
    for (size_t c = 0; c < a->list->columns_len; c++) {
        if (!a->shown[c])
            continue;
        buf_add_text(out, comma);
        csv_cell(r->arena, out, text_of(word(r, a->list->columns[c].title)));
        comma = ",";
    }
    buf_add_char(out, '\n');
}

static void csv_row(struct req *r, const struct asked *a, const void *row, struct buf *value,
                    struct buf *out)
{
    const char *comma = "";
    for (size_t c = 0; c < a->list->columns_len; c++) {
        const struct field *f = field_of(a->list, &a->list->columns[c]);
        if (!a->shown[c])
            continue;
        buf_clear(value);
        field_plain(value, f, field_at(f, row));
        buf_add_text(out, comma);
        csv_cell(r->arena, out, value->len ? buf_text(value) : TEXT(""));
        comma = ",";
    }
    buf_add_char(out, '\n');
}

/* All rows that the filters leave; a mark at the beginning tells spreadsheets that it is UTF-8. */
static rc send_csv(struct req *r, const struct asked *a)
{
    struct list_rows rows = {0};
    struct buf out, value;
    TRY(fetch(r, a->list, &(struct list_ask){a->order, LIST_EXPORT_MOST, 0}, &rows));
    buf_init(&out);
    buf_init(&value);
    buf_add_text(&out, "\xEF\xBB\xBF");
    csv_titles(r, a, &out);
    for (size_t i = 0; i < rows.len; i++)
        csv_row(r, a, row_at(a->list, &rows, i), &value, &out);
    buf_release(&value);
    return send_bytes(r, keep(r->arena, &out), "text/csv; charset=utf-8", "list.csv");
}

/* ---- as a page ---- */

static bool is_number(const struct field *f)
{
    return f->kind == KIND_INT2 || f->kind == KIND_INT4 || f->kind == KIND_INT8 ||
           f->kind == KIND_FEN;
}

/* Sorting by a column: the other way round when it is sorted already. */
static void head_sort(struct req *r, const struct asked *a, const struct list_column *c,
                      struct list_head *head)
{
    const struct query_order *now = &a->list->orders[a->order];
    bool sorted = strcmp(now->column, c->field) == 0;
    const char *up = c->field;
    const char *down = arena_printf(r->arena, "-%s", c->field);
    bool has_up = order_named(a->list, text_of(up)) >= 0;
    bool has_down = order_named(a->list, text_of(down)) >= 0;
    head->sort_icon = TEXT("arrows-sort");
    if (sorted) {
        head->sorted = text_of(now->descending ? "descending" : "ascending");
        head->sort_icon = text_of(now->descending ? "arrow-down" : "arrow-up");
    }
    if (!has_up && !has_down)
        return;
    const char *next = !has_up || (has_down && sorted && !now->descending) ? down : up;
    head->sort_url = link_with(r, 2, (const struct change[]){{"sort", next}, {"page", NULL}});
}

/* As markup: escaped already. */
static struct text shown_value(struct req *r, const struct field *f, const void *row)
{
    struct buf b;
    buf_init(&b);
    tmpl_show(&b, f, field_at(f, row), r->tongue);
    return keep(r->arena, &b);
}

/* "/loads/{day}" with the row's values. */
static struct text filled_link(struct req *r, const struct list *list, const char *link,
                               const void *row)
{
    struct buf out, value;
    buf_init(&out);
    buf_init(&value);
    for (const char *at = link; *at;) {
        size_t name = *at == '{' ? strcspn(at, "}") : 0;
        if (name) {
            const struct field *f = record_field(list->row, (struct text){at + 1, name - 1});
            buf_clear(&value);
            field_plain(&value, f, field_at(f, row));
            url_add(&out, buf_text(&value));
            at += name + 1;
        } else {
            buf_add_char(&out, *at++);
        }
    }
    buf_release(&value);
    return keep(r->arena, &out);
}

static bool is_masked(const struct list *list, const struct list_column *c, const void *row)
{
    const struct field *f = c->masked ? record_field(list->row, text_of(c->masked)) : NULL;
    return !f || field_number(f, field_at(f, row)) != 0;
}

static struct list_cell cell_of(struct req *r, const struct list *list, const struct list_column *c,
                                const void *row)
{
    const struct field *f = field_of(list, c);
    struct list_cell cell = {.text = shown_value(r, f, row), .number = is_number(f)};
    bool known = !field_is_null(f, field_at(f, row));
    if (c->link && known)
        cell.url = filled_link(r, list, c->link, row);
    if (c->unmask && known && is_masked(list, c, row))
        cell.unmask_url = unmask_url(r, c->unmask, "%s", filled_link(r, list, c->key, row).ptr);
    if (f->kind == KIND_CODE && known) {
        const struct word *w = word_of_code(f->words, (int16_t)field_number(f, field_at(f, row)));
        cell.tone = text_of(w ? w->tone : NULL);
    }
    return cell;
}

static void add_lines(struct req *r, const struct asked *a, const struct list_rows *rows,
                      struct list_view *v)
{
    const struct list *list = a->list;
    v->rows = arena_alloc(r->arena, (rows->len + 1) * sizeof *v->rows);
    v->rows_count = rows->len;
    for (size_t i = 0; i < rows->len; i++) {
        struct list_line *line = &v->rows[i];
        line->cells = arena_alloc(r->arena, (list->columns_len + 1) * sizeof *line->cells);
        for (size_t c = 0; c < list->columns_len; c++)
            if (a->shown[c])
                line->cells[line->cells_count++] =
                    cell_of(r, list, &list->columns[c], row_at(list, rows, i));
        if (line->cells_count)
            line->cells[0].first = true;
    }
}

static void add_columns(struct req *r, const struct asked *a, struct list_view *v)
{
    const struct list *list = a->list;
    v->columns = arena_alloc(r->arena, (list->columns_len + 1) * sizeof *v->columns);
    v->choices = arena_alloc(r->arena, (list->columns_len + 1) * sizeof *v->choices);
    for (size_t c = 0; c < list->columns_len; c++) {
        const struct list_column *column = &list->columns[c];
        struct text label = text_of(word(r, column->title));
        v->choices[v->choices_count++] =
            (struct list_choice){text_of(column->field), label, a->shown[c]};
        if (!a->shown[c])
            continue;
        struct list_head *head = &v->columns[v->columns_count++];
        *head = (struct list_head){.label = label,
                                   .number = is_number(field_of(list, column)),
                                   .first = v->columns_count == 1};
        head_sort(r, a, column, head);
    }
}

/* A filter in force: "State: refused", and the address without it. */
static struct list_chip chip_of(struct req *r, const struct input *i, struct text typed)
{
    const struct word *w = i->words ? word_of_name(i->words, typed) : NULL;
    const char *value = w ? word(r, w->label) : arena_text(r->arena, typed.ptr, typed.len);
    if (i->kind == KIND_BOOL)
        value = word(r, N_("yes"));
    return (struct list_chip){
        .label = text_of(arena_printf(r->arena, "%s: %s", word(r, i->label), value)),
        .drop_url = link_with(r, 2, (const struct change[]){{i->name, NULL}, {"page", NULL}})};
}

static void add_filters(struct req *r, struct list_view *v)
{
    const struct inputs *inputs = r->route->in;
    size_t len = inputs ? inputs->len : 0;
    v->chips = arena_alloc(r->arena, (len + 1) * sizeof *v->chips);
    if (inputs) {
        struct form form = form_make(r, inputs, "", r->in);
        v->filters = form.fields;
        v->filters_count = form.fields_count;
    }
    for (size_t i = 0; i < len; i++) {
        struct text typed = input_typed(&inputs->items[i], r->given);
        if (inputs->items[i].label && typed.len > 0)
            v->chips[v->chips_count++] = chip_of(r, &inputs->items[i], typed);
    }
    v->has_filters = v->filters_count > 0;
    if (v->chips_count)
        v->clear_url = r->http->path;
}

/* What the page's forms must not lose. */
static void add_keep(struct req *r, struct list_view *v)
{
    v->keep = arena_alloc(r->arena, (r->given.len + 1) * sizeof *v->keep);
    struct text sort = given_value(r, "sort");
    if (sort.len)
        v->keep[v->keep_count++] = (struct list_choice){TEXT("sort"), sort, true};
}

static void add_pages(struct req *r, const struct asked *a, const struct list_rows *rows,
                      struct list_view *v)
{
    int64_t pages = (v->total + LIST_PAGE_ROWS - 1) / LIST_PAGE_ROWS;
    v->page = (int32_t)a->page;
    v->pages = (int32_t)(pages ? pages : 1);
    v->first_row = (a->page - 1) * LIST_PAGE_ROWS + (rows->len > 0);
    v->last_row = (a->page - 1) * LIST_PAGE_ROWS + (int64_t)rows->len;
    if (a->page > 1)
        v->prev_url = link_with(
            r, 1, &(struct change){"page", arena_printf(r->arena, "%" PRId64, a->page - 1)});
    if (a->page < pages)
        v->next_url = link_with(
            r, 1, &(struct change){"page", arena_printf(r->arena, "%" PRId64, a->page + 1)});
}

static rc show_page(struct req *r, const struct asked *a, const struct list_rows *rows)
{
    const struct list *list = a->list;
    struct list_view *v = VIEW(r, struct list_view);
    v->caption = text_of(word(r, list->title));
    v->page_url = r->http->path;
    v->csv_url = link_with(r, 2, (const struct change[]){{"page", NULL}, {"as", "csv"}});
    v->empty = rows->len == 0;
    v->total = total_of(list, rows);
    add_filters(r, v);
    add_keep(r, v);
    add_columns(r, a, v);
    add_lines(r, a, rows, v);
    add_pages(r, a, rows, v);
    v->empty_text = text_of(word(r, v->chips_count || !list->empty
                                        ? N_("No row meets all conditions. Drop one of them.")
                                        : list->empty));
    r->answer.title = word(r, list->title);
    r->answer.subtitle = list->about ? word(r, list->about) : NULL;
    return show(r, &list_page, v);
}

rc list_run(struct req *r)
{
    struct asked asked;
    struct list_rows rows = {0};
    TRY(read_asked(r, &asked));
    if (asked.as_csv)
        return send_csv(r, &asked);
    TRY(fetch_page(r, &asked, &rows));
    return r->wants_json ? send_json(r, &asked, &rows) : show_page(r, &asked, &rows);
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
    if (!field_of(list, c) || (c->masked && !record_field(list->row, text_of(c->masked))))
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
    if (!total || !total->inner)
        return why_say(why, E_USAGE, "list %s: its query gives no \"%s int8 inner\"", list->title,
                       total_name);
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
    json_array_append_new(
        parameters, parameter("sort", "the order of the rows",
                              json_pack("{s:s, s:o}", "type", "string", "enum", sorts_of(list))));
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
