#pragma once
/* why -- /customers/{customer_id}/why: which rule set the stage, tier and standing on a day, by
 * which figures, what is missing to the next tier, and what will change if nothing is delivered
 * (requirements PCRM-4, X-3).
 *
 * Any valued day that is kept: ?date=2026-03-31.  A compact version is a panel of the customer's
 * page. */
#include "web/route.h"

extern const struct module why_module;
