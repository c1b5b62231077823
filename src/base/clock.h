#pragma once
/* clock -- how much time has passed: a clock that never goes back and means nothing else. */
#include "base/base.h"

uint64_t clock_ns(void);

static inline uint64_t clock_ms(void)
{
    return clock_ns() / 1000000;
}
