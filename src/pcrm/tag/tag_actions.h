#pragma once
/* tag_actions -- giving and taking a custom tag, as actions on a selection (web/action.h): private
 * to src/pcrm/tag. */
#include "web/action.h"

extern const struct action tag_give_action, tag_take_action;
extern const struct inputs tag_action_in;
