/* Files of customers as people make them. */
#include "base/test.h"

#include "marketing/audience/upload_file.h"

static struct arena arena;

static int clear(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum upload_fault read_file(const char *bytes, size_t len, enum upload_way way,
                                   struct upload_entries *ret)
{
    return upload_file_read((struct text){bytes, len}, way, &arena, ret);
}
#define READ(literal, way, ret) read_file(literal, sizeof(literal) - 1, way, ret)

static void expect(const struct upload_entries *e, size_t i, int64_t line, const char *typed)
{
    assert_true(i < e->len);
    assert_int_equal(e->items[i].line, line);
    assert_string_equal(e->items[i].typed.ptr, typed);
}

static void test_one_number_a_line(void **state)
{
    struct upload_entries e = {NULL, 0};
    (void)state;
    assert_int_equal(READ("C1\r\n\r\n  C2 \r\nC3", BY_CUSTOMER_NO, &e), UPLOAD_GOOD);
    assert_int_equal(e.len, 3);
    expect(&e, 0, 1, "C1");
    expect(&e, 1, 3, "C2");
    expect(&e, 2, 4, "C3");
}

static void test_the_column_of_that_name(void **state)
{
    struct upload_entries e = {NULL, 0};
    (void)state;
    assert_int_equal(
        READ("\xEF\xBB\xBF姓名;手机号;客户号\n\"王;五\";'138;C1\n;;\n", BY_CUSTOMER_NO, &e),
        UPLOAD_GOOD);
    assert_int_equal(e.len, 1);
    expect(&e, 0, 2, "C1");
    assert_int_equal(READ("Name\tPHONE\nA\t'13800001234\n", BY_PHONE, &e), UPLOAD_GOOD);
    expect(&e, 0, 2, "13800001234");
}

static void test_gb18030(void **state)
{
    struct upload_entries e = {NULL, 0};
    (void)state;
    /* 姓名,证件号 */
    assert_int_equal(
        READ("\xD0\xD5\xC3\xFB,\xD6\xA4\xBC\xFE\xBA\xC5\n\xCD\xF5,P1\n", BY_CERTIFICATE, &e),
        UPLOAD_GOOD);
    assert_int_equal(e.len, 1);
    expect(&e, 0, 2, "P1");
}

static void test_what_is_no_such_file(void **state)
{
    struct upload_entries e = {NULL, 7};
    (void)state;
    assert_int_equal(READ("PK\x03\x04 rest", BY_PHONE, &e), UPLOAD_BROKEN);
    assert_int_equal(READ("\xD0\xCF\x11\xE0 rest", BY_PHONE, &e), UPLOAD_OLD_WORKBOOK);
    assert_int_equal(READ("\xFF\xFE"
                          "C\0"
                          "1\0",
                          BY_PHONE, &e),
                     UPLOAD_CHARSET);
    assert_int_equal(READ("C1\0\n", BY_PHONE, &e), UPLOAD_CHARSET);
    assert_int_equal(READ("", BY_PHONE, &e), UPLOAD_EMPTY);
    assert_int_equal(READ("\n , \n", BY_PHONE, &e), UPLOAD_EMPTY);
    assert_int_equal(READ("手机号\n", BY_PHONE, &e), UPLOAD_EMPTY);
    assert_int_equal(e.len, 7);
}

/* A spreadsheet writes long numbers into text files as it shows them. */
static void test_what_a_spreadsheet_has_rounded(void **state)
{
    struct upload_entries e = {NULL, 0};
    (void)state;
    assert_int_equal(READ("证件号\n1.1010119800101E+17\nE+17\n1.1E+\n", BY_CERTIFICATE, &e),
                     UPLOAD_GOOD);
    assert_int_equal(e.len, 3);
    assert_int_equal(e.items[0].note, BOOK_ROUNDED);
    assert_int_equal(e.items[1].note, BOOK_PLAIN);
    assert_int_equal(e.items[2].note, BOOK_PLAIN);
}

static void test_a_hundred_thousand_lines(void **state)
{
    struct upload_entries e = {NULL, 0};
    struct buf b;
    (void)state;
    buf_init(&b);
    for (int i = 1; i <= UPLOAD_LINES_MOST; i++)
        buf_printf(&b, "C%d\n", i);
    assert_int_equal(read_file(b.bytes, b.len, BY_CUSTOMER_NO, &e), UPLOAD_GOOD);
    assert_int_equal(e.len, UPLOAD_LINES_MOST);
    expect(&e, UPLOAD_LINES_MOST - 1, UPLOAD_LINES_MOST, "C100000");
    buf_add_text(&b, "one more\n");
    assert_int_equal(read_file(b.bytes, b.len, BY_CUSTOMER_NO, &e), UPLOAD_LONG);
    buf_release(&b);
}

static void test_a_long_value_is_cut_at_a_character(void **state)
{
    struct upload_entries e = {NULL, 0};
    struct buf b;
    (void)state;
    buf_init(&b);
    for (int i = 0; i < 100; i++)
        buf_add_text(&b, "客");
    assert_int_equal(read_file(b.bytes, b.len, BY_CUSTOMER_NO, &e), UPLOAD_GOOD);
    assert_true(e.items[0].typed.len <= 200);
    assert_true(text_is_utf8(e.items[0].typed));
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_one_number_a_line, clear),
        cmocka_unit_test_teardown(test_the_column_of_that_name, clear),
        cmocka_unit_test_teardown(test_gb18030, clear),
        cmocka_unit_test_teardown(test_what_is_no_such_file, clear),
        cmocka_unit_test_teardown(test_what_a_spreadsheet_has_rounded, clear),
        cmocka_unit_test_teardown(test_a_hundred_thousand_lines, clear),
        cmocka_unit_test_teardown(test_a_long_value_is_cut_at_a_character, clear),
    };
    arena_init(&arena);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
