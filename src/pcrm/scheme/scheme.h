#pragma once
/* scheme -- the pages of rules (requirements PCRM-2, 4, 9, X-5): versions and what each changed,
 * drafts that are written, tried on all customers and signed by a second person.
 *
 *     /rules, /rules/{version}              what is and was in force
 *     /rules/drafts, /rules/drafts/{id}     what may come
 *     /whatifs/{id}                         what a draft would move (trial.h) */
#include "platform/job.h"
#include "web/route.h"

extern const struct module scheme_module;
extern const struct module limits_module, levels_module; /* of drafts: numbers, schemes */
extern const struct module whatif_module;
extern const struct job_kind whatif_kind; /* its arguments: {"draft_id": 7} */

enum draft_state { DRAFT_WRITTEN, DRAFT_HANDED_IN, DRAFT_PUBLISHED, DRAFT_WITHDRAWN };
