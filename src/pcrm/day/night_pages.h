#pragma once
/* night_pages -- the published days, and what each took in (CIF-1, SEC-6: the nights' history). */
#include "web/request.h"

extern const struct module night_module;
