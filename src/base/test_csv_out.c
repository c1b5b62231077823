#include "base/test.h"

#include "base/csv_out.h"

static const struct csv_column columns[] = {{"name", CSV_TEXT}, {"count", CSV_NUMBER}};

/* What a listing of one-field rows looks like; the header is left out. */
static char *written(enum csv_form form, const struct text *values, size_t len)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    struct csv_out out;
    csv_out_init(&out, file, form, columns, 1);
    for (size_t i = 0; i < len; i++) {
        csv_out_text(&out, values[i]);
        csv_out_row(&out);
    }
    CHECK_OK(csv_out_end(&out, NULL));
    fclose(file);
    if (form == CSV_FORM)
        memmove(bytes, bytes + strlen("name\n"), size - strlen("name\n") + 1);
    return bytes;
}

static void check_one(enum csv_form form, struct text value, const char *wanted)
{
    char *got = written(form, &value, 1);
    CHECK_TEXT(got, wanted);
    free(got);
}

TEST(csv_quotes_only_where_it_must)
{
    check_one(CSV_FORM, TEXT("plain"), "plain\n");
    check_one(CSV_FORM, TEXT(" a;b\t'c' "), " a;b\t'c' \n");
    check_one(CSV_FORM, TEXT("客户号"), "客户号\n");
    check_one(CSV_FORM, TEXT("a,b"), "\"a,b\"\n");
    check_one(CSV_FORM, TEXT("a\nb"), "\"a\nb\"\n");
    check_one(CSV_FORM, TEXT("a\rb"), "\"a\rb\"\n");
    check_one(CSV_FORM, TEXT("say \"no\""), "\"say \"\"no\"\"\"\n");
    check_one(CSV_FORM, TEXT("\""), "\"\"\"\"\n");
    check_one(CSV_FORM, (struct text){NULL, 0}, "\n");
}

TEST(json_escapes_what_it_must)
{
    check_one(JSON_FORM, TEXT("plain"), "{\"name\":\"plain\"}\n");
    check_one(JSON_FORM, TEXT("a\"b\\c/d"), "{\"name\":\"a\\\"b\\\\c/d\"}\n");
    check_one(JSON_FORM, TEXT("\b\f\n\r\t\x01\x1f\x7f"),
              "{\"name\":\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"}\n");
    check_one(JSON_FORM, (struct text){"a\0b", 3}, "{\"name\":\"a\\u0000b\"}\n");
    check_one(JSON_FORM, TEXT("户\xF0\x9F\x8F\xA6"), "{\"name\":\"户\xF0\x9F\x8F\xA6\"}\n");
}

TEST(json_is_valid_utf8_whatever_came)
{
    check_one(JSON_FORM, TEXT("a\xFFz"), "{\"name\":\"a\xEF\xBF\xBDz\"}\n");
    check_one(JSON_FORM, TEXT("\xC0\x80"), "{\"name\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}\n");
    check_one(JSON_FORM, TEXT("户\xE6\x88"), "{\"name\":\"户\xEF\xBF\xBD\xEF\xBF\xBD\"}\n");
    check_one(JSON_FORM, TEXT("\xED\xA0\x80!"),
              "{\"name\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD!\"}\n");
}

static void write_kinds(struct csv_out *out)
{
    csv_out_string(out, NULL);
    csv_out_number(out, INT64_MIN);
    csv_out_row(out);
    csv_out_fen(out, -500);
    csv_out_text(out, (struct text){NULL, 0});
    csv_out_row(out);
    csv_out_day(out, 0);
    csv_out_number(out, 3);
    csv_out_row(out);
    csv_out_day(out, NO_DAY);
    csv_out_number(out, 0);
    csv_out_row(out);
}

static void check_kinds(enum csv_form form, const char *wanted)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    struct csv_out out;
    csv_out_init(&out, file, form, columns, ARRAY_LEN(columns));
    write_kinds(&out);
    CHECK_OK(csv_out_end(&out, NULL));
    fclose(file);
    CHECK_TEXT(bytes, wanted);
    free(bytes);
}

TEST(every_kind_of_value_has_its_form)
{
    check_kinds(CSV_FORM, "name,count\n,-9223372036854775808\n-5.00,\n1970-01-01,3\n,0\n");
    check_kinds(JSON_FORM, "{\"name\":\"\",\"count\":-9223372036854775808}\n"
                           "{\"name\":\"-5.00\",\"count\":null}\n"
                           "{\"name\":\"1970-01-01\",\"count\":3}\n"
                           "{\"name\":\"\",\"count\":0}\n");
}

TEST(long_listings_arrive_whole)
{
    enum { ROWS = 50000 };
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    struct csv_out out;
    csv_out_init(&out, file, CSV_FORM, columns, ARRAY_LEN(columns));
    for (int i = 0; i < ROWS; i++) {
        csv_out_string(&out, "customer");
        csv_out_number(&out, 10000 + i);
        csv_out_row(&out);
    }
    CHECK_OK(csv_out_end(&out, NULL));
    fclose(file);
    CHECK_INT(size, strlen("name,count\n") + ROWS * strlen("customer,10000\n"));
    CHECK_TEXT(bytes + size - strlen("customer,59999\n"), "customer,59999\n");
    free(bytes);
}

TEST(a_full_disk_is_reported_once_and_in_words)
{
    FILE *file = fopen("/dev/full", "w");
    if (!file)
        skip();
    struct csv_out out;
    struct why why = {""};
    csv_out_init(&out, file, CSV_FORM, columns, ARRAY_LEN(columns));
    for (int i = 0; i < 100000 && csv_out_ok(&out); i++) {
        csv_out_string(&out, "customer");
        csv_out_number(&out, i);
        csv_out_row(&out);
    }
    CHECK(!csv_out_ok(&out));
    CHECK_RC(csv_out_end(&out, &why), E_UNAVAILABLE);
    CHECK_TEXT(why.text, "could not write the result: No space left on device");
    fclose(file);
}

TESTS(CASE(csv_quotes_only_where_it_must), CASE(json_escapes_what_it_must),
      CASE(json_is_valid_utf8_whatever_came), CASE(every_kind_of_value_has_its_form),
      CASE(long_listings_arrive_whole), CASE(a_full_disk_is_reported_once_and_in_words))
