#pragma once
/* random_condition -- conditions that nobody would write, about things that a bank really has.
 *
 * Every line of the catalogue takes part by itself: what may be asked of a field follows from its
 * type, its arguments and op_suits.  Amounts lie at those that customers have, a fen above or
 * below. */
#include "cond/condition.h"
#include "invent/die.h"

struct bank_word {
    int64_t id;
    struct text name;
};
struct bank_words {
    const struct bank_word *items;
    size_t len;
};

/* What a condition can be about. */
struct topics {
    day day;
    struct bank_words orgs, staff, products, sets[3]; /* tags, lists, audiences */
    const struct text *texts;
    size_t texts_len;
    const fen *amounts;
    size_t amounts_len;
};

/* Resolved, as cond_resolve makes them; 'die' is moved on. */
const struct cond *random_condition(struct arena *a, struct die *die, const struct topics *of);
