#pragma once
/* products -- private to src/cfe/holding: what is held, by product. */
#include "web/list.h"

extern const struct list products_list, own_products_list;
extern const struct inputs products_in, own_products_in;
