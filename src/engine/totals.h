#pragma once
/* totals -- what the customers of a reach sum up to, and what the day raised for them.
 *
 * For everybody and for organisations the sums over all places are made with the snapshot: they
 * cost a subtraction.  Customers who are gone have sums of the days before, and are not counted. */
#include "engine/reach.h"

struct totals {
    fen amounts[AT_COUNT][AMOUNT_COUNT];
    uint32_t customers;           /* not gone */
    uint32_t stages[STAGE_COUNT]; /* of them */
    uint32_t tiers[TIER_COUNT];
    uint32_t standings[STANDING_COUNT];
    uint32_t managed;    /* who have a main manager */
    uint32_t unassigned; /* targets who have none */
};
void totals_of(const struct snapshot *s, const struct reach *reach, struct totals *ret);

/* By organisation directly below; where customers are at home in the organisation itself, that one
 * comes first (itself, without those below).  In the order of the tree. */
struct org_totals {
    int32_t org_id;
    bool itself;
    struct totals totals;
};
void totals_by_child(const struct snapshot *s, int32_t org_id, struct arena *a,
                     struct org_totals **ret, size_t *ret_len);

/* By main manager, by staff_id; those without one come first, as 0. */
struct manager_totals {
    int32_t staff_id;
    struct totals totals;
};
void totals_by_manager(const struct snapshot *s, const struct reach *reach, struct arena *a,
                       struct manager_totals **ret, size_t *ret_len);

/* ---- classification tables ---------------------------------------------------------------------
 */

/* By what customers are divided; kinds: number of product classes held. */
enum split { SPLIT_TIER, SPLIT_STAGE, SPLIT_STANDING, SPLIT_BAND, SPLIT_KINDS, SPLIT_COUNT };

/* Bands of aum: band k holds from[k] <= aum < from[k + 1]; the first one what lies below. */
enum { BAND_COUNT = 10, SPLIT_MOST = 16 };
extern const fen band_from[BAND_COUNT]; /* [0]: no bound */
unsigned band_of(fen aum);
unsigned split_count(enum split split); /* how many parts, at most SPLIT_MOST */
unsigned split_of(const struct snapshot *s, uint32_t row, enum split split);

struct cell {
    uint32_t customers;
    fen aum;
};
struct cross {
    struct cell cells[SPLIT_MOST][SPLIT_MOST]; /* [part by 'down'][part by 'across'] */
};
/* Who are gone are not in it. */
void cross_of(const struct snapshot *s, const struct reach *reach, enum split down,
              enum split across, struct cross *ret);

/* ---- alerts, of the day and of some days before it
 * ------------------------------------------------
 */

/* The first day whose alerts somebody who reads them on 'today' (platform/read_on.h) could not read
 * on the working day before: that day itself, or the business day where that is older; with the
 * days before it that the bank valued only later; at most RAISED_DAYS.  On a Monday, Friday. */
day raised_since(const struct snapshot *s, day today);

struct raised_counts {
    uint32_t kinds[ALERT_COUNT];
    uint32_t all;
};
/* Of the days from 'since' on. */
void raised_count(const struct snapshot *s, const struct reach *reach, day since,
                  struct raised_counts *ret);

struct raised_asked {
    day since, today; /* raised since; read today */
    uint32_t kinds;   /* bit set of enum alert_kind; 0: all */
};
/* The most urgent first, then the most worth (worth.h). */
struct raised_list {
    const struct raised **items; /* the arena's */
    size_t len;
    size_t total, customers; /* alerts; of so many */
};
void raised_pick(const struct snapshot *s, const struct reach *reach,
                 const struct raised_asked *asked, size_t offset, size_t limit, struct arena *a,
                 struct raised_list *ret);
bool raised_is_asked(const struct raised_asked *asked, const struct raised *r);
/* Which of two is to be dealt with first: below 0, a. */
int raised_order(const struct raised *a, const struct raised *b, day today);

/* All of a customer, or of those at home in places first .. last, by place, row, newest day first,
 * number. */
void raised_of(const struct snapshot *s, uint32_t row, const struct raised **ret, size_t *ret_len);
void raised_at(const struct snapshot *s, uint32_t first, uint32_t last, const struct raised **ret,
               size_t *ret_len);

/* ---- holdings
 * ------------------------------------------------------------------------------------- */

/* What matures on from .. until (within MATURITY_DAYS of the day), by date. */
struct maturity_list {
    const struct maturity **items; /* the arena's */
    size_t len;
    size_t total; /* accounts */
    fen amount;   /* of all of them */
};
void maturities_of(const struct snapshot *s, const struct reach *reach, day from, day until,
                   size_t offset, size_t limit, struct arena *a, struct maturity_list *ret);

/* By product: who holds it (once each, not by account), and how much. */
struct product_totals {
    int32_t product_id;
    uint8_t class;
    uint32_t customers, accounts;
    fen amount; /* base fen */
};
void totals_by_product(const struct snapshot *s, const struct reach *reach, struct arena *a,
                       struct product_totals **ret, size_t *ret_len);
