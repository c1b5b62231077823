#include "web/panel.h"

#include "base/json_out.h"
#include "base/record_out.h"
#include "tmpl/tmpl.h"
#include "web/frame.h"
#include "web/masked.h"
#include "web/web.h"

const char panels_field[] = "panels";

static const struct field shown_fields[] = {
    FIELD(struct panel_shown, name),
    FIELD_AS(struct panel_shown, html, KIND_HTML),
};
const struct record panel_shown_record = RECORD(struct panel_shown, shown_fields);

/* ---- at start ---- */

static int order_panels(const void *a, const void *b)
{
    const struct panel *x = *(const struct panel *const *)a, *y = *(const struct panel *const *)b;
    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return strcmp(x->name, y->name);
}

static rc check_panel(const struct web *web, size_t at, struct why *why)
{
    const struct panel *p = web->panels[at];
    bool whole = p->frame > FRAME_NONE && p->frame < FRAME_COUNT && p->page && p->fill;
    if (!whole || p->perm == PERM_UNDECLARED)
        return why_say(why, E_USAGE, "panel %s needs a frame, a permission, a page and fill",
                       p->name);
    for (size_t i = 0; i < at; i++)
        if (web->panels[i]->frame == p->frame && strcmp(web->panels[i]->name, p->name) == 0)
            return why_say(why, E_USAGE, "panel %s stands twice on one frame", p->name);
    return OK;
}

rc panels_collect(struct web *web, struct why *why)
{
    size_t count = 0;
    for (size_t m = 0; m < web->modules_len; m++)
        count += web->modules[m]->panels_len;
    web->panels = arena_alloc(&web->arena, (count + 1) * sizeof(const struct panel *));
    for (size_t m = 0; m < web->modules_len; m++)
        for (size_t i = 0; i < web->modules[m]->panels_len; i++)
            web->panels[web->panels_len++] = &web->modules[m]->panels[i];
    for (size_t i = 0; i < count; i++)
        TRY(check_panel(web, i, why));
    qsort(web->panels, count, sizeof(const struct panel *), order_panels);
    return OK;
}

rc panels_check_page(const struct page *page, struct why *why)
{
    const struct field *f = record_field(page->record, text_of(panels_field));
    if (!f == (page->frame == FRAME_NONE))
        return OK;
    return why_say(why, E_USAGE, "page %s: .frame and FIELD_PANELS belong together", page->title);
}

/* ---- for a page ---- */

static void add_json(struct buf *json, const struct panel *p, const void *view)
{
    buf_add_text(json, json->len > 1 ? "," : "");
    json_add_text(json, text_of(p->name));
    buf_add_char(json, ':');
    record_json(json, p->page->record, view);
}

static rc add_html(struct req *r, const struct panel *p, const void *view, struct panels *panels)
{
    struct around around = frame_make(r);
    const void *rows[] = {&around, view};
    struct buf out;
    buf_init(&out);
    rc done = tmpl_render(web_page(r->web, p->page), r->tongue, NULL, rows, &out, &r->why);
    struct panel_shown shown = {text_of(p->name), keep(r->arena, &out)};
    if (p->column == PANEL_MAIN)
        panels->main[panels->main_count++] = shown;
    else
        panels->side[panels->side_count++] = shown;
    return done;
}

static rc add_panel(struct req *r, const struct panel *p, int64_t subject_id, struct buf *json,
                    struct panels *panels)
{
    const void *view = NULL;
    TRY(p->fill(r, subject_id, &view));
    if (!view)
        return OK;
    TRY(mask_record(r, p->page->record, (void *)(uintptr_t)view)); /* as show() does */
    if (!r->wants_json)
        return add_html(r, p, view, panels);
    add_json(json, p, view);
    return OK;
}

rc panels_fill(struct req *r, enum panel_frame frame, int64_t subject_id, struct panels *ret_panels)
{
    size_t room = (r->web->panels_len + 1) * sizeof(struct panel_shown);
    struct panels panels = {.main = arena_alloc(r->arena, room),
                            .side = arena_alloc(r->arena, room)};
    struct buf json;
    rc done = OK;
    buf_init(&json);
    buf_add_char(&json, '{');
    for (size_t i = 0; i < r->web->panels_len && done == OK; i++) {
        const struct panel *p = r->web->panels[i];
        if (p->frame == frame && may(r, p->perm))
            done = add_panel(r, p, subject_id, &json, &panels);
    }
    buf_add_char(&json, '}');
    panels.json = keep(r->arena, &json);
    TRY(done);
    *ret_panels = panels;
    return OK;
}
