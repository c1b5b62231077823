#pragma once
/* module -- the pages of the dashboard (RPT-3). */
#include "web/route.h"

extern const struct module dashboard_module;
