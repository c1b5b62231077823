#pragma once
/* whatif -- the last day valued once more, as if it were a month end, under any rules (requirements
 * PCRM-9; design.md, "One condition language").
 *
 * From the state before it: stages and their days are those of the day before; what customers hold
 * is what the day left.  Reference, months below and standing are not moved.  The book is only
 * read: nothing that anybody sees changes.
 *
 *     whatif_remember(&before, last_day, &state)      the book of the day before, then let go
 *     whatif_run(&book, &state, &w, threads, levels)  as often as there are rules to try */
#include "engine/book.h"
#include "engine/rules.h"

/* Of the day before, by row; those who came on the last day are not there. */
struct whatif_state {
    uint32_t count;
    uint8_t *stage;
    day *reached_on, *over_on;
    fen *oldest_aum; /* at the twelfth month end before a last day that is one; else NULL */
};
void whatif_remember(const struct book *before, day last, struct whatif_state *ret);
void whatif_release(struct whatif_state *s);

struct whatif_levels {
    uint8_t stage;
    uint8_t tier;   /* in force: that by hand where there is one */
    uint64_t sides; /* levels of the others, rules.h */
};

struct whatif {
    const struct rules *rules;
    const struct rules *in_force; /* by which the book was valued */
    const fen *cc_spend; /* by row, of the rules' window; NULL: it is that of the rules in force */
};

/* 'book': at the end of its last day.  ret_levels: one of each customer. */
void whatif_run(const struct book *book, const struct whatif_state *state, const struct whatif *w,
                unsigned threads, struct whatif_levels *ret_levels);
