/* Single values -- dates, times, amounts, rates, codes -- against readers that follow the words of
 * the specification and nothing else.  The first byte chooses the column and the form of dates. */
#include "fuzz.h"

#include "cif/intake/column.h"

static bool number(struct text t, size_t from, size_t len, int *ret)
{
    *ret = 0;
    if (from + len > t.len)
        return false;
    for (size_t i = from; i < from + len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        *ret = *ret * 10 + (t.ptr[i] - '0');
    }
    return true;
}

/* Counts the days one by one from the first of the year, and the years from 1. */
static bool naive_day(int year, int month, int on, int64_t *ret)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12 || on < 1)
        return false;
    if (on > lengths[month - 1] + (month == 2 && leap))
        return false;
    int64_t days = -719162; /* of 0001-01-01 */
    for (int y = 1; y < year; y++)
        days += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
    for (int m = 1; m < month; m++)
        days += lengths[m - 1] + (m == 2 && leap);
    *ret = days + on - 1;
    return true;
}

static bool naive_date(struct text t, enum date_form form, bool past, day today, int64_t *ret)
{
    int y, m, d;
    if (form == DATES_DASHED)
        return t.len == 10 && t.ptr[4] == '-' && t.ptr[7] == '-' && number(t, 0, 4, &y) &&
               number(t, 5, 2, &m) && number(t, 8, 2, &d) && naive_day(y, m, d, ret);
    if (form == DATES_COMPACT)
        return t.len == 8 && number(t, 0, 4, &y) && number(t, 4, 2, &m) && number(t, 6, 2, &d) &&
               naive_day(y, m, d, ret);
    if (t.len != 6 || !number(t, 0, 2, &y) || !number(t, 2, 2, &m) || !number(t, 4, 2, &d))
        return false;
    if (!past)
        return naive_day(2000 + y, m, d, ret);
    /* the only year in (today - 100 years, today] that ends so */
    struct ymd now = day_ymd(today);
    for (int year = now.year; year > now.year - 101; year--) {
        bool after = year == now.year && (m > now.month || (m == now.month && d > now.day));
        bool before = year == now.year - 100 && (m < now.month || (m == now.month && d <= now.day));
        if (year % 100 == y && !after && !before)
            return naive_day(year, m, d, ret);
    }
    return false;
}

static bool naive_time(struct text t, enum date_form form, int64_t *ret)
{
    int64_t on;
    int h, m, s;
    if (t.len < 9)
        return false;
    size_t date = t.len - 9;
    struct text head = {t.ptr, date};
    if (t.ptr[date] != ' ' || t.ptr[date + 3] != ':' || t.ptr[date + 6] != ':' ||
        !number(t, date + 1, 2, &h) || !number(t, date + 4, 2, &m) || !number(t, date + 7, 2, &s) ||
        h > 23 || m > 59 || s > 59)
        return false;
    if (!naive_date(head, DATES_DASHED, false, 0, &on) && !naive_date(head, form, false, 0, &on))
        return false;
    *ret = on * 86400 + h * 3600 + m * 60 + s;
    return true;
}

static bool naive_decimal(struct text t, size_t whole, size_t decimals, bool sign, int64_t *ret)
{
    bool minus = sign && t.len && t.ptr[0] == '-';
    size_t i = minus, before = 0, after = 0;
    int128_t value = 0;
    for (; i < t.len && t.ptr[i] >= '0' && t.ptr[i] <= '9' && before < 15; i++, before++)
        value = value * 10 + (t.ptr[i] - '0');
    if (i < t.len && t.ptr[i] == '.') {
        for (i++; i < t.len && t.ptr[i] >= '0' && t.ptr[i] <= '9' && after < 20; i++, after++)
            value = value * 10 + (t.ptr[i] - '0');
        if (after == 0)
            return false;
    }
    if (i < t.len || before < 1 || before > whole || after > decimals)
        return false;
    for (; after < decimals; after++)
        value *= 10;
    *ret = (int64_t)(minus ? -value : value);
    return true;
}

static enum fault naive_check(const struct column *c, struct text t, const struct reading *how,
                              int64_t *ret)
{
    int small = 0;
    bool ok = true;
    *ret = c->empty;
    if (t.len && !text_is_utf8(t))
        return FAULT_ENCODING;
    if (t.len == 0)
        return c->required ? FAULT_REQUIRED : FAULT_NONE;
    if (t.len > (c->reference || (c->key && c->kind != CELL_TIME) ? 64u : 4096u))
        return FAULT_LENGTH;
    *ret = 0;
    if (c->kind == CELL_DATE)
        ok = naive_date(t, how->dates, c->past, how->business_day, ret);
    else if (c->kind == CELL_TIME)
        ok = naive_time(t, how->dates, ret);
    else if (c->kind == CELL_AMOUNT || c->kind == CELL_SIGNED_AMOUNT)
        ok = naive_decimal(t, 13, 2, c->kind == CELL_SIGNED_AMOUNT, ret);
    else if (c->kind == CELL_RATE)
        ok = naive_decimal(t, 9, 8, false, ret);
    else if (c->kind == CELL_INT)
        ok = t.len <= 9 && number(t, 0, t.len, &small);
    if (!ok)
        return FAULT_TYPE;
    if (c->kind == CELL_RATE && *ret == 0)
        return FAULT_RANGE;
    if (c->kind == CELL_INT)
        *ret = small;
    if (c->code_count == 0)
        return FAULT_NONE;
    for (int i = 0; i < c->code_count; i++)
        if (strlen(c->codes[i]) == t.len && memcmp(c->codes[i], t.ptr, t.len) == 0) {
            *ret = i;
            return FAULT_NONE;
        }
    return FAULT_CODE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 5)
        return 0;
    struct arena scratch;
    struct cell cell = {{"untouched", 9}, 77}, again;
    const struct dayfile_table *table = dayfile_table((enum dayfile)(data[0] % FILE_COUNT));
    const struct column *column = &table->columns[data[1] % table->column_count];
    struct reading how = {.dates = (enum date_form)(data[2] % 3),
                          .business_day = (day)(data[3] * 256 + data[4])};
    struct text t = fuzz_text(data + 5, size - 5);
    int64_t wanted;
    arena_init(&scratch);
    enum fault fault = column_check(column, t, &how, &scratch, &cell);
    MUST(fault == naive_check(column, t, &how, &wanted));
    if (fault) {
        MUST(cell.num == 77 && text_is(cell.text, "untouched"));
    } else {
        MUST(cell.num == wanted);
        fault = column_check(column, cell.text, &reading_standard, NULL, &again);
        MUST(fault == FAULT_NONE && again.num == cell.num && text_equal(again.text, cell.text));
    }
    arena_release(&scratch);
    return 0;
}
