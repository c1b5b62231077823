/* watch -- the thread that looks at a source on its schedule. */
#include "cif/intake/folders.h"
#include "cif/sync/source.h"
#include "cif/sync/source.sql.h"
#include "platform/leader.h"

struct watch {
    const struct source_args *args;
    int64_t place;
    int64_t source_id;
    struct leader *leader;
};

int64_t watch_lock(void)
{
    return job_lock("watch");
}

/* ---- one look ---- */

struct found {
    day newest; /* ready; NO_DAY: none */
    int32_t not_ready;
    struct why problem; /* "": none */
};

static struct found look_into(const char *dir)
{
    struct found found = {.newest = NO_DAY};
    struct folders folders;
    struct arena a;
    arena_init(&a);
    if (folders_list(&a, dir, &folders, &found.problem) == OK) {
        const struct folder *newest = folders_newest_ready(&folders);
        found.newest = newest ? newest->day : NO_DAY;
        for (size_t i = 0; i < folders.len; i++)
            found.not_ready += !folders.items[i].ready;
    }
    arena_release(&a);
    return found;
}

/* Where one runs or waits already it is left to the next look. */
static rc put_job(const struct watch *w, struct db *db, day newest)
{
    int64_t job;
    rc r = job_put(db, &w->args->order, w->place, &job, NULL);
    if (r == E_REFUSED)
        return OK;
    TRY(r);
    return q_source_put(db, w->source_id, newest, job, NULL);
}

/* What is found and what is put for it, or neither. */
static rc look(const struct watch *w, struct db *db)
{
    struct found found = look_into(w->args->dir);
    struct q_source_looked_row row;
    TRY(db_begin(db));
    TRY(q_source_looked(db, w->source_id, text_of(found.problem.text), found.newest,
                        found.not_ready, &row));
    if (row.put)
        TRY(put_job(w, db, found.newest));
    return db_commit(db);
}

/* ---- its turns ---- */

static rc begin(void *self, struct db *db)
{
    struct watch *w = self;
    const struct source_args *s = w->args;
    struct q_source_register_row row;
    TRY(q_source_register(
        db,
        &(struct q_source_register_in){.name = text_of(s->name),
                                       .dir = text_of(s->dir),
                                       .kind = text_of(s->order.kind),
                                       .args_ = s->order.args,
                                       .place = w->place,
                                       .every_seconds = (int32_t)s->every_seconds},
        &row));
    w->source_id = row.source_id;
    return OK;
}

static rc turn(void *self, struct db *db, int *ret_millis)
{
    const struct watch *w = self;
    struct q_source_due_row due;
    TRY(q_source_due(db, w->source_id, &due));
    if (due.millis == 0) {
        TRY(look(w, db));
        TRY(q_source_due(db, w->source_id, &due));
    }
    *ret_millis = (int)due.millis;
    return OK;
}

/* ---- beginning and ending ---- */

rc watch_begin(const struct bank *bank, const struct source_args *args, struct watch **ret_watch,
               struct why *why)
{
    struct found found = look_into(args->dir);
    if (found.problem.text[0])
        return why_say(why, E_USAGE, "%s", found.problem.text);
    struct watch *w = mem_alloc(sizeof *w);
    w->args = args;
    w->place = job_place(bank->config);
    const struct leader_duty duty = {.lock = watch_lock(), .begin = begin, .turn = turn, .self = w};
    rc r = leader_begin(bank, &duty, &w->leader, why);
    if (r != OK) {
        free(w);
        return r;
    }
    *ret_watch = w;
    return OK;
}

void watch_end(struct watch *w)
{
    if (!w)
        return;
    leader_end(w->leader);
    free(w);
}
