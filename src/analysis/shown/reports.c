/* GET /reports: all reports that somebody may open. */
#include "analysis/shown/pages.h"

#include "analysis/builtin/builtin.h"
#include "analysis/shown/definition.h"
#include "analysis/shown/reports.html.h"
#include "platform/view.sql.h"

struct card {
    struct text name, about, owner, url;
    bool is_shared;
    int64_t saved_at;
};
/* clang-format off */
static const struct field card_fields[] = {
    FIELD(struct card, name), FIELD(struct card, about), FIELD(struct card, owner),
    FIELD_AS(struct card, url, KIND_URL), FIELD(struct card, is_shared), FIELD_AS(struct card, saved_at, KIND_TIME),
};
/* clang-format on */
static const struct record card_record = RECORD(struct card, card_fields);

/* The built-in ones of a group. */
struct ready {
    struct text name, about, url;
};
static const struct field ready_fields[] = {FIELD(struct ready, name), FIELD(struct ready, about),
                                            FIELD_AS(struct ready, url, KIND_URL)};
static const struct record ready_record = RECORD(struct ready, ready_fields);
struct group {
    struct text label;
    struct ready *items;
    size_t items_count;
};
static const struct field group_fields[] = {
    FIELD(struct group, label),
    FIELD_ROWS(struct group, items, ready_record),
};
static const struct record group_record = RECORD(struct group, group_fields);

struct reports_view {
    struct group groups[BUILTIN_GROUPS + 1], *group;
    struct card *mine, *shared;
    size_t group_count, mine_count, shared_count;
};
static const struct field reports_fields[] = {
    FIELD_ROWS(struct reports_view, group, group_record),
    FIELD_ROWS(struct reports_view, mine, card_record),
    FIELD_ROWS(struct reports_view, shared, card_record),
};
static const struct record reports_record = RECORD(struct reports_view, reports_fields);
const struct page reports_page = {&tmpl_reports, &reports_record, N_("Reports")};

static struct card card_of(struct req *r, const struct q_view_of_row *row)
{
    return (struct card){
        .name = row->name,
        .about = row->about.len ? row->about : (struct text){NULL, 0},
        .owner = row->owner_name,
        .url = text_of(arena_printf(r->arena, "/reports/run?view=%" PRId64, row->view_id)),
        .is_shared = row->is_shared,
        .saved_at = row->saved_at};
}

static void add_builtins(struct req *r, struct reports_view *v)
{
    v->group = v->groups;
    for (int g = 0; g < BUILTIN_GROUPS; g++) {
        struct group *to = &v->groups[v->group_count++];
        *to = (struct group){.label = text_of(word(r, builtin_group_labels[g])),
                             .items = arena_alloc(r->arena, builtins_len * sizeof(struct ready))};
        for (size_t i = 0; i < builtins_len; i++)
            if ((int)builtins[i].group == g &&
                (!builtins[i].names_customers || may(r, PERM_CUSTOMERS_LIST)))
                to->items[to->items_count++] = (struct ready){
                    .name = text_of(word(r, builtins[i].title)),
                    .about = text_of(word(r, builtins[i].words)),
                    .url =
                        text_of(arena_printf(r->arena, "/reports/built-in/%s", builtins[i].name))};
    }
}

rc reports_show(struct req *r)
{
    struct q_view_of_row *rows;
    size_t len;
    struct reports_view *v = VIEW(r, struct reports_view);
    TRY(q_view_of(r->db, r->arena, text_of(report_list), r->who->staff_id, r->who->org_id, &rows,
                  &len));
    add_builtins(r, v);
    v->mine = arena_alloc(r->arena, (len + 1) * sizeof *v->mine);
    v->shared = arena_alloc(r->arena, (len + 1) * sizeof *v->shared);
    for (size_t i = 0; i < len; i++)
        if (rows[i].is_mine)
            v->mine[v->mine_count++] = card_of(r, &rows[i]);
        else
            v->shared[v->shared_count++] = card_of(r, &rows[i]);
    return show(r, &reports_page, v);
}
