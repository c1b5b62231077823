#pragma once
/* settle -- private to src/demo: somebody becomes a customer: what he is worth, earns, holds; and
 * what was before the first day. */
#include "demo/town.h"

/* The next customer, as of today. */
void customer_comes(struct town *t);

/* Everybody of the first day: the row of opening.csv and a year of card spend. */
void tell_past_of(struct town *t, uint32_t customer);
