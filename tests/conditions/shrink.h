#pragma once
/* shrink -- a smaller condition with which the same thing goes wrong. */
#include "cond/condition.h"

struct goes_wrong {
    bool (*still)(void *with, const struct cond *c);
    void *with;
};

const struct cond *shrink(struct arena *a, const struct cond *c, const struct goes_wrong *wrong);
