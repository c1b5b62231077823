#pragma once
/* frame -- private to src/web: what every page has around it, as templates know it:
 * {{frame.staff_name}}. */
#include "web/web.h"

struct frame_item {
    struct text url, label;
    bool current;
    int32_t count;
};

struct frame_section {
    struct text url, icon, label;
    bool current, open;
    int32_t count;
    struct frame_item *items;
    size_t items_count;
};

struct frame {
    struct text title, subtitle;
    struct text here; /* the page's own path */
    struct text tongue, other_code, other_tongue, csrf;
    struct text mark, early, style, script, charts, conditions,
        arrange;       /* addresses of our files */
    struct text theme; /* "auto", "light", "dark" */
    struct text seal, staff_name, staff_no, post;
    bool signed_in, day_known;
    bool looks; /* an administrator, as that person */
    bool is_behind, is_late;
    int32_t behind; /* read_on.h */
    day day;
    int64_t fresh;
    struct frame_section *nav;
    size_t nav_count;
};

/* What templates are bound to beside the page's own record. */
struct around {
    struct frame frame;
};
extern const struct record around_record;

struct around frame_make(struct req *r);
