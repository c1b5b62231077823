#include "cfe/holding/holding.h"

#include "cfe/holding/maturity.h"
#include "cfe/holding/products.h"

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/customers/maturities", PERM_CUSTOMERS_LIST, .list = &maturity_list, .in = &maturity_in, .title = N_("Maturities")},
    {HTTP_GET, "/customers/holdings", PERM_CUSTOMERS_BELOW, .list = &products_list, .in = &products_in, .title = N_("Holdings by product")},
    {HTTP_GET, "/customers/holdings/mine", PERM_CUSTOMERS_OWN, .list = &own_products_list, .in = &own_products_in, .title = N_("My customers' holdings")},
};
static const struct nav nav[] = {
    {NAV_CUSTOMERS, "/customers/maturities", N_("Maturities")},
    {NAV_CUSTOMERS, "/customers/holdings", N_("Holdings")},
    {NAV_CUSTOMERS, "/customers/holdings/mine", N_("Holdings of my customers")},
};
/* clang-format on */
const struct module holding_module = {.name = "holding", MODULE(routes), MODULE_NAV(nav)};
