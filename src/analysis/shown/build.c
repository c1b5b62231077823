/* GET /reports/new: a report put together, with what it comes to beside it.  The texts of the
 * definition are the form; ui/src/report.ts builds them, without script they are typed. */
#include "analysis/shown/pages.h"

#include "analysis/shown/report_build.html.h"
#include "analysis/shown/report_view.h"

static const struct input new_inputs[] = {DEFINITION_INPUTS(0)};
const struct inputs report_new_in = INPUTS(struct definition_in, new_inputs);

/* As _condition_field.html wants it. */
struct condition_field {
    struct text where, at;
    bool has_fault, of_levels;
};
static const struct field condition_fields[] = {
    FIELD(struct condition_field, where),
    FIELD(struct condition_field, at),
    FIELD(struct condition_field, has_fault),
    FIELD(struct condition_field, of_levels),
};
static const struct record condition_record = RECORD(struct condition_field, condition_fields);

struct option {
    struct text name, label;
    bool chosen;
};
static const struct field option_fields[] = {
    FIELD(struct option, name),
    FIELD(struct option, label),
    FIELD(struct option, chosen),
};
static const struct record option_record = RECORD(struct option, option_fields);

struct build_view {
    struct report_view report;
    struct condition_field condition;
    struct option *charts, *days, *times, *counts;
    size_t charts_count, days_count, times_count, counts_count;
};
static const struct field build_fields[] = {
    FIELD_RECORD(struct build_view, report, report_view_record),
    FIELD_RECORD(struct build_view, condition, condition_record),
    FIELD_ROWS(struct build_view, charts, option_record),
    FIELD_ROWS(struct build_view, days, option_record),
    FIELD_ROWS(struct build_view, times, option_record),
    FIELD_ROWS(struct build_view, counts, option_record),
};
static const struct record build_record = RECORD(struct build_view, build_fields);
const struct page report_build_page = {&tmpl_report_build, &build_record, N_("New report")};

/* ---- choices ---- */

struct choices {
    struct option *items;
    size_t len;
};

static void add(struct choices *to, struct text name, struct text label, struct text chosen)
{
    to->items[to->len++] = (struct option){name, label, text_equal(name, text_or_empty(chosen))};
}

/* Whatever was typed is a choice too: none is lost. */
static void keep_other(struct choices *to, struct text chosen)
{
    for (size_t i = 0; i < to->len; i++)
        if (to->items[i].chosen)
            return;
    to->items[to->len++] = (struct option){chosen, chosen, true};
}

static struct choices chart_choices(struct req *r, struct text chosen)
{
    struct choices to = {arena_alloc(r->arena, (REPORT_CHARTS + 2) * sizeof(struct option)), 0};
    for (size_t i = 0; i < report_chart_words.len; i++) {
        const struct word *w = &report_chart_words.items[i];
        add(&to, w->code == CHART_TABLE ? TEXT("") : text_of(w->name), text_of(word(r, w->label)),
            chosen);
    }
    keep_other(&to, chosen);
    return to;
}

struct choice_word {
    const char *name, *label;
};

static struct choices word_choices(struct req *r, const struct choice_word *words, size_t len,
                                   struct text chosen)
{
    struct choices to = {arena_alloc(r->arena, (len + 1) * sizeof(struct option)), 0};
    for (size_t i = 0; i < len; i++)
        add(&to, text_of(words[i].name), text_of(word(r, words[i].label)), chosen);
    keep_other(&to, chosen);
    return to;
}

static const struct choice_word day_words[] = {
    {"", N_("today")},
    {"yesterday", N_("yesterday")},
    {"month_end", N_("last month end")},
    {"year_begin", N_("beginning of the year")},
};
static const struct choice_word time_words[] = {
    {"", N_("that day")},
    {"days(7)", N_("7 days")},
    {"tens(6)", N_("6 ten-day periods")},
    {"months(6)", N_("6 month ends")},
    {"months(13)", N_("13 month ends")},
};
static const struct choice_word count_words[] = {
    {"", N_("where they are now")},
    {"then", N_("where they were then")},
};

static void add_choices(struct req *r, struct build_view *v)
{
    const struct report_view *is = &v->report;
    struct choices charts = chart_choices(r, text_or_empty(is->chart));
    struct choices days = word_choices(r, day_words, ARRAY_LEN(day_words), text_or_empty(is->at));
    struct choices times =
        word_choices(r, time_words, ARRAY_LEN(time_words), text_or_empty(is->over));
    struct choices counts =
        word_choices(r, count_words, ARRAY_LEN(count_words), text_or_empty(is->as));
    v->charts = charts.items;
    v->charts_count = charts.len;
    v->days = days.items;
    v->days_count = days.len;
    v->times = times.items;
    v->times_count = times.len;
    v->counts = counts.items;
    v->counts_count = counts.len;
}

/* Nothing chosen yet: what most begin with. */
static void begin(struct definition_in *in)
{
    if (in->view || !definition_is_empty(in))
        return;
    in->by = TEXT("tier");
    in->show = TEXT("customers,sum(aum)");
    in->chart = TEXT("bar");
}

rc report_new(struct req *r)
{
    struct definition_in in = *(const struct definition_in *)r->in;
    struct definition d;
    struct build_view *v = VIEW(r, struct build_view);
    *v = (struct build_view){.report = {.day = NO_DAY}};
    begin(&in);
    TRY(definition_read(r, &in, &d));
    TRY(report_view_fill(r, &d, &v->report));
    v->condition = (struct condition_field){.where = text_or_empty(v->report.where),
                                            .at = TEXT(""),
                                            .has_fault = text_is(v->report.fault_input, "where")};
    add_choices(r, v);
    if (v->report.is_saved)
        r->answer.title = arena_text(r->arena, v->report.name.ptr, v->report.name.len);
    return show(r, &report_build_page, v);
}
