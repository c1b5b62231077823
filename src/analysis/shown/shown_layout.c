/* How an answer lies as a table, and which charts suit it. */
#include "analysis/shown/shown_inside.h"

bool report_adds_up(const struct report_measure *m)
{
    bool sums = m->what == SHOW_CUSTOMERS || m->what == SHOW_SUM || m->what == SHOW_COUNT_SHARE ||
                m->what == SHOW_SHARE;
    return sums && !m->is_change;
}

/* Those with customers, in their order; false: more than fit beside one another. */
static bool parts_beside(struct arena *a, const struct report_answer *x, size_t axis,
                         struct laid *laid)
{
    uint32_t len = x->axes[axis].len;
    bool *seen = arena_alloc(a, (len + 1) * sizeof *seen);
    memset(seen, 0, len * sizeof *seen);
    for (size_t i = 0; i < x->rows_len; i++)
        seen[x->rows[i].parts[axis]] = true;
    laid->beside = arena_alloc(a, SHOWN_BESIDE_MOST * sizeof *laid->beside);
    laid->beside_len = 0;
    for (uint32_t part = 0; part < len; part++) {
        if (!seen[part])
            continue;
        if (laid->beside_len == SHOWN_BESIDE_MOST)
            return false;
        laid->beside[laid->beside_len++] = part;
    }
    return true;
}

struct laid lay_out(struct arena *a, const struct report_answer *x)
{
    struct laid laid = {.layout = IN_ROWS};
    bool several = x->points_len > 1, alone = x->report->measures_len == 1;
    if (several && x->axes_len == 0)
        laid.layout = IN_TIMES;
    else if (several && x->axes_len == 1 && alone && parts_beside(a, x, 0, &laid))
        laid.layout = IN_TIMES;
    else if (!several && x->axes_len == 2 && alone && parts_beside(a, x, 1, &laid))
        laid.layout = IN_PIVOT;
    return laid;
}

/* ---- charts ---- */

static unsigned bit(enum report_chart chart)
{
    return 1U << chart;
}

static bool is_one_whole(const struct report_answer *x)
{
    return report_adds_up(&x->report->measures[0]) && !x->axes[0].several;
}

static bool has_order(const struct report_answer *x)
{
    enum report_dim_kind kind = x->axes[0].dim->kind;
    return kind == DIM_MONTH || kind == DIM_BANDS || kind == DIM_YEARS;
}

static unsigned charts_of_rows(const struct report_answer *x)
{
    if (x->axes_len != 1 || x->points_len > 1)
        return 0;
    unsigned whole = is_one_whole(x) ? bit(CHART_PIE) | bit(CHART_FUNNEL) : 0;
    unsigned along = has_order(x) ? bit(CHART_LINE) | bit(CHART_AREA) : 0;
    return bit(CHART_BAR) | whole | along;
}

static bool moves(const struct report_answer *x)
{
    const struct report_dim *from = x->axes[0].dim, *to = x->axes[1].dim;
    return report_adds_up(&x->report->measures[0]) && from->field == to->field &&
           from->kind == to->kind;
}

static unsigned charts_of_pivot(const struct report_answer *x)
{
    return bit(CHART_BAR) | bit(CHART_HEAT) | (moves(x) ? bit(CHART_SANKEY) : 0);
}

unsigned shown_charts(const struct asked_report *asked)
{
    const struct report_answer *x = asked->answer;
    struct laid laid = lay_out(asked->asker.arena, x);
    switch (laid.layout) {
    case IN_TIMES:
        return bit(CHART_TABLE) | bit(CHART_LINE) | bit(CHART_AREA) | bit(CHART_BAR);
    case IN_PIVOT:
        return bit(CHART_TABLE) | charts_of_pivot(x);
    case IN_ROWS:
        break;
    }
    return bit(CHART_TABLE) | charts_of_rows(x);
}

static struct text drawn_in_times(const struct report_answer *x, const struct laid *laid)
{
    bool stacks = laid->beside_len > 1 && is_one_whole(x);
    switch (x->report->chart) {
    case CHART_TABLE:
        return TEXT("");
    case CHART_AREA:
        return stacks ? TEXT("stack") : TEXT("area");
    case CHART_BAR:
        return stacks ? TEXT("stackbar") : TEXT("bar");
    default:
        return TEXT("line");
    }
}

static struct text drawn_of_pivot(const struct report_answer *x)
{
    switch (x->report->chart) {
    case CHART_TABLE:
        return TEXT("");
    case CHART_SANKEY:
        return moves(x) ? TEXT("sankey") : TEXT("heat");
    case CHART_HEAT:
    case CHART_MATRIX:
        return TEXT("heat");
    default:
        return report_adds_up(&x->report->measures[0]) && !x->axes[1].several ? TEXT("stackbar")
                                                                              : TEXT("bar");
    }
}

static struct text drawn_of_rows(const struct report_answer *x)
{
    unsigned suits = charts_of_rows(x);
    enum report_chart chart = x->report->chart;
    if (!suits || chart == CHART_TABLE)
        return TEXT("");
    if (chart == CHART_PIE && suits & bit(CHART_PIE))
        return TEXT("pie");
    if (chart == CHART_FUNNEL && suits & bit(CHART_FUNNEL))
        return TEXT("funnel");
    if (chart == CHART_LINE && suits & bit(CHART_LINE))
        return TEXT("line");
    return chart == CHART_AREA && suits & bit(CHART_AREA) ? TEXT("area") : TEXT("bar");
}

struct text chart_drawn(const struct report_answer *x, const struct laid *laid)
{
    switch (laid->layout) {
    case IN_TIMES:
        return drawn_in_times(x, laid);
    case IN_PIVOT:
        return drawn_of_pivot(x);
    case IN_ROWS:
        break;
    }
    return drawn_of_rows(x);
}
