#pragma once
/* journal -- what the book is told in one day, written down, so that it can be told again.
 *
 * While book.journal is set, each function of book.h that tells the book something appends one
 * record: an operation and its operands.  Replaying them on the book of the day before, and then
 * run_day, gives the very book of the day.  Records hold row numbers, amounts, dates and
 * fingerprints of keys, never a text.  What changes nothing is not written. */
#include "base/text.h"
#include "engine/book.h"

struct journal {
    struct buf bytes;
    size_t most;  /* grows no larger: then it is given up */
    bool over;    /* it was */
    int64_t mark; /* of the run of the day that it is about: the caller's business */
};

void journal_init(struct journal *j, size_t most);
void journal_release(struct journal *j);
void journal_begin(struct journal *j); /* empty again, for another day */

/* Tells an existing book what was written down; false where the bytes are not a journal for it (the
 * book is then no longer of use). */
MUST_USE bool journal_replay(struct text bytes, struct book *book);

/* A fingerprint of how records look: bytes of a program with another one are not for this one. */
uint64_t journal_layout(void);

/* ---- private to the book: the operations and their operands ---- */

/* clang-format off */
#define TOLD_MAP(X)                                                                                \
    X(DAY, row) X(ORG, key) X(STAFF, key) X(CUSTOMER, key) X(ACCOUNT, key) X(CARD, key)            \
    X(RELATION, key) X(PRODUCT, key) X(CURRENCY, key) X(STAFF_LEFT, row) X(PERSON, row)            \
    X(GONE, row) X(ACTIVE, row) X(OPENING, opening) X(SET_ACCOUNT, account)                        \
    X(CLOSE_ACCOUNT, row) X(SET_CARD, card) X(CANCEL_CARD, row) X(SET_RELATION, relation)          \
    X(REMOVE_RELATION, row) X(SPEND, row) X(COUNT_SPEND, row) X(CLEAR_HANDS, row)                  \
    X(TIER_BY_HAND, row) X(TARGET_BY_HAND, row) X(TOUCH_ALL, row)
/* clang-format on */

#define TOLD_ENUM(name, operands) TOLD_##name,
enum told { TOLD_MAP(TOLD_ENUM) TOLD_COUNT };
#undef TOLD_ENUM

/* Operands have no holes between them: all bytes are written. */
struct told_key {
    struct hash128 key;
    int64_t value; /* day of coming, class or rate */
};
struct told_row {
    uint32_t row;
    int32_t number;
    int64_t amount;
};
struct told_account {
    fen balance, cost;
    uint32_t row, customer, product, currency, outlet;
    day matures_on;
    uint64_t status;
};
struct told_card {
    uint32_t row, customer;
    day expires_on;
    uint8_t kind, grade, vip, status;
};
struct told_relation {
    uint32_t row, customer, other, kind;
};
struct told_opening {
    fen fa_ytd;
    fen aum_m[AUM_MONTHS];
    uint32_t row;
    day reached_on;
    uint64_t stage_tier; /* stage x 256 + tier */
};

void journal_add(struct journal *j, enum told operation, const void *operands);
