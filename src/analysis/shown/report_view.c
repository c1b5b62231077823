#include "analysis/shown/report_view.h"

/* clang-format off */
static const struct field sentence_fields[] = {FIELD(struct sentence, text)};
static const struct record sentence_record = RECORD(struct sentence, sentence_fields);
static const struct field view_fields[] = {
    FIELD(struct report_view, name), FIELD(struct report_view, about), FIELD(struct report_view, owner),
    FIELD_AS(struct report_view, view_id, KIND_ID), FIELD(struct report_view, is_saved),
    FIELD(struct report_view, is_mine), FIELD(struct report_view, is_shared), FIELD(struct report_view, is_changed),
    FIELD(struct report_view, by), FIELD(struct report_view, show), FIELD(struct report_view, where),
    FIELD(struct report_view, at), FIELD(struct report_view, over), FIELD(struct report_view, as),
    FIELD(struct report_view, org), FIELD(struct report_view, order), FIELD(struct report_view, first),
    FIELD(struct report_view, chart), FIELD(struct report_view, definition),
    FIELD(struct report_view, fault_input), FIELD(struct report_view, fault), FIELD(struct report_view, said),
    FIELD(struct report_view, is_shown), FIELD_OPT_DAY(struct report_view, day),
    FIELD_RECORD(struct report_view, lead, shown_figure_record),
    FIELD_ROWS(struct report_view, figures, shown_figure_record),
    FIELD_RECORD(struct report_view, table, shown_table_record),
    FIELD_ROWS(struct report_view, told, sentence_record),
    FIELD_ROWS(struct report_view, switches, report_switch_record),
    FIELD_ROWS(struct report_view, charts, choice_record), FIELD_ROWS(struct report_view, path, choice_record),
    FIELD_ROWS(struct report_view, below, choice_record), FIELD(struct report_view, has_below),
    FIELD_AS(struct report_view, build_url, KIND_URL), FIELD_AS(struct report_view, save_url, KIND_URL),
    FIELD_AS(struct report_view, edit_url, KIND_URL), FIELD_AS(struct report_view, copy_url, KIND_URL),
    FIELD_AS(struct report_view, delete_url, KIND_URL), FIELD_AS(struct report_view, csv_url, KIND_URL),
    FIELD_AS(struct report_view, xlsx_url, KIND_URL), FIELD_AS(struct report_view, tile_url, KIND_URL),
};
const struct record report_view_record = RECORD(struct report_view, view_fields);
/* clang-format on */

static void fill_definition(const struct report_text *t, struct report_view *v)
{
    v->by = t->by;
    v->show = t->show;
    v->where = t->where;
    v->at = t->at;
    v->over = t->over;
    v->as = t->as;
    v->org = t->org;
    v->order = t->order;
    v->first = t->first;
    v->chart = t->chart;
}

/* One parameter a line, as it is typed. */
static struct text written(struct arena *a, const struct report_text *t)
{
    const struct {
        const char *name;
        struct text value;
    } lines[] = {{"by", t->by},       {"show", t->show},  {"where", t->where}, {"at", t->at},
                 {"over", t->over},   {"as", t->as},      {"org", t->org},     {"order", t->order},
                 {"first", t->first}, {"chart", t->chart}};
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        if (lines[i].value.len) {
            buf_printf(&b, "%s%s = ", b.len ? "\n" : "", lines[i].name);
            buf_add(&b, lines[i].value.ptr, lines[i].value.len);
        }
    return keep(a, &b);
}

static struct text own_url(struct req *r, int64_t view_id, const char *what)
{
    return text_of(arena_printf(r->arena, "/reports/%" PRId64 "/%s", view_id, what));
}

static void fill_name(struct req *r, const struct definition_name *name, struct report_view *v)
{
    v->is_saved = name->view_id != 0;
    v->view_id = name->view_id;
    v->name = name->name;
    v->about = name->about.len ? name->about : (struct text){NULL, 0};
    v->owner = name->owner;
    v->is_mine = name->is_mine;
    v->is_shared = name->is_shared;
    v->is_changed = name->is_changed;
    if (!v->is_saved)
        return;
    v->copy_url = own_url(r, name->view_id, "copy");
    v->edit_url = own_url(r, name->view_id, "edit");
    v->delete_url = own_url(r, name->view_id, "delete");
    v->tile_url = text_of(arena_printf(r->arena, "/dashboard/add?view=%" PRId64, name->view_id));
}

static void fill_told(struct req *r, const struct report *report, struct report_view *v)
{
    struct report_sentences told = report_told(r->arena, r->tongue, report);
    v->told = arena_alloc(r->arena, (told.len + 1) * sizeof *v->told);
    for (size_t i = 0; i < told.len; i++)
        v->told[v->told_count++].text = told.items[i];
}

static void fill_urls(struct req *r, const struct definition *d, struct report_view *v)
{
    v->build_url = definition_url(r, d, "/reports/new", d->report);
    v->save_url = definition_url(r, d, "/reports/save", d->report);
    struct text file = definition_url(r, d, "/reports/file", d->report);
    v->csv_url = text_of(arena_printf(r->arena, "%.*s&form=csv", (int)file.len, file.ptr));
    v->xlsx_url = text_of(arena_printf(r->arena, "%.*s&form=xlsx", (int)file.len, file.ptr));
}

static rc fill_switches(struct req *r, const struct definition *d, const struct asked_report *asked,
                        struct report_view *v)
{
    struct switches s;
    TRY(switches_make(r, d, asked, &s));
    v->switches = s.items;
    v->switches_count = s.len;
    v->charts = s.charts;
    v->charts_count = s.charts_len > 1 ? s.charts_len : 0;
    v->path = s.path;
    v->path_count = s.path_len;
    v->below = s.below;
    v->below_count = s.below_len;
    v->has_below = s.below_len > 0;
    return OK;
}

static rc fill_answer(struct req *r, const struct asked_report *asked, struct report_view *v)
{
    v->is_shown = true;
    v->day = asked->answer->day;
    TRY(shown_figure_of(r, asked, &v->lead));
    shown_figures_of(r, asked, &v->figures, &v->figures_count);
    return shown_table_of(r, asked, &v->table);
}

rc report_view_fill(struct req *r, const struct definition *d, struct report_view *v)
{
    struct asked_report asked;
    *v = (struct report_view){.day = NO_DAY};
    fill_name(r, &d->name, v);
    fill_definition(&d->text, v);
    v->definition = written(r->arena, &d->text);
    if (!d->report) {
        v->fault = text_of(d->fault.said);
        v->fault_input = text_of(d->fault.input);
        v->build_url = text_of(arena_printf(r->arena, "/reports/new?%.*s", (int)r->http->query.len,
                                            r->http->query.ptr));
        return OK;
    }
    struct report_text best;
    report_text(r->arena, d->report, &best);
    fill_definition(&best, v);
    v->definition = written(r->arena, &best);
    fill_told(r, d->report, v);
    fill_urls(r, d, v);
    TRY(report_asked(r, d->report, &asked));
    v->said = text_of(asked.said);
    if (!asked.answer)
        return OK;
    TRY(fill_answer(r, &asked, v));
    return fill_switches(r, d, &asked, v);
}
