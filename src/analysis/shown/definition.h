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
#define DEFINITION_TEXT(at_, member, most_)                                                        \
    {.name = #member, .kind = KIND_TEXT, .offset = (at_) + offsetof(struct definition_in, member), .max = (most_)}
/* 'at_': where the struct definition_in lies in what the inputs fill.  They have no labels: on a list they
 * are what it is about, not filters. */
#define DEFINITION_INPUTS(at_)                                                                     \
    DEFINITION_TEXT(at_, by, REPORT_TEXT_MOST),                                          \
    DEFINITION_TEXT(at_, show, REPORT_TEXT_MOST),                                   \
    DEFINITION_TEXT(at_, where, COND_BYTES_MOST),                                 \
    DEFINITION_TEXT(at_, at, 40),                                                     \
    DEFINITION_TEXT(at_, over, 40),                                                   \
    DEFINITION_TEXT(at_, as, 10),                                          \
    DEFINITION_TEXT(at_, org, 200),                                            \
    DEFINITION_TEXT(at_, order, 200),                                                 \
    DEFINITION_TEXT(at_, first, 10),                                           \
    DEFINITION_TEXT(at_, chart, 20),                                                  \
    {.name = "view", .kind = KIND_INT8, .offset = (at_) + offsetof(struct definition_in, view), .max = INT64_MAX}
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
