#pragma once
/* level_rule -- a condition as the rule of a scheme's level: what the night can decide (decision
 * 0039).
 *
 * Levels rise and the highest that holds wins, so a level asks of each figure that it be at least
 * something: then nobody falls by having more, no gap can lie between two levels, and what is
 * missing to the next one always has an answer.  The figures are those that a day's valuation has
 * of everybody (enum figure); a condition that asks anything else is refused at its place. */
#include "cond/condition.h"
#include "engine/rules.h"

enum level_fault_kind {
    LEVEL_FAULTLESS,
    LEVEL_UNKNOWN_FIGURE, /* a field that the night does not know */
    LEVEL_ASKS_LEVEL,     /* level(...), tier: levels that ask for levels could go in a circle */
    LEVEL_NOT_AT_LEAST,   /* not "at least": not, <, = ... */
    LEVEL_NOT_A_NUMBER,   /* compared with another field, or of another day */
    LEVEL_TOO_MANY        /* alternatives, or tests in one */
};
struct level_fault {
    enum level_fault_kind kind;
    struct cond_place place;
};

/* Fills clauses and clause_count of *ret_level, in the order of the condition's alternatives.
 * E_INVALID: '*fault' says where and what. */
MUST_USE rc level_rule_make(const struct cond *c, struct level *ret_level,
                            struct level_fault *fault);

/* Does the night know it? */
bool level_rule_knows(enum customer_field field);

/* "character 8: age is not known ..." */
/* 'limit': what the test would leave without a level or cover twice, in words; NULL. */
void level_fault_say(const struct level_fault *fault, struct text condition, const char *limit,
                     enum tongue tongue, struct why *why);

/* Can anybody be given the level (1 and up)?  No, where everybody who meets it meets a higher one:
 * *ret_by is that level. */
bool level_reachable(const struct scheme *s, size_t level, size_t *ret_by);
