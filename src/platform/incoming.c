#include "platform/incoming.h"

#include "base/hash.h"
#include "platform/incoming.sql.h"

#define INCOMING_NAME(table, name) [INCOMING_##table] = name,
static const char *const names[INCOMING_TABLES] = {INCOMING_MAP(INCOMING_NAME)};

void incoming_init(struct incoming *in, const struct bank *bank)
{
    *in = (struct incoming){.bank = bank, .day = NO_DAY};
}

void incoming_depends(struct incoming *in, const void *bytes, size_t len)
{
    const struct hash_key key = {.k0 = in->print, .k1 = (uint64_t)in->day};
    in->print = hash128_of(&key, bytes, len).low;
}

/* ---- lanes ---------------------------------------------------------------------------------- */

/* Indexes are made and everything is noted as done in one transaction. */
static rc finish(struct lane *l)
{
    TRY(db_begin(l->db));
    TRY(q_incoming_finish(l->db, text_of(names[l->table]), l->day, l->print, l->rows, NULL));
    return db_commit(l->db);
}

static void *finish_lane(void *arg)
{
    struct lane *l = arg;
    l->outcome = finish(l);
    return NULL;
}

/* Waits for the lane's indexes; tells what went wrong with them. */
static rc lane_settle(struct lane *l, struct why *why)
{
    if (!l->working)
        return OK;
    l->working = false;
    if (l->threaded)
        pthread_join(l->thread, NULL);
    return db_tell(l->db, l->outcome, why);
}

static void lane_start(struct lane *l)
{
    l->working = true;
    l->threaded = pthread_create(&l->thread, NULL, finish_lane, l) == 0;
    if (!l->threaded)
        finish_lane(l);
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

static rc settle_all(struct incoming *in, struct why *why)
{
    rc first = OK;
    for (size_t i = 0; i < INCOMING_LANES; i++) {
        rc r = lane_settle(&in->lanes[i], first == OK ? why : NULL);
        first = first == OK ? r : first;
    }
    return first;
}

void incoming_release(struct incoming *in)
{
    (void)!settle_all(in, NULL);
    for (size_t i = 0; i < INCOMING_LANES; i++)
        in->lanes[i].db = db_close(in->lanes[i].db);
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
            if (text_is(rows[i].name, names[t]))
                in->there[t] = rows[i].print;
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
    if (in->form == INCOMING_NOWHERE || in->there[table] == print_of(in))
        return OK;

    struct lane *l = &in->lanes[in->turn];
    TRY(lane_settle(l, why));
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
    struct lane *l = &in->lanes[in->turn];
    TRY(db_tell(l->db, db_commit(l->db), why));
    l->table = table;
    l->day = in->day;
    l->print = print_of(in);
    l->rows = rows;
    lane_start(l);
    in->turn = (in->turn + 1) % INCOMING_LANES;
    return OK;
}

rc incoming_reader(struct incoming *in, struct db **ret_db, struct why *why)
{
    *ret_db = in->bank->db;
    if (in->form != INCOMING_AHEAD)
        return OK;
    struct lane *l = &in->lanes[in->turn];
    TRY(lane_settle(l, why));
    TRY(lane_open(in, l, why));
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
    TRY(settle_all(in, why));
    if (in->again)
        TRY(db_tell(db, q_incoming_back(db, in->day, NULL), why));
    for (size_t t = 1; t < INCOMING_TABLES; t++)
        if (in->used[t])
            used[count++] = text_of(names[t]);
    return db_tell(db, q_incoming_publish_day(db, in->day, (struct texts){used, count}, NULL), why);
}
