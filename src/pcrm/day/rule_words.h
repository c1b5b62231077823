#pragma once
/* rule_words -- what people call schemes and their levels: by the names that the bank gave them;
 * the tiers and the VIP grades have theirs everywhere. */
#include "base/text.h"
#include "engine/rules.h"

/* Source texts of the stages, or of the tiers. */
const char *stage_label(int stage);

struct text scheme_title(const struct scheme *s, enum tongue tongue);
/* Of 0: "none". */
struct text scheme_level_title(const struct scheme *s, size_t level, enum tongue tongue);
