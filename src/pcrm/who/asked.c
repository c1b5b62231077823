#include "pcrm/who/asked.h"

#include "engine/snapshot.h"
#include "web/web.h"

/* ---- who is gone is asked for, or left out ---- */

static bool asks_gone(const struct cond *c)
{
    if (c->kind == COND_TEST)
        return c->test.left.field == FIELD_GONE;
    for (size_t i = 0; i < c->len; i++)
        if (asks_gone(c->parts[i]))
            return true;
    return false;
}

/* Who sees counts and no customer (marketers) counts the organisation and below. */
static struct reach reach_of_counts(struct req *r, const struct snapshot *s)
{
    bool counts_only = post_scope(r->who->post) == SCOPE_NONE && may(r, PERM_COUNTS_READ);
    return counts_only ? reach_org(s, r->who->org_id) : reach_of_person(r, s);
}

static const struct set *scope_of(struct req *r, const struct snapshot *s, bool gone)
{
    struct reach reach = reach_of_counts(r, s);
    const struct set *within = set_of_reach(s, &reach, r->arena);
    if (gone)
        return within;
    return set_and(r->arena, within, set_where(r->arena, s->count, s->gone, 1));
}

/* ---- from what was typed ---- */

static rc faulty(struct req *r, struct asked_who *ret)
{
    struct why why = {""};
    cond_fault_say(&ret->fault, r->tongue, &why);
    ret->who = (struct who){0};
    ret->said = arena_text(r->arena, why.text, strlen(why.text));
    return OK;
}

/* Ready to be asked, of nobody yet. */
static rc bind(struct req *r, const struct cond *c, struct asked_who *ret)
{
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    struct stander *standing = VIEW(r, struct stander);
    struct evaluate_bank *bank = VIEW(r, struct evaluate_bank);
    *standing = (struct stander){
        .names = {.db = r->db, .arena = r->arena, .s = s, .store = r->web->snapshots},
        .kind = ret->kind,
        .id = ret->id};
    *bank = (struct evaluate_bank){.with = standing,
                                   .stands_for = stands_for,
                                   .found = names_found,
                                   .products = names_products};
    const struct cond *bound;
    struct why why = {""};
    const struct cond_names names = {&standing->names, names_find};
    rc done = cond_resolve(r->arena, c, &names, &bound, &ret->fault);
    if (done == E_INVALID)
        return faulty(r, ret);
    TRY(done);
    ret->who = (struct who){.cond = c, .bound = bound, .asks_gone = asks_gone(c)};
    ret->bank = bank;
    done = evaluation_new(r->arena, s, bound, bank, &ret->who.evaluation, &why);
    if (done == E_UNAVAILABLE || done == E_REFUSED) {
        ret->who = (struct who){0};
        ret->said = standing->leads_back ? word(r, N_("leads back to itself by the names in it"))
                                         : arena_text(r->arena, why.text, strlen(why.text));
        return OK;
    }
    return done;
}

rc asked_ready(struct req *r, const struct cond *c, struct asked_who *ret)
{
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    TRY(bind(r, c, ret));
    if (!ret->said)
        ret->who.within = scope_of(r, s, ret->who.asks_gone);
    return OK;
}

static bool is_blank(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!strchr(" \t\r\n", t.ptr[i]))
            return false;
    return true;
}

rc asked_read(struct req *r, struct text typed, struct text tree, struct asked_who *ret)
{
    const struct cond *c;
    *ret = (struct asked_who){.kind = ret->kind, .id = ret->id};
    if (is_blank(typed) && is_blank(tree))
        return OK;
    rc done = is_blank(tree) ? cond_parse(r->arena, typed, &c, &ret->fault)
                             : cond_from_json(r->arena, tree, &c, &ret->fault);
    if (done == E_INVALID)
        return faulty(r, ret);
    return done == OK ? asked_ready(r, c, ret) : done;
}

/* ---- for lists and forms ---- */

rc who_read(struct req *r, struct text typed, const struct who **ret_who, const char **ret_said)
{
    struct asked_who *asked = VIEW(r, struct asked_who);
    TRY(asked_read(r, typed, (struct text){NULL, 0}, asked));
    *ret_who = asked->who.cond ? &asked->who : NULL;
    *ret_said = asked->said;
    return OK;
}

rc who_where(struct req *r, const char *input, struct text typed, const struct who **ret_who)
{
    const char *said;
    TRY(who_read(r, typed, ret_who, &said));
    return said ? fault(r, input, said) : OK;
}

rc who_check(struct req *r, const char *input, struct text typed)
{
    const struct who *who;
    return who_where(r, input, typed, &who);
}

rc who_check_of(struct req *r, const char *input, struct text typed, enum name_kind kind,
                int64_t id)
{
    struct asked_who *asked = VIEW(r, struct asked_who);
    asked->kind = kind;
    asked->id = id;
    TRY(asked_read(r, typed, (struct text){NULL, 0}, asked));
    return asked->said ? fault(r, input, asked->said) : OK;
}

rc who_has(struct req *r, struct text typed, uint32_t row, bool *ret_has)
{
    struct asked_who *asked = VIEW(r, struct asked_who);
    const struct cond *c;
    *ret_has = false;
    rc done = cond_parse(r->arena, typed, &c, &asked->fault);
    if (done == E_INVALID)
        return OK;
    TRY(done);
    TRY(bind(r, c, asked));
    *ret_has = !asked->said && evaluate_one(asked->who.evaluation, row);
    return OK;
}
