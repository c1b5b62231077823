/* An action is done: by a job, as the person who asked for it, in one transaction. */
#include "base/clock.h"
#include "engine/snapshot.h"
#include "platform/job_file.h"
#include "platform/scope.h"
#include "web/action_inside.h"
#include "web/web.h"

#include <jansson.h>

enum { BLOCK = 1000 };

/* ---- customers ---- */

rc acting_each(struct acting *a, action_block *block)
{
    struct req *r = a->r;
    struct int8s all;
    TRY(a->selection->asked->list->customers(a->selection->list, a->keys, &all));
    job_stage(a->job, N_("customers, block after block"), N_("customers"), all.len);
    for (size_t at = 0; at < all.len; at += BLOCK) {
        struct int8s seen;
        struct arena_mark mark = arena_mark(r->arena);
        size_t len = all.len - at < BLOCK ? all.len - at : BLOCK;
        TRY(job_go_on(a->job, a->why));
        TRY(scope_open(r->db, r->who, (struct int8s){all.items + at, len}, r->arena, &seen));
        a->unseen += (int64_t)(len - seen.len);
        TRY(block(a, seen));
        TRY(scope_close(r->db, r->who));
        arena_rewind(r->arena, mark);
        job_at(a->job, at + len);
    }
    return OK;
}

/* ---- the request, once more ---- */

static struct text text_at(struct arena *a, const json_t *args, const char *name)
{
    const char *value = json_string_value(json_object_get(args, name));
    return value ? text_of(arena_text(a, value, strlen(value))) : TEXT("");
}

static int64_t number_at(const json_t *args, const char *name)
{
    return json_integer_value(json_object_get(args, name));
}

/* Who it was, as of now; what they saw, as of then. */
static rc find_person(struct req *r, struct job *job, const json_t *args)
{
    struct person *who = VIEW(r, struct person);
    if (!tongue_parse(text_at(r->arena, args, "tongue"), &r->tongue))
        r->tongue = CHINESE;
    rc found =
        person_again(r->db, job_asked_by(job), number_at(args, "token"), r->now, r->arena, who);
    if (found == E_NOT_FOUND)
        return refuse(r, E_REFUSED,
                      N_("Whoever asked for it has left, is locked, or the token has ended."));
    TRY(found);
    who->published =
        (struct published){(day)number_at(args, "day"), number_at(args, "published_at")};
    r->who = who;
    return OK;
}

static rc find_action(struct req *r, const json_t *args)
{
    struct text path = text_at(r->arena, args, "path");
    struct route_match match = routes_find(r->web->routes, r->arena, HTTP_POST, path);
    if (!match.route || !match.route->action)
        return refuse(r, E_REFUSED, N_("This version of the program does not know the action."));
    r->route = match.route;
    r->path = match.path;
    if (!may(r, r->route->perm))
        return refuse(r, E_FORBIDDEN, N_("Your post does not allow this."));
    return OK;
}

static rc take_form(struct req *r, const json_t *args)
{
    if (!http_form(r->arena, text_at(r->arena, args, "given"), 500, &r->given))
        return E_INVALID;
    struct input_result result = inputs_take(r->arena, r->route->in, r->tongue, r->path, r->given);
    r->in = result.in;
    r->errors = result.errors;
    r->errors_len = result.errors_len;
    return result.errors_len ? E_INVALID : OK;
}

/* The day that was asked about is in memory, or will not be any more. */
static rc take_day(struct req *r)
{
    const struct snapshot *s;
    rc done = req_snapshot(r, &s);
    if (done == E_BUSY)
        return refuse(
            r, E_REFUSED,
            N_("New business days have been loaded since this was asked, so its customers "
               "may not be those that were shown. Nothing was done: open the list and "
               "confirm the action for the present day."));
    return done;
}

/* ---- doing it ---- */

static void entry_detail(struct acting *a)
{
    const struct action_form *form = a->r->in;
    a->r->detail = text_of(arena_printf(a->r->arena,
                                        "%.*s: done %" PRId64 ", had %" PRId64 ", missing %" PRId64
                                        ", unseen %" PRId64,
                                        (int)form->selection.list.len, form->selection.list.ptr,
                                        a->done, a->had, a->missing, a->unseen));
}

static rc write_entry(struct acting *a)
{
    struct req *r = a->r;
    entry_detail(a);
    return audit_write(
        r->db, r->sealer,
        &(struct audit_entry){.at = clock_now(),
                              .staff_id = r->who->staff_id,
                              .token_id = r->who->token_id,
                              .what = arena_printf(r->arena, "%s.done", r->route->audit),
                              .subject = AUDIT_JOB,
                              .subject_id = job_id(a->job),
                              .address = r->http->address,
                              .detail = r->detail});
}

static rc act(struct acting *a)
{
    struct req *r = a->r;
    const struct action_form *form = r->in;
    struct selection *s = VIEW(r, struct selection);
    TRY(scope_begin(r->db, r->who, false, r->now, r->arena));
    job_stage(a->job, N_("finding what is selected"), "", 0);
    TRY(take_day(r));
    TRY(selection_read(r, &form->selection, s));
    TRY(selection_keys(s, &a->keys, &a->missing));
    a->selection = s;
    TRY(r->route->action->run(a));
    TRY(write_entry(a));
    TRY(job_go_on_now(a->job, a->why));
    return db_commit(r->db);
}

static rc ask_again_and_act(struct acting *a, const json_t *args)
{
    struct req *r = a->r;
    TRY(find_person(r, a->job, args));
    TRY(find_action(r, args));
    TRY(take_form(r, args));
    return act(a);
}

/* ---- what the person is told ---- */

static void tell_result(const struct acting *a, struct buf *out)
{
    json_t *result = json_pack("{s:I, s:I, s:I, s:I, s:b, s:s*}", "done", (json_int_t)a->done,
                               "had", (json_int_t)a->had, "missing", (json_int_t)a->missing,
                               "unseen", (json_int_t)a->unseen, "file", a->has_file, "to", a->to);
    char *text = json_dumps(result, JSON_COMPACT);
    buf_add_text(out, text);
    free(text);
    json_decref(result);
}

/* In words where somebody said some; else the database's. */
static rc tell_failure(struct req *r, rc done, struct why *why)
{
    if (why->text[0])
        return done;
    if (r->errors_len) {
        const struct input_error *e = &r->errors[0];
        return why_say(why, E_REFUSED, "%s%s%s", e->input->label ? word(r, e->input->label) : "",
                       e->input->label ? ": " : "", e->message);
    }
    if (r->said)
        return why_say(
            why, done == E_INVALID || done == E_NOT_FOUND || done == E_FORBIDDEN ? E_REFUSED : done,
            "%s", r->said);
    if (done == E_NOT_FOUND)
        return why_say(why, E_REFUSED, "%s",
                       word(r, N_("What it was about is not there any more.")));
    if (r->why.text[0])
        return why_say(why, done, "%s", r->why.text);
    return db_tell(r->db, done, why);
}

static rc run(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
              struct why *why)
{
    struct web *web = job_server(job);
    struct arena arena;
    if (!web)
        return why_say(why, E_REFUSED, "actions on customers are done by a server");
    arena_init(&arena);
    struct http_request http = {.arena = &arena, .method = HTTP_POST, .address = TEXT("job")};
    struct req r = {.arena = &arena,
                    .db = bank->db,
                    .web = web,
                    .sealer = bank->sealer,
                    .http = &http,
                    .now = clock_now()};
    struct acting a = {.r = &r, .job = job, .why = why};
    json_t *given = json_loadb(args.ptr, args.len, 0, NULL);
    rc done = db_tell(bank->db, job_files_thin(bank->db, r.now), why);
    if (done == OK)
        done = ask_again_and_act(&a, given);
    if (done == OK)
        tell_result(&a, ret_result);
    else
        done = tell_failure(&r, done, why);
    db_rollback(bank->db);
    snapshot_unref(r.snapshot);
    json_decref(given);
    arena_release(&arena);
    return done;
}

/* Others' are ended by who may run jobs; their own by everybody. */
const struct job_kind action_kind = {
    .name = "action", .title = N_("Action on a selection"), .perm = PERM_JOBS_RUN, .run = run};
