/* The routes of the dashboard. */
#include "analysis/dashboard/module.h"

#include "analysis/dashboard/pages.h"

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/dashboard", PERM_REPORTS, dashboard_show, .gives = &dashboard_page, .title = N_("Dashboard")},
    {HTTP_GET, "/dashboard/tile", PERM_REPORTS, tile_show, &tile_in, .gives = &tile_page, .title = N_("A tile of the dashboard")},
    {HTTP_GET, "/dashboard/arrange", PERM_REPORTS, arrange_show, .gives = &arrange_page, .title = N_("Arrange the dashboard")},
    {HTTP_POST, "/dashboard/change", PERM_REPORTS, tile_change, &tile_change_in, "dashboard.change", N_("Change a tile")},
    {HTTP_POST, "/dashboard/order", PERM_REPORTS, tiles_order, &tile_order_in, "dashboard.change", N_("Put tiles into another order")},
    {HTTP_POST, "/dashboard/add", PERM_REPORTS, tile_add, &tile_add_in, "dashboard.change", N_("Add a tile"), .again = arrange_show, .gives = &arrange_page},
    {HTTP_POST, "/dashboard/reset", PERM_REPORTS, dashboard_reset, NULL, "dashboard.change", N_("Back to the default")},
};
static const struct nav nav[] = {{NAV_ANALYSIS, "/dashboard", N_("Dashboard")}};
/* clang-format on */
const struct module dashboard_module = {.name = "dashboard", MODULE(routes), MODULE_NAV(nav)};
