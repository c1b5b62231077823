#pragma once
/* openapi -- the API's description, OpenAPI 3.1, from the same declarations as the pages: routes,
 * inputs, records and lists. */
#include "web/route.h"

/* A JSON text in the arena; the same for the same tables. */
struct web;
struct text openapi_of(const struct web *web, struct arena *a);

/* What /api/v1 itself answers: where the description is, how to be let in, what can be read. */
struct text openapi_index(const struct web *web, struct arena *a);
