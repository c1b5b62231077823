#include "web/list_inside.h"

#include "base/record_out.h"
#include "tmpl/show.h"
#include "tmpl/tmpl.h"
#include "web/action.h"
#include "web/filter_words.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/link.h"
#include "web/list.html.h"
#include "web/list_columns.h"
#include "web/list_part.html.h"
#include "web/list_view.h"
#include "web/unmask.h"
#include "web/web.h"

const struct page list_page = {&tmpl_list, &list_view_record, N_("List")};
const struct page list_part_page = {&tmpl_list_part, &list_view_record, N_("List")};

static bool is_number(const struct field *f)
{
    return f->kind == KIND_INT2 || f->kind == KIND_INT4 || f->kind == KIND_INT8 ||
           f->kind == KIND_FEN;
}

/* Sorting by a column: the other way round when it is sorted already. */
static void head_sort(struct req *r, const struct asked *a, const struct list_column *c,
                      struct list_head *head)
{
    int rank = list_rank_of(a, c->field);
    const struct query_order *now = &a->list->orders[list_order_at(a, rank > 0 ? rank : 0)];
    bool sorted = rank >= 0;
    const char *up = c->field;
    const char *down = arena_printf(r->arena, "-%s", c->field);
    bool has_up = list_order_named(a->list, text_of(up)) >= 0;
    bool has_down = list_order_named(a->list, text_of(down)) >= 0;
    head->sort_icon = TEXT("arrows-sort");
    if (sorted) {
        if (rank == 0)
            head->sorted = text_of(now->descending ? "descending" : "ascending");
        head->rank = (struct opt_int4){a->ask.then_len > 0, rank + 1};
        head->sort_icon = text_of(now->descending ? "arrow-down" : "arrow-up");
    }
    if (!has_up && !has_down)
        return;
    const char *next = !has_up || (has_down && sorted && !now->descending) ? down : up;
    head->sort_url = link_with(r, 2, (const struct change[]){{"sort", next}, {"page", NULL}});
    head->then_url = list_then_url(r, a, c->field, next);
}

/* As markup: escaped already. */
static struct text shown_value(struct req *r, const struct field *f, const void *row)
{
    struct buf b;
    buf_init(&b);
    tmpl_show(&b, f, field_at(f, row), r->tongue);
    return keep(r->arena, &b);
}

static struct text show_short(struct req *r, fen amount)
{
    static const struct field f = {.name = "amount", .kind = KIND_FEN};
    struct buf b;
    buf_init(&b);
    show_value(&b, &f, &amount, SHOW_SHORT, r->tongue, PLACE_TEXT);
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

/* Nought in a column of amounts, or of numbers that lead somewhere: not to catch the eye. */
static bool is_nothing(const struct list_column *c, const struct field *f, const void *row)
{
    bool leads = c->link && is_number(f);
    return (c->brief || c->is_change || leads) && field_number(f, field_at(f, row)) == 0;
}

static struct text yes_or_no(struct req *r, const struct field *f, const void *row)
{
    return text_of(word(r, field_number(f, field_at(f, row)) ? N_("yes") : N_("no")));
}

/* An amount as its size in short, how it moved, and exactly. */
static void show_moved(struct req *r, const struct field *f, const void *row,
                       struct list_cell *cell)
{
    const struct opt_int8 *moved = field_at(f, row);
    struct opt_int8 size = {true, moved->value < 0 ? -moved->value : moved->value};
    cell->direction = text_of(moved->value > 0 ? "rise" : moved->value < 0 ? "fall" : "same");
    cell->text = show_short(r, size.value);
    cell->exact = shown_value(r, f, row);
}

static struct list_cell cell_of(struct req *r, const struct list *list, const struct list_column *c,
                                const void *row)
{
    const struct field *f = list_field(list, c);
    const struct field *said = c->said ? record_field(list->row, text_of(c->said)) : f;
    struct list_cell cell = {.text = shown_value(r, said, row), .number = is_number(f)};
    bool known = !field_is_null(f, field_at(f, row));
    if (f->kind == KIND_BOOL && known)
        cell.text = yes_or_no(r, f, row);
    if (known && is_nothing(c, f, row))
        return (struct list_cell){.text = TEXT("0"), .number = true, .nothing = true};
    if (c->is_change && known)
        show_moved(r, f, row, &cell);
    if (c->brief && known) {
        cell.exact = cell.text;
        cell.text = show_short(r, field_number(f, field_at(f, row)));
    }
    if (c->said && known)
        cell.exact = shown_value(r, f, row);
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

static struct text row_key(struct req *r, const struct list *list, const void *row)
{
    const struct field *f = list->key ? record_field(list->row, text_of(list->key)) : NULL;
    if (!f)
        return (struct text){NULL, 0};
    return text_of(arena_printf(r->arena, "%" PRId64, field_number(f, field_at(f, row))));
}

static void add_lines(struct req *r, const struct asked *a, const struct list_rows *rows,
                      struct list_view *v)
{
    const struct list *list = a->list;
    v->rows = arena_alloc(r->arena, (rows->len + 1) * sizeof *v->rows);
    v->rows_count = rows->len;
    for (size_t i = 0; i < rows->len; i++) {
        struct list_line *line = &v->rows[i];
        line->key = row_key(r, list, list_row_at(list, rows, i));
        line->cells = arena_alloc(r->arena, (list->columns_len + 1) * sizeof *line->cells);
        for (size_t c = 0; c < list->columns_len; c++)
            if (a->shown[c])
                line->cells[line->cells_count++] =
                    cell_of(r, list, &list->columns[c], list_row_at(list, rows, i));
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
                                   .number = is_number(list_field(list, column)),
                                   .first = v->columns_count == 1};
        head_sort(r, a, column, head);
    }
}

/* A filter in force, and the address without it. */
static struct list_chip chip_of(struct req *r, const struct input *i, struct text typed)
{
    return (struct list_chip){
        .label = filter_told(r, i, typed),
        .typed = is_condition(i) ? typed : (struct text){NULL, 0},
        .drop_url = link_with(r, 2, (const struct change[]){{i->name, NULL}, {"page", NULL}})};
}

static const char *said_of(const struct list_crown *crown, const struct input *i)
{
    for (size_t k = 0; k < crown->said_len; k++)
        if (strcmp(crown->said[k].input, i->name) == 0)
            return crown->said[k].label;
    return NULL;
}

static void add_chip(struct req *r, const struct list_crown *crown, const struct input *i,
                     struct list_view *v)
{
    struct text typed = input_typed(i, r->given);
    const char *said = said_of(crown, i);
    if (!typed.len || (!i->label && !said))
        return;
    struct list_chip *chip = &v->chips[v->chips_count++];
    *chip = chip_of(r, i, typed);
    if (said)
        chip->label = text_of(said);
}

static void add_filters(struct req *r, const struct list_crown *crown, struct list_view *v)
{
    const struct inputs *inputs = r->route->in;
    size_t len = inputs ? inputs->len : 0;
    v->chips = arena_alloc(r->arena, (len + 1) * sizeof *v->chips);
    if (inputs) {
        struct form form = form_make(r, inputs, "", r->in);
        v->filters = form.fields;
        v->filters_count = form.fields_count;
    }
    for (size_t i = 0; i < len; i++)
        add_chip(r, crown, &inputs->items[i], v);
    v->has_filters = v->filters_count > 0;
}

static bool input_is_there(const struct req *r, const char *name)
{
    const struct inputs *inputs = r->route->in;
    for (size_t i = 0; inputs && i < inputs->len; i++)
        if (strcmp(inputs->items[i].name, name) == 0)
            return true;
    return false;
}

static bool is_unlabelled_input(const struct req *r, struct text name)
{
    const struct inputs *inputs = r->route->in;
    for (size_t i = 0; inputs && i < inputs->len; i++)
        if (text_is(name, inputs->items[i].name))
            return !inputs->items[i].label;
    return false;
}

/* What the form of the filters must not lose: the order, columns that only the address names, and
 * filters that it does not show. */
static void add_keep(struct req *r, struct list_view *v)
{
    v->keep = arena_alloc(r->arena, (r->given.len + 1) * sizeof *v->keep);
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, "sort") || text_is(r->given.items[i].name, "columns") ||
            text_is(r->given.items[i].name, "view") ||
            is_unlabelled_input(r, r->given.items[i].name))
            v->keep[v->keep_count++] =
                (struct list_choice){r->given.items[i].name, r->given.items[i].value, true};
}

/* And what the form of the columns must not: order and filters. */
static void add_carried(struct req *r, const struct asked *a, struct list_view *v)
{
    v->carried = arena_alloc(r->arena, (r->given.len + 1) * sizeof *v->carried);
    for (size_t i = 0; i < r->given.len; i++)
        if (list_columns_carry(r->given.items[i].name))
            v->carried[v->carried_count++] =
                (struct list_choice){r->given.items[i].name, r->given.items[i].value, true};
    v->list_path = text_of(r->route->path);
    v->can_keep = !r->who->seen_by && r->path.len == 0; /* chosen for a list, not for one of many */
    v->is_chosen = a->kept.columns.len > 0;
}

/* ---- what is done with rows ---- */

/* Its address says what is selected: filters, order, and the columns as they are shown. */
static struct text selection_address(struct req *r, const struct asked *a)
{
    struct buf columns, b;
    buf_init(&columns);
    buf_init(&b);
    for (size_t c = 0; c < a->list->columns_len; c++)
        if (a->shown[c])
            buf_printf(&columns, "%s%s", columns.len ? "," : "", a->list->columns[c].field);
    url_add(&b, r->http->path);
    buf_add_char(&b, '?');
    struct text query = saved_view_query(r, keep(r->arena, &columns));
    buf_add(&b, query.ptr, query.len);
    return keep(r->arena, &b);
}

static void add_actions(struct req *r, const struct asked *a, struct list_view *v)
{
    struct action_routes routes = actions_of(r, a->list);
    if (r->who->seen_by)
        return;
    v->actions = arena_alloc(r->arena, (routes.len + 1) * sizeof *v->actions);
    for (size_t i = 0; i < routes.len; i++)
        v->actions[v->actions_count++] = (struct list_action){
            text_of(routes.items[i]->path), text_of(word(r, routes.items[i]->action->title)),
            text_of(routes.items[i]->action->icon)};
    v->can_pick = a->list->key && v->actions_count > 0;
    v->pick_list = selection_address(r, a);
}

/* ---- above the rows ---- */

/* Its filters, and no other one, are in force. */
static bool is_current(const struct req *r, const struct list_tab *tab)
{
    const struct inputs *inputs = r->route->in;
    size_t in_force = 0, wanted = 0, held = 0;
    if (tab->path)
        return text_is(r->http->path, tab->path);
    for (size_t i = 0; inputs && i < inputs->len; i++)
        in_force += input_typed(&inputs->items[i], r->given).len > 0;
    for (size_t i = 0; i < LIST_WHERE_MOST && tab->where[i].name; i++, wanted++)
        held += text_is(list_given(r, tab->where[i].name), tab->where[i].value);
    return held == wanted && (tab->within || in_force == wanted);
}

/* The other list, with what both may be asked for. */
static struct text other_url(struct req *r, const struct list_tab *tab)
{
    struct text org = list_given(r, "org");
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, tab->path);
    if (org.len) {
        buf_add_text(&b, "?org=");
        url_add(&b, org);
    }
    return keep(r->arena, &b);
}

static struct text tab_url(struct req *r, const struct asked *a, const struct list_tab *tab)
{
    if (tab->path)
        return other_url(r, tab);
    const struct inputs *inputs = r->route->in;
    size_t len = inputs ? inputs->len : 0, n = 0;
    struct change *changes = arena_alloc(r->arena, (len + LIST_WHERE_MOST + 2) * sizeof *changes);
    changes[n++] = (struct change){"page", NULL};
    if (!tab->within)
        changes[n++] = (struct change){"view", a->views.first ? "0" : NULL};
    for (size_t i = 0; i < len && !tab->within; i++)
        changes[n++] = (struct change){inputs->items[i].name, NULL};
    for (size_t i = 0; i < LIST_WHERE_MOST && tab->where[i].name; i++)
        changes[n++] = (struct change){tab->where[i].name, tab->where[i].value};
    return link_with(r, n, changes);
}

static void add_crown(struct req *r, const struct asked *a, const struct list_crown *crown,
                      struct list_view *v)
{
    v->tabs = arena_alloc(r->arena, (crown->tabs_len + 1) * sizeof *v->tabs);
    for (size_t i = 0; i < crown->tabs_len; i++)
        v->tabs[v->tabs_count++] =
            (struct list_tab_view){.label = text_of(word(r, crown->tabs[i].label)),
                                   .url = tab_url(r, a, &crown->tabs[i]),
                                   .count = crown->tabs[i].count,
                                   .is_counted = crown->tabs[i].count.known,
                                   .current = is_current(r, &crown->tabs[i])};
    v->has_tabs = crown->tabs_len > 0;
    v->figures = crown->figures;
    v->figures_count = crown->figures_len;
    v->has_figures = crown->figures_len > 0;
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

/* As markup, for the room's own page. */
static rc show_within(struct req *r, const struct asked *a, struct list_view *v)
{
    struct around around = frame_make(r);
    const void *rows[] = {&around, v};
    struct buf out;
    buf_init(&out);
    rc done = tmpl_render(web_page(r->web, &list_part_page), r->tongue, NULL, rows, &out, &r->why);
    struct text list = keep(r->arena, &out);
    return done == OK ? a->list->show(r, a->ask.beside, list) : done;
}

/* What would be here, or which part of what is asked leaves nobody. */
static rc say_empty(struct req *r, const struct list *list, const struct list_crown *crown,
                    struct list_view *v)
{
    const char *said = NULL;
    if (v->empty && list->loosen && list_given(r, "where").len)
        TRY(list->loosen(r, &said));
    const char *usual = v->chips_count || !list->empty
                            ? N_("No row meets all conditions. Drop one of them.")
                        : crown->empty ? crown->empty
                                       : list->empty;
    v->empty_text = text_of(said ? said : word(r, usual));
    return OK;
}

rc list_page_show(struct req *r, const struct asked *a, const struct list_part *part)
{
    const struct list *list = a->list;
    const struct list_rows *rows = &part->rows;
    struct list_crown crown = {0};
    if (list->crown)
        TRY(list->crown(r, &crown));
    struct list_view *v = VIEW(r, struct list_view);
    v->caption = text_of(word(r, list->title));
    v->page_url = r->http->path;
    v->csv_url = link_with(r, 2, (const struct change[]){{"page", NULL}, {"as", "csv"}});
    v->empty = rows->len == 0;
    v->total = part->total;
    add_filters(r, &crown, v);
    add_keep(r, v);
    add_carried(r, a, v);
    if (input_is_there(r, "where"))
        v->ask_url = link_to_condition(r, list_given(r, "where"));
    add_crown(r, a, &crown, v);
    list_add_sorts(r, a, v);
    list_add_views(r, a, v);
    if (v->chips_count)
        v->clear_url = v->plain_url;
    add_columns(r, a, v);
    add_lines(r, a, rows, v);
    add_actions(r, a, v);
    add_pages(r, a, rows, v);
    TRY(say_empty(r, list, &crown, v));
    if (list->show)
        return show_within(r, a, v);
    r->answer.title = word(r, list->title);
    r->answer.subtitle = crown.subtitle ? crown.subtitle
                         : list->about  ? word(r, list->about)
                                        : NULL;
    return show(r, &list_page, v);
}
