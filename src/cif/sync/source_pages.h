#pragma once
/* source_pages -- where data come from: how far the bank is behind, how often somebody looks, and
 * "synchronise now" (CIF-3). */
#include "web/request.h"

extern const struct module source_module;
