#include "pcrm/tag/tag.h"

#include "pcrm/tag/tag.sql.h"
#include "platform/scope.h"

/* clang-format off */
static const struct word kind_items[] = {
    {TAG_CUSTOM, "custom", N_("custom tag"), "quiet"},
    {TAG_SYSTEM, "system", N_("system tag"), "info"},
};
static const struct word part_items[] = {
    {PART_BASICS, "basics", N_("Basic traits")},
    {PART_PRODUCTS, "products", N_("Products and business")},
    {PART_TRANSACTIONS, "transactions", N_("Transaction behaviour")},
    {PART_ATTITUDE, "attitude", N_("Attitude")},
    {PART_RELATIONS, "relations", N_("Relationship traits")},
};
/* clang-format on */
const struct words tag_kinds = {"tag_kinds", kind_items, ARRAY_LEN(kind_items)};
const struct words tag_parts = {"tag_parts", part_items, ARRAY_LEN(part_items)};

enum { BLOCK = 1000 };

static rc give_block(struct req *r, int64_t tag_id, struct int8s block, int64_t *given,
                     int64_t *seen_sum)
{
    struct q_tag_give_row row;
    struct int8s seen;
    struct arena_mark mark = arena_mark(r->arena);
    TRY(scope_open(r->db, r->who, block, r->arena, &seen));
    TRY(q_tag_give(r->db, tag_id, seen, r->who->staff_id, r->now, &row));
    *given += row.given;
    *seen_sum += (int64_t)seen.len;
    arena_rewind(r->arena, mark);
    return scope_close(r->db, r->who);
}

rc tag_give(struct req *r, int64_t tag_id, struct int8s customers, int64_t *ret_given,
            int64_t *ret_seen)
{
    struct q_tag_find_row tag;
    int64_t given = 0, seen = 0;
    TRY(q_tag_find(r->db, r->arena, tag_id, &tag));
    if (tag.kind != TAG_CUSTOM)
        return refuse(r, E_REFUSED,
                      N_("A system tag is given by its condition alone, not by hand."));
    for (size_t at = 0; at < customers.len; at += BLOCK) {
        size_t len = customers.len - at < BLOCK ? customers.len - at : BLOCK;
        TRY(give_block(r, tag_id, (struct int8s){customers.items + at, len}, &given, &seen));
    }
    *ret_given = given;
    *ret_seen = seen;
    return OK;
}
