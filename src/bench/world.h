#pragma once
/* world -- private to src/bench: the invented bank that is measured.
 *
 * Who is how rich, which accounts and cards there are and what a night changes are pure functions
 * of a number and the size of the bank: any row can be made without the rows before it, by any
 * thread, and always comes out the same.  Customers, accounts and cards count from 0; customer c
 * owns the accounts from first_account(c) up to first_account(c + 1), one to five of them.
 *
 * Three per cent of the customers have financial assets of 100,000 and more, three in a thousand
 * of 1,000,000 and more. */
#include "base/date.h"
#include "invent/die.h"

enum night { FIRST_DAY, ORDINARY_NIGHT, MONTH_END_NIGHT, NIGHT_COUNT };

struct world {
    uint64_t customers, accounts, cards;
    uint64_t branches, centres, outlets, staff;
};

struct world world_of(uint64_t customers, uint64_t accounts);
day night_day(enum night night);

/* A die for each thing of each kind and night. */
enum die_kind {
    DIE_WEALTH,
    DIE_PERSON,
    DIE_CONTACT,
    DIE_PAST,
    DIE_PAIR,
    DIE_ACCOUNT,
    DIE_CHANGE,
    DIE_PLACE,
    DIE_CARD,
    DIE_SPEND,
    DIE_STAFF,
    DIE_FORMULA,
};
struct die night_die(enum die_kind kind, enum night night, uint64_t number);

uint64_t first_account(const struct world *w, uint64_t customer);
uint64_t owner_of(const struct world *w, uint64_t account);

fen worth_of(uint64_t customer); /* what the financial assets are about */
uint64_t outlet_of(const struct world *w, uint64_t customer);

enum { CURRENCIES = 5, PRODUCTS = 40 };
extern const char *const currency_names[CURRENCIES]; /* "" is the base currency */
extern const int currency_percent[CURRENCIES];       /* what 100 units are worth, roughly */

struct owned_account {
    uint64_t owner;
    int class, product, currency, status; /* codes of dayfiles.md; product from 0 */
    fen balance, cost;
    fen change; /* since the day before; 0 where the night does not name it */
    day opened, matures;
    bool auto_renew;
};
struct owned_account account_on(const struct world *w, enum night night, uint64_t account);

/* A night names one of every 'step' things, each time another one. */
uint64_t named_at_night(enum night night, uint64_t step, uint64_t index);
