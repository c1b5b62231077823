#pragma once
/* profile -- who customers are, as a snapshot has it (snapshot.h): columns by row, cards, and what
 * is kept of earlier month ends. */
#include "base/date.h"
#include "base/money.h"
#include "engine/terms.h"
#include "engine/words.h"

enum { NOT_KNOWN = UINT8_MAX }; /* a code of the profile */
#define INCOME_NOT_KNOWN INT64_C(-1)

/* Name, type of an item.  Codes as in customer.csv; texts are terms. */
#define PROFILE_MAP(X)                                                                             \
    X(income_year, fen)                                                                            \
    X(born, day)                                                                                   \
    X(opened_on, day)                                                                              \
    X(risk_assessed_on, day)                                                                       \
    X(occupation, uint32_t)                                                                        \
    X(education, uint32_t)                                                                         \
    X(marital, uint32_t)                                                                           \
    X(gender, uint8_t)                                                                             \
    X(cert_type, uint8_t)                                                                          \
    X(risk_level, uint8_t)                                                                         \
    X(dnd, uint8_t)
struct profile_columns {
#define PROFILE_MEMBER(name, type) const type *name;
    PROFILE_MAP(PROFILE_MEMBER)
#undef PROFILE_MEMBER
};

/* An active card; it counts on the day unless it expired before (card_is_valid). */
struct card {
    uint32_t card;  /* card_id - 1 */
    day expires_on; /* the last day; NO_DAY: never */
    uint8_t kind;   /* enum card_kind */
    uint8_t grade;  /* enum grade, GRADE_ORDINARY and up */
    uint8_t vip;
};
static inline bool card_is_valid_on(const struct card *c, day d)
{
    return c->expires_on == NO_DAY || c->expires_on >= d;
}

/* Of the second and third month end before the day. */
enum back_amount { BACK_FA, BACK_AUM, BACK_DEPOSITS, BACK_LOANS, BACK_AMOUNTS };
enum { BACK_COUNT = 2 };

/* Which of ten thousand equal parts a customer belongs to (SQL: app_bucket). */
static inline uint32_t bucket_of(int64_t customer_id)
{
    const uint64_t mask = UINT64_C(0x7fffffff);
    uint64_t x = ((uint64_t)customer_id + 1013904223) & mask;
    for (int round = 0; round < 3; round++) {
        x = (x * 1103515245 + 12345) & mask;
        x ^= x >> 16;
    }
    return (uint32_t)(x % 10000);
}
