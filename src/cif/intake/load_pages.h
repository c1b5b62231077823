#pragma once
/* load_pages -- the day files taken and refused, and the rows that were not taken (CIF-1, CIF-3).
 */
#include "web/request.h"

extern const struct module load_module;
