#include "pcrm/tag/tag_actions.h"

#include "pcrm/tag/tag.h"
#include "pcrm/tag/tag.sql.h"

struct tag_action_form {
    struct selection_form selection;
    int64_t tag_id;
};
/* clang-format off */
static const struct input tag_action_inputs[] = {
    SELECTION_INPUTS(struct tag_action_form),
    INPUT_NUMBER(struct tag_action_form, tag_id, N_("Tag"), .required = true, .min = 1, .max = INT32_MAX),
};
/* clang-format on */
const struct inputs tag_action_in = INPUTS(struct tag_action_form, tag_action_inputs);

static rc choose_tag(struct req *r, struct form *form)
{
    struct q_tag_usable_row *tags = NULL;
    size_t len = 0;
    TRY(q_tag_usable(r->db, r->arena, &tags, &len));
    if (len == 0)
        return refuse(r, E_REFUSED,
                      N_("There is no custom tag that you may give yet: make one under Tags."));
    struct form_choice *choices = arena_alloc(r->arena, len * sizeof *choices);
    for (size_t i = 0; i < len; i++)
        choices[i] = form_choice_of(r->arena, tags[i].tag_id, tags[i].name);
    form_choose(r, form, "tag_id", choices, len);
    return OK;
}

/* One that the person may give, now. */
static rc find_tag(struct acting *a)
{
    const struct tag_action_form *f = a->r->in;
    struct q_tag_find_row tag;
    rc found = q_tag_find(a->r->db, a->r->arena, f->tag_id, &tag);
    if (found == E_NOT_FOUND)
        return refuse(a->r, E_REFUSED, N_("The tag has been deleted, or is not yours to use."));
    TRY(found);
    if (tag.kind != TAG_CUSTOM)
        return refuse(a->r, E_REFUSED,
                      N_("A system tag is given by its condition alone, not by hand."));
    a->to = arena_printf(a->r->arena, "/tags/%" PRId64, f->tag_id);
    return OK;
}

static rc give_block(struct acting *a, struct int8s customers)
{
    const struct tag_action_form *f = a->r->in;
    struct q_tag_give_row row;
    TRY(q_tag_give(a->r->db, f->tag_id, customers, a->r->who->staff_id, a->r->now, &row));
    a->done += row.given;
    a->had += (int64_t)customers.len - row.given;
    return OK;
}

static rc take_block(struct acting *a, struct int8s customers)
{
    const struct tag_action_form *f = a->r->in;
    struct q_tag_take_row row;
    TRY(q_tag_take(a->r->db, f->tag_id, customers, &row));
    a->done += row.taken;
    a->had += (int64_t)customers.len - row.taken;
    return OK;
}

/* The tag may have been deleted while its customers were gone through. */
static rc change(struct acting *a, action_block *block)
{
    TRY(find_tag(a));
    TRY(acting_each(a, block));
    return find_tag(a);
}

static rc give(struct acting *a)
{
    return change(a, give_block);
}

static rc take(struct acting *a)
{
    return change(a, take_block);
}

const struct action tag_give_action = {
    .title = N_("Give a tag"), .icon = "tag", .ask = choose_tag, .run = give};
const struct action tag_take_action = {
    .title = N_("Take a tag"), .icon = "tag-off", .ask = choose_tag, .run = take};
