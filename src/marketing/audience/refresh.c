#include "marketing/audience/refresh.h"

#include <time.h>

#include "base/clock.h"
#include "engine/snapshot.h"
#include "marketing/audience/audience.h"
#include "marketing/audience/refresh.sql.h"
#include "pcrm/who/who.h"
#include "platform/asking.h"
#include "platform/people.sql.h"
#include "platform/scope.h"
#include "platform/snapshots.h"
#include "web/web.h"

enum { STORE_PATIENCE = 600, STORE_LOOK_MS = 100 }; /* a minute */

struct refreshing {
    struct bank *bank;
    struct job *job;
    struct arena arena; /* of one audience's day */
    struct asking asking;
    struct snapshot *now, *before; /* of that day, and of the one published before it; or NULL */
    int64_t came, went, days;
};

/* ---- the days' customers ---- */

/* The server's own store has a new day a moment after it was published. */
static rc take_of_server(struct refreshing *g, struct snapshots *store, struct published which,
                         bool newest, struct snapshot **ret, struct why *why)
{
    const struct timespec pause = {.tv_nsec = STORE_LOOK_MS * 1000000L};
    for (int i = 0; i < STORE_PATIENCE; i++) {
        *ret = snapshots_take(store, which);
        if (*ret || !newest)
            return OK;
        TRY(job_go_on(g->job, why));
        nanosleep(&pause, NULL);
    }
    return OK;
}

/* From the server's store, going on from the day before, or whole. */
static rc take_day(struct refreshing *g, struct published which, bool newest, struct snapshot **ret,
                   struct why *why)
{
    const struct web *web = job_server(g->job);
    *ret = NULL;
    if (web && web->snapshots)
        TRY(take_of_server(g, web->snapshots, which, newest, ret, why));
    if (!*ret && newest && g->before)
        TRY(snapshots_read(g->bank, g->before, ret, why));
    if (*ret)
        return OK;
    return snapshots_read_until(g->bank, which.day, ret, why);
}

static rc day_before(struct refreshing *g, day d, struct snapshot **ret, struct why *why)
{
    struct q_refresh_day_before_row row;
    TRY(db_tell(g->bank->db, q_refresh_day_before(g->bank->db, d, &row), why));
    *ret = NULL;
    if (row.day_ == NO_DAY)
        return OK;
    return take_day(g, (struct published){row.day_, row.day_at.value}, false, ret, why);
}

/* The day that is turned to was published after the one at hand. */
static rc turn_to(struct refreshing *g, const struct q_refresh_due_row *due, struct why *why)
{
    if (g->now && g->now->day == due->day_)
        return OK;
    snapshot_unref(g->before);
    g->before = g->now;
    g->now = NULL;
    if (!g->before && due->compares)
        TRY(day_before(g, due->day_, &g->before, why));
    return take_day(g, (struct published){due->day_, due->day_at}, due->newest, &g->now, why);
}

/* ---- who is in it, as its owner finds ---- */

/* 'said': why nobody can be found. */
struct finding {
    const struct who *now, *before; /* 'before' NULL: nobody knows */
    const char *said;
};

static rc ask_as(struct refreshing *g, const struct person *owner, struct text condition,
                 struct finding *ret)
{
    struct asker asker = {.arena = &g->arena,
                          .db = g->bank->db,
                          .who = owner,
                          .s = g->now,
                          .asking = &g->asking,
                          .tongue = ENGLISH};
    const char *said_before = NULL;
    TRY(scope_begin(g->bank->db, owner, true, clock_now(), &g->arena));
    rc r = who_ask(&asker, condition, &ret->now, &ret->said);
    asker.s = g->before;
    if (r == OK && g->before)
        r = who_ask(&asker, condition, &ret->before, &said_before);
    db_rollback(g->bank->db);
    return r;
}

static rc find(struct refreshing *g, const struct q_refresh_due_row *due, struct finding *ret)
{
    struct q_person_seen_row row;
    bool found = false;
    *ret = (struct finding){.said = NULL};
    TRY(q_person_seen(g->bank->db, &g->arena, due->owner_id, &row, &found));
    if (!found) {
        ret->said = "its owner has left";
        return OK;
    }
    const struct person owner = {.staff_id = due->owner_id, .org_id = row.org_id, .post = row.post};
    return ask_as(g, &owner, due->condition, ret);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static struct int8s members_of(struct refreshing *g, const struct who *who)
{
    const struct set *set = evaluate(who->evaluation, who->within, &g->arena);
    struct int8s ids = rows_ids(set_members(set, &g->arena), set->count, &g->arena);
    if (ids.len)
        qsort((void *)(uintptr_t)ids.items, ids.len, sizeof *ids.items, by_id);
    return ids;
}

/* ---- by what somebody came or left ---- */

/* The same condition of two days: trees of one form.  What a tag stands for is the tag's. */
static void turn_tests(const struct explained *a, const struct explained *b, int *n, uint64_t *bits)
{
    if (a->cond->kind == COND_TEST) {
        if (*n < TURNED_TESTS && a->holds != b->holds)
            *bits |= UINT64_C(1) << *n;
        ++*n;
        return;
    }
    for (size_t i = 0; i < a->len; i++)
        turn_tests(&a->parts[i], &b->parts[i], n, bits);
}

static int64_t turned(struct refreshing *g, const struct finding *f, int64_t customer_id)
{
    uint32_t now, before;
    uint64_t bits = 0;
    int n = 0;
    bool is = snapshot_find(g->now, customer_id, &now);
    bool was = snapshot_find(g->before, customer_id, &before);
    if (is != was)
        return INT64_C(1) << TURNED_KNOWN;
    if (!is)
        return 0;
    struct arena_mark mark = arena_mark(&g->arena);
    turn_tests(evaluate_explain(f->now->evaluation, now, &g->arena),
               evaluate_explain(f->before->evaluation, before, &g->arena), &n, &bits);
    arena_rewind(&g->arena, mark);
    if (set_has(f->now->within, now) != set_has(f->before->within, before))
        bits |= UINT64_C(1) << TURNED_SCOPE;
    return (int64_t)bits;
}

/* ---- what is kept ---- */

struct change {
    int64_t *customers, *by_parts;
    size_t len;
};

static struct change change_new(struct refreshing *g, size_t most)
{
    return (struct change){arena_alloc(&g->arena, (most + 1) * sizeof(int64_t)),
                           arena_alloc(&g->arena, (most + 1) * sizeof(int64_t)), 0};
}

static void add_change(struct refreshing *g, const struct finding *f, struct change *to, int64_t id)
{
    to->customers[to->len] = id;
    to->by_parts[to->len++] = f->before ? turned(g, f, id) : 0;
}

/* Both ascending. */
static void compare(struct refreshing *g, const struct finding *f, struct int8s was,
                    struct int8s is, struct change *came, struct change *went)
{
    size_t i = 0, k = 0;
    while (i < was.len || k < is.len) {
        if (k == is.len || (i < was.len && was.items[i] < is.items[k]))
            add_change(g, f, went, was.items[i++]);
        else if (i == was.len || is.items[k] < was.items[i])
            add_change(g, f, came, is.items[k++]);
        else
            i++, k++;
    }
}

static rc write_came(struct refreshing *g, const struct q_refresh_due_row *due, bool known,
                     const struct change *came)
{
    struct db *db = g->bank->db;
    int64_t rows;
    TRY(q_refresh_came_begin(db));
    for (size_t i = 0; i < came->len; i++)
        TRY(q_refresh_came_add(
            db, &(struct q_refresh_came_row){.customer_id = came->customers[i],
                                             .audience_id = due->audience_id,
                                             .since = due->day_,
                                             .came_by = {known, came->by_parts[i]}}));
    return q_refresh_came_end(db, &rows);
}

static rc write(struct refreshing *g, const struct q_refresh_due_row *due, const struct finding *f,
                struct int8s is)
{
    struct db *db = g->bank->db;
    struct q_refresh_members_row was;
    bool known = f->before && !due->first;
    TRY(q_refresh_take_back(db, due->audience_id, due->day_, NULL));
    TRY(q_refresh_members(db, &g->arena, due->audience_id, &was));
    struct change came = change_new(g, is.len), went = change_new(g, was.customers.len);
    compare(g, f, was.customers, is, &came, &went);
    const struct q_refresh_went_in left = {.audience_id = due->audience_id,
                                           .day_ = due->day_,
                                           .known = known,
                                           .customers = {went.customers, went.len},
                                           .by_parts = {went.by_parts, went.len}};
    const struct q_refresh_day_add_in kept = {.audience_id = due->audience_id,
                                              .day_ = due->day_,
                                              .version = due->version,
                                              .members = (int64_t)is.len,
                                              .came = (int64_t)came.len,
                                              .went = (int64_t)went.len,
                                              .day_at = due->day_at};
    TRY(q_refresh_went(db, &left, NULL));
    TRY(write_came(g, due, known, &came));
    TRY(q_refresh_day_add(db, &kept, NULL));
    g->came += (int64_t)came.len;
    g->went += (int64_t)went.len;
    g->days++;
    return OK;
}

static rc keep_day(struct refreshing *g, const struct q_refresh_due_row *due,
                   const struct finding *f, struct why *why)
{
    struct db *db = g->bank->db;
    struct int8s is = members_of(g, f->now);
    rc r = db_begin(db);
    if (r == OK)
        r = write(g, due, f, is);
    if (r == OK)
        r = db_commit(db);
    (void)db_tell(db, r, why);
    if (r != OK)
        db_rollback(db);
    return r;
}

/* ---- all that is due ---- */

static void note_left_out(struct refreshing *g, const struct q_refresh_due_row *due,
                          const char *said)
{
    char line[400];
    snprintf(line, sizeof line, "audience %.*s: not refreshed of %s: %s", (int)due->name.len,
             due->name.ptr, day_format(due->day_).text, said);
    job_note(g->job, line);
}

static rc refresh_one(struct refreshing *g, const struct q_refresh_due_row *due, struct why *why)
{
    struct finding found;
    TRY(job_go_on(g->job, why));
    TRY(turn_to(g, due, why));
    TRY(db_tell(g->bank->db, find(g, due, &found), why));
    if (found.now)
        return keep_day(g, due, &found, why);
    note_left_out(g, due, found.said);
    return OK;
}

static rc refresh_all(struct refreshing *g, const struct q_refresh_due_row *due, size_t len,
                      struct why *why)
{
    char figures[120];
    job_stage(g->job, N_("refreshing audiences"), N_("audiences"), len);
    for (size_t i = 0; i < len; i++) {
        TRY(refresh_one(g, &due[i], why));
        arena_release(&g->arena);
        job_at(g->job, i + 1);
    }
    snprintf(figures, sizeof figures,
             "%" PRId64 " audiences, %" PRId64 " customers came, %" PRId64 " left", g->days,
             g->came, g->went);
    job_finish_stage(g->job, figures);
    return OK;
}

rc audience_refresh(struct bank *bank, struct job *job, struct why *why)
{
    struct refreshing g = {.bank = bank, .job = job};
    struct q_refresh_due_row *due = NULL;
    struct arena arena;
    size_t len = 0;
    arena_init(&arena);
    arena_init(&g.arena);
    asking_begin(&g.asking, bank);
    rc r = db_tell(bank->db, q_refresh_due(bank->db, &arena, AUDIENCE_CATCH_UP, &due, &len), why);
    if (r == OK && len > 0)
        r = refresh_all(&g, due, len, why);
    if (r == OK && len > 0)
        r = db_tell(bank->db, q_refresh_thin(bank->db, AUDIENCE_DAYS_KEPT, NULL), why);
    snapshot_unref(g.now);
    snapshot_unref(g.before);
    asking_end(&g.asking);
    arena_release(&g.arena);
    arena_release(&arena);
    return r;
}
