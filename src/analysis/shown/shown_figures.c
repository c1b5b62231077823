/* The figures above a report: its first measure with what changed, and the others. */
#include "analysis/shown/shown.h"

/* clang-format off */
static const struct field change_fields[] = {
    FIELD(struct shown_change, label), FIELD(struct shown_change, text), FIELD(struct shown_change, exact),
    FIELD(struct shown_change, direction), FIELD_AS(struct shown_change, url, KIND_URL),
};
static const struct record change_record = RECORD(struct shown_change, change_fields);
static const struct field figure_fields[] = {
    FIELD(struct shown_figure, label), FIELD(struct shown_figure, text), FIELD(struct shown_figure, exact),
    FIELD(struct shown_figure, value), FIELD(struct shown_figure, unit_word),
    FIELD_AS(struct shown_figure, url, KIND_URL), FIELD(struct shown_figure, direction),
    FIELD_ROWS(struct shown_figure, changes, change_record),
};
const struct record shown_figure_record = RECORD(struct shown_figure, figure_fields);
/* clang-format on */

static struct shown_figure figure_of(struct req *r, const struct asked_report *asked,
                                     size_t measure)
{
    const struct report_answer *x = asked->answer;
    const struct report_measure *m = &asked->report->measures[measure];
    struct report_value value = answer_value(x, &x->all, x->points_len - 1, measure);
    struct shown_cell cell = shown_cell_of(r, m, value);
    struct text point = x->points[x->points_len - 1].key;
    bool some = value.known && value.number != 0;
    return (struct shown_figure){
        .label = report_measure_told(r->arena, r->tongue, m),
        .text = cell.text,
        .exact = cell.exact,
        .value = cell.value,
        .direction = cell.direction,
        .unit_word = shown_unit_word(r->tongue, report_unit_of(m)),
        .url =
            some ? behind_url(r, asked->report, TEXT(""), point, measure) : (struct text){NULL, 0},
    };
}

/* ---- how the first one changed ---- */

static const struct {
    enum report_moment_kind kind;
    const char *label;
} since[] = {
    {REPORT_YESTERDAY, N_("since the day before")},
    {REPORT_MONTH_ENDS, N_("since the last month end")},
    {REPORT_YEAR_BEGIN, N_("since the beginning of the year")},
};

/* The first measure of everybody, since each of these days. */
static struct report *changes_of(struct req *r, const struct report *report)
{
    struct report *of = VIEW(r, struct report);
    *of = *report;
    of->dims_len = 0;
    of->over = OVER_NOTHING;
    of->points = 1;
    of->order = -1;
    of->first = 0;
    of->measures_len = ARRAY_LEN(since);
    for (size_t i = 0; i < ARRAY_LEN(since); i++) {
        of->measures[i] = report->measures[0];
        of->measures[i].is_change = true;
        of->measures[i].since = (struct report_moment){.kind = since[i].kind, .n = 1};
    }
    return of;
}

static bool has_changes(const struct report *report)
{
    const struct report_measure *m = &report->measures[0];
    return report->at.kind == REPORT_TODAY && !m->is_change &&
           (m->what == SHOW_CUSTOMERS || m->what == SHOW_SUM || m->what == SHOW_AVERAGE);
}

static rc add_changes(struct req *r, const struct asked_report *asked, struct shown_figure *figure)
{
    struct asked_report changes;
    TRY(report_asked(r, changes_of(r, asked->report), &changes));
    if (!changes.answer)
        return OK;
    figure->changes = arena_alloc(r->arena, ARRAY_LEN(since) * sizeof *figure->changes);
    for (size_t i = 0; i < ARRAY_LEN(since); i++) {
        struct shown_figure f = figure_of(r, &changes, i);
        if (f.value.ptr)
            figure->changes[figure->changes_count++] = (struct shown_change){
                text_of(word(r, since[i].label)), f.text, f.exact, f.direction, f.url};
    }
    return OK;
}

rc shown_figure_of(struct req *r, const struct asked_report *asked, struct shown_figure *ret)
{
    *ret = figure_of(r, asked, 0);
    return has_changes(asked->report) ? add_changes(r, asked, ret) : OK;
}

void shown_figures_of(struct req *r, const struct asked_report *asked, struct shown_figure **ret,
                      size_t *ret_len)
{
    size_t len = asked->report->measures_len;
    struct shown_figure *figures = arena_alloc(r->arena, len * sizeof *figures);
    for (size_t i = 1; i < len; i++)
        figures[i - 1] = figure_of(r, asked, i);
    *ret = figures;
    *ret_len = len - 1;
}
