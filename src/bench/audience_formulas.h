#pragma once
/* audience_formulas -- private to src/bench: tag formulas at random, each of six of all the tags in
 * and, or and not, asked one after the other.  Their sets together are larger than a processor's
 * caches, so that each reads its own from memory. */
#include "bench/audience_bank.h"

enum { AUDIENCE_FORMULAS = 60, FORMULA_TAGS = 6 };

struct formula {
    uint8_t tags[FORMULA_TAGS];
    uint8_t nots; /* bit k: tag k is negated */
    uint8_t ands; /* bit k: operator k is "and", else "or" */
    const char *text;
};
void formula_make(struct die *die, struct arena *a, struct formula *ret);
bool formula_holds(const struct formula *f, uint64_t tags);
