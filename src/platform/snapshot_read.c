#include "platform/snapshot_read.h"

#include <pthread.h>

#include "engine/pick.h"
#include "platform/published.h"
#include "platform/snapshots.sql.h"

/* A longer gap is read whole. */
enum { DAYS_MOST = 8 };

struct reading {
    const struct bank *bank;
    struct db *db;
    struct published newest;
    day first_day;
    struct maker *maker;
    struct managers_maker *managers;
    const char *damaged, *damaged_account; /* by whom each is read */
};

/* ---- rows ---- */

/* Says which row has a number that the database itself does not know. */
static rc damaged(const char **at, const char *what, bool sound)
{
    if (!sound)
        *at = what;
    return sound ? OK : E_INVALID;
}

static rc on_customer(void *ctx, const struct q_snapshots_customers_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged, "customer", maker_customer(g->maker, row->customer_id, row->day_));
}

static rc take_record(struct reading *g, const struct q_snapshots_records_of_row *row)
{
    return damaged(&g->damaged, "customer_record",
                   maker_record(g->maker, &(struct record_fact){
                                              .customer_id = row->customer_id,
                                              .day = row->day_,
                                              .gone = row->gone,
                                              .birthday = birthday_of(row->birth_date),
                                          }));
}

static rc on_record(void *ctx, const struct q_snapshots_records_of_row *row)
{
    return take_record(ctx, row);
}

static rc on_old_record(void *ctx, const struct q_snapshots_records_until_row *row)
{
    return take_record(ctx, &(struct q_snapshots_records_of_row){row->customer_id, row->day_,
                                                                 row->gone, row->birth_date});
}

static rc on_home(void *ctx, const struct q_snapshots_homes_of_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged, "customer_home",
                   maker_home(g->maker, row->customer_id, row->day_, row->home_id));
}

static rc on_old_home(void *ctx, const struct q_snapshots_homes_until_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged, "customer_home",
                   maker_home(g->maker, row->customer_id, row->day_, row->home_id));
}

/* The two queries give the same columns. */
#define FIGURES_OF(row)                                                                            \
    {                                                                                              \
        .customer_id = (row)->customer_id, .day = (row)->day_,                                     \
        .sums = {{[CLASS_DEMAND] = (row)->demand.value,                                            \
                  [CLASS_TIME] = (row)->time.value,                                                \
                  [CLASS_MORTGAGE] = (row)->mortgage.value,                                        \
                  [CLASS_CREDIT_LOAN] = (row)->credit_loan.value,                                  \
                  [CLASS_OTHER_LOAN] = (row)->other_loan.value,                                    \
                  [CLASS_FUND] = (row)->fund.value,                                                \
                  [CLASS_BOND] = (row)->bond.value,                                                \
                  [CLASS_WEALTH] = (row)->wealth.value,                                            \
                  [CLASS_INSURANCE] = (row)->insurance.value,                                      \
                  [CLASS_SECURITIES] = (row)->securities.value,                                    \
                  [CLASS_GOLD] = (row)->gold.value}},                                              \
        .fa = (row)->fa, .acct_max = (row)->acct_max, .fa_ytd = (row)->fa_ytd,                     \
        .cc_spend = (row)->cc_spend.value, .cc_grade = (uint8_t)(row)->cc_grade,                   \
        .kinds = (uint8_t)(row)->product_kinds, .verdict = {                                       \
            .stage = (uint8_t)(row)->stage,                                                        \
            .tier = (uint8_t)(row)->tier,                                                          \
            .own_tier = (uint8_t)(row)->own_tier,                                                  \
            .ref = (uint8_t)(row)->ref,                                                            \
            .standing = (uint8_t)(row)->standing,                                                  \
            .below = (uint8_t)(row)->below                                                         \
        }                                                                                          \
    }

static rc on_figures(void *ctx, const struct q_snapshots_figures_of_row *row)
{
    struct reading *g = ctx;
    const struct figures_fact f = FIGURES_OF(row);
    return damaged(&g->damaged, "customer_day", maker_figures(g->maker, &f));
}

static rc on_old_figures(void *ctx, const struct q_snapshots_figures_until_row *row)
{
    struct reading *g = ctx;
    const struct figures_fact f = FIGURES_OF(row);
    return damaged(&g->damaged, "customer_day", maker_figures(g->maker, &f));
}

#define ACCOUNT_OF(row)                                                                            \
    {                                                                                              \
        .customer_id = (row)->customer_id, .account_id = (row)->account_id,                        \
        .balance = (row)->balance, .day = (row)->day_, .matures_on = (row)->matures_on,            \
        .product_id = (row)->product_id, .currency_id = (row)->currency_id,                        \
        .status = (uint8_t)(row)->status                                                           \
    }

static rc on_account(void *ctx, const struct q_snapshots_accounts_of_row *row)
{
    struct reading *g = ctx;
    const struct account_fact f = ACCOUNT_OF(row);
    return damaged(&g->damaged_account, "account_record", maker_account(g->maker, &f));
}

static rc on_old_account(void *ctx, const struct q_snapshots_accounts_until_row *row)
{
    struct reading *g = ctx;
    const struct account_fact f = ACCOUNT_OF(row);
    return damaged(&g->damaged_account, "account_record", maker_account(g->maker, &f));
}

static rc on_product(void *ctx, const struct q_snapshots_products_row *row)
{
    struct reading *g = ctx;
    bool sound = row->class >= 0 && row->class < CLASS_COUNT;
    return damaged(&g->damaged_account, "product",
                   sound &&
                       maker_product(g->maker, row->product_id, (enum product_class)row->class));
}

static rc on_rate(void *ctx, const struct q_snapshots_rates_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged_account, "currency",
                   maker_rate(g->maker, row->currency_id, row->rate));
}

static rc on_place(void *ctx, const struct q_snapshots_places_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged, "org_place",
                   maker_place(g->maker, row->org_id, row->first, row->last));
}

static rc on_alert(void *ctx, const struct q_snapshots_alerts_row *row)
{
    struct reading *g = ctx;
    const struct raised alert = {.number = row->number,
                                 .kind = (uint8_t)row->kind,
                                 .from = row->from_value,
                                 .to = row->to_value,
                                 .amount = row->amount,
                                 .object_id = row->object_id.value};
    return damaged(&g->damaged, "alert", maker_raised(g->maker, row->customer_id, &alert));
}

static rc on_care(void *ctx, const struct q_snapshots_care_row *row)
{
    struct reading *g = ctx;
    return damaged(&g->damaged, "care",
                   managers_maker_add(g->managers, row->customer_id, row->since, row->staff_ids));
}

/* ---- transactions ---- */

/* Sees one moment, and nobody takes away what it has not looked at yet. */
static rc begin(struct db *db)
{
    TRY(db_begin_read(db));
    TRY(q_snapshots_hold_time(db, NULL));
    return q_snapshots_hold(db, NULL);
}

static rc set_day(struct db *db, day d, uint32_t known)
{
    struct arena a;
    struct q_snapshots_day_set_row row;
    arena_init(&a);
    rc r = q_snapshots_day_set(db, &a, d, known, &row);
    arena_release(&a);
    return r;
}

/* ---- parts ---- */

static rc read_accounts(struct reading *g, struct db *db, bool whole)
{
    TRY(q_snapshots_products(db, on_product, g));
    TRY(q_snapshots_rates(db, on_rate, g));
    return whole ? q_snapshots_accounts_until(db, on_old_account, g)
                 : q_snapshots_accounts_of(db, on_account, g);
}

static rc read_customers(struct reading *g, bool whole)
{
    TRY(q_snapshots_customers(g->db, on_customer, g));
    TRY(whole ? q_snapshots_records_until(g->db, on_old_record, g)
              : q_snapshots_records_of(g->db, on_record, g));
    TRY(whole ? q_snapshots_homes_until(g->db, on_old_home, g)
              : q_snapshots_homes_of(g->db, on_home, g));
    TRY(whole ? q_snapshots_figures_until(g->db, on_old_figures, g)
              : q_snapshots_figures_of(g->db, on_figures, g));
    TRY(q_snapshots_places(g->db, on_place, g));
    return q_snapshots_alerts(g->db, on_alert, g);
}

/* Who manages whom on the day that is set.  customers: the highest number. */
static rc read_care(struct reading *g, int64_t customers, struct managers **ret)
{
    g->managers = managers_maker_new(customers);
    rc r = q_snapshots_care(g->db, on_care, g);
    if (r == OK)
        *ret = managers_made(g->managers);
    else
        managers_maker_free(g->managers);
    return r;
}

/* ---- accounts, beside the rest ---- */

struct beside {
    struct reading *reading;
    struct db *db;
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
        return E_CONFLICT; /* run again between the two connections */
    TRY(set_day(b->db, wanted->day, 0));
    return read_accounts(b->reading, b->db, true);
}

static void *read_in_thread(void *self)
{
    struct beside *b = self;
    rc r = read_beside(b);
    b->result = db_tell(b->db, r, &b->why);
    db_rollback(b->db);
    return NULL;
}

static rc read_all(struct reading *g, struct why *why)
{
    struct beside b = {.reading = g, .why = {""}};
    pthread_t thread;
    TRY(bank_connect(g->bank, &b.db, why));
    bool began = pthread_create(&thread, NULL, read_in_thread, &b) == 0;
    rc r = db_tell(g->db, read_customers(g, true), why);
    if (began)
        pthread_join(thread, NULL);
    else
        read_in_thread(&b);
    db_close(b.db);
    if (r == OK && b.result != OK)
        r = why_say(why, b.result, "%s", b.why.text);
    return r;
}

/* ---- snapshots ---- */

static rc bank_of(struct reading *g, day d, struct snapshot_of *ret_of)
{
    struct q_snapshots_bank_row row;
    TRY(q_snapshots_bank(g->db, d, &row));
    if (row.customers >= NO_ROW / 2)
        return E_INVALID;
    *ret_of = (struct snapshot_of){
        .day = d, .at = g->newest.at, .first_day = row.first_day, .customers = row.customers};
    return OK;
}

static void end_maker(struct reading *g)
{
    maker_free(g->maker);
    g->maker = NULL;
}

/* The parts of a day are there; with its managers they are a snapshot. */
static rc finish(struct reading *g, const struct snapshot_of *of, struct snapshot **ret)
{
    struct managers *managers = NULL;
    TRY(read_care(g, of->customers, &managers));
    *ret = maker_snapshot(g->maker, managers);
    g->maker = NULL;
    return OK;
}

static rc whole(struct reading *g, struct snapshot **ret, struct why *why)
{
    struct snapshot_of of;
    rc r = bank_of(g, g->newest.day, &of);
    if (r == OK)
        r = set_day(g->db, of.day, 0);
    if (db_tell(g->db, r, why) != OK)
        return r;
    g->maker = maker_new(&of, NULL);
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
    TRY(set_day(g->db, of.day, before->count));
    g->maker = maker_new(&of, before);
    rc r = read_customers(g, false);
    if (r == OK)
        r = read_accounts(g, g->db, false);
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

/* The same day; but who manages whom is read again where it changed. */
static rc read_again(struct reading *g, const struct snapshots_held *held, struct snapshot **ret)
{
    struct managers *managers = NULL;
    const struct snapshot *s = held->items[0];
    if (!held->care_changed)
        return OK;
    TRY(set_day(g->db, s->day, 0));
    TRY(read_care(g, s->count, &managers));
    *ret = snapshot_with_managers(s, managers);
    return OK;
}

/* Mostly nothing has happened, and no table need be held for that. */
static rc is_current(const struct reading *g, const struct snapshots_held *held, bool *ret)
{
    struct published newest;
    const struct snapshot *s = held->len ? held->items[0] : NULL;
    TRY(published_find(g->db, &newest));
    *ret = s && !held->care_changed && s->day == newest.day && s->at == newest.at;
    return OK;
}

static rc read(struct reading *g, const struct snapshots_held *held, struct snapshot **ret,
               struct why *why)
{
    bool current = false;
    TRY(db_tell(g->db, is_current(g, held, &current), why));
    if (current)
        return OK;
    TRY(db_tell(g->db, begin(g->db), why));
    TRY(db_tell(g->db, published_find(g->db, &g->newest), why));
    if (g->newest.day == NO_DAY)
        return OK;
    const struct snapshot *s = held->len ? held->items[0] : NULL;
    if (s && s->day == g->newest.day && s->at == g->newest.at)
        return db_tell(g->db, read_again(g, held, ret), why);
    return read_newest(g, held, ret, why);
}

static rc end(const struct reading *g, rc r, const struct why *said, struct why *why)
{
    db_rollback(g->db);
    if (r == E_INVALID)
        return why_say(why, E_INTERNAL,
                       "a row of table %s has a number that the database does not know",
                       g->damaged           ? g->damaged
                       : g->damaged_account ? g->damaged_account
                                            : "customer");
    return r == OK ? OK : why_say(why, r, "%s", said->text);
}

rc snapshot_read(const struct bank *bank, struct db *db, const struct snapshots_held *held,
                 struct snapshot **ret_snapshot, struct why *why)
{
    struct reading g = {.bank = bank, .db = db};
    struct why own = {""};
    *ret_snapshot = NULL;
    rc r = read(&g, held, ret_snapshot, &own);
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
