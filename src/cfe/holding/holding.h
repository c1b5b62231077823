#pragma once
/* holding -- what customers hold, and what of it matures (CFE-5).
 *
 *     /customers/maturities      within 90 days before and after the day, by date
 *     /customers/holdings        by product: who holds it, and how much
 *     /customers/holdings/mine   the same of those whom one manages or co-manages
 *
 * Both come from the readers' store; names and the way an account goes on from the database. */
#include "web/request.h"

extern const struct module holding_module;
