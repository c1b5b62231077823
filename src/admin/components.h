#pragma once
/* components -- all parts of pages beside one another, for whoever builds the next screen; and the
 * start page, which leads to the first page of the post. */
#include "web/request.h"

extern const struct module components_module;
