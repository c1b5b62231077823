#pragma once
/* tiles -- private to src/analysis/dashboard: which reports somebody's dashboard shows, how, and in
 * which order.
 *
 * A tile is a part of a built-in report ("league/7") or a saved one.  Whoever has not changed
 * anything has what the post begins with. */
#include "analysis/report/report.h"
#include "web/request.h"

enum { TILES_MOST = 30, TILE_WIDTH_MOST = 4 };
enum tile_shown { TILE_FIGURE, TILE_CHART, TILE_TABLE };
extern const struct words tile_shown_words;

struct tile {
    struct text built_in; /* "league/7"; empty: */
    int64_t view_id;      /* a saved report */
    int16_t shown, width; /* in quarters of the page */
};
struct tiles {
    struct tile items[TILES_MOST];
    size_t len;
    bool is_own; /* else as the post begins */
};

MUST_USE rc tiles_read(struct req *r, struct tiles *ret);
/* They are the person's own from now on. */
MUST_USE rc tiles_write(struct req *r, const struct tiles *tiles);
/* As the post begins, again. */
MUST_USE rc tiles_reset(struct req *r);

/* What a tile shows: its title, and its definition.  *ret_said not NULL: it cannot be shown, and
 * why. */
struct tile_report {
    struct text title, url; /* url: of the report on a page of its own */
    const struct report *report;
    const char *said;
    bool is_gone;
};
MUST_USE rc tile_find(struct req *r, const struct tile *tile, struct tile_report *ret);
