#include "pcrm/who/asked.h"

#include "engine/snapshot.h"
#include "platform/scope.h"
#include "platform/sheet_keeper.h"
#include "platform/snapshots.h"
#include "web/web.h"

rc asker_of(struct req *r, struct asker *ret)
{
    *ret = (struct asker){.arena = r->arena,
                          .db = r->db,
                          .who = r->who,
                          .asking = snapshots_asking(r->web->snapshots),
                          .tongue = r->tongue,
                          .sheets = sheet_keeper_hold(r->web->sheets, r->arena)};
    return req_snapshot(r, &ret->s);
}

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
struct reach asker_reach(const struct asker *k)
{
    bool counts_only =
        post_scope(k->who->post) == SCOPE_NONE && person_may(k->who, PERM_COUNTS_READ);
    return counts_only ? reach_org(k->s, k->who->org_id) : scope_reach(k->who, k->s, k->arena);
}

static const struct set *scope_of(const struct asker *k, bool gone)
{
    struct reach reach = asker_reach(k);
    const struct set *within = set_of_reach(k->s, &reach, k->arena);
    if (gone)
        return within;
    return set_and(k->arena, within, set_where(k->arena, k->s->count, k->s->gone, 1));
}

/* ---- from what was typed ---- */

static rc faulty(const struct asker *k, struct asked_who *ret)
{
    struct why why = {""};
    cond_fault_say(&ret->fault, k->tongue, &why);
    ret->who = (struct who){0};
    ret->said = arena_text(k->arena, why.text, strlen(why.text));
    return OK;
}

/* Ready to be asked, of nobody yet. */
static rc bind(const struct asker *k, const struct cond *c, struct asked_who *ret)
{
    struct stander *standing = arena_alloc(k->arena, sizeof *standing);
    struct evaluate_bank *bank = arena_alloc(k->arena, sizeof *bank);
    *standing =
        (struct stander){.names = {.db = k->db, .arena = k->arena, .s = k->s, .asking = k->asking},
                         .kind = ret->kind,
                         .id = ret->id};
    *bank = (struct evaluate_bank){.with = standing,
                                   .stands_for = stands_for,
                                   .found = names_found,
                                   .products = names_products};
    const struct cond *bound;
    struct why why = {""};
    const struct cond_names names = {&standing->names, names_find};
    rc done = cond_resolve(k->arena, c, &names, &bound, &ret->fault);
    if (done == E_INVALID)
        return faulty(k, ret);
    TRY(done);
    ret->who = (struct who){.cond = c, .bound = bound, .asks_gone = asks_gone(c)};
    ret->bank = bank;
    done = evaluation_new(k->arena, k->s, bound, bank, &ret->who.evaluation, &why);
    if (done == E_UNAVAILABLE || done == E_REFUSED) {
        ret->who = (struct who){0};
        ret->said = standing->leads_back
                        ? in_tongue(k->tongue, N_("leads back to itself by the names in it"))
                        : arena_text(k->arena, why.text, strlen(why.text));
        return OK;
    }
    return done;
}

static rc ready(const struct asker *k, const struct cond *c, struct asked_who *ret)
{
    TRY(bind(k, c, ret));
    if (!ret->said)
        ret->who.within = scope_of(k, ret->who.asks_gone);
    return OK;
}

static bool is_blank(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!strchr(" \t\r\n", t.ptr[i]))
            return false;
    return true;
}

rc asked_read(const struct asker *k, struct text typed, struct text tree, struct asked_who *ret)
{
    const struct cond *c;
    *ret = (struct asked_who){.kind = ret->kind, .id = ret->id};
    if (is_blank(typed) && is_blank(tree))
        return OK;
    rc done = is_blank(tree) ? cond_parse(k->arena, typed, &c, &ret->fault)
                             : cond_from_json(k->arena, tree, &c, &ret->fault);
    if (done == E_INVALID)
        return faulty(k, ret);
    return done == OK ? ready(k, c, ret) : done;
}

rc who_ask(const struct asker *k, struct text typed, const struct who **ret_who,
           const char **ret_said)
{
    struct asked_who *asked = arena_alloc(k->arena, sizeof *asked);
    TRY(asked_read(k, typed, (struct text){NULL, 0}, asked));
    *ret_who = asked->who.cond ? &asked->who : NULL;
    *ret_said = asked->said;
    return OK;
}

/* ---- for lists and forms ---- */

rc who_read(struct req *r, struct text typed, const struct who **ret_who, const char **ret_said)
{
    struct asker asker;
    *ret_who = NULL;
    *ret_said = NULL;
    if (is_blank(typed))
        return OK;
    TRY(asker_of(r, &asker));
    return who_ask(&asker, typed, ret_who, ret_said);
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
                int64_t id, struct text *ret_written)
{
    struct asker asker;
    struct asked_who *asked = VIEW(r, struct asked_who);
    asked->kind = kind;
    asked->id = id;
    TRY(asker_of(r, &asker));
    TRY(asked_read(&asker, typed, (struct text){NULL, 0}, asked));
    if (asked->said)
        return fault(r, input, asked->said);
    *ret_written = asked->who.cond ? cond_text(r->arena, asked->who.cond) : TEXT("");
    return OK;
}

rc who_has(struct req *r, struct text typed, uint32_t row, bool *ret_has)
{
    struct asker asker;
    struct asked_who *asked = VIEW(r, struct asked_who);
    const struct cond *c;
    *ret_has = false;
    rc done = cond_parse(r->arena, typed, &c, &asked->fault);
    if (done == E_INVALID)
        return OK;
    TRY(done);
    TRY(asker_of(r, &asker));
    TRY(bind(&asker, c, asked));
    *ret_has = !asked->said && evaluate_one(asked->who.evaluation, row);
    return OK;
}
