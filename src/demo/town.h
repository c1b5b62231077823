#pragma once
/* town -- private to src/demo: the customers of the demo bank and all they have, in memory, as of
 * one day.
 *
 * What happens changes the town and leaves rows: a transaction at once, and at the day's end one
 * row for each customer, account and card that was touched.  Customers, accounts and cards are
 * numbered as they come and never forgotten.  One thread. */
#include "base/arena.h"
#include "demo/network.h"
#include "demo/pen.h"
#include "demo/shelf.h"

#define NOBODY UINT32_MAX

struct demo_size {
    uint64_t customers; /* on the first day */
    uint64_t seed;
    int days;  /* delivered one by one, up to 'until' */
    day until; /* the newest day */
};

day demo_first_day(struct demo_size size);

/* What becomes of somebody's money, beside the small things. */
enum story {
    STORY_NONE,
    STORY_LEAVES,  /* takes nearly all of it elsewhere in the story's month */
    STORY_RETURNS, /* left before the first day, comes back in the story's month */
    STORY_FALLS,   /* takes some of it each month */
    STORY_RISES    /* brings more each month */
};

enum persona {
    PERSONA_STUDENT,
    PERSONA_WORKER,
    PERSONA_OFFICIAL,
    PERSONA_WHITE_COLLAR,
    PERSONA_TRADER,
    PERSONA_RETIRED,
    PERSONA_DORMANT,
    PERSONA_COUNT
};

struct holder {
    uint32_t first, last; /* accounts; the first is the current account all money goes through */
    uint32_t card;        /* the credit card, or NOBODY */
    uint32_t outlet;
    day since;  /* customer since */
    day came;   /* first delivered */
    fen worth;  /* what the assets were about, when they were usual */
    fen income; /* a month, paid here; 0: none */
    uint8_t persona, story, story_month, pay_day;
    uint8_t renewed; /* how often phone and address changed */
    bool online, frozen, gone, touched;
};

struct holding {
    uint32_t owner, next; /* the owner's next account, or NOBODY */
    fen balance, cost;
    day opened, matures;
    uint8_t product, currency, status;
    bool renews, touched;
};

struct plastic {
    uint32_t owner, account; /* the credit card's, or NOBODY */
    fen monthly;             /* what is spent with it a month */
    day issued, expires;
    uint8_t kind, grade;
    bool vip, cancelled, touched;
};

enum { CURRENCIES = 5 };
extern const char *const currencies[CURRENCIES]; /* the first is the base currency */

struct town {
    struct demo_size size;
    day first, daily; /* the first folder; the first of those delivered day by day */
    day today;
    struct network network;
    struct vec holders, holdings, plastics;
    struct vec touched_holders, touched_holdings, touched_plastics, late; /* numbers */
    int64_t rates[CURRENCIES];
    uint64_t transactions; /* of the day */
    struct pen pen;
};

void town_init(struct town *t, struct demo_size size);
void town_release(struct town *t);

/* Dice of the things that 'kind' names (enum demo_die), different for each seed. */
enum demo_die {
    DIE_HOME = 16,
    DIE_PERSON,
    DIE_CONTACT,
    DIE_PORTFOLIO,
    DIE_PAST,
    DIE_SPENT,
    DIE_FRIENDS,
    DIE_MARKET,
    DIE_ACCOUNT,
    DIE_CUSTOMER_DAY,
    DIE_ACCOUNT_DAY,
    DIE_CARD_DAY,
    DIE_NEWCOMERS,
    DIE_DIRT,
    DIE_MORNING,
    DIE_CARE,
};
struct die town_die(const struct town *t, enum demo_die kind, uint64_t number);
struct die today_die(const struct town *t, enum demo_die kind, uint64_t number);

struct holder *holder_at(const struct town *t, uint32_t customer);
struct holding *holding_at(const struct town *t, uint32_t account);
struct plastic *plastic_at(const struct town *t, uint32_t card);

uint32_t holder_add(struct town *t);
uint32_t holding_add(struct town *t, uint32_t customer, size_t product, fen balance);
uint32_t plastic_add(struct town *t, uint32_t customer, bool credit, int grade);
void holder_touch(struct town *t, uint32_t customer);
void holding_touch(struct town *t, uint32_t account);
void plastic_touch(struct town *t, uint32_t card);

static inline bool holding_open(const struct holding *a)
{
    return a->status != ACCOUNT_CLOSED;
}
static inline enum product_class holding_class(const struct holding *a)
{
    return shelf_at(a->product)->class;
}

/* Today's figures, as the rules have them. */
struct figures {
    fen fa, aum, largest, mortgage, credit_loan;
};
struct figures figures_of(const struct town *t, uint32_t customer);

int month_number(day d); /* of all months; one more for the next */
