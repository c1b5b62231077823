/* Asking for an action, and putting it as a job; action_run.c does it. */
#include "web/action.h"

#include "tmpl/show.h"
#include "web/action.html.h"
#include "web/action_inside.h"
#include "web/web.h"

#include <jansson.h>

enum { OPEN_MOST = 20 }; /* jobs of one person that wait or run */

static const struct input selection_inputs[] = {SELECTION_INPUTS(struct action_form)};
const struct inputs selection_in = INPUTS(struct action_form, selection_inputs);

/* ---- which there are ---- */

static bool is_for(const struct action *action, const struct list *list)
{
    return action->any_list || list->customers;
}

struct action_routes actions_of(struct req *r, const struct list *list)
{
    size_t count = routes_count(r->web->routes);
    struct action_routes found = {arena_alloc(r->arena, (count + 1) * sizeof *found.items), 0};
    for (size_t i = 0; i < count; i++) {
        const struct route *route = routes_at(r->web->routes, i);
        if (route->action && route->method == HTTP_GET && is_for(route->action, list) &&
            may(r, route->perm))
            found.items[found.len++] = route;
    }
    return found;
}

/* ---- asking ---- */

struct action_view {
    struct text list_title, list_url, about, icon, submit;
    int64_t rows;
    bool are_customers, all;
    struct text where; /* the list's condition; NULL: none */
    struct text list, picked;
    struct form form;
};
static const struct field view_fields[] = {
    FIELD(struct action_view, list_title),    FIELD_AS(struct action_view, list_url, KIND_URL),
    FIELD(struct action_view, about),         FIELD(struct action_view, icon),
    FIELD(struct action_view, submit),        FIELD(struct action_view, rows),
    FIELD(struct action_view, are_customers), FIELD(struct action_view, all),
    FIELD(struct action_view, where),         FIELD(struct action_view, list),
    FIELD(struct action_view, picked),        FIELD_RECORD(struct action_view, form, form_record),
};
static const struct record view_record = RECORD(struct action_view, view_fields);
const struct page action_page = {&tmpl_action, &view_record, N_("Selection")};

struct form_choice form_choice_of(struct arena *a, int64_t id, struct text name)
{
    return (struct form_choice){text_of(arena_printf(a, "%" PRId64, id)), name, false};
}

void form_choose(struct req *r, struct form *form, const char *name, struct form_choice *choices,
                 size_t len)
{
    for (size_t i = 0; i < form->fields_count; i++) {
        struct form_field *f = &form->fields[i];
        if (!text_is(f->name, name))
            continue;
        f->is_line = false;
        f->is_choice = true;
        f->choices = arena_alloc(r->arena, (len + 1) * sizeof *f->choices);
        f->choices[f->choices_count++] =
            (struct form_choice){TEXT(""), TEXT("–"), f->value.len == 0};
        for (size_t c = 0; c < len; c++) {
            f->choices[f->choices_count] = choices[c];
            f->choices[f->choices_count++].chosen = text_equal(choices[c].name, f->value);
        }
    }
}

static struct text picked_keys(struct req *r, const struct selection *s)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < s->picked.len && !s->all; i++)
        buf_printf(&b, "%s%" PRId64, i ? "," : "", s->picked.items[i]);
    return keep(r->arena, &b);
}

/* After a fault what was typed lies in the request: the selection is read of it once more. */
static rc read_again(struct req *r, struct selection *ret)
{
    struct input_result in = inputs_take(r->arena, &selection_in, r->tongue, r->path, r->given);
    const struct action_form *form = in.in;
    if (in.errors_len)
        return E_INVALID;
    return selection_read(r, &form->selection, ret);
}

/* Of the form, which the other of the two routes takes. */
static const struct inputs *inputs_of(struct req *r)
{
    struct text path = text_of(r->route->path);
    return routes_find(r->web->routes, r->arena, HTTP_POST, path).route->in;
}

rc action_ask(struct req *r)
{
    const struct action *action = r->route->action;
    struct selection s;
    struct action_view *v = VIEW(r, struct action_view);
    TRY(read_again(r, &s));
    const struct list *list = s.asked->list;
    if (!is_for(action, list))
        return refuse(r, E_REFUSED, N_("This is done with customers; the list has none."));
    TRY(selection_count(&s, &v->rows));
    v->list_title = text_of(s.list->answer.title ? s.list->answer.title : word(r, list->title));
    v->list = v->list_url = list_given(r, "list");
    v->picked = picked_keys(r, &s);
    v->all = s.all;
    v->where = list_given(s.list, "where");
    v->are_customers = list->customers != NULL;
    v->about = text_of(action->about ? word(r, action->about) : NULL);
    v->icon = text_of(action->icon);
    v->submit = text_of(word(r, action->title));
    v->form = form_make(r, inputs_of(r), r->route->path, NULL);
    if (action->ask)
        TRY(action->ask(r, &v->form));
    r->answer.title = word(r, action->title);
    return show(r, &action_page, v);
}

/* ---- putting it ---- */

/* What was sent, but for the token of the form. */
static struct text given_again(struct req *r)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < r->given.len; i++) {
        const struct pair *p = &r->given.items[i];
        if (text_is(p->name, "csrf"))
            continue;
        if (b.len)
            buf_add_char(&b, '&');
        url_add(&b, p->name);
        buf_add_char(&b, '=');
        url_add(&b, p->value);
    }
    return keep(r->arena, &b);
}

static struct text order_args(struct req *r)
{
    const struct person *who = r->who;
    json_t *args = json_pack("{s:s, s:s, s:I, s:I, s:I, s:s}", "path", r->route->path, "given",
                             given_again(r).ptr, "token", (json_int_t)who->token_id, "day",
                             (json_int_t)who->published.day, "published_at",
                             (json_int_t)who->published.at, "tongue", tongue_code(r->tongue));
    char *text = json_dumps(args, JSON_COMPACT);
    struct text kept = text_of(arena_text(r->arena, text, strlen(text)));
    free(text);
    json_decref(args);
    return kept;
}

/* "Give a tag: My customers" */
static const char *title_of(struct req *r, const struct selection *s)
{
    const char *list =
        s->list->answer.title ? s->list->answer.title : word(r, s->asked->list->title);
    return arena_printf(r->arena, "%s: %s", word(r, r->route->action->title), list);
}

rc action_put(struct req *r)
{
    const struct action_form *form = r->in;
    struct selection s;
    int64_t rows, job, open;
    TRY(selection_read(r, &form->selection, &s));
    if (!is_for(r->route->action, s.asked->list))
        return refuse(r, E_REFUSED, N_("This is done with customers; the list has none."));
    TRY(selection_count(&s, &rows));
    if (rows == 0)
        return refuse(r, E_REFUSED, N_("The list is empty: there is nothing to do."));
    TRY(jobs_open_of(r->db, r->who->staff_id, action_kind.name, &open));
    if (open >= OPEN_MOST)
        return refuse(r, E_REFUSED,
                      N_("Twenty of your actions wait or run already: let some of them end."));
    const struct job_order order = {.kind = action_kind.name,
                                    .title = title_of(r, &s),
                                    .args = order_args(r),
                                    .origin = JOB_BY_PAGE,
                                    .asked_by = r->who->staff_id,
                                    .queues = true};
    TRY(job_put(r->db, &order, job_place(r->web->bank->config), &job, &r->why));
    about(r, AUDIT_JOB, job);
    r->detail = form->selection.list;
    return go(r, "/jobs/%" PRId64, job);
}
