#pragma once
/* alert_panel -- the alerts of the last month on a customer's page (requirements PCRM-5). */
#include "web/route.h"

extern const struct module alert_module;
