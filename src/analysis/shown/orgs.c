#include "analysis/shown/orgs.h"

#include "analysis/shown/shown.sql.h"

static const struct q_report_orgs_row *row_of(const struct q_report_orgs_row *rows, size_t len,
                                              int32_t org_id)
{
    for (size_t i = 0; i < len; i++)
        if (rows[i].org_id == org_id)
            return &rows[i];
    return NULL;
}

/* Those from 'own' down to 'to', and those directly below it; how many of the first there are. */
static struct int4s ids_around(struct arena *a, const struct snapshot *s, uint32_t own, uint32_t to,
                               size_t *ret_path)
{
    int32_t *ids = arena_alloc(a, (s->place_count + 2) * sizeof *ids);
    size_t len = 0;
    for (uint32_t p = own; p && p <= to; p++)
        if (s->places[p].last >= to)
            ids[len++] = s->places[p].org_id;
    *ret_path = len;
    for (uint32_t p = to + 1; to && p <= s->places[to].last; p = s->places[p].last + 1)
        ids[len++] = s->places[p].org_id;
    return (struct int4s){ids, len};
}

static rc find_org(struct req *r, day d, struct text called, int32_t *ret_org_id)
{
    struct q_report_org_row row;
    bool found = false;
    *ret_org_id = r->who->org_id;
    if (!called.len)
        return OK;
    TRY(q_report_org(r->db, called, d, &row, &found));
    if (found)
        *ret_org_id = row.org_id;
    return OK;
}

rc org_choices(struct req *r, const struct asker *k, struct text org, struct org_choices *ret)
{
    const struct snapshot *s = k->s;
    struct q_report_orgs_row *rows;
    int32_t org_id;
    size_t path, len;
    *ret = (struct org_choices){.path = NULL};
    if (post_scope(r->who->post) == SCOPE_OWN)
        return OK;
    TRY(find_org(r, s->day, org, &org_id));
    struct int4s ids = ids_around(r->arena, s, snapshot_place(s, r->who->org_id),
                                  snapshot_place(s, org_id), &path);
    TRY(q_report_orgs(r->db, r->arena, ids, s->day, &rows, &len));
    ret->path = arena_alloc(r->arena, (ids.len + 1) * sizeof *ret->path);
    ret->below = ret->path + path;
    for (size_t i = 0; i < ids.len; i++) {
        const struct q_report_orgs_row *row = row_of(rows, len, ids.items[i]);
        if (!row)
            continue;
        struct org_choice choice = {row->org_no, row->name, row->org_id == r->who->org_id};
        if (i < path)
            ret->path[ret->path_len++] = choice;
        else
            ret->below[ret->below_len++] = choice;
    }
    return OK;
}
