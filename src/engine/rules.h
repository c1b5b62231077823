#pragma once
/* rules -- one version of the value rules, ready to be run (spec rules.md: every number is a
 * parameter; requirements PCRM-1, 2, 3, 6).
 *
 * Amounts in fen, weights in basis points.  The engine never fills this by itself: the numbers come
 * from the rule set in the database (pcrm/day/rules.c), whose first version holds the defaults. */
#include "base/base.h"
#include "base/date.h"
#include "base/money.h"
#include "base/text.h"
#include "base/tongue.h"
#include "engine/words.h"

/* What a scheme may test. */
enum figure {
    FIGURE_AUM,         /* fen, on the day */
    FIGURE_AUM_MAX,     /* fen, the day and the last 'window' month ends (1 to 12) */
    FIGURE_FA,          /* fen */
    FIGURE_FA_AVG,      /* fen, annual daily average */
    FIGURE_CC_SPEND,    /* fen, in the spend window */
    FIGURE_MORTGAGE,    /* fen */
    FIGURE_CREDIT_LOAN, /* fen */
    FIGURE_CC_GRADE,    /* enum grade */
    FIGURE_KINDS,       /* number of product kinds held */
    FIGURE_STAGE,       /* enum stage */
    FIGURE_ACTIVE,      /* 1 with a transaction or digital event in the last 'window' days */
    FIGURE_COUNT
};
extern const char *const figure_names[FIGURE_COUNT];

enum { SCHEME_LEVELS = 8, LEVEL_CLAUSES = 12, CLAUSE_TESTS = 6, LEVEL_NAME = 32, LEVEL_TITLE = 64 };

/* figure >= at_least */
struct test {
    enum figure figure;
    int window;
    int64_t at_least;
};

/* All tests of a clause must hold; a level holds when one of its clauses does. */
struct clause {
    struct test tests[CLAUSE_TESTS];
    size_t test_count;
};

struct level {
    char name[LEVEL_NAME];
    char title[TONGUE_COUNT]
              [LEVEL_TITLE]; /* what the bank calls it; "" where the program knows it */
    uint8_t card;            /* enum grade: the VIP card that goes with it, or none */
    fen gift;                /* what a holder is given a year; for what-if alone */
    struct clause clauses[LEVEL_CLAUSES];
    size_t clause_count;
    fen line;             /* AUM that a holder is held against; 0: not held against anything */
    int watch_months;     /* months below the line as watch ... */
    int attention_months; /* ... then up to this many as attention, then churned ... */
    int give_up_months;   /* ... and after more than this many the reference is given up */
};

/* Levels from the lowest (level 1) up; 0 is "none".  Within a scheme the highest that holds wins.
 */
struct scheme {
    char name[LEVEL_NAME];
    char title[TONGUE_COUNT][LEVEL_TITLE];
    struct level levels[SCHEME_LEVELS];
    size_t level_count;
};

enum { MATURING_DAYS_MAX = 8 };

/* Schemes beside the primary one, by their side: a number that says where a customer's level in it
 * is kept.  A bank's own schemes have the sides from SIDES_SHIPPED on. */
enum side { SIDE_CARD, SIDE_MASS, SIDES_SHIPPED, SIDES_MOST = 16 };

struct rules {
    int version;
    int32_t weights[CLASS_SUMS]; /* share of each class in financial assets, basis points */

    fen potential_limit; /* retained -> potential above it, back under it */
    fen target_limit;    /* potential -> target from it */
    int target_keep_months;
    int spend_days; /* length of the card-spend window, the day included */
    bool upgrade_daily;

    fen assets_moved_from;  /* assets_fell, assets_rose: the least difference ... */
    int assets_moved_share; /* ... and difference x share >= the day before */
    fen large_movement_from;
    int maturing_days[MATURING_DAYS_MAX];
    size_t maturing_count;
    int card_expiring_days;
    int birthday_days;
    int32_t holding_moved_bp; /* of the cost */
    enum tier churning_from;

    bool home_by_assets; /* CARE-7: where most assets lie; else the outlet that is delivered */

    struct scheme value;             /* levels are enum tier */
    struct scheme sides[SIDES_MOST]; /* by enum side; without levels: there is none */
};

/* A customer's levels of all sides, four bits each; 0 is none. */
static inline uint8_t side_level(uint64_t levels, size_t side)
{
    return (uint8_t)(levels >> (4 * side) & 15);
}
static inline uint64_t side_level_put(uint64_t levels, size_t side, uint8_t level)
{
    size_t at = 4 * side;
    return (levels & ~(UINT64_C(15) << at)) | (uint64_t)level << at;
}

/* The side of that name; SIDES_MOST: none. */
size_t side_of_name(const struct rules *r, struct text name);

/* The VIP card that goes with the levels: the best of them, enum grade. */
uint8_t grade_due(const struct rules *r, uint64_t levels);
