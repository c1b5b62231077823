#pragma once
/* snapshot_make -- how a snapshot comes into being: whole, from every version up to a day, in any
 * order; or from the snapshot of the day before, by what the next day brought.
 *
 * The engine knows no SQL: platform/snapshots.c reads, and hands over row by row.  A maker belongs
 * to one thread; but accounts (maker_account, maker_accounts_end) may come from a second one while
 * the first hands over all the rest.  The functions that take a row say false where its number is
 * none that was announced: the database is damaged. */
#include "engine/snapshot.h"

struct maker;

struct snapshot_of {
    day day;
    int64_t at;        /* published */
    day first_day;     /* the bank's */
    int64_t customers; /* the highest number */
};

/* 'before': the snapshot of the day before, and only what of->day brought will come; NULL: all
 * versions up to of->day will (best oldest first). */
struct maker *maker_new(const struct snapshot_of *of, const struct snapshot *before);
void maker_free(struct maker *m); /* NULL is fine */

bool maker_customer(struct maker *m, int64_t customer_id, day came);

struct record_fact {
    int64_t customer_id;
    day day;
    bool gone;
    uint16_t birthday;
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
void maker_accounts_end(struct maker *m);

/* The newest of all of them, each time. */
bool maker_place(struct maker *m, int32_t org_id, int32_t first, int32_t last);

/* Of the day; row and worth are filled in. */
bool maker_raised(struct maker *m, int64_t customer_id, const struct raised *alert);

/* ---- who manages whom, on the snapshot's day ---------------------------------------------------
 */

struct managers;
struct managers_maker;
struct managers_maker *managers_maker_new(int64_t customers);
void managers_maker_free(struct managers_maker *m); /* NULL is fine */
/* The main manager first. */
bool managers_maker_add(struct managers_maker *m, int64_t customer_id, day since,
                        struct int4s staff);
/* The caller owns it, until it is handed over below; frees the maker. */
struct managers *managers_made(struct managers_maker *m);

/* Frees the maker and takes the managers over.  The caller owns the snapshot (snapshot_unref). */
struct snapshot *maker_snapshot(struct maker *m, struct managers *managers);

/* Of a bank without a day: nobody. */
struct snapshot *snapshot_empty(void);

/* The same day with other managers, which are taken over. */
struct snapshot *snapshot_with_managers(const struct snapshot *s, struct managers *managers);
