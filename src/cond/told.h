#pragma once
/* told -- a condition in the words of people: "客户等级为黄金或白金，且金融资产不低于50万元".
 *
 * For those who read what is asked, not how it is typed: parts of a funnel, findings, what an
 * audience or a view is about.  cond_text (condition.h) is what is typed and kept; this is never
 * read back. */
#include "cond/contradictions.h"

struct text cond_told(struct arena *a, enum tongue tongue, const struct cond *c);
/* Of what was kept as text; itself where it is no longer valid. */
struct text cond_told_text(struct arena *a, enum tongue tongue, struct text kept);
/* Its opposite where a part stands under "not". */
struct text cond_told_side(struct arena *a, enum tongue tongue, struct cond_side side);
