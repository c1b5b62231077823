#pragma once
/* action_inside -- private to src/web: what action.c and action_run.c share. */
#include "web/action.h"
#include "web/list_inside.h"

/* What the forms of all actions begin with. */
struct action_form {
    struct selection_form selection;
};
