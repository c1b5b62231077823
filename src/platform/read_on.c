#include "platform/read_on.h"

#include "base/record_out.h"

struct read_on read_on(day published, int64_t now)
{
    int seconds;
    day calendar = bank_day(now, &seconds);
    bool is_late = calendar < published || calendar > published + READ_LATE_DAYS;
    day expected = day_working_before(calendar);
    return (struct read_on){.today = is_late ? published + 1 : calendar,
                            .is_late = is_late,
                            .behind = expected > published ? expected - published : 0};
}
