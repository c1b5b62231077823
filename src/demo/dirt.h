#pragma once
/* dirt -- private to src/demo: the few rows that a real bank's systems get wrong. */
#include "demo/town.h"

/* On some days a few bad rows beside the good ones, for the quarantine; never on the newest. */
void tell_dirt(struct town *t);
