#pragma once
/* Private: parts of trees compared. */
#include "cond/condition.h"

bool cond_value_equal(const struct cond_value *a, const struct cond_value *b);
bool cond_ref_equal(const struct cond_ref *a, const struct cond_ref *b);
bool cond_test_equal(const struct cond_test *a, const struct cond_test *b);
