#pragma once
/* Private to the evaluation of conditions: a condition bound to a snapshot. */
#include "engine/evaluate.h"
#include "engine/sieve.h"

/* How a figure is looked at over all customers. */
enum reading_way {
    WAY_COLUMN,  /* ranges of its column, looked at for those who are left */
    WAY_CODES,   /* few values: the set of each is kept */
    WAY_KEPT,    /* dates, small numbers, what is worked out: what was asked of all is kept */
    WAY_BORN,    /* an age: the range of its days of birth */
    WAY_TERMS,   /* numbers of texts */
    WAY_MEMBERS, /* a tag, a list */
    WAY_OTHERS,  /* co-managers: several values a customer */
    WAY_MANAGER, /* staff, who have lists of their customers */
    WAY_HOME,    /* places, which have so too */
    WAY_WINDOW,  /* events: gone through once for everybody, and kept */
    WAY_FOUND    /* no snapshot has it: the test as a whole is a set that the bank has found */
};

/* A field with its arguments and its day, bound to a snapshot. */
struct reading {
    const struct snapshot *s;
    const struct cond_ref *ref;
    enum reading_way way;
    /* One customer's value, plainly; UNKNOWN.  Not of WAY_OTHERS. */
    int64_t (*one)(const struct reading *f, uint32_t row);
    struct column column; /* WAY_COLUMN, WAY_CODES, WAY_KEPT, WAY_BORN, WAY_TERMS */
    const struct terms *terms;

    enum amount amount;
    const struct reading *past, *now; /* of a change */
    const int64_t *by_birthday;       /* days until it */
    const struct member_set *members;
    const struct set *found; /* WAY_FOUND: who meets the test */
    struct window window;
    bool is_sum;           /* of the window: the money, not the number */
    int classes;           /* product classes, one bit each; 0: any */
    struct int4s products; /* of a family, or one; empty: by class */
    int64_t asked;         /* the number of an argument: days, percent, kind of card */
};

/* A part of the condition. */
struct bound {
    const struct cond *cond;
    const struct bound **parts; /* and, or, not; of a test that stands for a condition: that one */
    size_t len;
    struct reading left;
    const struct reading *than; /* or NULL */
    const int64_t *values;      /* of the test, as the figure has them; places of OP_UNDER */
    size_t values_len;
};

struct evaluation {
    const struct snapshot *s;
    const struct bound *root;
};

/* Has a snapshot that field? */
bool reading_is_known(enum customer_field field);
/* Who meets a test of a field that no snapshot has; E_UNAVAILABLE: nobody can be asked. */
MUST_USE rc found_bind(struct arena *a, const struct snapshot *s, const struct cond *test,
                       const struct evaluate_bank *bank, struct reading *ret, struct why *why);

/* Binds a reference.  E_UNAVAILABLE: the snapshot does not know it. */
MUST_USE rc reading_bind(struct arena *a, const struct snapshot *s, const struct cond_ref *ref,
                         const struct evaluate_bank *bank, struct reading *ret, struct why *why);

/* The days of birth of whoever is that old on a day: from the first to *ret_last. */
day born_within(day on, int64_t least, int64_t most, day *ret_last);

/* The text of a field that has texts; a NULL pointer: unknown. */
struct text reading_text(const struct reading *f, uint32_t row);

/* Does a text meet a test of texts (=, !=, in, begins with)? */
bool text_meets(const struct cond_test *t, struct text text);

bool bound_holds(const struct bound *p, uint32_t row);
/* Who meets a part. */
const struct sieve *bound_sieve(const struct bound *p, struct arena *a);
