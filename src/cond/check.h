#pragma once
/* Private: the rules of one test; the readers ask them as soon as they have read one. */
#include "cond/condition.h"

MUST_USE rc check_test(const struct cond_test *t, struct cond_fault *fault);
/* The test may be asked so; else the fault is at 'place'. */
MUST_USE rc check_op(const struct cond_ref *left, enum cond_op op, struct cond_place place,
                     struct cond_fault *fault);
