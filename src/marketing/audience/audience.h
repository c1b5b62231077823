#pragma once
/* audience -- sets of customers that people name and keep: audiences by condition, lists from files
 * (客户筛选与上传, MKT-1). */
#include "platform/job.h"
#include "web/route.h"

extern const struct module audience_module, customer_list_module;

/* After days were published: audiences that are refreshed daily have their members of each
 * (refresh.h).  What fails is taken up by the next call; the days stand. */
MUST_USE rc audience_refresh(struct bank *bank, struct job *job, struct why *why);

/* Files that were uploaded are matched by it. */
extern const struct job_kind upload_kind;
