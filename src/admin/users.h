#pragma once
/* users -- who may sign in, and the organisations they belong to (SEC-6, the reading part). */
#include "web/request.h"

extern const struct module users_module;
