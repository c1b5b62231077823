#pragma once
/* plan -- the rules of one day, made ready to be asked for millions of customers.
 *
 * What the calendar gives is worked out once; a test becomes one comparison of a figure at a fixed
 * place with a number, without a division: the average reaches a limit where fa_ytd reaches the
 * limit times the days, activity is recent where its day is.  Good for the day it was made for. */
#include "engine/book.h"
#include "engine/rules.h"

/* Where the figure that a test asks for stands: its number, or this and the window - 1 for
 * FIGURE_AUM_MAX. */
enum { PLACE_AUM_MAX = FIGURE_COUNT, FIGURE_PLACES = PLACE_AUM_MAX + AUM_MONTHS };

/* What schemes test of one customer; FIGURE_FA_AVG holds fa_ytd, FIGURE_ACTIVE active_on. */
struct figures {
    int64_t at[FIGURE_PLACES];
};

/* One test.  The last one of a clause names the level that holds with it; the others have 0. */
struct step {
    int64_t at_least;
    uint8_t place;
    uint8_t level;
};

enum { LEVEL_STEPS = 1 + LEVEL_CLAUSES * CLAUSE_TESTS };

/* The highest level first; past the last step nothing holds. */
struct decision {
    struct step steps[SCHEME_LEVELS * LEVEL_STEPS];
    size_t count;
};
struct reaching {
    struct step steps[LEVEL_STEPS];
    size_t count;
};

struct plan_scheme {
    const struct scheme *scheme;
    struct decision level;
    struct reaching reach[SCHEME_LEVELS]; /* by level - 1: what is held against on the day */
};

struct plan {
    const struct rules *rules;
    day today;
    day days_of_year; /* up to today */
    bool month_end, new_year, month_seen, first_day;
    fen target_ytd; /* fa_avg reaches the target limit where fa_ytd reaches this */
    struct plan_scheme value, sides[SIDES_MOST];
    size_t side_count;       /* past the last side that has levels */
    int windows[AUM_MONTHS]; /* of FIGURE_AUM_MAX, that some test looks at; going up */
    size_t window_count;
};

/* Both must live as long as the plan is used. */
void plan_make(struct plan *p, const struct book *b, const struct rules *r);
void plan_make_on(struct plan *p, day today, day first_day, const struct rules *r);

/* The least fa_ytd of which the average over so many days, rounded, is not below the limit. */
fen ytd_reaching(fen limit, int days);
