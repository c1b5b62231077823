#include "platform/incoming.h"

#include "base/hash.h"
#include "platform/incoming.sql.h"

#define INCOMING_NAME(table, name) [INCOMING_##table] = name,
static const char *const names[INCOMING_TABLES] = {INCOMING_MAP(INCOMING_NAME)};

void incoming_init(struct incoming *in, const struct bank *bank)
{
    *in = (struct incoming){.bank = bank, .day = NO_DAY};
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->changed, NULL);
    for (size_t i = 0; i < INCOMING_LANES; i++)
        in->lanes[i].in = in;
}

void incoming_depends(struct incoming *in, const void *bytes, size_t len)
{
    const struct hash_key key = {.k0 = in->print, .k1 = (uint64_t)in->day};
    in->print = hash128_of(&key, bytes, len).low;
}

/* ---- connections with a thread each ---------------------------------------------------------- */

static rc lane_open(struct lane *l, struct why *why)
{
    struct arena a;
    struct q_incoming_first_row row;
    if (l->db)
        return OK;
    TRY(bank_connect(l->in->bank, &l->db, why));
    arena_init(&a);
    rc r = q_incoming_first(l->db, &a, &row);
    arena_release(&a);
    db_copy_frozen(l->db);
    return db_tell(l->db, r, why);
}

/* Waits for the lane's thread; tells what went wrong with it. */
static rc lane_join(struct lane *l, struct why *why)
{
    if (l->started)
        pthread_join(l->thread, NULL);
    l->started = false;
    if (l->outcome != OK && why)
        *why = l->why;
    return l->outcome;
}

static rc lanes_join(struct incoming *in, size_t first, size_t end, struct why *why)
{
    rc outcome = OK;
    for (size_t i = first; i < end; i++) {
        rc r = lane_join(&in->lanes[i], outcome == OK ? why : NULL);
        outcome = outcome == OK ? r : outcome;
    }
    return outcome;
}

/* ---- a filled table is committed while the next one is filled ---------------------------------
 */

static void let_wait(struct incoming *in, enum incoming_table table)
{
    pthread_mutex_lock(&in->lock);
    in->waiting[in->waiting_len++] = table;
    pthread_cond_signal(&in->changed);
    pthread_mutex_unlock(&in->lock);
}

static void *commit_filled(void *arg)
{
    struct lane *l = arg;
    l->outcome = db_tell(l->db, db_commit(l->db), &l->why);
    if (l->outcome == OK)
        let_wait(l->in, l->filled);
    return NULL;
}

/* ---- indexes in the background --------------------------------------------------------------- */

/* The next table that waits for its indexes; false: there will be none any more. */
static bool next_waiting(struct incoming *in, enum incoming_table *ret_table)
{
    pthread_mutex_lock(&in->lock);
    while (in->waiting_len == 0 && !in->all_filled)
        pthread_cond_wait(&in->changed, &in->lock);
    bool found = in->waiting_len > 0;
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
    TRY(lane_open(l, &l->why));
    rc r = db_begin(l->db);
    if (r == OK)
        r = q_incoming_finish(l->db, text_of(names[table]), l->in->day, NULL);
    if (r == OK)
        r = db_commit(l->db);
    return db_tell(l->db, r, &l->why);
}

static void *index_waiting(void *arg)
{
    struct lane *l = arg;
    enum incoming_table table;
    while (l->outcome == OK && next_waiting(l->in, &table))
        l->outcome = make_indexes(l, table);
    return NULL;
}

void incoming_index(struct incoming *in)
{
    if (in->form != INCOMING_AHEAD || in->indexing)
        return;
    in->indexing = true;
    for (size_t i = INCOMING_FILLERS; i < INCOMING_LANES; i++) {
        struct lane *l = &in->lanes[i];
        l->started = pthread_create(&l->thread, NULL, index_waiting, l) == 0;
    }
}

/* No table comes any more: the threads end when all have their indexes. */
static void end_filling(struct incoming *in)
{
    pthread_mutex_lock(&in->lock);
    in->all_filled = true;
    pthread_cond_broadcast(&in->changed);
    pthread_mutex_unlock(&in->lock);
}

/* All rows and indexes are there; what no thread did is done here. */
static rc settle(struct incoming *in, struct why *why)
{
    struct lane *last = &in->lanes[INCOMING_LANES - 1];
    TRY(lanes_join(in, 0, INCOMING_FILLERS, why));
    end_filling(in);
    TRY(lanes_join(in, INCOMING_FILLERS, INCOMING_LANES, why));
    index_waiting(last);
    in->indexing = false;
    return lane_join(last, why);
}

void incoming_release(struct incoming *in)
{
    pthread_mutex_lock(&in->lock);
    in->waiting_len = 0;
    pthread_mutex_unlock(&in->lock);
    end_filling(in);
    (void)!lanes_join(in, 0, INCOMING_LANES, NULL);
    for (size_t i = 0; i < INCOMING_LANES; i++)
        in->lanes[i].db = db_close(in->lanes[i].db);
    pthread_cond_destroy(&in->changed);
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
    in->waiting_len = 0;
    in->all_filled = false;
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
    if (in->there[table] == print_of(in)) {
        if (!in->indexed[table])
            let_wait(in, table);
        return OK;
    }
    struct lane *l = &in->lanes[in->filling];
    TRY(lane_join(l, why));
    TRY(lane_open(l, why));
    TRY(db_tell(l->db, db_begin(l->db), why));
    TRY(db_tell(l->db, q_incoming_empty(l->db, text_of(names[table]), in->day, NULL), why));
    *ret_db = l->db;
    return OK;
}

rc incoming_end(struct incoming *in, enum incoming_table table, int64_t rows, struct why *why)
{
    if (table == INCOMING_SMALL || in->form != INCOMING_AHEAD)
        return OK;
    struct lane *l = &in->lanes[in->filling];
    rc r = q_incoming_note(l->db, text_of(names[table]), in->day, print_of(in), rows, NULL);
    TRY(db_tell(l->db, r, why));
    l->filled = table;
    in->filling = (in->filling + 1) % INCOMING_FILLERS;
    l->started = pthread_create(&l->thread, NULL, commit_filled, l) == 0;
    if (!l->started)
        commit_filled(l);
    return OK;
}

rc incoming_reader(struct incoming *in, struct db **ret_db, struct why *why)
{
    struct lane *l = &in->lanes[in->filling];
    *ret_db = in->bank->db;
    if (in->form != INCOMING_AHEAD)
        return OK;
    TRY(lanes_join(in, 0, INCOMING_FILLERS, why));
    TRY(lane_open(l, why));
    *ret_db = l->db;
    return OK;
}

rc incoming_publish(struct incoming *in, struct why *why)
{
    struct db *db = in->bank->db;
    struct text used[INCOMING_TABLES];
    size_t count = 0;
    if (in->form != INCOMING_AHEAD)
        return OK;
    incoming_index(in);
    TRY(settle(in, why));
    if (in->again)
        TRY(db_tell(db, q_incoming_back(db, in->day, NULL), why));
    for (size_t t = 1; t < INCOMING_TABLES; t++)
        if (in->used[t])
            used[count++] = text_of(names[t]);
    return db_tell(db, q_incoming_publish_day(db, in->day, (struct texts){used, count}, NULL), why);
}

rc incoming_add_late(struct incoming *in, enum incoming_table table)
{
    if (in->form != INCOMING_AHEAD)
        return OK;
    return q_incoming_make_room(in->bank->db, text_of(names[table]), in->day, NULL);
}
