#pragma once
/* reports_past -- private to src/bench: what an invented customer had at the month ends before. */
#include "bench/audience_bank.h"
#include "engine/sheet.h"

enum { PAST_ENDS = 12 };

/* 'end' 0 is the bank's day, 1 the month end before it. */
day past_day(const struct audience_bank *b, int end);
fen past_aum(const struct invented *c, int end);
uint8_t past_tier(const struct invented *c, int end);
bool past_is_there(const struct audience_bank *b, const struct invented *c, int end);
fen past_sum(const struct audience_bank *b, const struct invented *c, int end); /* of the year */
int32_t past_home(const struct audience_bank *b, const struct invented *c, int end);

/* Of all those days, the oldest first; the caller's (sheet_unref). */
void past_make(const struct audience_bank *b, struct sheet *ret[PAST_ENDS + 1]);
