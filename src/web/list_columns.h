#pragma once
/* list_columns -- the form in which somebody chooses the columns of a list, and keeps them
 * (platform/list_columns.h). */
#include "web/request.h"

extern const struct module list_columns_module;

/* Does a list's address take this along when other columns are chosen?  Order and filters, but
 * neither the columns nor the page. */
bool list_columns_carry(struct text name);
