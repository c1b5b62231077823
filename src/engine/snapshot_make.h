#pragma once
/* snapshot_make -- how a snapshot comes into being: whole, from every version up to a day, in any
 * order; or from the snapshot of the day before, by what the next day brought.
 *
 * The engine knows no SQL: platform/snapshots.c reads, and hands over row by row.  A maker belongs
 * to one thread; but products, rates, accounts and cards may come from a second one, and what
 * happened (maker_act, maker_txn) from a third, while the first hands over all the rest.  The
 * functions that take a row say false where its number is none that was announced: the database is
 * damaged. */
#include "engine/snapshot.h"

struct maker;

struct snapshot_of {
    day day;
    int64_t at;        /* published */
    day first_day;     /* the bank's */
    int64_t customers; /* the highest number */
    uint32_t gaps;     /* as in the snapshot */
};

/* 'before': the snapshot of the day before, and only what of->day brought will come; NULL: all
 * versions up to of->day will (best oldest first). */
struct maker *maker_new(const struct snapshot_of *of, const struct snapshot *before);
void maker_free(struct maker *m); /* NULL is fine */
day maker_day(const struct maker *m);

bool maker_customer(struct maker *m, int64_t customer_id, day came);

struct record_fact {
    int64_t customer_id;
    day day;
    bool gone;
    uint16_t birthday;
    uint8_t gender, cert_type, risk_level; /* NOT_KNOWN */
    bool dnd;
    day born, opened_on, risk_assessed_on;
    fen income_year; /* INCOME_NOT_KNOWN */
    struct text occupation, education, marital;
};
bool maker_record(struct maker *m, const struct record_fact *f);
bool maker_home(struct maker *m, int64_t customer_id, day since, int32_t home_id);

struct figures_fact {
    int64_t customer_id;
    day day;
    struct sums sums;
    fen fa, acct_max, fa_ytd, cc_spend;
    uint8_t cc_grade, kinds;
    struct verdict verdict;
};
bool maker_figures(struct maker *m, const struct figures_fact *f);

/* Before accounts: the newest of all of them, each time. */
bool maker_product(struct maker *m, int32_t product_id, enum product_class class);
bool maker_rate(struct maker *m, int32_t currency_id, int64_t rate);

struct account_fact {
    int64_t customer_id, account_id;
    fen balance;
    day day, matures_on;
    int32_t product_id, currency_id;
    uint8_t status;
};
bool maker_account(struct maker *m, const struct account_fact *f);

/* The newest of all of them, each time. */
bool maker_place(struct maker *m, int32_t org_id, int32_t first, int32_t last);
bool maker_region(struct maker *m, int32_t org_id, struct text region);

struct card_fact {
    int64_t customer_id, card_id;
    day day, expires_on;
    uint8_t kind, grade, status;
    bool vip;
};
bool maker_card(struct maker *m, const struct card_fact *f);
/* The schemes in force on the day, before their levels.  False: they are not those of the snapshot
 * before, and all levels have to come anew. */
bool maker_schemes(struct maker *m, const struct schemes *schemes);
/* All sides of a customer move together: a newer day says all of them. */
bool maker_level(struct maker *m, int64_t customer_id, size_t side, day d, uint8_t level);
/* Bit set of the kinds in which others stand to the customer.  Those of the day before stay, until
 * it is said that all come anew. */
void maker_related_anew(struct maker *m);
bool maker_related(struct maker *m, int64_t customer_id, uint8_t kinds);

/* What happened: on which date, delivered on which day.  These may come from a third thread. */
struct act_fact {
    int64_t customer_id;
    day on, delivered;
    uint8_t act; /* enum act */
    struct text object;
};
bool maker_act(struct maker *m, const struct act_fact *f);

/* The NOT_SAID codes of events.h.  replaced: a version in whose place a later one came; where both
 * come whole, each of them. */
struct txn_fact {
    int64_t customer_id;
    day on, delivered;
    uint8_t direction, kind, channel, class;
    fen amount; /* base */
    bool replaced;
};
bool maker_txn(struct maker *m, const struct txn_fact *f);

/* Of the day; without a snapshot before, of the RAISED_DAYS that end with it.  row, currency and
 * worth are filled in. */
bool maker_raised(struct maker *m, int64_t customer_id, const struct raised *alert);

/* ---- who manages whom, on the snapshot's day ---------------------------------------------------
 */

struct managers;
struct managers_maker;
struct managers_maker *managers_maker_new(int64_t customers);
void managers_maker_free(struct managers_maker *m); /* NULL is fine */
/* The main manager first, shares in the same order; each customer once. */
bool managers_maker_add(struct managers_maker *m, int64_t customer_id, day since,
                        struct int4s staff, struct int4s shares);
/* Goes on from those that there are, but of these customers forgets who managed them. */
struct managers_maker *managers_maker_on(const struct snapshot *s, const int64_t *customers,
                                         size_t len);
/* The caller owns it, until it is handed over below; frees the maker. */
struct managers *managers_made(struct managers_maker *m);
struct managers *managers_unref(struct managers *m); /* NULL is fine; returns NULL */

/* ---- sets of customers that people change ------------------------------------------------------
 */

struct live_sets;
struct live_sets *live_sets_ref(struct live_sets *l);
struct live_sets *live_sets_unref(struct live_sets *l); /* NULL is fine; returns NULL */
struct live_sets *live_sets_of(const struct snapshot *s);

/* A maker goes on from the sets that there are (NULL: none). Those that are not announced are no
 * more.  all: every member of the set will come; else those of 'customers' alone, ascending, are
 * forgotten and come anew. */
struct live_maker;
struct live_maker *live_maker_new(struct live_sets *before, const int64_t *customers, size_t len);
void live_maker_free(struct live_maker *m); /* NULL is fine */
bool live_maker_set(struct live_maker *m, int32_t id, int32_t kind, struct text name, bool all);
/* False: the set was not announced. */
bool live_maker_member(struct live_maker *m, int32_t id, int64_t customer_id);
struct live_sets *live_sets_made(struct live_maker *m); /* frees the maker */

/* ---- the end -----------------------------------------------------------------------------------
 */

/* Frees the maker and takes managers and sets over (NULL: none).  The caller owns the snapshot
 * (snapshot_unref). */
struct snapshot *maker_snapshot(struct maker *m, struct managers *managers, struct live_sets *live);

/* Of a bank without a day: nobody. */
struct snapshot *snapshot_empty(void);

/* The same day with other managers or sets, which are taken over; NULL: the same ones. */
struct snapshot *snapshot_with(const struct snapshot *s, struct managers *managers,
                               struct live_sets *live);
