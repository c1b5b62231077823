#pragma once
/* tokens -- programs that work for people: everybody's own tokens of the API, and all of them for
 * who manages users. */
#include "web/request.h"

extern const struct module token_module;
