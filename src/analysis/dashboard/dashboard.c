/* The dashboard (RPT-3): tiles that load each by itself, a few at a time (ui/src/tiles.ts). */
#include "analysis/dashboard/pages.h"

#include "analysis/dashboard/dashboard.html.h"
#include "analysis/dashboard/tile.html.h"
#include "analysis/dashboard/tiles.h"
#include "analysis/shown/shown.h"

/* ---- the page: where the tiles will be ---- */

struct tile_place {
    int32_t place; /* from 1 */
    struct text title, url, tile_url;
    int16_t shown, width;
    bool is_gone;
};
/* clang-format off */
static const struct field place_fields[] = {
    FIELD(struct tile_place, place), FIELD(struct tile_place, title), FIELD_AS(struct tile_place, url, KIND_URL),
    FIELD_AS(struct tile_place, tile_url, KIND_URL), FIELD_CODE(struct tile_place, shown, tile_shown_words),
    FIELD(struct tile_place, width), FIELD(struct tile_place, is_gone),
};
/* clang-format on */
static const struct record place_record = RECORD(struct tile_place, place_fields);

struct dashboard_view {
    struct tile_place *tiles;
    size_t tiles_count;
    bool is_own;
};
static const struct field dashboard_fields[] = {
    FIELD_ROWS(struct dashboard_view, tiles, place_record),
    FIELD(struct dashboard_view, is_own),
};
static const struct record dashboard_record = RECORD(struct dashboard_view, dashboard_fields);
const struct page dashboard_page = {&tmpl_dashboard, &dashboard_record, N_("Dashboard")};

static rc place_of(struct req *r, const struct tile *tile, size_t i, struct tile_place *ret)
{
    struct tile_report found;
    TRY(tile_find(r, tile, &found));
    *ret = (struct tile_place){
        .place = (int32_t)i + 1,
        .title = found.title,
        .url = found.url,
        .tile_url = text_of(arena_printf(r->arena, "/dashboard/tile?place=%zu", i + 1)),
        .shown = tile->shown,
        .width = tile->width,
        .is_gone = found.is_gone};
    return OK;
}

rc dashboard_show(struct req *r)
{
    struct tiles tiles;
    struct dashboard_view *v = VIEW(r, struct dashboard_view);
    TRY(tiles_read(r, &tiles));
    v->is_own = tiles.is_own;
    v->tiles = arena_alloc(r->arena, (tiles.len + 1) * sizeof *v->tiles);
    for (size_t i = 0; i < tiles.len; i++)
        TRY(place_of(r, &tiles.items[i], i, &v->tiles[v->tiles_count++]));
    return show(r, &dashboard_page, v);
}

/* ---- one tile ---- */

enum { TILE_ROWS = 12, TILE_FIGURES = 3 };

struct tile_in {
    int32_t place;
};
static const struct input tile_inputs[] = {
    INPUT_NUMBER(struct tile_in, place, N_("Place"), .required = true, .min = 1, .max = TILES_MOST),
};
const struct inputs tile_in = INPUTS(struct tile_in, tile_inputs);

struct tile_view {
    int32_t place;
    struct text title, url, said;
    bool is_gone, is_shown, is_figure, is_chart, is_table, has_more;
    struct shown_figure lead;
    struct shown_figure *figures;
    size_t figures_count;
    struct shown_table table;
};
/* clang-format off */
static const struct field tile_fields[] = {
    FIELD(struct tile_view, place), FIELD(struct tile_view, title), FIELD_AS(struct tile_view, url, KIND_URL),
    FIELD(struct tile_view, said), FIELD(struct tile_view, is_gone), FIELD(struct tile_view, is_shown),
    FIELD(struct tile_view, is_figure), FIELD(struct tile_view, is_chart), FIELD(struct tile_view, is_table),
    FIELD(struct tile_view, has_more),
    FIELD_RECORD(struct tile_view, lead, shown_figure_record),
    FIELD_ROWS(struct tile_view, figures, shown_figure_record),
    FIELD_RECORD(struct tile_view, table, shown_table_record),
};
/* clang-format on */
static const struct record tile_record = RECORD(struct tile_view, tile_fields);
const struct page tile_page = {&tmpl_tile, &tile_record, N_("Tile")};

static rc fill_figure(struct req *r, const struct asked_report *asked, struct tile_view *v)
{
    v->is_figure = true;
    TRY(shown_figure_of(r, asked, &v->lead));
    shown_figures_of(r, asked, &v->figures, &v->figures_count);
    v->figures_count = v->figures_count < TILE_FIGURES ? v->figures_count : TILE_FIGURES;
    return OK;
}

/* A chart has its table behind it, folded; a table shows its first rows. */
static rc fill_table(struct req *r, const struct asked_report *asked, enum tile_shown shown,
                     struct tile_view *v)
{
    TRY(shown_table_of(r, asked, &v->table));
    v->is_chart = shown == TILE_CHART && v->table.chart.len && !v->table.is_empty;
    v->is_table = !v->is_chart;
    v->has_more = v->is_table && v->table.rows_count > TILE_ROWS;
    if (v->has_more)
        v->table.rows_count = TILE_ROWS;
    v->table.is_cut = false;
    return OK;
}

static rc fill_tile(struct req *r, const struct tile *tile, const struct tile_report *found,
                    struct tile_view *v)
{
    struct asked_report asked;
    v->said = text_of(found->said);
    if (!found->report)
        return OK;
    TRY(report_asked(r, found->report, &asked));
    v->said = text_of(asked.said);
    v->is_shown = asked.answer != NULL;
    if (!asked.answer)
        return OK;
    return tile->shown == TILE_FIGURE ? fill_figure(r, &asked, v)
                                      : fill_table(r, &asked, (enum tile_shown)tile->shown, v);
}

rc tile_show(struct req *r)
{
    const struct tile_in *in = r->in;
    struct tiles tiles;
    struct tile_report found;
    struct tile_view *v = VIEW(r, struct tile_view);
    TRY(tiles_read(r, &tiles));
    if ((size_t)in->place > tiles.len)
        return refuse(r, E_NOT_FOUND,
                      N_("Your dashboard has no such tile any more: reload the page."));
    const struct tile *tile = &tiles.items[in->place - 1];
    TRY(tile_find(r, tile, &found));
    *v = (struct tile_view){
        .place = in->place, .title = found.title, .url = found.url, .is_gone = found.is_gone};
    TRY(fill_tile(r, tile, &found, v));
    return show(r, &tile_page, v);
}
