#include "platform/incoming.h"

#include "base/hash.h"
#include "platform/incoming.sql.h"

#define INCOMING_NAME(table, name) [INCOMING_##table] = name,
static const char *const names[INCOMING_TABLES] = {INCOMING_MAP(INCOMING_NAME)};

void incoming_init(struct incoming *in, const struct bank *bank)
{
    *in = (struct incoming){.bank = bank, .day = NO_DAY};
    pthread_mutex_init(&in->lock, NULL);
    for (size_t i = 0; i < INCOMING_LANES; i++)
        in->lanes[i].in = in;
}

void incoming_depends(struct incoming *in, const void *bytes, size_t len)
{
    const struct hash_key key = {.k0 = in->print, .k1 = (uint64_t)in->day};
    in->print = hash128_of(&key, bytes, len).low;
}

/* ---- indexes in the background --------------------------------------------------------------- */

/* The next table that waits for its indexes; false: there is none, and the lane is idle. */
static bool next_waiting(struct lane *l, enum incoming_table *ret_table)
{
    struct incoming *in = l->in;
    pthread_mutex_lock(&in->lock);
    bool found = in->waiting_len > 0 && l->outcome == OK;
    l->idle = !found;
    if (found) {
        *ret_table = in->waiting[0];
        in->waiting_len--;
        memmove(in->waiting, in->waiting + 1, in->waiting_len * sizeof in->waiting[0]);
    }
    pthread_mutex_unlock(&in->lock);
    return found;
}

static rc make_indexes(struct lane *l, enum incoming_table table)
{
    TRY(db_begin(l->db));
    TRY(q_incoming_finish(l->db, text_of(names[table]), l->in->day, NULL));
    return db_commit(l->db);
}

static void *work(void *arg)
{
    struct lane *l = arg;
    enum incoming_table table;
    while (next_waiting(l, &table))
        l->outcome = make_indexes(l, table);
    return NULL;
}

static rc lane_open(struct incoming *in, struct lane *l, struct why *why)
{
    struct arena a;
    struct q_incoming_first_row row;
    if (l->db)
        return OK;
    TRY(bank_connect(in->bank, &l->db, why));
    arena_init(&a);
    rc r = q_incoming_first(l->db, &a, &row);
    arena_release(&a);
    db_copy_frozen(l->db);
    return db_tell(l->db, r, why);
}

/* Waits for the lane's thread; tells what went wrong with it. */
static rc lane_join(struct lane *l, struct why *why)
{
    if (!l->started)
        return OK;
    l->started = false;
    pthread_join(l->thread, NULL);
    return db_tell(l->db, l->outcome, why);
}

static bool lane_idle(struct lane *l)
{
    pthread_mutex_lock(&l->in->lock);
    bool idle = !l->started || l->idle;
    pthread_mutex_unlock(&l->in->lock);
    return idle;
}

/* Sets an idle lane to work. */
static rc wake_lane(struct incoming *in, struct why *why)
{
    for (size_t i = 1; i < INCOMING_LANES; i++) {
        struct lane *l = &in->lanes[i];
        if (!lane_idle(l))
            continue;
        TRY(lane_join(l, why));
        TRY(lane_open(in, l, why));
        l->idle = false;
        l->started = pthread_create(&l->thread, NULL, work, l) == 0;
        return OK;
    }
    return OK;
}

/* All indexes made; what no thread did is done here. */
static rc settle(struct incoming *in, struct why *why)
{
    rc first = OK;
    for (size_t i = 1; i < INCOMING_LANES; i++) {
        rc r = lane_join(&in->lanes[i], first == OK ? why : NULL);
        first = first == OK ? r : first;
    }
    TRY(first);
    if (in->waiting_len == 0)
        return OK;
    TRY(lane_open(in, &in->lanes[0], why));
    work(&in->lanes[0]);
    return db_tell(in->lanes[0].db, in->lanes[0].outcome, why);
}

static rc let_wait(struct incoming *in, enum incoming_table table, struct why *why)
{
    pthread_mutex_lock(&in->lock);
    in->waiting[in->waiting_len++] = table;
    pthread_mutex_unlock(&in->lock);
    return in->indexing ? wake_lane(in, why) : OK;
}

rc incoming_index(struct incoming *in, struct why *why)
{
    if (in->form != INCOMING_AHEAD || in->indexing)
        return OK;
    in->indexing = true;
    size_t waiting = in->waiting_len; /* no lane is at work yet */
    for (size_t i = 0; i < waiting && i < INCOMING_LANES - 1; i++)
        TRY(wake_lane(in, why));
    return OK;
}

void incoming_release(struct incoming *in)
{
    for (size_t i = 0; i < INCOMING_LANES; i++)
        (void)!lane_join(&in->lanes[i], NULL);
    for (size_t i = 0; i < INCOMING_LANES; i++)
        in->lanes[i].db = db_close(in->lanes[i].db);
    pthread_mutex_destroy(&in->lock);
}

/* ---- a day ---------------------------------------------------------------------------------- */

static rc find_there(struct incoming *in, struct db *db)
{
    struct arena a;
    struct q_incoming_there_row *rows = NULL;
    size_t count = 0;
    arena_init(&a);
    rc r = q_incoming_there(db, &a, in->day, &rows, &count);
    for (size_t i = 0; r == OK && i < count; i++)
        for (size_t t = 1; t < INCOMING_TABLES; t++)
            if (text_is(rows[i].name, names[t])) {
                in->there[t] = rows[i].print;
                in->indexed[t] = rows[i].indexed;
            }
    arena_release(&a);
    return r;
}

rc incoming_open_day(struct incoming *in, day d, bool again, uint64_t rows, struct why *why)
{
    struct db *db = in->bank->db;
    bool large = rows >= (uint64_t)in->bank->config->ahead_rows;
    struct q_incoming_settle_form_row settled;
    in->day = d;
    in->again = again;
    in->indexing = false;
    in->waiting_len = 0;
    memset(in->there, 0, sizeof in->there);
    memset(in->used, 0, sizeof in->used);
    if (in->form == INCOMING_NOWHERE)
        return OK;
    TRY(db_tell(db, q_incoming_settle_form(db, d, large, &settled), why));
    in->form = settled.ahead ? INCOMING_AHEAD : INCOMING_DIRECT;
    if (in->form == INCOMING_AHEAD)
        return db_tell(db, find_there(in, db), why);
    return again ? db_tell(db, q_incoming_back(db, d, NULL), why) : OK;
}

/* A print is never 0: that is "not there". */
static int64_t print_of(const struct incoming *in)
{
    return (int64_t)(in->print | 1);
}

rc incoming_begin(struct incoming *in, enum incoming_table table, struct db **ret_db,
                  struct why *why)
{
    *ret_db = in->bank->db;
    if (table == INCOMING_SMALL || in->form == INCOMING_DIRECT)
        return OK;
    *ret_db = NULL;
    in->used[table] = true;
    if (in->form == INCOMING_NOWHERE)
        return OK;
    if (in->there[table] == print_of(in))
        return in->indexed[table] ? OK : let_wait(in, table, why);

    struct lane *l = &in->lanes[0];
    TRY(lane_open(in, l, why));
    TRY(db_tell(l->db, db_begin(l->db), why));
    TRY(db_tell(l->db, q_incoming_empty(l->db, text_of(names[table]), in->day, NULL), why));
    *ret_db = l->db;
    return OK;
}

rc incoming_end(struct incoming *in, enum incoming_table table, int64_t rows, struct why *why)
{
    if (table == INCOMING_SMALL || in->form != INCOMING_AHEAD)
        return OK;
    struct db *db = in->lanes[0].db;
    rc r = q_incoming_note(db, text_of(names[table]), in->day, print_of(in), rows, NULL);
    if (r == OK)
        r = db_commit(db);
    TRY(db_tell(db, r, why));
    return let_wait(in, table, why);
}

rc incoming_reader(struct incoming *in, struct db **ret_db, struct why *why)
{
    *ret_db = in->bank->db;
    if (in->form != INCOMING_AHEAD)
        return OK;
    TRY(lane_open(in, &in->lanes[0], why));
    *ret_db = in->lanes[0].db;
    return OK;
}

rc incoming_publish(struct incoming *in, struct why *why)
{
    struct db *db = in->bank->db;
    struct text used[INCOMING_TABLES];
    size_t count = 0;
    if (in->form != INCOMING_AHEAD)
        return OK;
    TRY(incoming_index(in, why));
    TRY(settle(in, why));
    if (in->again)
        TRY(db_tell(db, q_incoming_back(db, in->day, NULL), why));
    for (size_t t = 1; t < INCOMING_TABLES; t++)
        if (in->used[t])
            used[count++] = text_of(names[t]);
    return db_tell(db, q_incoming_publish_day(db, in->day, (struct texts){used, count}, NULL), why);
}
