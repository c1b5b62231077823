#include "base/test.h"

#include "cif/intake/column.h"

static const struct column *at(enum dayfile file, int column)
{
    return dayfile_column_at(file, column);
}

static enum fault check_with(const struct column *column, struct text raw, struct reading how,
                             struct cell *ret)
{
    static struct arena scratch; /* texts live until the next check */
    arena_release(&scratch);
    return column_check(column, raw, &how, &scratch, ret);
}

#define STANDARD reading_standard
#define CHECK_FAULT(column, raw, wanted)                                                           \
    do {                                                                                           \
        struct cell cell_;                                                                         \
        CHECK_TEXT(fault_name(check_with(column, text_of(raw), STANDARD, &cell_)),                 \
                   fault_name(wanted));                                                            \
    } while (0)

static int64_t good(const struct column *column, const char *raw, struct reading how,
                    const char *wanted_text)
{
    struct cell cell;
    CHECK_INT(check_with(column, text_of(raw), how, &cell), FAULT_NONE);
    CHECK(text_is(cell.text, wanted_text));
    return cell.num;
}

TEST(amounts)
{
    const struct column *amount = at(FILE_TRANSACTION, TRANSACTION_AMOUNT);
    const struct column *balance = at(FILE_ACCOUNT, ACCOUNT_BALANCE);
    CHECK_EQ(good(amount, "1234.5", STANDARD, "1234.5"), 123450);
    CHECK_EQ(good(amount, "0", STANDARD, "0"), 0);
    CHECK_EQ(good(amount, "9999999999999.99", STANDARD, "9999999999999.99"), 999999999999999);
    CHECK_EQ(good(balance, "-0.01", STANDARD, "-0.01"), -1);
    CHECK_FAULT(amount, "", FAULT_REQUIRED);
    static const char *const wrong[] = {"-1",    "+1",  "1,000",          " 1", "1 ",  ".5", "5.",
                                        "1.234", "1e3", "12345678901234", "１", "NaN", "-",  "0x1"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        CHECK_FAULT(amount, wrong[i], FAULT_TYPE);
    CHECK_FAULT(balance, "--1", FAULT_TYPE);
    CHECK_FAULT(balance, "-", FAULT_TYPE);
}

TEST(rates_are_above_zero)
{
    const struct column *rate = at(FILE_FX, FX_RATE);
    CHECK_EQ(good(rate, "7.12345678", STANDARD, "7.12345678"), 712345678);
    CHECK_EQ(good(rate, "123456789", STANDARD, "123456789"), INT64_C(12345678900000000));
    CHECK_FAULT(rate, "0", FAULT_RANGE);
    CHECK_FAULT(rate, "0.00000000", FAULT_RANGE);
    CHECK_FAULT(rate, "-1", FAULT_TYPE);
    CHECK_FAULT(rate, "1234567890", FAULT_TYPE);
    CHECK_FAULT(rate, "1.123456789", FAULT_TYPE);
}

TEST(dates_in_three_forms)
{
    const struct column *opened = at(FILE_ACCOUNT, ACCOUNT_OPENED_ON);
    const struct column *birth = at(FILE_CUSTOMER, CUSTOMER_BIRTH_DATE);
    struct reading compact = {DATES_COMPACT, 0};
    struct reading brief = {DATES_SHORT, day_of((struct ymd){2026, 11, 22})};
    day wanted = day_of((struct ymd){2026, 11, 22});
    CHECK_EQ(good(opened, "2026-11-22", STANDARD, "2026-11-22"), wanted);
    CHECK_EQ(good(opened, "20261122", compact, "2026-11-22"), wanted);
    CHECK_EQ(good(opened, "261122", brief, "2026-11-22"), wanted);
    CHECK_EQ(good(opened, "991231", brief, "2099-12-31"), day_of((struct ymd){2099, 12, 31}));
    CHECK_EQ(good(birth, "", STANDARD, ""), NO_DAY);
    CHECK_FAULT(opened, "20261122", FAULT_TYPE);
    CHECK_FAULT(opened, "2026-02-29", FAULT_TYPE);
    CHECK_FAULT(opened, "2026-13-01", FAULT_TYPE);
    CHECK_FAULT(opened, "0000-01-01", FAULT_TYPE);
    CHECK_FAULT(opened, "2026-1-1", FAULT_TYPE);
    CHECK_FAULT(opened, "2026/01/01", FAULT_TYPE);
    struct cell cell;
    CHECK_INT(check_with(opened, TEXT("2026-11-22"), compact, &cell), FAULT_TYPE);
    CHECK_INT(check_with(opened, TEXT("20261122"), brief, &cell), FAULT_TYPE);
}

TEST(dates_of_birth_and_issue_lie_in_the_hundred_years_up_to_the_day)
{
    const struct column *birth = at(FILE_CUSTOMER, CUSTOMER_BIRTH_DATE);
    const struct column *issued = at(FILE_CARD, CARD_ISSUED_ON);
    const struct column *expires = at(FILE_CARD, CARD_EXPIRES_ON);
    struct reading how = {DATES_SHORT, day_of((struct ymd){2026, 11, 22})};
    good(birth, "261122", how, "2026-11-22");
    good(birth, "261123", how, "1926-11-23");
    good(birth, "850101", how, "1985-01-01");
    good(issued, "991231", how, "1999-12-31");
    good(expires, "991231", how, "2099-12-31");
    good(birth, "000229", how, "2000-02-29");
    struct cell cell;
    CHECK_INT(check_with(birth, TEXT("270229"), how, &cell), FAULT_TYPE);
    struct reading early = {DATES_SHORT, day_of((struct ymd){1993, 1, 1})};
    good(birth, "930101", early, "1993-01-01");
    good(birth, "930102", early, "1893-01-02");
    CHECK_INT(check_with(birth, TEXT("000229"), early, &cell), FAULT_TYPE); /* 1900 */
}

TEST(times)
{
    const struct column *when = at(FILE_TRANSACTION, TRANSACTION_AT);
    struct reading compact = {DATES_COMPACT, 0};
    struct reading brief = {DATES_SHORT, 0};
    int64_t wanted = (int64_t)day_of((struct ymd){2026, 11, 22}) * 86400 + 9 * 3600 + 30 * 60 + 5;
    CHECK_EQ(good(when, "2026-11-22 09:30:05", STANDARD, "2026-11-22 09:30:05"), wanted);
    CHECK_EQ(good(when, "20261122 09:30:05", compact, "2026-11-22 09:30:05"), wanted);
    CHECK_EQ(good(when, "2026-11-22 09:30:05", compact, "2026-11-22 09:30:05"), wanted);
    CHECK_EQ(good(when, "261122 09:30:05", brief, "2026-11-22 09:30:05"), wanted);
    CHECK_EQ(time_day(wanted), day_of((struct ymd){2026, 11, 22}));
    CHECK_EQ(time_day(-1), -1);
    CHECK_EQ(time_day(-86400), -1);
    CHECK_EQ(time_day(0), 0);
    static const char *const wrong[] = {
        "2026-11-22",          "2026-11-22 24:00:00",  "2026-11-22 09:60:00",
        "2026-11-22 09:30:60", "2026-11-22T09:30:00",  "2026-11-22 9:30:00",
        "2026-11-22 09:30",    "20261122 09:30:00",    " 09:30:00",
        "2026-11-31 09:30:00", "2026-11-22 09:30:00 ", "2026-11-22 09-30-00"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        CHECK_FAULT(when, wrong[i], FAULT_TYPE);
}

TEST(codes_and_what_empty_ones_mean)
{
    const struct column *status = at(FILE_ACCOUNT, ACCOUNT_STATUS);
    CHECK_EQ(good(status, "closed", STANDARD, "closed"), 2);
    CHECK_EQ(good(status, "", STANDARD, ""), 0);
    CHECK_EQ(good(at(FILE_CUSTOMER, CUSTOMER_DND), "1", STANDARD, "1"), 1);
    CHECK_EQ(good(at(FILE_CUSTOMER, CUSTOMER_DND), "", STANDARD, ""), 0);
    CHECK_EQ(good(at(FILE_CUSTOMER, CUSTOMER_GENDER), "", STANDARD, ""), NO_CODE);
    CHECK_EQ(good(at(FILE_PRODUCT, PRODUCT_CLASS), "channel", STANDARD, "channel"), 14);
    CHECK_EQ(good(at(FILE_OPENING, OPENING_TIER), "core", STANDARD, "core"), 5);
    CHECK_FAULT(status, "Open", FAULT_CODE);
    CHECK_FAULT(status, "ope", FAULT_CODE);
    CHECK_FAULT(status, "opened", FAULT_CODE);
    CHECK_FAULT(at(FILE_CUSTOMER, CUSTOMER_DND), "2", FAULT_CODE);
    CHECK_FAULT(at(FILE_CUSTOMER, CUSTOMER_CERT_TYPE), "", FAULT_REQUIRED);
}

TEST(whole_numbers)
{
    const struct column *term = at(FILE_PRODUCT, PRODUCT_TERM_DAYS);
    CHECK_EQ(good(term, "365", STANDARD, "365"), 365);
    CHECK_EQ(good(term, "999999999", STANDARD, "999999999"), 999999999);
    CHECK_FAULT(term, "1000000000", FAULT_TYPE);
    CHECK_FAULT(term, "-1", FAULT_TYPE);
    CHECK_FAULT(term, "1.0", FAULT_TYPE);
}

TEST(lengths_count_bytes)
{
    static char long_text[4098];
    memset(long_text, 'x', sizeof long_text - 1);
    const struct column *name = at(FILE_CUSTOMER, CUSTOMER_NAME);
    const struct column *no = at(FILE_CUSTOMER, CUSTOMER_NO);
    const struct column *outlet = at(FILE_CUSTOMER, CUSTOMER_OUTLET_NO);
    const struct column *when = at(FILE_TRANSACTION, TRANSACTION_AT);
    CHECK_FAULT(name, long_text, FAULT_LENGTH);
    CHECK_FAULT(name, long_text + 1, FAULT_NONE);
    CHECK_FAULT(no, long_text + 4097 - 65, FAULT_LENGTH);
    CHECK_FAULT(no, long_text + 4097 - 64, FAULT_NONE);
    CHECK_FAULT(outlet, long_text + 4097 - 65, FAULT_LENGTH);
    CHECK_FAULT(when, long_text, FAULT_LENGTH);
    CHECK_FAULT(when, long_text + 4097 - 65, FAULT_TYPE);
}

TEST(encoding_comes_first)
{
    const struct column *name = at(FILE_CUSTOMER, CUSTOMER_NAME);
    const struct column *balance = at(FILE_ACCOUNT, ACCOUNT_BALANCE);
    struct cell cell;
    CHECK_FAULT(name, "\xFF", FAULT_ENCODING);
    CHECK_FAULT(name, "\xED\xA0\x80", FAULT_ENCODING);
    CHECK_FAULT(name, "\xE5\xAE\xA2", FAULT_NONE);
    CHECK_FAULT(balance, "1\xFF", FAULT_ENCODING);
    CHECK_INT(check_with(name, (struct text){"a\0b", 3}, STANDARD, &cell), FAULT_ENCODING);
}

/* What the tables must hold for the rest to work. */
TEST(tables_are_sound)
{
    for (int f = 0; f < FILE_COUNT; f++) {
        const struct dayfile_table *t = dayfile_table((enum dayfile)f);
        CHECK(t->column_count <= COLUMNS_MOST);
        CHECK_INT(dayfile_named(text_of(t->name)), f);
        for (int i = 0; i < t->column_count; i++) {
            const struct column *c = &t->columns[i];
            CHECK(c->name != NULL);
            CHECK_EQ(dayfile_column((enum dayfile)f, text_of(c->name)), i);
            CHECK((c->kind == CELL_CODE || c->kind == CELL_BOOL) == (c->code_count > 0));
            CHECK(!c->key || c->required);
            CHECK(c->kind != CELL_DATE || c->empty == NO_DAY);
        }
        for (int i = 0; i < t->key_count; i++)
            CHECK(t->columns[t->key[i]].key);
    }
    CHECK_EQ(dayfile_named(TEXT("nothing.csv")), NO_FILE);
    CHECK_EQ(dayfile_column(FILE_ORG, TEXT("nothing")), NO_COLUMN);
    CHECK_EQ(OPENING_COLUMNS, dayfile_table(FILE_OPENING)->column_count);
    CHECK_EQ(CUSTOMER_COLUMNS, dayfile_table(FILE_CUSTOMER)->column_count);
}

TESTS(CASE(amounts), CASE(rates_are_above_zero), CASE(dates_in_three_forms),
      CASE(dates_of_birth_and_issue_lie_in_the_hundred_years_up_to_the_day), CASE(times),
      CASE(codes_and_what_empty_ones_mean), CASE(whole_numbers), CASE(lengths_count_bytes),
      CASE(encoding_comes_first), CASE(tables_are_sound))
