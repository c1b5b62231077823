#pragma once
/* facts -- private to pcrm/why: what the database keeps of one customer on one day, as the engine
 * explains it.  The customer has been opened in the person's scope. */
#include "engine/explain.h"
#include "pcrm/why/why.sql.h"
#include "web/request.h"

struct why_facts {
    struct customer_facts facts;
    struct sums sums;
    day stage_since, tier_since, own_tier_since, standing_since; /* by the rows that are kept */

    /* At the end of the day on which the tier was decided: what schemes look at.  Not there: no
     * month end was valued since the customer came. */
    bool is_decided;
    struct customer_facts decided;
};

struct why_rules {
    struct rules rules;
    day effective_on;
};

/* As of any day that was valued and is kept, by the rules in force then.  *ret_found: the customer
 * was there.  One message, with what the caller put ahead. */
MUST_USE rc facts_read(struct req *r, int64_t customer_id, day d, struct why_rules *ret_rules,
                       struct why_facts *ret, bool *ret_found);

/* The rules of another day. */
MUST_USE rc facts_rules(struct req *r, day d, struct why_rules *ret);
