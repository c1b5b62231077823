#pragma once
/* events -- what customers did within the last EVENT_DAYS days: digital behaviour and transactions.
 *
 * An event belongs to the date of its moment, but to no later one than the day on which it was
 * delivered.  What belongs to one date is one block, which snapshots share; whatever comes late
 * makes another block of its date.  Of a transaction that was delivered again the newest version is
 * there alone.
 *
 *     struct window w = {.of = WINDOW_LOGIN, .days = 30};
 *     window_count(events, &w, counts);            of everybody: one count a row, added to
 *     window_one(events, &w, row, &found);         of one */
#include "base/date.h"
#include "base/money.h"
#include "engine/words.h"

enum { EVENT_DAYS = 366 };

/* As in behaviour.csv. */
enum act { ACT_LOGIN, ACT_VIEW, ACT_SEARCH, ACT_CLICK, ACT_COUNT };

/* Behaviour of a date: by act, then customer. */
struct acts {
    day on;
    uint32_t first[ACT_COUNT + 1]; /* those of an act are rows [first[act], first[act + 1]) */
    const uint32_t *rows;
    const uint32_t *objects; /* of the same place less first[ACT_VIEW]: logins have none; a term */
};

/* What a transaction is: a code of each, NOT_SAID where it was not delivered.  Kind and channel as
 * in transaction.csv; class of the account, said of purchases and redemptions alone. */
enum { TXN_DIRECTION = 0, TXN_CHANNEL = 1, TXN_KIND = 4, TXN_CLASS = 8, TXN_BITS = 12 };
enum { TXN_CHANNEL_NOT_SAID = 7, TXN_KIND_NOT_SAID = 15, TXN_CLASS_NOT_SAID = 15 };
enum txn_direction { TXN_IN, TXN_OUT };
enum txn_kind { TXN_PURCHASE = 3, TXN_REDEMPTION = 4 };

/* Transactions of a date, by customer. */
struct txns {
    day on;
    uint32_t len;
    const uint32_t *rows;
    const uint16_t *what;
    const uint32_t *amounts; /* base fen; TXN_LARGE: among the large ones */
    const struct large_amount *large;
    uint32_t large_len;
};
#define TXN_LARGE UINT32_MAX
struct large_amount {
    uint32_t at; /* ascending */
    fen amount;
};
fen txn_amount(const struct txns *t, uint32_t at);

struct events {
    day day;
    const struct acts *const *acts; /* by date, the oldest first; dates without any are not there */
    size_t acts_len;
    const struct txns *const *txns;
    size_t txns_len;
};

/* ---- questions ------------------------------------------------------------------------------- */

enum window_of {
    WINDOW_LOGIN,
    WINDOW_VIEW,
    WINDOW_SEARCH,
    WINDOW_CLICK,
    WINDOW_TXN,
    WINDOW_ANYTHING /* one of them: counts, each event once */
};
struct window {
    enum window_of of;
    int days;            /* of which the last one is the events' own: 1 .. EVENT_DAYS */
    const bool *objects; /* by term, which of them count; NULL: all.  Not of logins */
    uint16_t mask, what; /* transactions whose bits under the mask are these; 0: all */
};

/* Restricts a window to a code of one of the TXN_ parts. */
void window_ask(struct window *w, int part, unsigned code);

/* Both add to what there is, by row. */
void window_count(const struct events *e, const struct window *w, uint32_t *counts);
void window_sum(const struct events *e, const struct window *w, fen *sums); /* transactions */

struct window_found {
    uint32_t count;
    fen sum; /* of transactions */
};
void window_one(const struct events *e, const struct window *w, uint32_t row,
                struct window_found *ret);
