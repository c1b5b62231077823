#pragma once
/* Private to the making of snapshots: what a maker has gathered. */
#include "base/text.h"
#include "engine/make_events.h"
#include "engine/snapshot_make.h"
#include "engine/snapshot_parts.h"

/* The newest version of an account so far. */
struct account_seen {
    fen balance;
    uint32_t customer; /* row + 1; 0: no version yet */
    day day, matures_on;
    int32_t product_id;
    uint16_t currency;
    uint8_t status;
};

/* A version of an account whose maturity has come within MATURITY_DAYS. */
struct dated {
    uint32_t account, customer;
    day day, matures_on;
    fen balance;
    int32_t product_id;
    uint16_t currency;
};

/* Any version that may have taken the place of such a one: the day is all that matters. */
struct superseding {
    uint32_t next; /* of the same account, + 1; 0 ends */
    day day;
};

/* Accounts as they come.  Whole: all versions; else the day's, which are merged into the holdings
 * of the snapshot before. */
struct account_maker {
    uint32_t count; /* accounts: the highest number so far */
    uint32_t room;
    struct account_seen *seen;
    struct vec dated;         /* struct dated */
    struct vec superseding;   /* struct superseding */
    uint32_t *superseding_of; /* by account: the first + 1; 0: none */
    struct vec today; /* struct account_fact: of the day, where there is a snapshot before */
};

enum { ENDS_MOST = AT_COUNT + BACK_COUNT };

struct maker {
    struct day_part *day;          /* being made */
    const struct snapshot *before; /* of the day before; NULL: whole */
    uint32_t count;                /* customers */

    /* whole: amounts are gathered by the stretch of days that ends with one of these */
    day ends[ENDS_MOST];
    size_t ends_len;
    struct amounts *stretches[ENDS_MOST];
    day *newest[ENDS_MOST]; /* by row: the newest version within the stretch so far */

    day *record_of;  /* by row: the day of the newest record so far */
    day *home_of;    /* by row: since when it belongs where it does */
    day *figures_of; /* the same of the figures */
    day *levels_of;  /* and of the levels */
    size_t days_size;

    struct account_maker accounts;
    struct vec raised; /* struct raised */
    struct vec places; /* struct placed */

    struct terms_maker words;
    struct vec regions; /* uint32_t, by org_id: a term */
    struct events_maker *events;
};

struct placed {
    int32_t org_id;
    uint32_t first, last;
};

void account_maker_begin(struct maker *m);
void account_maker_release(struct account_maker *a);
/* Versions of the day of an account, of two the present owner's; NULL: none.  After
 * make_maturities. */
const struct account_fact *version_of(const struct vec *today, uint32_t account);

/* Holdings and maturities of the day. */
void make_holdings(struct maker *m);
void make_maturities(struct maker *m);
/* Cards by customer, regions by place, amounts at earlier month ends. */
void cards_begin(struct maker *m); /* those of the snapshot before */
void make_cards(struct maker *m);
void make_regions(struct maker *m);
void make_back(struct maker *m);
/* Places of all homes, and what is summed up by them. */
void make_places(struct maker *m);
void make_sums(struct maker *m);
void make_raised(struct maker *m);
