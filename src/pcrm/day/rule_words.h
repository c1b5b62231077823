#pragma once
/* rule_words -- what people call schemes and their levels. */
#include "base/text.h"

/* Source texts: of "value" or "stage"; of "value", "gold".  An unknown level is "none". */
const char *scheme_label(struct text scheme);
const char *scheme_level_label(struct text scheme, struct text level);
