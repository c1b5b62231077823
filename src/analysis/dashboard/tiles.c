#include "analysis/dashboard/tiles.h"

#include "analysis/builtin/builtin.h"
#include "analysis/dashboard/dashboard.sql.h"
#include "analysis/shown/definition.h"
#include "platform/view.h"

static const struct word shown_items[] = {
    {TILE_FIGURE, "figure", N_("Key figure")},
    {TILE_CHART, "chart", N_("Chart")},
    {TILE_TABLE, "table", N_("Table")},
};
const struct words tile_shown_words = {"tile_shown", shown_items, ARRAY_LEN(shown_items)};

/* ---- what a post begins with ---- */

struct begin {
    const char *built_in;
    int16_t shown, width;
};
static const struct begin manager_begins[] = {
    {"asset-trend/0", TILE_FIGURE, 2},    {"churning/0", TILE_FIGURE, 2},
    {"asset-trend/1", TILE_CHART, 2},     {"tiers/1", TILE_CHART, 2},
    {"large-movements/4", TILE_TABLE, 2}, {"product-coverage/1", TILE_CHART, 2},
};
static const struct begin head_begins[] = {
    {"asset-trend/0", TILE_FIGURE, 2},     {"large-movements/0", TILE_FIGURE, 2},
    {"asset-trend/1", TILE_CHART, 2},      {"movements/3", TILE_CHART, 2},
    {"manager-results/1", TILE_TABLE, 4},  {"churning/3", TILE_TABLE, 2},
    {"product-coverage/1", TILE_CHART, 2},
};
static const struct begin supervisor_begins[] = {
    {"asset-trend/0", TILE_FIGURE, 2}, {"large-movements/0", TILE_FIGURE, 2},
    {"asset-trend/1", TILE_CHART, 2},  {"league/5", TILE_CHART, 2},
    {"tiers/3", TILE_CHART, 2},        {"movements/3", TILE_CHART, 2},
    {"churning/2", TILE_TABLE, 4},
};
static const struct begin office_begins[] = {
    {"asset-trend/0", TILE_FIGURE, 1},     {"high-net-worth/0", TILE_FIGURE, 1},
    {"churning/0", TILE_FIGURE, 2},        {"asset-trend/1", TILE_CHART, 2},
    {"league/5", TILE_CHART, 2},           {"movements/3", TILE_CHART, 2},
    {"size-bands/1", TILE_CHART, 2},       {"league/6", TILE_TABLE, 2},
    {"product-coverage/1", TILE_CHART, 2},
};

struct begins {
    const struct begin *items;
    size_t len;
};
#define BEGINS(items_)                                                                             \
    (struct begins)                                                                                \
    {                                                                                              \
        (items_), ARRAY_LEN(items_)                                                                \
    }

static struct begins begins_of(const struct person *p)
{
    if (post_scope(p->post) == SCOPE_OWN)
        return BEGINS(manager_begins);
    if (p->post == POST_OUTLET_HEAD || p->post == POST_LOBBY_MANAGER)
        return BEGINS(head_begins);
    return p->post == POST_SUPERVISOR ? BEGINS(supervisor_begins) : BEGINS(office_begins);
}

static void begin(const struct person *p, struct tiles *ret)
{
    struct begins begins = begins_of(p);
    *ret = (struct tiles){.len = begins.len};
    for (size_t i = 0; i < begins.len; i++)
        ret->items[i] = (struct tile){.built_in = text_of(begins.items[i].built_in),
                                      .shown = begins.items[i].shown,
                                      .width = begins.items[i].width};
}

/* ---- kept ---- */

rc tiles_read(struct req *r, struct tiles *ret)
{
    struct q_dashboard_own_row own;
    struct q_dashboard_tiles_row *rows;
    size_t len;
    bool is_own = false;
    TRY(q_dashboard_own(r->db, r->who->staff_id, &own, &is_own));
    if (!is_own) {
        begin(r->who, ret);
        return OK;
    }
    TRY(q_dashboard_tiles(r->db, r->arena, r->who->staff_id, &rows, &len));
    *ret = (struct tiles){.is_own = true};
    for (size_t i = 0; i < len && ret->len < TILES_MOST; i++)
        ret->items[ret->len++] =
            (struct tile){.built_in = rows[i].built_in,
                          .view_id = rows[i].view_id.known ? rows[i].view_id.value : 0,
                          .shown = rows[i].shown,
                          .width = rows[i].width};
    return OK;
}

rc tiles_write(struct req *r, const struct tiles *tiles)
{
    TRY(q_dashboard_keep(r->db, r->who->staff_id, r->now, NULL));
    TRY(q_dashboard_clear(r->db, r->who->staff_id, NULL));
    for (size_t i = 0; i < tiles->len; i++) {
        const struct tile *t = &tiles->items[i];
        const struct q_dashboard_put_in in = {.staff_id = r->who->staff_id,
                                              .place = (int16_t)(i + 1),
                                              .built_in =
                                                  t->view_id ? (struct text){NULL, 0} : t->built_in,
                                              .view_id = {t->view_id != 0, t->view_id},
                                              .shown = t->shown,
                                              .width = t->width};
        TRY(q_dashboard_put(r->db, &in, NULL));
    }
    return OK;
}

rc tiles_reset(struct req *r)
{
    TRY(q_dashboard_clear(r->db, r->who->staff_id, NULL));
    return q_dashboard_drop(r->db, r->who->staff_id, NULL);
}

/* ---- what one shows ---- */

static const struct builtin_part *part_of(struct text built_in, const struct builtin **ret)
{
    const char *slash = memchr(built_in.ptr, '/', built_in.len);
    size_t name = slash ? (size_t)(slash - built_in.ptr) : built_in.len, part = 0;
    *ret = builtin_find((struct text){built_in.ptr, name});
    for (size_t i = name + 1; i < built_in.len; i++)
        part = built_in.ptr[i] >= '0' && built_in.ptr[i] <= '9' && part < 1000
                   ? part * 10 + (size_t)(built_in.ptr[i] - '0')
                   : 1000;
    return *ret && part < (*ret)->parts_len ? &(*ret)->parts[part] : NULL;
}

static rc find_builtin(struct req *r, const struct tile *tile, struct tile_report *ret)
{
    const struct builtin *b;
    const struct builtin_part *part = part_of(tile->built_in, &b);
    const struct builtin_choice none = {.basis = AT_THE_POINT};
    struct report_fault fault_;
    if (!part) {
        ret->is_gone = true;
        return OK;
    }
    const char *title = word(r, b->title);
    ret->title = part->title
                     ? text_of(arena_printf(r->arena, "%s · %s", title, word(r, part->title)))
                     : text_of(title);
    ret->url = text_of(arena_printf(r->arena, "/reports/built-in/%s%s%s", b->name,
                                    part->view ? "?view=" : "", part->view ? part->view : ""));
    rc done = builtin_report(r->arena, r->tongue, part, &none, &ret->report, &fault_);
    if (done == E_INVALID)
        ret->said = fault_.said;
    return done == E_INVALID ? OK : done;
}

static rc find_saved(struct req *r, const struct tile *tile, struct tile_report *ret)
{
    const struct definition_in in = {.view = tile->view_id};
    struct definition d;
    rc found = definition_read(r, &in, &d);
    ret->is_gone = found == E_NOT_FOUND;
    if (found != OK)
        return ret->is_gone ? OK : found;
    ret->title = d.name.name;
    ret->url = text_of(arena_printf(r->arena, "/reports/run?view=%" PRId64, tile->view_id));
    ret->report = d.report;
    ret->said = d.report ? NULL : d.fault.said;
    return OK;
}

rc tile_find(struct req *r, const struct tile *tile, struct tile_report *ret)
{
    *ret = (struct tile_report){.report = NULL};
    return tile->view_id ? find_saved(r, tile, ret) : find_builtin(r, tile, ret);
}
