#pragma once
/* pages -- private to src/analysis/shown: handlers of the pages of reports; module.c has the
 * routes. */
#include "web/list.h"

extern const struct inputs report_builtin_in, report_run_in, report_file_in, report_behind_in,
    report_new_in, report_save_in, report_saving_in, by_report_in, report_change_in;
extern const struct page report_builtin_page, report_page, report_behind_page, report_build_page,
    report_save_page, report_edit_page, report_delete_page, reports_page;
extern const struct list report_behind_list;
extern const char report_fields_answer[];

MUST_USE rc report_run(struct req *r);
MUST_USE rc report_builtin(struct req *r);
MUST_USE rc report_file(struct req *r);
MUST_USE rc report_new(struct req *r);
MUST_USE rc report_fields(struct req *r);
MUST_USE rc reports_show(struct req *r);

/* own.c */
MUST_USE rc report_save_show(struct req *r);
MUST_USE rc report_save(struct req *r);
MUST_USE rc report_edit_show(struct req *r);
MUST_USE rc report_edit(struct req *r);
MUST_USE rc report_copy(struct req *r);
MUST_USE rc report_delete_show(struct req *r);
MUST_USE rc report_delete(struct req *r);
