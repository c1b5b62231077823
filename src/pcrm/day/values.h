#pragma once
/* values -- every customer's figures on any day that was valued and is still kept (rules.md, "What
 * the batch leaves behind"). */
#include "base/csv_out.h"
#include "platform/bank.h"

/* Resolves NO_DAY to the newest day.  E_NOT_FOUND: nothing was run yet; E_INVALID: the day was not
 * valued, or its values are no longer kept. */
MUST_USE rc values_day(struct bank *bank, day asked, bool kept, day *ret_day, struct why *why);

/* Prints them to 'file'.  'customers' (or NULL) names a file with one customer_no a line: only
 * those, in that order. */
MUST_USE rc values_print(struct bank *bank, day d, const char *customers, FILE *file,
                         enum csv_form form, struct why *why);

/* The alerts of a day; 'kinds' (none: all) by name. */
struct alert_kinds {
    const char *const *names;
    size_t len;
};
MUST_USE rc alerts_print(struct bank *bank, day d, struct alert_kinds kinds, FILE *file,
                         enum csv_form form, struct why *why);
