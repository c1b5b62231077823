#pragma once
/* Private: how the readers of conditions say what they met.  All return E_INVALID. */
#include "cond/lex.h"

rc fault_found(struct cond_fault *fault, enum fault_kind kind, const struct token *found);
/* 'found' stands where 'expected', a source text, should. */
rc fault_expected(struct cond_fault *fault, const char *expected, const struct token *found);
rc fault_limit(struct cond_fault *fault, enum fault_kind kind, struct cond_place place,
               int64_t limit);
/* 'nearest' may be NULL; returns E_INVALID. */
rc fault_near(struct cond_fault *fault, enum fault_kind kind, struct cond_place place,
              struct text found, const char *nearest);
