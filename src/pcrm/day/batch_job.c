#include "pcrm/day/batch_job.h"

#include <jansson.h>
#include <limits.h>
#include <unistd.h>

/* ---- JSON ---- */

static void write_json(json_t *value, struct buf *out)
{
    char *text = json_dumps(value, JSON_COMPACT);
    assert(text); /* it was made of what JSON can hold */
    buf_add_text(out, text);
    free(text);
    json_decref(value);
}

static rc read_json(struct text text, json_t **ret_value, struct why *why)
{
    json_error_t error;
    *ret_value = json_loadb(text.ptr, text.len, 0, &error);
    if (*ret_value && json_is_object(*ret_value))
        return OK;
    json_decref(*ret_value);
    return why_say(why, E_INTERNAL, "the job's row holds no JSON: %s", error.text);
}

static json_t *day_json(day d)
{
    return d == NO_DAY ? json_null() : json_string(day_format(d).text);
}

/* What was not a day when it was written is none. */
static day day_at(const json_t *object, const char *name)
{
    day d = NO_DAY;
    const char *text = json_string_value(json_object_get(object, name));
    return text && day_parse(text, strlen(text), &d) ? d : NO_DAY;
}

static uint64_t number_at(const json_t *object, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(object, name));
}

/* ---- what it is told ---- */

/* NULL stays NULL, and what is empty stays no path. */
static const char *whole_path(const char *path, struct arena *a)
{
    char here[PATH_MAX] = "";
    if (!path || !*path || *path == '/' || !getcwd(here, sizeof here))
        return path;
    return arena_printf(a, "%s/%s", here, path);
}

/* JSON holds nothing but UTF-8: any other path becomes one that is not there. */
static const char *told_path(const char *path, struct arena *a)
{
    const char *whole = whole_path(path, a);
    return !whole || text_is_utf8(text_of(whole)) ? whole : "(a path that is no UTF-8)";
}

struct job_order batch_order(const struct batch_args *args, bool peaks, struct arena *a)
{
    const char *dir = told_path(args->dir, a), *profile = told_path(args->profile, a);
    struct buf told;
    buf_init(&told);
    write_json(json_pack("{ss so ss? sb}", "dir", dir, "date", day_json(args->date), "profile",
                         profile, "peaks", peaks),
               &told);
    struct job_order order = {.kind = batch_kind.name,
                              .title = dir,
                              .args = {arena_text(a, told.bytes, told.len), told.len}};
    buf_release(&told);
    return order;
}

static struct batch_args args_of(const json_t *told)
{
    const char *dir = json_string_value(json_object_get(told, "dir"));
    return (struct batch_args){.dir = dir ? dir : "",
                               .date = day_at(told, "date"),
                               .profile = json_string_value(json_object_get(told, "profile"))};
}

/* ---- what it gives back ---- */

static void write_result(const struct batch_result *r, struct buf *out)
{
    json_t *steps = json_array();
    for (enum batch_step step = 0; step < STEP_COUNT; step++) {
        const struct batch_step_spent *s = &r->steps[step];
        json_array_append_new(steps,
                              json_pack("{sI sI sI sI}", "rows", (json_int_t)s->rows, "bytes",
                                        (json_int_t)s->bytes, "ns", (json_int_t)s->ns, "peak_bytes",
                                        (json_int_t)s->peak_bytes));
    }
    write_json(json_pack("{si so so sI sI sb sI so}", "days", r->days, "first",
                         day_json(r->days ? r->first : NO_DAY), "last",
                         day_json(r->days ? r->last : NO_DAY), "customers",
                         (json_int_t)r->customers, "alerts", (json_int_t)r->alerts, "again",
                         r->again, "folders", (json_int_t)r->folders, "steps", steps),
               out);
}

rc batch_result_read(struct text json, struct batch_result *ret_result, struct why *why)
{
    json_t *told;
    TRY(read_json(json, &told, why));
    struct batch_result r = {.days = (int)number_at(told, "days"),
                             .first = day_at(told, "first"),
                             .last = day_at(told, "last"),
                             .customers = number_at(told, "customers"),
                             .alerts = number_at(told, "alerts"),
                             .again = json_is_true(json_object_get(told, "again")),
                             .folders = number_at(told, "folders")};
    for (enum batch_step step = 0; step < STEP_COUNT; step++) {
        const json_t *s = json_array_get(json_object_get(told, "steps"), step);
        r.steps[step] = (struct batch_step_spent){.rows = number_at(s, "rows"),
                                                  .bytes = number_at(s, "bytes"),
                                                  .ns = number_at(s, "ns"),
                                                  .peak_bytes = number_at(s, "peak_bytes")};
    }
    json_decref(told);
    *ret_result = r;
    return OK;
}

/* ---- the kind ---- */

static rc run(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
              struct why *why)
{
    json_t *told;
    struct batch_result result = {0};
    TRY(read_json(args, &told, why));
    struct batch_args how = args_of(told);
    rc r = OK;
    if (json_is_true(json_object_get(told, "peaks")))
        r = memory_watch_begin(&how.watch, why);
    if (r == OK)
        r = batch_run(bank, job, &how, &result, why);
    memory_watch_end(how.watch);
    if (r == OK)
        write_result(&result, ret_result);
    json_decref(told);
    return r;
}

const struct job_kind batch_kind = {
    .name = "batch", .title = N_("Nightly batch"), .perm = PERM_JOBS_RUN, .run = run};
