#pragma once
/* switches -- private to src/analysis/shown: what of a report is changed with one click: averages,
 * comparison, day, times, organisation, chart.  Each choice is the address of the changed report.
 */
#include "analysis/shown/definition.h"
#include "analysis/shown/shown.h"

struct choice {
    struct text label, url, icon; /* icon: of a chart's kind */
    bool current;
};
struct report_switch {
    struct text label, current;
    struct choice *choices;
    size_t choices_count;
};
extern const struct record report_switch_record, choice_record;

struct switches {
    struct report_switch *items;
    size_t len;
    struct choice *charts; /* kinds that suit */
    size_t charts_len;
    struct choice *path; /* organisations, from the person's own down to the one shown */
    size_t path_len;
    struct choice *below; /* those directly below it */
    size_t below_len;
};
MUST_USE rc switches_make(struct req *r, const struct definition *d,
                          const struct asked_report *asked, struct switches *ret);
