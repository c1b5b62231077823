#include "platform/snapshot_read.h"

#include <pthread.h>

#include "engine/pick.h"
#include "platform/published.h"
#include "platform/snapshot_live.h"
#include "platform/snapshot_rows.h"
#include "platform/snapshots.sql.h"

/* A longer gap is read whole. */
enum { DAYS_MOST = 8 };

struct reading {
    const struct bank *bank;
    struct db *db;
    struct published newest;
    day first_day;
    struct rows_to to;
    const struct snapshots_held *held;
};

/* ---- transactions ---- */

/* Sees one moment, and nobody takes away what it has not looked at yet. */
static rc begin(struct db *db)
{
    TRY(db_begin_read(db));
    TRY(q_snapshots_hold_time(db, NULL));
    return q_snapshots_hold(db, NULL);
}

/* after: days of which nothing is to be known any more but what replaced them; known: customers. */
static rc set_day(struct db *db, day d, day after, uint32_t known)
{
    struct arena a;
    struct q_snapshots_day_set_row row;
    arena_init(&a);
    rc r = q_snapshots_day_set(db, &a, d, after, known, &row);
    arena_release(&a);
    return r;
}

/* ---- accounts and events, beside the rest ---- */

struct beside {
    struct reading *reading;
    rc (*read)(struct rows_to *to, struct db *db, bool whole);
    struct db *db;
    pthread_t thread;
    bool began;
    rc result;
    struct why why;
};

static rc is_published(struct db *db, struct published p, bool *ret)
{
    struct q_snapshots_days_row *days;
    struct arena a;
    size_t len = 0;
    arena_init(&a);
    rc r = q_snapshots_days(db, &a, p.day, p.day, &days, &len);
    *ret = r == OK && len == 1 && days->published_at == p.at;
    arena_release(&a);
    return r;
}

static rc read_beside(struct beside *b)
{
    const struct published *wanted = &b->reading->newest;
    bool still = false;
    TRY(begin(b->db));
    TRY(is_published(b->db, *wanted, &still));
    if (!still)
        return E_CONFLICT; /* run again between the connections */
    TRY(set_day(b->db, wanted->day, wanted->day - EVENT_DAYS, 0));
    return b->read(&b->reading->to, b->db, true);
}

static void *read_in_thread(void *self)
{
    struct beside *b = self;
    rc r = read_beside(b);
    b->result = db_tell(b->db, r, &b->why);
    db_rollback(b->db);
    return NULL;
}

static rc begin_beside(struct beside *b, struct reading *g, struct why *why)
{
    b->reading = g;
    TRY(bank_connect(g->bank, &b->db, why));
    b->began = pthread_create(&b->thread, NULL, read_in_thread, b) == 0;
    return OK;
}

static rc end_beside(struct beside *b, rc r, struct why *why)
{
    if (!b->db)
        return r;
    if (b->began)
        pthread_join(b->thread, NULL);
    else if (r == OK)
        read_in_thread(b);
    db_close(b->db);
    return r == OK && b->result != OK ? why_say(why, b->result, "%s", b->why.text) : r;
}

static rc read_all(struct reading *g, struct why *why)
{
    struct beside accounts = {.read = rows_of_accounts}, events = {.read = rows_of_events};
    rc r = begin_beside(&accounts, g, why);
    if (r == OK)
        r = begin_beside(&events, g, why);
    if (r == OK)
        r = db_tell(g->db, rows_of_customers(&g->to, g->db, true), why);
    r = end_beside(&accounts, r, why);
    return end_beside(&events, r, why);
}

/* ---- snapshots ---- */

static rc bank_of(struct reading *g, day d, struct snapshot_of *ret_of)
{
    struct q_snapshots_bank_row row;
    TRY(q_snapshots_bank(g->db, d, &row));
    if (row.customers >= NO_ROW / 2)
        return E_INVALID;
    *ret_of = (struct snapshot_of){
        .day = d,
        .at = g->newest.at,
        .first_day = row.first_day,
        .customers = row.customers,
        .gaps = (uint32_t)row.gaps,
    };
    return OK;
}

static void end_maker(struct reading *g)
{
    maker_free(g->to.maker);
    g->to.maker = NULL;
}

/* The sets as they are now: those that are held, and what changed since. */
static rc read_sets(struct reading *g, struct live_sets **ret)
{
    const struct snapshots_held *h = g->held;
    struct live_changes c = {.any = false};
    if (!h || !h->len || !h->items[0] || !h->seen.len)
        return live_read_sets(g->db, ret);
    TRY(live_read_changes(g->db, h->items[0], h->seen, &c));
    managers_unref(c.managers); /* they are read for the new day */
    *ret = c.sets ? c.sets : live_sets_ref(live_sets_of(h->items[0]));
    return OK;
}

/* The parts of a day are there; with its managers and the sets they are a snapshot. */
static rc finish(struct reading *g, const struct snapshot_of *of, struct snapshot **ret)
{
    struct managers *managers = NULL;
    struct live_sets *sets = NULL;
    TRY(live_read_managers(g->db, of->customers, &managers));
    rc r = read_sets(g, &sets);
    if (r != OK) {
        managers_unref(managers);
        return r;
    }
    *ret = maker_snapshot(g->to.maker, managers, sets);
    g->to.maker = NULL;
    return OK;
}

static rc whole(struct reading *g, struct snapshot **ret, struct why *why)
{
    struct snapshot_of of;
    rc r = bank_of(g, g->newest.day, &of);
    if (r == OK)
        r = set_day(g->db, of.day, of.day - EVENT_DAYS, 0);
    if (db_tell(g->db, r, why) != OK)
        return r;
    g->to = (struct rows_to){.maker = maker_new(&of, NULL)};
    r = read_all(g, why);
    if (r == OK)
        r = db_tell(g->db, finish(g, &of, ret), why);
    end_maker(g);
    return r;
}

/* One day on.  'at': when it was published. */
static rc next(struct reading *g, const struct snapshot *before, int64_t at, struct snapshot **ret)
{
    struct snapshot_of of;
    TRY(bank_of(g, before->day + 1, &of));
    of.at = at;
    TRY(set_day(g->db, of.day, before->day, before->count));
    g->to = (struct rows_to){.maker = maker_new(&of, before)};
    rc r = rows_of_customers(&g->to, g->db, false);
    if (r == OK)
        r = rows_of_accounts(&g->to, g->db, false);
    if (r == OK)
        r = rows_of_events(&g->to, g->db, false);
    if (r == OK)
        r = finish(g, &of, ret);
    end_maker(g);
    return r;
}

/* Day after day; 'days': all days from that of 'before' on, that one first. */
static rc go_on(struct reading *g, struct snapshot *before, const struct q_snapshots_days_row *days,
                size_t len, struct snapshot **ret)
{
    struct snapshot *at = snapshot_ref(before);
    for (size_t i = 1; i < len; i++) {
        struct snapshot *later = NULL;
        rc r = next(g, at, days[i].published_at, &later);
        snapshot_unref(at);
        if (r != OK)
            return r;
        at = later;
    }
    *ret = at;
    return OK;
}

/* The newest snapshot from which every day on is there, itself as it was when it was read. */
static rc find_base(struct reading *g, const struct snapshots_held *held, struct arena *a,
                    struct snapshot **ret_base, struct q_snapshots_days_row **ret_days,
                    size_t *ret_len)
{
    *ret_base = NULL;
    for (size_t i = 0; i < held->len; i++) {
        struct snapshot *s = held->items[i];
        if (!s || s->day >= g->newest.day || g->newest.day - s->day > DAYS_MOST)
            continue;
        TRY(q_snapshots_days(g->db, a, s->day, g->newest.day, ret_days, ret_len));
        if (*ret_len != (size_t)(g->newest.day - s->day + 1) || (*ret_days)->published_at != s->at)
            continue;
        *ret_base = s;
        return OK;
    }
    return OK;
}

static rc read_newest(struct reading *g, const struct snapshots_held *held, struct snapshot **ret,
                      struct why *why)
{
    struct q_snapshots_days_row *days = NULL;
    struct snapshot *base = NULL;
    struct arena a;
    size_t len = 0;
    arena_init(&a);
    rc r = db_tell(g->db, find_base(g, held, &a, &base, &days, &len), why);
    if (r == OK && base)
        r = db_tell(g->db, go_on(g, base, days, len, ret), why);
    else if (r == OK)
        r = whole(g, ret, why);
    arena_release(&a);
    return r;
}

/* The same day; but what people changed is read again. */
static rc read_again(struct reading *g, struct snapshot **ret)
{
    const struct snapshot *s = g->held->items[0];
    struct live_changes c = {.any = false};
    TRY(set_day(g->db, s->day, s->day, 0));
    if (!g->held->seen.len) {
        TRY(live_read_managers(g->db, s->count, &c.managers));
        rc r = live_read_sets(g->db, &c.sets);
        if (r != OK) {
            managers_unref(c.managers);
            return r;
        }
    } else {
        TRY(live_read_changes(g->db, s, g->held->seen, &c));
    }
    if (c.managers || c.sets)
        *ret = snapshot_with(s, c.managers, c.sets);
    return OK;
}

static bool is_held(const struct snapshots_held *held, struct published p)
{
    const struct snapshot *s = held->len ? held->items[0] : NULL;
    return s && s->day == p.day && s->at == p.at;
}

/* What people change is looked for in a transaction of its own: no table need be held for that. */
static rc look_again(struct reading *g, bool *ret_same, struct snapshot **ret, struct buf *seen)
{
    struct published newest;
    TRY(db_begin_read(g->db));
    TRY(published_find(g->db, &newest));
    *ret_same = is_held(g->held, newest);
    if (!*ret_same)
        return OK;
    if (g->held->rang)
        TRY(read_again(g, ret));
    return g->held->rang ? live_read_moment(g->db, seen) : OK;
}

static rc read(struct reading *g, struct snapshot **ret, struct buf *ret_seen, struct why *why)
{
    bool same = false;
    TRY(db_tell(g->db, look_again(g, &same, ret, ret_seen), why));
    if (same)
        return OK;
    db_rollback(g->db);
    TRY(db_tell(g->db, begin(g->db), why));
    TRY(db_tell(g->db, published_find(g->db, &g->newest), why));
    if (g->newest.day == NO_DAY)
        return OK;
    TRY(read_newest(g, g->held, ret, why));
    return db_tell(g->db, live_read_moment(g->db, ret_seen), why);
}

static rc end(const struct reading *g, rc r, const struct why *said, struct why *why)
{
    const char *table = NULL;
    db_rollback(g->db);
    for (size_t hand = 0; hand < HANDS; hand++)
        table = table ? table : g->to.damaged[hand];
    if (r == E_INVALID)
        return why_say(why, E_INTERNAL,
                       "a row of table %s has a number that the database does not know",
                       table ? table : "care");
    return r == OK ? OK : why_say(why, r, "%s", said->text);
}

rc snapshot_read(const struct bank *bank, struct db *db, const struct snapshots_held *held,
                 struct snapshot **ret_snapshot, struct buf *ret_seen, struct why *why)
{
    struct reading g = {.bank = bank, .db = db, .held = held};
    struct why own = {""};
    *ret_snapshot = NULL;
    rc r = read(&g, ret_snapshot, ret_seen, &own);
    if (r != OK)
        *ret_snapshot = snapshot_unref(*ret_snapshot);
    return end(&g, r, &own, why);
}

static rc read_until(struct reading *g, day d, struct snapshot **ret, struct why *why)
{
    struct q_snapshots_days_row *days;
    struct arena a;
    size_t len = 0;
    TRY(db_tell(g->db, begin(g->db), why));
    arena_init(&a);
    rc r = db_tell(g->db, q_snapshots_days(g->db, &a, d, d, &days, &len), why);
    if (r == OK && len == 0)
        r = why_say(why, E_NOT_FOUND, "%s was not published", day_format(d).text);
    if (r == OK)
        g->newest = (struct published){days->day_, days->published_at};
    arena_release(&a);
    return r == OK ? whole(g, ret, why) : r;
}

rc snapshot_read_until(const struct bank *bank, struct db *db, day d,
                       struct snapshot **ret_snapshot, struct why *why)
{
    struct reading g = {.bank = bank, .db = db};
    struct why own = {""};
    *ret_snapshot = NULL;
    rc r = read_until(&g, d, ret_snapshot, &own);
    return end(&g, r, &own, why);
}
