/* The routes of reports. */
#include "analysis/shown/pages.h"

#include "analysis/shown/module.h"

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/reports", PERM_REPORTS, reports_show, .gives = &reports_page, .title = N_("Reports")},
    {HTTP_GET, "/reports/run", PERM_REPORTS, report_run, &report_run_in, .gives = &report_page, .title = N_("Report"), .is_viewed = true},
    {HTTP_GET, "/reports/built-in/{name}", PERM_REPORTS, report_builtin, &report_builtin_in, .gives = &report_builtin_page, .title = N_("Built-in report")},
    {HTTP_GET, "/reports/file", PERM_REPORTS, report_file, &report_file_in, "report.export", N_("A report as a file")},
    {HTTP_GET, "/reports/customers", PERM_CUSTOMERS_LIST, .list = &report_behind_list, .in = &report_behind_in, .audit = "report.customers", .gives = &report_behind_page, .title = N_("Customers behind a figure")},
    {HTTP_GET, "/reports/new", PERM_REPORTS, report_new, &report_new_in, .gives = &report_build_page, .title = N_("New report")},
    {HTTP_GET, "/reports/fields", PERM_REPORTS, report_fields, .title = N_("What reports can divide by and sum up"), .answers = report_fields_answer},
    {HTTP_GET, "/reports/save", PERM_REPORTS, report_save_show, &report_saving_in, .gives = &report_save_page, .title = N_("Save a report")},
    {HTTP_POST, "/reports", PERM_REPORTS, report_save, &report_save_in, "report.save", N_("Save a report"), .again = report_save_show, .gives = &report_save_page},
    {HTTP_GET, "/reports/{view_id}/edit", PERM_REPORTS, report_edit_show, &by_report_in, .gives = &report_edit_page, .title = N_("Name and sharing")},
    {HTTP_POST, "/reports/{view_id}/edit", PERM_REPORTS, report_edit, &report_change_in, "report.change", N_("Name and sharing"), .again = report_edit_show, .gives = &report_edit_page},
    {HTTP_POST, "/reports/{view_id}/copy", PERM_REPORTS, report_copy, &by_report_in, "report.copy", N_("Copy a report")},
    {HTTP_GET, "/reports/{view_id}/delete", PERM_REPORTS, report_delete_show, &by_report_in, .gives = &report_delete_page, .title = N_("Delete a report")},
    {HTTP_POST, "/reports/{view_id}/delete", PERM_REPORTS, report_delete, &by_report_in, "report.delete", N_("Delete a report")},
};
static const struct nav nav[] = {{NAV_ANALYSIS, "/reports", N_("Reports")}};
/* clang-format on */
const struct module report_module = {.name = "reports", MODULE(routes), MODULE_NAV(nav)};
