#pragma once
/* refresh -- audiences that are refreshed daily, with each published day: private to
 * src/marketing/audience, but for audience_refresh (audience.h).
 *
 * Of every day are kept how many were in it, who came and who left, and by which part of the
 * condition, as periods of membership.  So the difference between any two kept days is known
 * exactly as long as they are: AUDIENCE_DAYS_KEPT. */
#include "base/base.h"

enum {
    AUDIENCE_DAYS_KEPT = 400,
    AUDIENCE_CATCH_UP = 31, /* days: what was published before that is passed over */
};

/* By what somebody came or left: a bit for each test of the condition, in the order of its text,
 * that holds on one of the two days only; and two more. */
enum { TURNED_TESTS = 60, TURNED_SCOPE = 60, TURNED_KNOWN = 61 };
