#pragma once
/* visibility -- who may use what somebody made: tags, lists, audiences (app_may_use of
 * schema/0019_audiences.sql). */
#include "base/record.h"

enum visibility { VISIBLE_OWN, VISIBLE_ORG, VISIBLE_BANK };
extern const struct words visibilities;
