#pragma once
/* action -- what can be done with the rows that are selected in a list (web/selection.h), in the
 * background.
 *
 * A room declares it, and gives it two routes; the list shows it to whoever may use them:
 *
 *     struct give_form { struct selection_form selection; int64_t tag_id; };
 *     static const struct input give_inputs[] = {
 *         SELECTION_INPUTS(struct give_form),
 *         INPUT_NUMBER(struct give_form, tag_id, N_("Tag"), .required = true, ...),
 *     };
 *     static const struct inputs give_in = INPUTS(struct give_form, give_inputs);
 *     const struct action give_action = {
 *         .title = N_("Give a tag"), .icon = "tag", .ask = choose_tag, .run = give};
 *
 *     ACTION_ROUTES("/selection/give-tag", PERM_TAGS, give_action, give_in, "selection.give_tag"),
 *
 * GET asks what the action wants to know and says how many it will be about; POST puts a job.  What
 * the job keeps is the request itself: it is checked, scoped and run again as that person, by the
 * rights of that moment, on the business day on which it was asked.  All of it is one transaction
 * with its entry in the trail: done, or as if it had never been asked. */
#include "platform/job.h"
#include "web/form.h"
#include "web/selection.h"

struct job_file_out;

struct acting {
    struct req *r; /* of the person; r->in is the action's form */
    struct selection *selection;
    struct int8s keys; /* of the list */
    struct job *job;
    struct why *why;
    /* What the person is told afterwards. */
    int64_t done, had; /* there was nothing to do for those who had it already */
    int64_t missing;   /* picked, and not in the list any more */
    int64_t unseen;    /* in the list, and not for this person to see */
    const char *to;    /* where the result is looked at; NULL */
    bool has_file;
};

struct action {
    const char *title; /* source text: what is done, on buttons */
    const char *about; /* source text, one line above the form: what will be; NULL */
    const char *icon;
    bool any_list; /* of rows of any kind; else of lists of customers only */
    /* Puts into the form what can be chosen; NULL: the inputs say it all. */
    rc (*ask)(struct req *r, struct form *form);
    /* Does it, within the transaction of the person. */
    rc (*run)(struct acting *a);
};

/* clang-format off */
#define ACTION_ROUTES(path_, perm_, action_, in_, audit_)                                          \
    {HTTP_GET, (path_), (perm_), action_ask, &selection_in, .gives = &action_page, .action = &(action_)}, \
    {HTTP_POST, (path_), (perm_), action_put, &(in_), (audit_), .again = action_ask, .gives = &action_page, .action = &(action_)}
/* clang-format on */
extern const struct inputs selection_in;
extern const struct page action_page;
handler action_ask, action_put;

/* The customers of the selection, in blocks, those opened whom the person may see; 'block' counts
 * into a->done and a->had.  Looks for a cancel between blocks. */
typedef rc action_block(struct acting *a, struct int8s customers);
MUST_USE rc acting_each(struct acting *a, action_block *block);

/* Puts choices into the field of that name; none of them is chosen for the person. */
void form_choose(struct req *r, struct form *form, const char *name, struct form_choice *choices,
                 size_t len);
/* Of what is known by a number. */
struct form_choice form_choice_of(struct arena *a, int64_t id, struct text name);

/* The routes (GET) of actions that the person may take on rows of that list; the request's arena.
 */
struct action_routes {
    const struct route **items;
    size_t len;
};
struct action_routes actions_of(struct req *r, const struct list *list);

extern const struct job_kind action_kind;
extern const struct module action_module; /* exports */
