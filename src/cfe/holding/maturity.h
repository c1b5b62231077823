#pragma once
/* maturity -- private to src/cfe/holding: what matures, as a list by date (产品到期). */
#include "web/list.h"

extern const struct list maturity_list;
extern const struct inputs maturity_in;
