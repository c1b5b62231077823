#pragma once
/* report_view -- private to src/analysis/shown: all that a page says of one report; the page
 * itself, the builder's live result, and JSON. */
#include "analysis/shown/definition.h"
#include "analysis/shown/shown.h"
#include "analysis/shown/switches.h"

struct sentence {
    struct text text;
};

struct report_view {
    struct text name, about, owner; /* of a saved report */
    int64_t view_id;
    bool is_saved, is_mine, is_shared, is_changed;
    struct text by, show, where, at, over, as, org, order, first, chart; /* the definition */
    struct text definition;                                              /* the same as one text */
    struct text fault_input, fault;                                      /* it cannot be read; or */
    struct text said;                                                    /* answered */
    bool is_shown;
    day day;
    struct shown_figure lead;
    struct shown_figure *figures;
    size_t figures_count;
    struct shown_table table;
    struct sentence *told;
    size_t told_count;
    struct report_switch *switches;
    size_t switches_count;
    struct choice *charts, *path, *below;
    size_t charts_count, path_count, below_count;
    bool has_below;
    struct text build_url, save_url, edit_url, copy_url, delete_url, csv_url, xlsx_url, tile_url;
};
extern const struct record report_view_record;

/* What 'd' is and comes to. */
MUST_USE rc report_view_fill(struct req *r, const struct definition *d, struct report_view *v);
