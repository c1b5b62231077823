#pragma once
/* summary -- private to src/cfe/portfolio: the customer summary (客户汇总情况表): how many
 * customers, of which tier and standing, and what they have, by manager or by organisation. */
#include "web/list.h"

/* The table that says most to this person: of the organisations below, of the managers, the own. */
struct summary_form {
    struct text org, where;
};
extern const struct inputs summary_in, summary_own_in;
extern const struct list summary_org_list, summary_manager_list, summary_own_list;
MUST_USE rc summary_show(struct req *r);
