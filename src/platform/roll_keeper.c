#include "platform/roll_keeper.h"

#include <pthread.h>

#include "platform/leader.h"
#include "platform/published.h"
#include "platform/roll_keeper.sql.h"

enum {
    BATCH = 1024,
    IDLE_MS = 30000,
    BEFORE_ALL_DAYS = -719162 /* 0001-01-01 */
};

struct roll_keeper {
    const struct bank *bank;
    struct leader *leader;
    pthread_rwlock_t lock; /* of all below, for readers and the thread that writes */
    struct roll *roll;
    bool has_tails;
    struct published as_of; /* only the thread's, as what follows */
    bool is_told;           /* that it cannot be read */
};

/* ---- readers ---- */

const struct roll *roll_hold(struct roll_keeper *k)
{
    if (!k)
        return NULL;
    pthread_rwlock_rdlock(&k->lock);
    if (!k->roll)
        pthread_rwlock_unlock(&k->lock);
    return k->roll;
}

void roll_let_go(struct roll_keeper *k)
{
    pthread_rwlock_unlock(&k->lock);
}

bool roll_has_tails(struct roll_keeper *k)
{
    return k->has_tails;
}

/* ---- reading in ---- */

struct record {
    uint32_t row;
    struct roll_entry entry;
};
struct ends {
    uint32_t row;
    enum roll_number kind; /* ROLL_CERTIFICATE: of both that a customer has one of */
    uint16_t tail, phone;
};

/* What was read and not written yet: so readers wait for some microseconds at most. */
struct reading {
    struct roll_keeper *k;
    struct roll *roll;
    struct vec newest; /* by row: the day of the version that was taken so far */
    struct record records[BATCH];
    struct ends ends[BATCH];
    size_t records_len, ends_len;
    struct arena names;
    struct arena_mark mark;
    struct buf plain;
};

static void write_out(struct reading *g)
{
    pthread_rwlock_wrlock(&g->k->lock);
    for (size_t i = 0; i < g->records_len; i++)
        roll_put(g->roll, g->records[i].row, &g->records[i].entry);
    for (size_t i = 0; i < g->ends_len; i++) {
        const struct ends *e = &g->ends[i];
        if (e->kind == ROLL_CERTIFICATE)
            roll_put_tails(g->roll, e->row, e->tail, e->phone);
        else
            roll_add_tail(g->roll, e->kind, e->row, e->tail);
    }
    pthread_rwlock_unlock(&g->k->lock);
    g->records_len = g->ends_len = 0;
    arena_rewind(&g->names, g->mark);
}

/* Whether that version is the newest of the row's so far. */
static bool is_newest(struct reading *g, uint32_t row, day d)
{
    while (g->newest.len <= row)
        *(day *)vec_add(&g->newest) = NO_DAY;
    day *newest = vec_at(&g->newest, row);
    if (d < *newest)
        return false;
    *newest = d;
    return true;
}

static rc go_on(const struct reading *g)
{
    return leader_closed(g->k->leader) ? E_CANCELLED : OK;
}

static rc on_record(void *ctx, const struct q_roll_records_row *row)
{
    struct reading *g = ctx;
    uint32_t at = (uint32_t)(row->customer_id - 1);
    if (!is_newest(g, at, row->day_))
        return OK;
    struct text name = {arena_text(&g->names, row->name.ptr, row->name.len), row->name.len};
    g->records[g->records_len++] =
        (struct record){at, {name, row->gone, row->cert_hash, row->phone_hash.value}};
    if (g->records_len == BATCH)
        write_out(g);
    return go_on(g);
}

/* A value that cannot be read has no end that could be found. */
static uint16_t end_of(struct reading *g, struct text sealed)
{
    buf_clear(&g->plain);
    if (!sealed.ptr || unseal(g->k->bank->keys, sealed, &g->plain, NULL) != OK)
        return ROLL_NO_TAIL;
    return roll_tail(buf_text(&g->plain));
}

static rc add_ends(struct reading *g, struct ends ends)
{
    g->ends[g->ends_len++] = ends;
    if (g->ends_len == BATCH)
        write_out(g);
    return go_on(g);
}

static rc on_sealed(void *ctx, const struct q_roll_sealed_row *row)
{
    struct reading *g = ctx;
    uint32_t at = (uint32_t)(row->customer_id - 1);
    if (!is_newest(g, at, row->day_))
        return OK;
    return add_ends(g, (struct ends){.row = at,
                                     .kind = ROLL_CERTIFICATE,
                                     .tail = end_of(g, row->cert_sealed),
                                     .phone = end_of(g, row->phone_sealed)});
}

static rc add_number(struct reading *g, int64_t customer_id, enum roll_number kind, uint16_t tail)
{
    if (tail == ROLL_NO_TAIL)
        return OK;
    return add_ends(g,
                    (struct ends){.row = (uint32_t)(customer_id - 1), .kind = kind, .tail = tail});
}

static rc on_account(void *ctx, const struct q_roll_accounts_row *row)
{
    struct reading *g = ctx;
    return add_number(g, row->customer_id, ROLL_ACCOUNT, end_of(g, row->account_no_sealed));
}

static rc on_card(void *ctx, const struct q_roll_cards_row *row)
{
    struct reading *g = ctx;
    return add_number(g, row->customer_id, ROLL_CARD, end_of(g, row->card_no_sealed));
}

static rc read_records(struct reading *g, struct db *db)
{
    TRY(q_roll_records(db, on_record, g));
    write_out(g);
    vec_clear(&g->newest);
    return OK;
}

static rc read_ends(struct reading *g, struct db *db)
{
    TRY(q_roll_sealed(db, on_sealed, g));
    TRY(q_roll_accounts(db, on_account, g));
    TRY(q_roll_cards(db, on_card, g));
    write_out(g);
    return OK;
}

static void show(struct roll_keeper *k, struct roll *roll, bool has_tails)
{
    pthread_rwlock_wrlock(&k->lock);
    if (k->roll != roll)
        roll_free(k->roll);
    k->roll = roll;
    k->has_tails = has_tails;
    pthread_rwlock_unlock(&k->lock);
}

/* Names can be found while the numbers are still read. */
static rc read_whole(struct reading *g, struct db *db)
{
    struct roll_keeper *k = g->k;
    k->as_of = (struct published){NO_DAY, 0};
    g->roll = roll_new();
    rc r = read_records(g, db);
    if (r != OK) {
        roll_free(g->roll);
        return r;
    }
    show(k, g->roll, false);
    TRY(read_ends(g, db));
    show(k, g->roll, true);
    return OK;
}

static rc read_more(struct reading *g, struct db *db)
{
    g->roll = g->k->roll;
    TRY(read_records(g, db));
    return read_ends(g, db);
}

static rc read_days(struct roll_keeper *k, struct db *db, struct published until, bool whole,
                    struct arena *a)
{
    struct q_roll_days_set_row set;
    struct reading *g = mem_alloc(sizeof *g);
    *g = (struct reading){.k = k};
    vec_init(&g->newest, sizeof(day));
    arena_init(&g->names);
    arena_alloc(&g->names, 1); /* so that rewinding keeps its first block */
    g->mark = arena_mark(&g->names);
    buf_init(&g->plain);
    day after = whole ? BEFORE_ALL_DAYS : k->as_of.day;
    rc r = q_roll_days_set(db, a, after, until.day, &set);
    if (r == OK)
        r = whole ? read_whole(g, db) : read_more(g, db);
    vec_release(&g->newest);
    arena_release(&g->names);
    buf_release(&g->plain);
    free(g);
    return r;
}

/* ---- its turns ---- */

/* A bank without a day has nobody to be found. */
static rc catch_up(struct roll_keeper *k, struct db *db, struct arena *a)
{
    struct published newest;
    struct q_roll_is_continued_row is = {.still = false};
    TRY(published_find(db, &newest));
    if (newest.day == NO_DAY && !k->roll)
        show(k, roll_new(), true);
    if (newest.day == NO_DAY || (newest.day == k->as_of.day && newest.at == k->as_of.at))
        return OK;
    if (k->as_of.day != NO_DAY && newest.day > k->as_of.day)
        TRY(q_roll_is_continued(db, k->as_of.day, k->as_of.at, &is));
    TRY(read_days(k, db, newest, !is.still, a));
    k->as_of = newest;
    return OK;
}

/* The only place that logs of it: once, until it could be read again. */
static void note(struct roll_keeper *k, rc r, const char *why)
{
    if (r != OK && r != E_CANCELLED && !k->is_told)
        fprintf(stderr, "guanhu: the customers cannot be read for the search: %s\n", why);
    k->is_told = r != OK;
}

/* Within a transaction nothing is heard: its end must not wait for the next turn. */
static rc turn(void *self, struct db *db, int *ret_millis)
{
    struct arena a;
    arena_init(&a);
    *ret_millis = IDLE_MS;
    rc r = db_begin_read(db);
    if (r == OK)
        r = catch_up(self, db, &a);
    if (r == OK)
        r = db_commit(db);
    if (r == OK)
        r = db_settle(db);
    note(self, r, db_why(db));
    arena_release(&a);
    return r;
}

/* ---- beginning and ending ---- */

static void release(struct roll_keeper *k)
{
    roll_free(k->roll);
    pthread_rwlock_destroy(&k->lock);
    free(k);
}

/* Every server keeps its own: the lock that it leads by is nobody else's. */
rc roll_keeper_begin(const struct bank *bank, struct roll_keeper **ret_keeper, struct why *why)
{
    struct roll_keeper *k = mem_alloc(sizeof *k);
    const struct leader_duty duty = {.lock = (int64_t)random_number(), .turn = turn, .self = k};
    *k = (struct roll_keeper){.bank = bank, .as_of = {NO_DAY, 0}};
    pthread_rwlock_init(&k->lock, NULL);
    rc r = leader_begin(bank, &duty, &k->leader, why);
    if (r != OK) {
        release(k);
        return r;
    }
    *ret_keeper = k;
    return OK;
}

void roll_keeper_end(struct roll_keeper *k)
{
    if (!k)
        return;
    leader_end(k->leader);
    release(k);
}
