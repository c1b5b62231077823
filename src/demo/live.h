#pragma once
/* live -- private to src/demo: what happens in the town, day by day, and in the months before that
 * of which only one folder a month tells. */
#include "demo/town.h"

/* Lives t->today: one of the daily days. */
void live_day(struct town *t);

/* Lives the month that ends with t->today. */
void live_month(struct town *t);
