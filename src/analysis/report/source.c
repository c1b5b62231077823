#include "analysis/report/source.h"

struct source source_of(const struct snapshot *s, const struct sheets *sheets, day d)
{
    struct source x = {
        .s = s, .sheets = sheets, .day = d, .sheet = sheets_of_day(sheets, d), .at = -1};
    if (x.sheet && d == s->day && x.sheet->at != s->at)
        x.sheet = NULL; /* the day was run again */
    for (int at = AT_COUNT; at-- > 0;)
        if (s->days[at] == d && d != NO_DAY)
            x.at = at;
    if (d == s->day)
        x.at = AT_DAY;
    return x;
}

const uint8_t *source_gone(const struct source *x)
{
    return source_is_today(x) ? NULL : x->sheet->codes[SHEET_ABSENT];
}

/* ---- figures ---- */

static void add_column(struct cube_figure *f, const fen *column)
{
    f->columns[f->len++] = (struct cube_column){CUBE_I64, column};
    f->plus = f->len;
}

static void add_parts(struct cube_figure *f, const struct sheet *x, int amount)
{
    static const uint8_t parts[][3] = {{AMOUNT_DEMAND, AMOUNT_TIME, AMOUNT_STORED},
                                       {AMOUNT_MORTGAGE, AMOUNT_CREDIT_LOAN, AMOUNT_OTHER_LOAN}};
    if (amount < AMOUNT_STORED) {
        add_column(f, x->amounts[amount]);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        if (parts[amount == AMOUNT_LOANS][i] != AMOUNT_STORED)
            add_column(f, x->amounts[parts[amount == AMOUNT_LOANS][i]]);
}

static bool of_sheet(const struct sheet *x, enum customer_field field, struct cube_figure *ret)
{
    int amount = cube_amount_of_field(field);
    *ret = (struct cube_figure){.len = 0};
    if (amount >= 0)
        add_parts(ret, x, amount);
    else if (field == FIELD_FA_AVG)
        add_column(ret, x->fa_avg);
    else if (field == FIELD_BELOW)
        *ret = cube_figure_u8(x->codes[SHEET_BELOW]);
    else if (field == FIELD_PRODUCT_KINDS)
        *ret = cube_figure_u8(x->codes[SHEET_KINDS]);
    return ret->len > 0;
}

bool source_figure(const struct source *x, enum customer_field field, struct cube_figure *ret)
{
    if (x->at >= 0 && cube_figure_field(x->s, field, (enum at)x->at, ret))
        return true;
    return x->sheet && of_sheet(x->sheet, field, ret);
}

/* ---- averages ---- */

static enum sheet_sum sum_of_field(enum customer_field field)
{
    return field == FIELD_DEPOSITS ? SHEET_DEPOSITS
           : field == FIELD_LOANS  ? SHEET_LOANS
           : field == FIELD_FA     ? SHEET_FA
                                   : SHEET_AUM;
}

static day period_start(enum report_basis basis, day d)
{
    struct ymd at = day_ymd(d);
    if (basis == YEAR_AVERAGE)
        return day_year_start(d);
    if (basis == QUARTER_AVERAGE)
        return day_of((struct ymd){at.year, (at.month - 1) / 3 * 3 + 1, 1});
    return day_month_start(d);
}

bool source_average(const struct source *x, enum customer_field field, enum report_basis basis,
                    struct cube_figure *ret, int *ret_days)
{
    enum sheet_sum sum = sum_of_field(field);
    day from = period_start(basis, x->day);
    const struct sheet *before = sheets_of_day(x->sheets, from - 1);
    bool whole_year = from == day_year_start(x->day);
    if (!x->sheet || (!whole_year && !before))
        return false;
    if (sum != SHEET_FA && x->sheet->whole_from > from)
        return false;
    *ret = cube_figure_fen(x->sheet->sums[sum]);
    if (!whole_year)
        ret->columns[ret->len++] = (struct cube_column){CUBE_I64, before->sums[sum]};
    *ret_days = x->day - from + 1;
    return true;
}

/* ---- codes ---- */

static const uint8_t *codes_of_today(const struct snapshot *s, enum customer_field field)
{
    struct cube_dim dim;
    return cube_dim_field(s, field, &dim) ? dim.code.items : NULL;
}

const uint8_t *source_codes(const struct source *x, enum customer_field field)
{
    static const uint8_t of_sheets[CUSTOMER_FIELDS] = {
        [FIELD_STAGE] = SHEET_STAGE,
        [FIELD_TIER] = SHEET_TIER,
        [FIELD_REF] = SHEET_REF,
        [FIELD_BELOW] = SHEET_BELOW,
        [FIELD_STANDING] = SHEET_STANDING,
        [FIELD_CC_GRADE] = SHEET_CC_GRADE,
        [FIELD_PRODUCT_KINDS] = SHEET_KINDS,
    };
    if (source_is_today(x) || !of_sheets[field])
        return codes_of_today(x->s, field);
    return x->sheet ? x->sheet->codes[of_sheets[field]] : NULL;
}
