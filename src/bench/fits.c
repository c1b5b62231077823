#include "bench/fits.h"

#include "base/memory.h"

enum { MB = 1024 * 1024 };

rc bench_fits(int64_t customers, uint64_t bytes_per_customer, struct why *why)
{
    uint64_t needed = (uint64_t)customers * bytes_per_customer / MB;
    uint64_t available = memory_available() / MB;
    if (needed <= available)
        return OK;
    return why_say(why, E_UNAVAILABLE,
                   "%" PRId64 " customers need about %" PRIu64 " MB of memory, and %" PRIu64
                   " MB are free: take fewer --customers",
                   customers, needed, available);
}
