#pragma once
/* sign -- signing in and out, the own password, sessions and looks. */
#include "web/request.h"

extern const struct module sign_module;
