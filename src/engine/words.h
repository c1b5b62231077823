#pragma once
/* words -- the closed lists that the rules speak of, in the order in which they rank.
 *
 * The numbers are stored in the database and in the engine's columns: never renumber, only add. */
#include "base/base.h"

/* Product classes in the order of dayfiles.md; the first CLASS_SUMS hold money that counts. */
enum product_class {
    CLASS_DEMAND,
    CLASS_TIME,
    CLASS_MORTGAGE,
    CLASS_CREDIT_LOAN,
    CLASS_OTHER_LOAN,
    CLASS_FUND,
    CLASS_BOND,
    CLASS_WEALTH,
    CLASS_INSURANCE,
    CLASS_SECURITIES,
    CLASS_GOLD,
    CLASS_SUMS,
    CLASS_DEBIT_CARD = CLASS_SUMS,
    CLASS_CREDIT_CARD,
    CLASS_SETTLEMENT,
    CLASS_CHANNEL,
    CLASS_COUNT
};

enum stage { STAGE_RETAINED, STAGE_POTENTIAL, STAGE_TARGET, STAGE_COUNT };

enum tier {
    TIER_NONE,
    TIER_POTENTIAL,
    TIER_GOLD,
    TIER_PLATINUM,
    TIER_GROWTH,
    TIER_CORE,
    TIER_COUNT
};

enum standing {
    STANDING_NORMAL,
    STANDING_WATCH,
    STANDING_ATTENTION,
    STANDING_CHURNED,
    STANDING_COUNT
};

enum grade { GRADE_NONE, GRADE_ORDINARY, GRADE_GOLD, GRADE_PLATINUM, GRADE_DIAMOND, GRADE_COUNT };

enum account_status {
    ACCOUNT_OPEN,
    ACCOUNT_FROZEN,
    ACCOUNT_CLOSED,
    ACCOUNT_MOVED /* now another customer's; only in the former owner's history */
};

enum card_kind { CARD_DEBIT, CARD_CREDIT };
enum card_status { CARD_ACTIVE, CARD_CANCELLED, CARD_MOVED };

extern const char *const stage_names[STAGE_COUNT];       /* "retained" ... */
extern const char *const tier_names[TIER_COUNT];         /* "none" ... */
extern const char *const standing_names[STANDING_COUNT]; /* "normal" ... */
extern const char *const grade_names[GRADE_COUNT];       /* "none" ... */
extern const char *const class_names[CLASS_COUNT];       /* "demand" ... */
