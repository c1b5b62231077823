#pragma once
/* panel -- parts of pages that show several systems: the customer's 360°, the morning.
 *
 * Such a page is a frame.  Each system registers what it has to say there; the frame knows none of
 * them by name:
 *
 *     static rc fill_why(struct req *r, int64_t customer_id, const void **ret_view) { ... }
 *     static const struct page why_page = {&tmpl_why_panel, &why_record, N_("Customer")};
 *     static const struct panel panels[] = {
 *         {"why", FRAME_CUSTOMER, PANEL_SIDE, 10, PERM_CUSTOMER_READ, &why_page, fill_why},
 *     };
 *     const struct module why_module = {.name = "why", ..., MODULE_PANELS(panels)};
 *
 * The template is the panel alone, <section class="sheet">…</section>, without the frame of a page.
 * 'fill' runs in the transaction of the frame's page, after what the page is about was opened, and
 * puts nothing into *ret_view where there is nothing to show: the panel is left out.  A panel that
 * fails fails the page.
 *
 * The frame's page has a struct panels in its view (FIELD_PANELS), says .frame in its struct page,
 * and calls panels_fill; its template says {{>_panels_main}} and {{>_panels_side}}.  In JSON the
 * field "panels" is an object with each panel's record by its name. */
#include "web/request.h"

enum panel_column { PANEL_MAIN, PANEL_SIDE, PANEL_COLUMNS };

struct panel {
    const char *name; /* "why": in JSON; the panel's id is panel-why */
    enum panel_frame frame;
    enum panel_column column;
    int order; /* in its column, the smallest first */
    enum perm perm;
    const struct page *page;
    rc (*fill)(struct req *r, int64_t subject_id, const void **ret_view);
};

struct panel_shown {
    struct text name, html;
};

struct panels {
    struct panel_shown *main, *side;
    size_t main_count, side_count;
    struct text json;
};
extern const struct record panel_shown_record;
extern const char panels_field[]; /* "panels" */

/* clang-format off */
/* Three fields of the view: main_panels and side_panels for the template, panels for programs. */
#define FIELD_PANELS(type, member)                                                                 \
    {.name = "main_panels", .kind = KIND_ROWS, .offset = offsetof(type, member.main),              \
     .count_offset = offsetof(type, member.main_count), .of = &panel_shown_record, .inner = true}, \
    {.name = "side_panels", .kind = KIND_ROWS, .offset = offsetof(type, member.side),              \
     .count_offset = offsetof(type, member.side_count), .of = &panel_shown_record, .inner = true}, \
    {.name = "panels", .kind = KIND_JSON, .offset = offsetof(type, member.json)}
/* clang-format on */

/* All panels of the frame that this person may see and that have something to show about the
 * subject. */
MUST_USE rc panels_fill(struct req *r, enum panel_frame frame, int64_t subject_id,
                        struct panels *ret_panels);

/* At start: the panels of all modules, in their order.  E_USAGE: one of them is not whole, or two
 * have the same name. */
struct web;
MUST_USE rc panels_collect(struct web *web, struct why *why);

/* At start: a page with a frame has room for its panels.  E_USAGE. */
MUST_USE rc panels_check_page(const struct page *page, struct why *why);
