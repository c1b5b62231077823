#include "platform/view.h"

#include "platform/view.sql.h"

static_assert(sizeof(struct q_view_kept_row) == sizeof(struct view_kept) &&
                  sizeof(struct q_view_find_row) == sizeof(struct view_found),
              "the rows are what is found");

rc view_kept_find(struct db *db, struct arena *a, const struct person *p, const char *list,
                  struct view_kept *ret_kept)
{
    db_ahead(db);
    return q_view_kept(db, a, text_of(list), p->staff_id, p->org_id, p->post,
                       (struct q_view_kept_row *)ret_kept);
}

rc view_save(struct db *db, const struct person *p, const struct view_saving *saving,
             int64_t *ret_view_id)
{
    struct q_view_count_row others;
    struct q_view_save_row saved;
    TRY(q_view_count(db, saving->list, p->staff_id, saving->name, &others));
    if (others.views >= VIEWS_MOST)
        return E_REFUSED;
    const struct q_view_save_in in = {.list = saving->list,
                                      .staff_id = p->staff_id,
                                      .name = saving->name,
                                      .about = text_or_empty(saving->about),
                                      .query = saving->query,
                                      .org_id = {saving->is_shared, p->org_id},
                                      .now = saving->now};
    TRY(q_view_save(db, &in, &saved));
    *ret_view_id = saved.view_id;
    return OK;
}

rc view_find(struct db *db, struct arena *a, const struct person *p, int64_t view_id,
             struct view_found *ret_view)
{
    bool found = false;
    struct q_view_find_row row;
    TRY(q_view_find(db, a, view_id, p->staff_id, p->org_id, &row, &found));
    if (!found)
        return E_NOT_FOUND;
    memcpy(ret_view, &row, sizeof *ret_view);
    return OK;
}

rc view_change(struct db *db, struct arena *a, const struct person *p,
               const struct view_changing *changing)
{
    struct view_found view;
    struct q_view_change_row row;
    bool changed;
    TRY(view_find(db, a, p, changing->view_id, &view));
    if (!view.is_mine)
        return E_NOT_FOUND;
    const struct q_view_change_in in = {.view_id = changing->view_id,
                                        .staff_id = p->staff_id,
                                        .name = changing->name,
                                        .about = changing->about,
                                        .org_id = {changing->is_shared, p->org_id}};
    TRY(q_view_change(db, &in, &row, &changed));
    return changed ? OK : E_CONFLICT;
}

rc view_drop(struct db *db, const struct person *p, int64_t view_id)
{
    int64_t rows = 0;
    TRY(q_view_drop(db, view_id, p->staff_id, &rows));
    return rows ? OK : E_NOT_FOUND;
}

rc view_begin(struct db *db, const struct person *p, struct text list, int post, int64_t view_id)
{
    struct opt_int8 view = {view_id != 0, view_id};
    struct q_view_begin_in in = {.list = list, .staff_id = p->staff_id, .view_id = view};
    if (post >= 0) {
        in.staff_id = 0;
        in.org_id = p->org_id;
        in.post = (int16_t)post;
    }
    return q_view_begin(db, &in, NULL);
}

rc view_begin_as_others(struct db *db, const struct person *p, struct text list)
{
    return q_view_begin_as_others(db, list, p->staff_id, NULL);
}
