#pragma once
/* portfolio -- the customers of a manager, an outlet, an organisation, as lists and as tables
 * (CARE-4).
 *
 *     /customers/mine         those whom one manages
 *     /customers/related      those whom one co-manages
 *     /customers              at home in the organisation or below
 *     /customers/unassigned   targets there without a manager
 *     /customers/summary      sums by manager and by organisation
 *     /customers/classes      counts by tier and standing, stage, assets, kinds of products
 *
 * Who stands in a list, in which order, and every figure come from the readers' store; names from
 * the database, of the page's customers, which the transaction opens. */
#include "web/request.h"

extern const struct module portfolio_module;
