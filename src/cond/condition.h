#pragma once
/* condition -- which customers?  One small closed language: a text form, the same as a tree in
 * JSON, and the tree itself.
 *
 *     tier in (gold, platinum) and aum >= 500000 and not dnd and tag("房贷客户")
 *     aum < 0.8 * aum(3 months ago) or no purchase(wealth, 90d)
 *
 * docs/guide/conditions.md teaches it.  What it means: a test on something unknown is false, "not"
 * is the plain opposite, "is empty" asks for what is unknown; money is compared in fen with 128
 * bits; a window of n days ends on the business day; text compares by bytes after NFC.
 *
 * A tree lives in an arena and never changes once it is made: threads read it without locks.
 * Trees made by cond_parse, cond_from_json and cond_resolve hold every rule of cond_check.
 *
 *     TRY(cond_parse(arena, text, &cond, &fault));
 *     TRY(cond_resolve(arena, cond, &names, &bound, &fault));      names become ids
 *     evaluate...(bound), or SQL of it
 *
 * Pure: knows neither the bank's customers nor its clock. */
#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "cond/catalogue.h"
#include "cond/cond_fault.h"

enum {
    COND_BYTES_MOST = 4096, /* of the text, and of its canonical form */
    COND_DEPTH_MOST = 32,
    COND_NODES_MOST = 500,  /* and, or, not and tests together */
    COND_VALUES_MOST = 500, /* of one list */
    COND_JSON_MOST = 65536, /* bytes */
    WINDOW_DAYS_MOST = 366
};

/* ---- the tree -------------------------------------------------------------------------------- */

enum value_kind {
    A_NUMBER,     /* OF_MONEY fen, OF_COUNT, OF_SHARE basis points; ARG_PERCENT basis points */
    A_CODE,       /* of the field's or the argument's words */
    A_DAYS,       /* a length: ARG_WINDOW, OP_LAST, OP_NEXT */
    A_DAY,        /* number is a day */
    A_DAY_AGO,    /* so many days before the business day; 0 is it; negative lies ahead */
    A_MONTHS_AGO, /* so many months (day_add_months) */
    A_MOMENT,     /* ARG_SINCE */
    A_TEXT,       /* text: NFC, UTF-8, without control characters */
    A_NAME,       /* text as A_TEXT; id once resolved, else 0 */
    VALUE_KINDS
};

struct cond_value {
    enum value_kind kind;
    int64_t number;
    struct text text;
    int64_t id;
    struct cond_place place;
};

/* A field, of a day, with its arguments in the order of the catalogue; one that was left out is not
 * there: look by kind with cond_arg. */
struct cond_ref {
    enum customer_field field;
    enum moment moment;
    uint8_t args_len;
    struct cond_arg {
        enum arg_kind kind;
        struct cond_value value;
    } args[CATALOGUE_ARGS_MOST];
    struct cond_place place;
};

enum cond_op {
    OP_HOLDS, /* the flag is yes; no values */
    OP_EQ,
    OP_NE, /* known and another */
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_BETWEEN, /* two values, both included */
    OP_IN,      /* any of the values */
    OP_BEGINS,  /* text begins with the value */
    OP_UNDER,   /* the organisation is one of the values or below it */
    OP_LAST,    /* A_DAYS n: the date is one of the n days that end on the business day */
    OP_NEXT,    /* A_DAYS n: the business day <= the date <= n days later */
    OP_EMPTY,   /* unknown; no values */
    COND_OPS
};

/* left op values; or, where 'than' is there, left op factor x than. */
struct cond_test {
    struct cond_ref left;
    enum cond_op op;
    const struct cond_ref *than; /* OP_EQ ... OP_GE only */
    int64_t factor;              /* with 'than': in 1 / BASIS_POINTS, above 0; BASIS_POINTS is 1 */
    const struct cond_value *values;
    size_t len; /* of values */
};

enum cond_kind { COND_AND, COND_OR, COND_NOT, COND_TEST };

struct cond {
    enum cond_kind kind;
    struct cond_place place;
    const struct cond *const *parts; /* COND_AND, COND_OR: two at least; COND_NOT: one */
    size_t len;                      /* of parts */
    struct cond_test test;           /* COND_TEST */
};

/* The argument of that kind; NULL: it was left out.  ARG_CODE is A_CODE; ARG_PRODUCT is A_CODE (of
 * class_words) or A_NAME (a family, or a product's code). */
const struct cond_value *cond_arg(const struct cond_ref *ref, enum arg_kind kind);

/* The day that a value of a date means on a business day. */
day cond_day(const struct cond_value *v, day business_day);

/* The day that a moment means: what MOMENT_... say above. */
day cond_moment_day(enum moment m, day business_day);

bool cond_equal(const struct cond *a, const struct cond *b); /* places and ids apart */
size_t cond_nodes(const struct cond *c);

/* ---- operators ------------------------------------------------------------------------------- */

struct cond_op_word {
    const char *text; /* in the text form and in JSON: ">=", "begins with" */
    const char *zh;   /* may be written too; NULL: none */
};
extern const struct cond_op_word cond_ops[COND_OPS];
extern const struct cond_op_word cond_moments[MOMENTS]; /* "3 months ago" */

/* May the field be asked so?  The builder's menu. */
bool op_suits(const struct catalogue_field *field, enum cond_op op);

/* ---- text and JSON --------------------------------------------------------------------------- */

/* E_INVALID: '*fault' says what and where. */
MUST_USE rc cond_parse(struct arena *a, struct text text, const struct cond **ret_cond,
                       struct cond_fault *fault);

/* The canonical text; cond_parse of it gives an equal tree. */
struct text cond_text(struct arena *a, const struct cond *c);

/* The tree of JSON:
 *
 *     {"and": [c, ...]}  {"or": [c, ...]}  {"not": c}
 *     {"field": "aum", "op": ">=", "values": ["500000"]}
 *     {"field": "logins", "args": ["30d"], "op": "=", "values": ["0"]}
 *     {"field": "aum", "op": "<", "factor": "0.8", "than": {"field": "aum", "at": "3 months ago"}}
 *     {"field": "dnd"}
 *
 * Values and arguments are strings written as in the text form, but texts and names without quotes;
 * whole numbers may be numbers.  Only where a class of products or a name may stand, in holds and
 * its like, a name is {"name": "安心快线"}.  "args" leaves out what was left out.  An "and" or "or"
 * of one part is that part.  E_INVALID: '*fault' has a path. */
MUST_USE rc cond_from_json(struct arena *a, struct text json, const struct cond **ret_cond,
                           struct cond_fault *fault);
struct text cond_to_json(struct arena *a, const struct cond *c);

/* ---- rules ----------------------------------------------------------------------------------- */

/* Types, operators, arguments, bounds, the order of between. */
MUST_USE rc cond_check(const struct cond *c, struct cond_fault *fault);

/* ---- names that only the bank knows ---------------------------------------------------------- */

enum name_kind {
    NAMED_ORG,
    NAMED_STAFF,
    NAMED_PRODUCT, /* a product's code: id > 0; or a family: id < 0, as the resolver numbers them */
    NAMED_TAG,
    NAMED_LIST,
    NAMED_AUDIENCE,
    NAMED_SCHEME, /* id: its side (engine/rules.h) */
    NAMED_LEVEL,  /* "SCHEME\nLEVEL"; id: its rank from 1, 0 for none */
    NAME_KINDS
};

struct cond_names {
    void *with;
    /* E_NOT_FOUND: there is none; *ret_nearest may be set to one that is spelt alike. */
    rc (*find)(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
               struct text *ret_nearest);
};

/* A copy in which every A_NAME has its id.  E_INVALID: the fault is at the name. */
MUST_USE rc cond_resolve(struct arena *a, const struct cond *c, const struct cond_names *names,
                         const struct cond **ret_cond, struct cond_fault *fault);

/* Calls 'visit' for every A_NAME, in the order of the text: who uses a tag, an audience? */
void cond_each_name(const struct cond *c,
                    void (*visit)(void *with, enum name_kind kind, const struct cond_value *name),
                    void *with);
