#pragma once
/* Private: what a single test lets pass, as a set of values of what it asks about.
 *
 * Two domains of one subject can be compared; all that is asked of them is whether they are
 * disjoint, for a is within b where a and the opposite of b are disjoint. */
#include "cond/tree.h"

struct interval {
    int64_t from, to; /* both included */
};

enum about {
    ABOUT_NUMBER, /* an amount, a number, a code, a day; a flag is 0 or 1 */
    ABOUT_SIGN,   /* of left - factor x than: -1, 0 or 1 */
    ABOUT_TEXT,
    ABOUT_TRUTH /* of the very test: nothing more is known about it */
};

enum text_set {
    TEXTS_NONE,
    TEXTS_ALL,
    TEXTS_THESE,
    TEXTS_OTHERS,
    TEXTS_BEGIN,
    TEXTS_BEGIN_NOT,
    TEXTS_UNDER,
    TEXTS_UNDER_NOT
};

struct domain {
    enum about about;
    const struct cond_test *test;
    enum value_kind space; /* of days: A_DAY, A_DAY_AGO, A_MONTHS_AGO; VALUE_KINDS: any */
    bool unknown;          /* lets pass what is unknown, too */
    bool nullable;         /* something may be unknown */
    /* numbers, signs, truth: sorted, apart from each other */
    struct interval universe;
    struct interval *items;
    size_t len;
    /* texts */
    enum text_set set;
    const struct cond_value *texts;
    size_t texts_len;
    bool aliased; /* different names may mean the same, or several may hold at once */
};

struct domain domain_of(struct arena *a, const struct cond_test *t);
struct domain domain_opposite(struct arena *a, const struct domain *d);
bool domain_same_subject(const struct domain *a, const struct domain *b);

/* Of one subject.  False where it cannot be told. */
bool domain_disjoint(const struct domain *a, const struct domain *b);
bool domain_within(struct arena *arena, const struct domain *a, const struct domain *b);

bool domain_never(const struct domain *d);
bool domain_always(struct arena *a, const struct domain *d);

/* What both let pass, of numbers of one subject. */
struct domain domain_both(struct arena *arena, const struct domain *a, const struct domain *b);
