#pragma once
/* jobs -- long work: what runs, how far it is, how it ended (SEC-6). */
#include "web/request.h"

extern const struct module jobs_module;
