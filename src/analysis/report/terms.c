/* The words of the language of reports, and which fields are what. */
#include "analysis/report/terms.h"

#include "base/tongue.h"
#include "engine/cube_dims.h"

/* clang-format off */
static const struct word chart_items[] = {
    {CHART_TABLE, "table", N_("Table")},   {CHART_BAR, "bar", N_("Bars")},
    {CHART_LINE, "line", N_("Line chart")},     {CHART_AREA, "area", N_("Areas")},
    {CHART_PIE, "pie", N_("Pie")},         {CHART_FUNNEL, "funnel", N_("Funnel")},
    {CHART_HEAT, "heat", N_("Heat map")},  {CHART_SANKEY, "sankey", N_("Flows")},
    {CHART_MATRIX, "matrix", N_("Matrix")},
};
const struct words report_chart_words = {"report_charts", chart_items, ARRAY_LEN(chart_items)};

const char *const report_what_names[SHOW_KINDS] = {
    [SHOW_CUSTOMERS] = "customers", [SHOW_COUNT_SHARE] = "share", [SHOW_SUM] = "sum",
    [SHOW_AVERAGE] = "avg",         [SHOW_MEDIAN] = "median",     [SHOW_SHARE] = "share",
    [SHOW_TOP] = "top",
};
const char *const report_basis_names[REPORT_BASES] = {
    "", [MONTH_AVERAGE] = "month_avg", [QUARTER_AVERAGE] = "quarter_avg", [YEAR_AVERAGE] = "year_avg",
};
const char *const report_over_names[OVER_KINDS] = {
    "", [OVER_MONTHS] = "months", [OVER_TENS] = "tens", [OVER_DAYS] = "days",
};
const char *const report_inputs[] = {"by", "show", "where", "at", "over", "as", "org", "order", "first", "chart", NULL};
/* clang-format on */

struct text *report_input(struct report_text *t, size_t i)
{
    struct text *const inputs[] = {&t->by, &t->show, &t->where, &t->at,    &t->over,
                                   &t->as, &t->org,  &t->order, &t->first, &t->chart};
    return inputs[i];
}

/* ---- moments ---- */

static const char *const moment_names[] = {
    [REPORT_TODAY] = "today",          [REPORT_YESTERDAY] = "yesterday",
    [REPORT_MONTH_ENDS] = "month_end", [REPORT_YEAR_BEGIN] = "year_begin",
    [REPORT_YEAR_AGO] = "year_ago",    [REPORT_BEFORE] = "before",
};
static const char months_ago[] = "_months_ago";
enum { MONTHS_MOST = 15 };

static bool read_months_ago(struct text word, struct report_moment *ret)
{
    size_t digits = 0;
    int n = 0;
    while (digits < word.len && digits < 2 && word.ptr[digits] >= '0' && word.ptr[digits] <= '9')
        n = n * 10 + (word.ptr[digits++] - '0');
    if (n < 1 || n > MONTHS_MOST || word.ptr[0] == '0' ||
        !text_is((struct text){word.ptr + digits, word.len - digits}, months_ago))
        return false;
    *ret = (struct report_moment){.kind = REPORT_MONTH_ENDS, .n = n};
    return true;
}

bool report_moment_read(struct text word, struct report_moment *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(moment_names); i++)
        if (text_is(word, moment_names[i])) {
            *ret = (struct report_moment){.kind = (enum report_moment_kind)i,
                                          .n = i == REPORT_MONTH_ENDS};
            return true;
        }
    *ret = (struct report_moment){.kind = REPORT_ON};
    return day_parse(word.ptr, word.len, &ret->on) || read_months_ago(word, ret);
}

void report_moment_print(struct buf *out, struct report_moment m)
{
    if (m.kind == REPORT_ON)
        buf_add_text(out, day_format(m.on).text);
    else if (m.kind == REPORT_MONTH_ENDS && m.n > 1)
        buf_printf(out, "%d%s", m.n, months_ago);
    else
        buf_add_text(out, moment_names[m.kind]);
}

day report_moment_day(struct report_moment m, day from)
{
    switch (m.kind) {
    case REPORT_TODAY:
        return from;
    case REPORT_YESTERDAY:
        return from - 1;
    case REPORT_MONTH_ENDS:
        return day_month_end_before(from, m.n);
    case REPORT_YEAR_BEGIN:
        return day_year_start(from) - 1;
    case REPORT_YEAR_AGO:
        return day_month_end_before(from, 12);
    case REPORT_ON:
        return m.on;
    case REPORT_BEFORE:
        break;
    }
    return NO_DAY;
}

/* ---- fields ---- */

bool report_dim_of_field(enum customer_field field, enum report_dim_kind *ret_kind)
{
    static const uint8_t kinds[CUSTOMER_FIELDS] = {
        [FIELD_ORG] = 1 + DIM_ORG,         [FIELD_MANAGER] = 1 + DIM_MANAGER,
        [FIELD_STAGE] = 1 + DIM_CODE,      [FIELD_TIER] = 1 + DIM_CODE,
        [FIELD_REF] = 1 + DIM_CODE,        [FIELD_STANDING] = 1 + DIM_CODE,
        [FIELD_BELOW] = 1 + DIM_CODE,      [FIELD_PRODUCT_KINDS] = 1 + DIM_CODE,
        [FIELD_CC_GRADE] = 1 + DIM_CODE,   [FIELD_GENDER] = 1 + DIM_CODE,
        [FIELD_CERT_TYPE] = 1 + DIM_CODE,  [FIELD_RISK_LEVEL] = 1 + DIM_CODE,
        [FIELD_DND] = 1 + DIM_CODE,        [FIELD_LEVEL] = 1 + DIM_LEVEL,
        [FIELD_AGE] = 1 + DIM_YEARS,       [FIELD_CAME] = 1 + DIM_MONTH,
        [FIELD_OPENED_ON] = 1 + DIM_MONTH, [FIELD_MANAGED_SINCE] = 1 + DIM_MONTH,
        [FIELD_REGION] = 1 + DIM_TERM,     [FIELD_OCCUPATION] = 1 + DIM_TERM,
        [FIELD_EDUCATION] = 1 + DIM_TERM,  [FIELD_MARITAL] = 1 + DIM_TERM,
        [FIELD_HOLDS] = 1 + DIM_HOLDS,     [FIELD_TAG] = 1 + DIM_TAG,
    };
    bool is_amount = customer_fields[field].type == OF_MONEY && report_measures_field(field);
    *ret_kind = is_amount ? DIM_BANDS : (enum report_dim_kind)(kinds[field] - 1);
    return is_amount || kinds[field];
}

bool report_averages_field(enum customer_field field)
{
    return field == FIELD_DEPOSITS || field == FIELD_LOANS || field == FIELD_FA ||
           field == FIELD_AUM;
}

bool report_measures_field(enum customer_field field)
{
    static const bool measured[CUSTOMER_FIELDS] = {
        [FIELD_DEPOSITS] = true,   [FIELD_LOANS] = true,         [FIELD_FUNDS] = true,
        [FIELD_BONDS] = true,      [FIELD_WEALTH] = true,        [FIELD_INSURANCE] = true,
        [FIELD_SECURITIES] = true, [FIELD_GOLD] = true,          [FIELD_FA] = true,
        [FIELD_AUM] = true,        [FIELD_ACCT_MAX] = true,      [FIELD_FA_AVG] = true,
        [FIELD_CC_SPEND] = true,   [FIELD_MORTGAGE] = true,      [FIELD_CREDIT_LOAN] = true,
        [FIELD_BELOW] = true,      [FIELD_PRODUCT_KINDS] = true,
    };
    return measured[field];
}

enum report_unit report_unit_of(const struct report_measure *m)
{
    bool is_count = m->what > SHOW_COUNT_SHARE && customer_fields[m->field].type == OF_COUNT;
    if (m->is_rate || m->what == SHOW_COUNT_SHARE || m->what == SHOW_SHARE)
        return UNIT_BASIS;
    if (m->what == SHOW_CUSTOMERS)
        return UNIT_CUSTOMERS;
    if (is_count)
        return m->what == SHOW_AVERAGE ? UNIT_HUNDREDTH : UNIT_COUNT;
    return UNIT_FEN;
}

bool report_asks_past(const struct report *r)
{
    bool past = r->at.kind != REPORT_TODAY || r->over || r->as == AS_THEN;
    for (size_t i = 0; i < r->dims_len; i++)
        past |= r->dims[i].is_past;
    for (size_t i = 0; i < r->measures_len; i++)
        past |= r->measures[i].is_change || r->measures[i].basis != AT_THE_POINT;
    return past;
}
