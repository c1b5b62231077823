#pragma once
/* filter_words -- private to src/web: what a list is filtered by, in the reader's words: "Tier:
 * Gold", "Condition: age is at least 18".  Numbers that stand for something in the bank only
 * whoever knows it can say (list.h, list_said). */
#include "web/request.h"

/* The input at which a list takes a condition. */
bool is_condition(const struct input *input);

/* One filter; 'typed' is not empty. */
struct text filter_told(struct req *r, const struct input *input, struct text typed);

/* Those of a query, one after the other; "": there are none. */
struct text filters_told(struct req *r, const struct inputs *inputs, struct text query);
