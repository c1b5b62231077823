#pragma once
/* Private: the rules of one test; the readers ask them as soon as they have read one. */
#include "cond/condition.h"

MUST_USE rc check_test(const struct cond_test *t, struct cond_fault *fault);

/* Its parts, for who knows better where the fault is. */
MUST_USE rc check_moment(const struct cond_ref *ref, struct cond_fault *fault);
MUST_USE rc check_arg(const struct catalogue_arg *arg, const struct cond_value *v,
                      struct cond_fault *fault);
MUST_USE rc check_args(const struct cond_ref *ref, struct cond_fault *fault);
MUST_USE rc check_op(const struct cond_ref *left, enum cond_op op, struct cond_place place,
                     struct cond_fault *fault);
MUST_USE rc check_value(const struct cond_test *t, const struct cond_value *v,
                        struct cond_fault *fault);
MUST_USE rc check_values(const struct cond_test *t, struct cond_fault *fault);
MUST_USE rc check_than(const struct cond_test *t, struct cond_fault *fault);
