#pragma once
/* random_condition -- conditions that nobody would write, about things that a bank really has
 * (cond/test_random_condition.h has those of no bank at all).
 *
 * Every line of the catalogue takes part by itself: what may be asked of a field follows from its
 * type, its arguments and op_suits.  Amounts lie at those that customers have, a fen above or
 * below; names are the bank's and have their ids. */
#include "cond/condition.h"
#include "engine/schemes.h"
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
    const struct schemes *schemes; /* in force on the day */
};

/* 'die' is moved on.  Not checked: now and then it breaks a rule of cond_check. */
const struct cond *throw_condition(struct arena *a, struct die *die, const struct topics *of);

/* One test of a field; NULL: the bank has nothing that it could be about. */
const struct cond *throw_about(struct arena *a, struct die *die, const struct topics *of,
                               enum customer_field field);
