#include "cif/intake/column.h"

#include "base/money.h"
#include "base/word.h"

enum { DASHED_LEN = 10, CLOCK_LEN = 8, TIME_LEN = DASHED_LEN + 1 + CLOCK_LEN, DAY_SECONDS = 86400 };

const struct reading reading_standard = {.dates = DATES_DASHED, .business_day = NO_DAY};

const char *fault_name(enum fault fault)
{
    static const char *const names[FAULT_COUNT] = {
        [FAULT_NONE] = "",
        [FAULT_COLUMNS] = "columns",
        [FAULT_ENCODING] = "encoding",
        [FAULT_REQUIRED] = "required",
        [FAULT_LENGTH] = "length",
        [FAULT_TYPE] = "type",
        [FAULT_RANGE] = "range",
        [FAULT_CODE] = "code",
        [FAULT_DUPLICATE] = "duplicate",
        [FAULT_REFERENCE] = "reference",
    };
    return names[fault];
}

day time_day(int64_t seconds)
{
    int64_t days = seconds / DAY_SECONDS;
    return (day)(seconds % DAY_SECONDS < 0 ? days - 1 : days);
}

/* Reads 1 to 9 digits and nothing else. */
static bool digits(const char *p, size_t len, int *ret_number)
{
    int number = 0;
    if (len < 1 || len > 9)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        number = number * 10 + (p[i] - '0');
    }
    *ret_number = number;
    return true;
}

static int date_order(struct ymd a, struct ymd b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

/* A date that lies in the past takes the newest century in which it is not after the day; whether
 * it is a date at all is asked afterwards (29 February may be right in one century only). */
static bool short_date_parse(struct text t, bool past, day business_day, day *ret_day)
{
    struct ymd d;
    if (t.len != 6 || !digits(t.ptr, 2, &d.year) || !digits(t.ptr + 2, 2, &d.month) ||
        !digits(t.ptr + 4, 2, &d.day))
        return false;
    if (past) {
        struct ymd today = day_ymd(business_day);
        d.year += today.year / 100 * 100;
        if (date_order(d, today) > 0)
            d.year -= 100;
    } else {
        d.year += 2000;
    }
    if (!ymd_valid(d))
        return false;
    *ret_day = day_of(d);
    return true;
}

static bool date_parse(struct text t, const struct reading *how, bool past, day *ret_day)
{
    switch (how->dates) {
    case DATES_DASHED:
        return day_parse(t.ptr, t.len, ret_day);
    case DATES_COMPACT:
        return day_parse_compact(t.ptr, t.len, ret_day);
    case DATES_SHORT:
        return short_date_parse(t, past, how->business_day, ret_day);
    }
    return false;
}

/* "HH:MM:SS" */
static bool clock_parse(const char *p, int *ret_seconds)
{
    const uint64_t places = UINT64_C(0xFF) << 16 | UINT64_C(0xFF) << 40;
    const uint64_t colons = (uint64_t)':' << 16 | (uint64_t)':' << 40;
    uint64_t word = word_at(p);
    uint64_t digits = (word & ~places) | (WORD_ZEROS & places);
    if ((word & places) != colons || !word_is_digits(digits))
        return false;
    int hours = (int)(digits & 0xF) * 10 + (int)(digits >> 8 & 0xF);
    int minutes = (int)(digits >> 24 & 0xF) * 10 + (int)(digits >> 32 & 0xF);
    int seconds = (int)(digits >> 48 & 0xF) * 10 + (int)(digits >> 56 & 0xF);
    *ret_seconds = hours * 3600 + minutes * 60 + seconds;
    return hours <= 23 && minutes <= 59 && seconds <= 59;
}

bool column_time(struct text t, int64_t *ret_time)
{
    day on;
    int seconds;
    if (t.len != TIME_LEN || t.ptr[DASHED_LEN] != ' ' || !day_parse(t.ptr, DASHED_LEN, &on) ||
        !clock_parse(t.ptr + DASHED_LEN + 1, &seconds))
        return false;
    *ret_time = (int64_t)on * DAY_SECONDS + seconds;
    return true;
}

/* A time may have its date in the standard form whatever the form of the file's dates. */
static bool time_parse(struct text t, const struct reading *how, int64_t *ret_time)
{
    if (column_time(t, ret_time))
        return true;
    if (t.len <= 1 + CLOCK_LEN)
        return false;
    struct text date = {t.ptr, t.len - 1 - CLOCK_LEN};
    day on;
    int seconds;
    if (date.ptr[date.len] != ' ' || !clock_parse(date.ptr + date.len + 1, &seconds) ||
        !date_parse(date, how, false, &on))
        return false;
    *ret_time = (int64_t)on * DAY_SECONDS + seconds;
    return true;
}

static void put_digits(char *p, int number, int width)
{
    for (; width > 0; number /= 10)
        p[--width] = (char)('0' + number % 10);
}

/* The standard form of a date, or of the date and clock of a time. */
static struct text standard_form(day on, struct text clock, struct arena *scratch)
{
    struct ymd d = day_ymd(on);
    char *p = arena_alloc(scratch, DASHED_LEN + clock.len);
    put_digits(p, d.year, 4);
    p[4] = '-';
    put_digits(p + 5, d.month, 2);
    p[7] = '-';
    put_digits(p + 8, d.day, 2);
    if (clock.len)
        memcpy(p + DASHED_LEN, clock.ptr, clock.len);
    return (struct text){p, DASHED_LEN + clock.len};
}

static enum fault date_check(const struct column *column, struct text raw,
                             const struct reading *how, struct arena *scratch, struct cell *ret)
{
    day on;
    if (!date_parse(raw, how, column->past, &on))
        return FAULT_TYPE;
    ret->num = on;
    ret->text = raw.len == DASHED_LEN || !scratch
                    ? raw
                    : standard_form(on, (struct text){NULL, 0}, scratch);
    return FAULT_NONE;
}

static enum fault time_check(struct text raw, const struct reading *how, struct arena *scratch,
                             struct cell *ret)
{
    int64_t at;
    if (!time_parse(raw, how, &at))
        return FAULT_TYPE;
    size_t clock_len = 1 + CLOCK_LEN;
    struct text clock = {raw.ptr + raw.len - clock_len, clock_len};
    ret->num = at;
    ret->text = raw.len == TIME_LEN || !scratch ? raw : standard_form(time_day(at), clock, scratch);
    return FAULT_NONE;
}

static enum fault number_check(const struct column *column, struct text raw, struct cell *ret)
{
    int64_t num = 0;
    int small = 0;
    bool ok = false;
    if (column->kind == CELL_RATE) {
        ok = rate_parse(raw.ptr, raw.len, &num);
    } else if (column->kind == CELL_INT) {
        ok = digits(raw.ptr, raw.len, &small);
        num = small;
    } else {
        ok = fen_parse(raw.ptr, raw.len, column->kind == CELL_SIGNED_AMOUNT, &num);
    }
    if (!ok)
        return FAULT_TYPE;
    if (column->kind == CELL_RATE && num == 0)
        return FAULT_RANGE;
    *ret = (struct cell){raw, num};
    return FAULT_NONE;
}

static enum fault code_check(const struct column *column, struct text raw, struct cell *ret)
{
    int code = column_code(column, raw);
    if (code == NO_CODE)
        return FAULT_CODE;
    *ret = (struct cell){raw, code};
    return FAULT_NONE;
}

static enum fault check_typed(const struct column *column, struct text raw,
                              const struct reading *how, struct arena *scratch,
                              struct cell *ret_cell)
{
    switch (column->kind) {
    case CELL_TEXT:
        break;
    case CELL_AMOUNT:
    case CELL_SIGNED_AMOUNT:
    case CELL_RATE:
    case CELL_INT:
        return number_check(column, raw, ret_cell);
    case CELL_DATE:
        return date_check(column, raw, how, scratch, ret_cell);
    case CELL_TIME:
        return time_check(raw, how, scratch, ret_cell);
    case CELL_CODE:
    case CELL_BOOL:
        return code_check(column, raw, ret_cell);
    }
    *ret_cell = (struct cell){raw, 0};
    return FAULT_NONE;
}

enum fault column_check_utf8(const struct column *column, struct text raw,
                             const struct reading *how, struct arena *scratch,
                             struct cell *ret_cell)
{
    if (raw.len == 0) {
        if (column->required)
            return FAULT_REQUIRED;
        *ret_cell = (struct cell){{"", 0}, column->empty};
        return FAULT_NONE;
    }
    if (raw.len > column_bytes_most(column))
        return FAULT_LENGTH;
    return check_typed(column, raw, how, scratch, ret_cell);
}

enum fault column_check(const struct column *column, struct text raw, const struct reading *how,
                        struct arena *scratch, struct cell *ret_cell)
{
    if (raw.len && !text_is_utf8(raw))
        return FAULT_ENCODING;
    return column_check_utf8(column, raw, how, scratch, ret_cell);
}
