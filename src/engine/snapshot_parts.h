#pragma once
/* Private to the snapshots of this room: what a snapshot's memory is made of, and who owns it.
 *
 * A snapshot is a day and its managers.  The day holds references to the amounts of up to four
 * days, which other snapshots may hold too; everything else of it is its own. */
#include <pthread.h>
#include <stdatomic.h>

#include "engine/coarse.h"
#include "engine/kept.h"
#include "engine/pick.h"
#include "engine/totals.h"

/* Zeroed memory whose size is remembered. */
struct room {
    void *bytes;
    size_t size;
};
struct room room_make(size_t size);
void room_free(struct room *r);

/* All customers' amounts at the end of one day: enum amount, or of an earlier month end enum
 * back_amount.  Behind the last customer there is room: whoever comes later had nothing on that
 * day, and reads the zeros there. */
struct amounts {
    atomic_uint refs;
    day day;
    uint32_t room; /* rows */
    size_t columns;
    struct room memory;
    fen *v[AMOUNT_STORED];
};
struct amounts *amounts_make(day d, uint32_t rows, size_t columns);
struct amounts *amounts_ref(struct amounts *a);
struct amounts *amounts_unref(struct amounts *a);
/* The same amounts, room for as many rows; another one only where the room is too small. */
struct amounts *amounts_for(struct amounts *a, uint32_t rows);

/* Columns beside the amounts: name, type of an item. */
#define FACT_MAP(X)                                                                                \
    X(fa_avg, fen)                                                                                 \
    X(acct_max, fen)                                                                               \
    X(cc_spend, fen)                                                                               \
    X(fa_ytd, fen)                                                                                 \
    X(came, day)                                                                                   \
    X(place, uint32_t)                                                                             \
    X(birthday, uint16_t)                                                                          \
    X(stage, uint8_t)                                                                              \
    X(tier, uint8_t)                                                                               \
    X(own_tier, uint8_t)                                                                           \
    X(ref, uint8_t)                                                                                \
    X(standing, uint8_t)                                                                           \
    X(below, uint8_t)                                                                              \
    X(kinds, uint8_t)                                                                              \
    X(cc_grade, uint8_t)                                                                           \
    X(gone, uint8_t)                                                                               \
    X(band, uint8_t)                                                                               \
    X(level_card, uint8_t)                                                                         \
    X(level_mass, uint8_t)                                                                         \
    X(related, uint8_t)                                                                            \
    X(last_login, day)                                                                             \
    PROFILE_MAP(X)
#define FACT_MEMBER(name, type) type *name;
struct facts {
    struct room memory;
    FACT_MAP(FACT_MEMBER)
};
#undef FACT_MEMBER
/* Room for so many rows; the first ones as in 'from' (or NULL), the others have not come. */
struct facts facts_make(uint32_t rows, const struct facts *from, uint32_t from_rows);

/* What is counted of a place's customers. */
enum {
    COUNT_CUSTOMERS,
    COUNT_STAGE,
    COUNT_TIER = COUNT_STAGE + STAGE_COUNT,
    COUNT_STANDING = COUNT_TIER + TIER_COUNT,
    COUNTS = COUNT_STANDING + STANDING_COUNT
};

/* Sums over all places before a place, so that a range is a difference. */
struct place_sums {
    int128_t amounts[AT_COUNT][AMOUNT_STORED];
    uint32_t counts[COUNTS];
    uint32_t raised[RAISED_DAYS][ALERT_COUNT]; /* of the day, of the day before ... */
};

/* Orders of all rows who are not gone, made when they are first asked for. */
struct orders {
    pthread_mutex_t making;
    _Atomic(uint32_t *) by[ORDER_COUNT];
    uint32_t len;
};

/* The newest version of a card; row + 1, 0: there is no such card. */
struct card_seen {
    uint32_t row;
    day day, expires_on;
    uint8_t kind, grade, vip, status;
};

struct event_part; /* make_events.h */

struct day_part {
    atomic_uint refs;
    day day;
    int64_t at;
    day first_day;
    uint32_t count;
    struct amounts *amounts[AT_COUNT]; /* never NULL */
    day days[AT_COUNT];
    struct amounts *back[BACK_COUNT]; /* the same */
    day back_days[BACK_COUNT];
    struct facts facts;
    struct terms *words;
    struct event_part *events;

    uint8_t *classes; /* by product_id; product_count of them */
    size_t class_count;
    int64_t *rates; /* by currency_id - 1 */
    size_t rate_count;
    struct room first_holding, holdings;
    struct room cards_seen; /* struct card_seen, by card_id - 1 */
    uint32_t cards_count;
    struct room first_card, cards;
    struct vec maturities; /* struct maturity */
    struct room first_maturity, maturities_by_row;

    struct org_place *places;
    uint32_t place_count;
    uint32_t *regions;      /* by place: a term */
    uint32_t *place_of_org; /* by org_id */
    size_t org_count;
    struct room by_place;
    uint32_t *first_in_place;
    struct place_sums *sums; /* place_count + 2 */

    struct raised *raised;
    uint32_t gaps;
    size_t raised_len;

    struct orders orders;
    struct kept kept; /* sets that conditions ask for again and again */
    struct made_list coarse;
    struct made_list home_sums; /* home_sums.h */
};
struct day_part *day_part_ref(struct day_part *d);
struct day_part *day_part_unref(struct day_part *d);

/* Customers of one of the staff: rows [first, first + len) of a list. */
struct managed {
    int32_t staff_id;
    uint32_t first, len;
};
struct co_manager {
    uint32_t row;
    int32_t staff_id;
    int32_t share; /* basis points */
};

struct managers {
    atomic_uint refs;
    uint32_t count; /* rows */
    struct room memory;
    int32_t *manager;
    day *since;
    uint16_t *share;
    struct managed *mains, *cos; /* by staff_id */
    size_t mains_len, cos_len;
    uint32_t *main_rows, *co_rows; /* ascending within one of the staff */
    struct co_manager *co;         /* by row, then as they stand in care */
    int32_t *co_staff;             /* the same, staff only */
    size_t co_len;
    struct kept kept; /* sets that conditions ask for again and again */
};
struct managers *managers_ref(struct managers *m);

/* Answers about large reaches, kept as long as the snapshot (memo.c). */
enum memo_what { MEMO_CROSS, MEMO_PRODUCTS, MEMO_MANAGERS, MEMO_MATURITIES, MEMO_RAISED };
struct memo_key {
    enum memo_what what;
    uint32_t down, across;
    uint32_t first, last; /* places */
};
enum { PICKS_KEPT = 128, PICK_ROWS_MOST = 64 };
struct pick_kept {
    struct reach reach; /* of places */
    struct pick_how how;
    size_t total, len;
    uint32_t rows[PICK_ROWS_MOST];
};
struct memo {
    pthread_mutex_t lock;
    struct memo_kept *first;
    size_t bytes;
    struct pick_kept *picks; /* PICKS_KEPT of them, or NULL */
    size_t picks_len;        /* so many were kept so far: the oldest give way */
};
void memo_init(struct memo *m);
void memo_release(struct memo *m);
/* False: the reach is small, nothing is kept of it. */
bool memo_key_of(const struct snapshot *s, const struct reach *reach, enum memo_what what,
                 struct memo_key *ret);
const void *memo_find(const struct snapshot *s, const struct memo_key *key, size_t *ret_size);
void memo_keep(const struct snapshot *s, const struct memo_key *key, const void *bytes,
               size_t size);

/* Managed, not gone, at home in places before one; and the targets among them. */
struct managed_before {
    uint32_t all, targets;
};

struct snapshot_parts {
    atomic_uint refs;
    struct day_part *day;
    struct managers *managers;
    struct live_sets *live;
    struct member_set *set_items; /* those of 'live', cut to the snapshot's rows */
    const struct member_set **sets_by_id;
    struct member_sets sets;
    struct memo memo;
    struct managed_before *managed_before; /* place_count + 2 */
};

/* Takes all of them over.  The caller owns the snapshot (snapshot_unref). */
struct snapshot *snapshot_of_parts(struct day_part *d, struct managers *managers,
                                   struct live_sets *live);

/* The order of all rows who are not gone, s->parts->day->orders.len of them. */
const uint32_t *order_rows(const struct snapshot *s, int order);
/* Is there such a kept order? */
bool order_is_kept(int order);

/* The rows of a reach, those of organisations by place. */
struct rows {
    const uint32_t *items;
    size_t len;
};
struct rows reach_rows(const struct snapshot *s, const struct reach *reach);
