#include "platform/scope.h"

#include "engine/reach.h"
#include "platform/scope.sql.h"

struct manner {
    bool served;
    bool cared;
    bool org;
    unsigned role; /* of roles; what db_as calls it is one more */
};

static const struct text roles[] = {{"guanhu_own", 10}, {"guanhu_org", 10}, {"guanhu_all", 10}};
enum { ROLE_OWN, ROLE_ORG, ROLE_ALL };

static const struct manner manners[] = {
    [SCOPE_NONE] = {.role = ROLE_OWN},
    [SCOPE_SERVED] = {.served = true, .role = ROLE_OWN},
    [SCOPE_OWN] = {.served = true, .cared = true, .role = ROLE_OWN},
    [SCOPE_ORG] = {.served = true, .cared = true, .org = true, .role = ROLE_ORG},
    [SCOPE_ALL] = {.role = ROLE_ALL},
};

struct scope_setting scope_setting(const struct person *p, int64_t now, struct arena *a)
{
    const struct manner *m = &manners[post_scope(p->post)];
    const char *org = m->org ? arena_printf(a, "%" PRId32, p->org_id) : "";
    const char *text =
        arena_printf(a, "%c,%c,%s,%" PRId64, m->served ? 't' : 'f', m->cared ? 't' : 'f', org, now);
    return (struct scope_setting){text_of(text), roles[m->role], m->role + 1};
}

rc scope_begin(struct db *db, const struct person *p, bool read, int64_t now, struct arena *a)
{
    struct scope_setting s = scope_setting(p, now, a);
    TRY(read ? db_begin_read(db) : db_begin(db));
    db_as(db, s.plans);
    db_ahead(db);
    return q_scope_begin(db, p->staff_id, s.scope, s.role, NULL);
}

rc scope_open(struct db *db, const struct person *p, struct int8s customers, struct arena *a,
              struct int8s *ret_seen)
{
    struct q_scope_open_row row;
    if (post_scope(p->post) == SCOPE_ALL) {
        *ret_seen = customers;
        return OK;
    }
    TRY(q_scope_open(db, a, customers, &row));
    *ret_seen = row.seen;
    return OK;
}

rc scope_open_next(struct db *db, const struct person *p, struct int8s customers)
{
    if (post_scope(p->post) == SCOPE_ALL)
        return OK;
    db_ahead(db);
    return q_scope_open_next(db, customers, NULL);
}

rc scope_close(struct db *db, const struct person *p)
{
    if (post_scope(p->post) == SCOPE_ALL)
        return OK;
    db_ahead(db);
    return q_scope_close(db, NULL);
}

rc scope_own(struct db *db, const struct person *p, struct arena *a, struct int8s *ret_own)
{
    struct q_scope_own_row row = {{NULL, 0}};
    if (post_scope(p->post) != SCOPE_ALL)
        TRY(q_scope_own(db, a, &row));
    *ret_own = row.own;
    return OK;
}

rc scope_check(struct db *db, struct why *why)
{
    struct q_scope_faults_row *rows = NULL;
    size_t count = 0;
    struct arena a;
    arena_init(&a);
    rc r = db_tell(db, q_scope_faults(db, &a, &rows, &count), why);
    if (r == OK && count > 0)
        r = why_say(why, E_REFUSED,
                    "the database role %.*s could see customers that it must not: it must be no "
                    "superuser, own nothing, be a member of nothing, and have neither bypassrls "
                    "nor createrole",
                    (int)rows[0].name.len, rows[0].name.ptr);
    arena_release(&a);
    return r;
}

rc scope_protect(struct db *db)
{
    return q_scope_protect(db, NULL);
}

rc scope_place_orgs(struct db *db)
{
    return q_scope_place_orgs(db, NULL);
}

struct reach scope_reach(const struct person *p, const struct snapshot *s, struct arena *a)
{
    switch (post_scope(p->post)) {
    case SCOPE_ALL:
        return reach_all();
    case SCOPE_ORG:
        return reach_org(s, p->org_id);
    case SCOPE_OWN:
        return reach_own(s, p->staff_id, a);
    case SCOPE_SERVED:
    case SCOPE_NONE:
        break;
    }
    return reach_nobody();
}
