/* The dashboard arranged: tiles moved, made wider, shown otherwise, added, taken away.  Every
 * change is a form, so that it can be done without script and by keyboard; dragging
 * (ui/src/arrange.ts) sends an order. */
#include "analysis/dashboard/pages.h"

#include "analysis/builtin/builtin.h"
#include "analysis/dashboard/arrange.html.h"
#include "analysis/dashboard/tiles.h"
#include "analysis/shown/definition.h"
#include "platform/view.sql.h"

/* ---- the page ---- */

struct arranged {
    int32_t place;
    struct text title;
    int16_t shown, width;
    bool is_gone, is_first, is_last, is_widest, is_narrowest;
    bool is_figure, is_chart, is_table;
};
struct offered {
    struct text value, label;
};
struct offered_group {
    struct text label;
    struct offered *reports;
    size_t reports_count;
};
struct arrange_view {
    struct arranged *tiles;
    size_t tiles_count;
    struct offered_group *groups;
    size_t groups_count;
    bool is_own, is_full;
    int32_t added; /* the tile that was changed last: the focus is there */
};
/* clang-format off */
static const struct field arranged_fields[] = {
    FIELD(struct arranged, place), FIELD(struct arranged, title), FIELD_CODE(struct arranged, shown, tile_shown_words),
    FIELD(struct arranged, width), FIELD(struct arranged, is_gone), FIELD(struct arranged, is_first),
    FIELD(struct arranged, is_last), FIELD(struct arranged, is_widest), FIELD(struct arranged, is_narrowest),
    FIELD(struct arranged, is_figure), FIELD(struct arranged, is_chart), FIELD(struct arranged, is_table),
};
static const struct record arranged_record = RECORD(struct arranged, arranged_fields);
static const struct field offered_fields[] = {FIELD(struct offered, value), FIELD(struct offered, label)};
static const struct record offered_record = RECORD(struct offered, offered_fields);
static const struct field group_fields[] = {
    FIELD(struct offered_group, label), FIELD_ROWS(struct offered_group, reports, offered_record),
};
static const struct record group_record = RECORD(struct offered_group, group_fields);
static const struct field arrange_fields[] = {
    FIELD_ROWS(struct arrange_view, tiles, arranged_record), FIELD_ROWS(struct arrange_view, groups, group_record),
    FIELD(struct arrange_view, is_own), FIELD(struct arrange_view, is_full),
};
/* clang-format on */
static const struct record arrange_record = RECORD(struct arrange_view, arrange_fields);
const struct page arrange_page = {&tmpl_arrange, &arrange_record, N_("Arrange the dashboard")};

/* Of a built-in report what can be a tile. */
static void offer_parts(struct req *r, const struct builtin *b, struct offered_group *group)
{
    const char *title = word(r, b->title);
    for (size_t i = 0; i < b->parts_len; i++) {
        const struct builtin_part *part = &b->parts[i];
        const char *view = NULL;
        for (size_t v = 0; part->view && v < b->views_len; v++)
            if (strcmp(b->views[v].name, part->view) == 0)
                view = word(r, b->views[v].label);
        if (part->kind == BUILTIN_LIST)
            continue;
        group->reports[group->reports_count++] = (struct offered){
            text_of(arena_printf(r->arena, "%s/%zu", b->name, i)),
            text_of(arena_printf(r->arena, "%s · %s%s%s", title,
                                 part->title ? word(r, part->title) : word(r, N_("Figures")),
                                 view ? " · " : "", view ? view : ""))};
    }
}

static struct offered_group builtin_group(struct req *r, int number)
{
    size_t most = 0;
    for (size_t i = 0; i < builtins_len; i++)
        most += builtins[i].parts_len;
    struct offered_group group = {.label = text_of(word(r, builtin_group_labels[number])),
                                  .reports =
                                      arena_alloc(r->arena, (most + 1) * sizeof(struct offered))};
    for (size_t i = 0; i < builtins_len; i++)
        if ((int)builtins[i].group == number &&
            !(builtins[i].names_customers && !may(r, PERM_CUSTOMERS_LIST)))
            offer_parts(r, &builtins[i], &group);
    return group;
}

static struct offered_group saved_group(struct req *r, const struct q_view_of_row *rows, size_t len,
                                        bool mine)
{
    struct offered_group group = {
        .label = text_of(word(r, mine ? N_("My reports") : N_("Shared with me"))),
        .reports = arena_alloc(r->arena, (len + 1) * sizeof(struct offered))};
    for (size_t i = 0; i < len; i++)
        if (rows[i].is_mine == mine)
            group.reports[group.reports_count++] = (struct offered){
                text_of(arena_printf(r->arena, "%" PRId64, rows[i].view_id)), rows[i].name};
    return group;
}

static rc offer(struct req *r, struct arrange_view *v)
{
    struct q_view_of_row *rows;
    size_t len;
    TRY(q_view_of(r->db, r->arena, text_of(report_list), r->who->staff_id, r->who->org_id, &rows,
                  &len));
    v->groups = arena_alloc(r->arena, (BUILTIN_GROUPS + 2) * sizeof *v->groups);
    for (int i = 0; i < BUILTIN_GROUPS + 2; i++) {
        struct offered_group group =
            i < 2 ? saved_group(r, rows, len, i == 0) : builtin_group(r, i - 2);
        if (group.reports_count)
            v->groups[v->groups_count++] = group;
    }
    return OK;
}

static struct arranged arranged_of(const struct tile *tile, const struct tile_report *found,
                                   size_t i, size_t len)
{
    return (struct arranged){.place = (int32_t)i + 1,
                             .title = found->title,
                             .shown = tile->shown,
                             .width = tile->width,
                             .is_gone = found->is_gone,
                             .is_first = i == 0,
                             .is_last = i + 1 == len,
                             .is_widest = tile->width == TILE_WIDTH_MOST,
                             .is_narrowest = tile->width == 1,
                             .is_figure = tile->shown == TILE_FIGURE,
                             .is_chart = tile->shown == TILE_CHART,
                             .is_table = tile->shown == TILE_TABLE};
}

rc arrange_show(struct req *r)
{
    struct tiles tiles;
    struct arrange_view *v = VIEW(r, struct arrange_view);
    TRY(tiles_read(r, &tiles));
    v->is_own = tiles.is_own;
    v->is_full = tiles.len == TILES_MOST;
    v->tiles = arena_alloc(r->arena, (tiles.len + 1) * sizeof *v->tiles);
    for (size_t i = 0; i < tiles.len; i++) {
        struct tile_report found;
        TRY(tile_find(r, &tiles.items[i], &found));
        v->tiles[v->tiles_count++] = arranged_of(&tiles.items[i], &found, i, tiles.len);
    }
    TRY(offer(r, v));
    return show(r, &arrange_page, v);
}

/* ---- one tile ---- */

enum act {
    ACT_EARLIER,
    ACT_LATER,
    ACT_WIDER,
    ACT_NARROWER,
    ACT_FIGURE,
    ACT_CHART,
    ACT_TABLE,
    ACT_AWAY
};
static const struct word act_items[] = {
    {ACT_EARLIER, "earlier", N_("Earlier")},   {ACT_LATER, "later", N_("Later")},
    {ACT_WIDER, "wider", N_("Wider")},         {ACT_NARROWER, "narrower", N_("Narrower")},
    {ACT_FIGURE, "figure", N_("As a figure")}, {ACT_CHART, "chart", N_("As a chart")},
    {ACT_TABLE, "table", N_("As a table")},    {ACT_AWAY, "away", N_("Take away")},
};
static const struct words act_words = {"tile_acts", act_items, ARRAY_LEN(act_items)};

struct change_form {
    int32_t place;
    int16_t act;
};
static const struct input change_inputs[] = {
    INPUT_NUMBER(struct change_form, place, N_("Place"), .required = true, .min = 1,
                 .max = TILES_MOST),
    INPUT_CODE(struct change_form, act, act_words, N_("What to do"), .required = true),
};
const struct inputs tile_change_in = INPUTS(struct change_form, change_inputs);

static void swap(struct tiles *tiles, size_t a, size_t b)
{
    if (a >= tiles->len || b >= tiles->len)
        return;
    struct tile t = tiles->items[a];
    tiles->items[a] = tiles->items[b];
    tiles->items[b] = t;
}

static void widen(struct tile *tile, int by)
{
    int width = tile->width + by;
    tile->width = (int16_t)(width < 1 ? 1 : width > TILE_WIDTH_MOST ? TILE_WIDTH_MOST : width);
}

static void take_away(struct tiles *tiles, size_t at)
{
    tiles->len--;
    memmove(&tiles->items[at], &tiles->items[at + 1], (tiles->len - at) * sizeof tiles->items[0]);
}

static void apply(struct tiles *tiles, size_t at, enum act act)
{
    switch (act) {
    case ACT_EARLIER:
        swap(tiles, at, at - 1);
        break;
    case ACT_LATER:
        swap(tiles, at, at + 1);
        break;
    case ACT_WIDER:
    case ACT_NARROWER:
        widen(&tiles->items[at], act == ACT_WIDER ? 1 : -1);
        break;
    case ACT_FIGURE:
    case ACT_CHART:
    case ACT_TABLE:
        tiles->items[at].shown = (int16_t)(act - ACT_FIGURE);
        break;
    case ACT_AWAY:
        take_away(tiles, at);
        break;
    }
}

rc tile_change(struct req *r)
{
    const struct change_form *in = r->in;
    struct tiles tiles;
    TRY(tiles_read(r, &tiles));
    if ((size_t)in->place > tiles.len)
        return refuse(r, E_NOT_FOUND,
                      N_("Your dashboard has no such tile any more: reload the page."));
    apply(&tiles, (size_t)in->place - 1, (enum act)in->act);
    TRY(tiles_write(r, &tiles));
    return go(r, "/dashboard/arrange");
}

/* ---- all of them in another order ---- */

struct order_form {
    struct text order;
};
static const struct input order_inputs[] = {
    INPUT_TEXT(struct order_form, order, N_("Order of the tiles"), .required = true, .max = 200),
};
const struct inputs tile_order_in = INPUTS(struct order_form, order_inputs);

/* "3,1,2": each place once; false: it is something else. */
static bool reorder(struct text order, const struct tiles *from, struct tiles *to)
{
    bool taken[TILES_MOST] = {false};
    size_t number = 0;
    *to = (struct tiles){.is_own = true};
    for (size_t i = 0; i <= order.len; i++) {
        if (i < order.len && order.ptr[i] >= '0' && order.ptr[i] <= '9' && number < 1000) {
            number = number * 10 + (size_t)(order.ptr[i] - '0');
            continue;
        }
        if ((i < order.len && order.ptr[i] != ',') || number < 1 || number > from->len ||
            taken[number - 1])
            return false;
        taken[number - 1] = true;
        to->items[to->len++] = from->items[number - 1];
        number = 0;
    }
    return to->len == from->len;
}

rc tiles_order(struct req *r)
{
    const struct order_form *in = r->in;
    struct tiles tiles, ordered;
    TRY(tiles_read(r, &tiles));
    if (!reorder(in->order, &tiles, &ordered))
        return fault(r, "order", N_("must name each tile once, as 3,1,2"));
    TRY(tiles_write(r, &ordered));
    return go(r, "/dashboard/arrange");
}

/* ---- one more, and back to the beginning ---- */

struct add_form {
    struct text report; /* "league/7", or the number of a saved one */
    struct opt_int8 view;
    struct opt_int2 shown;
};
static const struct input add_inputs[] = {
    INPUT_TEXT(struct add_form, report, N_("Report"), .max = 60),
    INPUT_NUMBER(struct add_form, view, NULL, .min = 1, .max = INT64_MAX),
    INPUT_CODE(struct add_form, shown, tile_shown_words, N_("Shown as")),
};
const struct inputs tile_add_in = INPUTS(struct add_form, add_inputs);

static struct tile tile_of(const struct add_form *in)
{
    bool by_number = in->report.len > 0 && in->report.len < 18;
    int64_t number = 0;
    for (size_t i = 0; i < in->report.len && by_number; i++) {
        by_number = in->report.ptr[i] >= '0' && in->report.ptr[i] <= '9';
        number = number * 10 + (in->report.ptr[i] - '0');
    }
    int64_t view = in->view.known ? in->view.value : by_number ? number : 0;
    return (struct tile){.built_in = view ? (struct text){NULL, 0} : text_or_empty(in->report),
                         .view_id = view,
                         .shown = in->shown.known ? in->shown.value : TILE_CHART,
                         .width = 2};
}

rc tile_add(struct req *r)
{
    struct tiles tiles;
    struct tile_report found;
    const struct tile tile = tile_of(r->in);
    TRY(tile_find(r, &tile, &found));
    if (found.is_gone)
        return fault(r, "report", N_("is no report that you may open: choose one of the list"));
    TRY(tiles_read(r, &tiles));
    if (tiles.len == TILES_MOST)
        return refuse(r, E_REFUSED,
                      N_("A dashboard has thirty tiles at most: take one away first."));
    tiles.items[tiles.len++] = tile;
    TRY(tiles_write(r, &tiles));
    return go(r, "/dashboard/arrange");
}

rc dashboard_reset(struct req *r)
{
    TRY(tiles_reset(r));
    return go(r, "/dashboard");
}
