#pragma once
/* terms -- private to src/analysis/report: the words of the language, for those who read, print and
 * tell it. */
#include "analysis/report/report.h"

/* Options of a measure, in the order in which they are printed. */
extern const char *const report_what_names[SHOW_KINDS];    /* "sum" */
extern const char *const report_basis_names[REPORT_BASES]; /* "month_avg"; [0] "" */
extern const char *const report_over_names[];              /* by enum report_over; [0] "" */
extern const char *const report_inputs[];                  /* "by", ...; NULL at the end */
enum { OVER_KINDS = OVER_DAYS + 1 };

/* The text of an input of struct report_text, in the order of report_inputs. */
struct text *report_input(struct report_text *t, size_t i);

/* "month_end", "3_months_ago", "2026-10-31" */
bool report_moment_read(struct text word, struct report_moment *ret);
void report_moment_print(struct buf *out, struct report_moment m);
