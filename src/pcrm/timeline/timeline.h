#pragma once
/* timeline -- /customers/{customer_id}/timeline: everything that happened to a customer, newest
 * first, by day (requirements CIF-6): alerts, changes of stage, tier, standing and other levels,
 * large transactions, accounts and cards that come and go, relations and managers, the record,
 * digital behaviour summed up by day. */
#include "web/route.h"

extern const struct module timeline_module;
