/* Workbooks: one of ours is read again; what is none is refused.  Those of Excel, and hostile ones,
 * are made by tests/program/test_audience.py and tests/fuzz. */
#include "base/test.h"

#include "cif/intake/workbook.h"

static struct arena arena;

static int clear(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

struct seen {
    int rows;
    size_t len;
    int64_t line;
    char first[40];
};

static bool see(void *with, const struct book_cell *cells, size_t len, int64_t line)
{
    struct seen *s = with;
    s->rows++;
    s->len = len;
    s->line = line;
    snprintf(s->first, sizeof s->first, "%s", len ? cells[0].text.ptr : "");
    return true;
}

static void test_an_empty_one_has_its_heads(void **state)
{
    static const char *const heads[] = {"客户号", "证件号码", "手机号"};
    struct text bytes;
    struct seen seen = {0};
    (void)state;
    assert_int_equal(workbook_empty(&arena, heads, ARRAY_LEN(heads), &bytes), OK);
    assert_int_equal(workbook_read(bytes, &arena, see, &seen), WORKBOOK_GOOD);
    assert_int_equal(seen.rows, 1);
    assert_int_equal(seen.len, 3);
    assert_int_equal(seen.line, 1);
    assert_string_equal(seen.first, "客户号");
}

/* Wherever it is cut off, or a byte is another one, it is read or refused. */
static void test_a_damaged_one_is_refused(void **state)
{
    static const char *const heads[] = {"客户号"};
    struct text bytes;
    struct seen seen = {0};
    (void)state;
    assert_int_equal(workbook_empty(&arena, heads, 1, &bytes), OK);
    char *damaged = arena_copy(&arena, bytes.ptr, bytes.len);
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(workbook_read((struct text){bytes.ptr, len}, &arena, see, &seen),
                         WORKBOOK_BROKEN);
    for (size_t at = 0; at < bytes.len; at++) {
        damaged[at] ^= 0x55;
        enum workbook_fault fault =
            workbook_read((struct text){damaged, bytes.len}, &arena, see, &seen);
        assert_true(fault == WORKBOOK_GOOD || fault == WORKBOOK_BROKEN);
        damaged[at] ^= 0x55;
    }
}

static void test_what_excel_writes_for_long_numbers(void **state)
{
    (void)state;
    assert_true(is_rounded_number(TEXT("1.23E+17")));
    assert_true(is_rounded_number(TEXT("1E+17")));
    assert_false(is_rounded_number(TEXT("E+17")));
    assert_false(is_rounded_number(TEXT("1.23E+")));
    assert_false(is_rounded_number(TEXT("1.23E+1x")));
    assert_false(is_rounded_number(TEXT("11010119800101001X")));
    assert_false(is_rounded_number(TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_an_empty_one_has_its_heads, clear),
        cmocka_unit_test_teardown(test_a_damaged_one_is_refused, clear),
        cmocka_unit_test_teardown(test_what_excel_writes_for_long_numbers, clear),
    };
    arena_init(&arena);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
