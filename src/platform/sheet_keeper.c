#include "platform/sheet_keeper.h"

#include <pthread.h>

#include "base/crypto.h"
#include "platform/leader.h"
#include "platform/published.h"

enum { IDLE_MS = 30000, SOON_MS = 1000 };

struct sheet_keeper {
    const struct bank *bank;
    struct leader *leader;
    pthread_mutex_t lock;
    struct sheets_held *held;
    struct published as_of; /* only the thread's, as what follows */
    bool is_told;
};

static void unref(void *held)
{
    sheets_unref(held);
}

const struct sheets *sheet_keeper_hold(struct sheet_keeper *k, struct arena *a)
{
    if (!k)
        return NULL;
    pthread_mutex_lock(&k->lock);
    struct sheets_held *held = sheets_ref(k->held);
    pthread_mutex_unlock(&k->lock);
    if (held)
        arena_defer(a, unref, held);
    return sheets_of(held);
}

static bool goes_on(void *self)
{
    const struct sheet_keeper *k = self;
    return !k->leader || !leader_closed(k->leader);
}

static rc newest_day(struct db *db, struct published *ret)
{
    TRY(db_begin_read(db));
    TRY(published_find(db, ret));
    db_rollback(db);
    return OK;
}

static rc catch_up(struct sheet_keeper *k, struct db *db, struct why *why)
{
    struct published newest;
    struct sheets_held *fresh = NULL;
    const struct sheets_how how = {.until = NO_DAY, .goes_on = goes_on, .with = k};
    TRY(db_tell(db, newest_day(db, &newest), why));
    if (newest.day == NO_DAY || (newest.day == k->as_of.day && newest.at == k->as_of.at))
        return OK;
    TRY(sheets_read(k->bank, db, &how, k->held, &fresh, why));
    pthread_mutex_lock(&k->lock);
    struct sheets_held *before = k->held;
    k->held = fresh;
    pthread_mutex_unlock(&k->lock);
    sheets_unref(before);
    k->as_of = newest;
    return OK;
}

/* The only place that logs of it: once, until it could be read again. */
static void note(struct sheet_keeper *k, rc r, const struct why *why)
{
    bool fails = r != OK && r != E_CANCELLED && r != E_CONFLICT;
    if (fails && !k->is_told)
        fprintf(stderr, "guanhu: the sheets of past days: %s\n", why->text);
    k->is_told = fails || (k->is_told && r != OK);
}

static rc turn(void *self, struct db *db, int *ret_millis)
{
    struct sheet_keeper *k = self;
    struct why why = {""};
    rc r = catch_up(k, db, &why);
    note(k, r, &why);
    *ret_millis = r == OK ? IDLE_MS : SOON_MS;
    db_rollback(db);
    return db_lost(db) ? r : OK;
}

static void release(struct sheet_keeper *k)
{
    sheets_unref(k->held);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

/* Every server keeps its own: the lock that it leads by is nobody else's. */
rc sheet_keeper_begin(const struct bank *bank, struct sheet_keeper **ret_keeper, struct why *why)
{
    struct sheet_keeper *k = mem_alloc(sizeof *k);
    const struct leader_duty duty = {.lock = (int64_t)random_number(), .turn = turn, .self = k};
    *k = (struct sheet_keeper){.bank = bank, .as_of = {NO_DAY, 0}};
    pthread_mutex_init(&k->lock, NULL);
    rc r = leader_begin(bank, &duty, &k->leader, why);
    if (r != OK) {
        release(k);
        return r;
    }
    *ret_keeper = k;
    return OK;
}

void sheet_keeper_end(struct sheet_keeper *k)
{
    if (!k)
        return;
    leader_end(k->leader);
    release(k);
}
