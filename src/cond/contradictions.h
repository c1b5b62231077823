#pragma once
/* contradictions -- parts of a condition that nobody can meet, or that add nothing, named before it
 * is run. */
#include "cond/condition.h"

enum finding_kind {
    FINDING_NEVER,   /* nobody can meet 'part', of a group: with what is asked around it */
    FINDING_CLASH,   /* nobody can meet 'part' and 'other' together */
    FINDING_ALWAYS,  /* everybody meets 'part', or one of 'part' and 'other' */
    FINDING_IMPLIED, /* 'part' adds nothing: whoever meets 'other', asked for as well, meets it */
    FINDING_COVERED, /* 'part' adds nothing: whoever meets it meets 'other', beside it in an "or" */
    FINDING_NOBODY,  /* no customer has both 'part' and 'other' today: a fact, not logic */
    FINDING_EMPTY    /* no customer meets 'part' today, whatever else is asked: a fact, too */
};

enum { FINDINGS_MOST = 50 };

/* A test or a group within "not" is meant as its opposite. */
struct cond_side {
    const struct cond *cond; /* NULL: there is none */
    bool opposite;
};
struct cond_finding {
    enum finding_kind kind;
    struct cond_side part, other;
};

/* Facts may be NULL; else they are asked about the parts of an "and" that logic lets pass: about
 * each alone, then about pairs of those that somebody meets. */
struct cond_facts {
    void *with;
    bool (*none_has)(void *with, const struct cond *a);
    bool (*none_has_both)(void *with, const struct cond *a, const struct cond *b);
};

/* In the order in which they are met; the number of them, 0 where nothing is wrong. */
size_t cond_contradictions(struct arena *a, const struct cond *c, const struct cond_facts *facts,
                           const struct cond_finding **ret_findings);

/* "nobody can meet both aum >= 500000 (character 1) and aum < 100000 (character 20)" */
void cond_finding_say(const struct cond_finding *finding, enum tongue tongue, struct why *why);
