#pragma once
/* classes -- private to src/cfe/portfolio: the customer classification (我的个人客户分类表): how
 * many customers, and what assets they have, by tier and standing, stage, assets, kinds of
 * products. */
#include "web/request.h"

extern const struct inputs classes_in;
extern const struct page classes_page;
MUST_USE rc classes_show(struct req *r);
