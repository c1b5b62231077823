#pragma once
/* book -- all customers, accounts and cards of the bank as columns in memory.
 *
 * Row numbers are dense and final; record_id is the record's number in the database.  The intake
 * takes delivered rows in by the book_take_* functions, book_run (run.h) then values the day.  The
 * book knows keys only as fingerprints, no texts.  One thread writes; while nobody writes, any may
 * read.
 *
 * What the day has changed is kept until book_day_begin: the 'before' lists hold each account, card
 * and customer as it was at the end of the day before, once, when it is first touched. */
#include "base/base.h"
#include "base/date.h"
#include "base/money.h"
#include "base/text.h"
#include "engine/key_index.h"
#include "engine/words.h"

enum { NO_COST = 0, AUM_MONTHS = 12 };

struct sums {
    fen v[CLASS_SUMS]; /* base currency, open and frozen accounts */
};

/* What is kept of them: the others are added up again where they are wanted (holdings_of).  Sums
 * that have moved have another print; that they have the same by chance is as likely as that of two
 * keys, and impossible where one or two moved by the same amount. */
struct kept_sums {
    fen mortgage, credit_loan;
    uint64_t print;
};
struct months {
    fen v[AUM_MONTHS]; /* aum at the last twelve month ends, newest first */
};

/* A record's number in the database. */
static inline int64_t record_id(uint32_t row)
{
    return (int64_t)row + 1;
}

/* What the rules made of a customer; small enough to be compared whole. */
struct verdict {
    uint8_t stage;
    uint8_t tier;     /* in force: the manual one or the computed one */
    uint8_t own_tier; /* as computed */
    uint8_t ref;
    uint8_t standing;
    uint8_t below; /* month ends in a row */
};

/* Why a customer has to be looked at again today. */
enum touch {
    TOUCH_SUMS = 1,     /* accounts, cards, rates or classes changed: figures anew */
    TOUCH_WRITE = 2,    /* its row of the day must be written whatever the figures */
    TOUCH_CAME = 4,     /* came today */
    TOUCH_KNOWN = 8,    /* came today, and its record was written */
    TOUCH_LOOK = 16,    /* a month end may change more than the calendar does (quiet.h) */
    TOUCH_CARRIED = 32, /* levels carried over into another version (carry.h): to be written */
};

/* What calls for a look at a customer on days on which nothing is delivered for it. */
enum mark {
    MARK_FOREIGN = 1, /* has, or had, an account in a foreign currency */
    MARK_TIER_BY_HAND = 2,
    MARK_TARGET_BY_HAND = 4,
    MARK_HAND = MARK_TIER_BY_HAND | MARK_TARGET_BY_HAND, /* one is in force */
};

struct customers {
    struct key_index keys;
    uint16_t *birthday; /* month x 32 + day of the month, 0: not known */
    uint8_t *gone;
    uint8_t *touched;        /* enum touch */
    uint8_t *marks;          /* enum mark */
    uint8_t *seen;           /* named by the full file being taken */
    uint32_t *first_account; /* NO_ROW ends the list */
    uint32_t *first_card;

    struct kept_sums *sums;
    fen *fa, *aum, *acct_max, *cc_spend, *fa_ytd;
    fen *aum_m[AUM_MONTHS]; /* by month of the year, January 0: aum at its last end; months_get */
    int newest_month;       /* which of them holds the newest month end */
    uint8_t *cc_grade, *vip_grade, *kinds; /* kinds: number of product classes held */
    struct verdict *verdict;
    uint64_t *levels;     /* of the schemes beside the primary one (rules.h), moved at month ends */
    day *reached_on;      /* last day on which fa or fa_avg reached the target limit */
    day *over_on;         /* last day on which acct_max was not under the potential limit */
    day *active_on;       /* last transaction or digital event */
    day *target_hold;     /* MARK_TARGET_BY_HAND: up to and including this day */
    uint8_t *hand_tier;   /* MARK_TIER_BY_HAND: in force up to and including ... */
    day *hand_tier_until; /* ... this day */
};

/* What the sums of a customer need of an account, in one place: the accounts of a customer lie
 * scattered, and each is one fetch from memory. */
struct account {
    fen balance; /* own currency */
    uint32_t customer, next;
    uint16_t product, currency; /* rows */
    uint8_t status;
    uint8_t today; /* enum today */
};

struct accounts {
    struct key_index keys;
    struct account *at;
    fen *cost; /* own currency; NO_COST where not known */
    uint32_t *outlet;
    day *matures_on;
    uint8_t *seen;
};

struct cards {
    struct key_index keys;
    uint32_t *customer, *next;
    uint8_t *kind, *grade, *vip, *status, *seen, *today;
    day *expires_on; /* NO_DAY: does not expire */
};

/* What happened to an account or card today; ENDED: closed without a row that says so. */
enum today { TODAY_BEFORE_KEPT = 1, TODAY_ENDED = 2, TODAY_NEW = 4 };

struct products {
    struct key_index keys;
    uint8_t *class_now, *class_before; /* before: at the end of the day before */
};
struct currencies {
    struct key_index keys;
    int64_t *rate;    /* RATE_ONE = 1.00000000; row 0 is the base currency */
    uint8_t *changed; /* today */
};
struct staff {
    struct key_index keys;
    uint8_t *left, *seen;
};
struct relations {
    struct key_index keys;
    uint32_t *customer, *other;
    uint8_t *kind, *removed, *seen;
};

struct account_before {
    uint32_t account, customer;
    uint8_t status, product_class;
    fen balance, cost;
};
struct card_before {
    uint32_t card, customer;
    uint8_t status;
};

/* Card spend that is dated ahead of the day it was delivered on; signed fen in base currency. */
struct spend {
    uint32_t customer;
    day on;
    fen amount;
};
/* No rules look further back. */
enum { SPEND_DAYS_MOST = 366 };

/* Calendar days of which all card spend known before today is to be counted, by sign. */
struct spend_span {
    day from, until;
    int sign;
};

struct journal;

struct book {
    struct journal *journal; /* what the book is told is written down here (journal.h); or NULL */

    day today;     /* the day being taken, or the last one valued */
    day first_day; /* NO_DAY before the first */
    struct customers customers;
    struct accounts accounts;
    struct cards cards;
    struct products products;
    struct currencies currencies;
    struct key_index orgs;
    struct staff staff;
    struct relations relations;

    struct vec spend_ahead;     /* struct spend: dated after today, any order */
    int spend_window;           /* days that count; 0 before the first day */
    struct vec accounts_before; /* struct account_before */
    struct vec cards_before;    /* struct card_before */
    struct vec gone_today;      /* uint32_t: customers that became gone today */
    struct vec by_hand;         /* uint32_t: customers with a tier or target by hand today */
};

void book_init(struct book *b, struct hash128 base_currency);
void book_release(struct book *b);

/* Starts a day: forgets what the day before changed and moves the card-spend window of so many days
 * on.  Days go up by one after the first.  The book does not keep the spend of past days: the
 * caller knows it, and has book_count_spend called for the days of the span given back, before
 * anything of the day is delivered. */
struct spend_span book_day_begin(struct book *b, day d, int spend_window);

/* Each adds a row for a key that is not known yet and gives its number.  The caller fills the
 * facts. */
uint32_t book_add_org(struct book *b, struct hash128 key);
uint32_t book_add_staff(struct book *b, struct hash128 key);
uint32_t book_add_customer(struct book *b, struct hash128 key);
uint32_t book_add_account(struct book *b, struct hash128 key);
uint32_t book_add_card(struct book *b, struct hash128 key);
uint32_t book_add_relation(struct book *b, struct hash128 key);

/* A product's class, a currency's rate (known or new); customers concerned are valued anew.
 * A bank has at most BOOK_CODES_MOST of each. */
enum { BOOK_CODES_MOST = UINT16_MAX + 1 };
uint32_t book_take_product(struct book *b, struct hash128 key, enum product_class product_class);
uint32_t book_take_currency(struct book *b, struct hash128 key, int64_t rate);

struct account_facts {
    uint32_t customer, product, currency, outlet; /* rows */
    fen balance, cost;
    day matures_on;
    enum account_status status;
};
void book_set_account(struct book *b, uint32_t account, const struct account_facts *facts);
void book_close_account(struct book *b, uint32_t account); /* nothing if it is closed */

struct card_facts {
    uint32_t customer;
    enum card_kind kind;
    enum grade grade;
    bool vip;
    enum card_status status;
    day expires_on;
};
void book_set_card(struct book *b, uint32_t card, const struct card_facts *facts);
void book_cancel_card(struct book *b, uint32_t card);

/* The customer is gone: accounts closed and cards cancelled with it. */
void book_customer_gone(struct book *b, uint32_t customer);

/* The customer's row was delivered: it is there, and born on that day of the year. */
void book_set_person(struct book *b, uint32_t customer, uint16_t birthday);
uint16_t birthday_of(day birth_date);

/* A transaction or digital event on a day up to today. */
void book_note_activity(struct book *b, uint32_t customer, day on);

void book_set_staff_left(struct book *b, uint32_t staff, bool left);
void book_set_relation(struct book *b, uint32_t relation, uint32_t customer, uint32_t other,
                       uint8_t kind);
void book_remove_relation(struct book *b, uint32_t relation);

/* The state with which a bank begins in mid-year. */
struct opening_facts {
    uint8_t stage, tier;
    day reached_on; /* NO_DAY: as it is */
    fen fa_ytd;     /* added to what there is */
    struct months aum_m;
};
void book_set_opening(struct book *b, uint32_t customer, const struct opening_facts *facts);

/* Card spend on a calendar day; counts at once when the window of 'today' holds the day. */
void book_add_spend(struct book *b, uint32_t customer, day on, fen amount);

/* Spend that enters (or, negative, leaves) the window because the day has begun. */
void book_count_spend(struct book *b, uint32_t customer, fen amount);
/* Aum at the last twelve month ends, up to that of customers.newest_month; month_column: of all
 * customers, at the month end that so many others followed. */
static inline fen *month_column(const struct customers *c, int others)
{
    return c->aum_m[(c->newest_month + AUM_MONTHS - others) % AUM_MONTHS];
}
struct months months_get(const struct customers *c, uint32_t customer);
void months_set(struct customers *c, uint32_t customer, const struct months *m);

/* What people decided and is in force today; forgets what was set for the day before. */
void book_clear_hands(struct book *b);
void book_set_tier_by_hand(struct book *b, uint32_t customer, enum tier tier, day until);
void book_set_target_by_hand(struct book *b, uint32_t customer, day from, day until);

/* Does an account in this state count in the figures? */
static inline bool account_counts(uint8_t status)
{
    return status == ACCOUNT_OPEN || status == ACCOUNT_FROZEN;
}

/* Active, and valid up to and including its last day. */
bool card_valid(const struct cards *c, uint32_t card, day d);

/* Loading: rows by their number, in any order; each as it is when it has just come.  No key is
 * found before book_index.  Not written down. */
void book_place_customer(struct book *b, uint32_t row, struct hash128 key);
void book_place_account(struct book *b, uint32_t row, struct hash128 key);
void book_place_card(struct book *b, uint32_t row, struct hash128 key);
void book_index(struct book *b);

/* The rows of loading put back into the lists, after all facts are set. */
void book_link(struct book *b);

/* Has every customer looked at again, e.g. because new rules come into force. */
void book_touch_all(struct book *b, uint8_t touch);
