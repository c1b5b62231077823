#pragma once
/* clock -- how much time has passed, by a clock that never goes back and means nothing else; and
 * what time it is, by one that people set. */
#include "base/base.h"

uint64_t clock_ns(void);
int64_t clock_now(void); /* microseconds since 1970-01-01 UTC, as rows have them */
#define CLOCK_MINUTE INT64_C(60000000)

static inline uint64_t clock_ms(void)
{
    return clock_ns() / 1000000;
}
