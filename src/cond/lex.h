#pragma once
/* Private: the words, numbers, texts and signs that a condition is made of. */
#include "cond/condition.h"

enum token_kind {
    T_END,
    T_WORD,   /* letters, digits, _, and whatever is not ASCII and no sign */
    T_TEXT,   /* in quotes; 'bytes' is what stands within, unescaped, in NFC */
    T_NUMBER, /* digits with a point perhaps, a minus before them perhaps */
    T_DATE,   /* 2026-01-01 */
    T_OPEN,
    T_CLOSE,
    T_COMMA,
    T_TIMES,
    T_PERCENT,
    T_EQ, /* in the order of enum cond_op */
    T_NE,
    T_LT,
    T_LE,
    T_GT,
    T_GE
};

struct token {
    enum token_kind kind;
    struct text bytes;
    struct cond_place place;
};

/* All tokens of a text that is UTF-8, the last one T_END.  E_INVALID: the fault says where. */
MUST_USE rc lex(struct arena *a, struct text utf8, const struct token **ret_tokens,
                struct cond_fault *fault);

/* Bytes of the character that 'utf8' begins with; 0 at its end. */
size_t character_size(struct text utf8);
size_t characters_of(struct text utf8);
