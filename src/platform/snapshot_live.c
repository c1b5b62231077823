#include "platform/snapshot_live.h"

#include "platform/snapshots.h"
#include "platform/snapshots.sql.h"

/* More than these are not looked up one by one: all are read anew. */
enum { CUSTOMERS_MOST = 20000 };

/* ---- who manages whom ---- */

struct care_of_day {
    struct managers_maker *maker;
    int64_t customers;
};

/* Care may begin before its customer was delivered: who came after the day is not in its snapshot.
 */
static rc on_care(void *ctx, const struct q_snapshots_care_row *row)
{
    const struct care_of_day *c = ctx;
    if (row->customer_id > c->customers)
        return OK;
    bool sound =
        managers_maker_add(c->maker, row->customer_id, row->since, row->staff_ids, row->shares);
    return sound ? OK : E_INVALID;
}

rc live_read_managers(struct db *db, int64_t customers, struct managers **ret)
{
    struct care_of_day c = {managers_maker_new(customers), customers};
    rc r = q_snapshots_care(db, on_care, &c);
    if (r == OK)
        *ret = managers_made(c.maker);
    else
        managers_maker_free(c.maker);
    return r;
}

/* ---- sets ---- */

static rc on_member(void *ctx, const struct q_snapshots_members_row *row)
{
    (void)live_maker_member(ctx, row->set_id, row->customer_id); /* the set may be no more */
    return OK;
}

static bool is_among(const struct int4s *ids, int32_t id)
{
    for (size_t i = 0; i < ids->len; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

/* anew: of which sets all members will come; NULL: of all. */
static rc announce(struct db *db, struct arena *a, struct live_maker *m, const struct int4s *anew)
{
    struct q_snapshots_sets_row *sets;
    size_t len = 0;
    TRY(q_snapshots_sets(db, a, &sets, &len));
    for (size_t i = 0; i < len; i++)
        if (!live_maker_set(m, sets[i].set_id, sets[i].kind, sets[i].name,
                            !anew || is_among(anew, sets[i].set_id)))
            return E_INVALID;
    return OK;
}

rc live_read_sets(struct db *db, struct live_sets **ret)
{
    struct live_maker *m = live_maker_new(NULL, NULL, 0);
    struct arena a;
    arena_init(&a);
    rc r = announce(db, &a, m, NULL);
    if (r == OK)
        r = q_snapshots_members(db, on_member, m);
    if (r == OK)
        *ret = live_sets_made(m);
    else
        live_maker_free(m);
    arena_release(&a);
    return r;
}

/* ---- changes ---- */

/* Customers by what of them changed, ascending, each once; and whole sets. */
struct noted {
    struct int8s customers[CHANGED_KINDS];
    bool all[CHANGED_KINDS]; /* too many, or said so */
    struct int4s sets;
};

static void list_changes(struct arena *a, const struct q_snapshots_changes_row *rows, size_t len,
                         struct noted *ret)
{
    int64_t *customers[CHANGED_KINDS];
    int32_t *sets = arena_alloc(a, (len + 1) * sizeof *sets);
    for (size_t kind = 0; kind < CHANGED_KINDS; kind++)
        customers[kind] = arena_alloc(a, (len + 1) * sizeof *customers[kind]);
    *ret = (struct noted){.sets = {sets, 0}};
    for (size_t i = 0; i < len; i++) {
        int32_t what = rows[i].what;
        if (what == CHANGED_SET)
            sets[ret->sets.len++] = rows[i].set_id;
        else if (what >= 0 && what < CHANGED_KINDS && rows[i].customer_id)
            customers[what][ret->customers[what].len++] = rows[i].customer_id;
        else if (what >= 0 && what < CHANGED_KINDS)
            ret->all[what] = true;
    }
    for (size_t kind = 0; kind < CHANGED_KINDS; kind++) {
        ret->customers[kind].items = customers[kind];
        ret->all[kind] |= ret->customers[kind].len > CUSTOMERS_MOST;
    }
}

static rc change_managers(struct db *db, struct arena *a, const struct snapshot *s,
                          const struct noted *c, struct managers **ret)
{
    struct q_snapshots_care_of_row *rows;
    const struct int8s *customers = &c->customers[CHANGED_CARE];
    size_t len = 0;
    if (c->all[CHANGED_CARE])
        return live_read_managers(db, s->count, ret);
    if (customers->len == 0)
        return OK;
    TRY(q_snapshots_care_of(db, a, *customers, s->day, &rows, &len));
    struct managers_maker *m = managers_maker_on(s, customers->items, customers->len);
    for (size_t i = 0; i < len; i++) /* who came after the day is not in the snapshot yet */
        if (rows[i].customer_id <= s->count &&
            !managers_maker_add(m, rows[i].customer_id, rows[i].since, rows[i].staff_ids,
                                rows[i].shares)) {
            managers_maker_free(m);
            return E_INVALID;
        }
    *ret = managers_made(m);
    return OK;
}

static rc add_changed(struct db *db, struct arena *a, const struct noted *c, struct live_maker *m)
{
    struct q_snapshots_members_of_sets_row *of_sets;
    struct q_snapshots_members_of_row *of;
    size_t len = 0;
    TRY(announce(db, a, m, &c->sets));
    TRY(q_snapshots_members_of_sets(db, a, c->sets, &of_sets, &len));
    for (size_t i = 0; i < len; i++)
        (void)live_maker_member(m, of_sets[i].set_id, of_sets[i].customer_id);
    TRY(q_snapshots_members_of(db, a, c->customers[CHANGED_MEMBERS], &of, &len));
    for (size_t i = 0; i < len; i++)
        (void)live_maker_member(m, of[i].set_id, of[i].customer_id);
    return OK;
}

static rc change_sets(struct db *db, struct arena *a, const struct snapshot *s,
                      const struct noted *c, struct live_sets **ret)
{
    const struct int8s *customers = &c->customers[CHANGED_MEMBERS];
    if (c->all[CHANGED_MEMBERS])
        return live_read_sets(db, ret);
    if (customers->len == 0 && c->sets.len == 0)
        return OK;
    struct live_maker *m = live_maker_new(live_sets_of(s), customers->items, customers->len);
    rc r = add_changed(db, a, c, m);
    if (r == OK)
        *ret = live_sets_made(m);
    else
        live_maker_free(m);
    return r;
}

rc live_read_changes(struct db *db, const struct snapshot *s, struct text seen,
                     struct live_changes *ret)
{
    struct q_snapshots_changes_row *rows;
    struct noted c;
    struct arena a;
    size_t len = 0;
    arena_init(&a);
    rc r = q_snapshots_changes(db, &a, seen, &rows, &len);
    if (r == OK) {
        list_changes(&a, rows, len, &c);
        ret->any = len > 0;
        r = change_managers(db, &a, s, &c, &ret->managers);
    }
    if (r == OK)
        r = change_sets(db, &a, s, &c, &ret->sets);
    if (r != OK)
        ret->managers = managers_unref(ret->managers);
    arena_release(&a);
    return r;
}

rc live_read_moment(struct db *db, struct buf *ret_seen)
{
    struct q_snapshots_seen_row row;
    struct arena a;
    arena_init(&a);
    rc r = q_snapshots_seen(db, &a, &row);
    if (r == OK) {
        buf_clear(ret_seen);
        buf_add(ret_seen, row.seen.ptr, row.seen.len);
    }
    arena_release(&a);
    return r;
}
