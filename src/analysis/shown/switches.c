#include "analysis/shown/switches.h"

#include "analysis/shown/orgs.h"

static const struct field choice_fields[] = {
    FIELD(struct choice, label),
    FIELD_AS(struct choice, url, KIND_URL),
    FIELD(struct choice, icon),
    FIELD(struct choice, current),
};
const struct record choice_record = RECORD(struct choice, choice_fields);
static const struct field switch_fields[] = {
    FIELD(struct report_switch, label),
    FIELD(struct report_switch, current),
    FIELD_ROWS(struct report_switch, choices, choice_record),
};
const struct record report_switch_record = RECORD(struct report_switch, switch_fields);

enum { CHOICES_MOST = 8, SWITCHES_MOST = 5 };

struct making {
    struct req *r;
    const struct definition *d;
    const struct asked_report *asked;
    struct switches *to;
};

static struct report_switch *add_switch(struct making *k, const char *label)
{
    struct report_switch *s = &k->to->items[k->to->len++];
    *s = (struct report_switch){.label = text_of(word(k->r, label)),
                                .choices =
                                    arena_alloc(k->r->arena, CHOICES_MOST * sizeof *s->choices)};
    return s;
}

/* The report with that change; current, where it is as it is. */
static void add_choice(struct making *k, struct report_switch *s, struct text label,
                       const struct report *changed)
{
    bool current = report_equal(changed, k->d->report);
    s->choices[s->choices_count++] =
        (struct choice){.label = label,
                        .url = definition_url(k->r, k->d, "/reports/run", changed),
                        .current = current};
    if (current)
        s->current = label;
}

static struct report *copy_of(const struct making *k)
{
    struct report *copy = VIEW(k->r, struct report);
    *copy = *k->d->report;
    return copy;
}

/* ---- the point, or averages ---- */

static bool averages(const struct report_measure *m)
{
    return m->what != SHOW_CUSTOMERS && m->what != SHOW_COUNT_SHARE &&
           report_averages_field(m->field);
}

static void add_basis(struct making *k)
{
    static const char *const labels[REPORT_BASES] = {N_("at the point"), N_("monthly average"),
                                                     N_("quarterly average"), N_("yearly average")};
    bool any = false;
    for (size_t i = 0; i < k->d->report->measures_len; i++)
        any |= averages(&k->d->report->measures[i]);
    if (!any)
        return;
    struct report_switch *s = add_switch(k, N_("Balance basis"));
    for (int basis = AT_THE_POINT; basis < REPORT_BASES; basis++) {
        struct report *changed = copy_of(k);
        for (size_t i = 0; i < changed->measures_len; i++)
            if (averages(&changed->measures[i]))
                changed->measures[i].basis = (enum report_basis)basis;
        add_choice(k, s, text_of(word(k->r, labels[basis])), changed);
    }
}

/* ---- against an earlier day ---- */

static bool changes(const struct report_measure *m)
{
    return m->what == SHOW_CUSTOMERS || m->what == SHOW_SUM || m->what == SHOW_AVERAGE;
}

/* Each figure, and behind it how it changed since; NULL: the figures alone. */
static struct report *compared(const struct making *k, const struct report_moment *since)
{
    const struct report *is = k->d->report;
    struct report *to = copy_of(k);
    to->measures_len = 0;
    to->order = -1;
    for (size_t i = 0; i < is->measures_len; i++) {
        const struct report_measure *m = &is->measures[i];
        if (m->is_change || to->measures_len == REPORT_MEASURES_MOST)
            continue;
        if (is->order == (int)i)
            to->order = (int)to->measures_len;
        to->measures[to->measures_len++] = *m;
        if (!since || !changes(m) || to->measures_len == REPORT_MEASURES_MOST)
            continue;
        struct report_measure change = *m;
        change.is_change = true;
        change.since = *since;
        to->measures[to->measures_len++] = change;
    }
    return to;
}

static void add_comparison(struct making *k)
{
    static const struct report_moment since[] = {{.kind = REPORT_YESTERDAY},
                                                 {.kind = REPORT_MONTH_ENDS, .n = 1},
                                                 {.kind = REPORT_YEAR_BEGIN}};
    const struct report *plain = compared(k, NULL);
    bool any = false;
    for (size_t i = 0; i < plain->measures_len; i++)
        any |= changes(&plain->measures[i]);
    if (!any || k->d->report->points > 1)
        return;
    struct report_switch *s = add_switch(k, N_("Against"));
    add_choice(k, s, text_of(word(k->r, N_("nothing"))), plain);
    for (size_t i = 0; i < ARRAY_LEN(since); i++)
        add_choice(k, s, report_moment_told(k->r->arena, k->r->tongue, since[i]),
                   compared(k, &since[i]));
}

/* ---- days ---- */

static void add_days(struct making *k)
{
    static const struct report_moment days[] = {{.kind = REPORT_TODAY},
                                                {.kind = REPORT_YESTERDAY},
                                                {.kind = REPORT_MONTH_ENDS, .n = 1},
                                                {.kind = REPORT_YEAR_BEGIN}};
    struct report_switch *s = add_switch(k, N_("As of"));
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct report *changed = copy_of(k);
        changed->at = days[i];
        add_choice(k, s, report_moment_told(k->r->arena, k->r->tongue, days[i]), changed);
    }
}

static void add_times(struct making *k)
{
    static const struct {
        enum report_over over;
        int points;
        const char *label;
    } times[] = {{OVER_NOTHING, 1, N_("that day")},
                 {OVER_DAYS, 7, N_("7 days")},
                 {OVER_MONTHS, 6, N_("6 month ends")},
                 {OVER_MONTHS, 13, N_("13 month ends")}};
    struct report_switch *s = add_switch(k, N_("Period"));
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        struct report *changed = copy_of(k);
        changed->over = times[i].over;
        changed->points = times[i].points;
        if (k->d->report->points <= 1 && times[i].points > 1 && changed->chart != CHART_AREA &&
            changed->chart != CHART_BAR)
            changed->chart = CHART_LINE;
        add_choice(k, s, text_of(word(k->r, times[i].label)), changed);
    }
}

/* ---- charts ---- */

static const struct {
    const char *icon;
} chart_icons[REPORT_CHARTS] = {
    [CHART_TABLE] = {"table"},
    [CHART_BAR] = {"chart-bar"},
    [CHART_LINE] = {"chart-line"},
    [CHART_AREA] = {"chart-area"},
    [CHART_PIE] = {"chart-donut"},
    [CHART_FUNNEL] = {"chart-funnel"},
    [CHART_HEAT] = {"chart-grid-dots"},
    [CHART_SANKEY] = {"chart-sankey"},
    [CHART_MATRIX] = {"chart-grid-dots"},
};

static void add_charts(struct making *k)
{
    unsigned suits = shown_charts(k->asked);
    k->to->charts = arena_alloc(k->r->arena, REPORT_CHARTS * sizeof *k->to->charts);
    for (int chart = 0; chart < REPORT_CHARTS; chart++) {
        if (!(suits >> chart & 1))
            continue;
        struct report *changed = copy_of(k);
        changed->chart = (enum report_chart)chart;
        k->to->charts[k->to->charts_len++] = (struct choice){
            .label = text_of(word(k->r, word_of_code(&report_chart_words, (int16_t)chart)->label)),
            .url = definition_url(k->r, k->d, "/reports/run", changed),
            .icon = text_of(chart_icons[chart].icon),
            .current = (int)k->d->report->chart == chart};
    }
}

/* ---- organisations ---- */

static struct choice choice_of_org(struct making *k, const struct org_choice *org, bool current)
{
    struct report *changed = copy_of(k);
    changed->org = org->is_own ? TEXT("") : org->no;
    return (struct choice){.label = org->name,
                           .url = definition_url(k->r, k->d, "/reports/run", changed),
                           .current = current};
}

static rc add_orgs(struct making *k)
{
    struct org_choices orgs;
    TRY(org_choices(k->r, &k->asked->asker, k->d->report->org, &orgs));
    k->to->path = arena_alloc(k->r->arena, (orgs.path_len + 1) * sizeof *k->to->path);
    k->to->below = arena_alloc(k->r->arena, (orgs.below_len + 1) * sizeof *k->to->below);
    for (; k->to->path_len < orgs.path_len; k->to->path_len++)
        k->to->path[k->to->path_len] =
            choice_of_org(k, &orgs.path[k->to->path_len], k->to->path_len + 1 == orgs.path_len);
    for (; k->to->below_len < orgs.below_len; k->to->below_len++)
        k->to->below[k->to->below_len] = choice_of_org(k, &orgs.below[k->to->below_len], false);
    return OK;
}

rc switches_make(struct req *r, const struct definition *d, const struct asked_report *asked,
                 struct switches *ret)
{
    *ret = (struct switches){
        .items = arena_alloc(r->arena, SWITCHES_MOST * sizeof(struct report_switch))};
    struct making k = {r, d, asked, ret};
    add_basis(&k);
    add_comparison(&k);
    add_days(&k);
    add_times(&k);
    add_charts(&k);
    return add_orgs(&k);
}
