#pragma once
/* holding -- what customers hold, and what of it matures, as a snapshot has it (snapshot.h). */
#include "engine/book.h"

/* An account that is open or frozen. */
struct holding {
    fen balance;      /* own currency; holding_base */
    uint32_t account; /* account_id - 1 */
    day matures_on;   /* NO_DAY */
    int32_t product_id;
    uint16_t currency; /* currency_id - 1; 0 is the base currency */
    uint8_t status;    /* enum account_status */
    uint8_t class;     /* enum product_class */
};

enum maturity_state {
    MATURITY_COMES, /* on the snapshot's day or later */
    MATURITY_HELD,  /* it has come; the account is open as it was */
    MATURITY_MOVED, /* it has come; the account runs on with another date */
    MATURITY_ENDED  /* it has come; the account is closed, or somebody else's */
};

/* An account that matures within MATURITY_DAYS before or after the day: as it was at the end of the
 * day before it matured (or is now).  A date that was changed before it came is not there. */
enum { MATURITY_DAYS = 100 }; /* 90 around a reader who comes up to ten days later */
struct maturity {
    fen amount;  /* base fen, above 0, at the day's rate */
    fen balance; /* the same in the account's currency */
    day on;
    uint32_t row;     /* customer */
    uint32_t account; /* account_id - 1 */
    int32_t product_id;
    uint16_t currency;
    uint8_t class;
    uint8_t state; /* enum maturity_state */
};
