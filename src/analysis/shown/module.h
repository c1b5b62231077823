#pragma once
/* module -- the pages of reports (RPT-2): /reports and what lies below it. */
#include "web/route.h"

extern const struct module report_module;
