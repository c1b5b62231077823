#pragma once
/* definition -- private to src/analysis: a report's definition in an address: the inputs that carry
 * it, under which name it is shown, and how the address of a changed one reads. */
#include "analysis/report/report.h"
#include "web/request.h"

struct definition_in {
    struct text by, show, where, at, over, as, org, order, first, chart;
    int64_t view; /* a saved report: its name stands above; alone it is what is shown; 0 */
};
/* clang-format off */
#define DEFINITION_TEXT(at_, member, label_, most_)                                                \
    {.name = #member, .kind = KIND_TEXT, .offset = (at_) + offsetof(struct definition_in, member), .label = (label_), .max = (most_)}
/* 'at_': where the struct definition_in lies in what the inputs fill. */
#define DEFINITION_LABELLED(at_, LABEL)                                                            \
    DEFINITION_TEXT(at_, by, LABEL(N_("By")), REPORT_TEXT_MOST),                                   \
    DEFINITION_TEXT(at_, show, LABEL(N_("Measures")), REPORT_TEXT_MOST),                           \
    DEFINITION_TEXT(at_, where, LABEL(N_("Condition")), COND_BYTES_MOST),                          \
    DEFINITION_TEXT(at_, at, LABEL(N_("As of")), 40),                                              \
    DEFINITION_TEXT(at_, over, LABEL(N_("Period")), 40),                                           \
    DEFINITION_TEXT(at_, as, LABEL(N_("Who counts where")), 10),                                   \
    DEFINITION_TEXT(at_, org, LABEL(N_("Organisation")), 200),                                     \
    DEFINITION_TEXT(at_, order, LABEL(N_("Sorted by")), 200),                                      \
    DEFINITION_TEXT(at_, first, LABEL(N_("First groups")), 10),                                    \
    DEFINITION_TEXT(at_, chart, LABEL(N_("Chart")), 20),                                           \
    {.name = "view", .kind = KIND_INT8, .offset = (at_) + offsetof(struct definition_in, view), .max = INT64_MAX}
#define DEFINITION_LABEL(label) label
#define DEFINITION_NO_LABEL(label) NULL
#define DEFINITION_INPUTS(at_) DEFINITION_LABELLED(at_, DEFINITION_LABEL)
/* Of a list's address: they say what it is a list of, and are no filters of it. */
#define DEFINITION_CARRIED(at_) DEFINITION_LABELLED(at_, DEFINITION_NO_LABEL)
/* clang-format on */

/* The saved report that is named; empty where none is. */
struct definition_name {
    int64_t view_id;
    struct text name, about, owner;
    bool is_mine, is_shared;
    bool is_changed; /* what is shown is not as it was saved */
};

struct definition {
    const struct report *report; /* NULL: it cannot be read */
    struct report_fault fault;
    struct report_text text; /* as given, or as saved */
    struct definition_name name;
};

/* Of the address, or where that has only a name what was saved.  E_NOT_FOUND: no such saved report
 * is there for this person. */
MUST_USE rc definition_read(struct req *r, const struct definition_in *in, struct definition *ret);

bool definition_is_empty(const struct definition_in *in);

/* "/reports/run?view=7&by=...": of another report than the one that is shown, under its name. */
struct text definition_url(struct req *r, const struct definition *d, const char *path,
                           const struct report *report);

/* The same as a view keeps it: encoded as all views are, by which whoever renames a set finds it
 * (pcrm/named). */
struct text definition_query(struct req *r, const struct report *report);

extern const char report_list[]; /* "/reports/run": the list of which saved reports are views */
