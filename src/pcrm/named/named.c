#include "pcrm/named/named.h"

#include "pcrm/named/named.sql.h"
#include "pcrm/named/named_delete.html.h"
#include "web/http.h"

enum { PAIRS_MOST = 64 };

/* As the database numbers sorts, and who uses them. */
enum user_kind { USER_TAG, USER_LIST, USER_AUDIENCE, USER_VIEW };

static int16_t number_of(const struct named_sort *sort)
{
    return sort->kind == NAMED_TAG    ? USER_TAG
           : sort->kind == NAMED_LIST ? USER_LIST
                                      : USER_AUDIENCE;
}

rc named_own(struct req *r, const struct named_sort *sort, int64_t id, bool is_mine)
{
    about(r, sort->subject, id);
    return is_mine ? OK : refuse(r, E_FORBIDDEN, sort->others);
}

rc named_check(struct req *r, const struct named_sort *sort, int64_t id, struct text name)
{
    struct q_named_find_row row;
    TRY(q_named_find(r->db, number_of(sort), name, &row));
    return row.id.known && row.id.value != id ? fault(r, "name", sort->taken) : OK;
}

rc named_taken(struct req *r, const struct named_sort *sort, struct text name, bool *ret)
{
    struct q_named_find_row row;
    TRY(q_named_find(r->db, number_of(sort), name, &row));
    *ret = row.id.known;
    return OK;
}

rc named_members(struct req *r, int64_t id, day on_day, struct int8s *ret)
{
    struct q_named_members_row row;
    TRY(q_named_members(r->db, r->arena, id, on_day, &row));
    *ret = row.customers;
    return OK;
}

/* ---- a name, as it is written ---- */

/* In a condition, and the same within an address. */
struct written {
    struct text words, address;
};

static struct written written(struct req *r, struct text words)
{
    struct buf address;
    buf_init(&address);
    url_add(&address, words);
    return (struct written){words, keep(r->arena, &address)};
}

/* As conditions that are kept have it: tag("房贷客户"). */
static struct written asked_by(struct req *r, const struct named_sort *sort, struct text name)
{
    static const enum customer_field fields[] = {
        [NAMED_TAG] = FIELD_TAG, [NAMED_LIST] = FIELD_LIST, [NAMED_AUDIENCE] = FIELD_AUDIENCE};
    const struct catalogue_arg *arg = customer_fields[fields[sort->kind]].args;
    const struct cond c = {.kind = COND_TEST,
                           .test = {.left = {.field = fields[sort->kind],
                                             .args_len = 1,
                                             .args = {{arg->kind, {.kind = A_NAME, .text = name}}}},
                                    .op = OP_HOLDS}};
    return written(r, cond_text(r->arena, &c));
}

/* However it is asked for; the quotes may be any. */
static struct written name_alone(struct req *r, const struct named_sort *sort, struct text name)
{
    struct text words = asked_by(r, sort, name).words;
    const char *quote = memchr(words.ptr, '"', words.len);
    assert(quote); /* a name is printed in quotes */
    size_t begin = (size_t)(quote + 1 - words.ptr), end = sizeof "\")" - 1;
    return written(r, (struct text){words.ptr + begin, words.len - begin - end});
}

/* ---- who uses it ---- */

struct user {
    bool is_tag, is_audience, is_view, reachable;
    struct text name, url;
};
static const struct field user_fields[] = {
    FIELD(struct user, is_tag),  FIELD(struct user, is_audience),
    FIELD(struct user, is_view), FIELD(struct user, reachable),
    FIELD(struct user, name),    FIELD_AS(struct user, url, KIND_URL),
};
static const struct record user_record = RECORD(struct user, user_fields);

struct users {
    struct user *items;
    size_t len;
};

struct naming {
    enum name_kind kind;
    struct text name;
    bool found;
};

static void visit_name(void *with, enum name_kind kind, const struct cond_value *name)
{
    struct naming *n = with;
    n->found |= kind == n->kind && text_equal(name->text, n->name);
}

/* The condition within an address; none: empty. */
static struct text where_of(struct req *r, struct text query)
{
    struct pairs pairs;
    if (http_form(r->arena, query, PAIRS_MOST, &pairs))
        for (size_t i = 0; i < pairs.len; i++)
            if (text_is(pairs.items[i].name, "where"))
                return pairs.items[i].value;
    return TEXT("");
}

static bool names_it(struct req *r, const struct named_sort *sort, struct text name,
                     const struct q_named_users_row *user)
{
    const struct cond *c;
    struct cond_fault fault_;
    struct naming naming = {sort->kind, name, false};
    struct text condition =
        user->kind == USER_VIEW ? where_of(r, user->condition) : user->condition;
    if (cond_parse(r->arena, condition, &c, &fault_) != OK)
        return false;
    cond_each_name(c, visit_name, &naming);
    return naming.found;
}

static struct text url_of(struct req *r, const struct q_named_users_row *u)
{
    if (u->kind == USER_VIEW)
        return text_of(arena_printf(r->arena, "%.*s?view=%" PRId64 "&%.*s", (int)u->place.len,
                                    u->place.ptr, u->id, (int)u->condition.len, u->condition.ptr));
    return text_of(
        arena_printf(r->arena, "%s/%" PRId64, u->kind == USER_TAG ? "/tags" : "/audiences", u->id));
}

static rc find_users(struct req *r, const struct named_sort *sort, int64_t id, struct text name,
                     struct users *ret)
{
    struct q_named_users_row *rows = NULL;
    size_t len = 0;
    struct written w = name_alone(r, sort, name);
    TRY(q_named_users(r->db, r->arena, w.words, w.address, &rows, &len));
    *ret = (struct users){arena_alloc(r->arena, (len + 1) * sizeof *ret->items), 0};
    for (size_t i = 0; i < len; i++) {
        const struct q_named_users_row *u = &rows[i];
        bool itself = u->kind == number_of(sort) && u->id == id;
        if (!itself && names_it(r, sort, name, u))
            ret->items[ret->len++] = (struct user){.is_tag = u->kind == USER_TAG,
                                                   .is_audience = u->kind == USER_AUDIENCE,
                                                   .is_view = u->kind == USER_VIEW,
                                                   .reachable = u->reachable,
                                                   .name = u->name,
                                                   .url = url_of(r, u)};
    }
    return OK;
}

/* ---- another name ---- */

rc named_carry(struct req *r, const struct named_sort *sort, int64_t id, struct text was,
               struct text becomes)
{
    struct q_named_carry_row row;
    struct users left;
    if (text_equal(was, becomes))
        return OK;
    struct written old = asked_by(r, sort, was), new = asked_by(r, sort, becomes);
    const struct q_named_carry_in in = {id, old.words, new.words, old.address, new.address};
    TRY(q_named_carry(r->db, &in, &row));
    if (row.carried < 0)
        return fault(r, "name", N_("is too long for a condition that asks by this name"));
    TRY(find_users(r, sort, id, was, &left));
    if (left.len > 0)
        return fault(r, "name",
                     N_("cannot be changed while a saved view asks by the old one in writing of "
                        "its own: save that view once more, or delete it"));
    return OK;
}

/* ---- its end ---- */

struct delete_view {
    struct text title, path, name, gone, although_error;
    int64_t id;
    bool is_wrong;
    struct user *users;
    size_t users_count;
};
static const struct field delete_fields[] = {
    FIELD(struct delete_view, title),          FIELD_AS(struct delete_view, path, KIND_URL),
    FIELD(struct delete_view, name),           FIELD(struct delete_view, gone),
    FIELD(struct delete_view, although_error), FIELD(struct delete_view, is_wrong),
    FIELD_AS(struct delete_view, id, KIND_ID), FIELD_ROWS(struct delete_view, users, user_record),
};
static const struct record delete_record = RECORD(struct delete_view, delete_fields);
const struct page named_delete_page = {&tmpl_named_delete, &delete_record, N_("Delete")};

/* The person's own one that the path names, and who uses it. */
static rc find_deleted(struct req *r, const struct named_sort *sort, struct named_set *ret,
                       struct users *ret_users)
{
    const struct named_deleting *in = r->in;
    TRY(sort->find(r, in->id, ret));
    TRY(named_own(r, sort, in->id, ret->is_mine));
    return find_users(r, sort, in->id, ret->name, ret_users);
}

rc named_delete_show(struct req *r, const struct named_sort *sort)
{
    const struct named_deleting *in = r->in;
    struct delete_view *v = VIEW(r, struct delete_view);
    struct named_set is;
    struct users users;
    TRY(find_deleted(r, sort, &is, &users));
    *v = (struct delete_view){
        .title = text_of(word(r, sort->title)),
        .path = text_of(arena_printf(r->arena, "%s/%" PRId64, sort->path, in->id)),
        .name = is.name,
        .gone = text_of(word(r, sort->gone)),
        .although_error = r->errors_len ? text_of(r->errors[0].message) : (struct text){NULL, 0},
        .is_wrong = r->errors_len > 0,
        .id = in->id,
        .users = users.items,
        .users_count = users.len};
    return show(r, &named_delete_page, v);
}

rc named_delete(struct req *r, const struct named_sort *sort)
{
    const struct named_deleting *in = r->in;
    struct named_set is;
    struct users users;
    struct q_named_end_row row;
    TRY(find_deleted(r, sort, &is, &users));
    if (users.len > 0 && !in->although)
        return fault(r, "although", N_("must be ticked: it is used"));
    TRY(q_named_end(r->db, in->id, r->now, &row));
    return row.ended ? go(r, "%s", sort->path) : E_NOT_FOUND;
}
