#pragma once
/* pages -- private to src/analysis/dashboard: its handlers; module.c has the routes. */
#include "web/request.h"

extern const struct page dashboard_page, tile_page, arrange_page;
extern const struct inputs tile_in, tile_change_in, tile_order_in, tile_add_in;

MUST_USE rc dashboard_show(struct req *r);
MUST_USE rc tile_show(struct req *r);

/* arrange.c */
MUST_USE rc arrange_show(struct req *r);
MUST_USE rc tile_change(struct req *r);
MUST_USE rc tiles_order(struct req *r);
MUST_USE rc tile_add(struct req *r);
MUST_USE rc dashboard_reset(struct req *r);
