#pragma once
/* home -- the organisation to which a customer belongs (CARE-7): whose pending list it is on, who
 * may see it, whose results it counts for.
 *
 * By the rules' parameter "home_by": "delivered", the outlet of customer.csv; or "assets", the
 * outlet at which most aum lay, added up over the last three month ends (fewer while fewer are
 * known), which moves customers at month ends only: of equal outlets where they are, else the one
 * the bank knew first.  Who comes belongs to the outlet delivered until then; who has nothing
 * stays. */
#include "engine/book.h"
#include "engine/rules.h"
#include "platform/bank.h"

/* Within the transaction that publishes b->today, whose records are there.  anew: other rules than
 * on the day before are in force. */
MUST_USE rc home_settle(struct bank *bank, const struct book *b, const struct rules *r, bool anew);
