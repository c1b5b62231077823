#include "cif/customer/figures.h"

#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "cif/customer/holdings.h"

/* clang-format off */
static const struct field line_fields[] = {
    FIELD(struct figure_line, name),
    FIELD(struct figure_line, label),
    FIELD(struct figure_line, is_group),
    FIELD_RECORD(struct figure_line, amount, compared_record),
    FIELD(struct figure_line, share),
};
static const struct record line_record = RECORD(struct figure_line, line_fields);

#define POINT(member) {.name = #member, .kind = KIND_FEN, .nullable = true, .offset = offsetof(struct figure_point, member)}
static const struct field point_fields[] = {
    FIELD_AS(struct figure_point, day, KIND_DAY),
    POINT(aum), POINT(loans), POINT(deposits), POINT(wealth), POINT(funds), POINT(insurance), POINT(bonds), POINT(others),
};
static const struct record point_record = RECORD(struct figure_point, point_fields);

static const struct field figures_fields[] = {
    {.name = "yesterday", .kind = KIND_DAY, .offset = offsetof(struct customer_figures, marks.yesterday)},
    {.name = "month_end", .kind = KIND_DAY, .offset = offsetof(struct customer_figures, marks.month_end)},
    {.name = "year_end", .kind = KIND_DAY, .offset = offsetof(struct customer_figures, marks.year_end)},
    FIELD(struct customer_figures, has_yesterday),
    FIELD(struct customer_figures, has_month_end),
    FIELD(struct customer_figures, has_year_end),
    FIELD_RECORD(struct customer_figures, aum, compared_record),
    FIELD_RECORD(struct customer_figures, fa, compared_record),
    FIELD_RECORD(struct customer_figures, fa_avg, compared_record),
    FIELD_RECORD(struct customer_figures, loans, compared_record),
    FIELD_AS(struct customer_figures, acct_max, KIND_FEN),
    FIELD_AS(struct customer_figures, cc_spend, KIND_FEN),
    FIELD_CODE(struct customer_figures, cc_grade, grade_words),
    FIELD(struct customer_figures, product_kinds),
    FIELD_ROWS(struct customer_figures, lines, line_record),
    FIELD(struct customer_figures, has_months),
    FIELD(struct customer_figures, has_days),
    FIELD_ROWS(struct customer_figures, months, point_record),
    FIELD_ROWS(struct customer_figures, days, point_record),
};
const struct record customer_figures_record = RECORD(struct customer_figures, figures_fields);

/* Which classes make a line, one bit each; a group stands before its classes. */
#define BIT(class) (1u << CLASS_##class)
#define DEPOSITS (BIT(DEMAND) | BIT(TIME))
#define LOANS (BIT(MORTGAGE) | BIT(CREDIT_LOAN) | BIT(OTHER_LOAN))
#define WEALTH (BIT(WEALTH) | BIT(FUND) | BIT(BOND) | BIT(INSURANCE) | BIT(SECURITIES) | BIT(GOLD))
static const struct {
    const char *name, *label;
    unsigned classes;
    bool is_group, is_loan;
} lines[] = {
    {"deposits", N_("Deposits"), DEPOSITS, true, false},
    {"demand", N_("Demand deposit"), BIT(DEMAND), false, false},
    {"time", N_("Time deposit"), BIT(TIME), false, false},
    {"investments", N_("Investments"), WEALTH, true, false},
    {"wealth", N_("Wealth product"), BIT(WEALTH), false, false},
    {"funds", N_("Fund"), BIT(FUND), false, false},
    {"bonds", N_("Treasury bond"), BIT(BOND), false, false},
    {"insurance", N_("Insurance"), BIT(INSURANCE), false, false},
    {"securities", N_("Securities"), BIT(SECURITIES), false, false},
    {"gold", N_("Precious metals"), BIT(GOLD), false, false},
    {"loans", N_("Loans"), LOANS, true, true},
    {"mortgage", N_("Secured loan"), BIT(MORTGAGE), false, true},
    {"credit_loan", N_("Credit or guaranteed loan"), BIT(CREDIT_LOAN), false, true},
    {"other_loan", N_("Other loan"), BIT(OTHER_LOAN), false, true},
};
/* clang-format on */

static fen sum_of(const struct history_day *d, unsigned classes)
{
    fen sum = 0;
    for (size_t i = 0; i < CLASS_SUMS; i++)
        if (classes >> i & 1)
            sum = fen_add(sum, d->sums.v[i]);
    return sum;
}

/* Today and the three days it is compared with. */
struct four_days {
    struct history_day now, yesterday, month_end, year_end;
    bool has_now, has_yesterday, has_month_end, has_year_end;
};

static struct four_days four_days_of(const struct history *h)
{
    struct history_marks m = history_marks(h->today);
    struct four_days d = {0};
    d.has_now = history_at(h, h->today, &d.now);
    d.has_yesterday = history_at(h, m.yesterday, &d.yesterday);
    d.has_month_end = history_at(h, m.month_end, &d.month_end);
    d.has_year_end = history_at(h, m.year_end, &d.year_end);
    return d;
}

static struct compared compare(const struct four_days *d, fen now, fen yesterday, fen month_end,
                               fen year_end)
{
    return (struct compared){now, change_of(now, d->has_yesterday, yesterday),
                             change_of(now, d->has_month_end, month_end),
                             change_of(now, d->has_year_end, year_end)};
}

static struct compared compare_classes(const struct four_days *d, unsigned classes)
{
    return compare(d, sum_of(&d->now, classes), sum_of(&d->yesterday, classes),
                   sum_of(&d->month_end, classes), sum_of(&d->year_end, classes));
}

static struct text share_of(struct req *r, fen part, fen whole)
{
    if (whole <= 0 || part <= 0)
        return (struct text){NULL, 0};
    int64_t mille = (int64_t)divide_half_up((int128_t)part * 1000, whole);
    return text_of(arena_printf(r->arena, "%" PRId64 ".%" PRId64 "%%", mille / 10, mille % 10));
}

static bool is_empty(const struct compared *c)
{
    return c->now == 0 && c->yesterday.by.value == 0 && c->month_end.by.value == 0 &&
           c->year_end.by.value == 0;
}

/* Groups always; a class only where there is something, or was. */
static void add_lines(struct req *r, const struct four_days *d, struct customer_figures *f)
{
    f->lines = arena_alloc(r->arena, ARRAY_LEN(lines) * sizeof *f->lines);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct compared amount = compare_classes(d, lines[i].classes);
        if (!lines[i].is_group && is_empty(&amount))
            continue;
        f->lines[f->lines_count++] =
            (struct figure_line){.name = text_of(lines[i].name),
                                 .label = text_of(word(r, lines[i].label)),
                                 .is_group = lines[i].is_group,
                                 .amount = amount,
                                 .share = lines[i].is_loan ? (struct text){NULL, 0}
                                                           : share_of(r, amount.now, d->now.aum)};
    }
}

static struct opt_int8 known(fen amount)
{
    return (struct opt_int8){true, amount};
}

static bool point_of(const struct history *h, day on, struct figure_point *p)
{
    struct history_day d;
    fen aum;
    *p = (struct figure_point){.day = on};
    if (!history_aum_at(h, on, &aum))
        return false;
    p->aum = known(aum);
    if (!history_at(h, on, &d))
        return true;
    p->loans = known(sum_of(&d, LOANS));
    p->deposits = known(sum_of(&d, DEPOSITS));
    p->wealth = known(sum_of(&d, BIT(WEALTH)));
    p->funds = known(sum_of(&d, BIT(FUND)));
    p->insurance = known(sum_of(&d, BIT(INSURANCE)));
    p->bonds = known(sum_of(&d, BIT(BOND)));
    p->others = known(sum_of(&d, BIT(SECURITIES) | BIT(GOLD)));
    return true;
}

static void add_points(struct req *r, const struct history *h, struct customer_figures *f)
{
    f->months = arena_alloc(r->arena, (HISTORY_MONTHS + 1) * sizeof *f->months);
    f->days = arena_alloc(r->arena, HISTORY_DAYS * sizeof *f->days);
    for (int n = HISTORY_MONTHS - 1; n > 0; n--)
        f->months_count +=
            point_of(h, day_month_end_before(h->today, n), &f->months[f->months_count]);
    f->months_count += point_of(h, h->today, &f->months[f->months_count]);
    for (int n = HISTORY_DAYS - 1; n >= 0; n--)
        f->days_count += point_of(h, h->today - n, &f->days[f->days_count]);
    f->has_months = f->months_count > 1;
    f->has_days = f->days_count > 1;
}

/* Assets at ends of months before the first day may be known though nothing else is. */
static void compare_opening(const struct history *h, struct customer_figures *f)
{
    fen before;
    if (!f->has_month_end && history_aum_at(h, f->marks.month_end, &before))
        f->aum.month_end = change_of(f->aum.now, true, before);
    if (!f->has_year_end && history_aum_at(h, f->marks.year_end, &before))
        f->aum.year_end = change_of(f->aum.now, true, before);
}

struct customer_figures customer_figures_of(struct req *r, const struct history *h)
{
    struct four_days d = four_days_of(h);
    struct customer_figures f = {
        .marks = history_marks(h->today),
        .has_yesterday = d.has_yesterday,
        .has_month_end = d.has_month_end,
        .has_year_end = d.has_year_end,
        .aum = compare(&d, d.now.aum, d.yesterday.aum, d.month_end.aum, d.year_end.aum),
        .fa = compare(&d, d.now.fa, d.yesterday.fa, d.month_end.fa, d.year_end.fa),
        .fa_avg =
            compare(&d, d.now.fa_avg, d.yesterday.fa_avg, d.month_end.fa_avg, d.year_end.fa_avg),
        .loans = compare_classes(&d, LOANS),
        .acct_max = d.now.acct_max,
        .cc_spend = d.now.cc_spend,
        .cc_grade = d.now.cc_grade,
        .product_kinds = d.now.product_kinds,
    };
    compare_opening(h, &f);
    add_lines(r, &d, &f);
    add_points(r, h, &f);
    return f;
}
