/* What conditions name: organisations, staff, products, tags, lists and audiences, by the database.
 */
#include "base/json_out.h"
#include "cond/near.h"
#include "engine/snapshot.h"
#include "pcrm/who/asked.h"
#include "pcrm/who/who.sql.h"
#include "platform/asking.h"

enum { NAMES_MOST = 20, NAMES_LOOKED_AT = 5000 };

/* ---- one by its name ---- */

/* As app_set_usable of schema/0019 numbers them. */
static bool set_kind_of(enum name_kind kind, int16_t *ret)
{
    *ret = kind == NAMED_TAG ? 0 : kind == NAMED_LIST ? 1 : 2;
    return kind == NAMED_TAG || kind == NAMED_LIST || kind == NAMED_AUDIENCE;
}

static rc find_org(struct names *n, struct text name, int64_t *ret_id)
{
    struct q_who_org_row row;
    bool found;
    TRY(q_who_org(n->db, name, n->s->day, &row, &found));
    *ret_id = found ? row.org_id : 0;
    return found ? OK : E_NOT_FOUND;
}

static rc find_staff(struct names *n, struct text name, int64_t *ret_id)
{
    struct q_who_staff_row row;
    bool found;
    TRY(q_who_staff(n->db, name, n->s->day, &row, &found));
    *ret_id = found ? row.staff_id : 0;
    return found ? OK : E_NOT_FOUND;
}

static rc find_product(struct names *n, struct text name, int64_t *ret_id)
{
    struct q_who_product_row row;
    bool found;
    TRY(q_who_product(n->db, name, n->s->day, &row, &found));
    *ret_id = found ? row.id : 0;
    return found ? OK : E_NOT_FOUND;
}

/* A level stands behind its scheme: "mass\naffluent". */
static rc find_level(const struct schemes *all, enum name_kind kind, struct text name,
                     int64_t *ret_id)
{
    struct text scheme = name, level = {NULL, 0};
    const char *end = memchr(name.ptr, '\n', name.len);
    if (end) {
        scheme.len = (size_t)(end - name.ptr);
        level = (struct text){end + 1, name.len - scheme.len - 1};
    }
    size_t side = schemes_side(all, scheme);
    *ret_id = (int64_t)side;
    if (side == SIDES_MOST || kind == NAMED_SCHEME)
        return side < SIDES_MOST ? OK : E_NOT_FOUND;
    *ret_id = schemes_level(&all->at[side], level);
    bool none = text_is(level, "none") || text_is(level, in_tongue(CHINESE, N_("none")));
    return *ret_id > 0 || none ? OK : E_NOT_FOUND;
}

static rc find_set(struct names *n, int16_t kind, struct text name, int64_t *ret_id)
{
    struct q_who_set_row row;
    struct q_who_any_set_row any;
    if (n->all)
        TRY(q_who_any_set(n->db, kind, name, &any));
    else
        TRY(q_who_set(n->db, kind, name, &row));
    struct opt_int8 id = n->all ? any.id : row.id;
    *ret_id = id.value;
    return id.known ? OK : E_NOT_FOUND;
}

/* ---- many by a part of it ---- */

struct name {
    struct text name, more;
};
struct found_names {
    struct name *items;
    size_t len;
};

static rc search_db(struct names *n, enum name_kind kind, struct text part, int64_t most,
                    struct found_names *ret)
{
    struct db *db = n->db;
    struct arena *a = n->arena;
    day on = n->s->day;
    static_assert(sizeof(struct q_who_orgs_row) == sizeof(struct name) &&
                      sizeof(struct q_who_staffs_row) == sizeof(struct name) &&
                      sizeof(struct q_who_products_row) == sizeof(struct name),
                  "the rows are names");
    if (kind == NAMED_ORG)
        return q_who_orgs(db, a, part, on, most, (struct q_who_orgs_row **)&ret->items, &ret->len);
    if (kind == NAMED_STAFF)
        return q_who_staffs(db, a, part, on, most, (struct q_who_staffs_row **)&ret->items,
                            &ret->len);
    return q_who_products(db, a, part, on, most, (struct q_who_products_row **)&ret->items,
                          &ret->len);
}

static rc search(struct names *n, enum name_kind kind, struct text part, size_t most,
                 struct found_names *ret)
{
    int16_t set;
    *ret = (struct found_names){NULL, 0};
    if (!set_kind_of(kind, &set))
        return search_db(n, kind, part, (int64_t)most, ret);
    static_assert(sizeof(struct q_who_sets_row) == sizeof(struct name), "the rows are names");
    return q_who_sets(n->db, n->arena, set, part, (int64_t)most,
                      (struct q_who_sets_row **)&ret->items, &ret->len);
}

/* ---- for the language ---- */

/* There are few schemes and levels: the nearest of all of them. */
static rc tell_nearest_level(struct names *n, enum name_kind kind, struct text name,
                             struct text *ret)
{
    struct nearest near;
    const char *end = memchr(name.ptr, '\n', name.len);
    size_t scheme =
        end ? schemes_side(n->s->schemes, (struct text){name.ptr, (size_t)(end - name.ptr)}) : 0;
    nearest_begin(&near, end ? text_of(end + 1) : name);
    for (size_t side = 0; kind == NAMED_SCHEME && side < SIDES_MOST; side++)
        if (schemes_has(n->s->schemes, side))
            nearest_try(&near, n->s->schemes->at[side].is.name);
    for (size_t i = 0;
         kind == NAMED_LEVEL && scheme < SIDES_MOST && i < n->s->schemes->at[scheme].level_count;
         i++)
        nearest_try(&near, n->s->schemes->at[scheme].levels[i].name);
    if (near.name)
        *ret = text_of(near.name);
    return E_NOT_FOUND;
}

static rc tell_nearest(struct names *n, enum name_kind kind, struct text name, struct text *ret)
{
    if (kind >= NAMED_SCHEME)
        return tell_nearest_level(n, kind, name, ret);
    struct found_names all;
    struct nearest near;
    TRY(search(n, kind, TEXT(""), NAMES_LOOKED_AT, &all));
    nearest_begin(&near, name);
    for (size_t i = 0; i < all.len; i++)
        nearest_try(&near, arena_text(n->arena, all.items[i].name.ptr, all.items[i].name.len));
    if (near.name)
        *ret = text_of(near.name);
    return E_NOT_FOUND;
}

rc names_find(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
              struct text *ret_nearest)
{
    struct names *n = with;
    int16_t set;
    rc found = set_kind_of(kind, &set) ? find_set(n, set, name, ret_id)
               : kind == NAMED_ORG     ? find_org(n, name, ret_id)
               : kind == NAMED_STAFF   ? find_staff(n, name, ret_id)
               : kind >= NAMED_SCHEME  ? find_level(n->s->schemes, kind, name, ret_id)
                                       : find_product(n, name, ret_id);
    return found == E_NOT_FOUND ? tell_nearest(n, kind, name, ret_nearest) : found;
}

/* Of all the bank, whoever asks: whom the person may see is cut out afterwards, as of any set. */
rc names_found(void *with, const struct cond *test, struct arena *a, struct int8s *ret)
{
    struct names *n = with;
    return asking_customers(n->asking, n->s, test, a, ret);
}

rc names_products(void *with, int64_t family, struct arena *a, struct int4s *ret)
{
    struct names *n = with;
    struct q_who_family_row row;
    TRY(q_who_family(n->db, a, (int32_t)-family, n->s->day, &row));
    *ret = row.product_ids;
    return OK;
}

/* ---- GET /conditions/names: found while somebody types ---- */

static const struct word kind_items[] = {
    {NAMED_ORG, "org", N_("Organisation")},    {NAMED_STAFF, "staff", N_("Staff")},
    {NAMED_PRODUCT, "product", N_("Product")}, {NAMED_TAG, "tag", N_("Tag")},
    {NAMED_LIST, "list", N_("List")},          {NAMED_AUDIENCE, "audience", N_("Audience")},
};
static const struct words kind_words = {"name_kinds", kind_items, ARRAY_LEN(kind_items)};

struct names_form {
    struct opt_int2 kind;
    struct text q;
};
/* clang-format off */
static const struct input names_inputs[] = {
    INPUT_CODE(struct names_form, kind, kind_words, N_("What is named"), .required = true),
    INPUT_TEXT(struct names_form, q, N_("A part of its name"), .max = 60),
};
/* clang-format on */
const struct inputs names_in = INPUTS(struct names_form, names_inputs);

/* clang-format off */
const char names_answer[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"names\"],\"properties\":{\"names\":"
      "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"name\",\"more\"],"
        "\"properties\":{\"name\":{\"type\":\"string\"},\"more\":{\"type\":\"string\"}}}}}}";
/* clang-format on */

rc names_show(struct req *r)
{
    const struct names_form *in = r->in;
    struct names names = {.db = r->db, .arena = r->arena};
    struct found_names found;
    struct buf out;
    TRY(req_snapshot(r, &names.s));
    TRY(search(&names, (enum name_kind)in->kind.value, in->q, NAMES_MOST, &found));
    buf_init(&out);
    buf_add_text(&out, "{\"names\":[");
    for (size_t i = 0; i < found.len; i++) {
        buf_add_text(&out, i ? ",{\"name\":" : "{\"name\":");
        json_add_text(&out, found.items[i].name);
        buf_add_text(&out, ",\"more\":");
        json_add_text(&out, found.items[i].more);
        buf_add_char(&out, '}');
    }
    buf_add_text(&out, "]}");
    return send_bytes(r, keep(r->arena, &out), "application/json", NULL);
}
