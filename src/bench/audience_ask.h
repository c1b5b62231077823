#pragma once
/* audience_ask -- private to src/bench: a question answered by the engine, from its text on, and by
 * a plain loop over all customers as they were invented. */
#include "bench/audience_formulas.h"
#include "bench/audience_questions.h"

/* What both must agree in. */
struct answer {
    uint64_t count; /* customers, or groups */
    int128_t sum;   /* of their assets, in fen */
    uint64_t hash;  /* of who they are, on pages of their order, of groups all that is said */
};

/* By the engine; the clock runs from the text to the answer, not while 'ret' is worked out. */
struct asked_answer {
    struct answer answer;
    double ms;
};
MUST_USE rc audience_ask(const struct audience_bank *b, const struct question *q, struct arena *a,
                         struct asked_answer *ret, struct why *why);
/* Only how long it takes. */
MUST_USE rc audience_time(const struct audience_bank *b, const struct question *q, struct arena *a,
                          double *ret_ms, struct why *why);

/* By the plain loop, all questions in one, the arena's; and how many each formula holds for. */
struct answer *audience_plain(const struct audience_bank *b, const struct formula *formulas,
                              struct arena *a, uint64_t *ret_formula_counts);
