#pragma once
/* audience_questions -- private to src/bench: what is asked of the invented bank, and the same as a
 * plain test of one customer, written without the engine. */
#include "bench/audience_bank.h"

enum question_kind {
    ASK_COUNT,  /* how many */
    ASK_LIST,   /* all members */
    ASK_PAGE,   /* members 'from' .. 'until' by assets, the most first */
    ASK_GROUPS, /* customers and assets by outlet and tier */
    QUESTION_KINDS
};

struct question {
    const char *name;
    enum question_kind kind;
    const char *text; /* the condition; NULL: everybody who is not gone */
    bool (*holds)(const struct audience_bank *b, const struct invented *c);
    uint32_t from, until;
};
extern const struct question audience_questions[];
extern const size_t audience_questions_len;
