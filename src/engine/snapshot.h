#pragma once
/* snapshot -- what readers know of all customers at the end of one published day.
 *
 * A snapshot never changes.  It lives as long as somebody holds it (snapshot_ref, snapshot_unref,
 * any thread) and what does not differ from day to day is shared between snapshots: yesterday's
 * amounts are the day before's own.  It is made by snapshot_make.h and says for every customer what
 * `guanhu values` prints of that day, to the fen.
 *
 * Customers are rows: row = customer_id - 1, dense from 0; snapshot_find says whether there is one.
 * Every fact is a column, an array by row, so that whoever looks at all of them runs through
 * memory; the accessors below serve those who look at one.  It knows no names and no scope: the
 * ids that it gives are opened (platform/scope.h) before anything else of them is read.
 *
 *     struct reach reach = reach_org(s, org_id);        whom?
 *     pick(s, &reach, &how, arena, &picked);            who of them, in which order (pick.h)
 *     totals_of(s, &reach, &totals);                    what do they sum up to (totals.h) */
#include "base/value.h"
#include "engine/alert.h"
#include "engine/book.h"
#include "engine/events.h"
#include "engine/holding.h"
#include "engine/member_set.h"
#include "engine/profile.h"
#include "engine/schemes.h"

/* Amounts in base fen; the first ones are enum product_class. */
enum amount {
    AMOUNT_DEMAND,
    AMOUNT_TIME,
    AMOUNT_MORTGAGE,
    AMOUNT_CREDIT_LOAN,
    AMOUNT_OTHER_LOAN,
    AMOUNT_FUND,
    AMOUNT_BOND,
    AMOUNT_WEALTH,
    AMOUNT_INSURANCE,
    AMOUNT_SECURITIES,
    AMOUNT_GOLD,
    AMOUNT_FA,
    AMOUNT_AUM,
    AMOUNT_STORED, /* those below follow from those above */
    AMOUNT_DEPOSITS = AMOUNT_STORED,
    AMOUNT_LOANS,
    AMOUNT_COUNT
};

/* Of which day: the snapshot's own; the day before; the last month end before it; the last 31
 * December before it. */
enum at { AT_DAY, AT_YESTERDAY, AT_MONTH_END, AT_YEAR_END, AT_COUNT };

/* An organisation's place in the tree, numbered from 1 so that it and all below it are a range.
 * Organisations that have none in the tree stand behind all others, each alone. */
struct org_place {
    int32_t org_id;
    uint32_t last; /* the greatest place below it; its own where there is none */
};

/* Alerts are held of so many days, the snapshot's own and those before it. */
enum { RAISED_DAYS = 7 };

/* An alert; from, to, amount as in table alert. */
struct raised {
    uint32_t row; /* customer */
    int32_t number;
    day day;
    uint16_t currency; /* of the account that it is about; 0: the base currency */
    uint8_t kind;      /* enum alert_kind */
    bool stays;        /* a movement whose money stays with the bank (worth.h) */
    int64_t from, to;
    fen amount;
    int64_t object_id; /* account or card; 0: none */
    fen worth;         /* worth.h */
};

struct snapshot_parts;
struct snapshot {
    struct snapshot_parts *parts; /* private: who owns the memory */
    day day;
    int64_t at;         /* when it was published, as in business_day; the two name a snapshot */
    day first_day;      /* the bank's */
    uint32_t count;     /* rows */
    day days[AT_COUNT]; /* NO_DAY: the bank has no figures of that day, and the amounts are 0 */

    /* ---- columns by row ---- */
    const fen *amounts[AT_COUNT][AMOUNT_STORED];
    const fen *fa_avg, *acct_max, *cc_spend; /* of the day */
    const uint8_t *stage, *tier, *own_tier, *ref, *standing, *below;
    const uint8_t *kinds, *cc_grade;
    const uint8_t *gone;
    const day *came;               /* NO_DAY: there is no such customer */
    const uint16_t *birthday;      /* month x 32 + day of the month, 0: not known */
    const uint32_t *place;         /* of the home organisation; 0: none is known */
    const int32_t *manager;        /* staff_id of the main manager; 0: nobody */
    const day *managed_since;      /* where there is one */
    const uint16_t *manager_share; /* basis points of the main manager */
    const uint32_t *first_holding; /* count + 1: holdings [first_holding[row], [row + 1]) */
    const uint32_t *first_card;    /* the same of cards */
    struct profile_columns profile;
    const fen *back[BACK_COUNT][BACK_AMOUNTS]; /* at earlier month ends; snapshot_back */
    day back_days[BACK_COUNT];                 /* NO_DAY: the bank has no figures of that day */
    const uint64_t *levels; /* of the schemes beside the primary one, by side (rules.h) */
    const uint8_t *related; /* bit set of the kinds in which others stand to it */
    const day *last_login;  /* within EVENT_DAYS; NO_DAY: none */

    /* ---- tables ---- */
    const struct org_place *places; /* by place; [0] is none */
    uint32_t place_count;           /* places are 1 .. place_count */
    const uint32_t *by_place;       /* all rows, ordered by place, then row */
    const uint32_t *first_in_place; /* place_count + 2: where those of a place begin in by_place */
    const struct holding *holdings;
    const struct card *cards; /* active ones, by customer, then card */
    const uint32_t *regions;  /* by place: a term of 'words'; 0: not known */
    uint32_t gaps; /* bit k: the bank had no files of the k-th day before, and valued it later */
    const struct raised *raised; /* by place, row, newest day first, number */
    size_t raised_len;
    const struct maturity *maturities; /* by date, then row, then account */
    size_t maturities_len;
    const uint32_t *first_maturity;    /* count + 1, as first_holding, into the next */
    const uint32_t *maturities_by_row; /* places in 'maturities' */
    const struct terms *words;         /* of the profile and of regions */
    const struct terms *objects;       /* of behaviour */
    const struct events *events;
    const struct member_sets *sets; /* tags and lists, as they are now */
    const struct schemes *schemes;  /* in force on the day */
};

struct snapshot *snapshot_ref(struct snapshot *s);     /* NULL is fine; returns it */
struct snapshot *snapshot_unref(struct snapshot *s);   /* NULL is fine; returns NULL */
size_t snapshot_bytes(const struct snapshot *s);       /* memory, what is shared too */
size_t snapshot_event_bytes(const struct snapshot *s); /* of it: what customers did */

static inline int64_t snapshot_customer_id(uint32_t row)
{
    return record_id(row);
}

/* The row of a customer; false: the snapshot has no such customer. */
static inline bool snapshot_find(const struct snapshot *s, int64_t customer_id, uint32_t *ret_row)
{
    if (customer_id < 1 || customer_id > s->count || s->came[customer_id - 1] == NO_DAY)
        return false;
    *ret_row = (uint32_t)(customer_id - 1);
    return true;
}

/* The customer's level in the scheme of that side; 0: none. */
static inline uint8_t snapshot_level(const struct snapshot *s, uint32_t row, size_t side)
{
    return side_level(s->levels[row], side);
}

/* NO_DAY: nothing can be compared with; show a dash. */
static inline day snapshot_day_of(const struct snapshot *s, enum at at)
{
    return s->days[at];
}

/* 0 for who had not come yet. */
static inline fen snapshot_amount(const struct snapshot *s, uint32_t row, enum amount a, enum at at)
{
    const fen *const *c = s->amounts[at];
    if (a == AMOUNT_DEPOSITS)
        return fen_add(c[AMOUNT_DEMAND][row], c[AMOUNT_TIME][row]);
    if (a == AMOUNT_LOANS)
        return fen_add(fen_add(c[AMOUNT_MORTGAGE][row], c[AMOUNT_CREDIT_LOAN][row]),
                       c[AMOUNT_OTHER_LOAN][row]);
    return c[a][row];
}

/* How it has changed since. */
static inline fen snapshot_change(const struct snapshot *s, uint32_t row, enum amount a,
                                  enum at since)
{
    return fen_clamp((int128_t)snapshot_amount(s, row, a, AT_DAY) -
                     snapshot_amount(s, row, a, since));
}

/* At the n-th month end before the day, 2 or 3 back (AT_MONTH_END is the first). */
static inline fen snapshot_back(const struct snapshot *s, uint32_t row, enum back_amount a, int n)
{
    assert(n > 1 && n < 2 + BACK_COUNT);
    return s->back[n - 2][a][row];
}

/* 0 .. 9999, at random and for ever: app_bucket(customer_id). */
static inline uint32_t snapshot_bucket(uint32_t row)
{
    return bucket_of(snapshot_customer_id(row));
}

/* The home organisation; 0: none is known. */
static inline int32_t snapshot_home(const struct snapshot *s, uint32_t row)
{
    return s->places[s->place[row]].org_id;
}

/* The place of an organisation; 0: it has none. */
uint32_t snapshot_place(const struct snapshot *s, int32_t org_id);

/* One customer's facts at a glance. */
struct snapshot_customer {
    int64_t customer_id;
    uint8_t stage, tier, own_tier, ref, standing, below;
    uint8_t kinds, cc_grade;
    bool gone;
    day came;
    uint16_t birthday;
    int32_t home_id;    /* 0: none is known */
    int32_t manager_id; /* 0: nobody */
    day managed_since;  /* NO_DAY: nobody manages */
    fen fa_avg, acct_max, cc_spend;
};
struct snapshot_customer snapshot_customer(const struct snapshot *s, uint32_t row);

/* Who manages the customer beside the main manager. */
struct int4s snapshot_co_managers(const struct snapshot *s, uint32_t row);
/* What one of the staff has of the customer, main manager or not, in basis points; -1: nothing. */
int32_t snapshot_share_of(const struct snapshot *s, uint32_t row, int32_t staff_id);

/* ---- holdings -------------------------------------------------------------------------------- */

struct holdings_view {
    const struct holding *items; /* by account */
    size_t len;
};
static inline struct holdings_view snapshot_holdings(const struct snapshot *s, uint32_t row)
{
    return (struct holdings_view){s->holdings + s->first_holding[row],
                                  s->first_holding[row + 1] - s->first_holding[row]};
}
/* The balance in base fen, at the day's rate. */
fen holding_base(const struct snapshot *s, const struct holding *h);
