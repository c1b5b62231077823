#pragma once
/* portrait -- a customer's tags by the parts of the portrait, as a panel of the 360° view, and the
 * acts on it: private to src/pcrm/tag. */
#include "web/panel.h"

extern const struct page portrait_page;
extern const struct inputs customer_tags_in, customer_tag_in;

rc portrait_fill(struct req *r, int64_t customer_id, const void **ret_view);
rc portrait_give(struct req *r);
rc portrait_take(struct req *r);
