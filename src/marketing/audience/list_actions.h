#pragma once
/* list_actions -- putting customers on a list and taking them off, as actions on a selection
 * (web/action.h): private to src/marketing/audience. */
#include "web/action.h"

extern const struct action list_put_action, list_take_off_action;
extern const struct inputs list_action_in;
