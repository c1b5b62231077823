#include "pcrm/scheme/draft.h"

#include "pcrm/day/rules.h"

rc draft_rules(struct req *r, struct text json, const struct rules **ret)
{
    struct rules *rules = VIEW(r, struct rules);
    TRY(rules_parse(json, 0, r->tongue, rules, &r->why));
    *ret = rules;
    return OK;
}

rc draft_open(struct req *r, const struct q_draft_find_row *d, json_t **ret_rules)
{
    json_error_t error;
    *ret_rules = json_loadb(d->rules.ptr, d->rules.len, JSON_REJECT_DUPLICATES, &error);
    return *ret_rules ? OK : why_say(&r->why, E_INTERNAL, "a draft's rules: %s", error.text);
}

json_t *draft_levels(const json_t *rules, struct text scheme)
{
    return json_object_getn(json_object_get(rules, "schemes"), scheme.ptr, scheme.len);
}

size_t draft_level_place(const json_t *levels, struct text level)
{
    size_t place = 0;
    while (
        place < json_array_size(levels) &&
        !text_is(level, json_string_value(json_object_get(json_array_get(levels, place), "name"))))
        place++;
    return place;
}

/* What does not fit together is said at the input, in words. */
static rc check(struct req *r, const char *input, struct text rules)
{
    struct why why = {""};
    rc done = rules_parse(rules, 0, r->tongue, VIEW(r, struct rules), &why);
    if (done != E_INVALID)
        return done;
    const char *said = arena_text(r->arena, why.text, strlen(why.text));
    return input ? fault(r, input, said) : refuse(r, E_REFUSED, said);
}

rc draft_keep(struct req *r, const struct q_draft_find_row *d, json_t *rules, const char *input)
{
    struct q_draft_set_rules_row row;
    bool kept;
    char *text = json_dumps(rules, JSON_COMPACT);
    struct text json = text_of(arena_text(r->arena, text, strlen(text)));
    free(text);
    json_decref(rules);
    TRY(check(r, input, json));
    TRY(q_draft_set_rules(r->db, d->draft_id, d->edition, json, r->now, &row, &kept));
    return kept ? OK
                : refuse(r, E_CONFLICT,
                         N_("The draft was changed in the meantime: look at it again."));
}

rc draft_back(struct req *r, const struct q_draft_find_row *d)
{
    return go(r, "/rules/drafts/%d", (int)d->draft_id);
}

struct opt_int4 counts_within(const struct req *r)
{
    bool all = post_scope(r->who->post) == SCOPE_ALL;
    return (struct opt_int4){.known = !all, .value = r->who->org_id};
}
