#pragma once
/* audience -- sets of customers that people name and keep: audiences by condition, lists from files
 * (客户筛选与上传, MKT-1). */
#include "platform/job.h"
#include "web/route.h"

extern const struct module audience_module, customer_list_module;

/* Files that were uploaded are matched by it. */
extern const struct job_kind upload_kind;
