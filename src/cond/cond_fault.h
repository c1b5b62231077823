#pragma once
/* cond_fault -- what is wrong with a condition as it was typed or sent (condition.h), and where. */
#include "base/tongue.h"
#include "base/why.h"

struct words;

/* Where in the text, in characters (code points) from 0.  Of a tree from JSON: in its canonical
 * text (cond_text). */
struct cond_place {
    uint16_t at;
    uint16_t len;
};

enum fault_kind {
    COND_FAULTLESS,
    COND_NOT_UTF8,
    COND_TOO_LONG,
    COND_TOO_DEEP,
    COND_TOO_MANY_PARTS,
    COND_TOO_MANY_VALUES,
    COND_UNENDED_TEXT,   /* a quote that is never closed */
    COND_BAD_CHARACTER,  /* one that means nothing here; a control character in a text */
    COND_EXPECTED,       /* 'found' stands where 'expected' should */
    COND_UNKNOWN_FIELD,  /* 'nearest' is meant, perhaps; so in the next two */
    COND_UNKNOWN_WORD,   /* of a closed list */
    COND_UNKNOWN_NAME,   /* that the bank has not given */
    COND_WRONG_OPERATOR, /* does not suit the field */
    COND_NEVER_EMPTY,    /* the field is always known */
    COND_WRONG_MOMENT,   /* the field is not kept of that day */
    COND_INCOMPARABLE,   /* two fields of different types */
    COND_OUT_OF_RANGE,   /* a number, a day, a window */
    COND_WRONG_ORDER,    /* between: the second is below the first */
    COND_NOT_JSON
};

struct cond_fault {
    enum fault_kind kind;
    struct cond_place place;   /* in the text; of JSON: 0, 0 */
    char path[288];            /* of JSON: "/and/2/values/0"; "" of a text */
    char found[64];            /* what stands there, cut short at a character */
    const char *expected;      /* a source text, or NULL */
    const struct words *words; /* COND_UNKNOWN_WORD: those that may stand there */
    char nearest[64];          /* what may have been meant, or "" */
    int64_t limit;             /* COND_TOO_...: what is allowed */
};

/* The sentence: what, where (character or path), what was expected, what may have been meant. */
void cond_fault_say(const struct cond_fault *fault, enum tongue tongue, struct why *why);
