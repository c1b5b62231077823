/* GET /reports: all reports that somebody may open. */
#include "analysis/shown/pages.h"

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

struct reports_view {
    struct card *mine, *shared;
    size_t mine_count, shared_count;
};
static const struct field reports_fields[] = {
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

rc reports_show(struct req *r)
{
    struct q_view_of_row *rows;
    size_t len;
    struct reports_view *v = VIEW(r, struct reports_view);
    TRY(q_view_of(r->db, r->arena, text_of(report_list), r->who->staff_id, r->who->org_id, &rows,
                  &len));
    v->mine = arena_alloc(r->arena, (len + 1) * sizeof *v->mine);
    v->shared = arena_alloc(r->arena, (len + 1) * sizeof *v->shared);
    for (size_t i = 0; i < len; i++)
        if (rows[i].is_mine)
            v->mine[v->mine_count++] = card_of(r, &rows[i]);
        else
            v->shared[v->shared_count++] = card_of(r, &rows[i]);
    return show(r, &reports_page, v);
}
