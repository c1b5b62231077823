#pragma once
/* serving -- private to src/cfe/search: whom the person serves at this moment. */
#include "web/request.h"

struct q_serving_now_row;
MUST_USE rc serving_now(struct req *r, struct q_serving_now_row **ret_rows, size_t *ret_count);
