#include "marketing/audience/list_actions.h"

#include "marketing/audience/list_actions.sql.h"

struct list_action_form {
    struct selection_form selection;
    int64_t list_id;
};
/* clang-format off */
static const struct input list_action_inputs[] = {
    SELECTION_INPUTS(struct list_action_form),
    INPUT_NUMBER(struct list_action_form, list_id, N_("Customer list"), .required = true, .min = 1, .max = INT32_MAX),
};
/* clang-format on */
const struct inputs list_action_in = INPUTS(struct list_action_form, list_action_inputs);

static rc choose_list(struct req *r, struct form *form)
{
    struct q_list_own_row *lists = NULL;
    size_t len = 0;
    TRY(q_list_own(r->db, r->arena, &lists, &len));
    if (len == 0)
        return refuse(r, E_REFUSED,
                      N_("You have no list yet: make one under Lists, then come back."));
    struct form_choice *choices = arena_alloc(r->arena, len * sizeof *choices);
    for (size_t i = 0; i < len; i++)
        choices[i] = form_choice_of(r->arena, lists[i].list_id, lists[i].name);
    form_choose(r, form, "list_id", choices, len);
    return OK;
}

/* Also that it is there, and the person's own: in front of the customers and behind them. */
static rc tell_members(struct acting *a, int64_t by)
{
    const struct list_action_form *f = a->r->in;
    struct q_list_members_changed_row row;
    bool found;
    TRY(q_list_members_changed(a->r->db, f->list_id, by, a->r->now, &row, &found));
    if (!found)
        return refuse(a->r, E_REFUSED, N_("The list has been deleted, or is not yours to change."));
    a->to = arena_printf(a->r->arena, "/lists/%" PRId64, f->list_id);
    return OK;
}

static rc put_block(struct acting *a, struct int8s customers)
{
    const struct list_action_form *f = a->r->in;
    struct q_list_put_row row;
    TRY(q_list_put(a->r->db, f->list_id, customers, a->r->now, &row));
    a->done += row.put;
    a->had += (int64_t)customers.len - row.put;
    return OK;
}

static rc take_block(struct acting *a, struct int8s customers)
{
    const struct list_action_form *f = a->r->in;
    struct q_list_take_off_row row;
    TRY(q_list_take_off(a->r->db, f->list_id, customers, &row));
    a->done += row.taken;
    a->had += (int64_t)customers.len - row.taken;
    return OK;
}

static rc put(struct acting *a)
{
    TRY(tell_members(a, 0));
    TRY(acting_each(a, put_block));
    return tell_members(a, a->done);
}

static rc take_off(struct acting *a)
{
    TRY(tell_members(a, 0));
    TRY(acting_each(a, take_block));
    return tell_members(a, -a->done);
}

const struct action list_put_action = {
    .title = N_("Put on a list"), .icon = "playlist-add", .ask = choose_list, .run = put};
const struct action list_take_off_action = {
    .title = N_("Take off a list"), .icon = "playlist-x", .ask = choose_list, .run = take_off};
