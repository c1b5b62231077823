#pragma once
/* draft -- private to pcrm/scheme: a draft as its pages find it, and its rules as they change them.
 *
 *     json_t *rules;
 *     TRY(draft_find_own(r, in->draft_id, DRAFT_WRITTEN, &d));
 *     TRY(draft_open(r, &d, &rules));
 *     ... change them ...
 *     TRY(draft_keep(r, &d, rules, "condition"));       a fault stands at that input, in words
 *     return draft_back(r, &d);
 */
#include <jansson.h>

#include "engine/rules.h"
#include "pcrm/scheme/rules_pages.sql.h"
#include "pcrm/scheme/scheme.h"
#include "web/request.h"

/* Every form of a draft begins with this. */
struct by_draft {
    int64_t draft_id;
};
extern const struct inputs by_draft_in;
int64_t draft_asked(const struct req *r);

MUST_USE rc draft_find(struct req *r, int64_t draft_id, struct q_draft_find_row *ret);
/* Refuses whoever is not its author, and another state. */
MUST_USE rc draft_find_own(struct req *r, int64_t draft_id, enum draft_state state,
                           struct q_draft_find_row *ret);
MUST_USE rc draft_rules(struct req *r, struct text json, const struct rules **ret);

/* The rules to be changed; they die with the request. */
MUST_USE rc draft_open(struct req *r, const struct q_draft_find_row *d, json_t **ret_rules);
/* NULL: there is no such scheme. */
json_t *draft_levels(const json_t *rules, struct text scheme);
/* The place of a level, the lowest is 0; json_array_size: there is none. */
size_t draft_level_place(const json_t *levels, struct text level);
/* Checks and keeps them; releases 'rules' in any case.  'input': NULL where no form is shown. */
MUST_USE rc draft_keep(struct req *r, const struct q_draft_find_row *d, json_t *rules,
                       const char *input);
MUST_USE rc draft_back(struct req *r, const struct q_draft_find_row *d);

/* Whose customers a person may count: an organisation and what lies below it; not known: all. */
struct opt_int4 counts_within(const struct req *r);
