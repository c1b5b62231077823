#pragma once
/* search -- customers and pages found by what is typed (Ctrl+K, /search), customers who stand at
 * the counter (/serving), and who manages whom (/lookup): UX-1, SEC-2, CARE-4. */
#include "web/route.h"

extern const struct module search_module, look_up_module, serving_module;
