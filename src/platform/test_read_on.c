#include "base/clock.h"
#include "base/test.h"
#include "platform/read_on.h"

enum { FRIDAY = 20777 }; /* 2026-11-20 */

/* So many days and minutes after the bank's midnight of Friday, eight hours east of UTC. */
static int64_t moment(int days, int minutes)
{
    return (((int64_t)FRIDAY + days) * 24 * 60 - 8 * 60 + minutes) * CLOCK_MINUTE;
}

static void check(int days, int minutes, day today, bool is_late)
{
    struct read_on on = read_on(FRIDAY, moment(days, minutes));
    CHECK_INT(on.today, today);
    CHECK_INT(on.is_late, is_late);
}

TEST(figures_are_read_on_the_day_of_the_clock_in_the_banks_zone)
{
    CHECK_TEXT(day_format(FRIDAY).text, "2026-11-20");
    check(0, 22 * 60, FRIDAY, false); /* the same evening */
    check(1, 0, FRIDAY + 1, false);
    check(3, 8 * 60, FRIDAY + 3, false); /* Monday */
    check(3, 24 * 60 - 1, FRIDAY + 3, false);
    check(4, 0, FRIDAY + 4, false);
}

TEST(a_bank_far_behind_or_ahead_counts_from_the_day_after_its_own)
{
    check(READ_LATE_DAYS, 0, FRIDAY + READ_LATE_DAYS, false);
    check(READ_LATE_DAYS + 1, 0, FRIDAY + 1, true);
    check(4000, 0, FRIDAY + 1, true);
    check(-1, 24 * 60 - 1, FRIDAY + 1, true);
}

static int behind(int days)
{
    return read_on(FRIDAY, moment(days, 8 * 60)).behind;
}

TEST(a_bank_is_behind_where_the_last_working_day_is_missing)
{
    CHECK_INT(behind(0), 0);
    CHECK_INT(behind(2), 0); /* Sunday */
    CHECK_INT(behind(3), 0); /* Monday: Friday's is the newest there can be */
    CHECK_INT(behind(4), 3); /* Tuesday: Monday's is missing */
    CHECK_INT(behind(9), 7); /* Sunday after: the Friday before it is missing */
    CHECK_INT(behind(-5), 0);
}

TESTS(CASE(figures_are_read_on_the_day_of_the_clock_in_the_banks_zone),
      CASE(a_bank_far_behind_or_ahead_counts_from_the_day_after_its_own),
      CASE(a_bank_is_behind_where_the_last_working_day_is_missing))
