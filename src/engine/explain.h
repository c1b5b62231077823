#pragma once
/* explain -- why a customer stands where he stands, and where he will stand if nothing is delivered
 * any more (requirements PCRM-4).
 *
 * One customer at the end of one day, under the rules of that day; pure functions without memory of
 * their own.  What they say always follows from the same steps by which the day was valued:
 * stage_next, scheme_level, standing_next.  Whoever asks reads the facts from wherever they are
 * kept (pcrm/why). */
#include "engine/book.h"
#include "engine/plan.h"

/* A card that is not cancelled. */
struct facts_card {
    enum card_kind kind;
    uint8_t grade;
    day expires_on; /* NO_DAY: does not expire */
};

/* What people decided: in force from one day to another, both included. */
struct facts_hand {
    day from, until;
    uint8_t tier; /* of a tier by hand */
};

struct customer_facts {
    day today, first_day; /* first_day: of the bank */
    struct verdict verdict;
    uint64_t levels; /* of the sides, rules.h */
    fen fa, fa_ytd, aum, acct_max, mortgage, credit_loan, cc_spend;
    struct months aum_m; /* the month ends before today */
    uint8_t cc_grade, kinds;
    uint32_t held;           /* product classes held by accounts, one bit each */
    day reached_on, over_on; /* the last days, today included (stage.h) */
    day active_on;           /* last transaction or digital event */
    const struct facts_card *cards;
    size_t card_count;
    const struct spend *spends; /* of the window, and dated ahead; 'customer' is not looked at */
    size_t spend_count;
    const struct facts_hand *tiers, *targets; /* by 'from'; the last one in force holds */
    size_t tier_count, target_count;
};

/* The facts of the next day, on which nothing but the calendar moves. */
void facts_next_day(const struct rules *r, struct customer_facts *f);

/* ---- the stage ---- */

enum stage_why {
    STAGE_REACHES, /* target: fa or fa_avg is at the target limit or above */
    STAGE_BY_HAND, /* target: somebody decided so */
    STAGE_KEPT,    /* target: below both, but not for long enough */
    STAGE_OVER,    /* potential: an account above the potential limit */
    STAGE_STAYS,   /* potential: none above it any more, but not yet for a whole month */
    STAGE_UNDER    /* retained: no account above the potential limit */
};

struct stage_explained {
    enum stage_why why;
    enum stage stage;       /* what follows from it */
    bool by_fa, by_average; /* STAGE_REACHES: by which of the two */
    fen fa_avg;
    day by_hand_until;  /* NO_DAY: not by hand */
    day leaves_on;      /* STAGE_KEPT: the day on which it is left, if it stays below both */
    bool average_keeps; /* STAGE_STAYS: fa_avg is not below the potential limit */
    day not_under_on;   /* STAGE_STAYS: the last day with an account not under it; NO_DAY */
};
struct stage_explained explain_stage(const struct rules *r, const struct customer_facts *f);

/* ---- the level of a scheme ---- */

/* One test of a clause, and what it found. */
struct test_explained {
    struct test test;
    int64_t has; /* fen, grade, number or stage, as the figure is; of FIGURE_ACTIVE 0 or 1 */
    int64_t
        missing; /* to the limit, never below 0; of AUM_MAX what AUM today would have to grow by */
    day on;      /* AUM_MAX: the month end, or the day, that has it; ACTIVE: active_on; NO_DAY */
};
struct clause_explained {
    struct test_explained tests[CLAUSE_TESTS];
    size_t count;
};

/* The level that the scheme gives, as scheme_level does, and its first clause that holds. */
struct level_explained {
    uint8_t level; /* 0: none, and no clause */
    struct clause_explained clause;
};
struct level_explained explain_level(const struct scheme *s, const struct customer_facts *f);

/* What is missing to a level: one way each clause, the nearest first.  'facts': those of the day
 * for which it is asked, mostly the next month end (facts_at). */
struct ways {
    struct clause_explained at[LEVEL_CLAUSES]; /* only what is missing */
    size_t count;
    bool open; /* one holds already: nothing is missing */
};
struct ways explain_missing(const struct scheme *s, uint8_t level, const struct customer_facts *f);

/* The same customer later, if nothing is delivered. */
struct customer_facts facts_at(const struct rules *r, const struct customer_facts *f, day later);
day next_month_end(day after);

/* ---- the standing ---- */

struct standing_explained {
    uint8_t ref, below, standing;
    bool reached;                   /* the reference, with the figures of 'f' */
    bool by_line;                   /* on AUM; else by the clause */
    struct clause_explained clause; /* by which it is reached beside AUM */
    fen line, missing; /* AUM of the reference; what AUM lacks of it, 0 where reached by AUM */
    /* The month ends on which it becomes so if the reference is missed each time; NO_DAY: past. */
    day watch_on, attention_on, churned_on, given_up_on;
};
struct standing_explained explain_standing(const struct rules *r, const struct customer_facts *f);

/* ---- what will be ---- */

enum forecast_of {
    FORECAST_STAGE,
    FORECAST_TIER,
    FORECAST_REF,
    FORECAST_STANDING,
    FORECAST_SIDE, /* of a scheme beside the primary one */
    FORECAST_SORTS
};
struct forecast_change {
    day on;
    enum forecast_of what;
    uint8_t from, to;
    uint8_t side; /* FORECAST_SIDE */
    enum figure
        lost; /* FORECAST_TIER, downwards: the figure that no longer holds; or FIGURE_COUNT */
};
enum { FORECAST_MONTHS = 24, FORECAST_MOST = 128 };
struct forecast {
    struct forecast_change at[FORECAST_MOST]; /* in the order of their days */
    size_t count;
};

/* All changes up to the month end so many months ahead, if nothing is delivered. */
void forecast_make(const struct rules *r, const struct customer_facts *f, int months,
                   struct forecast *ret);

/* The first change of that sort; NULL: none. */
const struct forecast_change *forecast_first(const struct forecast *all, enum forecast_of what);
