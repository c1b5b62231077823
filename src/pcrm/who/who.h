#pragma once
/* who -- a condition as people type it, asked of the customers whom a request may see.
 *
 *     TRY(who_where(r, "where", f->where, &who));      a fault stands at that input, in words
 *     if (who) evaluate(who->evaluation, ...)
 *
 * The page /conditions, where conditions are put together and their customers counted (MKT-1,
 * UX-2), stands here too; ui/src/condition.ts builds them.  Without script they are typed. */
#include "engine/evaluate.h"
#include "web/request.h"

struct asking;
struct sheets;

struct who {
    const struct cond *cond;             /* as typed */
    const struct cond *bound;            /* and with the ids of what it names */
    const struct evaluation *evaluation; /* of the request's day */
    const struct set *within;            /* whom the person may see; those who are gone only where
                                          * the condition asks who is gone */
    bool asks_gone;
};

/* Somebody who asks, also without a request: in a transaction of that person (scope_begin), of any
 * snapshot. */
struct asker {
    struct arena *arena;
    struct db *db;
    const struct person *who;
    const struct snapshot *s;
    struct asking *asking; /* for what no snapshot has */
    enum tongue tongue;
    const struct sheets *sheets; /* of earlier days (engine/sheet.h); NULL: none */
};
/* Who asks in that request. */
MUST_USE rc asker_of(struct req *r, struct asker *ret);

/* Whom the asker's counts are about: whose customers the post sees, or, where it sees counts alone,
 * those of the organisation and below. */
struct reach asker_reach(const struct asker *k);

/* As who_read, below. */
MUST_USE rc who_ask(const struct asker *asker, struct text typed, const struct who **ret_who,
                    const char **ret_said);

/* *ret_who: NULL where nothing is typed.  E_INVALID: a fault at 'input'. */
MUST_USE rc who_where(struct req *r, const char *input, struct text typed,
                      const struct who **ret_who);

/* Checks what will be asked later; E_INVALID as above. */
MUST_USE rc who_check(struct req *r, const char *input, struct text typed);

/* What conditions name, for cond_resolve and evaluation_new: organisations, staff and products as
 * of the snapshot's day, tags, lists and audiences that the person may use. */
struct names {
    struct db *db;
    struct arena *arena;
    const struct snapshot *s;
    struct asking *asking; /* for what no snapshot has */
    bool all;              /* sets of other people too: named by a set that the person may use */
};
rc names_find(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
              struct text *ret_nearest);
rc names_found(void *with, const struct cond *test, struct arena *a, struct int8s *ret);
rc names_products(void *with, int64_t family, struct arena *a, struct int4s *ret);

/* The same where nobody can put it right at once: *ret_said says what is wrong, in words; NULL:
 * nothing. */
MUST_USE rc who_read(struct req *r, struct text typed, const struct who **ret_who,
                     const char **ret_said);

/* Does that row of the request's snapshot meet it?  No, where it is no longer valid. */
MUST_USE rc who_has(struct req *r, struct text typed, uint32_t row, bool *ret_has);

/* As who_check, of the condition of a system tag or an audience that there is already ('id'; 0:
 * not yet): by the names in it, it must not lead back to itself.  *ret_written: as the language
 * writes it, which is how such conditions are kept: names are found in them. */
MUST_USE rc who_check_of(struct req *r, const char *input, struct text typed, enum name_kind kind,
                         int64_t id, struct text *ret_written);

/* A form with an input "condition": put together and counted as on the page of conditions.  A
 * module's struct page of it is WHO_FORM_PAGE(N_("Audience")); include web/form.h. */
struct form;
extern const struct record who_form_record;
extern const struct tmpl tmpl_condition_form;
#define WHO_FORM_PAGE(title_)                                                                      \
    {                                                                                              \
        &tmpl_condition_form, &who_form_record, (title_)                                           \
    }
MUST_USE rc who_form_show(struct req *r, const struct page *page, const char *title,
                          struct form form);

/* The same of a level of a scheme: only what the night knows is offered (engine/level_rule.h). */
MUST_USE rc who_level_form_show(struct req *r, const struct page *page, const char *title,
                                struct form form);

/* For lists (list_loosen): which part of the request's condition leaves nobody, in words. */
MUST_USE rc who_loosen(struct req *r, const char **ret_said);

extern const struct module who_module;
