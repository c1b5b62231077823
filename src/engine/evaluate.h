#pragma once
/* evaluate -- a condition (cond/condition.h) asked of a snapshot.
 *
 *     TRY(evaluation_new(a, s, bound, &bank, &e, why));         once: what can go wrong goes here
 *     const struct set *members = evaluate(e, scope, a);        who of all
 *     bool is_in = evaluate_one(e, row);                        is this one in it
 *     const struct explained *why_not = evaluate_explain(e, row, a);
 *
 * Two-valued, as condition.h says: a test on something unknown is false.  Asked are all customers
 * that the snapshot knows, those who are gone too ("not gone" is a condition like any other);
 * 'within' is whom the asker may see, NULL stands for everybody.
 *
 * evaluate goes over all rows with sets and columns (sieve.h); evaluate_one goes down the tree with
 * the plain values of one customer, and shares with it only what the condition was bound to.  That
 * they agree, for random conditions over random banks, is tested.
 *
 * An evaluation is its arena's and needs its condition and its snapshot as long as it lives; it
 * never changes, and is for any number of threads. */
#include "base/value.h"
#include "base/why.h"
#include "cond/condition.h"
#include "engine/reach.h"
#include "engine/set.h"

/* What a condition speaks of and no snapshot knows.  NULL pointers: the bank has no such things. */
struct evaluate_bank {
    void *with;
    /* A system tag or an audience that is a condition itself, resolved.  E_NOT_FOUND: it is none;
     * the members are then a set of the snapshot's. */
    rc (*stands_for)(void *with, enum name_kind kind, int64_t id, struct arena *a,
                     const struct cond **ret);
    /* The customers of all the bank, by id, who meet a test on the snapshot's day, of a field that
     * no snapshot has (a name): asked once a day of each test, and kept with the snapshot. */
    rc (*found)(void *with, const struct cond *test, struct arena *a, struct int8s *ret);
    /* The products of a family, whose id is below 0. */
    rc (*products)(void *with, int64_t family, struct arena *a, struct int4s *ret);
};

struct evaluation;

/* 'c' is resolved (cond_resolve).  E_UNAVAILABLE: the snapshot has not what a field asks for;
 * E_REFUSED: audiences that lead to each other. */
MUST_USE rc evaluation_new(struct arena *a, const struct snapshot *s, const struct cond *c,
                           const struct evaluate_bank *bank, const struct evaluation **ret,
                           struct why *why);

const struct set *evaluate(const struct evaluation *e, const struct set *within, struct arena *a);
uint32_t evaluate_count(const struct evaluation *e, const struct set *within);
bool evaluate_one(const struct evaluation *e, uint32_t row);

/* All customers that there are, and those of a reach (reach.h), as sets: scopes. */
const struct set *everybody(const struct snapshot *s, struct arena *a);
const struct set *set_of_reach(const struct snapshot *s, const struct reach *reach,
                               struct arena *a);

/* ---- why is this customer (not) in it -------------------------------------------------------- */

/* A tree as the condition's; the part that a tag or an audience stands for hangs below its test. */
struct explained {
    const struct cond *cond;
    bool holds;
    const struct explained *parts;
    size_t len;

    /* of a test: what was found, as the field's type has it (fen, code, day, number; a birthday:
     * days until it) */
    bool known;
    int64_t value;
    struct text text; /* OF_TEXT: instead */
    /* of a comparison with another figure: that one, without its factor */
    bool than_known;
    int64_t than;
    /* where it does not hold and 'value' is a size: the nearest value with which it would, and how
     * much must be added for it */
    bool is_short;
    int64_t needed, missing;
};
const struct explained *evaluate_explain(const struct evaluation *e, uint32_t row, struct arena *a);

/* ---- what each part takes out ------------------------------------------------------------------
 */

/* The parts of an "and" (or the whole condition as the only part), in the order of the text. */
struct funnel_step {
    const struct cond *cond;
    uint32_t alone;   /* who meets it, within the scope */
    uint32_t left;    /* who meets it and all parts before it */
    uint32_t without; /* who meets all the others: what it takes out by itself is the difference */
};
struct funnel {
    uint32_t among; /* whom the scope has */
    struct funnel_step *steps;
    size_t len;
};
void evaluate_funnel(const struct evaluation *e, const struct set *within, struct arena *a,
                     struct funnel *ret);

/* For cond_contradictions: no customer meets it, both of them.  'with' is a struct evaluate_facts.
 */
struct evaluate_facts {
    const struct snapshot *snapshot;
    const struct evaluate_bank *bank;
};
bool evaluate_none_has(void *with, const struct cond *a);
bool evaluate_none_has_both(void *with, const struct cond *a, const struct cond *b);

/* ---- who they are ------------------------------------------------------------------------------
 */

struct tally {
    uint32_t customers;
    uint32_t stages[STAGE_COUNT], tiers[TIER_COUNT];
};
void tally_of(const struct snapshot *s, const struct set *members, struct tally *ret);

/* By organisation directly below; those of the organisation itself first, where there are any. */
struct org_tally {
    int32_t org_id;
    bool itself;
    uint32_t customers;
};
void tally_by_child(const struct snapshot *s, const struct set *members, int32_t org_id,
                    struct arena *a, struct org_tally **ret, size_t *ret_len);
